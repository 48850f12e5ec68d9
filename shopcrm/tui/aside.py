"""What is due runs aside: while nobody presses a key, one chore after the other, and never in anybody's way."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shopcrm.errors import Cancelled, CrmError

if TYPE_CHECKING:
    from shopcrm.tui.frame import Frame
    from shopcrm.tui.sitting import Sitting
    from shopcrm.vault.vault import Vault

QUIET_SECONDS = 20.0
"""Nobody has pressed a key for so long: now something may run."""
LOOK_EVERY_SECONDS = 60.0


class Aside:
    """Looks now and then for what is due, and runs it on a thread; stops when asked, at its next step.

    quiet: how many seconds ago somebody pressed a key.
    """

    def __init__(self, app: "Frame", quiet: Callable[[], float]) -> None:
        self._app = app
        self._quiet = quiet
        self._looked = float("-inf")
        self._cancel = threading.Event()
        self._running: asyncio.Task[object] | None = None

    @property
    def wants_to_look(self) -> bool:
        """Whether it is time: the shop is open, nobody is there, and nothing else runs."""
        app = self._app
        idle = app.sitting is not None and not (app.locked or app.jobs_running or self._running)
        return idle and self._quiet() >= QUIET_SECONDS and time.monotonic() - self._looked >= LOOK_EVERY_SECONDS

    async def look(self) -> None:
        """Run what is due until somebody comes back; what is stopped is due again the next time."""
        sitting = self._app.sitting
        if sitting is None or self._running:
            return
        self._looked = time.monotonic()
        self._cancel = threading.Event()
        self._running, began = asyncio.current_task(), False
        try:
            for name in await asyncio.to_thread(due_now, sitting.book, self._app.launch.settings_file):
                if self._cancel.is_set() or self._quiet() < QUIET_SECONDS:
                    return
                began = True
                await self._run(sitting, name)
        except Cancelled:
            return
        finally:
            self._running = None
            if began and self._app.sitting is sitting:
                await self._app.settings_changed()
                self._show(sitting)
                self._reload()

    async def stop(self) -> None:
        """Ask what runs to stop, and wait until it has: the book is about to be closed, or put to other work."""
        self._cancel.set()
        running = self._running
        while running is not None and self._running is running and running is not asyncio.current_task():
            await asyncio.sleep(0.01)

    def _reload(self) -> None:
        """Where somebody sees what waits, it is told anew."""
        from shopcrm.tui.screens.chores import ChoresScreen
        from shopcrm.tui.screens.today import TodayScreen

        if isinstance(self._app.screen, ChoresScreen | TodayScreen):
            self._app.screen.reload()

    async def _run(self, sitting: "Sitting", name: str) -> None:
        from shopcrm.jobs import chores

        cancel, shown = self._cancel, [-1]

        def progress(done: int, total: int, what: str = "") -> None:
            if cancel.is_set():
                raise Cancelled("Stopped: somebody needs the book.")
            percent = min(100, done * 100 // total) if total else 0
            if percent != shown[0]:
                shown[0] = percent
                self._app.call_from_thread(self._say, sitting, f"{title} {percent} %")

        title = chores.chore_named(name).title
        self._say(sitting, f"{title} …")
        task = chores.Task(sitting.book, self._app.launch.settings_file, progress, cancel)
        await asyncio.to_thread(chores.run, task, name)

    def _say(self, sitting: "Sitting", words: str) -> None:
        """Small, where the age of the backup stands otherwise."""
        sitting.words = replace(sitting.words, backup=words, alarm=False)
        self._show(sitting)

    def _show(self, sitting: "Sitting") -> None:
        from shopcrm.tui.widgets.top_line import TopLine

        for line in self._app.screen.query(TopLine):
            line.show(sitting)


def due_now(book: "Vault", settings_file: Path | None) -> tuple[str, ...]:
    """What is to run by itself now; a known stick that has just appeared, too. Says in vault.json what is due next."""
    from zoneinfo import ZoneInfo

    from shopcrm import settings
    from shopcrm.jobs import backup, chores

    if book.read_only is not None:
        return ()
    try:
        chores.tell_header(book)
        names = tuple(chores.by_themselves(book))
        if "backup" in names or book.read(backup.is_paused):
            return names
        failed = [one.words for one in book.read(chores.failures) if one.chore == "backup"]
    except CrmError:
        return ()
    now = book.clock().astimezone(ZoneInfo(book.calendar.zone))
    found = backup.due_places(book.folder, book.vault_id, settings.load(settings_file), now)
    waiting = [one for one in found if _failed_elsewhere(one, failed)]
    may = chores.chore_named("backup").role <= book.staff.role
    return ("backup", *names) if waiting and may else names


def _failed_elsewhere(folder: Path, failed: list[str]) -> bool:
    """Whether only other places failed: a full stick is not tried each minute until somebody comes."""
    from shopcrm.jobs.chores import work

    return all(words.startswith("Not made in ") and work.not_made_in(folder) not in words for words in failed)
