"""One list of everything with a date, soonest first."""

from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.shop import orders
from shopcrm.shop.orders import OrderFilter, OrderSort
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

SOON_DAYS = 30
"""How far the list looks ahead where it is not asked for everything."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date: what is to be done, about which record, and the rule that sets the date."""

    due: date
    what: str
    ref: str
    rule: str


@read("deadlines.list")
def deadlines(tx: Tx, everything: bool = False) -> tuple[Due, ...]:
    """What is overdue or due within 30 days, or everything with a date, soonest first."""
    horizon = date.max if everything else tx.today + timedelta(days=SOON_DAYS)
    found = (due for due in _promised_orders(tx) if due.due <= horizon)
    return tuple(sorted(found, key=lambda due: (due.due, due.ref)))


def _promised_orders(tx: Tx) -> list[Due]:
    """Orders that were promised for a day and have not left the shop."""
    waiting = orders.rows_for(tx, orders.row_ids(tx, OrderFilter.TO_DO, OrderSort.PROMISED))
    return [
        Due(
            date.fromisoformat(row.promised_on),
            f"Order for {row.customer_name}" if row.customer_name else "Order",
            ref("O", row.id),
            "Promised to the customer",
        )
        for row in waiting
        if row.promised_on
    ]
