"""What a backup does not know: who was erased or restricted since it was made, and who must not be contacted any more.

The open book tells, or what is left of a damaged one, or the sealed list beside the book and beside the backup.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError, InvalidValue, Refused
from shopcrm.privacy import erasure
from shopcrm.shop import consent
from shopcrm.shop.customers.restricting import restrict_again
from shopcrm.vault import database, facts, old_keys, sidecar, unlocking
from shopcrm.vault.container import Container
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role, read
from shopcrm.vault.session import machine_clock
from shopcrm.vault.sidecar import Known, Sidecar
from shopcrm.vault.tx import Job, Row, Staff, Tx
from shopcrm.workdays import Calendar

_TYPE_THE_NAME = "If nobody was erased since, or you will erase them again by hand, type the shop's name."
_LACKING = (
    "INSERT INTO suppressions (digest, kind, purpose, channel, reason, source, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (digest, purpose, channel) WHERE lifted_at IS NULL DO NOTHING"
)
_LIFTED = (
    "SELECT digest, purpose, channel, at, max(lifted_at) FROM suppressions WHERE lifted_at IS NOT NULL"
    " GROUP BY digest, purpose, channel, at"
)
_NO_AGAIN = (
    "INSERT INTO consent_events (customer_id, purpose, channel, answer, method, captured_by, at, recorded_at)"
    " SELECT id, ?2, ?3, ?4, ?6, ?7, ?5, ?8 FROM customers WHERE uid = ?1 AND status <> 'erased' AND NOT EXISTS ("
    "SELECT 1 FROM consent_events AS known WHERE known.customer_id = customers.id AND known.purpose = ?2"
    " AND known.channel = ?3 AND known.answer = ?4 AND known.at = ?5)"
)
_HOW = "carried over by a restore"
"""Where a list does not tell the words: how a no came into the book, and why a record is restricted."""


class ErasedUnknownError(Refused):
    """Nothing tells who was erased since a backup was made: a person has to know it, and type the shop's name."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why} People who were erased since the backup would come back, and who said no to being contacted since"
            " could be contacted.",
            _TYPE_THE_NAME,
        )


@dataclass(frozen=True, slots=True)
class Secrets:
    """What may open the lists: keys that are known already, and what was typed."""

    keys: tuple[bytes, ...] = ()
    passphrase: str | None = None
    key_file: Path | None = None
    staff: str | None = None


@dataclass(slots=True)
class Carried:
    """Brings what a restored book lacks, in the restore's own transaction; then it says what that was.

    replaced_keys: what `old_keys` knew. also: what else is written then. shop_name: what a person typed where there is
    no list. scripted: a script has decided; nobody can be asked.
    """

    known: tuple[Known, ...]
    why_not: str = ""
    shop_name: str | None = None
    scripted: bool = False
    doubt: bool = True
    replaced_keys: tuple[Row, ...] = ()
    also: Callable[[Tx], None] | None = None
    suppressions: int = 0
    refusals: int = 0
    restricted: tuple[int, ...] = ()
    erased: tuple[int, ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def newest(self) -> str:
        """Up to when it is known what happened since the backup, a stamp; '' where nothing is."""
        return max((one.at for one in self.known), default="")

    def check(self) -> None:
        """Raise ErasedUnknownError where nothing is known and nobody was asked yet."""
        if not self.known and not self.scripted and self.shop_name is None:
            raise ErasedUnknownError(self.why_not)

    def __call__(self, tx: Tx) -> None:
        """Erase, suppress and restrict again, and note that nobody has accepted this book yet. Raises InvalidValue."""
        self._check_name(tx)
        if self.doubt:
            facts.doubt_restore(tx)
        old_keys.carry(tx, self.replaced_keys)
        stones = {stone.uid: stone for one in self.known for stone in one.stones}
        done = erasure.replay(tx, stones.values())
        self.erased, self.problems = done.customers, done.problems
        self.suppressions = _suppress_again(tx, self.known)
        self.refusals = sum(_refuse_again(tx, row) for one in self.known for row in one.refusals)
        again = [_restrict_again(tx, row) for one in self.known for row in one.restrictions]
        self.restricted = tuple(customer for customer in again if customer is not None)
        tx.noted.ref, tx.noted.customer_id = None, None
        tx.noted.detail = {
            "suppressions_carried": self.suppressions,
            "refusals_carried": self.refusals,
            "restricted_again": len(self.restricted),
            "erased_again": len(self.erased),
        }
        if self.also is not None:
            self.also(tx)

    def _check_name(self, tx: Tx) -> None:
        if self.known or self.scripted:
            return
        name = str(tx.value("SELECT name FROM profile"))
        if (self.shop_name or "").strip().casefold() != name.strip().casefold():
            raise InvalidValue("shop_name", "That is not the name of the shop in the backup.", "Nothing was changed.")


def _suppress_again(tx: Tx, known: Iterable[Known]) -> int:
    """Enter the wishes again that the restored book lacks; one that was lifted after the list was written stays so.

    What was lifted is read once: there are thousands of wishes, and no index over the lifted ones.
    """
    lifted = {tuple(wish): until for *wish, until in tx.all(_LIFTED)}
    return sum(
        tx.run(_LACKING, row)
        for one in known
        for row in one.suppressions
        if lifted.get((row[0], row[2], row[3], row[6]), "") < one.at
    )


def _refuse_again(tx: Tx, row: Row) -> int:
    """Enter a no again that the restored book lacks; it holds for every address that the record has there."""
    uid, purpose, channel, answer, at, method = row
    added = tx.run(_NO_AGAIN, (uid, purpose, channel, answer, at, method or _HOW, tx.staff.id, tx.stamp))
    if added:
        consent.keep_suppressed(tx, tx.value("SELECT id FROM customers WHERE uid = ?", (uid,)))
    return added


def _restrict_again(tx: Tx, row: Row) -> int | None:
    """Restrict a record again that the restored book holds unrestricted; answers whose."""
    uid, grounds, since, note = row
    found = tx.maybe("SELECT id FROM customers WHERE uid = ?", (uid,))
    return found[0] if found and restrict_again(tx, found[0], grounds, note or _HOW, since) else None


@read("restore.known_now", role=Role.OWNER)
def known_now(tx: Tx) -> Known:
    """Who was erased or restricted and who must not be contacted, as of now; keyed hashes, no names or addresses."""
    return sidecar.known_to(tx)


def in_damaged_book(shop: Path, header: Header | None, dk: bytes | None) -> tuple[Known, ...]:
    """What a damaged book still tells; nothing where it cannot be read."""
    if header is None or dk is None:
        return ()
    try:
        book = shop / header.db
        database.check_file(book)
        with database.driver_errors():
            connection = database.connect(book, dk, read_only=True)
            try:
                looking = Tx(
                    connection,
                    now=machine_clock(),
                    calendar=Calendar("UTC", "GB-ENG"),
                    staff=Staff(0, "", Role.VIEWER),
                    rehearsed=False,
                    job=Job(),
                )
                return (sidecar.known_to(looking),)
            finally:
                connection.close()
    except (CrmError, database.driver().Error):
        return ()


def beside(backup: Container, shop: Path | None, secrets: Secrets) -> tuple[tuple[Known, ...], str]:
    """What the lists beside a backup and beside a shop tell, and why there is none of them: '' where there is one."""
    folders: Iterable[Path | None] = (backup.path.parent, backup.path.parent.parent, shop)
    vault_id, found, why = backup.header.vault, [], "There is no list of the erased beside the backup."
    for folder in dict.fromkeys(one.resolve() for one in folders if one is not None):
        path = folder / sidecar.name_of(vault_id)
        if not path.exists():
            continue
        try:
            found.append(_open(sidecar.read(path, vault_id), secrets))
        except CrmError as unopened:
            why = unopened.message
    return tuple(found), "" if found else why


def _open(listed: Sidecar, secrets: Secrets) -> Known:
    """Open a list with a key that is known, else with what was typed; raises CannotUnlock or Damaged."""
    for dk in secrets.keys:
        try:
            return listed.open(dk)
        except CannotUnlock:
            continue
    if secrets.passphrase is None:
        raise CannotUnlock("The list of the erased does not open with this shop's key.", "")
    unlocked = unlocking.unlock_header(
        listed.header, secrets.passphrase, key_file=secrets.key_file, staff=secrets.staff
    )
    return listed.open(unlocked.keys.dk)
