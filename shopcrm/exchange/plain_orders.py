"""A plain list of purchases: any delimited file that says who bought, when and for how much, one purchase a row.

Each row is taken as an order that was paid and handed over: such lists tell of sales that are done. A row without a
number of its own is known again by its customer, its date, its amount and its place among her equal purchases of that
date, so that the same file, a longer one, or one in another order, brings nothing in twice.
"""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from operator import itemgetter

from shopcrm.errors import InvalidValue
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import bare, emails, split_name, text
from shopcrm.exchange.records import ImportedCustomer, ImportedLine, ImportedOrder, ImportedRecord, Skipped
from shopcrm.exchange.values import identifier, money, quantity, rounded
from shopcrm.money import check_currency

WITHOUT_ITEM = "Purchase, as the imported list has it"

_FIELDS = {
    "customer": (
        "customer", "customer id", "customer_id", "customerid", "customer number", "customer no", "client",
        "client id", "client_id", "cust_id", "cust id", "buyer", "buyer id",
    ),
    "name": ("customer name", "customer_name", "full name", "buyer name", "name"),
    "email": ("customer email", "customer_email", "email", "e-mail", "email address"),
    "date": (
        "date", "order date", "order_date", "purchase date", "purchase_date", "date of purchase", "bought on", "day",
    ),
    "amount": (
        "amount", "total", "order total", "order_total", "order amount", "order value", "value", "total amount",
        "amount paid", "spend", "spent",
    ),
    "quantity": ("quantity", "qty", "items", "units", "number of items"),
    "number": (
        "order", "order number", "order_number", "order no", "order id", "order_id", "order #", "invoice number",
        "invoice", "receipt number",
    ),
    "item": ("item", "product", "product name", "item name", "description"),
    "sku": ("sku", "product code", "item code"),
    "currency": ("currency",),
}  # fmt: skip
_OF_OTHER_LISTS: frozenset[str | frozenset[str]] = frozenset(
    {
        "status", "financial status", "payment status", "order status", "fulfillment status", "type", "fee", "fees",
        "net", "gross", "balance", "refunded amount", "amount refunded", "transaction id", "lineitem name", "leid",
    }
)  # fmt: skip
"""Columns of payments and of shop systems, whose rows may be refunds or failures: taken only when a person says so."""
_ORDER_NUMBER = re.compile(r"#\s?\w*\d+|\d+")
"""What nobody is called: Shopify heads the numbers of its orders with “Name”."""
_WITH_A_DIGIT = re.compile(r"\S*\d\S*")


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each purchase of the file, or the reason why a row was passed over."""
    pick = itemgetter(*(columns.at(name) for name in _FIELDS))
    moments = columns.moments(options, "date")
    times: Counter[bytes] = Counter()
    for line, cells in columns.table.rows():
        if columns.table.ends(cells):
            yield Skipped(line, "not a purchase: a line that a program has added below the table")
            continue
        try:
            row = pick(cells)
            placed_at = moments.instant(row[3])
            yield _order(line, row, placed_at, options, times)
        except InvalidValue as problem:
            yield Skipped(line, problem.message)


def _order(line: int, row: tuple[str, ...], placed_at: str, options: Options, times: Counter[bytes]) -> ImportedOrder:
    customer, name, email, date, amount, count, number, item, sku, stated = row
    if _ORDER_NUMBER.fullmatch(bare(name)):
        name = ""
    currency = check_currency(stated.strip()) if stated.strip() else options.currency
    if not amount.strip():
        raise InvalidValue("amount", "the row has no amount")
    total, pieces = money(amount, currency), quantity(count)
    if not pieces:
        raise InvalidValue("quantity", "the quantity is 0")
    number = identifier(bare(number), "number")
    return ImportedOrder(
        line,
        number or _known_by(f"{customer}\0{email}\0{name}\0{placed_at}\0{total}", times),
        number,
        placed_at,
        date,
        currency,
        _buyer(line, customer, name, email),
        _lines(line, text(item) or text(sku) or WITHOUT_ITEM, bare(sku), pieces, total),
        total=total,
        paid=max(0, total),
        paid_at=placed_at,
        fulfilled="over",
        fulfilled_at=placed_at,
        warnings=rounded((amount,), currency),
    )


def _known_by(purchase: str, times: Counter[bytes]) -> str:
    """What stands for a purchase without a number: no name or address can be read from it."""
    digest = blake2b(purchase.encode(), digest_size=8).digest()
    times[digest] += 1
    return f"{digest.hex()}-{times[digest]}"


def _buyer(line: int, customer: str, name: str, email: str) -> ImportedCustomer:
    """Who bought: the customer's cell may hold a number (one word with a digit), an e-mail address or a name."""
    who = bare(customer)
    number = ""
    addresses = emails(email)
    if "@" in who:
        addresses = emails(who, email)
    elif _WITH_A_DIGIT.fullmatch(who):
        number = identifier(who, "customer")
    else:
        name = name or customer
    first, last = split_name(name)
    return ImportedCustomer(line, number, first, last, emails=addresses)


def _lines(line: int, title: str, sku: str, pieces: int, total: int) -> tuple[ImportedLine, ...]:
    """The purchase as a line; as two, a penny apart, where its amount cannot be shared evenly among the pieces."""
    each, over = divmod(max(0, total), pieces)
    parts = ((pieces - over, each), (over, each + 1))
    return tuple(ImportedLine(line, title, sku, many, price) for many, price in parts if many)


FORMAT = Format(
    name="plain-orders",
    title="a list of purchases",
    platform="list",
    fields=_FIELDS,
    required=(frozenset({"customer", "email"}), frozenset({"date"}), frozenset({"amount"})),
    read=read,
    refuses=_OF_OTHER_LISTS,
    general=True,
)
