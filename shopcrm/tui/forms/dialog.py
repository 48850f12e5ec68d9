"""A small modal with words and buttons; the base of guard, confirmation and trouble."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from shopcrm.tui.frame import key
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push

R = TypeVar("R")


class Dialog(ModalScreen[R], Pane[R]):
    """A question: a heading, a few lines, buttons side by side. The first button has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "back", "Back"),
        key("right,down", "app.focus_next", "Next", shown=False),
        key("left,up", "app.focus_previous", "Before", shown=False),
    ]

    def __init__(self, heading: str, words: Content, answers: Sequence[tuple[str, R]], back: R) -> None:
        """`answers`: (label, result) for each button; `back`: the result of Esc."""
        super().__init__()
        self._heading = heading
        self._words = words
        self._answers = tuple(answers)
        self._back = back

    def compose(self) -> ComposeResult:
        """Words and buttons."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain(self._heading)
        with box:
            yield Static(self._words, classes="dialog-words")
            yield from self.extra()
            with Horizontal(classes="buttons"):
                for place, (label, _) in enumerate(self._answers):
                    yield Push(label, id=f"answer-{place}", main=place == 0)
        yield KeyRow()

    def extra(self) -> ComposeResult:
        """Anything between the words and the buttons."""
        yield from ()

    def on_push_pressed(self, event: Push.Pressed) -> None:
        """Answer with what the button stands for."""
        self.choose(int((event.push.id or "answer-0").removeprefix("answer-")))

    def choose(self, place: int) -> None:
        """Answer with the result of a button. A dialog that checks first overrides this, never the message's handler:
        Textual calls the handler of every base class too.
        """
        self.dismiss(self._answers[place][1])

    def action_back(self) -> None:
        """Answer as Esc does."""
        self.dismiss(self._back)
