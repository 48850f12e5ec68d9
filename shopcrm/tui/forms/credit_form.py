"""Store credit given by hand."""

from collections.abc import Iterable
from typing import Any

from shopcrm import money
from shopcrm.shop import profile, store_credit
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row

KINDS = (("goodwill", "As a gesture"), ("gift", "Gift voucher"))


class GiveCreditForm(Form[int]):
    """Gives a customer store credit; answers the entry's number."""

    heading = "Give store credit"
    HELP = (
        "Credit that pays for a later order: as a gesture, or because a gift voucher was bought for this customer. The"
        " money for a voucher is an order of who bought it. What you give for returned goods comes from the return, and"
        " what you give back on an order from its page."
    )

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)
        self._currency = "GBP"

    def rows(self) -> Iterable[FormRow]:
        """How much, what kind, and why."""
        yield text_row("amount", "Amount", required=True, check=self._amount, max_length=60)
        yield choice_row("kind", "What", KINDS)
        yield text_row("note", "Why", placeholder="for the late delivery", max_length=store_credit.LONGEST_NOTE)

    async def load(self) -> dict[str, Any]:
        """The shop's own money."""
        self._currency = (await self.read(profile.get)).currency
        return {}

    async def save(self, values: dict[str, Any]) -> int:
        """Give it."""
        amount = self._amount(values["amount"])
        return await self.write(
            store_credit.issue, self.about["customer"], amount, self._currency, values["kind"], values["note"]
        )

    def _amount(self, typed: str) -> int:
        return money.parse_typed(typed, self._currency, "amount")
