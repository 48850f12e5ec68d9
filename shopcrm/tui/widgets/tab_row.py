"""The parts of a page as tabs: ``[Orders 4] Payments Notes``, over as many lines as it takes.

The brackets show without colour.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import line, lines, plain


class TabRow(Widget):
    """Which part is shown; a click or `step` changes it. The page answers `TabRow.Changed` with its ContentSwitcher."""

    value: reactive[str] = reactive("")
    GAP: ClassVar[str] = " "
    """What stands between two parts."""

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
        self.refresh(layout=True)

    def render(self) -> Content:
        """Each part, the shown one in brackets."""
        rows: dict[int, list[Content]] = {}
        for value, x, y in self._placed(self.size.width):
            row = rows.setdefault(y, [])
            row += [plain(self.GAP * (x - sum(one.cell_length for one in row))), self._tab(value)]
        return lines(*(line(*row) for row in rows.values()))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the parts take at this width."""
        return max(y for *_, y in self._placed(width)) + 1

    def watch_value(self, value: str) -> None:
        """Tell the page."""
        self.post_message(self.Changed(value))

    def step(self, step: int) -> None:
        """Show the neighbour, round and round."""
        values = [value for value, _ in self.parts]
        self.value = values[(values.index(self.value) + step) % len(values)]

    def on_click(self, event: events.Click) -> None:
        """Show what was clicked."""
        for value, x, y in self._placed(self.size.width):
            if y == event.y and x <= event.x < x + self._tab(value).cell_length:
                self.value = value

    def _placed(self, width: int) -> Iterator[tuple[str, int, int]]:
        """Each part with its column and its line; closer together, then over more lines, where there is little room."""
        wide = [(value, self._tab(value).cell_length) for value, _ in self.parts]
        together = sum(long for _, long in wide)
        gap = 0 if together <= width < together + len(wide) else 1
        x = y = 0
        for value, long in wide:
            if x and x + long > width:
                x, y = 0, y + 1
            yield value, x, y
            x += long + gap

    def _tab(self, value: str) -> Content:
        words = dict(self.parts)[value]
        count = self._counts.get(value, 0)
        shown = f"{words} {count:,}" if count else words
        return plain(f"[{shown}]", "bold $primary") if value == self.value else plain(f" {shown} ")
