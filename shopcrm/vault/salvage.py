"""What can still be read of a damaged book, into a new one; what cannot is listed, by table and number, never hidden.

A page that is not genuine poisons the connection that meets it: it is opened anew after each. Only the last page of a
long value gives no error but zeros, so that a row which ends in them counts as unreadable too. A table is read from its
beginning to the first bad page, from its end back to the last one, and what lies between row by row, by the numbers
that an index still knows, else by halving.
"""

import contextlib
import secrets
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError, Damaged, NoSpace
from shopcrm.vault import database, files, migrate, table_list, tidying
from shopcrm.vault.header import Header
from shopcrm.vault.tx import Job, Row

MOST_TRIES = 400
"""How often a table is tried between two bad pages where no index knows its rows; each opens the book anew."""

_LAST = 2**63 - 1
_MOST_ON_ONE_PAGE = 200
"""A row of no more characters and bytes lies on one page in any table."""
_ZEROS = bytes(8)
_UNREADABLE = {10, 11, 26}
_PRIMARY = "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk"
_NEEDED = 'SELECT name, "notnull" OR pk FROM pragma_table_info(?)'
_ONE_BY_ONE = "The disk with the damaged book"


@dataclass(frozen=True, slots=True)
class Loss:
    """What could not be saved of a table. count: rows, None where nobody knows. numbers: ranges of ids, where known.

    why: '' where the pages were unreadable; else what became of rows that could be read.
    """

    table: str
    count: int | None
    numbers: tuple[tuple[int, int], ...] = ()
    why: str = ""


@dataclass(slots=True)
class Found:
    """Rows that were read, and what is known to be missing."""

    rows: list[Row]
    lost: set[int]
    unknown: tuple[tuple[int, int], ...] = ()
    broken: bool = False


def copy_readable(source: Path, target: Path, start: int = 0) -> None:
    """Copy a book, or what stands of it in a backup from `start` on; what does not come of a page is left empty."""
    with files.disk_errors(_ONE_BY_ONE):
        size = source.stat().st_size - start
        if shutil.disk_usage(target.parent).free < 2 * size:
            raise NoSpace("The disk for the saved shop is too full.", "Free some space there, then try again.")
        with source.open("rb") as damaged, files.open_private(target) as out:
            for page in range(ceil(max(size, 0) / database.PAGE)):
                content = b""
                with contextlib.suppress(OSError):
                    damaged.seek(start + page * database.PAGE)
                    content = damaged.read(database.PAGE)
                out.write(content.ljust(database.PAGE, b"\0"))


def save(damaged: Path, target: Path, dk: bytes, header: Header, job: Job) -> list[Loss]:
    """Make a new book of what can be read of a damaged one (a copy: what it has not merged yet is merged first).

    Answers what is lost. Raises Damaged where neither its list of tables nor the shop's own settings can be read.
    """
    job.step(0, 1, "Looking for the list of tables")
    table_list.mend(damaged, dk)
    merged = _merge(damaged, dk)
    reader = _Reader(damaged, dk)
    try:
        version = reader.version()
        connection = database.connect(target, dk, create=True)
        try:
            with database.driver_errors():
                migrate.upgrade(connection, version)
                connection.execute("PRAGMA foreign_keys = OFF")
                connection.execute("BEGIN IMMEDIATE")
                losses = [] if merged else [Loss("changes", None, why="those of the last minutes were not merged yet")]
                with _without_triggers(connection):
                    losses += _fill(connection, reader, job)
                    losses += _make_up(connection, header)
                    losses += _detach(connection)
                for index in ("search_words", "search_digits"):
                    connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
                connection.execute("COMMIT")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
    except BaseException:
        tidying.remove_book(target)
        raise
    finally:
        reader.close()
    return losses


class _Reader:
    """Reads a damaged file, each time from a connection that met no bad page yet."""

    def __init__(self, path: Path, dk: bytes) -> None:
        self._path, self._dk = path, dk
        self._connection: Any = None

    def close(self) -> None:
        """Close what is open."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def version(self) -> int:
        """The schema's version; raises Damaged where nothing at all can be found."""
        rows, broken = self.read("SELECT count(*) FROM sqlite_schema")
        if broken or not rows or not rows[0][0]:
            raise Damaged(
                "Pages that list what lies where in this book cannot be read, and could not be made anew: without them"
                " nothing else can be found in it.",
                "The newest backup is the way: put it back, or save what can be read of it. This file was not changed.",
            )
        version = int(self.read("PRAGMA user_version")[0][0][0])
        if version > migrate.newest():
            raise CannotUnlock("A newer version of shopcrm wrote this book.", "Install the newest shopcrm, then retry.")
        return version

    def read(self, sql: str, parameters: tuple[Any, ...] = ()) -> tuple[list[Row], bool]:
        """The rows up to the first bad page, and whether there was one."""
        found: list[Row] = []
        try:
            if self._connection is None:
                self._connection = database.connect(self._path, self._dk, settled=True)
                # Else a file that was cut off counts as damaged everywhere.
                self._connection.execute("PRAGMA writable_schema = ON")
            for row in self._connection.execute(sql, parameters):
                if _is_cut(row):
                    return self._broken(found)
                found.append(row)
        except Damaged:
            return self._broken(found)
        except database.driver().Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE:
                raise
            return self._broken(found)
        return found, False

    def _broken(self, found: list[Row]) -> tuple[list[Row], bool]:
        self.close()
        return found, True


def _is_cut(row: Row) -> bool:
    """Whether the end of a row's long value is missing: the driver gives zeros for a bad page there, and no error."""
    texts = [value for value in row if isinstance(value, str)]
    blobs = [value for value in row if isinstance(value, bytes)]
    if sum(map(len, (*texts, *blobs))) <= _MOST_ON_ONE_PAGE:
        return False
    return any(text.endswith("\0") for text in texts) or any(blob.endswith(_ZEROS) for blob in blobs)


def _merge(damaged: Path, dk: bytes) -> bool:
    """Merge the log that lies beside a damaged copy; answers whether that worked, or there was none."""
    log = damaged.with_name(damaged.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        return True
    try:
        connection = database.connect(damaged, dk)
        try:
            with database.driver_errors():
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
        finally:
            connection.close()
    except CrmError:
        return False


def _fill(connection: Any, reader: _Reader, job: Job) -> list[Loss]:
    """Put every row that can be read into the new book, table by table."""
    tables = [(name, bool(plain)) for name, plain in _tables(connection)]
    losses = []
    for done, (table, has_rowid) in enumerate(tables):
        job.step(done, len(tables), "Reading what can be read")
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()]
        named = ", ".join(f'"{column}"' for column in columns)
        found = _rows(reader, table, named, job) if has_rowid else _keyed(connection, reader, table, named)
        marks = ", ".join("?" * len(columns))
        start = 1 if has_rowid else 0
        connection.execute(f'DELETE FROM "{table}"')
        put = connection.executemany(
            f'INSERT OR IGNORE INTO "{table}" ({named}) VALUES ({marks})', (row[start:] for row in found.rows)
        ).rowcount
        if found.broken:
            count = None if found.unknown or not has_rowid else len(found.lost) + len(found.rows) - max(put, 0)
            losses.append(Loss(table, count, (*_ranges(found.lost), *found.unknown)))
    _keep_numbers(connection, reader)
    job.step(len(tables), len(tables), "Everything was read that can be")
    return [loss for loss in losses if loss.count != 0]


def _tables(connection: Any) -> list[Row]:
    rows: list[Row] = connection.execute(
        "SELECT name, wr = 0 FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return rows


def _rows(reader: _Reader, table: str, named: str, job: Job) -> Found:
    """Every readable row of a table that numbers its rows, each with its number first."""
    select = f'SELECT rowid, {named} FROM "{table}"'
    rows, broken = reader.read(f"{select} ORDER BY rowid")
    found = Found(rows, set(), broken=broken)
    if not broken:
        return found
    tail, _ = reader.read(f"{select} WHERE rowid > ? ORDER BY rowid DESC", (rows[-1][0] if rows else -_LAST,))
    low, high = rows[-1][0] + 1 if rows else -_LAST, tail[-1][0] - 1 if tail else _LAST
    found.rows += tail
    known = _known_numbers(reader, table)
    if known is not None:
        for number in sorted(one for one in known if low <= one <= high):
            job.step(0, 0, f"Row by row: {table}")
            row, bad = reader.read(f"{select} WHERE rowid = ?", (number,))
            found.rows += row
            if bad or not row:
                found.lost.add(number)
        return found
    _halve(reader, select, low, high, found, job)
    return found


def _known_numbers(reader: _Reader, table: str) -> set[int] | None:
    """The numbers of all rows, by an index that is whole; None where there is none."""
    indexes, broken = reader.read(f"SELECT name FROM pragma_index_list('{table}') WHERE partial = 0")
    for (index,) in [] if broken else indexes:
        numbers, bad = reader.read(f'SELECT rowid FROM "{table}" INDEXED BY "{index}"')
        if not bad:
            return {row[0] for row in numbers}
    return None


def _halve(reader: _Reader, select: str, low: int, high: int, found: Found, job: Job) -> None:
    """Read what lies between two bad pages, by ever smaller ranges; what is left is listed as unknown."""
    waiting, unknown = deque([(low, high)]), []
    # Where neither end gives a row, it is the root that is bad: nothing below it can be found.
    for _ in range(MOST_TRIES if found.rows else 2):
        if not waiting:
            break
        first, last = waiting.popleft()
        job.step(0, 0, "Row by row")
        rows, bad = reader.read(f"{select} WHERE rowid BETWEEN ? AND ? ORDER BY rowid", (first, last))
        found.rows += rows
        first = rows[-1][0] + 1 if rows else first
        if bad and first >= last:
            unknown.append((first, last))
        elif bad:
            middle = (first + last) // 2
            waiting += [(first, middle), (middle + 1, last)]
    found.unknown = tuple(_joined([*unknown, *waiting]))


def _keyed(connection: Any, reader: _Reader, table: str, named: str) -> Found:
    """Every readable row of a table that is kept in the order of its key: from both ends."""
    keys = connection.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk ORDER BY pk").fetchall()
    forward = ", ".join(f'"{key}"' for (key,) in keys)
    backward = ", ".join(f'"{key}" DESC' for (key,) in keys)
    rows, broken = reader.read(f'SELECT {named} FROM "{table}" ORDER BY {forward}')
    if broken:
        tail, _ = reader.read(f'SELECT {named} FROM "{table}" ORDER BY {backward}')
        rows = list(dict.fromkeys([*rows, *tail]))
    return Found(rows, set(), broken=broken)


def _keep_numbers(connection: Any, reader: _Reader) -> None:
    """Give no number a second time: what was counted up to, and at least to the highest that was found."""
    counted, _ = reader.read("SELECT name, seq FROM sqlite_sequence")
    for name, seq in counted:
        connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (seq, name))


def _make_up(connection: Any, header: Header) -> list[Loss]:
    """What the book cannot be without: its own facts, somebody for each entry; refuse without the shop's settings."""
    if not connection.execute("SELECT 1 FROM profile").fetchone():
        raise Damaged("The page with the shop's own settings cannot be read.", "Use another backup.", data_safe=True)
    losses = []
    facts = {"vault_id": header.vault, "gen": header.gen, "recovery_proven": 0}
    facts |= {key: secrets.token_bytes(32) for key in ("audit_key", "hash_key")}
    for key, value in facts.items():
        put = connection.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", (key, value)).rowcount
        if put and key in ("audit_key", "hash_key"):
            losses.append(Loss("meta", 1, why=f"the book's {key.replace('_', ' ')} was made anew"))
    connection.execute("INSERT OR IGNORE INTO ledger_gate (id, state) VALUES (1, 'shut')")
    children = connection.execute(
        'SELECT DISTINCT child.name, key."from" FROM pragma_table_list AS child,'
        " pragma_foreign_key_list(child.name) AS key WHERE key.\"table\" = 'staff' AND child.schema = 'main'"
    ).fetchall()
    for table, column in children:
        connection.execute(
            "INSERT OR IGNORE INTO staff (id, name, role, slot, created_at)"
            f" SELECT DISTINCT \"{column}\", 'Staff ' || \"{column}\", 'viewer', 'lost-' || \"{column}\","
            f' \'2000-01-01T00:00:00Z\' FROM "{table}" WHERE "{column}" NOT IN (SELECT id FROM staff)'
        )
    _make_up_owner(connection)
    return losses


def _make_up_owner(connection: Any) -> None:
    """A book needs an owner who has not left."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(staff)").fetchall()}
    here = "left_at IS NULL" if "left_at" in columns else "TRUE"
    if connection.execute(f"SELECT 1 FROM staff WHERE role = 'owner' AND {here}").fetchone():
        return
    first = f"SELECT min(id) FROM staff WHERE {here}"
    if not connection.execute(f"UPDATE staff SET role = 'owner' WHERE id = ({first})").rowcount:
        connection.execute(
            "INSERT INTO staff (name, role, slot, created_at)"
            " VALUES ('The owner', 'owner', 'lost-owner', '2000-01-01T00:00:00Z')"
        )


def _detach(connection: Any) -> list[Loss]:
    """Let no row point to one that is lost: what can stand alone stays, the rest goes too. All is listed."""
    losses: dict[tuple[str, str], tuple[int, set[int]]] = {}
    while broken := connection.execute('SELECT DISTINCT "table", fkid FROM pragma_foreign_key_check').fetchall():
        for table, key in broken:
            why, count, numbers = _cut(connection, table, key)
            before, listed = losses.get((table, why), (0, set()))
            losses[table, why] = (before + count, listed | numbers)
    return [Loss(table, count, tuple(_ranges(rows)), why) for (table, why), (count, rows) in losses.items()]


def _cut(connection: Any, table: str, key: int) -> tuple[str, int, set[int]]:
    """Part the rows of a table from what is lost; answers what became of them, how many, and their numbers."""
    keys = connection.execute(
        'SELECT "from", "to", "table" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq', (table, key)
    ).fetchall()
    parent = keys[0][2]
    primary = [row[0] for row in connection.execute(_PRIMARY, (parent,)).fetchall()]
    pairs = [(mine, theirs or primary[place]) for place, (mine, theirs, _) in enumerate(keys)]
    same = " AND ".join(f'parent."{theirs}" = "{table}"."{mine}"' for mine, theirs in pairs)
    present = " AND ".join(f'"{mine}" IS NOT NULL' for mine, _ in pairs)
    orphans = f'"{table}" WHERE {present} AND NOT EXISTS (SELECT 1 FROM "{parent}" AS parent WHERE {same})'
    has_rowid = any(name == table and plain for name, plain in _tables(connection))
    numbers = {row[0] for row in connection.execute(f"SELECT rowid FROM {orphans}").fetchall()} if has_rowid else set()
    needed = {name for name, needed in connection.execute(_NEEDED, (table,)).fetchall() if needed}
    if not needed & {mine for mine, _ in pairs}:
        blank = ", ".join(f'"{mine}" = NULL' for mine, _ in pairs)
        with contextlib.suppress(database.driver().IntegrityError):
            count = connection.execute(f'UPDATE "{table}" SET {blank} WHERE{orphans.partition("WHERE")[2]}').rowcount
            return f"kept, without what they named of {parent}", count, numbers
    count = connection.execute(f"DELETE FROM {orphans}").rowcount
    return f"they belonged to lost {parent}", count, numbers


def _ranges(numbers: set[int]) -> list[tuple[int, int]]:
    return _joined([(one, one) for one in sorted(numbers)])


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, neighbours made one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and joined[-1][1] + 1 >= first:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


@contextlib.contextmanager
def _without_triggers(connection: Any) -> Iterator[None]:
    """What guards the ledgers rests while rows are put back as they were, and stands again afterwards."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.execute(sql)
