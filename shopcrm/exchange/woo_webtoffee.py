"""WooCommerce, WebToffee order export: one row for each order, its lines packed into ``line_item_1``, ``_2``...

A packed cell is ``name:X|product_id:..|sku:..|quantity:..|total:..|sub_total:..|tax:..``, not escaped, so that a bar
in a name must be survived. ``coupon_items`` holds face values, not the discount given: it is read for its codes only.
Facts: the exporter's source, version 2.7.4.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

from shopcrm.errors import InvalidValue
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import address, bare, block, emails, phone_cells, text
from shopcrm.exchange.records import ImportedCustomer, ImportedLine, ImportedOrder, ImportedRecord, Skipped
from shopcrm.exchange.totals import tax_included
from shopcrm.exchange.values import identifier, money, quantity
from shopcrm.exchange.woo import standing, unit_price
from shopcrm.money import check_currency
from shopcrm.plain_text import visible

_SERIES = "line_item_"
_ORDER = {
    name: (name,)
    for name in (
        "order_id", "order_number", "order_date", "paid_date", "status", "shipping_total", "fee_total", "tax_total",
        "discount_total", "order_total", "order_subtotal", "order_currency", "payment_method_title", "transaction_id",
        "shipping_method", "customer_id", "customer_email", "billing_email", "billing_phone", "shipping_phone",
        "customer_note", "coupon_items", "refund_items",
    )
}  # fmt: skip
_PARTS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "state", "country", "postcode")
_ADDRESSES = {f"{kind}_{part}": (f"{kind}_{part}",) for kind in ("billing", "shipping") for part in _PARTS}
_NAME = re.compile(r"name:(.*?)(?:\|product_id:|\|sku:|\|quantity:|$)", re.DOTALL)
_PACKED = re.compile(r"(?:^|\|)(sku|quantity|total|sub_total|tax|refunded):([^|]*)")
_REFUND = re.compile(r"amount:([^|;]*)\|reason:.*?\|date:(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)?", re.DOTALL)
_COUPON = re.compile(r"code:([^|;]+)")


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each order of the file, or the reason why it cannot be imported."""
    reader = _Reader(columns, options)
    number_at = columns.at("order_id") if columns.has("order_id") else columns.at("order_number")
    seen: dict[str, int] = {}
    for line, cells in columns.table.rows():
        number = cells[number_at]
        if not number or columns.table.ends(cells):
            yield Skipped(line, "not an order: the row has no order number")
        elif number in seen:
            yield Skipped(line, f"order {visible(number)} stands on line {seen[number]} already")
        else:
            seen[number] = line
            try:
                yield reader.order(line, cells)
            except InvalidValue as problem:
                yield Skipped(line, f"order {visible(number)}: {problem.message}")


class _Reader:
    """Reads orders under one file's columns, which are looked up once."""

    def __init__(self, columns: Columns, options: Options) -> None:
        self._options = options
        self._moments = columns.moments(options, "order_date", "paid_date")
        self._order = itemgetter(*(columns.at(name) for name in _ORDER))
        self._bill, self._ship = (
            itemgetter(*(columns.at(f"{kind}_{part}") for part in _PARTS)) for kind in ("billing", "shipping")
        )
        self._items = [at for name, at in columns.table.position.items() if name.startswith(_SERIES)]

    def order(self, line: int, cells: list[str]) -> ImportedOrder:
        """One order; raises InvalidValue where a cell cannot be read."""
        (
            order_id, number, date, paid_date, status, shipping_cell, fee, tax, discount, total, subtotal,
            currency_cell, method, transaction, shipping_method, customer, email, billing_email, phone, other_phone,
            note, coupons, refunds,
        ) = self._order(cells)  # fmt: skip
        currency = check_currency(currency_cell) if currency_cell else self._options.currency
        state = standing(status)
        lines = tuple(_item(line, cells[at], currency) for at in sorted(self._items) if cells[at])
        by_line = sum(one.discount for one in lines)
        less, stated, extra = money(discount, currency), money(total, currency), money(fee, currency)
        post, taxes = money(shipping_cell, currency), money(tax, currency)
        goods = money(subtotal, currency) - less if subtotal else None
        back, back_at = self._refunded(refunds, currency)
        buyer, warnings = self._buyer(line, cells, (email, billing_email), (phone, other_phone), customer)
        if not state.known:
            warnings += (f"the status “{visible(text(status))}” is not known: neither paid nor sent was recorded",)
        placed_at = self._moments.instant(date)
        return ImportedOrder(
            line=line,
            external_id=identifier(bare(order_id or number), "order_id"),
            number=text(number or order_id),
            placed_at=placed_at,
            placed_raw=text(date),
            currency=currency,
            buyer=buyer,
            lines=lines,
            # The lines already carry their share of the discount: only what they do not carry is the order's own.
            discount=max(0, less - by_line),
            discount_code=", ".join(text(code) for code in _COUPON.findall(coupons)),
            shipping=post,
            shipping_method=text(shipping_method),
            fees=extra,
            tax=taxes,
            tax_included=tax_included(stated, goods, post, taxes, extra),
            subtotal=goods,
            total=stated if total else None,
            paid=max(stated, back) if state.paid or paid_date else back,
            paid_at=self._moments.maybe(paid_date),
            payment_method=text(method),
            payment_reference=bare(transaction),
            payment_failed=state.failed,
            refunded=back,
            refunded_at=back_at,
            fulfilled="full" if state.sent else "",
            cancelled_at=placed_at if state.cancelled else None,
            note=block(note),
            warnings=warnings,
        )

    def _refunded(self, packed: str, currency: str) -> tuple[int, str | None]:
        """The total of the refunds, and the day of the last."""
        found = _REFUND.findall(packed)
        total = sum(abs(money(amount, currency)) for amount, _ in found)
        return total, self._moments.maybe(found[-1][1]) if found else None

    def _buyer(
        self, line: int, cells: list[str], mails: tuple[str, ...], numbers: tuple[str, ...], customer: str
    ) -> tuple[ImportedCustomer, tuple[str, ...]]:
        found, warnings = phone_cells(*numbers)
        bill, ship = self._bill(cells), self._ship(cells)
        addresses = address("billing", f"{bill[0]} {bill[1]}", *bill[2:])
        if any(ship) and ship != bill:
            addresses += address("shipping", f"{ship[0]} {ship[1]}", *ship[2:])
        known = identifier(bare(customer), "customer_id")
        return (
            ImportedCustomer(
                line,
                "" if known == "0" else known,
                text(bill[0] or ship[0]),
                text(bill[1] or ship[1]),
                text(bill[2]),
                emails(*mails),
                found,
                addresses,
            ),
            warnings,
        )


def _item(line: int, packed: str, currency: str) -> ImportedLine:
    """One packed line; the price is what stood before discounts, and odd pennies go into the line's discount."""
    name = _NAME.match(packed)
    values = dict(_PACKED.findall(packed))
    count = quantity(values.get("quantity", ""))
    total = money(values.get("total", ""), currency)
    before = money(values["sub_total"], currency) if values.get("sub_total") else total
    price, odd = unit_price(before, count)
    return ImportedLine(
        line,
        text(name[1] if name else "") or text(values.get("sku", "")) or "(no name)",
        text(values.get("sku", "")),
        count,
        price,
        before - total + odd,
        money(values.get("tax", ""), currency),
    )


FORMAT = Format(
    name="woo-webtoffee",
    title="WooCommerce order export by WebToffee",
    platform="woocommerce",
    fields=_ORDER | _ADDRESSES | {"first_item": ("line_item_1",)},
    required=(
        frozenset({"order_id", "order_number"}),
        frozenset({"order_date"}),
        frozenset({"order_total"}),
        frozenset({"first_item"}),
    ),
    read=read,
    series=_SERIES,
)
