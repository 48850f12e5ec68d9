"""More: what is done now and then, and help on the keys."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from shopcrm.tui.frame import flow
from shopcrm.tui.sections import PLACES
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (Column("More", 14), Column(""))
ENTRIES = (
    *((one.title, one.words) for one in PLACES),
    ("Help on keys", "Every key that works, on this and every screen"),
)


class MoreScreen(ShopScreen):
    """A list of places; Enter opens the marked one."""

    section = "more"
    AUTO_FOCUS = "#list"
    HELP: ClassVar[str] = (
        "What is done now and then. Enter opens the marked row; Go to… reaches each of them from anywhere."
    )

    def body(self) -> ComposeResult:
        """The list."""
        yield VirtualTable(COLUMNS, id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """The list is always the same; the mark stays."""
        await self.query_one(VirtualTable).show(range(len(ENTRIES)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [ENTRIES[place] for place in places]

    @on(VirtualTable.Chosen)
    async def _open(self, event: VirtualTable.Chosen) -> None:
        if event.record < len(PLACES):
            self.frame.go_to_place(PLACES[event.record].name)
        else:
            await self.run_action("app.help")
