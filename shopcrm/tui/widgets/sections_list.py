"""The menu: one row of tabs on a narrow screen, a list on the left from 100 columns. The numbers never shift."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.frame import Frame, key
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.key_row import KeyRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the menu: its number (0 where it has none), its name, and what it does."""

    number: int
    title: str
    go: Callable[[], None]
    is_here: bool = False

    def tab(self, mark: str) -> str:
        """As a tab: ``[1.Today]`` where one is, else `` 2.Customers ``."""
        words = f"{self.number}.{self.title}" if self.number else self.title
        return f"[{words}]" if self.is_here and mark == " " else f"{mark}{words} "

    def row(self, mark: str) -> str:
        """As a row of the list: ``▸1 Today``."""
        return f"{'▸' if self.is_here and mark == ' ' else mark}{self.number or ' '} {self.title:<11}"


class SectionsList(Widget, can_focus=True):
    """Shows where one is. Esc comes here and goes back; arrows and Enter, or a click, go elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "back", "Back", "Back to the screen"),
        Binding("right", "step(1, 0)", "Next", show=False),
        Binding("left", "step(-1, 0)", "Before", show=False),
        Binding("down", "step(0, 1)", "Below", show=False),
        Binding("up", "step(0, -1)", "Above", show=False),
        Binding("enter,space", "go", "Go there", show=False),
    ]
    mark: reactive[int] = reactive(0)

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self._came_from: Widget | None = None

    def entries(self) -> list[Entry]:
        """Sections, then what closes the shop."""
        frame = self.app
        assert isinstance(frame, Frame)
        sections = [
            Entry(one.number, one.title, partial(frame.go_to_section, one.name), one.name == self.here)
            for one in frame.sections_offered
        ]
        return [*sections, Entry(0, "Lock", frame.lock), Entry(0, "Quit", frame.ask_to_quit)]

    def render(self) -> Content:
        """Tabs, or rows."""
        if self._is_list:
            return lines("", *(self._shown(place, entry.row) for place, entry in enumerate(self.entries())))
        tabs = (self._shown(place, entry.tab) for place, entry in enumerate(self.entries()))
        return line(*(piece for tab in tabs for piece in (tab, " ")))

    def on_focus(self) -> None:
        """The mark begins where one is; the bottom row says how to go back."""
        self.mark = next((place for place, entry in enumerate(self.entries()) if entry.is_here), 0)
        self.screen.query(KeyRow).refresh()

    def on_blur(self) -> None:
        """The bottom row is the screen's again."""
        self.screen.query(KeyRow).refresh()

    def enter_or_leave(self) -> None:
        """Take the focus, or give it back to what had it."""
        if self.has_focus:
            self.action_back()
        else:
            self._came_from = self.screen.focused
            self.focus()

    def action_back(self) -> None:
        """Back to what had the focus before, else to the first thing of the screen that can have it."""
        before, self._came_from = self._came_from, None
        if before is not None and before.is_attached and before.focusable:
            before.focus()
        elif self.screen.focus_next("#body *") is None:
            self.screen.set_focus(None)

    def action_step(self, across: int, down: int) -> None:
        """Move the mark along the menu, round and round; the arrow that points at the screen goes there."""
        along, towards = (down, across) if self._is_list else (across, down)
        if along:
            self.mark = (self.mark + along) % len(self.entries())
        elif towards > 0:
            self.action_back()

    def action_go(self) -> None:
        """Go where the mark is; where one is already, back to the screen."""
        entry = self.entries()[self.mark]
        if entry.is_here and len(self.app.screen_stack) == 1:
            self.action_back()
        else:
            entry.go()

    def on_click(self, event: events.Click) -> None:
        """Go to what was clicked."""
        place = event.y - 1 if self._is_list else self._tab_at(event.x)
        entries = self.entries()
        if 0 <= place < len(entries):
            entries[place].go()

    @property
    def _is_list(self) -> bool:
        return self.size.height > 1

    def _shown(self, place: int, words: Callable[[str], str]) -> Content:
        marked = self.has_focus and place == self.mark
        style = "bold reverse" if self.entries()[place].is_here else "bold underline" if marked else ""
        return plain(words("»" if marked else " "), style)

    def _tab_at(self, x: int) -> int:
        end = 0
        for place, entry in enumerate(self.entries()):
            start, end = end, end + plain(entry.tab(" ")).cell_length + 1
            if start <= x < end - 1:
                return place
        return -1
