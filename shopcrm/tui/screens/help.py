"""Help for the screen below: what it is for, and every key that works there."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from shopcrm.tui.desk import Desk
from shopcrm.tui.frame import Frame, key, spelled
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push

RULES = "Tab and arrows move. Enter opens, or goes to the next field. Esc goes back. Everything can be clicked."


class HelpWords(VerticalScroll):
    """Says at its edge that there is more below."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The end may be in sight now."""
        super().watch_scroll_y(old_value, new_value)
        self.tell_more()

    def on_resize(self) -> None:
        """More or less fits."""
        self.call_after_refresh(self.tell_more)

    def tell_more(self) -> None:
        """``more ↓`` in the edge of the box, until the end is in sight."""
        if isinstance(self.parent, Widget):
            self.parent.border_subtitle = plain("more ↓" if self.scroll_y < self.max_scroll_y else "")


class Help(ModalScreen[None], Pane[None]):
    """Closed by Esc, F1 or its button."""

    BINDINGS: ClassVar[list[BindingType]] = [key("escape,question_mark", "close", "Back")]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        words = about.help_words if isinstance(about, Desk) else str(about.HELP or "")
        self._words: list[Content | str] = [block(words), ""] if words else []
        self._keys = _keys_of(about)

    def compose(self) -> ComposeResult:
        """Words, keys, a way back."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain("Help")
        with box:
            with HelpWords(id="help-words"):
                yield Static(lines(*self._words, plain(RULES, "$quiet"), "", *self._keys))
            yield Push("Back", id="close", main=True)
        yield KeyRow()

    def on_push_pressed(self) -> None:
        """The button closes."""
        self.action_close()

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)


def _keys_of(screen: Screen[Any]) -> list[Content]:
    """A row for each thing that the screen and the application do, with its keys."""
    frame = screen.app
    assert isinstance(frame, Frame)
    rows: dict[str, Binding] = {}
    keys: dict[str, list[str]] = {}
    for name, active in screen.active_bindings.items():
        if active.binding.id is not None and not active.binding.action.startswith("section"):
            rows.setdefault(active.binding.action, active.binding)
            keys.setdefault(active.binding.action, []).append(spelled(name))
    shown = [(" or ".join(keys[action][:2]), _said(screen, binding)) for action, binding in rows.items()]
    if any(active.binding.action.startswith("section") for active in screen.active_bindings.values()):
        numbers = " ".join(str(one.number) for one in frame.sections_offered)
        shown.append((numbers, "Go to that section"))
    return [line((f"{names:<18}", "bold $accent"), words) for names, words in shown]


def _said(screen: Screen[Any], binding: Binding) -> str:
    """What a key does; a form's deed is called what the bottom row calls it."""
    words = screen.key_words(binding.action, "") if isinstance(screen, Desk) else ""
    return words if words and words != binding.description else binding.tooltip
