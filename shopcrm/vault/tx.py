"""Tx: one open transaction, with who is acting and what time it is. Every rule takes one and never commits."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Literal

from shopcrm.errors import Cancelled, NotFound, Refused
from shopcrm.vault.registry import Role
from shopcrm.workdays import Calendar

Row = tuple[Any, ...]
_ROWS_AT_ONCE = 25
GateState = Literal["erase", "merge", "undo"]


@dataclass(frozen=True, slots=True)
class Staff:
    """The member of staff who is acting."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take back a write of this sitting: call `function` with `arguments` in a new write."""

    label: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class Note:
    """What the activity entry of this write will say: the record, the person it is about, and the details."""

    ref: str | None = None
    customer_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Job:
    """The front's side of a long piece of work: where progress goes, and whether Cancel was pressed."""

    progress: Callable[[int, int, str], None] | None = None
    cancel: threading.Event | None = None

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report progress; raises Cancelled once the person pressed Cancel."""
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.")
        if self.progress is not None:
            self.progress(done, total, what)


def stamp(instant: datetime) -> str:
    """An instant in its stored form, UTC to the second: ``2026-11-22T09:30:00Z``."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_stamp(text: str) -> datetime:
    """The instant of a stored stamp."""
    return datetime.fromisoformat(text)


class Tx:
    """An open transaction; `vault` makes it and ends it.

    stamp: its instant, `now`, in its stored form. today: the date at the shop then.
    """

    __slots__ = (
        *("_connection", "calendar", "ends_undo", "job", "noted", "now"),
        *("rehearsed", "staff", "stamp", "today", "undo"),
    )

    def __init__(
        self, connection: Any, *, now: datetime, calendar: Calendar, staff: Staff, rehearsed: bool, job: Job
    ) -> None:
        self._connection = connection
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.stamp = stamp(self.now)
        self.calendar = calendar
        self.today: date = calendar.local_date(self.now)
        self.staff = staff
        self.rehearsed = rehearsed
        self.job = job
        self.noted = Note()
        self.undo: Undo | None = None
        self.ends_undo = False

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query."""
        rows: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return rows

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query one by one, for results too long to hold."""
        cursor: Iterator[Row] = self._connection.execute(sql, parameters)
        return cursor

    def maybe(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row:
        """The one row of a query; raises NotFound where there is none."""
        row = self.maybe(sql, parameters)
        if row is None:
            raise NotFound("There is no such record.", "Check the reference, or use Find.")
        return row

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the one row of a query; raises NotFound where there is none."""
        return self.one(sql, parameters)[0]

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; answers how many rows it changed."""
        changed: int = self._connection.execute(sql, parameters).rowcount
        return changed

    def run_many(self, sql: str, many: Iterable[Sequence[Any]]) -> int:
        """Run a statement once for each set of parameters; answers how many rows changed in all."""
        changed: int = self._connection.executemany(sql, many).rowcount
        return changed

    def insert_many(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows, several by each statement: by hundreds of thousands it takes half the time.

        columns: their names, separated by commas, in the order of each row's values.
        """
        marks = f"({', '.join('?' * (columns.count(',') + 1))})"
        insert = f"INSERT INTO {table} ({columns}) VALUES "
        whole = len(rows) - len(rows) % _ROWS_AT_ONCE
        together = (chain.from_iterable(rows[at : at + _ROWS_AT_ONCE]) for at in range(0, whole, _ROWS_AT_ONCE))
        self.run_many(insert + ", ".join([marks] * _ROWS_AT_ONCE), map(tuple, together))
        self.run_many(insert + marks, rows[whole:])

    def change_one(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Change exactly one row; raises Refused where the record has gone or changed meanwhile."""
        if self.run(sql, parameters) != 1:
            raise Refused("That record is not there any more, or has changed meanwhile.", "Open it again and retry.")

    def insert(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Insert one row; answers its id."""
        row_id: int = self._connection.execute(sql, parameters).lastrowid
        return row_id

    def note(self, ref: str | None = None, customer_id: int | None = None, **detail: Any) -> None:
        """Add to what the activity entry of this write says. The first reference and person named stay."""
        self.noted.ref = self.noted.ref or ref
        self.noted.customer_id = self.noted.customer_id or customer_id
        self.noted.detail |= detail

    def offer_undo(self, label: str, function: Callable[..., Any], *arguments: Any) -> None:
        """Name the inverse of this write, for Ctrl+Z in this sitting."""
        self.undo = Undo(label, function, arguments)

    def forget_undo(self) -> None:
        """Let nothing of this sitting so far be taken back: its inverses may hold what must be gone."""
        self.undo, self.ends_undo = None, True

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report progress of long work; raises Cancelled once the person pressed Cancel."""
        self.job.step(done, total, what)

    @contextmanager
    def gate(self, state: GateState) -> Iterator[None]:
        """Open the ledger gate for erasing, merging or undoing, and shut it again in the same transaction."""
        self.change_one("UPDATE ledger_gate SET state = ? WHERE id = 1 AND state = 'shut'", (state,))
        yield
        self.change_one("UPDATE ledger_gate SET state = 'shut' WHERE id = 1 AND state = ?", (state,))
