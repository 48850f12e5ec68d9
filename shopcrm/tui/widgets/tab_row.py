"""The parts of a page, side by side, as tabs: ``[Orders 4] Payments Notes``. The brackets show without colour."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import line, plain


class TabRow(Widget):
    """Which part is shown; a click or `step` changes it. The page answers `TabRow.Changed` with its ContentSwitcher."""

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another part was chosen."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self, parts: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """`parts`: (value, words) pairs; the first is shown at first."""
        super().__init__(id=id)
        self.parts = tuple(parts)
        self._counts: Mapping[str, int] = {}
        self.set_reactive(TabRow.value, self.parts[0][0])

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write how many there are of each part behind its name."""
        self._counts = counts
        self.refresh()

    def render(self) -> Content:
        """Each part, the shown one in brackets."""
        return line(*(self._tab(value, words) for value, words in self.parts))

    def watch_value(self, value: str) -> None:
        """Tell the page."""
        self.post_message(self.Changed(value))

    def step(self, step: int) -> None:
        """Show the neighbour, round and round."""
        values = [value for value, _ in self.parts]
        self.value = values[(values.index(self.value) + step) % len(values)]

    def on_click(self, event: events.Click) -> None:
        """Show what was clicked."""
        end = 0
        for value, words in self.parts:
            start, end = end, end + self._tab(value, words).cell_length
            if start <= event.x < end:
                self.value = value

    def _tab(self, value: str, words: str) -> Content:
        count = self._counts.get(value, 0)
        shown = f"{words} {count:,}" if count else words
        return plain(f"[{shown}] ", "bold $primary") if value == self.value else plain(f" {shown}  ")
