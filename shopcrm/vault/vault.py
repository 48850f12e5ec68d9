"""Making a shop and opening one: the procedure, with every refusal before anything is changed."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError, Damaged, InvalidValue, NoSpace, Refused
from shopcrm.vault import (
    activity,
    database,
    files,
    guard,
    keyring,
    migrate,
    passphrases,
    recovery_code,
    tidying,
    unlocking,
)
from shopcrm.vault import header as headers
from shopcrm.vault.guard import BALLAST_BYTES, Ballast, Guesses, InstanceLock
from shopcrm.vault.head import HeadFile
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.keyring import Kdf, Keys
from shopcrm.vault.opening import Clock, Opening, machine_clock, who
from shopcrm.vault.session import IDLE_SECONDS, Vault
from shopcrm.vault.tx import Job, Staff, Tx, from_stamp, stamp
from shopcrm.vault.unlocking import Unlocked
from shopcrm.workdays import Calendar, calendar_of

__all__ = ["Vault", "create_vault", "open_vault"]


def create_vault(
    folder: Path,
    name: str,
    owner: str,
    passphrase: str,
    *,
    currency: str = "GBP",
    region: str = "GB-ENG",
    kdf: Kdf | None = None,
    clock: Clock | None = None,
    rehearsed: bool | None = None,
    demo: bool = False,
    ballast_bytes: int = BALLAST_BYTES,
    idle_seconds: float = IDLE_SECONDS,
) -> tuple[Vault, str]:
    """Set up a new shop and open it; answers the open vault and the recovery code, which is shown this once.

    kdf: Argon2id's cost (256 MiB by default, 64 MiB where memory is short). rehearsed: whether entries are marked so;
    by default when a clock is given. demo: a shop of invented people. ballast_bytes: disk space kept in reserve.
    Raises InvalidValue for a weak passphrase or an unknown region, Refused where the folder holds a shop already.
    vault.json is written last: before it there is no shop.
    """
    passphrases.check(passphrase)
    calendar = calendar_of(region)
    _check_named(name=name, owner=owner)
    guard.harden_process()
    _check_new(folder)
    with _holding(folder) as lock:
        at = stamp((clock or machine_clock)())
        keys = Keys(secrets.token_bytes(keyring.DATA_KEY_BYTES), secrets.token_bytes(32))
        header, code = _first_header(keys, owner, passphrase, kdf or Kdf.for_this_computer(), at)
        mine = header.slots[0]
        profile = (name.strip(), owner.strip(), currency, region, calendar.zone, int(demo))
        _make_book(folder / header.db, keys, header, owner=(owner.strip(), mine.id, at), profile=profile)
        headers.write(folder, header)
        unlocked = Unlocked(header, mine, keys)
        opening = _opening(folder, lock, unlocked, clock, rehearsed, ballast_bytes, idle_seconds)
        return _go_on(opening, []), code


def open_vault(
    folder: Path,
    passphrase: str,
    *,
    key_file: Path | None = None,
    staff: str | None = None,
    clock: Clock | None = None,
    rehearsed: bool | None = None,
    ballast_bytes: int = BALLAST_BYTES,
    idle_seconds: float = IDLE_SECONDS,
    pause: Callable[[float], None] = time.sleep,
) -> Vault:
    """Open a shop with a passphrase or the recovery code.

    staff: who is working; by default the owner. pause: waits out wrong guesses. Raises CannotUnlock, OpenElsewhere,
    Damaged or Refused; nothing is created, changed or deleted in a folder that does not open.
    """
    guard.harden_process()
    guard.check_folder(folder)
    _check_there(folder)
    with _holding(folder) as lock:
        guesses = Guesses(folder)
        unlocked = unlocking.unlock_folder(
            folder,
            passphrase,
            key_file=key_file,
            staff=staff,
            guesses=guesses,
            pause=pause,
            check=lambda header: database.check_file(folder / header.db),
        )
        notices = _notices(unlocked.notice, guesses.right())
        opening = _opening(folder, lock, unlocked, clock, rehearsed, ballast_bytes, idle_seconds, staff)
        vault = _go_on(opening, notices)
        try:
            vault.key_file = key_file if vault.slot.key_file else None
            vault.strengthen(passphrase, key_file)
        except BaseException:
            vault.close()
            raise
        return vault


@contextmanager
def _holding(folder: Path) -> Iterator[InstanceLock]:
    """The folder's lock: let go where the shop does not open, kept by the shop that does."""
    lock = InstanceLock(folder).acquire()
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _opening(
    folder: Path,
    lock: InstanceLock,
    unlocked: Unlocked,
    clock: Clock | None,
    rehearsed: bool | None,
    ballast_bytes: int,
    idle_seconds: float,
    named: str | None = None,
) -> Opening:
    return Opening(
        folder,
        unlocked.header,
        unlocked.slot,
        unlocked.keys,
        lock,
        Ballast(folder, ballast_bytes),
        clock or machine_clock,
        clock is not None if rehearsed is None else rehearsed,
        idle_seconds,
        read_only=_altered(unlocked.header, unlocked.keys),
        named=named,
    )


def _check_named(**names: str) -> None:
    for field, text in names.items():
        if not text.strip():
            raise InvalidValue(field, "A shop and its owner need a name.")


def _check_new(folder: Path) -> None:
    """Refuse to set up a shop over anything that may be one, and clear away what an interrupted set-up left."""
    try:
        files.make_private_folder(folder)
    except OSError:
        raise Refused("The shop's folder cannot be made there.", "Choose a folder that you may write to.") from None
    guard.check_folder(folder)
    found = [path for path in (folder / headers.NAME, folder / headers.COPY) if path.exists()]
    found += sorted(folder.glob("data-*.db"))
    if found:
        raise Refused(
            f"There is a shop in this folder already ({found[0].name}).",
            "Open it, restore a backup, or choose an empty folder. Nothing was changed.",
        )


def _first_header(keys: Keys, owner: str, passphrase: str, kdf: Kdf, at: str) -> tuple[Header, str]:
    """The header of a shop that was made just now, with the owner's slot first, and the recovery code."""
    from shopcrm.vault.snapshot import QUICK_CHECK

    vault_id, code = secrets.token_bytes(16), recovery_code.generate()
    symbols, _ = unlocking.read_secret(code)
    slots = (
        keyring.new_slot(passphrase, keys, vault_id, 1, kdf, name=owner),
        keyring.new_slot(symbols, keys, vault_id, 1, kdf),
    )
    return Header(vault_id, 1, kdf, slots, activity.START, {QUICK_CHECK: at}).sealed(keys.dk), code


def _make_book(path: Path, keys: Keys, header: Header, owner: tuple[str, str, str], profile: tuple[Any, ...]) -> None:
    """Write the first book under another name, whole and flushed, then give it its name."""
    part = path.with_name(path.name + ".part")
    tidying.remove_book(part)
    facts = {
        "vault_id": header.vault,
        "gen": header.gen,
        "audit_key": keys.k0,
        "hash_key": secrets.token_bytes(32),
        "recovery_proven": 0,
    }
    connection = database.connect(part, keys.dk, create=True)
    try:
        with database.driver_errors():
            migrate.upgrade(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", facts.items())
            connection.execute(
                "INSERT INTO staff (id, name, role, slot, created_at) VALUES (1, ?, 'owner', ?, ?)", owner
            )
            connection.execute(
                "INSERT INTO profile (id, name, owner, currency, region, zone, demo) VALUES (1, ?, ?, ?, ?, ?, ?)",
                profile,
            )
            connection.execute("COMMIT")
    finally:
        connection.close()
    files.sync_file(part)
    files.rename(part, path)


def _check_there(folder: Path) -> None:
    if not (folder / headers.NAME).exists() and not (folder / headers.COPY).exists():
        raise CannotUnlock(
            f"There is no shop at {folder}: {headers.NAME} is missing.",
            "Check the folder, restore a backup, or set up a new shop with `shopcrm init`.",
        )


def _notices(notice: str, wrong: int) -> list[str]:
    """What the person is told at once: what was odd about unlocking, and the wrong guesses since last time."""
    found = [notice] if notice else []
    if wrong:
        found.append(f"{wrong} wrong {'passphrase was' if wrong == 1 else 'passphrases were'} tried since last time.")
    return found


def _altered(header: Header, keys: Keys) -> CrmError | None:
    """The MAC of the header, as soon as the data key is known and before the book opens."""
    if header.is_sealed_by(keys.dk):
        return None
    return Damaged(
        f"{headers.NAME} was altered by another program: its seal does not match.",
        f"The shop is open to read only. Put back {headers.NAME} from {headers.COPY} or from a backup.",
    )


def _go_on(opening: Opening, notices: list[str]) -> Vault:
    """Look into the book before trusting it, then open it for work."""
    path = opening.folder / opening.header.db
    database.check_file(path)
    with files.disk_errors("The shop's folder"):
        head_file = HeadFile(opening.folder, opening.keys.dk, opening.header.vault, opening.header.gen)
    try:
        connection, opening = _connect_on_any_disk(path, opening, notices)
        try:
            with database.driver_errors():
                _same_book(connection, opening.header)
                _bring_up_to_date(connection, opening)
                staff = who(connection, opening.slot, opening.named)
                notices += _losses(connection, opening, staff, head_file)
        finally:
            connection.close()
        if opening.read_only is None:
            with suppress(OSError):  # what is not written now is mended at the next opening
                headers.repair(opening.folder, opening.header)
            tidying.tidy(opening.folder, opening.header)
            opening.ballast.lay()
        else:
            notices.insert(0, " ".join(opening.read_only.in_words().splitlines()))
        return Vault(opening, staff, tuple(notices), head_file)
    except BaseException:
        head_file.close()
        raise


def _connect_on_any_disk(path: Path, opening: Opening, notices: list[str]) -> tuple[Any, Opening]:
    """Open the book. On a full disk the reserve makes room; where there is none, the book is only looked at.

    Answers the opening that the shop is to go on with.
    """
    try:
        return _connect(path, opening), opening
    except (NoSpace, Refused) as refused:
        if opening.ballast.free():
            notices.append("The disk with the shop is full. A reserve was released: free some space on that disk soon.")
            with suppress(NoSpace, Refused):
                return _connect(path, opening), opening
        no_file = " The shop's folder takes no new file." if isinstance(refused, Refused) else ""
        full = NoSpace(
            f"The disk with the shop is full, or it failed.{no_file}",
            "The shop is open to look at only. Free some space on that disk, then close the shop and open it again.",
        )
        opening = replace(opening, read_only=opening.read_only or full, no_room=True)
        return _connect(path, opening), opening


def _connect(path: Path, opening: Opening) -> Any:
    """Open the book; where its first page does not open, the header may be the wrong one."""
    try:
        looking = opening.read_only is not None
        return database.connect(path, opening.keys.dk, read_only=looking, no_room=opening.no_room)
    except database.UnreadableError as unreadable:
        unreadable.message = (
            f"The book ({path.name}) does not open with the key in {headers.NAME}:"
            f" the book is damaged, or {headers.NAME} belongs to another shop."
        )
        raise


def _same_book(connection: Any, header: Header) -> None:
    """A book that opens may still be another one, or an older one put in its place."""
    try:
        found = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('vault_id', 'gen')").fetchall())
    except database.driver().OperationalError:
        found = {}
    if found != {"vault_id": header.vault, "gen": header.gen}:
        raise Damaged(
            f"{header.db} is not the book that {headers.NAME} names.",
            "Nothing was changed or deleted. Put back the right file, or restore a backup.",
        )


def _bring_up_to_date(connection: Any, opening: Opening) -> None:
    """Migrate an older book, after a verified backup of it was put into the shop's own `backups`."""
    if not migrate.pending(connection):
        return
    if opening.no_room:
        raise NoSpace(
            "The disk with the shop is full: this book has to be brought up to date first, which needs room.",
            "Free some space on that disk, then open the shop again.",
        )
    if opening.read_only is not None:
        return
    from shopcrm.vault import snapshot

    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    book = opening.folder / opening.header.db
    snapshot.keep_before_upgrade(
        book, opening.header, opening.keys.dk, opening.folder / snapshot.OWN_FOLDER, opening.clock()
    )
    migrate.upgrade(connection)


def _losses(connection: Any, opening: Opening, staff: Staff, head_file: HeadFile) -> list[str]:
    """Compare the book with what was noted outside it: a head that is ahead means that saved changes are missing."""
    tx = _plain_tx(connection, opening, staff)
    book, noted = activity.head(tx), _noted(opening.header, head_file)
    found = []
    if noted.seq > book.seq:
        lost = noted.seq - book.seq
        found.append(
            f"{lost} saved {'change is' if lost == 1 else 'changes are'} missing from the book:"
            " it is older than when it was last used. Compare with your latest backup before you go on."
        )
    elif not activity.holds(tx, noted):
        found.append("The book's history is not the one that was last written. Compare with a backup before you go on.")
    last = tx.maybe("SELECT at FROM activity ORDER BY seq DESC LIMIT 1")
    if last and not opening.rehearsed and tx.now + timedelta(minutes=5) < from_stamp(last[0]):
        found.append(
            f"This computer's clock says {tx.stamp}, but the last entry was made at {last[0]}. Check the date and time."
        )
    return found


def _noted(header: Header, head_file: HeadFile) -> Anchor:
    head = head_file.read()
    return head if head is not None and head.seq >= header.anchor.seq else header.anchor


def _plain_tx(connection: Any, opening: Opening, staff: Staff) -> Tx:
    """A transaction's view for looking only, before the shop is open."""
    return Tx(
        connection,
        now=opening.clock(),
        calendar=Calendar("UTC", "GB-ENG"),
        staff=staff,
        rehearsed=opening.rehearsed,
        job=Job(),
    )
