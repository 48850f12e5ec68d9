"""The open shop: what is read and written in it, its keys' file, its locking, and another book in its place."""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from shopcrm.errors import CannotUnlock, CrmError, NoSpace
from shopcrm.vault import activity, database, files, sidecar, tidying, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.book import Book
from shopcrm.vault.guard import Guesses, InstanceLock
from shopcrm.vault.head import HeadFile
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Keys, Slot
from shopcrm.vault.opening import Clock, Opening, calendar_of_book, machine_clock, who
from shopcrm.vault.transactions import Progress, Transactions
from shopcrm.vault.tx import Job, Row, Staff, stamp
from shopcrm.vault.unlocking import Unlocked

__all__ = ["IDLE_SECONDS", "Clock", "Opening", "Progress", "Vault", "calendar_of_book", "machine_clock"]

T = TypeVar("T")

IDLE_SECONDS = 30.0


class Vault(Transactions):
    """An unlocked shop. Close it (or use it as a context manager) to lock it.

    key_file: the one that opened it, where it takes one.
    staff: who is working. notices: what a person should be told after this opening. read_only: why nothing can be
    written, or None. last_undo: how to take back the last write of this sitting that offered a way.
    """

    def __init__(self, opening: Opening, staff: Staff, notices: tuple[str, ...], head: HeadFile) -> None:
        super().__init__(opening, staff, head, self._checkpoint_quietly)
        self.folder = opening.folder
        self.header = opening.header
        self.notices = notices
        self.keys = opening.keys
        self.slot_id = opening.slot.id
        self.key_file: Path | None = None
        self._lock: InstanceLock | None = opening.lock
        self._closed = False
        self._listed: Row | None = None
        try:
            self._writer.submit(self._open_writer).result()
            self._reader.submit(self._book.open_reader).result()
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
    def slot(self) -> Slot:
        """The slot that who is working opened."""
        return next(slot for slot in self.header.slots if slot.id == self.slot_id)

    def quietly(self, task: Callable[[Path], T]) -> T:
        """Run a task on the whole, settled file: no write and no transaction is open, and the write-ahead log is empty.

        Writes wait until the task is done; reads only until the log is merged.
        """
        return self._writer.submit(lambda: self._run_quietly(task)).result()

    def switch(
        self,
        name: str | None,
        passphrase: str,
        *,
        key_file: Path | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> Staff:
        """Let another person work without closing the shop; what was queued before stays in the name of who asked.

        name: None for the owner. pause: waits out wrong guesses. Raises CannotUnlock; then nobody else is working.
        """
        unlocked = unlocking.unlock_again(
            self.header, passphrase, key_file=key_file, staff=name, guesses=Guesses(self.folder), pause=pause
        )
        if unlocked.keys.dk != self.keys.dk:
            raise CannotUnlock("That login does not open this book.", "Close the shop, then open it again.")
        staff = self._reader.submit(lambda: who(self._book.reader, unlocked.slot, name)).result()
        self.staff, self.keys, self.slot_id, self.last_undo = staff, unlocked.keys, unlocked.slot.id, None
        self.key_file = key_file if self.slot.key_file else None
        self.strengthen(passphrase, key_file)
        return staff

    def strengthen(self, passphrase: str, key_file: Path | None) -> None:
        """Bring the slot that was just opened up to the cost of guessing that the shop asks for; a failure can wait."""
        with contextlib.suppress(CrmError):
            slot = unlocking.strengthened(Unlocked(self.header, self.slot, self.keys), passphrase, key_file)
            if slot is not None:
                self.reseal(lambda header: header.with_slot(slot))

    def reseal(self, change: Callable[[Header], Header]) -> None:
        """Replace vault.json with what the change makes of it, under a new MAC. Raises Refused or NoSpace."""
        self.refuse_read_only()
        self._writer.submit(lambda: self._reseal(change)).result()

    def replace_book(self, make: Callable[[Path], tuple[Header, Keys]]) -> None:
        """Go on with another file, which the task makes beside the settled one while nobody writes; delete the old one.

        make: answers the header that names the new file, sealed, and the keys. Replacing vault.json is the one commit
        point: what fails before it leaves the book as it was, and the shop open.
        """
        self.refuse_read_only()
        with files.disk_errors("The disk with the shop"):
            self._writer.submit(lambda: self._replace_book(make)).result()

    def list_erased(self, *folders: Path) -> None:
        """Bring the list of the erased and suppressed up to date beside the book, and in these folders of backups.

        Raises Refused or NoSpace where a folder cannot be written to.
        """
        self.refuse_read_only()
        self._writer.submit(lambda: self._list_erased(folders)).result()

    def note_chore(self, name: str) -> None:
        """Write into vault.json that a chore ran now, so that an unattended run can tell what is due."""
        self.refuse_read_only()
        self._writer.submit(lambda: self._note_chore(name)).result()

    def audit_key(self) -> bytes | None:
        """k_0 of the activity chain, where this login may hold it: owners and the recovery code."""
        return self.keys.k0

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be asked of it."""
        return self._closed

    def lock(self) -> None:
        """Close the shop; the same as `close`."""
        self.close()

    def close(self) -> None:
        """Merge the log, anchor the activity, close both connections, let the next program in. Twice does no harm."""
        if self._closed:
            return
        self._closed = True
        self.interrupt_reads()
        self._shut()

    def hand_over(self) -> InstanceLock:
        """Close the shop and keep the next program out: for who replaces the book. The caller releases the lock."""
        lock, self._lock = self._lock, None
        if lock is None:
            raise RuntimeError("the shop is closed")
        self.close()
        return lock

    def _run_quietly(self, task: Callable[[Path], T]) -> T:
        self._settle()
        return task(self.path)

    def _settle(self) -> None:
        """Merge the log into the file while nobody reads."""
        self.interrupt_reads()
        paused, resume = threading.Event(), threading.Event()
        self._reader.submit(lambda: _hold(paused, resume))
        try:
            paused.wait()
            with self._watched(self._open_writer), database.driver_errors():
                self._book.settle()
        finally:
            resume.set()

    def _replace_book(self, make: Callable[[Path], tuple[Header, Keys]]) -> None:
        self._settle()
        old = self._book
        header, keys = make(old.path)
        new, head_file = Book(self.folder / header.db, keys.dk), None
        try:
            new.open_writer(read_only=False)
            self.interrupt_reads()
            self._reader.submit(new.open_reader).result()
            head_file = HeadFile(self.folder, keys.dk, header.vault, header.gen)
            with files.disk_errors("The shop's folder"):
                whole = headers.commit(self.folder, header)
        except BaseException:
            self._reader.submit(new.close_reader).result()
            new.close_writer()
            tidying.remove_book(new.path)
            if head_file is not None:
                head_file.close()
            raise
        self.header, self.keys, self._book = header, keys, new
        self._follow_up(old, head_file, whole)

    def _follow_up(self, old: Book, head_file: HeadFile, whole: bool) -> None:
        """After a book took another's place: the small files follow, and the old one goes once nothing can need it."""
        old.interrupt()
        self._reader.submit(old.close_reader).result()
        old.close_writer()
        self._head_file.close()
        self._head_file, self._listed = head_file, None
        with contextlib.suppress(OSError):
            head_file.note(self.header.anchor)
            if whole:
                tidying.remove_book(old.path)
        with contextlib.suppress(CrmError):
            self._list_changes()

    def _checkpoint_quietly(self) -> None:
        """Merge the log while nobody waits; what fails now is reported by whoever needs it done."""
        with contextlib.suppress(CrmError), database.driver_errors():
            if self.read_only is None:
                self._book.merge_log()
                self._list_changes()

    def _list_erased(self, folders: Iterable[Path]) -> None:
        with database.driver_errors():
            tx = self._tx(self._book.writer, Job())
            known, self._listed = sidecar.known_to(tx), sidecar.fingerprint(tx)
        for folder in (self.folder, *folders):
            sidecar.write(folder, self.header, self.keys.dk, known)

    def _list_changes(self) -> None:
        """Write the list beside the book again where it has changed since, or is not there."""
        with database.driver_errors():
            now = sidecar.fingerprint(self._tx(self._book.writer, Job()))
        if now != self._listed or not (self.folder / sidecar.name_of(self.vault_id)).exists():
            self._list_erased(())

    def _open_writer(self) -> None:
        super()._open_writer()
        with database.driver_errors():
            self._listed = self._listed or sidecar.fingerprint(self._tx(self._book.writer, Job()))

    def _reseal(self, change: Callable[[Header], Header]) -> None:
        header = change(self.header).sealed(self.keys.dk)
        with files.disk_errors("The shop's folder"):
            headers.commit(self.folder, header)
        self.header = header

    def _note_chore(self, name: str) -> None:
        at = stamp(self.clock())
        self._reseal(lambda header: dataclasses.replace(header, chores={**header.chores, name: at}))

    def _shut(self) -> None:
        self._closed = True
        try:
            self._reader.submit(self._book.close_reader).result()
            self._writer.submit(self._close_writer).result()
        finally:
            self._reader.stop()
            self._writer.stop()
            self._head_file.close()
            if self._lock is not None:
                self._lock.release()

    def _close_writer(self) -> None:
        if self._book.writer is None:
            return
        try:
            if self.read_only is None:
                with database.driver_errors():
                    self._book.merge_log()
                    head = activity.head(self._tx(self._book.writer, Job()))
                if head != self.header.anchor:
                    self._reseal(lambda header: dataclasses.replace(header, anchor=head))
                with database.driver_errors():
                    self._list_changes()
        except (CrmError, OSError) as failed:
            self.read_only = failed if isinstance(failed, CrmError) else NoSpace("The disk is full, or it failed.")
        finally:
            self._book.close_writer()


def _hold(reached: threading.Event, go_on: threading.Event) -> None:
    """Say that this thread is here, and stay until told."""
    reached.set()
    go_on.wait()
