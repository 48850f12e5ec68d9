"""An order is cancelled, and what becomes of the money."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import BindingType

from shopcrm import money
from shopcrm.shop import orders
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.frame import key
from shopcrm.vault.refs import ref

WAYS = (("keep", "Decide later"), ("refund", "Paid back now"), ("reverse", "Never paid, a mistake"))


class CancelForm(Form[bool]):
    """Cancels an order that has not left the shop; it can be taken back."""

    save_label = "Cancel the order"
    back_label = "Keep the order"
    HELP = (
        "A cancelled order leaves the figures and owes nothing. If something was paid for it, say whether you pay it"
        " back now, later, or whether the payment itself was a mistake. Nothing is wiped out: the history keeps both."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", save_label, priority=True),
        key("escape", "back", back_label),
    ]

    def __init__(self, order: int) -> None:
        super().__init__(order=order)
        self.heading = f"Cancel {ref('O', order)}"

    def rows(self) -> Iterable[FormRow]:
        """Why, and the money."""
        yield text_row("reason", "Why", placeholder="no longer wanted, out of stock …", max_length=2_000)
        yield choice_row("money", "What was paid", WAYS)

    async def load(self) -> dict[str, Any]:
        """The question about money is asked only where something was paid."""
        order = await self.read(orders.card, self.about["order"])
        row = self.row("money")
        row.display = order.settled > 0
        if order.settled > 0:
            row.label = f"Paid {money.show(order.settled, order.currency)}"
            row.show_trouble("")
        return {}

    async def save(self, values: dict[str, Any]) -> bool:
        """Cancel it."""
        await self.write(orders.cancel, self.about["order"], values["reason"], values["money"])
        return True
