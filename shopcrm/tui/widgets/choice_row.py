"""A choice of a few, side by side: ``(o) Card ( ) Cash ( ) Not yet``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import plain

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
        """Each choice with its mark."""
        return plain(_GAP.join(self._shown(value, words) for value, words in self.options))

    def watch_value(self, value: str) -> None:
        """Tell whoever listens."""
        self.post_message(self.Changed(self, value))

    def action_move(self, step: int) -> None:
        """Choose the neighbour, round and round."""
        values = [value for value, _ in self.options]
        here = values.index(self.value) if self.value in values else -1
        self.value = values[(here + step) % len(values)]

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        start = 0
        for value, words in self.options:
            end = start + plain(self._shown(value, words)).cell_length
            if start <= event.x < end:
                self.value = value
            start = end + len(_GAP)

    def _shown(self, value: str, words: str) -> str:
        return f"{'(o)' if value == self.value else '( )'} {words}"
