"""What the registers' screens share: a line on top, a list, the marked entry; words and a button while it is empty."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcrm.tui.frame import flow
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

T = TypeVar("T")


class RegisterList(ShopPage, Generic[T]):
    """A register; a screen says what is found, how a row and the marked one read, and what Enter does."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "registers.tcss"
    columns: ClassVar[tuple[Column, ...]]
    nothing: ClassVar[tuple[str, ...]] = ("Nothing stands here.",)
    first: ClassVar[str] = ""
    """The button that an empty register offers, for `action_new`; none where blank."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[T] = ()

    def body(self) -> ComposeResult:
        """The line on top, the list, the marked one; or what belongs here."""
        yield from self.above()
        yield Static(id="head")
        with Container(id="list-and-peek"):
            yield VirtualTable(self.columns, id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(lines(*(plain(words, "$quiet") for words in self.nothing)))
            if self.first:
                yield Push(self.first, id="first", main=True)

    def above(self) -> ComposeResult:
        """What stands above the line on top."""
        yield from ()

    @abstractmethod
    async def find(self) -> Sequence[T]:
        """Read the register."""

    @abstractmethod
    def head(self) -> Content:
        """The line on top."""

    @abstractmethod
    def row(self, one: T) -> Sequence[str]:
        """A row of the list."""

    @abstractmethod
    def peek(self, one: T) -> Iterable[Content]:
        """The marked entry at a glance."""

    @abstractmethod
    def choose(self, one: T) -> None:
        """What Enter does."""

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self.found = await self.find()
        self.query_one("#head", Static).update(self.head())
        self.set_class(not self.found, "-nothing")
        await self.table.show(range(len(self.found)), self._rows)
        self.settle()
        self.mark(self.marked)
        if self.focused is None or self.focused.id in ("list", "first"):
            target: Any = self.query_one("#first") if self.first and not self.found else self.table
            target.focus()
        self.query_one(KeyRow).refresh()

    def settle(self) -> None:
        """The rows stand: put the mark where it belongs, if that is elsewhere."""

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self.row(self.found[place]) for place in places if place < len(self.found)]

    @property
    def table(self) -> VirtualTable:
        """The list."""
        return self.query_one("#list", VirtualTable)

    @property
    def marked(self) -> T | None:
        """The marked entry, if there is one."""
        place = self.table.record
        return self.found[place] if place is not None and place < len(self.found) else None

    def mark(self, one: T | None) -> None:
        """Show an entry at a glance."""
        self.query_one(Peek).show_rows(self.peek(one) if one is not None else ())

    async def enter(self, form: Screen[Any]) -> None:
        """Ask for a form; once it saved something, show what is there now."""
        if await self.ask(form):
            self.saved()

    def saved(self) -> None:
        """Something was entered, where it was."""
        self.toast("Saved")
        self.reload()

    @on(VirtualTable.Highlighted)
    def _highlighted(self) -> None:
        self.mark(self.marked)

    @on(VirtualTable.Chosen)
    def _chosen(self) -> None:
        if self.marked is not None:
            self.choose(self.marked)

    @on(Push.Pressed, "#first")
    async def _first(self) -> None:
        await self.run_action("new")
