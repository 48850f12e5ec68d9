"""Everything held about one person, gathered through the data map: UK GDPR Art 15 and LAW section 2.

No list of tables or columns is kept here: `data_map` says what belongs to a customer, what is shown and why, what is
left out and for what reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shopcrm.data_map import HOW_LONG, TABLES, Column, Table
from shopcrm.money import Money
from shopcrm.privacy.third_parties import Redaction, Removal, blank_others
from shopcrm.shop import consent
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

Value = str | int | Money | None
"""One value as held: text, a number, an amount in the row's currency, or nothing."""

_LETTERS = {"customers": "C", "orders": "O", "returns": "R", "tickets": "T", "documents": "F", "notes": "N"}
_LAST = "activity"


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
    """A document held about the person, handed over as it is."""

    name: str
    body: bytes


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
    """All that the book holds about one customer at one instant."""

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
    redactions: tuple[Redaction, ...]
    files: tuple[File, ...]
    searched: int

    @property
    def reference(self) -> str:
        """The customer's reference: C-1042."""
        return ref("C", self.customer_id)


@read("access.gather", role=Role.MANAGER)
def gather(tx: Tx, customer: CustomerId, remove: tuple[Removal, ...] = ()) -> Holding:
    """Everything held about a customer, another person's contact details removed and each removal logged.

    remove: further passages about other people that the shopkeeper takes out, each with a reason. Raises NotFound.
    """
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    owned = [(table, entry) for table, entry in TABLES.items() if entry.belongs]
    owned.sort(key=lambda pair: pair[0] == _LAST)
    categories = [
        _category(tx, table, entry, customer)
        for table, entry in owned
        if any(column.label for column in entry.columns.values())
    ]
    checked, redactions = blank_others(tx, customer, [one.rows for one in categories], remove)
    return Holding(
        customer,
        name,
        _address(tx, customer),
        tx.now,
        tx.staff.name,
        tuple(replace(one, rows=rows) for one, rows in zip(categories, checked, strict=True)),
        _left_out(),
        _recipients(tx, customer),
        _contact(tx, customer),
        _wordings(tx, customer),
        tuple(redactions),
        _files(tx, customer),
        len(owned),
    )


def _category(tx: Tx, table: str, entry: Table, customer_id: int) -> Category:
    shown = {name: column for name, column in entry.columns.items() if column.label}
    names = list(shown)
    instants = [name for name, column in shown.items() if column.unit == "instant"]
    order = ", ".join(dict.fromkeys([*instants[:1], *(["id"] if instants and "id" in entry.columns else names[:2])]))
    found = tx.rows(
        f"SELECT {', '.join(names)}, {entry.currency or 'NULL'} FROM {table} WHERE {entry.belongs} ORDER BY {order}",
        (customer_id,),
    )
    letters = [_letter(table, name) for name in names]
    columns = list(shown.values())
    rows = tuple(
        tuple(_value(raw, column, letter, row[-1]) for raw, column, letter in zip(row, columns, letters, strict=False))
        for row in found
    )
    headings = tuple(
        Heading(name, column.label, column.why, column.unit, tuple((column.codes or {}).items()))
        for name, column in shown.items()
    )
    return Category(table, entry.category, entry.basis, HOW_LONG[entry.keep], entry.source, headings, rows)


def _letter(table: str, column: str) -> str | None:
    """The letter of the reference that a column prints as: ids of records that a person can name."""
    owner = table if column == "id" else column.removesuffix("_id") + "s" if column.endswith("_id") else ""
    return _LETTERS.get(owner)


def _value(raw: Any, column: Column, letter: str | None, currency: str | None) -> Value:
    if raw is None or isinstance(raw, bytes):
        return None
    if column.unit == "money" and currency is not None:
        return Money(raw, currency)
    if letter is not None and isinstance(raw, int):
        return ref(letter, raw)
    return raw if isinstance(raw, int) else str(raw)


def _left_out() -> tuple[LeftOut, ...]:
    """Each reason for which something personal is not in the report, with the kinds of record that it touches."""
    reasons: dict[str, list[str]] = {}
    for entry in TABLES.values():
        personal = entry.belongs or any(column.whose == "customer" for column in entry.columns.values())
        for column in entry.columns.values():
            if personal and column.hidden:
                reasons.setdefault(column.hidden, []).append(entry.category)
    return tuple(LeftOut(reason, tuple(dict.fromkeys(where))) for reason, where in reasons.items())


def _recipients(tx: Tx, customer_id: int) -> tuple[Recipient, ...]:
    """The delivery companies and online services named in the person's orders (Art 15(1)(c))."""
    carriers = tx.all(
        "SELECT carrier, count(DISTINCT order_id) FROM order_events WHERE carrier <> ''"
        " AND order_id IN (SELECT id FROM orders WHERE customer_id = ?) GROUP BY carrier ORDER BY carrier",
        (customer_id,),
    )
    platforms = tx.all(
        "SELECT platform, count(*) FROM orders WHERE platform <> '' AND customer_id = ?"
        " GROUP BY platform ORDER BY platform",
        (customer_id,),
    )
    return (
        *(Recipient("Delivery company", name, orders) for name, orders in carriers),
        *(Recipient("Online service through which you ordered", name, orders) for name, orders in platforms),
    )


def _contact(tx: Tx, customer_id: int) -> tuple[Contact, ...]:
    """What the person's answers, and the do-not-contact list, come to today."""
    return tuple(
        Contact(consent.FOR_WHAT[purpose], consent.BY_WHAT[channel], answer.allowed, answer.because)
        for purpose in consent.PURPOSES
        for channel, answer in consent.may_contact_by(tx, customer_id, purpose).items()
    )


def _wordings(tx: Tx, customer_id: int) -> tuple[Shown, ...]:
    found = tx.all(
        "SELECT purpose, version, text FROM wordings WHERE id IN"
        " (SELECT wording_id FROM consent_events WHERE customer_id = ?) ORDER BY purpose, version",
        (customer_id,),
    )
    return tuple(Shown(consent.FOR_WHAT[purpose], version, text) for purpose, version, text in found)


def _files(tx: Tx, customer_id: int) -> tuple[File, ...]:
    found = tx.all("SELECT id, file_name, body FROM documents WHERE customer_id = ? ORDER BY id", (customer_id,))
    return tuple(File(f"{ref('F', document_id)} {name}", bytes(body)) for document_id, name, body in found)


def _address(tx: Tx, customer_id: int) -> tuple[str, ...]:
    """The address for the cover letter: the preferred one that is not known to be wrong."""
    found = tx.maybe(
        "SELECT line1, line2, town, county, postcode, country FROM addresses"
        " WHERE customer_id = ? AND wrong = 0 AND do_not_use = 0 ORDER BY preferred DESC, id LIMIT 1",
        (customer_id,),
    )
    return tuple(line for line in found or () if line)


def in_use(categories: Sequence[Category]) -> tuple[Category, ...]:
    """The categories in which something is held."""
    return tuple(category for category in categories if category.rows)


@write("access.note_pack", role=Role.MANAGER)
def note_pack(tx: Tx, customer: CustomerId, files: tuple[str, ...], taken_out: int) -> None:
    """Note that somebody's data were written to files, and how many passages about others were taken out."""
    tx.value("SELECT id FROM customers WHERE id = ?", (customer,))
    tx.note(ref("C", customer), customer, files=list(files), passages_taken_out=taken_out)
