"""A sitting: from unlock to lock. Holds the vault, what can be taken back, and the words of the top line."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from shopcrm.vault.tx import Tx, Undo

P = ParamSpec("P")
R = TypeVar("R")
Progress = Callable[[int, int, str], None]


class Book(Protocol):
    """What a sitting needs of the vault."""

    last_undo: Undo | None

    def submit_read(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> "Future[R]":
        """Run a reading function on the reader's thread."""

    def submit_write(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> "Future[R]":
        """Run a writing function on the writer's thread."""

    def lock(self) -> None:
        """Checkpoint and close."""


@dataclass(frozen=True, slots=True)
class TopWords:
    """What the top line says: the shop's name, and the state of its backups; `alarm` puts a ! behind it."""

    shop: str = ""
    backup: str = ""
    alarm: bool = False


class Sitting:
    """The open shop, for the screens: reads and writes awaited off the UI thread, undo and redo."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.words = TopWords()
        self._undos: list[Undo] = []
        self._redos: list[Undo] = []
        self._seen: Undo | None = book.last_undo

    async def read(self, function: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a reading function. Cancelling the awaiting task drops a read that has not begun."""
        return await asyncio.wrap_future(self.book.submit_read(function, *args, **kwargs))

    async def write(self, function: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a writing function, once it is on disk. A write that was begun is never abandoned."""
        answer = await self._write(function, *args, **kwargs)
        self.notice_write()
        return answer

    def notice_write(self) -> None:
        """Remember what the latest write offers to take back."""
        offered = self._newly_offered()
        if offered is not None:
            self._undos.append(offered)
            self._redos.clear()

    def _newly_offered(self) -> Undo | None:
        offered = self.book.last_undo
        if offered is self._seen:
            return None
        self._seen = offered
        return offered

    @property
    def next_undo(self) -> Undo | None:
        """What Ctrl+Z would take back."""
        return self._undos[-1] if self._undos else None

    @property
    def next_redo(self) -> Undo | None:
        """What Ctrl+Y would do again."""
        return self._redos[-1] if self._redos else None

    async def undo(self) -> str | None:
        """Take back the last act of this sitting; answers its label, or None where there is nothing to take back."""
        return await self._travel(self._undos, self._redos)

    async def redo(self) -> str | None:
        """Do again what was taken back last; answers its label, or None."""
        return await self._travel(self._redos, self._undos)

    async def _travel(self, origin: list[Undo], target: list[Undo]) -> str | None:
        if not origin:
            return None
        act = origin.pop()
        await self._write(act.function, *act.arguments)
        inverse = self._newly_offered()
        if inverse is not None:
            target.append(inverse)
        return act.label

    async def learn_words(self) -> None:
        """Read what the top line says: at unlock, and after a backup or a change of the shop's name."""

    async def _write(self, function: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.shield(asyncio.wrap_future(self.book.submit_write(function, *args, **kwargs)))


Work = Callable[[Progress, threading.Event], R]
"""A long job: reports progress (done, total, what) and looks at the cancel flag; runs on a thread of its own."""
