"""Everything held about one person, gathered through the data map: UK GDPR Art 15 and LAW section 2.

No list of tables or columns is kept here: `data_map` says what belongs to a customer, what is shown and why, what is
left out and for what reason.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from shopcrm.data_map import HOW_LONG, TABLES, Column, Table
from shopcrm.errors import InvalidValue
from shopcrm.money import Money
from shopcrm.plain_text import clean_block
from shopcrm.privacy import mentions
from shopcrm.privacy.holding import (
    Category,
    Contact,
    File,
    Heading,
    Holding,
    LeftOut,
    Recipient,
    Review,
    Shown,
    Withheld,
    Withholding,
)
from shopcrm.privacy.third_parties import Pencil, Redaction, Removal, Value, pencil_for
from shopcrm.shop import consent, erased, suppression
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import OPERATIONS, Role, read, write
from shopcrm.vault.tx import Tx

_LETTERS = {
    "customers": "C",
    "orders": "O",
    "returns": "R",
    "tickets": "T",
    "documents": "F",
    "notes": "N",
    "data_requests": "D",
    "requests": "D",
}
"""By table, and by what a column that names one of its records is called."""
_LAST = "activity"
_WHO = "customers"
_DOCUMENTS = "documents"


@read("access.gather", role=Role.MANAGER)
def gather(
    tx: Tx, customer: CustomerId, remove: tuple[Removal, ...] = (), withhold: tuple[Withholding, ...] = ()
) -> Holding:
    """Everything held about a customer, another person's contact details removed and each removal logged.

    remove: further passages about other people that the shopkeeper takes out, withhold: what she keeps back, each with
    a reason. Raises NotFound, and InvalidValue for what must not be taken out or is not there to be kept back.
    """
    return review(tx, customer, remove, withhold, look=False).holding


@read("access.review", role=Role.MANAGER)
def review(
    tx: Tx,
    customer: CustomerId,
    remove: tuple[Removal, ...] = (),
    withhold: tuple[Withholding, ...] = (),
    look: bool = True,
) -> Review:
    """As `gather`, with every passage that is left and may name somebody else. look: whether to look for them."""
    name = tx.value(f"SELECT {erased.NAME} FROM customers WHERE id = ?", (customer,))
    held, papers = _categories(tx, customer), _files(tx, customer)
    pencil = pencil_for(tx, customer, _texts(held, papers), remove)
    withheld = _withhold(withhold, held, papers, pencil)
    kept_back = {one.what for one in withheld}
    given = [one for one in held if one.title not in kept_back]
    files = [one for one in papers if kept_back.isdisjoint((one.name, _title_of_documents()))]
    left = mentions.find(tx, customer, _prose(given, files)) if look else ()
    return Review(
        Holding(
            customer,
            name,
            tuple(map(pencil.words, _address(tx, customer))),
            tx.now,
            _maker(tx, pencil),
            tuple(_cleaned(one, pencil) for one in given),
            _left_out(),
            tuple(replace(one, name=pencil.text(one.name, "Recipients")) for one in _recipients(tx, customer)),
            tuple(replace(one, because=pencil.words(one.because)) for one in _contact(tx, customer)),
            tuple(replace(one, text=pencil.words(one.text)) for one in _wordings(tx, customer)),
            tuple(_cleaned_file(one, pencil) for one in files),
            len(held),
            pencil.redactions,
            pencil.unmet(remove),
            withheld,
        ),
        tuple(one for one in left if pencil.words(one.text) == one.text),
    )


def _categories(tx: Tx, customer_id: int) -> list[Category]:
    """Every kind of record that is somebody's and is shown, with what is held of this customer; the activity last."""
    owned = [(table, entry) for table, entry in TABLES.items() if entry.belongs or entry.matched]
    owned.sort(key=lambda pair: pair[0] == _LAST)
    shown = [(table, entry) for table, entry in owned if any(column.label for column in entry.columns.values())]
    return [_category(tx, table, entry, customer_id) for table, entry in shown]


def _texts(categories: Sequence[Category], files: Sequence[File]) -> Iterator[str]:
    """All that is to be handed over and could name somebody."""
    yield from (value for one in categories for row in one.rows for value in row if isinstance(value, str))
    yield from (_text_of(one) for one in files if one.searched)


def _prose(categories: Sequence[Category], files: Sequence[File]) -> Iterator[tuple[str, str]]:
    """What was written by somebody, with the kind of record: no codes, dates and references."""
    for one in categories:
        free = [at for at, heading in enumerate(one.headings) if not heading.unit and not heading.codes]
        for row in one.rows:
            yield from ((one.title, value) for at in free if isinstance(value := row[at], str) and value)
    yield from ((_title_of_documents(), _text_of(one)) for one in files if one.searched)


def _cleaned(category: Category, pencil: Pencil) -> Category:
    codes = [dict(heading.codes) for heading in category.headings]
    rows = tuple(
        tuple(
            value if value in known else pencil.value(value, category.title)
            for value, known in zip(row, codes, strict=True)
        )
        for row in category.rows
    )
    return replace(category, rows=rows)


def _cleaned_file(file: File, pencil: Pencil) -> File:
    where = _title_of_documents()
    text = _text_of(file) if file.searched else ""
    cleaned = pencil.text(text, where)
    body = file.body if cleaned == text else cleaned.encode()
    return replace(file, name=pencil.text(file.name, where), body=body)


def _text_of(file: File) -> str:
    """A document's text, its letters composed as names in the book are."""
    return unicodedata.normalize("NFC", file.body.decode("utf-8-sig"))


def _title_of_documents() -> str:
    return TABLES[_DOCUMENTS].category


def _maker(tx: Tx, pencil: Pencil) -> str:
    """Who made the report: by name, unless that name is taken out of it."""
    return tx.staff.name if pencil.words(tx.staff.name) == tx.staff.name else "a member of our staff"


def _withhold(
    asked: Sequence[Withholding], categories: Sequence[Category], files: Sequence[File], pencil: Pencil
) -> tuple[Withheld, ...]:
    """What is kept back, by its title."""
    entries = {one.title: len(one.rows) for one in categories} | {one.name: 1 for one in files}
    called = {one.table: one.title for one in categories} | {ref("F", one.id): one.name for one in files}
    called = {name.casefold(): title for name, title in [*called.items(), *((one, one) for one in entries)]}
    found: dict[str, Withheld] = {}
    for one in asked:
        title = called.get(one.what.strip().casefold())
        if title is None or title == TABLES[_WHO].category:
            raise InvalidValue(
                "withhold",
                "There is no such kind of record or document to keep back.",
                f"Name a document, as F-1003, or one of: {', '.join(sorted({c.table for c in categories} - {_WHO}))}.",
            )
        if not clean_block(one.reason):
            raise InvalidValue("withhold", "What is kept back needs a reason.", "Write it as: what=reason.")
        found[title] = Withheld(title, pencil.words(clean_block(one.reason)), entries[title])
    return tuple(found.values())


def _category(tx: Tx, table: str, entry: Table, customer_id: int) -> Category:
    shown = {name: column for name, column in entry.columns.items() if column.label}
    names = list(shown)
    instants = [name for name, column in shown.items() if column.unit == "instant"]
    order = ", ".join(dict.fromkeys([*instants[:1], *(["id"] if instants and "id" in entry.columns else names[:2])]))
    condition, about = _whose(tx, entry, customer_id)
    found = tx.rows(
        f"SELECT {', '.join(names)}, {entry.currency or 'NULL'} FROM {table} WHERE {condition} ORDER BY {order}",
        (about,),
    )
    letters = [_letter(table, name) for name in names]
    columns = list(shown.values())
    rows = tuple(
        tuple(_value(raw, column, letter, row[-1]) for raw, column, letter in zip(row, columns, letters, strict=False))
        for row in found
    )
    headings = tuple(
        _heading(name, column, [row[at] for row in rows]) for at, (name, column) in enumerate(shown.items())
    )
    return Category(table, entry.category, entry.basis, HOW_LONG[entry.keep], entry.source, headings, rows)


def _whose(tx: Tx, entry: Table, customer_id: int) -> tuple[str, Any]:
    """The condition on a customer's rows, and its one value: her id, or the hashes of her own addresses and numbers."""
    if entry.belongs:
        return entry.belongs, customer_id
    marks = [suppression.digest(tx, one.kind, one.key).hex() for one in suppression.points_of(tx, customer_id)]
    return f"lower(hex({entry.matched})) IN (SELECT value FROM json_each(?))", json.dumps(marks)


def _heading(name: str, column: Column, values: Sequence[Value]) -> Heading:
    codes = tuple((column.codes or {}).items())
    if name == "verb":
        codes = tuple((done, verb(done)) for done in sorted({str(value) for value in values}))
    return Heading(name, column.label, column.why, column.unit, codes)


def verb(name: str) -> str:
    """What an operation does, in the first words of its own description: ``orders.place`` is ``Place an order``."""
    operation = OPERATIONS.get(name)
    return re.split(r"[.;:,]", operation.summary)[0] if operation else name


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


def _files(tx: Tx, customer_id: int) -> list[File]:
    found = tx.all("SELECT id, file_name, body FROM documents WHERE customer_id = ? ORDER BY id", (customer_id,))
    return [
        File(document, f"{ref('F', document)} {name}", bytes(body), _is_text(bytes(body)))
        for document, name, body in found
    ]


def _is_text(body: bytes) -> bool:
    """Whether a document is plain text, so that other people can be found in it and taken out."""
    try:
        return "\0" not in body.decode("utf-8-sig") and not body.startswith(b"%PDF")
    except ValueError:
        return False


def _address(tx: Tx, customer_id: int) -> tuple[str, ...]:
    """The address for the cover letter: the preferred one not known to be wrong; at home without the country."""
    found = tx.maybe(
        "SELECT line1, line2, town, county, postcode, country FROM addresses"
        " WHERE customer_id = ? AND wrong = 0 AND do_not_use = 0 ORDER BY preferred DESC, id LIMIT 1",
        (customer_id,),
    )
    *lines, country = found or ("",)
    return tuple(line for line in (*lines, "" if country == tx.calendar.country else country) if line)


@write("access.note_pack", role=Role.MANAGER)
def note_pack(
    tx: Tx,
    customer: CustomerId,
    files: tuple[str, ...],
    redactions: tuple[Redaction, ...] = (),
    withheld: tuple[Withheld, ...] = (),
) -> None:
    """Note that somebody's data were written to files, what was taken out of them or kept back, and why."""
    tx.value("SELECT id FROM customers WHERE id = ?", (customer,))
    tx.note(
        ref("C", customer),
        customer,
        files=list(files),
        passages_taken_out=sum(one.times for one in redactions),
        taken_out=[f"{one.times} x {one.what} ({', '.join(one.where)}): {one.reason}" for one in redactions],
        withheld=[f"{one.what}: {one.reason}" for one in withheld],
    )


@write("access.note_delivery", role=Role.MANAGER)
def note_delivery(tx: Tx, customer: CustomerId, how: str, checked: tuple[str, ...] = ()) -> None:
    """Note how somebody's data were handed over, and what was checked before. Raises InvalidValue without a way."""
    tx.value("SELECT id FROM customers WHERE id = ?", (customer,))
    if not clean_block(how):
        raise InvalidValue("how", "Say how it was handed over.", "For example: by e-mail, or at the counter.")
    tx.note(ref("C", customer), customer, how=clean_block(how), checked=list(checked))
