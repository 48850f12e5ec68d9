"""An order leaves the shop."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import orders
from shopcrm.shop.restriction import AnswerPurpose
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.vault.refs import ref


class ShipForm(Form[bool]):
    """Marks an order shipped; both fields may stay empty."""

    HELP = "Who carries the parcel, and its number, so that you can tell the customer where it is. Both may stay empty."

    def __init__(self, order: int, purpose: AnswerPurpose | None = None) -> None:
        """purpose: what a restricted person's order is sent for."""
        super().__init__(order=order, purpose=purpose)
        self.heading = f"{ref('O', order)} is shipped"

    def rows(self) -> Iterable[FormRow]:
        """Who carries it, and the parcel's number."""
        yield text_row("carrier", "Carrier", placeholder="Royal Mail, own van …", max_length=100)
        yield text_row("tracking", "Number", placeholder="the parcel's number", max_length=100)

    async def save(self, values: dict[str, Any]) -> bool:
        """Mark it."""
        said = (values["carrier"], values["tracking"], self.about["purpose"])
        await self.write(orders.ship, self.about["order"], *said)
        return True
