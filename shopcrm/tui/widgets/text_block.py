"""Several lines to type in: notes."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from shopcrm.plain_text import clean_block


class TextBlock(TextArea):
    """A `TextArea` as forms know their fields: with a `value`, Ctrl+A for everything, nothing pasted that acts."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+a", "select_all", "Select all", show=False)]

    def __init__(self, *, max_length: int = 20_000, id: str | None = None) -> None:
        """`max_length` is in characters; what is longer is cut when it is pasted."""
        super().__init__(id=id, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True)
        self.max_length = max_length
        self.cursor_blink = False

    @property
    def value(self) -> str:
        """What is typed."""
        return self.text

    @value.setter
    def value(self, words: str) -> None:
        self.text = words

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        room = self.max_length - len(self.text)
        self.replace(clean_block(event.text)[:room], *self.selection)
