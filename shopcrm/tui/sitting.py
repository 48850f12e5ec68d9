"""A sitting: from unlock to lock. Holds the vault, what can be taken back, and the words of the top line."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from shopcrm.errors import Interrupted

if TYPE_CHECKING:
    from shopcrm.shop.profile import Profile
    from shopcrm.vault.tx import Staff, Tx, Undo
    from shopcrm.vault.vault import Vault

P = ParamSpec("P")
R = TypeVar("R")
Progress = Callable[[int, int, str], None]
Act = tuple["Undo", ...]
"""What one deed of a person wrote, in its order."""

BACKUP = "backup"
"""The chore whose last run vault.json remembers."""
BACKUP_DUE_DAYS = 7


@dataclass(frozen=True, slots=True)
class TopWords:
    """What the top line says: the shop's name, and the state of its backups; `alarm` puts a ! behind it.

    who: who is working, where that may be one of several.
    """

    shop: str = ""
    who: str = ""
    backup: str = ""
    alarm: bool = False


class Sitting:
    """The open shop, for the screens: reads and writes awaited off the UI thread, undo and redo."""

    def __init__(self, book: "Vault") -> None:
        self.book = book
        self.words = TopWords()
        self.profile: Profile | None = None
        self.people = 1
        """How many have a login."""
        self.idle_minutes = 0
        """Until the screen of who is working locks."""
        self._undos: list[Act] = []
        self._redos: list[Act] = []
        self._seen: Undo | None = book.last_undo

    async def read(self, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a reading function. Cancelling the awaiting task drops a read that has not begun.

        Raises Interrupted only where the shop is being closed: what gave way to other work is asked again.
        """
        submit: Callable[..., Future[R]] = self.book.submit_read
        while True:
            try:
                return await asyncio.wrap_future(submit(function, *args, **kwargs))
            except Interrupted:
                if self.book.is_closed:
                    raise

    async def write(self, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a writing function, once it is on disk. A write that was begun is never abandoned."""
        answer = await self._write(function, *args, **kwargs)
        self.notice_write()
        return answer

    @property
    def staff(self) -> "Staff":
        """Who is working."""
        return self.book.staff

    @property
    def today(self) -> date:
        """The day on the shop's calendar."""
        return self.book.calendar.local_date(self.book.clock())

    def notice_write(self) -> None:
        """Remember what the latest write offers to take back; where it ended all of that, so does this."""
        if self.book.last_undo is None:
            self._undos.clear()
            self._redos.clear()
        offered = self._newly_offered()
        if offered is not None:
            self._undos.append((offered,))
            self._redos.clear()

    @contextmanager
    def one_act(self) -> Iterator[None]:
        """What is written meanwhile is one act to the person: one Ctrl+Z takes all of it back, under its first name."""
        before = len(self._undos)
        try:
            yield
        finally:
            written = self._undos[before:]
            if written:
                self._undos[before:] = [tuple(chain.from_iterable(written))]

    def _newly_offered(self) -> "Undo | None":
        offered = self.book.last_undo
        if offered is self._seen:
            return None
        self._seen = offered
        return offered

    @property
    def next_undo(self) -> "Undo | None":
        """What Ctrl+Z would take back."""
        return self._undos[-1][0] if self._undos else None

    async def undo(self) -> str | None:
        """Take back the last act of this sitting; answers its label, or None where there is nothing to take back."""
        return await self._travel(self._undos, self._redos)

    async def redo(self) -> str | None:
        """Do again what was taken back last; answers the label that it had when it was taken back, or None."""
        return await self._travel(self._redos, self._undos)

    async def _travel(self, origin: "list[Act]", target: "list[Act]") -> str | None:
        if not origin:
            return None
        act = origin.pop()
        label, inverses = act[0].label, []
        for one in reversed(act):
            await self._write(one.function, *one.arguments)
            inverse = self._newly_offered()
            if inverse is not None:
                inverses.append(replace(inverse, label=label))
        if len(inverses) == len(act):
            target.append(tuple(inverses))
        return label

    async def learn(self) -> "Profile":
        """Read the shop's settings and the age of its backup: at unlock, and after either changed."""
        from shopcrm.shop import acts, profile, staff
        from shopcrm.vault.tx import from_stamp

        self.profile = found = await self.read(profile.get)
        here = await self.read(staff.here)
        self.people, self.idle_minutes = here.people, here.idle_minutes
        who = self.staff.name if here.people > 1 else ""
        book = self.book
        last = book.header.chores.get(BACKUP)
        days = None if last is None else (self.today - book.calendar.local_date(from_stamp(last))).days
        stale = days is not None and await self.read(acts.older_than_key)
        words = "No backup with the new key" if stale else backup_words(days)
        alarm = stale or days is None or not 0 <= days < BACKUP_DUE_DAYS
        self.words = TopWords(found.name, who, words, alarm)
        return found

    async def _write(self, function: "Callable[Concatenate[Tx, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
        submit: Callable[..., Future[R]] = self.book.submit_write
        return await asyncio.shield(asyncio.wrap_future(submit(function, *args, **kwargs)))


def backup_words(days: int | None) -> str:
    """The age of the last backup in words; None: there is none. Below 0: it bears a day still to come."""
    if days is None:
        return "No backup yet"
    if days < 0:
        return "Last backup dated ahead"
    return {0: "Last backup today", 1: "Last backup yesterday"}.get(days, f"Last backup {days} days ago")


Work = Callable[[Progress, threading.Event], R]
"""A long job: reports progress (done, total, what) and looks at the cancel flag; runs on a thread of its own."""
