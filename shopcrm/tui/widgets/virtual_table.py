"""A list of any length: ids are held, rows are fetched by the hundred when they come into view."""

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shopcrm.errors import CrmError
from shopcrm.plain_text import visible
from shopcrm.tui.frame import Frame

Row = Sequence[str]
Fetch = Callable[[Sequence[int]], Awaitable[Sequence[Row]]]

PAGE = 100
_PAGES_KEPT = 12
_LOOK_AHEAD = 30
_MARK = "▸ "
_GAP = 2
_MARGIN = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in cells (0 takes what is left), and whether it is set to the right.

    `from_width`: the column is left out where the table is narrower than this.
    """

    title: str
    width: int = 0
    right: bool = False
    from_width: int = 0


class VirtualTable(ScrollView, can_focus=True):
    """Show it with ``await table.show(ids, fetch)``: `fetch(ids)` answers a row of words for each id, in order.

    Posts `Highlighted` as the cursor moves and `Chosen` on Enter or a click on the highlighted row.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--header", "table--cursor", "table--cursor-blurred"}
    DEFAULT_CSS = """
    VirtualTable { overflow-x: hidden; scrollbar-size-vertical: 1; }
    VirtualTable > .table--header { text-style: bold; background: $panel; }
    VirtualTable > .table--cursor { text-style: bold; background: $secondary; }
    VirtualTable > .table--cursor-blurred { background: $panel; }
    """
    cursor: reactive[int] = reactive(0, repaint=False, init=False)

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another record; `record` is None in an empty list."""

        table: "VirtualTable"
        record: int | None

        @property
        def control(self) -> "VirtualTable":
            """The table."""
            return self.table

    @dataclass
    class Chosen(Message):
        """A record was opened."""

        table: "VirtualTable"
        record: int

        @property
        def control(self) -> "VirtualTable":
            """The table."""
            return self.table

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self._ids = array("q")
        self._fetch: Fetch | None = None
        self._pages: dict[int, Sequence[Row]] = {}
        self._wanted: set[int] = set()
        self._one_at_a_time = asyncio.Lock()

    @property
    def count(self) -> int:
        """How many records the list holds."""
        return len(self._ids)

    @property
    def record(self) -> int | None:
        """The id under the cursor."""
        return self._ids[self.cursor] if self._ids else None

    async def show(self, ids: Sequence[int], fetch: Fetch) -> None:
        """Show these records. The cursor stays on its record where that is still listed; else it goes to the top.

        What was shown stays until the first rows of the new list are there: nothing flickers.
        """
        before = self.record
        held = ids if isinstance(ids, array) else array("q", ids)
        cursor = _place_of(before, held, self.cursor)
        page = cursor // PAGE
        rows = await fetch(held[page * PAGE : (page + 1) * PAGE]) if held else []
        self._ids, self._fetch = held, fetch
        self._pages.clear()
        self._wanted.clear()
        self._pages[page] = rows
        self.virtual_size = Size(self._width, len(held) + 1)
        self.set_reactive(VirtualTable.cursor, cursor)
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Highlighted(self, self.record))

    def go_to(self, record: int) -> None:
        """Put the cursor on a record, where it is listed."""
        if record in self._ids:
            self.cursor = self._ids.index(record)

    def render_line(self, y: int) -> Strip:
        """The header, or a row."""
        if y == 0:
            titles = [column.title for column in self.columns]
            return self._strip(titles, " " * len(_MARK), self.get_component_rich_style("table--header"))
        index = self.scroll_offset.y + y - 1
        if index >= len(self._ids):
            return Strip.blank(self._width, self.rich_style)
        here = index == self.cursor
        row = self._row(index)
        return self._strip(row, _MARK if here else " " * len(_MARK), self._style(here))

    def watch_cursor(self, old: int, new: int) -> None:
        """Move the mark, and say so."""
        self._repaint(old)
        self._repaint(new)
        self._keep_in_view()
        self._look_ahead()
        self.post_message(self.Highlighted(self, self.record))

    def validate_cursor(self, cursor: int) -> int:
        """Inside the list."""
        return max(0, min(cursor, len(self._ids) - 1))

    def action_move(self, step: int) -> None:
        """One row up or down."""
        self.cursor += step

    def action_page(self, step: int) -> None:
        """A screenful up or down."""
        self.cursor += step * max(self._rows_in_view - 1, 1)

    def action_first(self) -> None:
        """To the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last row."""
        self.cursor = len(self._ids) - 1

    def action_choose(self) -> None:
        """Open the record under the cursor."""
        if self.record is not None:
            self.post_message(self.Chosen(self, self.record))

    def on_click(self, event: events.Click) -> None:
        """A click highlights; a click on the highlighted row opens."""
        index = self.scroll_offset.y + event.y - 1
        if event.y == 0 or index >= len(self._ids):
            return
        if index == self.cursor:
            self.action_choose()
        else:
            self.cursor = index

    def on_resize(self) -> None:
        """Columns take the new width."""
        self.virtual_size = Size(self._width, len(self._ids) + 1)

    def on_focus(self) -> None:
        """The mark looks different with the focus."""
        self._repaint(self.cursor)

    def on_blur(self) -> None:
        """The mark looks different without the focus."""
        self._repaint(self.cursor)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _rows_in_view(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _style(self, here: bool) -> Style:
        if not here:
            return self.rich_style
        return self.get_component_rich_style("table--cursor" if self.has_focus else "table--cursor-blurred")

    def _row(self, index: int) -> Row:
        page = index // PAGE
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return ["…"]
        place = index % PAGE
        return rows[place] if place < len(rows) else ["…"]

    def _strip(self, row: Row, mark: str, style: Style) -> Strip:
        width = self._width
        shown = [(place, column) for place, column in enumerate(self.columns) if width >= column.from_width]
        fixed = sum(column.width for _, column in shown) + _GAP * (len(shown) - 1) + len(_MARK) + _MARGIN
        rest = max(width - fixed, 4)
        cells = [
            _fitted(visible(row[place]) if place < len(row) else "", column.width or rest, column.right)
            for place, column in shown
        ]
        return Strip([Segment(mark + (" " * _GAP).join(cells), style)]).adjust_cell_length(width, style)

    def _pages_near(self) -> range:
        top = max(self.scroll_offset.y - _LOOK_AHEAD, 0)
        bottom = min(self.scroll_offset.y + self._rows_in_view + _LOOK_AHEAD, len(self._ids)) - 1
        return range(top // PAGE, bottom // PAGE + 1)

    def _look_ahead(self) -> None:
        for page in self._pages_near():
            if page not in self._pages:
                self._want(page)

    def _want(self, page: int) -> None:
        if self._fetch is not None and page not in self._wanted:
            self._wanted.add(page)
            self.run_worker(self._bring(page, self._fetch))

    async def _bring(self, page: int, fetch: Fetch) -> None:
        async with self._one_at_a_time:
            if fetch is not self._fetch:
                return
            self._wanted.discard(page)
            if page not in self._pages_near():
                return
            try:
                rows = await fetch(self._ids[page * PAGE : (page + 1) * PAGE])
            except CrmError as error:
                assert isinstance(self.app, Frame)
                await self.app.tell(error)
                return
        if fetch is self._fetch:
            self._keep(page, rows)

    def _keep(self, page: int, rows: Sequence[Row]) -> None:
        self._pages[page] = rows
        here = self.scroll_offset.y // PAGE
        while len(self._pages) > _PAGES_KEPT:
            del self._pages[max(self._pages, key=lambda kept: abs(kept - here))]
        self.refresh()

    def _keep_in_view(self) -> None:
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + self._rows_in_view:
            self.scroll_to(y=self.cursor - self._rows_in_view + 1, animate=False, force=True)

    def _repaint(self, index: int) -> None:
        y = index - self.scroll_offset.y + 1
        if 1 <= y <= self._rows_in_view:
            self.refresh(Region(0, y, self._width, 1))


def _place_of(record: int | None, ids: "array[int]", near: int) -> int:
    if record is None:
        return 0
    if near < len(ids) and ids[near] == record:
        return near
    return ids.index(record) if record in ids else 0


def _fitted(words: str, width: int, right: bool) -> str:
    """`words` in exactly `width` cells, cut with … where they do not fit."""
    cells = len(words) if words.isascii() else cell_len(words)
    if cells > width:
        words = _cut(words, width - 1) + "…"
        cells = cell_len(words)
    room = " " * (width - cells)
    return room + words if right else words + room


def _cut(words: str, width: int) -> str:
    used = 0
    for place, character in enumerate(words):
        used += cell_len(character)
        if used > width:
            return words[:place]
    return words
