"""A backup becomes a shop again: in a folder of its own, or in place of the present book, which is kept.

The new book is written, proven and brought up to date under another name; replacing vault.json is the one commit point.
"""

import contextlib
import dataclasses
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError, Damaged, Refused
from shopcrm.vault import activity, database, files, guard, keyring, migrate, old_keys, snapshot, tidying, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.container import Container, Manifest
from shopcrm.vault.guard import InstanceLock
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.registry import Role, read
from shopcrm.vault.session import Vault, calendar_of_book, machine_clock
from shopcrm.vault.tx import Job, Staff, Tx, stamp
from shopcrm.workdays import Calendar

REPLACED = tidying.REPLACED
KEEP_REPLACED = timedelta(days=30)
SURE_AFTER = timedelta(days=3)
"""So many days of use later a replaced book is deleted: a clock that is wrong for a day deletes nothing."""
VERB = "vault.restored"
LEFT_OVER = "left-over"
"""Begins the name of a folder with a book that lay without its header where a shop was restored."""

Carry = Callable[[Tx], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A proven book, ready to take its place. gen: the generation that it will be."""

    part: Path
    gen: int
    dk: bytes
    head: Anchor


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where a restored book comes from: when it was as it is, a stamp, and how many entries it has."""

    taken_at: str
    entries: int


def dk_of(
    backup: Container,
    passphrase: str | None,
    *,
    key_file: Path | None,
    staff: str | None = None,
    present: bytes | None,
    held: Iterable[bytes] = (),
) -> bytes:
    """The key of a backup: what is at hand in the open shop where it fits, else what the passphrase or code opens.

    staff: whose passphrase it is. present: the shop's data key. held: private keys, also replaced ones (`old_keys`).
    Raises CannotUnlock.
    """
    if present is not None:
        try:
            backup.open(present)
            return present
        except CannotUnlock as other_key:
            try:
                return old_keys.open_with(backup.header, held).dk
            except CannotUnlock:
                if passphrase is None:
                    raise other_key from None
    if passphrase is None:
        raise CannotUnlock("The backup is locked.", "Type its passphrase or the recovery code.")
    return unlocking.unlock_header(backup.header, passphrase, key_file=key_file, staff=staff).keys.dk


def prepare(
    backup: Container, dk: bytes, folder: Path, gen: int, *, now: datetime, rehearsed: bool, carry: Carry, job: Job
) -> Prepared:
    """Write the backup's book into a folder as a part file: proven, migrated, noted in its own activity, flushed.

    carry: adds, in the same transaction, what must survive the restore. Raises Damaged, NoSpace, CannotUnlock,
    Cancelled.
    """
    manifest = backup.open(dk)
    part = folder / f"data-{gen}.db.part"
    tidying.remove_book(part)
    try:
        snapshot.extract(backup, manifest, part, job)
        with snapshot.flushing(part):
            compare(snapshot.prove(part, dk, job), manifest)
        source = Source(manifest.taken_at, manifest.head.seq)
        head = settle_in(part, dk, gen, backup.header.vault, source, now, rehearsed, carry)
        with files.disk_errors("The disk with the shop"):
            files.sync_file(part)
    except BaseException:
        tidying.remove_book(part)
        raise
    return Prepared(part, gen, dk, head)


def prepare_kept(
    kept: Path, header: Header, dk: bytes, folder: Path, gen: int, *, now: datetime, rehearsed: bool, carry: Carry,
    job: Job
) -> Prepared:  # fmt: skip
    """Copy a replaced book, which lies whole in a folder of its own, as `prepare` does with a backup.

    header: the one that lies beside it. Raises Damaged, NoSpace, Refused, Cancelled.
    """
    part = folder / f"data-{gen}.db.part"
    tidying.remove_book(part)
    try:
        facts = copy_kept(kept, header, dk, part, job)
        last = _last_entry(part, dk)
        head = settle_in(part, dk, gen, header.vault, Source(last, facts.head.seq), now, rehearsed, carry)
        with files.disk_errors("The disk with the shop"):
            files.sync_file(part)
    except BaseException:
        tidying.remove_book(part)
        raise
    return Prepared(part, gen, dk, head)


def copy_kept(kept: Path, header: Header, dk: bytes, target: Path, job: Job) -> snapshot.BookFacts:
    """Copy a replaced book with what it had not merged yet, and prove the copy, which is settled then."""
    book = kept / header.db
    database.check_file(book)
    job.step(0, 1, "Copying the replaced book")
    with files.disk_errors("The disk with the shop"):
        for suffix in ("", "-wal"):
            source = book.with_name(book.name + suffix)
            if source.exists():
                shutil.copyfile(source, target.with_name(target.name + suffix))
    database.connect(target, dk).close()
    return snapshot.prove(target, dk, job, quick=True)


def _last_entry(part: Path, dk: bytes) -> str:
    connection = database.connect(part, dk)
    try:
        with database.driver_errors():
            row = connection.execute("SELECT at FROM activity ORDER BY seq DESC LIMIT 1").fetchone()
            return str(row[0]) if row else ""
    finally:
        connection.close()


def settle_new(prepared: Prepared, folder: Path, origin: Header) -> bool:
    """Make the prepared book the shop of an empty folder: the slots of the header it came with open it.

    Answers whether the disk took all of it; where it did not, the shop is there all the same.
    """
    header = dataclasses.replace(origin, gen=prepared.gen, anchor=prepared.head).sealed(prepared.dk)
    return _take_place(prepared, folder, header)


def settle_over(prepared: Prepared, folder: Path, present: Header, now: datetime) -> tuple[Path, bool]:
    """Make the prepared book the shop's, for the present slots; answers the folder that keeps the replaced one, whole,
    and whether the disk took all of it: what it did not take is finished at the next opening.

    Call it with the shop closed and its lock held. What it raises says that the book is as it was.
    """
    header = dataclasses.replace(
        present,
        gen=prepared.gen,
        anchor=prepared.head,
        slots=tuple(
            dataclasses.replace(
                slot, dk=keyring.seal_to(slot.public, "dk", prepared.dk, present.vault, prepared.gen, slot.id)
            )
            for slot in present.slots
        ),
    ).sealed(prepared.dk)
    with files.disk_errors("The disk with the shop"):
        kept = _keep_place(folder, now)
    try:
        with files.disk_errors("The disk with the shop"):
            files.write_whole(kept / headers.NAME, present.encode())
        whole = _take_place(prepared, folder, header)
    except CrmError:
        shutil.rmtree(kept, ignore_errors=True)
        raise
    return kept, whole and tidying.tidy(folder, header)


def kept_at(kept: Path) -> datetime:
    """When a book was replaced (UTC), by the name of the folder that keeps it."""
    stamped = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d{6}Z)(-\d+)?", kept.name)
    form, text = ("%Y-%m-%dT%H%M%SZ", stamped[1]) if stamped else ("%Y-%m-%d", kept.name[:10])
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def books_kept(folder: Path) -> list[tuple[datetime, Path]]:
    """The books that restores replaced and that are still kept whole: when, and the file; the latest first."""
    found = []
    for kept in (folder / REPLACED).glob("????-??-??*"):
        with contextlib.suppress(ValueError):
            found += [(kept_at(kept), book) for book in kept.glob("data-*.db")]
    return sorted(found, key=lambda one: (one[0], len(one[1].parent.name), one[1].parent.name), reverse=True)


@read("vault.days_of_use")
def days_of_use(tx: Tx, since: str) -> int:
    """On how many days, after an instant (a stamp) and until now, anything was entered; three at most.

    It looks back from the newest entry, and no further than the first from before the instant.
    """
    days: set[str] = set()
    for (at,) in tx.rows("SELECT at FROM activity ORDER BY seq DESC"):
        if at <= since or len(days) == SURE_AFTER.days:
            break
        if at <= tx.stamp:
            days.add(at[:10])
    return len(days)


def forget_replaced(vault: Vault) -> list[str]:
    """Delete replaced books that are older than 30 days; answers the names of their folders.

    One day that a clock gives is not believed: the shop has been used on three days that are later.
    """
    gone = []
    for at, book in books_kept(vault.folder):
        over = at + KEEP_REPLACED
        if over < vault.clock() and vault.read(days_of_use, stamp(over)) >= SURE_AFTER.days:
            with contextlib.suppress(OSError):
                shutil.rmtree(book.parent)
                gone.append(book.parent.name)
    return gone


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Make and lock a folder for a restored shop; where the block fails before there is one, nothing of it stays.

    A book without its header is what a restore leaves that was cut short: it is set aside, in case it is more. Raises
    Refused where the folder holds a shop already.
    """
    if any(_holds_shop(place) for place in folder.resolve().parents):
        raise Refused("That folder lies inside a shop's own folder.", "Choose one apart from it. Nothing was changed.")
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    with files.disk_errors("The folder for the restored shop"):
        files.make_private_folder(folder)
    guard.check_folder(folder)
    if _holds_shop(folder):
        raise Refused("There is a shop in this folder already.", "Choose an empty folder. Nothing was changed.")
    lock = InstanceLock(folder).acquire()
    try:
        _set_aside(folder)
        yield
    except BaseException:
        if not (folder / headers.NAME).exists():
            _clear_away(folder, missing)
        raise
    finally:
        lock.release()


def _holds_shop(folder: Path) -> bool:
    return any((folder / name).exists() for name in (headers.NAME, headers.COPY))


def _set_aside(folder: Path) -> None:
    strays = list(folder.glob("data-*.db*"))
    if strays:
        with files.disk_errors("The folder for the restored shop"):
            aside = folder / f"{LEFT_OVER}-{secrets.token_hex(4)}"
            files.make_private_folder(aside)
            for stray in strays:
                stray.rename(aside / stray.name)


def _clear_away(folder: Path, made: list[Path]) -> None:
    """Take back what a failed restore put into its new folder, and the folders made for it, the innermost first."""
    for book in folder.glob("data-*.db"):
        tidying.remove_book(book)
    with contextlib.suppress(OSError):
        (folder / guard.LOCK).unlink(missing_ok=True)
        for place in made:
            place.rmdir()


def compare(found: snapshot.BookFacts, manifest: Manifest) -> None:
    """Raise Damaged where a book does not hold what its backup lists."""
    if (found.counts, found.head, found.schema) != (manifest.counts, manifest.head, manifest.schema):
        raise Damaged("The backup does not hold the records that it lists.", "Use an older backup.", data_safe=True)


def settle_in(
    part: Path,
    dk: bytes,
    gen: int,
    vault_id: bytes,
    source: Source,
    now: datetime,
    rehearsed: bool,
    carry: Carry,
) -> Anchor:
    """Bring a book up to date, give it its generation and what must survive, and note that in its own activity."""
    connection = database.connect(part, dk)
    try:
        with database.driver_errors():
            migrate.upgrade(connection)
            connection.execute("BEGIN IMMEDIATE")
            tx = Tx(
                connection,
                now=now,
                calendar=_calendar(connection, now),
                staff=_owner(connection),
                rehearsed=rehearsed,
                job=Job(),
            )
            if tx.value("SELECT value FROM meta WHERE key = 'vault_id'") != vault_id:
                raise Damaged("The backup holds another shop's book.", "Use an older backup.", data_safe=True)
            tx.change_one("UPDATE meta SET value = ? WHERE key = 'gen'", (gen,))
            carry(tx)
            tx.note(taken_at=source.taken_at, entries=source.entries)
            head = activity.append(tx, VERB, machine_clock())
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return head


def _calendar(connection: Any, now: datetime) -> Calendar:
    looking = Tx(
        connection, now=now, calendar=Calendar("UTC", "GB-ENG"), staff=_owner(connection), rehearsed=False, job=Job()
    )
    return calendar_of_book(looking)


def _owner(connection: Any) -> Staff:
    row = connection.execute(
        "SELECT id, name FROM staff WHERE role = 'owner' AND left_at IS NULL ORDER BY id LIMIT 1"
    ).fetchone()
    return Staff(row[0], row[1], Role.OWNER)


def _take_place(prepared: Prepared, folder: Path, header: Header) -> bool:
    """Give the book its name and the folder its header, the commit point; answers whether the disk took all of it."""
    try:
        with files.disk_errors("The shop's folder"):
            files.rename(prepared.part, folder / header.db)
            return headers.commit(folder, header)
    except CrmError:
        with contextlib.suppress(OSError):
            tidying.remove_book(prepared.part)
            tidying.remove_book(folder / header.db)
        raise


def _keep_place(folder: Path, now: datetime) -> Path:
    moment = now.strftime("%Y-%m-%dT%H%M%SZ")
    names = [moment, *(f"{moment}-{number}" for number in range(2, 1000))]
    kept = next(folder / REPLACED / name for name in names if not (folder / REPLACED / name).exists())
    files.make_private_folder(kept)
    return kept
