"""A box to tick that says so in characters: ``[x]`` or ``[ ]``."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import plain


class Tick(Widget, can_focus=True):
    """One yes-or-no; Space or a click changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "turn", "Tick", show=False)]
    value: reactive[bool] = reactive(False)

    @dataclass
    class Changed(Message):
        """The box was ticked or cleared."""

        tick: "Tick"
        value: bool

        @property
        def control(self) -> "Tick":
            """The box itself."""
            return self.tick

    def __init__(self, label: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Content:
        """The box and its words."""
        return plain(f"{'[x]' if self.value else '[ ]'} {self.label}")

    def watch_value(self, value: bool) -> None:
        """Tell whoever listens."""
        self.post_message(self.Changed(self, value))

    def action_turn(self) -> None:
        """Tick it, or clear it."""
        self.value = not self.value

    def on_click(self) -> None:
        """A click ticks."""
        self.action_turn()
