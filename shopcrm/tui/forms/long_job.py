"""Long work behind a dialog: its steps, a bar, and Cancel."""

import threading
import time
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from shopcrm.errors import Cancelled, CrmError
from shopcrm.tui.frame import key
from shopcrm.tui.pane import Pane
from shopcrm.tui.sitting import Work
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push

R = TypeVar("R")
_REDRAW_SECONDS = 0.1
_STEPS_SHOWN = 6


class LongJob(ModalScreen[None], Pane[None], Generic[R]):
    """Runs `work(progress, cancel)` on a thread; `answer()` afterwards gives its result or raises its error."""

    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "stop", "Cancel")]

    def __init__(self, title: str, work: Work[R]) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._cancel = threading.Event()
        self._steps: list[str] = []
        self._done, self._total = 0, 0
        self._began = 0.0
        self._answer: list[R] = []
        self._error: CrmError | None = None

    def compose(self) -> ComposeResult:
        """Steps, bar, Cancel."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain(self._title)
        with box:
            yield Static(id="steps")
            yield Static(id="bar")
            with Horizontal(classes="buttons"):
                yield Push("Cancel", id="stop")
        yield KeyRow()

    def on_mount(self) -> None:
        """Begin."""
        self._began = time.monotonic()
        self.set_interval(_REDRAW_SECONDS, self._redraw)
        self._run()

    def answer(self) -> R:
        """What the work answered; raises the CrmError that ended it."""
        if self._error is not None:
            raise self._error
        return self._answer[0]

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancel.set()

    def action_stop(self) -> None:
        """Ask the work to stop; it ends at its next step."""
        self.cancel()
        self._redraw()

    def on_push_pressed(self) -> None:
        """The button is Cancel."""
        self.action_stop()

    @work(thread=True)
    def _run(self) -> None:
        try:
            self._answer.append(self._work(self._progress, self._cancel))
        except CrmError as error:
            self._error = error
        self.app.call_from_thread(self.dismiss, None)

    def _progress(self, done: int, total: int, what: str = "") -> None:
        if self._cancel.is_set():
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.")
        self._done, self._total = done, total
        if what and what not in self._steps[-1:]:
            self._steps.append(what)
            self._began = time.monotonic()

    def _redraw(self) -> None:
        shown = self._steps[-_STEPS_SHOWN:]
        rows: list[Content] = [plain(f"✓ {step}", "$quiet") for step in shown[:-1]]
        rows += [plain(f"▸ {step}") for step in shown[-1:]]
        self.query_one("#steps", Static).update(lines(*rows))
        self.query_one("#bar", Static).update(self._bar())

    def _bar(self) -> Content:
        if self._cancel.is_set():
            return plain("Stopping…")
        if not self._total:
            return plain("Working…")
        share = min(self._done / self._total, 1)
        room = max(self.query_one("#bar").size.width - 24, 10)
        full = round(share * room)
        return line(("█" * full, "$primary"), "░" * (room - full), f" {share:4.0%}", self._left(share))

    def _left(self, share: float) -> str:
        spent = time.monotonic() - self._began
        if spent < 2 or share < 0.02:
            return ""
        left = round(spent / share - spent)
        return f"  about {left} s left" if left < 90 else f"  about {round(left / 60)} min left"
