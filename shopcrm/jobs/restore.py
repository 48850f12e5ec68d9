"""Restoring as a person does it: look at a backup, prove it, put it into a new folder or in place of the shop."""

import contextlib
import dataclasses
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import CannotUnlock, NotAllowed, Refused
from shopcrm.jobs import backup_places, chore_log, drill
from shopcrm.jobs.backup import CHORE
from shopcrm.jobs.entered_since import entered_since
from shopcrm.jobs.since_backup import Carried, ErasedUnknownError, Secrets, beside, in_damaged_book, known_now
from shopcrm.vault import container, files, guard, old_keys, restoring, scratch, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.container import Container, Manifest
from shopcrm.vault.guard import InstanceLock
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Clock, Vault, machine_clock
from shopcrm.vault.sidecar import Known
from shopcrm.vault.tx import Job, Tx

__all__ = ["ErasedUnknownError", "Proven", "Restored", "into", "over", "over_damaged", "verify"]

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Proven:
    """A backup, every byte of it read and proven. size: bytes of the file. taken_at: a stamp, UTC."""

    file: Path
    size: int
    counts: dict[str, int]
    taken_at: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A shop made from a backup.

    carried: suppressions newer than the backup; refusals: answers of no, restricted: records that are restricted again.
    erased: how many people were erased again; problems: who could not be, and why. replaced: where the old book is
    kept. unlisted: why nothing told who was erased since, '' where it did. known_until: up to when it is known, a
    stamp, where no more than a list beside the backup told; '' where the shop itself did. missing: the requests and
    breaches that were entered since and are to be entered again, in words. older_key: whether the book has a data key
    again that was changed since: who could open it on that day can open it now. settled: whether the disk took all of
    it: the backup is in place in any case, and the next opening finishes the rest.
    """

    folder: Path
    counts: dict[str, int]
    taken_at: str
    carried: int = 0
    replaced: Path | None = None
    erased: int = 0
    problems: tuple[str, ...] = ()
    unlisted: str = ""
    refusals: int = 0
    restricted: int = 0
    known_until: str = ""
    missing: tuple[str, ...] = ()
    older_key: bool = False
    settled: bool = True


def verify(
    file: Path,
    passphrase: str | None = None,
    *,
    vault: Vault | None = None,
    key_of: Path | None = None,
    key_file: Path | None = None,
    staff: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Proven:
    """Prove a backup with the open shop's key, or with a passphrase (or recovery code): each byte, and the book in it,
    which is opened in a scratch file.

    staff: whose passphrase it is; the first owner's by default. key_of: a shop's folder: the passphrase opens that
    shop, whose key is the only one tried; for a backup whose own passphrase was changed since.
    Raises Damaged saying where the file fails, CannotUnlock.
    """
    backup = container.read(file)
    if key_of is not None and passphrase is not None:
        dk = _dk_by_shop(backup, key_of, passphrase, key_file, staff)
    else:
        dk = _dk(backup, passphrase, key_file, vault, staff)
    with _scratch_place(vault) as place, scratch.opened(backup, dk, place, Job(progress, cancel)) as book:
        found = book.manifest
    return Proven(file, backup.start + found.size, found.counts, found.taken_at)


@contextlib.contextmanager
def _scratch_place(vault: Vault | None) -> Iterator[Path]:
    """Where a book may lie, encrypted, while it is looked at: in the open shop's folder, else in the system's own."""
    if vault is not None:
        yield vault.folder
        return
    with (
        files.disk_errors("The disk for temporary files"),
        tempfile.TemporaryDirectory(prefix="shopcrm-", ignore_cleanup_errors=True) as place,
    ):
        yield Path(place)


def into(
    file: Path,
    folder: Path,
    passphrase: str | None = None,
    *,
    vault: Vault | None = None,
    shop: Path | None = None,
    key_file: Path | None = None,
    clock: Clock | None = None,
    shop_name: str | None = None,
    scripted: bool = False,
    staff: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Make a shop in a new folder from a backup file; owner and recovery code open it, staff are added again.

    vault: an open shop whose key opens the backup; shop: the folder of one that is not open. Who was erased, restricted
    or said no since is read there, where the backup is that shop's, and beside the backup. shop_name, scripted: see
    `Carried`. Raises Refused where the folder holds a shop, ErasedUnknownError, Damaged, CannotUnlock, NoSpace.
    """
    backup = container.read(file)
    dk = _dk(backup, passphrase, key_file, vault, staff)
    manifest = backup.open(dk)
    keys = (dk, vault.keys.dk) if vault else (dk,)
    own, told = vault.folder if vault else shop, _open_book(vault, backup)
    if vault is None and shop is not None:
        told = _closed_book(shop, backup, dk, passphrase, key_file, staff)
    carried = _carried(backup, own, Secrets(keys, passphrase, key_file, staff), told, shop_name, scripted)
    carried.doubt, carried.also = False, _as_trial(file, manifest)
    guard.harden_process()
    with restoring.new_folder(folder):
        prepared = restoring.prepare(
            backup,
            dk,
            folder,
            manifest.gen,
            now=(clock or machine_clock)(),
            rehearsed=clock is not None,
            carry=carried,
            job=Job(progress, cancel),
        )
        chores = backup.header.chores | {CHORE: manifest.taken_at}
        settled = restoring.settle_new(prepared, folder, dataclasses.replace(backup.header, chores=chores))
    return _restored(folder, manifest, carried, known_until="" if told else carried.newest, settled=settled)


def over(
    vault: Vault,
    file: Path,
    passphrase: str | None = None,
    *,
    key_file: Path | None = None,
    staff: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Put a backup in place of the open shop's book, and close the shop: the same logins open it afterwards.

    Who was erased since is erased again, and newer suppressions are carried over. The replaced book is kept for 30
    days. Raises NotAllowed, Refused for another shop's backup, Damaged, CannotUnlock, NoSpace, Cancelled: the book is
    then as it was, and the shop still open but where the disk failed at the very last step.
    """
    if vault.staff.role < Role.OWNER:
        raise NotAllowed("Only the owner may put a backup in place of the book.", "Ask the owner.")
    vault.refuse_read_only()
    backup = of_this_shop(file, vault.header)
    dk = _dk(backup, passphrase, key_file, vault, staff)
    manifest, now = backup.open(dk), vault.clock()
    carried = Carried((vault.read(known_now),), replaced_keys=tuple(vault.read(old_keys.known)))
    carried.also = _as_trial(file, manifest)
    missing = vault.read(entered_since, manifest.taken_at)
    gen = max(vault.header.gen, manifest.gen) + 1
    prepared = restoring.prepare(
        backup, dk, vault.folder, gen, now=now, rehearsed=vault.rehearsed, carry=carried, job=Job(progress, cancel)
    )
    lock = vault.hand_over()
    try:
        kept, settled = restoring.settle_over(prepared, vault.folder, vault.header, now)
    finally:
        lock.release()
    older_key = dk != vault.keys.dk
    return _restored(vault.folder, manifest, carried, kept, missing=missing, older_key=older_key, settled=settled)


def over_damaged(
    shop: Path,
    file: Path,
    passphrase: str,
    *,
    key_file: Path | None = None,
    clock: Clock | None = None,
    shop_name: str | None = None,
    scripted: bool = False,
    staff: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Put a backup in place of a book that does not open. Who was erased and what was suppressed since is read in what
    is left of it, or in the lists beside it and beside the backup.

    shop_name, scripted: see `Carried`. The passphrase opens the shop's own header, or else the backup's. Raises as
    `over` does, and ErasedUnknownError; the damaged book is kept.
    """
    guard.harden_process()
    guard.check_folder(shop)
    lock = InstanceLock(shop).acquire()
    try:
        present, present_dk = _closed_header(shop, passphrase, key_file, staff)
        backup = container.read(file) if present is None else of_this_shop(file, present)
        dk = restoring.dk_of(backup, passphrase, key_file=key_file, staff=staff, present=present_dk)
        manifest, now = backup.open(dk), (clock or machine_clock)()
        keys = tuple(key for key in (present_dk, dk) if key is not None)
        left = in_damaged_book(shop, present, present_dk)
        carried = _carried(backup, shop, Secrets(keys, passphrase, key_file, staff), left, shop_name, scripted)
        carried.also = _as_trial(file, manifest)
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
        kept, settled = restoring.settle_over(prepared, shop, present, now)
    finally:
        lock.release()
    return _restored(shop, manifest, carried, kept, known_until="" if left else carried.newest, settled=settled)


def _carried(
    backup: Container,
    shop: Path | None,
    secrets: Secrets,
    known: tuple[Known, ...],
    shop_name: str | None,
    scripted: bool,
) -> Carried:
    """Everything that is known beside the backup; raises ErasedUnknownError where a person has to be asked first."""
    lists, why_not = beside(backup, shop, secrets)
    carried = Carried((*known, *lists), why_not, shop_name, scripted)
    carried.check()
    return carried


def _open_book(vault: Vault | None, backup: Container) -> tuple[Known, ...]:
    """What the open shop knows, where the backup is its own."""
    if vault is None or vault.vault_id != backup.header.vault or vault.staff.role < Role.OWNER:
        return ()
    return (vault.read(known_now),)


def _closed_book(
    shop: Path, backup: Container, dk: bytes, passphrase: str | None, key_file: Path | None, staff: str | None
) -> tuple[Known, ...]:
    """What a shop that is not open knows, where the backup is its own and its key, or what was typed, opens it."""
    try:
        header = headers.read(shop / headers.NAME)
    except CannotUnlock:
        return ()
    if header.vault != backup.header.vault:
        return ()
    if header.is_sealed_by(dk):
        return in_damaged_book(shop, header, dk)
    present, present_dk = _closed_header(shop, passphrase, key_file, staff) if passphrase else (None, None)
    return in_damaged_book(shop, present, present_dk)


def _restored(
    folder: Path,
    manifest: Manifest,
    carried: Carried,
    kept: Path | None = None,
    *,
    known_until: str = "",
    missing: tuple[str, ...] = (),
    older_key: bool = False,
    settled: bool = True,
) -> Restored:
    return Restored(
        folder,
        manifest.counts,
        manifest.taken_at,
        carried.suppressions,
        kept,
        len(carried.erased),
        carried.problems,
        "" if carried.known else carried.why_not,
        carried.refusals,
        len(carried.restricted),
        known_until,
        missing,
        older_key,
        settled,
    )


def _as_trial(file: Path, manifest: Manifest) -> Callable[[Tx], None]:
    """A backup that was put back is one that was tried: the restored book says so."""
    began, place = time.monotonic(), backup_places.place_of(file.parent)

    def keep(tx: Tx) -> None:
        milliseconds = round((time.monotonic() - began) * 1000)
        drill.put(tx, file.name, manifest.taken_at, milliseconds, manifest.counts)
        chore_log.note(tx, "drill", "done", f"Put back: {file.name}. It opens and is whole.")
        tx.note(file=file.name, place=place)

    return keep


def of_this_shop(file: Path, present: Header) -> Container:
    """A backup of the shop with this header; raises Refused for another shop's, before any passphrase is tried."""
    backup = container.read(file)
    if backup.header.vault != present.vault:
        raise Refused("That backup is another shop's.", "Restore it into a folder of its own. Nothing was changed.")
    return backup


def _dk(
    backup: Container, passphrase: str | None, key_file: Path | None, vault: Vault | None, staff: str | None
) -> bytes:
    present, held = (vault.keys.dk, old_keys.held(vault)) if vault else (None, ())
    return restoring.dk_of(backup, passphrase, key_file=key_file, staff=staff, present=present, held=held)


def _dk_by_shop(backup: Container, shop: Path, passphrase: str, key_file: Path | None, staff: str | None) -> bytes:
    """The key of a backup by what the passphrase opens in a shop, and by nothing else."""
    header = headers.read(shop / headers.NAME)
    unlocked = unlocking.unlock_header(header, passphrase, key_file=key_file, staff=staff, of_its_day=False)
    held = old_keys.held_beside(shop, unlocked.header, unlocked.keys)
    return restoring.dk_of(backup, None, key_file=None, present=unlocked.keys.dk, held=held)


def _closed_header(
    shop: Path, passphrase: str, key_file: Path | None, staff: str | None
) -> tuple[Header | None, bytes | None]:
    """The shop's header where the passphrase proves it genuine; its slots are trusted only then."""
    try:
        header = headers.read(shop / headers.NAME)
        dk = unlocking.unlock_header(header, passphrase, key_file=key_file, staff=staff).keys.dk
    except CannotUnlock:
        return None, None
    return (header, dk) if header.is_sealed_by(dk) else (None, dk)
