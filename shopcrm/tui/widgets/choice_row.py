"""A choice of a few, side by side, over as many lines as it takes: ``(o) Card ( ) Cash ( ) Not yet``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import lines, plain

_GAP = "  "


class ChoiceRow(Widget, can_focus=True):
    """One of a few; Left and Right, Space, or a click changes it. `options` are (value, words) pairs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "move(1)", "Next choice", show=False),
        Binding("left", "move(-1)", "Choice before", show=False),
    ]
    value: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """Another choice was made."""

        row: "ChoiceRow"
        value: str

        @property
        def control(self) -> "ChoiceRow":
            """The row itself."""
            return self.row

    def __init__(self, options: Sequence[tuple[str, str]], value: str | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(ChoiceRow.value, self.options[0][0] if value is None else value)

    def render(self) -> Content:
        """Each choice with its mark, whole."""
        rows: dict[int, list[str]] = {}
        for _, words, _, y in self._placed(self.size.width):
            rows.setdefault(y, []).append(words)
        return lines(*(plain(_GAP.join(row)) for row in rows.values()))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take at this width."""
        return max(y for *_, y in self._placed(width)) + 1

    def watch_value(self, value: str) -> None:
        """Tell whoever listens."""
        self.post_message(self.Changed(self, value))

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; the one made stays where it is among them, else the first is taken."""
        self.options = tuple(options)
        if self.value not in dict(self.options):
            self.value = self.options[0][0]
        self.refresh(layout=True)

    def action_move(self, step: int) -> None:
        """Choose the neighbour, round and round."""
        values = [value for value, _ in self.options]
        here = values.index(self.value) if self.value in values else -1
        self.value = values[(here + step) % len(values)]

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        for value, words, x, y in self._placed(self.size.width):
            if y == event.y and x <= event.x < x + plain(words).cell_length:
                self.value = value

    def _placed(self, width: int) -> Iterator[tuple[str, str, int, int]]:
        """Each choice: its value, what is shown, its column and its line; one that does not fit begins a new line."""
        x = y = 0
        for value, words in self.options:
            shown = f"{'(o)' if value == self.value else '( )'} {words}"
            long = plain(shown).cell_length
            if x and x + long > width:
                x, y = 0, y + 1
            yield value, shown, x, y
            x += long + len(_GAP)
