"""What an order comes to: computed from its lines, never typed; every sum exact."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopcrm.errors import InvalidValue
from shopcrm.money import check_amount, split
from shopcrm.shop.orders.records import LineDraft, OrderDraft, TaxMode, Totals

MOST_OF_ONE = 1_000_000
"""The largest quantity of one line that can be right."""
_WHOLE = 10_000
"""A tax rate is in basis points: 2000 of 10000 is 20 %."""


@dataclass(frozen=True, slots=True)
class Priced:
    """The amounts of one line with nothing left open; rate in basis points, tax as typed or None."""

    quantity: int
    unit_price: int
    discount: int
    tax: int | None
    rate: int = 0

    @property
    def net(self) -> int:
        """Quantity x unit price - discount."""
        return self.quantity * self.unit_price - self.discount


def totals(draft: OrderDraft, tax_mode: TaxMode = "included", rates: Sequence[int] = ()) -> Totals:
    """What a draft comes to, minor units, for a form to show while it is filled in.

    tax_mode: where the draft says none. rates: of each line, basis points. A line without a price counts as nothing
    yet. Raises InvalidValue for amounts that cannot be.
    """
    every = rates or (0,) * len(draft.lines)
    lines = [priced(line, line.unit_price or 0, rate) for line, rate in zip(draft.lines, every, strict=True)]
    return reckon(lines, draft.order_discount, draft.shipping, draft.tax_mode or tax_mode)[0]


def priced(line: LineDraft, unit_price: int, rate: int) -> Priced:
    """The amounts of a line, checked; raises InvalidValue for what cannot be right."""
    if not 0 < line.quantity <= MOST_OF_ONE:
        raise InvalidValue("quantity", "That quantity cannot be right.", f"Type a number from 1 to {MOST_OF_ONE:,}.")
    for field, amount in (("unit_price", unit_price), ("discount", line.discount), ("tax", line.tax or 0)):
        not_negative(field, amount)
    gross = check_amount(line.quantity * unit_price, "unit_price")
    if line.discount > gross:
        raise InvalidValue("discount", "The discount is more than the line.", "Take off at most what the line costs.")
    return Priced(line.quantity, unit_price, line.discount, line.tax, rate)


def not_negative(field: str, amount: int) -> int:
    """The amount itself; raises InvalidValue below zero or beyond belief."""
    if amount < 0:
        raise InvalidValue(field, "An amount cannot be below zero.", "Type it without a minus.")
    return check_amount(amount, field)


def reckon(
    lines: Sequence[Priced], order_discount: int, shipping: int, tax_mode: TaxMode
) -> tuple[Totals, tuple[int, ...]]:
    """The totals, and the tax of each line, minor units.

    A discount on the whole order is shared out over the lines by largest remainder before tax is worked out. Where
    prices include tax, or nobody knows, tax is part of the total; else it is added.
    """
    for field, amount in (("order_discount", order_discount), ("shipping", shipping)):
        not_negative(field, amount)
    if order_discount > sum(line.net for line in lines) + shipping:
        raise InvalidValue(
            "order_discount", "The discount is more than the order.", "Take off at most what the order costs."
        )
    each = taxes(lines, order_discount, tax_mode)
    goods = check_amount(sum(line.quantity * line.unit_price for line in lines), "lines")
    discount = sum(line.discount for line in lines) + order_discount
    tax = check_amount(sum(each), "tax")
    total = check_amount(goods - discount + shipping + (tax if tax_mode == "excluded" else 0), "lines")
    if tax_mode != "excluded" and tax > total:
        raise InvalidValue("tax", "The tax is more than the order.", "Check the tax of each line.")
    return Totals(goods, discount, shipping, tax, total), each


def taxes(lines: Sequence[Priced], order_discount: int, tax_mode: TaxMode) -> tuple[int, ...]:
    """The tax of each line, minor units, after its share of the discount on the whole order."""
    nets = [line.net for line in lines]
    # What is more than the goods came off the delivery, as shops online count free delivery.
    shares = split(min(order_discount, sum(nets)), nets) if order_discount else [0] * len(nets)
    return tuple(
        _tax(line, line.net - share, included=tax_mode != "excluded") for line, share in zip(lines, shares, strict=True)
    )


def _tax(line: Priced, taxed: int, *, included: bool) -> int:
    """Tax as typed, else worked out by the rate, halves up."""
    if line.tax is not None:
        return line.tax
    basis = _WHOLE + line.rate if included else _WHOLE
    return (2 * taxed * line.rate + basis) // (2 * basis)
