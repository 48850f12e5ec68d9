"""Shopify's customers CSV. Ids, phones and postcodes start with an apostrophe, against spreadsheets."""

from collections.abc import Iterator
from operator import itemgetter

from shopcrm.errors import InvalidValue
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import address, answer, bare, block, emails, phone_cells, tags, text
from shopcrm.exchange.records import ImportedCustomer, ImportedRecord, Skipped
from shopcrm.exchange.values import identifier

_FIELDS = {
    "id": ("customer id", "id"),
    "first": ("first name",),
    "last": ("last name",),
    "email": ("email",),
    "accepts_email": ("accepts email marketing", "accepts marketing"),
    "company": ("default address company", "company"),
    "line1": ("default address address1", "address1"),
    "line2": ("default address address2", "address2"),
    "city": ("default address city", "city"),
    "region": (
        "default address province name",
        "province name",
        "default address province code",
        "province code",
        "province",
    ),
    "country": ("default address country code", "country code", "country"),
    "postcode": ("default address zip", "zip"),
    "address_phone": ("default address phone",),
    "phone": ("phone",),
    "accepts_sms": ("accepts sms marketing",),
    "accepts_whatsapp": ("accepts whatsapp marketing",),
    "note": ("note",),
    "tags": ("tags",),
}
_SOURCE = "Shopify customers, column "


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each person of the file, or the reason why she cannot be imported."""
    pick = itemgetter(*(columns.at(name) for name in _FIELDS))
    for line, cells in columns.table.rows():
        try:
            yield _customer(line, pick(cells))
        except InvalidValue as problem:
            yield Skipped(line, problem.message)


def _customer(line: int, cells: tuple[str, ...]) -> ImportedRecord:
    (
        customer_id, first, last, email, accepts_email, company, line1, line2, city, region, country, postcode,
        address_phone, phone, accepts_sms, accepts_whatsapp, note, tag_cell,
    ) = cells  # fmt: skip
    numbers, warnings = phone_cells(phone, address_phone)
    whole_name = f"{text(first)} {text(last)}".strip()
    found = ImportedCustomer(
        line,
        identifier(bare(customer_id), "Customer ID"),
        text(first),
        text(last),
        text(company),
        emails(email),
        numbers,
        address("home", whole_name, company, line1, line2, city, region, country, postcode),
        tags(tag_cell),
        block(note),
        answer("email", accepts_email, f"{_SOURCE}Accepts Email Marketing")
        + answer("sms", accepts_sms, f"{_SOURCE}Accepts SMS Marketing")
        + answer("social", accepts_whatsapp, f"{_SOURCE}Accepts WhatsApp Marketing"),
        warnings,
    )
    return Skipped(line, "the row names nobody") if found.nobody else found


FORMAT = Format(
    name="shopify-customers",
    title="Shopify customers",
    platform="shopify",
    fields=_FIELDS,
    required=(frozenset({"email"}), frozenset({"accepts_email"}), frozenset({"first", "id"})),
    read=read,
    refuses=frozenset({"lineitem name", "financial status"}),
)
