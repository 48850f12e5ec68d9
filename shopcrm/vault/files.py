"""Files that survive a power cut: written beside, flushed, renamed, the folder flushed; private."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from shopcrm.errors import CrmError, NoSpace, Refused

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file's content so that after a crash it is either the old or the new, never a mixture."""
    part = path.with_name(path.name + ".part")
    with open_private(part) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)
    sync_folder(path.parent)


def open_private(path: Path) -> BinaryIO:
    """Open a new or emptied file for reading and writing that only its owner may see.

    A link in its place is taken away: somebody who had the stick in hand could lead the way to any file of the owner's.
    """
    if path.is_symlink():
        path.unlink()
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, PRIVATE_FILE), "w+b")


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names; Windows does so by itself and offers no call for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Flush what was written to a file by any handle."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Rename a file, replacing the target, and flush the folder."""
    os.replace(source, target)
    sync_folder(target.parent)


def make_private_folder(folder: Path) -> None:
    """Make a folder (and its parents) that only its owner may enter."""
    make_folder(folder, PRIVATE_FOLDER)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and its parents, and flush their names: else what is flushed inside may go with them."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for made in missing:
        with contextlib.suppress(PermissionError):  # a folder that may be written to need not be readable
            sync_folder(made.parent)


@contextlib.contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """What the system says about a disk, in a shopkeeper's words. what: the disk or folder meant, as in "the stick"."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, what) from None


def disk_error(error: OSError, what: str) -> CrmError:
    """The CrmError for a system error while working on a disk or folder."""
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Refused(f"{what} cannot be written to.", "Check its permissions, or that it is not locked.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoSpace(f"{what} is full.", "Free some space there, then try again.")
    if error.errno == errno.ENAMETOOLONG:
        return Refused(f"The name of {what[:1].lower()}{what[1:]} is too long.", "Choose a shorter one.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST):
        return Refused(
            f"{what} is not there, and cannot be made.", "Check its name; if it is on a stick, plug the stick in."
        )
    return NoSpace(f"{what} failed, or was taken out.", "Check that it is plugged in and works, then try again.")


def forget_cached(path: Path) -> None:
    """Ask the system to drop its own copy of a flushed file, so that the next read comes from the disk itself."""
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
