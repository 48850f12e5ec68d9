"""What stands around the files: one instance, wrong guesses counted, a reserve of disk space, no core dumps."""

import contextlib
import json
import os
import platform
import secrets
from pathlib import Path
from typing import IO

from shopcrm.errors import CannotUnlock, OpenElsewhere
from shopcrm.vault import files

LOCK = "lock"
GUESSES = "guesses"
BALLAST = "ballast"
BALLAST_BYTES = 32 * 1024 * 1024

_FOLDER = "The shop's folder"

FREE_GUESSES = 3
LONGEST_WAIT = 30
"""Seconds. Wrong guesses beyond the free ones wait 1, 2, 4 ... seconds, at most this long."""


def harden_process() -> None:
    """No core dumps, no tracing by other programs of the same user, new files private; where the system offers it."""
    os.umask(0o077)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)


class InstanceLock:
    """One program at a time, held from unlock to lock; the system frees it if the program dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._file: IO[str] | None = None

    def acquire(self) -> "InstanceLock":
        """Take the lock; raises OpenElsewhere naming who holds it, Refused where the folder cannot be written to."""
        with files.disk_errors(_FOLDER):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, files.PRIVATE_FILE)
        self._file = os.fdopen(descriptor, "r+", encoding="utf-8")
        try:
            _lock_whole(self._file)
        except OSError:
            holder = self._holder()
            self._file.close()
            self._file = None
            raise OpenElsewhere(f"The shop is already open{holder}.", "Close it there, then try again.") from None
        self._sign()
        return self

    def release(self) -> None:
        """Let the next program in. The file stays: removing it would let two programs hold two files of one name."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            with contextlib.suppress(OSError):  # on a full disk what was to be written into it cannot be
                self._file.close()
            self._file = None

    def _sign(self) -> None:
        assert self._file is not None
        with contextlib.suppress(OSError):
            self._file.seek(0)
            self._file.truncate(0)
            self._file.write(json.dumps({"pid": os.getpid(), "computer": platform.node()}))
            self._file.flush()

    def _holder(self) -> str:
        assert self._file is not None
        try:
            self._file.seek(0)
            who = json.loads(self._file.read(4096))
            return f" in another window (program {int(who['pid'])} on {str(who['computer'])[:64]})"
        except (OSError, ValueError, KeyError, TypeError):
            return " in another window"


def _lock_whole(held: IO[str]) -> None:
    """Lock without waiting; raises OSError where another program holds it. On Windows a far byte: the rest is read."""
    if os.name == "nt":
        import msvcrt

        held.seek(1 << 20)
        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(held.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class Guesses:
    """Wrong passphrases since the last right one. A thief with the file is slowed by the key derivation instead."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / GUESSES

    @property
    def count(self) -> int:
        """How many since the last success."""
        try:
            return min(int(self._path.read_text(encoding="ascii")[:9]), 10**6)
        except (OSError, ValueError):
            return 0

    def wait_seconds(self) -> float:
        """How long the next guess has to wait."""
        late = self.count - FREE_GUESSES
        return 0 if late < 0 else min(2.0**late, LONGEST_WAIT)

    def wrong(self) -> int:
        """Count one more wrong guess; answers how many there are."""
        count = self.count + 1
        with contextlib.suppress(OSError):
            files.write_whole(self._path, str(count).encode())
        return count

    def right(self) -> int:
        """Forget the wrong guesses; answers how many there were, so that the owner can be told."""
        count = self.count
        if count:
            self._path.unlink(missing_ok=True)
        return count


class Ballast:
    """Disk space kept in reserve: on a full disk even deleting needs room."""

    def __init__(self, folder: Path, size: int = BALLAST_BYTES) -> None:
        self._path = folder / BALLAST
        self._size = size

    def lay(self) -> None:
        """Keep the reserve, where the disk has plenty; random bytes, so that no file system saves itself the space."""
        if self._size == 0 or (self._path.exists() and self._path.stat().st_size == self._size):
            return
        import shutil

        if shutil.disk_usage(self._path.parent).free < 4 * self._size:
            return
        try:
            with files.open_private(self._path) as out:
                for start in range(0, self._size, 1 << 20):
                    out.write(secrets.token_bytes(min(1 << 20, self._size - start)))
        except OSError:
            self.free()

    def free(self) -> bool:
        """Give the space back to the disk; answers whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def check_folder(folder: Path) -> None:
    """Refuse a folder that is missing or cannot be written to, before anything else is tried."""
    if not folder.is_dir():
        raise CannotUnlock(
            f"There is no shop at {folder}.", "Check the folder, or set up a new shop with `shopcrm init`."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise files.disk_error(PermissionError(), _FOLDER)
