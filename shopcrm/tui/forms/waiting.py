"""For whom a ticket waits."""

from typing import Any

from shopcrm.shop import tickets
from shopcrm.shop.tickets import WaitingFor
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import lines, plain


class ForWhom(Dialog[WaitingFor | None]):
    """The customer, a supplier, or nobody after all."""

    HELP = "While a ticket waits for the customer both clocks stand still. A supplier's silence is the shop's own time."

    def __init__(self) -> None:
        super().__init__(
            "Wait for whom?",
            lines(
                plain("For the customer: the clocks stand still until they write again."),
                plain("For a supplier: the clocks run on, as the customer is still waiting."),
            ),
            [("The customer", "customer"), ("A supplier", "supplier"), ("Back", None)],
            back=None,
        )


async def ask_for_whom(desk: Desk[Any], ticket: int) -> bool:
    """Ask, and let the ticket wait; False where it goes on after all."""
    whom = await desk.ask(ForWhom())
    if whom is not None:
        await desk.write(tickets.wait, ticket, whom)
    return whom is not None
