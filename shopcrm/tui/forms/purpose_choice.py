"""What a restricted person's order is gone on with for: asked before the deed, and kept in the activity."""

from typing import Any, cast

from shopcrm.shop import restriction
from shopcrm.shop.orders import Order
from shopcrm.shop.restriction import ANSWER_PURPOSES, AnswerPurpose
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.choose import Choose


async def purpose_for(desk: Desk[Any], order: Order | None) -> tuple[bool, AnswerPurpose | None]:
    """Whether to go on with an order, and what for: asked of a restricted person's alone, no purpose for others."""
    customer = order.customer_id if order is not None else None
    if customer is None or await desk.read(restriction.standing, customer) is None:
        return True, None
    chosen = await desk.ask(Choose("The record is restricted: go on, what for?", list(ANSWER_PURPOSES.items())))
    return chosen is not None, cast(AnswerPurpose | None, chosen)
