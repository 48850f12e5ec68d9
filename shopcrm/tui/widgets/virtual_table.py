"""A list of any length: ids are held, rows are fetched when they come into view."""

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from shopcrm.errors import CrmError
from shopcrm.tui.frame import Frame
from shopcrm.tui.widgets.table_columns import Column, Row, Setting
from shopcrm.tui.widgets.thumb import Thumb

__all__ = ["PAGE", "Column", "Row", "VirtualTable"]

Fetch = Callable[[Sequence[int]], Awaitable[Sequence[Row]]]

PAGE = 25
"""Rows that are fetched at a time: about a screenful."""
_PAGES_KEPT = 12
_STRIPS_KEPT = 300
_LOOK_AHEAD = 30
_MARK = "▸ "
_NO_MARK = " " * len(_MARK)
_WAITING = ("…",)


class _Look(NamedTuple):
    """All that the picture of a line depends on, besides its words."""

    width: int
    breadth: int
    focused: bool
    plain: Style
    header: Style
    marked: Style


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
    VirtualTable {
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: transparent; scrollbar-background-hover: transparent;
        scrollbar-background-active: transparent;
    }
    VirtualTable > .table--header { text-style: bold; background: $panel; }
    VirtualTable > .table--cursor { text-style: bold; background: $secondary; }
    VirtualTable > .table--cursor-blurred { background: $panel; }
    """
    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    # Textual lays the whole screen out anew when this changes; a longer list moves nothing but the scroll bar's thumb.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

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

    def __init__(self, columns: Sequence[Column], *, id: str | None = None, one_of_two: bool = False) -> None:
        """one_of_two: it stands beside another list, and bears its mark only while it has the focus; else a shade says
        which row it was.
        """
        super().__init__(id=id)
        self.columns = tuple(columns)
        self._one_of_two = one_of_two
        self._ids = array("q")
        self._fetch: Fetch | None = None
        self._pages: dict[int, Sequence[Row]] = {}
        self._wanted: set[int] = set()
        self._one_at_a_time = asyncio.Lock()
        self._look: _Look | None = None
        self._setting = Setting(self.columns, 0, len(_MARK))
        self._strips: dict[tuple[Row, str, Style], Strip] = {}

    @property
    def count(self) -> int:
        """How many records the list holds."""
        return len(self._ids)

    @property
    def record(self) -> int | None:
        """The id under the cursor."""
        return self._ids[self.cursor] if self._ids else None

    @property
    def first_rows(self) -> int:
        """How many rows at the top of a list `show` wants to have at once."""
        return -(-self._rows_in_view // PAGE) * PAGE

    async def show(
        self, ids: Sequence[int], fetch: Fetch, first: Sequence[Row] = (), *, from_top: bool = False
    ) -> None:
        """Show these records. The cursor stays on its record where that is still listed; else it goes to the top.

        What was shown stays until the rows of the new list are there: nothing flickers. first: the rows of the first
        `first_rows` ids, where they are known already. from_top: the cursor goes to the top in any case.
        """
        held = ids if isinstance(ids, array) else array("q", ids)
        cursor = 0 if from_top else _place_of(self.record, held, self.cursor)
        pages = _pages_of(first, len(held))
        for page in self._pages_between(self._top_for(cursor, len(held)), len(held), 0):
            if page not in pages:
                pages[page] = await fetch(held[page * PAGE : (page + 1) * PAGE])
        before, scrolled = self._in_view(), self._scrolls
        self._ids, self._fetch, self._pages = held, fetch, pages
        self._wanted.clear()
        self.set_reactive(VirtualTable.cursor, cursor)
        self._measure()
        if self._scrolls == scrolled:
            self._repaint_since(before)
        else:
            self.refresh()
        self._say_highlighted()

    def go_to(self, record: int) -> None:
        """Put the cursor on a record, where it is listed."""
        if record in self._ids:
            self.cursor = self._ids.index(record)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Our own, begun as Textual begins its own."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = thumb = Thumb(name="vertical", thickness=self.scrollbar_size_vertical)
            thumb.display = False
            self.app._start_widget(self, thumb)
        return self._vertical_scrollbar

    def notify_style_update(self) -> None:
        """Colours may have changed: work out anew how lines look."""
        self._look = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the table. A line that was drawn before is taken as it is."""
        look = self._look_now()
        background = self.background_colors[1]
        strips = [self._strip(y, look) for y in crop.line_range]
        for one in self.get_line_filters():
            strips = [strip.apply_filter(one, background) for strip in strips]
        whole = crop.column_span == (0, look.breadth)
        return strips if whole else [strip.crop(*crop.column_span) for strip in strips]

    def watch_cursor(self, old: int, new: int) -> None:
        """Move the mark, and say so."""
        self._repaint(old)
        self._repaint(new)
        self._keep_in_view()
        self._look_ahead()
        self._say_highlighted()

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
        self._measure()
        self._look_ahead()
        self.refresh()

    def on_focus(self) -> None:
        """The mark looks different with the focus."""
        self._repaint(self.cursor)

    def on_blur(self) -> None:
        """The mark looks different without the focus."""
        self._repaint(self.cursor)

    @property
    def _rows_in_view(self) -> int:
        return max(self.outer_size.height - 1, 1)

    @property
    def _scrolls(self) -> bool:
        """Whether the list is longer than what is in view, so that the last cell of a line is the scroll bar's."""
        return len(self._ids) > self._rows_in_view

    def _measure(self) -> None:
        """Tell the scroll bar how long the list is, and keep the cursor in view."""
        width, height = self.outer_size
        length = max(len(self._ids) + 1, height)
        self.virtual_size = Size(width, length)
        self.vertical_scrollbar.window_virtual_size = length
        self.vertical_scrollbar.window_size = height
        self._keep_in_view()

    def _look_now(self) -> _Look:
        """How lines look now. Where that changed, what was drawn before is of no more use."""
        breadth = self.outer_size.width
        width = breadth - self._scrolls
        if self._look is not None and (width, breadth, self.has_focus) == self._look[:3]:
            return self._look
        marked = "table--cursor" if self.has_focus else "table--cursor-blurred"
        look = self._look = _Look(
            width,
            breadth,
            self.has_focus,
            self.rich_style,
            self.get_component_rich_style("table--header"),
            self.get_component_rich_style(marked),
        )
        self._setting = Setting(self.columns, width, len(_MARK))
        self._strips.clear()
        return look

    def _strip(self, y: int, look: _Look) -> Strip:
        """The picture of a line: the header, a row, or nothing."""
        if y == 0:
            return self._drawn([column.title for column in self.columns], _NO_MARK, look.header, look)
        index = self.scroll_offset.y + y - 1
        if index >= len(self._ids):
            return Strip.blank(look.breadth, look.plain)
        if index == self.cursor:
            mark = _MARK if look.focused or not self._one_of_two else _NO_MARK
            return self._drawn(self._row(index), mark, look.marked, look)
        return self._drawn(self._row(index), _NO_MARK, look.plain, look)

    def _drawn(self, row: Row, mark: str, style: Style, look: _Look) -> Strip:
        key = (tuple(row), mark, style)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            segment = Segment(self._setting.line(mark, row), style)
            strip = self._strips[key] = Strip([segment]).adjust_cell_length(look.breadth, style)
        return strip

    def _row(self, index: int) -> Row:
        page = index // PAGE
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return _WAITING
        place = index % PAGE
        return rows[place] if place < len(rows) else _WAITING

    def _in_view(self) -> list[tuple[Row, bool] | None]:
        """What the lines below the header say, and which of them is marked; None below the last."""
        top = self.scroll_offset.y
        last = min(top + self._rows_in_view, len(self._ids))
        shown = [(self._row(index), index == self.cursor) for index in range(top, last)]
        return [*shown, *[None] * (self._rows_in_view - len(shown))]

    def _repaint_since(self, before: list[tuple[Row, bool] | None]) -> None:
        """Paint those lines that say something else than before."""
        breadth, now = self.outer_size.width, self._in_view()
        changed = [y for y, (old, new) in enumerate(zip(before, now, strict=True), 1) if old != new]
        if changed:
            self.refresh(*(Region(0, y, breadth, 1) for y in changed))

    def _pages_between(self, top: int, count: int, around: int) -> range:
        """The pages of a list of `count` that show from row `top` on, and so many rows around them."""
        first = max(top - around, 0)
        last = min(top + self._rows_in_view + around, count) - 1
        return range(first // PAGE, last // PAGE + 1)

    def _pages_near(self) -> range:
        return self._pages_between(self.scroll_offset.y, len(self._ids), _LOOK_AHEAD)

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

    def _top_for(self, cursor: int, count: int) -> int:
        """The first row in sight where a list of `count` is scrolled no further than needed to show the cursor."""
        most = max(count - self._rows_in_view, 0)
        return max(min(self.scroll_offset.y, cursor, most), cursor - self._rows_in_view + 1)

    def _keep_in_view(self) -> None:
        top = self._top_for(self.cursor, len(self._ids))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _say_highlighted(self) -> None:
        """Once it is painted: what follows from the mark is nothing that the key should wait for."""
        self.call_after_refresh(self.post_message, self.Highlighted(self, self.record))

    def _repaint(self, index: int) -> None:
        y = index - self.scroll_offset.y + 1
        if 1 <= y <= self._rows_in_view:
            self.refresh(Region(0, y, self.outer_size.width, 1))


def _place_of(record: int | None, ids: "array[int]", near: int) -> int:
    if record is None:
        return 0
    if near < len(ids) and ids[near] == record:
        return near
    try:
        return ids.index(record)
    except ValueError:
        return 0


def _pages_of(rows: Sequence[Row], count: int) -> dict[int, Sequence[Row]]:
    """The first rows of a list of `count` by pages, those that are whole."""
    whole = len(rows) if len(rows) >= count else len(rows) - len(rows) % PAGE
    return {start // PAGE: rows[start : start + PAGE] for start in range(0, whole, PAGE)}
