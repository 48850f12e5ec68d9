"""Desk: what every screen and form of the open shop can do. The only bridge from the screens to the vault."""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.screen import Screen, ScreenResultType

from shopcrm.errors import Cancelled, CrmError
from shopcrm.plain_text import visible
from shopcrm.tui.allowed import needed_for
from shopcrm.tui.frame import Frame
from shopcrm.tui.painting import Painter
from shopcrm.tui.pane import Pane
from shopcrm.tui.sitting import Sitting, Work
from shopcrm.vault.permission import require

if TYPE_CHECKING:
    from shopcrm.vault.tx import Tx

P = ParamSpec("P")
R = TypeVar("R")

TOAST_SECONDS = 3


class Desk(Pane[ScreenResultType]):
    """A screen with the book at hand. Call these from flows (`@flow`), so that keys stay alive meanwhile."""

    HELP = ""
    """What F1 says about this screen, above its keys: a few plain sentences."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Painter()

    @property
    def help_words(self) -> str:
        """What F1 says, where it depends on what the screen was opened for."""
        return self.HELP

    @property
    def frame(self) -> Frame:
        """The application, as far as screens know it."""
        assert isinstance(self.app, Frame)
        return self.app

    @property
    def sitting(self) -> Sitting:
        """The open shop; raises Cancelled once it was closed, so that a flow that comes late ends quietly."""
        sitting = self.frame.sitting
        if sitting is None:
            raise Cancelled("The shop was closed.", "Open it again.")
        return sitting

    async def read(self, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a reading function of the shop."""
        return await self.sitting.read(function, *args, **kwargs)

    async def write(self, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a writing function, once it is saved on disk; what it offers to undo is remembered."""
        answer = await self.sitting.write(function, *args, **kwargs)
        self.after_write()
        return answer

    def key_words(self, action: str, words: str) -> str:
        """What the bottom row says that a key does now; `words` are what its binding says."""
        return words

    def after_write(self) -> None:
        """Something was saved; screens with a top line refresh it."""

    async def ask(self, form: Screen[R]) -> R | None:
        """Show a form and wait for what it returns; None where the person went back.

        Raises NotAllowed, before anything is typed, for a form that the person's role may not save.
        """
        require(self.sitting.staff, needed_for(form))
        return await self.app.push_screen_wait(form)

    async def job(self, title: str, work: Work[R]) -> R:
        """Run long work on a thread behind a dialog with steps, bar and Cancel; raises Cancelled when it was stopped.

        `work(progress, cancel)` calls ``progress(done, total, what)`` and looks at `cancel`, a threading.Event.
        """
        return await self.frame.run_job(title, work)

    async def write_job(
        self, title: str, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `job`, for one long write: its `tx.step` moves the bar, and Cancel rolls it back."""

        def work(progress: Callable[[int, int, str], None], cancel: threading.Event) -> R:
            keywords: dict[str, Any] = {**kwargs, "progress": progress, "cancel": cancel}
            return self.sitting.book.submit_write(function, *args, **keywords).result()

        answer = await self.job(title, work)
        self.sitting.notice_write()
        self.after_write()
        return answer

    async def thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run something slow that needs no vault (a PDF, a file) on a thread of its own."""
        return await asyncio.to_thread(function, *args, **kwargs)

    def toast(self, message: str) -> None:
        """Say for three seconds that something succeeded."""
        self.notify(visible(message), markup=False, timeout=TOAST_SECONDS)

    async def tell(self, error: CrmError) -> None:
        """Show what happened, whether the records are safe and what to do next."""
        await self.frame.tell(error)

    def open_record(self, ref: str, part: str = "") -> None:
        """Show the page of a record, on top of this screen, or one of its parts."""
        self.frame.open_record(ref, part)

    @property
    def parting(self) -> tuple[str, str] | None:
        """What is asked before quitting from here, or leaving a form: heading and words; None where nothing is."""
        return None

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something typed."""
        return False

    async def save_now(self) -> bool:
        """Save what was typed; False where something must be put right first (and the person has been shown what)."""
        return True

    def forget(self) -> None:
        """Drop what was typed: the person said so. A modal form closes."""

    def draft(self) -> dict[str, Any] | None:
        """What was typed, as JSON values, for Lock to keep in the vault; None where there is nothing to keep."""
        return None

    def restore(self, values: dict[str, Any]) -> None:
        """Fill in what a draft kept."""
