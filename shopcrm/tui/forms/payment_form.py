"""Money that moved, or failed to; or what stands in for it: store credit, points, a reward."""

from collections.abc import Iterable
from typing import Any, cast

from textual import on
from textual.content import Content

from shopcrm import money
from shopcrm.shop import loyalty, orders, payments, store_credit
from shopcrm.shop.orders import Order
from shopcrm.shop.payments import PaymentDraft, Usable
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.order_words import METHODS
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import ref

WAYS = (("in", "Paid to us"), ("out", "Paid back"), ("failed", "Failed"), ("fee", "Fee"))
NO_REWARD = ("", "None")


class PaymentForm(Form[int]):
    """Notes a payment, a refund, a failed try or a fee; answers the entry's number."""

    HELP = (
        "What is still to pay stands in the field already; less is a part payment. A sum such as 3*4.50 may be typed."
        " “Paid back” is a refund: never more than was paid. “Failed” only marks the order, so that you ask again. A"
        " fee is what the payment service kept; it does not count as paid by the customer. Store credit and points are"
        " offered where there is a customer; paid back by them, they can be used again. A reward says its own amount."
    )

    def __init__(self, order: int) -> None:
        super().__init__(order=order)
        self.heading = f"Payment for {ref('O', order)}"
        self._currency = "GBP"
        self._due = 0
        self._usable = Usable()
        self._has = ""

    def rows(self) -> Iterable[FormRow]:
        """How much, which way, by what."""
        yield text_row("amount", "Amount", required=True, check=self._amount, max_length=60)
        yield choice_row("kind", "What", WAYS)
        yield choice_row("method", "By", METHODS)
        yield choice_row("reward", "Reward", (NO_REWARD,))
        yield text_row("note", "Note", max_length=payments.LONGEST_NOTE)

    def remark(self) -> Content:
        """What the customer has beside money."""
        return plain(self._has, "$quiet")

    async def load(self) -> dict[str, Any]:
        """What is still to pay, or owed back; and what it may be paid with."""
        order = await self.read(orders.card, self.about["order"])
        self._currency, self._due = order.currency, order.to_refund or order.balance_due
        await self._offer(order)
        known = {"amount": self._shown(self._due), "kind": "out" if order.to_refund else "in"}
        return known | {"method": (await self.read(payments.means, order.id)).usual} if order.to_refund else known

    async def save(self, values: dict[str, Any]) -> int:
        """Note it."""
        order = self.about["order"]
        if values["reward"]:
            return await self.write(
                payments.record, PaymentDraft(order, 0, note=values["note"], reward=values["reward"])
            )
        amount = self._amount(values["amount"])
        draft = PaymentDraft(order, amount, values["method"], values["kind"], values["note"])
        return await self.write(payments.record, draft)

    @on(ChoiceRow.Changed, "#field-method")
    def _another_method(self) -> None:
        """What was not typed by the person follows what there is of credit and points."""
        most = {"credit": self._usable.credit, "points": self._usable.worth}
        earlier = {self._shown(amount) for amount in (self._due, *most.values())}
        if self.row("kind").value == "in" and str(self.row("amount").value) in earlier:
            self.row("amount").put(self._shown(most.get(str(self.row("method").value), 0) or self._due))

    async def _offer(self, order: Order) -> None:
        """Offer store credit and points where there is a customer, and rewards that can be had."""
        offered = [one for one in await self.read(loyalty.offers, order.id) if not one.because]
        self.row("reward").display = bool(offered)
        rewards = [(one.name, f"{one.name}: {one.points:,} points for {self._money(one.amount)}") for one in offered]
        cast(ChoiceRow, self.row("reward").field).offer((NO_REWARD, *rewards))
        if order.customer_id is None:
            return
        balance = await self.read(store_credit.balance, order.customer_id, order.currency)
        worth = await self.read(loyalty.worth, order.customer_id)
        self._usable = await self.read(payments.usable, order.customer_id, self._due, order.currency)
        by_points = worth.spendable > 0 or any(one.kind == "points" for one in order.payments)
        more = [("credit", "Store credit"), *([("points", "Points")] if by_points else [])]
        cast(ChoiceRow, self.row("method").field).offer((*METHODS, *more))
        points = f"{worth.spendable:,} points ({self._money(worth.amount)})" if worth.spendable > 0 else ""
        credit = f"{self._money(balance)} of store credit" if balance > 0 else ""
        self._has = f"  The customer has {' and '.join(filter(None, (credit, points)))}." if credit or points else ""
        self._show_troubles()

    def _money(self, amount: int) -> str:
        return money.show(amount, self._currency)

    def _shown(self, amount: int) -> str:
        return f"{money.to_major(amount, self._currency):f}" if amount else ""

    def _amount(self, typed: str) -> int:
        return money.parse_typed(typed, self._currency, "amount")
