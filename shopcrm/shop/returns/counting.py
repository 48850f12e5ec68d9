"""How many of each line of an order may come back: what was delivered, less what is on its way or came already."""

from shopcrm.errors import NotFound, Refused
from shopcrm.shop.returns import worth
from shopcrm.shop.returns.records import Returnable
from shopcrm.vault.refs import OrderId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

# What is repaired goes back to the customer, and so does what is rejected, unless it was lost.
_TAKEN = """
SELECT order_lines.id,
    coalesce(sum(back.quantity) FILTER (WHERE settlement_id IS NULL AND decision <> 'rejected'), 0),
    coalesce(sum(back.quantity) FILTER (WHERE outcome = 'money' OR (decision = 'rejected' AND reception = 'lost')), 0)
FROM order_lines
LEFT JOIN (return_lines AS back JOIN returns ON returns.id = return_id AND returns.state <> 'withdrawn')
    ON order_line_id = order_lines.id
WHERE order_lines.order_id = ? GROUP BY order_lines.id
"""


@read("returns.returnable")
def returnable(tx: Tx, order: OrderId) -> tuple[Returnable, ...]:
    """What may still come back of each line of an order; nothing of one that has not left the shop, or was cancelled.

    Raises NotFound.
    """
    row = tx.maybe("SELECT stage, currency FROM orders WHERE id = ?", (order,))
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    stage, currency = row
    left_shop = stage in ("shipped", "delivered")
    taken = {line: (is_open, came) for line, is_open, came in tx.all(_TAKEN, (order,))}
    return tuple(
        Returnable(
            *(one.position, line, one.description, one.quantity),
            max(0, one.quantity - sum(taken[line])) if left_shop else 0,
            *taken[line],
            (2 * one.value + one.quantity) // (2 * one.quantity),
            currency,
        )
        for line, one in worth.of_order(tx, order).lines.items()
    )


def check(tx: Tx, order: int) -> None:
    """Raises Refused where more of a line is in returns than was bought, as a write would leave it."""
    for one in returnable(tx, order):
        if one.open + one.returned > one.bought:
            would_be = one.open + one.returned
            raise Refused(
                f"{one.bought} of “{one.description[:40]}” {'was' if one.bought == 1 else 'were'} bought,"
                f" and {would_be} would be in returns.",
                "Another return holds them: look at the order's returns.",
            )
