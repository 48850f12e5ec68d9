"""A button of one row: ``[ Save ]``. Reversed when it has the focus, so that it shows without colour."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from shopcrm.tui.text import plain


class Push(Widget, can_focus=True):
    """Enter, Space or a click presses it; it posts `Push.Pressed` carrying its id."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]

    @dataclass
    class Pressed(Message):
        """The button was pressed."""

        push: "Push"

        @property
        def control(self) -> "Push":
            """The button itself."""
            return self.push

    def __init__(self, label: str, *, id: str | None = None, main: bool = False) -> None:
        """`main` marks the one button that the screen is about."""
        super().__init__(id=id, classes="-main" if main else None)
        self.label = label

    def render(self) -> Content:
        """The label in its brackets; without them where it cannot be pressed."""
        return plain(f"  {self.label}  " if self.disabled else f"[ {self.label} ]")

    def action_press(self) -> None:
        """Say that it was pressed."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """A click presses."""
        self.action_press()
