"""What each line of an order is worth when it comes back: any number of parts sums to the whole, to the penny."""

from collections.abc import Mapping
from dataclasses import dataclass

from shopcrm.money import split
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class LineWorth:
    """A line of an order: all of it is worth `value`, of which (or on top of which) `tax` is tax; minor units.

    settled_units, settled_value, settled_tax: what came of it already, in settlements that stand.
    """

    position: int
    description: str
    quantity: int
    value: int
    tax: int
    settled_units: int
    settled_value: int
    settled_tax: int

    def more(self, units: int) -> tuple[int, int]:
        """Value and tax of so many units more: what they bring the whole up to, less what was settled already.

        A penny that a settlement taken back left over, or took too early, is made up for by the next one.
        """
        if not units:
            return 0, 0
        upto = self.settled_units + units
        return (
            max(0, _part(self.value, upto, self.quantity) - self.settled_value),
            max(0, _part(self.tax, upto, self.quantity) - self.settled_tax),
        )


@dataclass(frozen=True, slots=True)
class OrderWorth:
    """What an order's total is made of: its lines, by their ids, and the delivery; minor units.

    delivery_back: what of the delivery was paid back already.
    """

    lines: Mapping[int, LineWorth]
    delivery: int
    delivery_back: int

    @property
    def delivery_left(self) -> int:
        """What of the delivery can still be paid back."""
        return max(0, self.delivery - self.delivery_back)


def of_order(tx: Tx, order: int) -> OrderWorth:
    """What the lines and the delivery of an order are worth: together its total, to the penny.

    A discount on the whole order is shared out as the tax was worked out; where tax is on top of prices it is part of
    what was paid for a line. The tax of the lines sums to the order's.
    """
    mode, order_discount, tax, total = tx.one(
        "SELECT tax_mode, order_discount, tax, total FROM orders WHERE id = ?", (order,)
    )
    rows = tx.all(_LINES, (order,))
    nets = [max(0, row[4]) for row in rows]
    off = split(min(order_discount, sum(nets)), nets) if order_discount else [0] * len(nets)
    after = [net - share for net, share in zip(nets, off, strict=True)]
    stated = [row[5] for row in rows]
    taxes = split(tax, stated if any(stated) else after)
    paid = [net + on_top for net, on_top in zip(after, taxes, strict=True)] if mode == "excluded" else after
    *values, delivery = split(total, [*paid, max(0, total - sum(paid))])
    lines = {
        row[0]: LineWorth(*(*row[1:4], value, line_tax, *row[6:]))
        for row, value, line_tax in zip(rows, values, taxes, strict=True)
    }
    return OrderWorth(lines, delivery, tx.value(_DELIVERY_BACK, (order,)))


_LINES = """
SELECT order_lines.id, position, description, order_lines.quantity,
    order_lines.quantity * unit_price - discount, order_lines.tax,
    coalesce(sum(back.quantity), 0), coalesce(sum(back.value), 0), coalesce(sum(back.tax), 0)
FROM order_lines LEFT JOIN return_lines AS back ON order_line_id = order_lines.id AND outcome = 'money'
WHERE order_id = ? GROUP BY order_lines.id ORDER BY position
"""
_DELIVERY_BACK = (
    "SELECT coalesce(sum(delivery), 0) FROM return_settlements JOIN returns ON returns.id = return_id"
    " WHERE order_id = ? AND taken_back = 0"
)


def _part(amount: int, units: int, of: int) -> int:
    """So many units' part of an amount, halves up."""
    return (2 * amount * units + of) // (2 * of)
