"""Money that moved, or failed to."""

from collections.abc import Iterable
from typing import Any

from shopcrm import money
from shopcrm.shop import orders, payments
from shopcrm.shop.payments import PaymentDraft
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.order_words import METHODS
from shopcrm.vault.refs import ref

WAYS = (("in", "Paid to us"), ("out", "Paid back"), ("failed", "Failed"), ("fee", "Fee"))


class PaymentForm(Form[int]):
    """Notes a payment, a refund, a failed try or a fee; answers the entry's number."""

    HELP = (
        "What is still to pay stands in the field already. A sum such as 3*4.50 may be typed. “Paid back” is a refund:"
        " never more than was paid. “Failed” only marks the order, so that you ask again. A fee is what the payment"
        " service kept; it does not count as paid by the customer."
    )

    def __init__(self, order: int) -> None:
        super().__init__(order=order)
        self.heading = f"Payment for {ref('O', order)}"
        self._currency = "GBP"

    def rows(self) -> Iterable[FormRow]:
        """How much, which way, by what."""
        yield text_row("amount", "Amount", required=True, check=self._amount, max_length=60)
        yield choice_row("kind", "What", WAYS)
        yield choice_row("method", "By", METHODS)
        yield text_row("note", "Note", max_length=payments.LONGEST_NOTE)

    async def load(self) -> dict[str, Any]:
        """What is still to pay, or owed back."""
        order = await self.read(orders.card, self.about["order"])
        self._currency = order.currency
        due = order.to_refund or order.balance_due
        shown = f"{money.to_major(due, order.currency):f}" if due else ""
        return {"amount": shown, "kind": "out" if order.to_refund else "in"}

    async def save(self, values: dict[str, Any]) -> int:
        """Note it."""
        amount = self._amount(values["amount"])
        draft = PaymentDraft(self.about["order"], amount, values["method"], values["kind"], values["note"])
        return await self.write(payments.record, draft)

    def _amount(self, typed: str) -> int:
        return money.parse_typed(typed, self._currency, "amount")
