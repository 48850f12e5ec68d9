"""WooCommerce, Advanced Order Export: one row for each product, with the order's own columns repeated on every row.

Totals are therefore read from an order's first row only. Quantities are already less refunds. The currency is left
out by default. Facts: the exporter's source, version 4.0.7.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from shopcrm.errors import InvalidValue, Refused
from shopcrm.exchange import woo
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import bare, text
from shopcrm.exchange.reader import Row
from shopcrm.exchange.records import ImportedLine, ImportedOrder, ImportedRecord, Skipped
from shopcrm.exchange.values import money, quantity
from shopcrm.money import check_currency
from shopcrm.plain_text import visible

_ORDER = {
    "number": ("order number",),
    "id": ("order id",),
    "status": ("order status",),
    "date": ("order date",),
    "note": ("customer note",),
    "email": ("email (billing)",),
    "phone": ("phone (billing)",),
    "user": ("customer user id", "customer id", "user id"),
    "method": ("payment method title", "payment method"),
    "reference": ("transaction id",),
    "currency": ("order currency", "currency"),
    "discount": ("cart discount amount",),
    "subtotal": ("order subtotal amount",),
    "shipping_method": ("shipping method title", "shipping method"),
    "shipping": ("order shipping amount",),
    "fees": ("order fee amount", "fee amount"),
    "refunded": ("order refund amount",),
    "total": ("order total amount",),
    "tax": ("order total tax amount",),
    "code": ("coupon code",),
    "paid_at": ("paid date", "date paid"),
    "sent_at": ("completed date", "date completed"),
}
# In the order of woo.OrderCells.
_STATED = (
    "id", "number", "date", "paid_at", "status", "currency", "discount", "shipping", "shipping_method", "fees", "tax",
    "subtotal", "total", "method", "reference", "note",
)  # fmt: skip
_OWN = ("user", "email", "phone", "refunded", "code", "sent_at")
_PARTS = {
    "first": "first name",
    "last": "last name",
    "company": "company",
    "line": "address 1&2",
    "line1": "address 1",
    "line2": "address 2",
    "city": "city",
    "region": "state code",
    "country": "country code",
    "postcode": "postcode",
}
_ADDRESSES = {
    f"{kind}_{part}": (f"{label} ({kind})",) for kind in ("billing", "shipping") for part, label in _PARTS.items()
}
_LINE = {
    "sku": ("sku",),
    "item": ("item name", "product name"),
    "quantity": ("quantity (- refund)", "quantity"),
    "cost": ("item cost",),
}


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each order of the file, or the reason why it cannot be imported."""
    reader = _Reader(columns, options)
    number_at = columns.at("number") if columns.has("number") else columns.at("id")
    seen: dict[str, int] = {}
    for number, rows in groupby(columns.table.rows(), key=lambda row: row[1][number_at]):
        group = list(rows)
        line, cells = group[0]
        if not number or columns.table.ends(cells):
            yield from (Skipped(row, "not an order: the row has no order number") for row, _ in group)
            continue
        if number in seen:
            raise Refused(
                f"The rows of order {visible(number)} are not together: lines {seen[number]} and {line}.",
                "Sort the file by order number, or export it again.",
            )
        seen[number] = line
        try:
            yield reader.order(group)
        except InvalidValue as problem:
            yield Skipped(line, f"order {visible(number)}: {problem.message}")


class _Reader:
    """Reads orders under one file's columns, which are looked up once."""

    def __init__(self, columns: Columns, options: Options) -> None:
        self._options = options
        self._moments = columns.moments(options, "date", "paid_at", "sent_at")
        self._stated = itemgetter(*map(columns.at, _STATED))
        self._own = itemgetter(*map(columns.at, _OWN))
        self._line = itemgetter(*map(columns.at, _LINE))
        self._bill, self._ship = (
            itemgetter(*(columns.at(f"{kind}_{part}") for part in _PARTS)) for kind in ("billing", "shipping")
        )
        self._net = columns.found.get("quantity") == "quantity (- refund)"

    def order(self, rows: list[Row]) -> ImportedOrder:
        """One order; raises InvalidValue where a cell cannot be read."""
        line, cells = rows[0]
        stated = woo.OrderCells(*self._stated(cells))
        user, email, phone, refunded, code, sent_at = self._own(cells)
        currency = check_currency(stated.currency) if stated.currency else self._options.currency
        lines = tuple(item for row in rows if (item := self._item(row, currency)) is not None)
        buyer, warnings = woo.buyer(
            line, user, (email,), (phone,), _person(self._bill(cells)), _person(self._ship(cells))
        )
        found = woo.order(line, stated, self._moments, currency, buyer, lines, money(refunded, currency))
        sent = self._moments.maybe(sent_at)
        return found._replace(
            discount_code=text(code),
            fulfilled="full" if sent else found.fulfilled,
            fulfilled_at=sent,
            quantities_less_refunds=self._net,
            warnings=warnings + found.warnings,
        )

    def _item(self, row: Row, currency: str) -> ImportedLine | None:
        line, cells = row
        sku, item, count, cost = self._line(cells)
        if not (sku or item):
            return None
        return ImportedLine(
            line, text(item) or bare(sku), bare(sku), quantity(count), money(cost, currency) if cost else None
        )


def _person(parts: tuple[str, ...]) -> woo.PersonCells:
    first, last, company, both, line1, *rest = parts
    return woo.PersonCells(first, last, company, line1 or both, *rest)


FORMAT = Format(
    name="woo-order-rows",
    title="WooCommerce Advanced Order Export (one row for each product)",
    platform="woocommerce",
    fields=_ORDER | _ADDRESSES | _LINE,
    required=(frozenset({"number", "id"}), frozenset({"date"}), frozenset({"item"}), frozenset({"total"})),
    read=read,
)
