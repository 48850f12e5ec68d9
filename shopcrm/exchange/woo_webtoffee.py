"""WooCommerce, WebToffee order export: one row for each order, its lines packed into ``line_item_1``, ``_2``...

A packed cell is ``name:X|product_id:..|sku:..|quantity:..|total:..|sub_total:..|tax:..``, not escaped, so that a bar
in a name must be survived. ``coupon_items`` holds face values, not the discount given: it is read for its codes only.
Facts: the exporter's source, version 2.7.4.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

from shopcrm.errors import InvalidValue
from shopcrm.exchange import woo
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import text
from shopcrm.exchange.records import ImportedLine, ImportedOrder, ImportedRecord, Skipped
from shopcrm.exchange.values import money, quantity
from shopcrm.money import check_currency
from shopcrm.plain_text import visible

_SERIES = "line_item_"
# In the order of woo.OrderCells.
_STATED = (
    "order_id", "order_number", "order_date", "paid_date", "status", "order_currency", "discount_total",
    "shipping_total", "shipping_method", "fee_total", "tax_total", "order_subtotal", "order_total",
    "payment_method_title", "transaction_id", "customer_note",
)  # fmt: skip
_OWN = (
    "customer_id", "customer_email", "billing_email", "billing_phone", "shipping_phone", "coupon_items", "refund_items",
)  # fmt: skip
_ORDER = {name: (name,) for name in _STATED + _OWN}
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
        self._stated = itemgetter(*map(columns.at, _STATED))
        self._own = itemgetter(*map(columns.at, _OWN))
        self._bill, self._ship = (
            itemgetter(*(columns.at(f"{kind}_{part}") for part in _PARTS)) for kind in ("billing", "shipping")
        )
        self._items = [at for name, at in columns.table.position.items() if name.startswith(_SERIES)]

    def order(self, line: int, cells: list[str]) -> ImportedOrder:
        """One order; raises InvalidValue where a cell cannot be read."""
        stated = woo.OrderCells(*self._stated(cells))
        customer, email, billing_email, phone, other_phone, coupons, refunds = self._own(cells)
        currency = check_currency(stated.currency) if stated.currency else self._options.currency
        lines = tuple(_item(line, cells[at], currency) for at in sorted(self._items) if cells[at])
        refunded, refunded_at = self._refunded(refunds, currency)
        bill, ship = (woo.PersonCells(*parts(cells)) for parts in (self._bill, self._ship))
        buyer, warnings = woo.buyer(line, customer, (email, billing_email), (phone, other_phone), bill, ship)
        found = woo.order(line, stated, self._moments, currency, buyer, lines, refunded)
        return found._replace(
            # The lines already carry their share of the discount: only what they do not carry is the order's own.
            discount=max(0, found.discount - sum(one.discount for one in lines)),
            discount_code=", ".join(text(code) for code in _COUPON.findall(coupons)),
            refunded_at=refunded_at,
            warnings=warnings + found.warnings,
        )

    def _refunded(self, packed: str, currency: str) -> tuple[int, str | None]:
        """The total of the refunds, and the day of the last."""
        found = _REFUND.findall(packed)
        total = sum(abs(money(amount, currency)) for amount, _ in found)
        return total, self._moments.maybe(found[-1][1]) if found else None


def _item(line: int, packed: str, currency: str) -> ImportedLine:
    """One packed line; the price is what stood before discounts, and odd pennies go into the line's discount."""
    name = _NAME.match(packed)
    values = dict(_PACKED.findall(packed))
    count = quantity(values.get("quantity", ""))
    total = money(values.get("total", ""), currency)
    before = money(values["sub_total"], currency) if values.get("sub_total") else total
    price, odd = woo.unit_price(before, count)
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
