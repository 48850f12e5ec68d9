"""Grounds to contact people other than their consent: each with its assessment, and a day to look at it again.

A legitimate interest is weighed in three parts: what for, why nothing milder will do, and what it does to people. It
never stands in for the consent that PECR reg 22 asks for, and any objection ends it for that person at once.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_block
from shopcrm.shop.consent.records import BY_WHAT, FOR_WHAT
from shopcrm.shop.suppression import CHANNELS, PURPOSES, Channel, Purpose
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

Basis = Literal["legitimate_interest", "contract", "legal_duty"]
BASES: dict[Basis, str] = {
    "legitimate_interest": "legitimate interest",
    "contract": "it is part of what was ordered",
    "legal_duty": "the law asks for it",
}
REVIEW_MONTHS = 12
LONGEST_PART = 2_000
_PARTS = {
    "aim": "What is it for?",
    "need": "Why will nothing milder do?",
    "balance": "What does it do to people, and why is that fair?",
}
_COLUMNS = (
    "lawful_bases.id, purpose, channel, basis, aim, need, balance, review_on, decided_at, staff.name, ended_at"
    " FROM lawful_bases JOIN staff ON staff.id = staff_id"
)


@dataclass(frozen=True, slots=True)
class BasisDraft:
    """A ground for contact. channel: None means every one. review_on: a day; in a year if None.

    aim: what for. need: why nothing milder will do. balance: what it does to people, and why that is fair.
    """

    purpose: Purpose
    basis: Basis
    aim: str
    need: str
    balance: str = ""
    channel: Channel | None = None
    review_on: str | None = None


@dataclass(frozen=True, slots=True)
class LawfulBasis:
    """A ground for contact as kept; channel '' means every one, ended_at is None while it is in force."""

    id: int
    purpose: Purpose
    channel: str
    basis: Basis
    aim: str
    need: str
    balance: str
    review_on: str
    decided_at: str
    staff: str
    ended_at: str | None

    @property
    def title(self) -> str:
        """``Offers and news by post``."""
        by = BY_WHAT[self.channel] if self.channel else "any way"
        return f"{FOR_WHAT[self.purpose]} by {by}".capitalize()


@write("consent.set_basis", role=Role.MANAGER)
def set_basis(tx: Tx, draft: BasisDraft) -> int:
    """Write down a ground for contact; the one that it takes the place of ends and stays on record.

    Raises InvalidValue for an assessment with a part missing, a review day that is past, and a ground for marketing
    other than legitimate interest.
    """
    parts = _check(draft)
    review = _review_day(tx, draft.review_on)
    tx.run(
        "UPDATE lawful_bases SET ended_at = ? WHERE purpose = ? AND channel = ? AND ended_at IS NULL",
        (tx.stamp, draft.purpose, draft.channel or ""),
    )
    made = tx.insert(
        "INSERT INTO lawful_bases (purpose, channel, basis, aim, need, balance, review_on, decided_at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (draft.purpose, draft.channel or "", draft.basis, *parts, review, tx.stamp, tx.staff.id),
    )
    tx.note(purpose=draft.purpose, channel=draft.channel or "", basis=draft.basis, review_on=review)
    return made


@write("consent.end_basis", role=Role.MANAGER)
def end_basis(tx: Tx, basis: int) -> None:
    """End a ground for contact: from now on only consent counts there. Raises Refused where it has ended already."""
    held = _one(tx, basis)
    tx.change_one("UPDATE lawful_bases SET ended_at = ? WHERE id = ?", (tx.stamp, basis))
    tx.note(purpose=held.purpose, channel=held.channel, basis=held.basis, ended=True)


@write("consent.review_basis", role=Role.MANAGER)
def review_basis(tx: Tx, basis: int, review_on: str | None = None) -> int:
    """Note that a ground was looked at again and still holds; answers the entry that takes its place.

    review_on: when to look again; in a year if None. Raises as `set_basis` does.
    """
    held = _one(tx, basis)
    channel = next((one for one in CHANNELS if one == held.channel), None)
    return set_basis(tx, BasisDraft(held.purpose, held.basis, held.aim, held.need, held.balance, channel, review_on))


@read("consent.bases")
def bases(tx: Tx, ended: bool = False) -> tuple[LawfulBasis, ...]:
    """The grounds in force, the next to be looked at first; with `ended` those that were, too."""
    rows = tx.all(
        f"SELECT {_COLUMNS} WHERE ?1 OR ended_at IS NULL ORDER BY ended_at IS NOT NULL, review_on, purpose, channel",
        (ended,),
    )
    return tuple(LawfulBasis(*row) for row in rows)


def basis_in_force(tx: Tx, purpose: str, channel: str) -> LawfulBasis | None:
    """The ground for a purpose and channel: one for that channel before one for every channel."""
    row = tx.maybe(
        f"SELECT {_COLUMNS} WHERE purpose = ? AND channel IN ('', ?) AND ended_at IS NULL ORDER BY channel DESC",
        (purpose, channel),
    )
    return LawfulBasis(*row) if row else None


def _one(tx: Tx, basis: int) -> LawfulBasis:
    held = LawfulBasis(*tx.one(f"SELECT {_COLUMNS} WHERE lawful_bases.id = ?", (basis,)))
    if held.ended_at:
        raise Refused("That ground has ended already.", "Write it down anew.")
    return held


def _check(draft: BasisDraft) -> tuple[str, str, str]:
    """The parts of the assessment, cleaned."""
    for field, allowed in (("purpose", PURPOSES), ("channel", (None, *CHANNELS)), ("basis", get_args(Basis))):
        if getattr(draft, field) not in allowed:
            raise InvalidValue(field, f"{field.capitalize()} is one of {', '.join(map(str, filter(None, allowed)))}.")
    if draft.purpose == "marketing" and draft.basis != "legitimate_interest":
        raise InvalidValue(
            "basis", "Offers and news rest on consent or on a legitimate interest.", "Choose legitimate interest."
        )
    weighed = draft.basis == "legitimate_interest"
    for field, words in _PARTS.items():
        text = getattr(draft, field)
        if not clean_block(text) and (weighed or field != "balance"):
            raise InvalidValue(field, words, "Write it down: the assessment is the proof.")
        if len(text) > LONGEST_PART:
            raise InvalidValue(field, f"At most {LONGEST_PART:,} characters fit here.", "Shorten it.")
    return clean_block(draft.aim), clean_block(draft.need), clean_block(draft.balance)


def _review_day(tx: Tx, typed: str | None) -> str:
    if not typed:
        return add_months(tx.today, REVIEW_MONTHS).isoformat()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise InvalidValue("review_on", "That is not a date.", "Write it like 2027-11-22.") from None
    if day <= tx.today or day > add_months(tx.today, 120):
        raise InvalidValue("review_on", "Look at it again on a day to come, within ten years.", "Type such a day.")
    return day.isoformat()
