"""An imported order as the shop keeps orders: lines in minor units, totals computed, status as events and payments."""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ImportedAddress, ImportedLine, ImportedOrder
from shopcrm.money import check_amount, split
from shopcrm.plain_text import visible

LineRow = tuple[str, str, int, int, int, int]
"""A line as kept: sku, description, quantity, unit price, discount, tax."""

COLUMNS = (
    "placed_at", "placed_on", "channel", "currency", "tax_mode", "order_discount", "shipping", "goods", "discount",
    "tax", "total", "stated_total", "deliver_to", "note", "external_name",
)  # fmt: skip
"""What an import states about an order, beside its lines, events and payments."""

LONGEST_TEXT = 20_000
_WORD = re.compile(r"[^\W_]+")
_TAX_MODES = {True: "included", False: "excluded", None: "unknown"}
_METHODS = (
    (("gift card", "gift cards", "store credit"), "credit"),
    (("cash on delivery", "cash", "cod"), "cash"),
    (("bank", "transfer", "bacs", "iban"), "transfer"),
    (("cheque", "cheques", "check", "checks"), "cheque"),
    (("card", "cards", "terminal", "visa", "mastercard"), "card"),
    (("payments", "stripe", "paypal", "klarna", "pay", "worldpay", "clearpay", "woopayments", "ppcp"), "online"),
)


class Stated(NamedTuple):
    """An order in the book's terms. values: in the order of `COLUMNS`. paid, refunded: totals, minor units."""

    values: tuple[object, ...]
    lines: tuple[LineRow, ...]
    currency: str
    method: str
    paid: int
    paid_at: str
    refunded: int
    refunded_at: str | None
    failed: bool
    shipped_at: str | None
    delivered_at: str | None
    cancelled_at: str | None

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """What became of the order, with the stamp of each step, in their order."""
        steps = (("shipped", self.shipped_at), ("delivered", self.delivered_at), ("cancelled", self.cancelled_at))
        return tuple((kind, at) for kind, at in steps if at)

    def nameless(self) -> "Stated":
        """The order without what tells who placed it: of somebody who was erased."""
        words = {"deliver_to": "", "note": ""}
        named = dict(zip(COLUMNS, self.values, strict=True)) | words
        return self._replace(values=tuple(named.values()))


class _Sums(NamedTuple):
    """What an order comes to, minor units; `off` is the discount on the whole order."""

    goods: int
    by_line: int
    off: int
    shipping: int
    tax: int
    tax_added: bool

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.goods - self.by_line - self.off + self.shipping + (self.tax if self.tax_added else 0)


def stated(order: ImportedOrder, zone: ZoneInfo) -> Stated:
    """The order in the book's terms; raises InvalidValue for amounts and texts that cannot be kept."""
    for field, text in (("note", order.note), ("name", order.number)):
        if len(text) > LONGEST_TEXT:
            raise InvalidValue(field, f"the {field} is longer than {LONGEST_TEXT:,} characters")
    rows, off = _lines(order)
    goods = by_line = 0
    for _, _, quantity, price, discount, _ in rows:
        goods += quantity * price
        by_line += discount
    # Where free delivery is counted in the discount, the discount is larger than the goods.
    sums = _Sums(goods, by_line, min(off, goods - by_line), order.shipping, order.tax, order.tax_included is False)
    lines = _with_tax(rows, sums.tax)
    local = datetime.fromisoformat(order.placed_at).astimezone(zone).date().isoformat()
    values = (order.placed_at, local, _channel(order), order.currency, _TAX_MODES[order.tax_included], sums.off,
              sums.shipping, goods, by_line + sums.off, sums.tax if lines else 0, check_amount(sums.total, "total"),
              order.total, _deliver_to(order.buyer.addresses), _note(order), order.number or None)  # fmt: skip
    sent = order.fulfilled_at or order.placed_at
    return Stated(
        values,
        lines,
        order.currency,
        method_of(order.payment_method),
        order.paid,
        order.paid_at or order.placed_at,
        order.refunded,
        order.refunded_at or order.cancelled_at,
        order.payment_failed,
        sent if order.fulfilled == "full" else None,
        sent if order.fulfilled == "over" else None,
        order.cancelled_at,
    )


def _lines(order: ImportedOrder) -> tuple[list[LineRow], int]:
    """The lines, and what comes off the order as a whole."""
    off = order.discount
    rows: list[LineRow] = []
    for line in order.lines:
        if (line.price or 0) < 0:
            off -= line.quantity * (line.price or 0)
        elif line.quantity:
            rows.append(_row(line))
    if order.fees > 0:
        rows.append(("", "Fees and duties", 1, order.fees, 0, 0))
    elif order.fees:
        off -= order.fees
    if off < 0 or order.shipping < 0 or order.tax < 0:
        raise InvalidValue("total", "a discount, delivery or tax amount is below zero")
    if not order.lines or any(line.price is None for line in order.lines):
        rows += _rest(order, rows, off, "Amount as stated; the file gives no prices")
    elif order.quantities_less_refunds and order.refunded:
        rows += _rest(order, rows, off, "Paid back since; the file leaves these items out", order.refunded + off)
    return rows, off


def _row(line: ImportedLine) -> LineRow:
    price = line.price or 0
    if not 0 <= line.discount <= line.quantity * price or line.tax < 0:
        raise InvalidValue("total", f"line {line.line} has a tax below zero, or a discount larger than its price")
    return (line.sku, line.title[:LONGEST_TEXT], line.quantity, price, line.discount, line.tax)


def _rest(order: ImportedOrder, rows: list[LineRow], off: int, why: str, most: int | None = None) -> list[LineRow]:
    """What the stated total leaves unexplained, as a line that says why. most: it is no more than that."""
    known = sum(quantity * price - discount for _, _, quantity, price, discount, _ in rows)
    added = order.tax if order.tax_included is False else 0
    rest = (order.total or 0) - (known - off + order.shipping + added)
    rest = rest if most is None else min(rest, most)
    return [("", why, 1, rest, 0, 0)] if rest > 0 else []


def _with_tax(rows: list[LineRow], tax: int) -> tuple[LineRow, ...]:
    """Where the file states tax for the whole order only, it is shared out over the lines; the sum stays exact."""
    if not rows or sum([row[5] for row in rows]) == tax:
        return tuple(rows)
    parts = split(tax, [quantity * price - discount for _, _, quantity, price, discount, _ in rows])
    return tuple([(*row[:5], part) for row, part in zip(rows, parts, strict=True)])


def _channel(order: ImportedOrder) -> str:
    return "counter" if order.sold_through.casefold() == "pos" else "web"


@lru_cache(maxsize=1 << 14)
def _deliver_to(addresses: tuple[ImportedAddress, ...]) -> str:
    by_purpose = {one.purpose: one for one in addresses}
    one = by_purpose.get("shipping") or by_purpose.get("billing")
    if one is None:
        return ""
    parts = (one.name, one.company, one.line1, one.line2, one.city, one.region, one.postcode, one.country)
    return "\n".join(filter(None, parts))


def _note(order: ImportedOrder) -> str:
    code = f"Discount code: {order.discount_code}" if order.discount_code else ""
    tags = f"Labels: {', '.join(order.tags)}" if order.tags else ""
    return "\n".join(filter(None, (order.note, code, tags)))


@lru_cache(maxsize=256)
def method_of(text: str) -> str:
    """A platform's name for a way of paying as one of the shop's own, by whole words: a checkout is no check."""
    said = f" {' '.join(_WORD.findall(text.casefold()))} "
    return next((method for words, method in _METHODS if any(f" {word} " in said for word in words)), "other")


def shown(order: ImportedOrder) -> str:
    """An order's number in a message."""
    return visible(order.number[:60])
