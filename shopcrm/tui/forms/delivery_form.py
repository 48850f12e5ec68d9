"""What was checked before a customer's data were handed over, and how they went."""

from collections.abc import Iterable
from typing import Any

from shopcrm.privacy import access
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row, tick_row

CHECKS = (
    ("who", "I checked that it is the person who asks"),
    ("read", "I read it, and took out what is about others"),
    ("outside", "What we hold outside the book goes with it"),
    ("way", "They said how they want to get it"),
    ("own", "E-mail: their own mailbox, marked confidential; post: tracked"),
    ("password", "The password goes another way than the file"),
)
"""What ICO asks a small business to see to when it hands personal data over."""
WAYS = (
    ("at the counter", "At the counter"),
    ("by e-mail", "E-mail"),
    ("by post, tracked", "Post"),
    ("some other way", "Other"),
)


class DeliveryForm(Form[bool]):
    """Ticks and the way; noted in the activity, and in the request that it answers."""

    heading = "Hand it over"
    save_label = "Note it"
    back_label = "Not yet"
    HELP = (
        "Tick what you saw to. Your ticks and the way are noted in the customer's activity, and with the request: they"
        " show later that you took care. Nothing is sent by the program."
    )

    def __init__(self, customer: int, request: int | None = None) -> None:
        super().__init__(customer=customer, request=request)
        self._customer, self._request = customer, request

    def rows(self) -> Iterable[FormRow]:
        """The ticks, then the way."""
        for name, words in CHECKS:
            yield tick_row(name, words)
        yield choice_row("how", "It goes", WAYS)
        yield text_row("words", "To say more", max_length=200)

    async def save(self, values: dict[str, Any]) -> bool:
        """Note it."""
        how = ": ".join(part for part in (values["how"], values["words"]) if part)
        checked = tuple(words for name, words in CHECKS if values[name])
        await self.write(access.note_delivery, self._customer, how, checked)
        if self._request is not None:
            from shopcrm.privacy import requests

            await self.write(requests.note, self._request, f"Handed over {how}. Checked: {'; '.join(checked) or '–'}")
        return True
