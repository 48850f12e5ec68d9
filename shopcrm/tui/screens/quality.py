"""Data quality: how good the book is, made from plain points, and the records behind each."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from shopcrm.insight import quality
from shopcrm.insight.quality import DEFINITION, KEYS, Key, Quality
from shopcrm.tui.frame import flow
from shopcrm.tui.quality_words import in_order, point_row, point_rows, score_rows
from shopcrm.tui.screens.quality_list import QualityList
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (Column("What to look at"), Column("Customers", 10, right=True), Column("Takes", 8, right=True))


class QualityScreen(ShopPage):
    """The score, its points, and what the marked one means."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "quality.tcss"
    HELP = (
        f"How good your book is, from 0 to 100. {DEFINITION} Enter lists the customers of the marked row; there you"
        " open them, say that a record is still correct, and put junk away. Nothing is changed or deleted by itself."
    )

    def __init__(self) -> None:
        super().__init__()
        self._found: Quality | None = None

    def body(self) -> ComposeResult:
        """The score; the points; the marked one."""
        yield Static(id="score")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Look through the book again, list by list so that nothing else waits; what was found stands meanwhile."""
        lists: dict[Key, set[int]] = {}
        for done, one in enumerate(KEYS):
            if self._found is None:
                self._say(plain(f"Looking through the book … {done} of {len(KEYS)}", "$quiet"))
            lists[one] = await self.read(quality.found, one)
        customers, months = await self.read(quality.in_use), await self.read(quality.stale_months)
        self._found = found = quality.judged(customers, months, lists)
        self._say(lines(*score_rows(found)))
        places = [found.points.index(one) for one in in_order(found.points)]
        await self.query_one(VirtualTable).show(places, self._rows)

    def _say(self, words: Content) -> None:
        self.query_one("#score", Static).update(words, layout=False)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [point_row(self._found.points[place]) for place in places] if self._found else []

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if self._found is not None and event.record is not None:
            self.query_one(Peek).show_rows(point_rows(self._found.points[event.record], self._found.customers))

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        if self._found is not None:
            self.app.push_screen(QualityList(self._found.points[event.record]))
