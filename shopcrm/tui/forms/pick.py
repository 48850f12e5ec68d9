"""Pick one of several texts, read whole below the list before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from shopcrm.tui.frame import key
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable


@dataclass(frozen=True, slots=True)
class Picked:
    """One to pick: its title and its text."""

    title: str
    text: str


class Pick(ModalScreen[int | None], Pane[int | None]):
    """Answers the place of the one that was picked, None for Esc. Typing narrows the list."""

    HELP = "Type words to narrow the list. The arrows move the mark; below it stands what the marked one says."
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "choose", "Take it", priority=True),
        key("escape", "back", "Back"),
        key("down", "move(1)", "Down", shown=False, priority=True),
        key("up", "move(-1)", "Up", shown=False, priority=True),
    ]
    DEFAULT_CSS = """
    Pick .dialog-box { height: 100%; padding: 0 2; }
    Pick VirtualTable { height: 2fr; margin: 1 0 0 0; }
    Pick VerticalScroll { height: 3fr; border-top: solid $primary; scrollbar-size-vertical: 1; }
    Pick #pick-text { height: auto; width: 100%; }
    """

    def __init__(self, heading: str, choices: Sequence[Picked], none: str, take: str = "Enter takes it") -> None:
        """none: what is said where there is nothing to pick. take: what Enter does, in a few words."""
        super().__init__()
        self._heading = heading
        self._choices = tuple(choices)
        self._none = none
        self._take = take

    def compose(self) -> ComposeResult:
        """Words to narrow by, the list, the text of the marked one."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain(self._heading)
        with box:
            yield TextField(placeholder="words of it", id="pick-find")
            yield VirtualTable([Column(self._take)])
            with VerticalScroll(can_focus=False):
                yield Static(id="pick-text")
        yield KeyRow()

    async def on_mount(self) -> None:
        """Everything, at first."""
        await self._narrow("")

    def action_move(self, step: int) -> None:
        """Move the mark while typing goes on."""
        self.query_one(VirtualTable).action_move(step)

    def action_choose(self) -> None:
        """Take the marked one."""
        self.query_one(VirtualTable).action_choose()

    def action_back(self) -> None:
        """Take none."""
        self.dismiss(None)

    @on(Input.Changed, "#pick-find")
    async def _typed(self, event: Input.Changed) -> None:
        await self._narrow(event.value)

    @on(VirtualTable.Chosen)
    def _chosen(self, event: VirtualTable.Chosen) -> None:
        self.dismiss(event.record)

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        none = self._none if not self._choices else "Nothing has these words."
        words = plain(none, "$quiet") if event.record is None else block(self._choices[event.record].text)
        self.query_one("#pick-text", Static).update(words)

    async def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        texts = [f"{one.title} {one.text}".casefold() for one in self._choices]
        found = [place for place, text in enumerate(texts) if all(word in text for word in words)]
        await self.query_one(VirtualTable).show(found, self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._choices[place].title,) for place in places]
