"""A line to type in, with the keys that people know from everywhere else."""

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from shopcrm.plain_text import clean_line, visible

_REMEMBERED = 100


class TextField(Input):
    """An `Input` with Ctrl+A for everything, Ctrl+Backspace to the left, Ctrl+Z, Ctrl+Y, and pastes of many lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", "Select all", show=False),
        Binding("ctrl+backspace", "delete_left_word", "Delete the word before", show=False),
        Binding("ctrl+z", "undo_typing", "Take back typing", show=False),
        Binding("ctrl+y", "redo_typing", "Type it again", show=False),
    ]
    # Textual lays the whole screen out anew when this changes, at each key; a line that scrolls moves nothing else.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 10_000,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`value` is shown as it is; `max_length` is in characters."""
        self._secret = password
        self._before: list[str] = []
        self._after: list[str] = []
        self._travelling = False
        super().__init__(
            value or None,
            placeholder=visible(placeholder),
            password=password,
            max_length=max_length,
            select_on_focus=not password,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.forget_typing()

    def validate_value(self, value: str) -> str:
        """Nothing that acts on a terminal can stand in a field; spaces at the ends stay while typing goes on."""
        return value if value.isprintable() else visible(value)

    def watch_value(self, old: str, new: str) -> None:
        """Remember what stood here before, except in a password."""
        if self._secret or self._travelling or old == new:
            return
        self._before = [*self._before[1 - _REMEMBERED :], old]
        self._after.clear()

    def action_undo_typing(self) -> None:
        """Take back the last change in this field; with none left the key belongs to the screen."""
        if not self._before:
            raise SkipAction
        self._after.append(self.value)
        self._travel_to(self._before.pop())

    def action_redo_typing(self) -> None:
        """Repeat the change that was taken back last."""
        if not self._after:
            raise SkipAction
        self._before.append(self.value)
        self._travel_to(self._after.pop())

    def action_copy(self) -> None:
        """Copy what is selected, unless it is masked."""
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected, unless it is masked."""
        if self.password:
            raise SkipAction
        super().action_cut()

    def forget_typing(self) -> None:
        """Begin the history here: what was filled in by the program is not the person's typing."""
        self._before.clear()
        self._after.clear()

    def show_typing(self, shown: bool) -> None:
        """Show or mask a password field."""
        self.password = not shown

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        joined = " ".join(words for part in event.text.splitlines() if (words := clean_line(part)))
        if joined:
            self.replace(joined, *self.selection)

    def _travel_to(self, value: str) -> None:
        self._travelling = True
        try:
            self.value = value
            self.cursor_position = len(value)
        finally:
            self._travelling = False


class FindField(TextField):
    """What narrows a list: Down or Enter goes on into the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down,enter", "app.focus_next", "To the list", show=False)]
