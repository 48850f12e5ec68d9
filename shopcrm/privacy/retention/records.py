"""What retention proposes: kinds of records, the rule of each, and the records that it is about now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal[
    "enquirers", "former", "orders", "erased", "notes", "documents", "tickets", "requests", "imports", "merges"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

BY_LAW: tuple[Kind, ...] = ("orders", "erased")
"""How long these are kept is worked out from how the shop keeps its books, and is not chosen in months."""


@dataclass(frozen=True, slots=True)
class Words:
    """A kind in words. what: what becomes of a record; why: why it is not needed. source: where the default is from.

    months: after how long it is proposed, unless the shop chose otherwise.
    """

    title: str
    what: str
    why: str
    source: str
    months: int


_CHOICE = "UK GDPR Art 5(1)(e); the length is this program's proposal, the law names none"

WORDS: Mapping[Kind, Words] = {
    "enquirers": Words(
        "People who never bought",
        "The record is erased, as if they had asked for it; a wish not to be contacted stays.",
        "They asked once and did not buy, and nothing was heard since.",
        _CHOICE,
        24,
    ),
    "former": Words(
        "Former customers",
        "The record is erased, as if they had asked for it; a wish not to be contacted stays.",
        "The books do not need their last order any more, and nothing was heard since.",
        _CHOICE,
        24,
    ),
    "orders": Words(
        "Orders that the books do not need",
        "The sale stays for your figures, and is nobody's: customer, address, notes and parcel numbers go. Points and"
        " store credit that came of it stay with the customer.",
        "The years for which tax law asks for it are over.",
        "",
        0,
    ),
    "erased": Words(
        "What was kept of erased people",
        "Name and address on the invoice go, and the sale is nobody's.",
        "It was kept for the tax authority only, and its years are over.",
        "UK GDPR Art 17(3)(b) no longer applies",
        0,
    ),
    "notes": Words(
        "Old notes about customers",
        "The note is deleted.",
        "What was worth noting then says little now, and may be wrong.",
        _CHOICE,
        36,
    ),
    "documents": Words(
        "Old documents",
        "The document is deleted. Slips that prove a yes or a no about contact are not proposed.",
        "A dispute about it can hardly be brought any more.",
        "Limitation Act 1980 s.5; Scotland: Prescription and Limitation (Scotland) Act 1973 s.6",
        72,
    ),
    "tickets": Words(
        "Old tickets",
        "What was written goes, and whose it was; dates and figures stay for your service report.",
        "What was asked is long answered.",
        _CHOICE,
        36,
    ),
    "requests": Words(
        "Old data requests and complaints",
        "Who asked, and the words, go; that it was answered, and when, stays.",
        "It was kept to prove that it was answered, as long as a claim may be brought.",
        "Limitation Act 1980 s.9; Scotland: Prescription and Limitation (Scotland) Act 1973 s.6",
        72,
    ),
    "imports": Words(
        "What taking an import back needs",
        "The copy of what stood there before goes: that import cannot be taken back any more.",
        "An import is taken back within days or not at all, and the copy holds old details.",
        _CHOICE,
        1,
    ),
    "merges": Words(
        "What parting merged records needs",
        "The copy of the two records goes: they cannot be parted any more.",
        "A merge that was a mistake shows within a year, and the copy holds old details.",
        _CHOICE,
        12,
    ),
}
_SCOTTISH: Mapping[Kind, int] = {"documents": 60, "requests": 60}
"""Where five years of prescription stand in the place of six of limitation."""


def default_months(kind: Kind, region: str) -> int:
    """After how many months a kind is proposed, unless the shop chose otherwise."""
    return _SCOTTISH.get(kind, WORDS[kind].months) if region == "GB-SCT" else WORDS[kind].months


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind of record is kept. months: 0 where it is not counted in months, or never proposed.

    rule: the same in words. chosen: the shop's own choice, with its reason. last_day: records up to that day are due;
    None where the kind is never proposed.
    """

    kind: Kind
    title: str
    what: str
    why: str
    rule: str
    source: str
    months: int
    chosen: bool
    because: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of which records are due. oldest: the day of the oldest. kept: how many were looked at and kept."""

    rule: Rule
    count: int
    oldest: date | None
    kept: int


@dataclass(frozen=True, slots=True)
class Due:
    """A record that is due to go. ref: what it is called; words: what tells it apart; since: the day that counts."""

    record: int
    ref: str
    words: str
    since: str
    customer: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that was looked at and kept; again_on: when it is proposed again."""

    kind: Kind
    record: int
    ref: str
    because: str
    again_on: str
    staff: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about proposals, and when. decision: done, or kept."""

    kind: Kind
    decision: Literal["done", "kept"]
    count: int
    rule: str
    because: str
    at: str
    staff: str
