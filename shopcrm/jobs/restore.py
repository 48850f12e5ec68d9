"""Restoring as a person does it: look at a backup, prove it, put it into a new folder or in place of the shop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError, NotAllowed, Refused
from shopcrm.vault import container, database, facts, guard, restoring, snapshot, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.container import Container
from shopcrm.vault.guard import InstanceLock
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role, read
from shopcrm.vault.session import Clock, Vault, machine_clock
from shopcrm.vault.tx import Job, Row, Tx

Progress = Callable[[int, int, str], None]

_IN_FORCE = (
    "SELECT digest, kind, purpose, channel, reason, source, at FROM suppressions WHERE lifted_at IS NULL ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Proven:
    """A backup, every byte of it read and proven. size: bytes of the file. taken_at: a stamp, UTC."""

    file: Path
    size: int
    counts: dict[str, int]
    taken_at: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A shop made from a backup. carried: suppressions newer than the backup. replaced: where the old book is kept."""

    folder: Path
    counts: dict[str, int]
    taken_at: str
    carried: int = 0
    replaced: Path | None = None


def verify(
    file: Path,
    passphrase: str | None = None,
    *,
    vault: Vault | None = None,
    key_of: Path | None = None,
    key_file: Path | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Proven:
    """Prove a backup with the open shop's key, or with a passphrase (or recovery code).

    key_of: a shop's folder: the passphrase opens that shop, whose key is the only one tried; for a backup whose own
    passphrase was changed since. Raises Damaged saying where the file fails, CannotUnlock.
    """
    backup = container.read(file)
    if key_of is not None and passphrase is not None:
        dk = _key_of(key_of, passphrase, key_file)
    else:
        dk = restoring.dk_of(backup, passphrase, key_file=key_file, present=vault.keys.dk if vault else None)
    manifest = snapshot.verify(backup, dk, Job(progress, cancel))
    return Proven(file, file.stat().st_size, manifest.counts, manifest.taken_at)


def into(
    file: Path,
    folder: Path,
    passphrase: str | None = None,
    *,
    vault: Vault | None = None,
    key_file: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Make a shop in a new folder from a backup file alone; owner and recovery code open it, staff are added again.

    vault: an open shop whose key opens the backup. Raises Refused where the folder holds a shop, Damaged,
    CannotUnlock, NoSpace.
    """
    backup = container.read(file)
    dk = restoring.dk_of(backup, passphrase, key_file=key_file, present=vault.keys.dk if vault else None)
    manifest = backup.open(dk)
    guard.harden_process()
    with restoring.new_folder(folder):
        prepared = restoring.prepare(
            backup,
            dk,
            folder,
            manifest.gen,
            now=(clock or machine_clock)(),
            rehearsed=clock is not None,
            carry=lambda _: None,
            job=Job(progress, cancel),
        )
        restoring.settle_new(prepared, folder, backup)
    return Restored(folder, manifest.counts, manifest.taken_at)


def over(
    vault: Vault,
    file: Path,
    passphrase: str | None = None,
    *,
    key_file: Path | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Put a backup in place of the open shop's book, and close the shop: the same logins open it afterwards.

    Suppressions that are newer than the backup are carried over. The replaced book is kept for 30 days. Raises
    NotAllowed, Refused for another shop's backup, Damaged, CannotUnlock, NoSpace, Cancelled: the shop is then still
    open and as it was.
    """
    if vault.staff.role < Role.OWNER:
        raise NotAllowed("Only the owner may put a backup in place of the book.", "Ask the owner.")
    vault.refuse_read_only()
    backup = _of_this_shop(file, vault.header)
    dk = restoring.dk_of(backup, passphrase, key_file=key_file, present=vault.keys.dk)
    manifest, now = backup.open(dk), vault.clock()
    carried = Carried(vault.read(suppressions_in_force))
    gen = max(vault.header.gen, manifest.gen) + 1
    prepared = restoring.prepare(
        backup, dk, vault.folder, gen, now=now, rehearsed=vault.rehearsed, carry=carried, job=Job(progress, cancel)
    )
    lock = vault.hand_over()
    try:
        kept = restoring.settle_over(prepared, vault.folder, vault.header, now)
    finally:
        lock.release()
    return Restored(vault.folder, manifest.counts, manifest.taken_at, carried.count, kept)


def over_damaged(
    shop: Path,
    file: Path,
    passphrase: str,
    *,
    key_file: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Put a backup in place of a book that does not open. What was suppressed since the backup is carried over
    where it can still be read; else it is lost: say so, and have the shop's name typed, first.

    The passphrase opens the shop's own header, or else the backup's. Raises as `over` does; the damaged book is kept.
    """
    guard.harden_process()
    guard.check_folder(shop)
    lock = InstanceLock(shop).acquire()
    try:
        present, present_dk = _closed_header(shop, passphrase, key_file)
        backup = container.read(file) if present is None else _of_this_shop(file, present)
        dk = restoring.dk_of(backup, passphrase, key_file=key_file, present=present_dk)
        manifest, now = backup.open(dk), (clock or machine_clock)()
        carried = Carried(_suppressions_left(shop, present, present_dk))
        present = present or backup.header
        prepared = restoring.prepare(
            backup,
            dk,
            shop,
            max(present.gen, manifest.gen) + 1,
            now=now,
            rehearsed=clock is not None,
            carry=carried,
            job=Job(progress, cancel),
        )
        kept = restoring.settle_over(prepared, shop, present, now)
    finally:
        lock.release()
    return Restored(shop, manifest.counts, manifest.taken_at, carried.count, kept)


class Carried:
    """Adds suppressions that a restored book lacks; `count` says how many."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __call__(self, tx: Tx) -> None:
        """Add them in the restore's own transaction, and note that nobody has accepted this book yet."""
        facts.doubt_restore(tx)
        self.count = sum(
            tx.run(
                "INSERT INTO suppressions (digest, kind, purpose, channel, reason, source, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (digest, purpose, channel) WHERE lifted_at IS NULL DO NOTHING",
                row,
            )
            for row in self._rows
        )
        tx.note(suppressions_carried=self.count)


@read("suppressions.in_force", role=Role.OWNER)
def suppressions_in_force(tx: Tx) -> list[Row]:
    """Every suppression that holds now, as its columns; keyed hashes, no addresses."""
    return tx.all(_IN_FORCE)


def _suppressions_left(shop: Path, header: Header | None, dk: bytes | None) -> list[Row]:
    """The suppressions of a damaged book, where they can still be read; else none."""
    if header is None or dk is None:
        return []
    try:
        book = shop / header.db
        database.check_file(book)
        with database.driver_errors():
            connection = database.connect(book, dk, read_only=True)
            try:
                rows: list[Row] = connection.execute(_IN_FORCE).fetchall()
            finally:
                connection.close()
    except CrmError:
        return []
    return rows


def _of_this_shop(file: Path, present: Header) -> Container:
    backup = container.read(file)
    if backup.header.vault != present.vault:
        raise Refused("That backup is another shop's.", "Restore it into a folder of its own. Nothing was changed.")
    return backup


def _key_of(shop: Path, passphrase: str, key_file: Path | None) -> bytes:
    return unlocking.unlock_header(headers.read(shop / headers.NAME), passphrase, key_file=key_file).keys.dk


def _closed_header(shop: Path, passphrase: str, key_file: Path | None) -> tuple[Header | None, bytes | None]:
    """The shop's header where the passphrase proves it genuine; its slots are trusted only then."""
    try:
        header = headers.read(shop / headers.NAME)
        dk = unlocking.unlock_header(header, passphrase, key_file=key_file).keys.dk
    except CannotUnlock:
        return None, None
    return (header, dk) if header.is_sealed_by(dk) else (None, dk)
