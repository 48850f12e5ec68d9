"""A reply was recorded and lies on the clipboard: where it is to be sent."""

from shopcrm.shop.customers import ContactPoint, Customer
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import lines, plain
from shopcrm.tui.ticket_words import SENDS_NOTHING

BY_PHONE = ("phone", "chat")


class SendIt(Dialog[None]):
    """Says where to paste the reply, and copies the address as well. Nothing is sent by the program."""

    HELP = (
        "The reply is on the clipboard. Paste it into your own mail; come back and copy the address, or copy it first."
    )

    def __init__(self, text: str, channel: str, customer: Customer | None) -> None:
        self._text = text
        self._to = address_of(customer, channel)
        to = f"To: {self._to}" if self._to else "No address is in the book for this customer."
        copies = [("Copy the address", None), ("Copy the reply again", None)] if self._to else []
        super().__init__(
            "Recorded. Now send it",
            lines(
                plain("The reply was copied: paste it into your own mail."),
                plain(to, "bold"),
                plain(SENDS_NOTHING, "$quiet"),
            ),
            [("Done", None), *copies],
            back=None,
        )

    def choose(self, place: int) -> None:
        """The copying buttons leave it open."""
        if place == 0:
            super().choose(place)
        else:
            self.app.copy_to_clipboard(self._to if place == 1 else self._text)


def address_of(customer: Customer | None, channel: str) -> str:
    """Where a reply reaches the customer: the e-mail address, or the number for a call; the preferred one first."""
    if customer is None:
        return ""
    mails, phones = _usable(customer.emails), _usable(customer.phones)
    first, other = (phones, mails) if channel in BY_PHONE else (mails, phones)
    return next(iter((*first, *other)), "")


def _usable(points: tuple[ContactPoint, ...]) -> list[str]:
    return [one.typed for one in sorted(points, key=lambda one: not one.preferred) if one.usable]
