"""A section that is a list of places: each with what it is for, and what waits there."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from shopcrm.tui.frame import flow
from shopcrm.tui.sections import Place, load
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable


class PlacesList(ShopScreen):
    """A list of places; Enter opens the marked one."""

    AUTO_FOCUS = "#list"
    title_words: ClassVar[str]
    places: ClassVar[tuple[Place, ...]]
    width: ClassVar[int] = 14
    """Columns that the longest title takes."""
    offered: tuple[Place, ...] = ()
    """Those that the person's role is for."""

    def body(self) -> ComposeResult:
        """The list."""
        waits = (Column("", 16, right=True),) if any(place.waits for place in self.places) else ()
        yield VirtualTable((Column(self.title_words, self.width), Column(""), *waits), id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """Ask again what waits; the mark stays."""
        self.offered = tuple(one for one in self.places if one.role <= self.sitting.staff.role)
        self._waiting = [await self.read(load(one.waits)) if one.waits else "" for one in self.offered]
        await self.query_one(VirtualTable).show(range(len(self.entries())), self._rows)

    def entries(self) -> Sequence[tuple[str, ...]]:
        """The rows."""
        rows = zip(self.offered, self._waiting, strict=True)
        return [(one.title, one.words, *((waits,) if any(self._waiting) else ())) for one, waits in rows]

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next row that begins with it, round and round."""
        table, typed = self.query_one(VirtualTable), event.character or ""
        if not (table.has_focus and typed.isalpha()):
            return
        titles = [row[0].casefold() for row in self.entries()]
        order = [*range(table.cursor + 1, len(titles)), *range(table.cursor + 1)]
        for place in (one for one in order if titles[one].startswith(typed.casefold())):
            event.stop()
            table.go_to(place)
            return

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self.entries()[place] for place in places]

    @on(VirtualTable.Chosen)
    async def _open(self, event: VirtualTable.Chosen) -> None:
        await self.open_row(event.record)

    async def open_row(self, row: int) -> None:
        """Open a place."""
        self.frame.go_to_place(self.offered[row].name)
