"""Rules run in their transactions: one connection writes and one reads, each on its own thread."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from shopcrm.errors import Cancelled, CrmError, Interrupted, NoSpace
from shopcrm.vault import activity, database
from shopcrm.vault.book import Book
from shopcrm.vault.database import UnreadableError
from shopcrm.vault.head import HeadFile
from shopcrm.vault.header import Anchor
from shopcrm.vault.opening import Opening, calendar_of_book, machine_clock
from shopcrm.vault.permission import require
from shopcrm.vault.registry import Kind, Operation, operation_of
from shopcrm.vault.tx import Job, Staff, Tx, Undo
from shopcrm.vault.workers import Worker
from shopcrm.workdays import Calendar

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
_GAVE_WAY = "Stopped: the book was needed for something else."


class Transactions:
    """The part of an open shop that reads and writes; `Vault` is the whole."""

    def __init__(self, opening: Opening, staff: Staff, head: HeadFile, idle: Callable[[], None]) -> None:
        self.staff = staff
        self.clock = opening.clock
        self.rehearsed = opening.rehearsed
        self.read_only = opening.read_only
        self.last_undo: Undo | None = None
        self._ballast = opening.ballast
        self._head_file = head
        self._reads_asked = 0
        self._reads_dropped = 0
        self._writer = Worker("shopcrm-writer", idle, opening.idle_seconds)
        self._reader = Worker("shopcrm-reader")
        self._book = Book(opening.folder / opening.header.db, opening.keys.dk, no_room=opening.no_room)
        self._calendar = Calendar("UTC", "GB-ENG")

    @property
    def path(self) -> Path:
        """The encrypted file."""
        return self._book.path

    @property
    def calendar(self) -> Calendar:
        """The shop's calendar as of the last write."""
        return self._calendar

    def read(
        self,
        function: Callable[..., T],
        *args: Any,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> T:
        """Run a registered reading function on one consistent snapshot and wait for its answer."""
        return self.submit_read(function, *args, progress=progress, cancel=cancel, **kwargs).result()

    def write(
        self,
        function: Callable[..., T],
        *args: Any,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> T:
        """Run a registered writing function in one transaction with its activity entry; on disk when this returns."""
        return self.submit_write(function, *args, progress=progress, cancel=cancel, **kwargs).result()

    def submit_read(
        self,
        function: Callable[..., T],
        *args: Any,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> "Future[T]":
        """Queue a read on the reader's thread; `interrupt_reads` ends it with Interrupted."""
        self._allow(function, "read")
        self._reads_asked += 1
        ticket, job = self._reads_asked, Job(progress, cancel)
        return self._reader.submit(lambda: self._run_read(ticket, job, lambda tx: function(tx, *args, **kwargs)))

    def submit_write(
        self,
        function: Callable[..., T],
        *args: Any,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        **kwargs: Any,
    ) -> "Future[T]":
        """Queue a write on the writer's thread. It is never interrupted; long ones look at `cancel` between rows."""
        operation, job, staff = self._allow(function, "write"), Job(progress, cancel), self.staff
        return self._writer.submit(
            lambda: self._run_write(operation, job, staff, lambda tx: function(tx, *args, **kwargs))
        )

    def interrupt_reads(self) -> None:
        """End the running read and those that wait: the book is needed for other work, or closed."""
        self._reads_dropped = self._reads_asked
        self._book.interrupt()

    def undo(self) -> str | None:
        """Take back the last write of this sitting that offered a way; answers its label, None where there is none."""
        last, self.last_undo = self.last_undo, None
        if last is None:
            return None
        self.write(last.function, *last.arguments)
        return last.label

    def _allow(self, function: Callable[..., Any], kind: Kind) -> Operation:
        operation = operation_of(function)
        if operation.kind != kind:
            raise TypeError(f"{operation.name} is registered to {operation.kind}")
        require(self.staff, operation.role)
        if kind == "write":
            self.refuse_read_only()
        return operation

    def refuse_read_only(self) -> None:
        """Raises the reason where this shop may only be looked at."""
        if self.read_only is not None:
            raise type(self.read_only)(
                f"Nothing can be written: {self.read_only.message}",
                self.read_only.next_step,
                data_safe=self.read_only.data_safe,
            )

    def _run_read(self, ticket: int, job: Job, rule: Callable[[Tx], T]) -> T:
        if ticket <= self._reads_dropped:
            raise Interrupted(_GAVE_WAY)
        try:
            return self._on_snapshot(job, rule)
        except Cancelled:
            if ticket <= self._reads_dropped:
                raise Interrupted(_GAVE_WAY) from None
            raise

    def _on_snapshot(self, job: Job, rule: Callable[[Tx], T]) -> T:
        with self._watched(self._book.open_reader), database.driver_errors():
            connection = self._book.reader
            connection.execute("BEGIN")
            try:
                return rule(self._tx(connection, job))
            finally:
                if connection.in_transaction:
                    connection.rollback()

    def _run_write(self, operation: Operation, job: Job, staff: Staff, rule: Callable[[Tx], T]) -> T:
        self.refuse_read_only()
        connection = self._book.writer
        with self._watched(self._open_writer), database.driver_errors():
            connection.execute("BEGIN IMMEDIATE")
            try:
                tx = self._tx(connection, job, staff)
                answer = rule(tx)
                head = activity.append(tx, operation.name, machine_clock())
                if tx.value("SELECT state FROM ledger_gate") != "shut":
                    raise RuntimeError(f"{operation.name} left the ledger gate open")
                calendar = calendar_of_book(tx)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.rollback()
        self._committed(head, calendar, tx)
        return answer

    def _committed(self, head: Anchor, calendar: Calendar, tx: Tx) -> None:
        self._calendar = calendar
        self.last_undo = None if tx.ends_undo else tx.undo or self.last_undo
        with contextlib.suppress(OSError):
            self._head_file.note(head)

    @contextlib.contextmanager
    def _watched(self, reopen: Callable[[], None]) -> Iterator[None]:
        """On a full disk, give the reserve back; after damage, go on read-only with a fresh connection."""
        try:
            yield
        except NoSpace as full:
            if self._ballast.free():
                full.next_step += " A reserve was released, so that deleting works."
            raise
        except UnreadableError as damaged:
            self.read_only = self.read_only or damaged
            with contextlib.suppress(CrmError):
                reopen()
            raise

    def _tx(self, connection: Any, job: Job, staff: Staff | None = None) -> Tx:
        return Tx(
            connection,
            now=self.clock(),
            calendar=self._calendar,
            staff=staff or self.staff,
            rehearsed=self.rehearsed,
            job=job,
        )

    def _open_writer(self) -> None:
        self._book.open_writer(read_only=self.read_only is not None)
        with database.driver_errors():
            tx = self._tx(self._book.writer, Job())
            self._calendar = calendar_of_book(tx)
