"""How the shop is left: quitting, locking, and what must not stay behind, such as the clipboard."""

import asyncio
import contextlib
from typing import Protocol, TypeVar, runtime_checkable

from textual import work

from shopcrm.errors import CrmError
from shopcrm.tui.aside import Aside
from shopcrm.tui.clipboard import copy_natively
from shopcrm.tui.frame import Frame, flow
from shopcrm.tui.lock import Watch
from shopcrm.tui.sitting import Work
from shopcrm.tui.text import block

R = TypeVar("R")


@runtime_checkable
class StopsWork(Protocol):
    """A screen behind which work runs that can be stopped."""

    def cancel(self) -> None:
        """Ask the work to stop."""


class Leaving(Frame):
    """The part of the application that closes it. `restart`: a fresh process is to take over, locked."""

    watch_idle: Watch
    restart = False
    restart_after = True
    _copied = False
    _leaving = False

    def __init__(self) -> None:
        super().__init__()
        self.aside = Aside(self, lambda: self.watch_idle.quiet)

    async def _may_leave(self) -> bool:
        """Whether the screen may give way to another; nothing is opened any more while the program ends."""
        from shopcrm.tui.forms.guard import may_leave

        return not (self._leaving or self.jobs_running) and await may_leave(self.screen_stack)

    def copy(self, words: str) -> None:
        """Put words on the clipboard: "Copied" is said only when it is certain."""
        self.copy_to_clipboard(words)

    def copy_to_clipboard(self, text: str) -> None:
        """As `copy`: text fields come this way."""
        self._clipboard = text
        self._copied = True
        self._copy(text)

    @work(thread=True, exclusive=True, group="clipboard")
    def _copy(self, words: str) -> None:
        if copy_natively(words):
            self.call_from_thread(self.notify, "Copied", markup=False, timeout=3)
        elif not self.is_headless:
            self.call_from_thread(super().copy_to_clipboard, words)

    def action_help_quit(self) -> None:
        """Ctrl+C with nothing to copy: say how to leave."""
        self.notify("Ctrl+Q closes the shop, Ctrl+L locks it.", markup=False, timeout=3)

    async def action_quit(self) -> None:
        """Close the shop, guarded."""
        self.quit_guarded()

    @flow
    async def quit_guarded(self) -> None:
        """Close the shop; unsaved changes are asked about first."""
        if not await self._parts():
            return
        if self.sitting is None:
            self.exit(0)
        elif await self._may_leave():
            self._leaving = True
            await self._close_book()
            self.exit(0)

    async def _parts(self) -> bool:
        """Ask what the lowest screen wants asked before it is left for good, which Enter alone never answers."""
        from shopcrm.tui.desk import Desk

        lowest = self.screen_stack[0]
        question = lowest.parting if isinstance(lowest, Desk) and not self.jobs_running else None
        return question is None or await self._is_sure(*question)

    @flow
    async def ask_to_quit(self) -> None:
        """Quit from the menu, where Enter is pressed by accident: ask, then as Ctrl+Q."""
        if not self.jobs_running and await self._is_sure(
            "Close the shop?", "Your records are locked then; the passphrase opens them again."
        ):
            self.quit_guarded()

    async def _is_sure(self, heading: str, words: str) -> bool:
        from shopcrm.tui.forms.dialog import Dialog

        self.load_styles()
        question = Dialog(heading, block(words), [("Stay here", False), ("Quit", True)], back=False)
        return await self.push_screen_wait(question)

    def action_lock(self) -> None:
        """Ctrl+L."""
        self.lock()

    def lock(self) -> None:
        """Lock: never asks. While a job runs the screen is covered, and the lock follows the job."""
        if self.sitting is None or self.locked:
            return
        self.locked = True
        if self.jobs_running:
            from shopcrm.tui.screens.unlock import Cover

            self.push_screen(Cover())
        else:
            self._lock()

    def leave_locked(self) -> None:
        """The terminal went away, or the machine shuts down: stop jobs, keep the draft, close."""
        self.restart_after = False
        for screen in self.screen_stack:
            if isinstance(screen, StopsWork):
                screen.cancel()
        if self.sitting is None:
            self.exit(0)
        elif not self.locked:
            self.lock()

    def _job_ended(self) -> None:
        """A lock that waited for the job goes on."""
        if self.locked and not self.jobs_running:
            self._lock()

    @flow
    async def _lock(self) -> None:
        from shopcrm.tui.kept_draft import keep_topmost

        if self.sitting is not None:
            with contextlib.suppress(CrmError):
                await keep_topmost(self.sitting, self.screen_stack)
            self._leaving = True
            self._forget_clipboard()
            await self._close_book()
        self.restart = self.restart_after
        self.exit(0)

    async def tell(self, error: CrmError) -> None:
        """As every frame; what a closing shop interrupts is nobody's trouble."""
        from shopcrm.tui.forms.trouble import Trouble

        if not self._leaving:
            await self.push_screen_wait(Trouble(error))

    async def run_job(self, title: str, work: Work[R]) -> R:
        """As every frame; a lock that comes meanwhile waits for the job."""
        from shopcrm.tui.forms.long_job import LongJob

        dialog: LongJob[R] = LongJob(title, work)
        await self.aside.stop()
        self.jobs_running += 1
        try:
            await self.push_screen_wait(dialog)
            return dialog.answer()
        finally:
            self.jobs_running -= 1
            self._job_ended()

    async def _close_book(self) -> None:
        await self.aside.stop()
        if self.sitting is not None:
            book, self.sitting = self.sitting.book, None
            await asyncio.to_thread(book.lock)

    def _forget_clipboard(self) -> None:
        if self._copied:
            self._clipboard = ""
            if not copy_natively("") and not self.is_headless:
                super().copy_to_clipboard("")

    def _look_at_watch(self) -> None:
        if self.watch_idle.is_time():
            self.lock()
        elif not self.is_headless and self.aside.wants_to_look:
            self.do_chores()

    @flow
    async def do_chores(self) -> None:
        """Do by itself what is due, while nobody is there."""
        await self.aside.look()
