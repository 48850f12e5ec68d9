"""The open shop: one writer and one reader on their own threads; `read` and `write` run a rule in its transaction."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from shopcrm.errors import Cancelled, CrmError, NoSpace, Refused
from shopcrm.vault import activity, database, sidecar
from shopcrm.vault import header as headers
from shopcrm.vault.database import UnreadableError
from shopcrm.vault.guard import Ballast, InstanceLock
from shopcrm.vault.head import HeadFile
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.keyring import Keys
from shopcrm.vault.permission import require
from shopcrm.vault.registry import Kind, Operation, operation_of
from shopcrm.vault.tx import Job, Row, Staff, Tx, Undo, stamp
from shopcrm.vault.workers import Worker
from shopcrm.workdays import Calendar

T = TypeVar("T")
Clock = Callable[[], datetime]
Progress = Callable[[int, int, str], None]

IDLE_SECONDS = 30.0


def machine_clock() -> datetime:
    """The computer's own clock, UTC: the default, and what `recorded_at` always says."""
    return datetime.now(UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """What opening the shop worked out, and the open shop goes on with."""

    folder: Path
    header: Header
    keys: Keys
    lock: InstanceLock
    ballast: Ballast
    clock: Clock
    rehearsed: bool
    idle_seconds: float
    read_only: CrmError | None = None


class Vault:
    """An unlocked shop. Close it (or use it as a context manager) to lock it.

    staff: who is working. notices: what a person should be told after this opening. read_only: why nothing can be
    written, or None. last_undo: how to take back the last write of this sitting that offered a way.
    """

    def __init__(self, opening: Opening, staff: Staff, notices: tuple[str, ...], head: HeadFile) -> None:
        self.folder = opening.folder
        self.header = opening.header
        self.staff = staff
        self.notices = notices
        self.clock = opening.clock
        self.rehearsed = opening.rehearsed
        self.read_only = opening.read_only
        self.last_undo: Undo | None = None
        self.keys = opening.keys
        self._lock: InstanceLock | None = opening.lock
        self._ballast = opening.ballast
        self._head_file = head
        self._closed = False
        self._reads_asked = 0
        self._reads_dropped = 0
        self._interrupting = threading.Lock()
        self._writer = Worker("shopcrm-writer", self._checkpoint_quietly, opening.idle_seconds)
        self._reader = Worker("shopcrm-reader")
        self._write_connection: Any = None
        self._read_connection: Any = None
        self._calendar = Calendar("UTC", "GB-ENG")
        self._listed: Row | None = None
        try:
            self._writer.submit(self._open_writer).result()
            self._reader.submit(self._open_reader).result()
        except BaseException:
            self._shut()
            raise

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def vault_id(self) -> bytes:
        """The shop's 16-byte identity; it prints on the recovery sheet."""
        return self.header.vault

    @property
    def path(self) -> Path:
        """The encrypted file."""
        return self.folder / self.header.db

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
        """Queue a read on the reader's thread; `interrupt_reads` ends it with Cancelled."""
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
        operation, job = self._allow(function, "write"), Job(progress, cancel)
        return self._writer.submit(lambda: self._run_write(operation, job, lambda tx: function(tx, *args, **kwargs)))

    def interrupt_reads(self) -> None:
        """End the running read and those that wait: something newer is wanted."""
        with self._interrupting:
            self._reads_dropped = self._reads_asked
            if self._read_connection is not None:
                self._read_connection.interrupt()

    def undo(self) -> str | None:
        """Take back the last write of this sitting that offered a way; answers its label, None where there is none."""
        last, self.last_undo = self.last_undo, None
        if last is None:
            return None
        self.write(last.function, *last.arguments)
        return last.label

    def quietly(self, task: Callable[[Path], T]) -> T:
        """Run a task on the whole, settled file: no write and no transaction is open, and the write-ahead log is empty.

        Writes wait until the task is done; reads only until the log is merged.
        """
        return self._writer.submit(lambda: self._run_quietly(task)).result()

    def list_erased(self, *folders: Path) -> None:
        """Bring the list of the erased and suppressed up to date beside the book, and in these folders of backups.

        Raises Refused or NoSpace where a folder cannot be written to.
        """
        self.refuse_read_only()
        self._writer.submit(lambda: self._list_erased(self._write_connection, folders)).result()

    def note_chore(self, name: str) -> None:
        """Write into vault.json that a chore ran now, so that an unattended run can tell what is due."""
        self.refuse_read_only()
        self._writer.submit(lambda: self._reseal(chores={**self.header.chores, name: stamp(self.clock())})).result()

    def audit_key(self) -> bytes | None:
        """k_0 of the activity chain, where this login may hold it: owners and the recovery code."""
        return self.keys.k0

    def lock(self) -> None:
        """Close the shop; the same as `close`."""
        self.close()

    def close(self) -> None:
        """Merge the log, anchor the activity, close both connections, let the next program in. Twice does no harm."""
        if self._closed:
            return
        self.interrupt_reads()
        self._shut()

    def hand_over(self) -> InstanceLock:
        """Close the shop and keep the next program out: for who replaces the book. The caller releases the lock."""
        lock, self._lock = self._lock, None
        if lock is None:
            raise RuntimeError("the shop is closed")
        self.close()
        return lock

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
            raise Cancelled("Stopped: something newer was asked for.")
        with self._watched(self._reopen_reader), database.driver_errors():
            self._read_connection.execute("BEGIN")
            try:
                return rule(self._tx(self._read_connection, job))
            finally:
                if self._read_connection.in_transaction:
                    self._read_connection.rollback()

    def _run_write(self, operation: Operation, job: Job, rule: Callable[[Tx], T]) -> T:
        self.refuse_read_only()
        connection = self._write_connection
        with self._watched(self._reopen_writer), database.driver_errors():
            connection.execute("BEGIN IMMEDIATE")
            try:
                tx = self._tx(connection, job)
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

    def _run_quietly(self, task: Callable[[Path], T]) -> T:
        self.interrupt_reads()
        paused, resume = threading.Event(), threading.Event()
        self._reader.submit(lambda: _hold(paused, resume))
        try:
            paused.wait()
            with self._watched(self._reopen_writer), database.driver_errors():
                self._settle()
        finally:
            resume.set()
        return task(self.path)

    def _settle(self) -> None:
        """Merge the log into the file and require that all of it went."""
        outcome = self._write_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        log = self.path.with_name(self.path.name + "-wal")
        if tuple(outcome) != (0, 0, 0) or (log.exists() and log.stat().st_size):
            raise Refused("The book is busy and could not be copied.", "Wait a moment, then try again.")

    def _checkpoint_quietly(self) -> None:
        """Merge the log while nobody waits; what fails now is reported by whoever needs it done."""
        with contextlib.suppress(CrmError), database.driver_errors():
            if self.read_only is None:
                self._write_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._list_changes(self._write_connection)

    def _list_erased(self, connection: Any, folders: Iterable[Path]) -> None:
        with database.driver_errors():
            tx = self._tx(connection, Job())
            known, self._listed = sidecar.known_to(tx), sidecar.fingerprint(tx)
        for folder in (self.folder, *folders):
            sidecar.write(folder, self.header, self.keys.dk, known)

    def _list_changes(self, connection: Any) -> None:
        """Write the list beside the book again where it has changed since, or is not there."""
        now = sidecar.fingerprint(self._tx(connection, Job()))
        if now != self._listed or not (self.folder / sidecar.name_of(self.vault_id)).exists():
            self._list_erased(connection, ())

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

    def _tx(self, connection: Any, job: Job) -> Tx:
        return Tx(
            connection,
            now=self.clock(),
            calendar=self._calendar,
            staff=self.staff,
            rehearsed=self.rehearsed,
            job=job,
        )

    def _open_writer(self) -> None:
        self._write_connection = database.connect(self.path, self.keys.dk, read_only=self.read_only is not None)
        with database.driver_errors():
            tx = self._tx(self._write_connection, Job())
            self._calendar = calendar_of_book(tx)
            self._listed = self._listed or sidecar.fingerprint(tx)

    def _open_reader(self) -> None:
        self._read_connection = database.connect(self.path, self.keys.dk, read_only=True)

    def _reopen_writer(self) -> None:
        """A connection that met a bad page fails from then on, even where the file is whole."""
        self._write_connection.close()
        self._open_writer()

    def _reopen_reader(self) -> None:
        with self._interrupting:
            self._read_connection.close()
            self._open_reader()

    def _reseal(self, **changes: Any) -> None:
        """Replace vault.json with these fields changed, under a new MAC."""
        self.header = dataclasses.replace(self.header, **changes).sealed(self.keys.dk)
        headers.write(self.folder, self.header)

    def _shut(self) -> None:
        self._closed = True
        try:
            self._reader.submit(self._close_reader).result()
            self._writer.submit(self._close_writer).result()
        finally:
            self._reader.stop()
            self._writer.stop()
            self._head_file.close()
            if self._lock is not None:
                self._lock.release()

    def _close_reader(self) -> None:
        with self._interrupting:
            connection, self._read_connection = self._read_connection, None
        if connection is not None:
            connection.close()

    def _close_writer(self) -> None:
        connection, self._write_connection = self._write_connection, None
        if connection is None:
            return
        try:
            if self.read_only is None:
                with database.driver_errors():
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    head = activity.head(self._tx(connection, Job()))
                if head != self.header.anchor:
                    self._reseal(anchor=head)
                with database.driver_errors():
                    self._list_changes(connection)
        except (CrmError, OSError) as failed:
            self.read_only = failed if isinstance(failed, CrmError) else NoSpace("The disk is full, or it failed.")
        finally:
            connection.close()


def _hold(reached: threading.Event, go_on: threading.Event) -> None:
    """Say that this thread is here, and stay until told."""
    reached.set()
    go_on.wait()


def calendar_of_book(tx: Tx) -> Calendar:
    """The calendar that the shop's own settings describe."""
    return _calendar(*tx.one("SELECT zone, region, (SELECT group_concat(day) FROM extra_holidays) FROM profile"))


@lru_cache(4)
def _calendar(zone: str, region: str, extra: str | None) -> Calendar:
    return Calendar(zone, region, frozenset(map(date.fromisoformat, extra.split(",") if extra else ())))
