"""Something is paid back as a gesture, though nothing came back."""

from collections.abc import Iterable
from typing import Any, cast

from textual.content import Content

from shopcrm import money
from shopcrm.shop import orders, payments
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.order_words import METHODS
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import ref

AS_PAID = ("", "As it was paid")


class GoodwillForm(Form[int]):
    """Pays part of an order back, out of goodwill; answers the entry's number."""

    HELP = (
        "What you give back to make up for something, though nothing is returned: in money, or as store credit for the"
        " next purchase. It is never more than was paid for the order. Ctrl+Z takes it back."
    )

    def __init__(self, order: int) -> None:
        super().__init__(order=order)
        self.heading = f"Goodwill on {ref('O', order)}"
        self._currency = "GBP"
        self._most = 0

    def rows(self) -> Iterable[FormRow]:
        """How much, by what, and why."""
        yield text_row("amount", "Amount", required=True, check=self._amount, max_length=60)
        yield choice_row("method", "By", (AS_PAID, ("credit", "Store credit"), *METHODS[:3]))
        yield text_row("note", "Why", placeholder="came late, one stem broken …", max_length=payments.LONGEST_NOTE)

    def remark(self) -> Content:
        """The most that can be given back."""
        return plain(f"  At most {money.show(self._most, self._currency)}.", "$quiet") if self._most else plain("")

    async def load(self) -> dict[str, Any]:
        """What was paid, and whether there is a customer who may have credit."""
        order = await self.read(orders.card, self.about["order"])
        paid = await self.read(payments.means, self.about["order"])
        self._currency, self._most = order.currency, paid.money + paid.credit
        if order.customer_id is None:
            cast(ChoiceRow, self.row("method").field).offer((AS_PAID, *METHODS[:3]))
        self._show_troubles()
        return {}

    async def save(self, values: dict[str, Any]) -> int:
        """Pay it back."""
        amount = self._amount(values["amount"])
        method = values["method"] or None
        return await self.write(payments.goodwill, self.about["order"], amount, method, values["note"])

    def _amount(self, typed: str) -> int:
        return money.parse_typed(typed, self._currency, "amount")
