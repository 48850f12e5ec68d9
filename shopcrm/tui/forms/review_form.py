"""Why an old yes still counts."""

from collections.abc import Iterable, Sequence
from typing import Any

from shopcrm.shop import consent
from shopcrm.tui.forms.form import Form, FormRow, text_row


class ReviewForm(Form[bool]):
    """True once it is noted."""

    heading = "It still counts"
    HELP = "Say why: they order every month, they opened the last letter, you asked them. It is kept with the answer."

    def __init__(self, events: Sequence[int]) -> None:
        super().__init__(events=list(events))

    def rows(self) -> Iterable[FormRow]:
        """The reason."""
        yield text_row("note", "Because", required=True, placeholder="they order every month", max_length=200)

    async def save(self, values: dict[str, Any]) -> bool:
        """Note it."""
        await self.write(consent.review, tuple(self.about["events"]), values["note"])
        return True
