"""Points that are about to expire, for the list of everything with a date."""

from datetime import date

from shopcrm.money import show
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.loyalty.chores import expiring
from shopcrm.shop.loyalty.programme import programme
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

RULE = "the terms of the loyalty programme"


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """Points that expire up to a day, within the programme's days of warning."""
    terms = programme(tx)
    if terms is None:
        return []
    return [
        Deadline(
            one.on,
            f"{one.points:,} points of {one.customer_name} expire, worth {show(one.amount, one.currency)}",
            ref("C", one.customer_id),
            RULE,
        )
        for one in expiring(tx)
        if one.on <= until
    ]
