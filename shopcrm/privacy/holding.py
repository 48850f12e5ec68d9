"""What a gathering of somebody's records is made of: kinds of record with rows, files, what was taken out and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shopcrm.privacy.mentions import Mention
from shopcrm.privacy.third_parties import Redaction, Removal, Value
from shopcrm.vault.refs import ref


@dataclass(frozen=True, slots=True)
class Heading:
    """One kind of detail: its column in the book, its plain name, why it is held, how its stored form is read."""

    name: str
    label: str
    why: str
    unit: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of record, with what is held of it: rows of values in the order of `headings`."""

    table: str
    title: str
    basis: str
    kept: str
    source: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def purposes(self) -> tuple[str, ...]:
        """Why these details are held, each reason once."""
        return tuple(dict.fromkeys(heading.why for heading in self.headings))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the report, and the reason; `where` names the kinds of record."""

    reason: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A document held about the person. searched: whether its text could be looked through for other people."""

    id: int
    name: str
    body: bytes
    searched: bool


@dataclass(frozen=True, slots=True)
class Withholding:
    """What the shopkeeper keeps back, and the reason: a kind of record by name or title, or a document (F-1003)."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is kept back, by its title, why, and how many entries it has."""

    what: str
    reason: str
    entries: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who received, or gave us, details of an order: what kind of service, its name, and for how many orders."""

    kind: str
    name: str
    orders: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whether the person may be contacted for a purpose by a channel, and why: both in words."""

    purpose: str
    channel: str
    allowed: bool
    because: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The words that the person was shown before an answer: purpose in words, which version, the text."""

    purpose: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Holding:
    """All that the book holds about one customer at one instant.

    searched: how many kinds of record were looked through. redactions: what was taken out of them; unmet: what should
    have been and was found nowhere; withheld: what is kept back.
    """

    customer_id: int
    name: str
    address: tuple[str, ...]
    gathered_at: datetime
    staff_name: str
    categories: tuple[Category, ...]
    left_out: tuple[LeftOut, ...]
    recipients: tuple[Recipient, ...]
    contact: tuple[Contact, ...]
    wordings: tuple[Shown, ...]
    files: tuple[File, ...]
    searched: int
    redactions: tuple[Redaction, ...] = ()
    unmet: tuple[Removal, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    @property
    def reference(self) -> str:
        """The customer's reference: C-1042."""
        return ref("C", self.customer_id)


@dataclass(frozen=True, slots=True)
class Review:
    """What a person looks through before it is handed over: all that is held, and who else may be named in it."""

    holding: Holding
    mentions: tuple[Mention, ...]


def in_use(categories: Sequence[Category]) -> tuple[Category, ...]:
    """The categories in which something is held."""
    return tuple(category for category in categories if category.rows)
