"""How a column and a table are described in the map, and the descriptions that many of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whose = Literal["customer", "staff", "shop", "nobody"]
Basis = Literal["contract", "consent", "legal duty", "legitimate interest", "none needed"]
Erasure = Literal["delete", "blank", "keep", "unname", "rebuild"]
"""unname: the words stay, without the person's name, addresses and numbers in them."""
Merge = Literal["carry", "join", "keeper's", "work out", "let go", "stay"]
"""What becomes of a customer's rows when her record is made one with another.

carry: each changes hands. join: a rule of the merge joins those that would collide. keeper's: of two that would
collide the kept record's stays. work out: sums that are worked out afresh. let go: what was judged of each alone and
is true of neither now; it is judged anew in its time. stay: sealed, or about no one.
"""
Keep = Literal[
    "as long as a customer",
    "tax years",
    "while it proves consent",
    "while a claim may be brought",
    "for ever",
    "30 days",
    "13 months",
    "until replaced",
]

HOW_LONG: Mapping[Keep, str] = {
    "as long as a customer": "while the person is a customer, and until they ask us to erase it",
    "tax years": "until the fifth 31 January after the tax year of the sale (Taxes Management Act 1970, section 12B)",
    "while it proves consent": "for as long as we may have to prove what was agreed (UK GDPR Art 7(1))",
    "while a claim may be brought": "for six years after it was dealt with, while a claim about it may be brought",
    "for ever": "for as long as the shop's book exists; it contains no readable personal details once erased",
    "30 days": "for 30 days",
    "13 months": "for 13 months",
    "until replaced": "until a newer one takes its place",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `label` in plain words where the access report shows it, else `hidden` says why not.

    erasure: what happens to it when the person is erased. codes: the meaning of stored codes, explained in the report.
    """

    whose: Whose
    why: str
    label: str = ""
    hidden: str = ""
    erasure: Erasure = "delete"
    codes: Mapping[str, str] | None = None
    unit: Literal["", "money", "instant", "date", "yes/no"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the report's category, how its rows belong to a customer, why they are held, how long.

    belongs: an SQL condition with one `?` for the customer's id, or '' where no row is about a customer.
    matched: the column of keyed hashes by which a customer's own addresses and numbers find her rows, where no id does.
    """

    category: str
    columns: Mapping[str, Column]
    belongs: str = ""
    basis: Basis = "contract"
    keep: Keep = "as long as a customer"
    source: str = ""
    currency: str = ""
    merge: Merge = "carry"
    matched: str = ""


def key(why: str = "ties records together") -> Column:
    """A number that only ties records together."""
    return Column("nobody", why, hidden="an internal number that says nothing about a person", erasure="keep")


def shop(why: str) -> Column:
    """About the shop alone."""
    return Column("shop", why, hidden="about the shop, not about a customer", erasure="keep")


def staff(why: str = "who made the entry") -> Column:
    """Names a member of staff."""
    return Column("staff", why, hidden="names a member of staff, not the customer", erasure="keep")


def index(why: str) -> Column:
    """A copy that makes the customer findable."""
    return Column("customer", why, hidden="a search copy of details that are shown elsewhere in this report")


def digest(why: str) -> Column:
    """A keyed hash."""
    return Column("customer", why, hidden="a keyed hash that cannot be turned back into an address", erasure="keep")


SOURCE_CODES = {"typed": "typed in at the shop", "demo": "made up for the demonstration shop"}
CUSTOMER = "customer_id = ?"
ORDER = "order_id IN (SELECT id FROM orders WHERE customer_id = ?)"
