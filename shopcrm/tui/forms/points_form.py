"""Points given by hand, or put right."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import loyalty
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.loyalty_words import signed, whole


class GivePointsForm(Form[bool]):
    """Points as a sign of goodwill; True once they are given."""

    heading = "Give points"
    HELP = "Points on top of what was earned, to make up for something or to say thank you. She can read the reason."

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)

    def rows(self) -> Iterable[FormRow]:
        """How many, and why."""
        yield text_row("points", "Points", required=True, check=lambda typed: whole(typed, "points"), max_length=12)
        yield text_row("note", "Why", required=True, placeholder="for the late delivery")

    async def save(self, values: dict[str, Any]) -> bool:
        """Give them."""
        await self.write(loyalty.goodwill, self.about["customer"], whole(values["points"], "points"), values["note"])
        return True


class PutRightForm(Form[bool]):
    """A correction, up or down; True once it is entered."""

    heading = "Put points right"
    HELP = "A correction, such as +50 or -20. It stands in the statement with its reason; nothing is rubbed out."

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)

    def rows(self) -> Iterable[FormRow]:
        """By how many, and why."""
        yield text_row(
            "points", "Points", required=True, check=lambda typed: signed(typed, "points"), placeholder="+50 or -20"
        )
        yield text_row("note", "Why", required=True, placeholder="the till was offline on Saturday")

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        await self.write(loyalty.adjust, self.about["customer"], signed(values["points"], "points"), values["note"])
        return True
