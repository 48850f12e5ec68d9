"""WooCommerce, Advanced Order Export: one row for each product, with the order's own columns repeated on every row.

Totals are therefore read from an order's first row only. Quantities are already less refunds. The currency is left
out by default. Facts: the exporter's source, version 4.0.7.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from shopcrm.errors import InvalidValue, Refused
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import address, bare, block, emails, phone_cells, text
from shopcrm.exchange.reader import Row
from shopcrm.exchange.records import (
    ImportedAddress,
    ImportedCustomer,
    ImportedLine,
    ImportedOrder,
    ImportedRecord,
    Skipped,
)
from shopcrm.exchange.totals import tax_included
from shopcrm.exchange.values import identifier, money, quantity
from shopcrm.exchange.woo import standing
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
        self._order = itemgetter(*(columns.at(name) for name in _ORDER))
        self._line = itemgetter(*(columns.at(name) for name in _LINE))
        self._addresses = {
            kind: itemgetter(*(columns.at(f"{kind}_{part}") for part in _PARTS)) for kind in ("billing", "shipping")
        }
        self._net = columns.found.get("quantity") == "quantity (- refund)"

    def order(self, rows: list[Row]) -> ImportedOrder:
        """One order; raises InvalidValue where a cell cannot be read."""
        line, cells = rows[0]
        (
            number, order_id, status, date, note, email, phone, user, method, reference, currency_cell, discount,
            subtotal, shipping_method, shipping, fees, refunded, total, tax, code, paid_at, sent_at,
        ) = self._order(cells)  # fmt: skip
        currency = check_currency(currency_cell) if currency_cell else self._options.currency
        state = standing(status)
        less, stated, back = money(discount, currency), money(total, currency), money(refunded, currency)
        goods = money(subtotal, currency) - less if subtotal else None
        extra, post, taxes = money(fees, currency), money(shipping, currency), money(tax, currency)
        placed_at, sent = self._moments.instant(date), self._moments.maybe(sent_at)
        buyer, warnings = self._buyer(line, cells, email, phone, user)
        if not state.known:
            warnings += (f"the status “{visible(text(status))}” is not known: neither paid nor sent was recorded",)
        paid = state.paid or bool(paid_at)
        return ImportedOrder(
            line=line,
            external_id=identifier(bare(order_id or number), "order number"),
            number=text(number or order_id),
            placed_at=placed_at,
            placed_raw=text(date),
            currency=currency,
            buyer=buyer,
            lines=tuple(found for row in rows if (found := self._item(row, currency)) is not None),
            discount=less,
            discount_code=text(code),
            shipping=post,
            shipping_method=text(shipping_method),
            fees=extra,
            tax=taxes,
            tax_included=tax_included(stated, goods, post, taxes, extra),
            subtotal=goods,
            total=stated if total else None,
            paid=max(stated, back) if paid else back,
            paid_at=self._moments.maybe(paid_at),
            payment_method=text(method),
            payment_reference=bare(reference),
            payment_failed=state.failed,
            refunded=back,
            fulfilled="full" if state.sent or sent else "",
            fulfilled_at=sent,
            cancelled_at=placed_at if state.cancelled else None,
            sold_through="",
            note=block(note),
            quantities_less_refunds=self._net,
            warnings=warnings,
        )

    def _item(self, row: Row, currency: str) -> ImportedLine | None:
        line, cells = row
        sku, item, count, cost = self._line(cells)
        if not (sku or item):
            return None
        return ImportedLine(
            line, text(item) or bare(sku), bare(sku), quantity(count), money(cost, currency) if cost else None
        )

    def _buyer(
        self, line: int, cells: list[str], email: str, phone: str, user: str
    ) -> tuple[ImportedCustomer, tuple[str, ...]]:
        numbers, warnings = phone_cells(phone)
        bill = self._addresses["billing"](cells)
        ship = self._addresses["shipping"](cells)
        addresses = _address("billing", bill)
        if any(ship) and ship != bill:
            addresses += _address("shipping", ship)
        known = identifier(bare(user), "customer id")
        buyer = ImportedCustomer(
            line,
            "" if known == "0" else known,
            text(bill[0] or ship[0]),
            text(bill[1] or ship[1]),
            text(bill[2]),
            emails(email),
            numbers,
            addresses,
        )
        return buyer, warnings


def _address(purpose: str, parts: tuple[str, ...]) -> tuple[ImportedAddress, ...]:
    first, last, company, both, line1, line2, city, region, country, postcode = parts
    return address(purpose, f"{first} {last}", company, line1 or both, line2, city, region, country, postcode)


FORMAT = Format(
    name="woo-order-rows",
    title="WooCommerce Advanced Order Export (one row for each product)",
    platform="woocommerce",
    fields=_ORDER | _ADDRESSES | _LINE,
    required=(frozenset({"number", "id"}), frozenset({"date"}), frozenset({"item"}), frozenset({"total"})),
    read=read,
)
