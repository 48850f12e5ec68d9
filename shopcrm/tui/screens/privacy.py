"""Privacy: what people may ask for, what they agreed to, and the books that prove it."""

from typing import ClassVar

from shopcrm.tui.screens.places_list import PlacesList
from shopcrm.tui.sections import PRIVACY_PLACES


class PrivacyScreen(PlacesList):
    """A list of places, each with what waits there; Enter opens the marked one."""

    section = "privacy"
    title_words = "Privacy"
    places = PRIVACY_PLACES
    width = 16
    HELP: ClassVar[str] = (
        "What the law on personal data asks of a shop, one row each, with what waits there. Enter opens the marked row;"
        " Go to… reaches each of them from anywhere. What belongs to one customer is also on the customer's page, under"
        " F12. This program informs; it is no legal advice."
    )
