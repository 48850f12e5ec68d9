"""What people are asked before they say yes, kept for ever in every version: what exactly they were told."""

from dataclasses import dataclass
from hashlib import sha256

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_block
from shopcrm.shop.suppression import Purpose
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST_WORDING = 4_000
_VERSIONS = (
    "SELECT wordings.id, wordings.purpose, version, text, lower(hex(hash)), created_at, count(consent_events.id),"
    " coalesce(sum(answer IN ('grant', 'soft_opt_in')), 0),"
    " version = max(version) OVER (PARTITION BY wordings.purpose), hash"
    " FROM wordings LEFT JOIN consent_events ON wording_id = wordings.id GROUP BY wordings.id"
    " ORDER BY wordings.purpose, version DESC"
)

FIRST_WORDING: dict[Purpose, str] = {
    "marketing": "May we, {shop}, send you our offers and news? You can stop them at any time; just tell us.",
    "reminders": "May we, {shop}, remind you when something you asked for is due? You can stop this at any time; just"
    " tell us.",
    "feedback": "May we, {shop}, ask you afterwards how we did? You can stop this at any time; just tell us.",
}
"""What people are asked until the shop words it otherwise; shop: its name, for consent is given to somebody named."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: when it was first used, and how many answers were given to it.

    hash: SHA-256 of the text, in hexadecimal digits. present: whether it is what people are asked now. unchanged:
    whether the text still is what was hashed.
    """

    id: int
    purpose: Purpose
    version: int
    text: str
    hash: str
    created_at: str
    answers: int
    yes: int
    present: bool
    unchanged: bool

    @property
    def answered(self) -> str:
        """``12 answers, 9 of them yes``."""
        return f"{'1 answer' if self.answers == 1 else f'{self.answers:,} answers'}, {self.yes:,} of them yes"


@read("consent.wordings")
def versions(tx: Tx) -> tuple[Wording, ...]:
    """Every wording that was ever used, by purpose, the newest first."""
    found = []
    for *held, present, digest in tx.all(_VERSIONS):
        values = (*held, bool(present), sha256(held[3].encode()).digest() == digest)
        found.append(Wording(*values))
    return tuple(found)


@read("consent.wording")
def wording(tx: Tx, purpose: Purpose) -> str:
    """What people are asked for a purpose at present."""
    row = tx.maybe("SELECT text FROM wordings WHERE purpose = ? ORDER BY version DESC LIMIT 1", (purpose,))
    return row[0] if row else _first(tx, purpose)


@write("consent.change_wording", role=Role.MANAGER)
def change_wording(tx: Tx, purpose: Purpose, text: str) -> None:
    """Change what people are asked about being contacted; earlier answers keep the wording that they were given to.

    Raises InvalidValue for an empty or endless wording.
    """
    before = wording(tx, purpose)
    if clean_block(text) != before:
        _add(tx, purpose, clean_block(text))
    tx.note(purpose=purpose)
    tx.offer_undo("Change what people are asked", change_wording, purpose, before)


@read("consent.wording_on")
def wording_on(tx: Tx, purpose: Purpose, at: str) -> str:
    """What people were asked at an instant (a stamp); blank where that was before the shop's book began."""
    row = tx.maybe(
        "SELECT text FROM wordings WHERE purpose = ? AND created_at <= ? ORDER BY version DESC LIMIT 1", (purpose, at)
    )
    if row:
        return str(row[0])
    begun: str = tx.value("SELECT coalesce(min(at), ?) FROM activity", (at,))
    return _first(tx, purpose) if begun <= at else ""


def kept(tx: Tx, purpose: Purpose, text: str) -> int:
    """The id of a wording that somebody was shown; what the shop itself asks stays the newest."""
    present = wording(tx, purpose)
    cleaned = clean_block(text)
    known = tx.maybe("SELECT id FROM wordings WHERE purpose = ? AND text = ? ORDER BY version DESC", (purpose, cleaned))
    if known:
        return int(known[0])
    shown = _add(tx, purpose, cleaned)
    if cleaned != present:
        _add(tx, purpose, present)
    return shown


def _first(tx: Tx, purpose: Purpose) -> str:
    return FIRST_WORDING[purpose].format(shop=tx.value("SELECT name FROM profile WHERE id = 1"))


def _add(tx: Tx, purpose: Purpose, text: str) -> int:
    if not text or len(text) > LONGEST_WORDING:
        raise InvalidValue("text", f"A wording has 1 to {LONGEST_WORDING:,} characters.", "Type what people are asked.")
    version = tx.value("SELECT coalesce(max(version), 0) + 1 FROM wordings WHERE purpose = ?", (purpose,))
    return tx.insert(
        "INSERT INTO wordings (purpose, version, text, hash, created_at) VALUES (?, ?, ?, ?, ?)",
        (purpose, version, text, sha256(text.encode()).digest(), tx.stamp),
    )
