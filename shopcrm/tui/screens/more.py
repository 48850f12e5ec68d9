"""More: what is done now and then, and help on the keys."""

from collections.abc import Sequence
from typing import ClassVar

from shopcrm.tui.screens.places_list import PlacesList
from shopcrm.tui.sections import PLACES

HELP_ON_KEYS = ("Help on keys", "Every key that works, on this and every screen")


class MoreScreen(PlacesList):
    """A list of places; Enter opens the marked one."""

    section = "more"
    title_words = "More"
    places = PLACES
    HELP: ClassVar[str] = (
        "What is done now and then. Enter opens the marked row; a letter goes to the next one that begins with it; Go"
        " to… reaches each of them from anywhere."
    )

    def entries(self) -> Sequence[tuple[str, ...]]:
        """The places, and the keys."""
        return [*super().entries(), HELP_ON_KEYS]

    async def open_row(self, row: int) -> None:
        """Open a place, or the help."""
        if row < len(self.offered):
            await super().open_row(row)
        else:
            await self.run_action("app.help")
