"""A plain list of customers: any delimited file whose columns go by well-known names, or are mapped by the person."""

import re
from collections.abc import Iterator
from operator import itemgetter

from shopcrm.errors import InvalidValue
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import address, answer, bare, block, emails, phone_cells, split_name, tags, text
from shopcrm.exchange.reader import Row
from shopcrm.exchange.records import ImportedCustomer, ImportedRecord, Skipped
from shopcrm.exchange.values import identifier

_FIELDS = {
    "id": ("uid", "customer id", "customer number", "customer no", "id"),
    "first_name": ("first name", "first_name", "firstname", "given name", "forename", "vorname"),
    "last_name": ("last name", "last_name", "lastname", "surname", "family name", "nachname"),
    "name": ("name", "full name", "customer name", "customer", "contact name"),
    "company": ("company", "company name", "business", "business name", "organisation", "organization", "firma"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "email_2": ("email 2", "second email", "other email", "e-mail 2"),
    "phone": ("phone", "phone number", "telephone", "tel", "billing phone", "telefon"),
    "phone_2": ("mobile", "mobile phone", "mobile number", "phone 2", "other phone", "shipping phone"),
    "address_1": ("address 1", "address1", "address line 1", "address", "street", "street address", "street 1"),
    "address_2": ("address 2", "address2", "address line 2", "street 2"),
    "city": ("city", "town", "town/city", "ort", "stadt"),
    "region": ("region", "county", "state", "province"),
    "postcode": ("postcode", "post code", "postal code", "zip", "zip code", "zip/postal code", "plz"),
    "country": ("country", "country / region", "country code", "country/region", "land"),
    "tags": ("tags", "labels", "groups"),
    "note": ("note", "notes", "memo", "comment", "comments"),
    "accepts_email": ("accepts email", "email consent", "email marketing", "accepts marketing", "newsletter"),
    "accepts_sms": ("accepts sms", "sms consent", "sms marketing"),
    "accepts_phone": ("accepts phone", "phone consent"),
    "accepts_post": ("accepts post", "post consent", "mail consent"),
}
_OF_OTHER_LISTS: frozenset[str | frozenset[str]] = frozenset(
    {
        # A list of people may say when each was entered: with first and last names, it is no list of orders.
        frozenset(("name", "created at")),
        "financial status",
        "fulfillment status",
        "fulfilment status",
        "paid at",
        "total",
        "amount",
        "quantity",
        "qty",
        "price",
        "currency",
        "order id",
        "order number",
        "order no",
        "order #",
        "order total",
        "item name",
        "item title",
        "lineitem name",
        "sku",
        "subtotal",
        "net",
        "gross",
        "fee",
        "transaction id",
        "sale date",
        "order date",
        "invoice number",
        "status",
        "product(s)",
        "leid",
        "unsub_time",
        "clean_time",
    }
)
"""Columns of orders, payments and mailing lists: their people are taken only when the person says so."""
_ORDER_NUMBER = re.compile(r"#\s?\w*\d+")
_TRAILER = re.compile(
    r"(?:grand |sub-?)?totals?\b[\s:=\d.,]*$"
    r"|\d[\d,. ]* (?:records?|rows?|customers?|contacts?|people|results?|lines?)\b"
    r"|(?:total|number of) (?:records?|rows?|customers?|contacts?)\b"
    r"|(?:exported|generated|downloaded|printed|created|report run) (?:on|at|by|from)\b"
    r"|end of (?:file|report|list|data)\b"
    r"|page \d",
    re.IGNORECASE,
)
"""How the lines begin that programs add below a table."""


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each person of the file, or the reason why a row was passed over."""
    pick = itemgetter(*(columns.at(name) for name in _FIELDS))
    sources = {
        name: f"imported list, column {columns.as_written(name)}" for name in _FIELDS if name.startswith("accepts")
    }
    maybe_below: list[Row] = []
    for line, cells in columns.table.rows():
        if columns.table.ends(cells) and _TRAILER.match(cells[0].strip()):
            maybe_below.append((line, cells))
            continue
        # Another row follows: what looked like a line below the table is a customer of that name.
        for above, its_cells in maybe_below:
            yield _read(above, pick(its_cells), sources)
        maybe_below.clear()
        yield _read(line, pick(cells), sources)
    for line, _ in maybe_below:
        yield Skipped(line, "not a customer: a line that a program has added below the table")


def _read(line: int, cells: tuple[str, ...], sources: dict[str, str]) -> ImportedRecord:
    try:
        return _customer(line, cells, sources)
    except InvalidValue as problem:
        return Skipped(line, problem.message)


def _customer(line: int, cells: tuple[str, ...], sources: dict[str, str]) -> ImportedRecord:
    (
        customer_id, first, last, name, company, email, email_2, phone, phone_2, line1, line2, city, region, postcode,
        country, tag_cell, note, accepts_email, accepts_sms, accepts_phone, accepts_post,
    ) = cells  # fmt: skip
    first, last = (text(first), text(last)) if first or last else split_name(name)
    numbers, warnings = phone_cells(phone, phone_2)
    answers = {"accepts_email": accepts_email, "accepts_sms": accepts_sms, "accepts_phone": accepts_phone}
    answers["accepts_post"] = accepts_post
    found = ImportedCustomer(
        line,
        identifier(bare(customer_id), "id"),
        first,
        last,
        text(company),
        emails(email, email_2),
        numbers,
        address("home", "", "", line1, line2, city, region, country, postcode),
        tags(tag_cell),
        block(note),
        tuple(one for key, cell in answers.items() for one in answer(key.partition("_")[2], cell, sources[key])),
        warnings,
    )
    return Skipped(line, "the row names nobody") if found.nobody else found


FORMAT = Format(
    name="plain-customers",
    title="a list of customers",
    platform="list",
    fields=_FIELDS,
    required=(frozenset({"email", "phone", "name", "last_name", "first_name", "company"}),),
    read=read,
    refuses=_OF_OTHER_LISTS,
    never_named=_ORDER_NUMBER,
    general=True,
)
