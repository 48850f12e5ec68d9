"""What the screen and the report show of the book's quality: the score, its points, and the records behind each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shopcrm.vault.refs import CustomerId

Key = Literal[
    "waiting",
    "junk",
    "no_use",
    "no_way",
    "no_name",
    "email",
    "phone",
    "postcode",
    "no_postcode",
    "double",
    "birthday",
    "stale",
    "no_email",
    "no_phone",
]
DEFINITION = (
    "Of 100 customers in use, how many stand on none of the lists below. A customer on several lists counts once, on"
    " the first of them: so what the lists take adds up. A missing e-mail address or number takes nothing: nobody has"
    " to give you one (UK GDPR Art 5(1)(c))."
)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that can be wrong with a record. customers: how many stand on its list. first: those of them who
    stand on no list above. takes: so many of the 100 points; None for what is only told."""

    key: Key
    title: str
    means: str
    customers: int
    first: int
    takes: int | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the book is. score: 0 to 100, None where it holds nobody. clean: customers with nothing to put right."""

    score: int | None
    customers: int
    clean: int
    points: tuple[Point, ...]
    stale_months: int

    @property
    def words(self) -> str:
        """The score in a sentence."""
        if self.score is None:
            return "There are no customers yet, so there is nothing to judge."
        if self.clean == self.customers:
            return "Nothing is to be put right."
        return f"{self.clean:,} of {self.customers:,} customers have nothing to put right."


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One record of a list, and why it stands there."""

    customer: CustomerId
    name: str
    why: str


def score_of(customers: int, lists: Mapping[Key, set[int]], told: frozenset[Key]) -> tuple[int | None, dict[Key, int]]:
    """The score, and how many customers stand on each list and on none above it. told: lists that take nothing.

    100 only where nobody is on any list: what is not whole is rounded down.
    """
    seen: set[int] = set()
    first: dict[Key, int] = {}
    for key, found in lists.items():
        first[key] = 0 if key in told else len(found - seen)
        if key not in told:
            seen |= found
    among = max(customers, len(seen))
    return ((among - len(seen)) * 100 // among if among else None), first
