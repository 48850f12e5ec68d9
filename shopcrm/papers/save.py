"""Papers and packs onto the disk: where the person said, readable to nobody else, never over what is there."""

import errno
import os
from itertools import count
from pathlib import Path

from shopcrm.errors import CrmError, NoSpace, Refused

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


def save(content: bytes, folder: Path, name: str) -> Path:
    """Write a new file (0600, flushed to disk) and answer its path: `name`, or `name-2`, `name-3` where it is taken.

    Makes the folder where there is none. Raises NoSpace for a full or failing disk and Refused for a folder that cannot
    be written; neither leaves half a file behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path, descriptor = _open_new(folder, name)
    except OSError as error:
        raise _explained(error, folder) from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _explained(error, folder) from error
    return path


def _open_new(folder: Path, name: str) -> tuple[Path, int]:
    wanted = Path(name)
    for number in count(1):
        path = folder / (name if number == 1 else f"{wanted.stem}-{number}{wanted.suffix}")
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except FileExistsError:
            continue
    raise AssertionError("count() never ends")


def _explained(error: OSError, folder: Path) -> CrmError:
    if error.errno in _FULL:
        return NoSpace(
            f"The disk is full, or failed, while writing to {folder}.", "Make room, or choose another place."
        )
    return Refused(f"Nothing can be written to {folder}: {error.strerror}.", "Choose another folder.")
