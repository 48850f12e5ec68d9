"""What is looked at before a backup is copied: whether the place can take it, said while nothing has happened yet."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopcrm.errors import CrmError, NoSpace, Refused
from shopcrm.vault import container, files

FAT_LARGEST = 4 * 1024**3 - 1
"""Bytes: no file on a FAT stick may be larger."""

_FAT = {"vfat", "msdos", "fat", "fat32", "fat16"}
_UNTOUCHED = "Every older backup is untouched."
_TRIED = 64 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A folder for a backup, and the disk that it was on when it was looked at."""

    folder: Path
    disk: int

    @classmethod
    def looked_at(cls, folder: Path) -> "Target":
        """The folder as it is now. Raises OSError."""
        return cls(folder, folder.stat().st_dev)

    def require_same_disk(self) -> None:
        """Where a stick is pulled its empty folder may stay behind: a copy there would be on the computer's own disk.

        Raises Refused or OSError.
        """
        if self.folder.stat().st_dev != self.disk:
            raise taken_out()


def check_place(folder: Path, shop: Path, own: Path) -> None:
    """Refuse a folder inside the shop's own: what happens to the book would happen to its backup.

    own: the one folder in there that is for backups.
    """
    meant, inside = _real(folder), _real(shop)
    if meant.is_relative_to(inside) and meant != _real(own):
        raise Refused(
            "That folder lies inside the shop's own: a backup there would be lost with the shop.",
            "Choose a stick, or another folder. Nothing was copied.",
        )


def check_room(folder: Path, size: int) -> None:
    """Refuse before copying what cannot fit: free space, and the 4 GiB of a FAT stick. size: bytes of the book."""
    with files.disk_errors("The folder for the backup"):
        free = shutil.disk_usage(folder).free
    needed = size + container.LARGEST_FRONT
    if free < needed:
        raise NoSpace(
            f"The backup needs {needed // 2**20 + 1:,} MB, and its disk has {free // 2**20:,} MB free.",
            f"Free some space there, or choose another disk. {_UNTOUCHED}",
        )
    if needed > FAT_LARGEST and file_system(folder) in _FAT:
        raise NoSpace(
            "The stick is formatted as FAT, which holds no file above 4 GB, and the backup is larger.",
            f"Use another disk, or format this one as exFAT, which deletes what is on it. {_UNTOUCHED}",
        )


def try_writing(folder: Path) -> None:
    """Write a small file there, read it back and delete it; raises Refused or NoSpace where that does not work."""
    probe, content = folder / f"shopcrm-{secrets.token_hex(4)}.part", secrets.token_bytes(_TRIED)
    try:
        with files.disk_errors("The folder for the backup"):
            with files.open_private(probe) as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            files.forget_cached(probe)
            same = probe.read_bytes() == content
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    if not same:
        raise unlike_written()


def taken_out() -> CrmError:
    """A disk that is gone before the backup on it was finished."""
    return Refused(
        "The stick or disk was taken out before the backup was finished: it does not count.",
        f"Plug it in, then make the backup again. {_UNTOUCHED}",
    )


@contextlib.contextmanager
def gone_is_taken_out() -> Iterator[None]:
    """What is not there any more went with its stick."""
    try:
        yield
    except FileNotFoundError:
        raise taken_out() from None


def unlike_written() -> CrmError:
    """A disk that answers with something else than what it was given."""
    return NoSpace(
        "The disk did not give back what was written to it.",
        f"Use another stick or disk: this one is failing. {_UNTOUCHED}",
    )


def file_system(folder: Path, mounts: Iterable[Any] | None = None) -> str:
    """The kind of file system that a folder lies on, in lower case; '' where the system does not say.

    mounts: as psutil lists them; by default the present ones.
    """
    if mounts is None:
        import psutil

        mounts = psutil.disk_partitions(all=True)
    holding = [part for part in mounts if _real(folder).is_relative_to(part.mountpoint)]
    return str(max(holding, key=lambda part: len(part.mountpoint)).fstype).lower() if holding else ""


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder.expanduser()))
