"""One connection to the encrypted file: how it opens, its PRAGMAs, and where driver errors become ours.

The driver is loaded at the first connection, not at import, so that the unlock screen paints before it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from shopcrm.errors import Cancelled, CrmError, Damaged, NoSpace, OpenElsewhere, Refused
from shopcrm.vault import files
from shopcrm.vault.keyring import sqlcipher_key

PAGE = 4096
CACHE_KIB = 64 * 1024
BUSY_MS = 5000

_BUSY, _LOCKED, _READONLY, _INTERRUPT, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 9, 10, 11, 13, 14, 26
_RESTORE = "Nothing was changed or deleted. Restore a backup, or ask for help before doing anything else."
_PLAIN_SQLITE = b"SQLite format 3\0"


class UnreadableError(Damaged):
    """The driver found pages that do not prove genuine: the connection is of no more use."""


def connect(
    path: Path,
    dk: bytes,
    *,
    create: bool = False,
    read_only: bool = False,
    settled: bool = False,
    no_room: bool = False,
) -> Any:
    """Open the encrypted file on the calling thread, with its PRAGMAs; the caller closes it.

    create: make a new file. read_only: refuse every write. settled: a copy that nobody writes to and that has no log;
    it is opened without creating any file beside it. no_room: look at the book on a full disk, where no such file can
    be made; what its log holds is seen too, except on Windows, where it does not open then. Raises a CrmError where
    the file does not open with this key.
    """
    settled = settled or (no_room and not has_log(path))
    mode = "rwc" if create else "ro&immutable=1" if settled else "rw"
    if no_room and not settled and os.name != "nt":
        mode += "&vfs=unix-excl"  # keeps the index of the log in memory instead of in a file
    with driver_errors():
        connection = driver().connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        try:
            connection.execute(f"PRAGMA key = \"x'{sqlcipher_key(dk)}'\"")
            connection.execute("PRAGMA temp_store = MEMORY")
            if not settled:
                _prepare(connection, create=create, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def check_file(path: Path) -> None:
    """Refuse what cannot be the book before any key is tried: SQLite opens empty and cut-off files as new databases."""
    try:
        size = path.stat().st_size
        with path.open("rb") as source:
            start = source.read(len(_PLAIN_SQLITE))
    except FileNotFoundError:
        raise Damaged(f"The book itself ({path.name}) is missing from the shop's folder.", _RESTORE) from None
    if start == _PLAIN_SQLITE:
        raise Damaged(f"{path.name} is not encrypted: shopcrm did not write it, and will not open it.", _RESTORE)
    if not os.access(path, os.R_OK | os.W_OK):
        raise files.disk_error(PermissionError(), f"The book ({path.name})")
    # A power cut while the log was merged may leave a part of a page at the end: the log still holds all of it.
    if size < PAGE or (size % PAGE and not has_log(path)):
        raise Damaged(f"The book ({path.name}) is incomplete: it has {size:,} bytes.", _RESTORE)


@cache
def driver() -> Any:
    """The driver, told once for the whole process not to log: SQLCipher writes to stderr, over the screen."""
    from sqlcipher3 import dbapi2

    quiet = dbapi2.connect(":memory:")
    quiet.execute("PRAGMA cipher_log_level = NONE")
    quiet.close()
    return dbapi2


@contextmanager
def driver_errors() -> Iterator[None]:
    """The one boundary: what the driver raises inside becomes a CrmError where a person can act on it."""
    try:
        yield
    except driver().Error as error:
        known = _in_our_words(error)
        if known is None:
            raise
        raise known from None


def has_log(path: Path) -> bool:
    """Whether saved changes wait in the log to be merged into the file."""
    log = path.with_name(path.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def _prepare(connection: Any, *, create: bool, read_only: bool) -> None:
    if not create:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    for setting in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "secure_delete = ON",
        f"busy_timeout = {BUSY_MS}",
        f"cache_size = -{CACHE_KIB}",
        f"query_only = {'ON' if read_only else 'OFF'}",
    ):
        connection.execute(f"PRAGMA {setting}")


def _in_our_words(error: Exception) -> CrmError | None:
    whole_code: int = getattr(error, "sqlite_errorcode", 0)
    code = whole_code & 0xFF
    if code == _INTERRUPT:
        return Cancelled("Stopped, as you asked.", "Nothing was changed.")
    if code in (_FULL, _IOERR):
        return NoSpace(
            "The disk is full, or it failed: this was not saved.",
            "What was saved before is intact. Free some space, then try again.",
        )
    if code in (_CORRUPT, _NOTADB):
        return UnreadableError(
            "Part of the book cannot be read: the file is damaged, or this is not its key.", _RESTORE
        )
    if code in (_BUSY, _LOCKED):
        return OpenElsewhere("Another program is using the book.", "Close it there, then try again.")
    if code == _CANTOPEN or (code == _READONLY and whole_code != _READONLY):
        return Refused(
            "The shop's folder cannot be written to.", "Check its permissions, or that the disk is not locked."
        )
    return None
