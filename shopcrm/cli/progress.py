"""How a long job shows that it moves: a bar on a terminal, percentages when piped, nothing with ``--json``."""

import contextlib
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TextIO, TypeVar

from shopcrm.cli.app import App
from shopcrm.plain_text import visible

R = TypeVar("R")
Step = Callable[[int, int, str], None]
"""Called by a job with what is done, the total in the same unit, and a word or two on what it is doing."""

_BAR_CELLS = 24
_LINE_EVERY_PERCENT = 10
_STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def run_job(app: App, title: str, work: Callable[[Step, threading.Event], R]) -> R:
    """Run long work while its progress is shown; Ctrl+C, and a closed terminal, cancel it cleanly.

    work: given where to report and the flag that says stop; it raises Cancelled once it has undone what it did.
    """
    cancel = threading.Event()
    with _stopping(cancel), _presenter(app, title) as step:
        return work(step, cancel)


class Bar:
    """One line on a terminal that is drawn again at each percent."""

    def __init__(self, title: str, stream: TextIO) -> None:
        self._title = title
        self._stream = stream
        self._drawn = ""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Draw how far the job is."""
        percent = percentage(done, total)
        full = percent * _BAR_CELLS // 100
        line = f"{self._title} [{'#' * full}{'.' * (_BAR_CELLS - full)}] {percent:3}% {visible(what)}"
        line = line[: shutil.get_terminal_size().columns - 1]
        if line != self._drawn:
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()
            self._drawn = line

    def close(self) -> None:
        """Leave the line to what comes next."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


class PercentLines:
    """A line at each tenth, and wherever the job begins something else: for logs and pipes."""

    def __init__(self, title: str, stream: TextIO) -> None:
        self._title = title
        self._stream = stream
        self._said: tuple[int, str] | None = None

    def step(self, done: int, total: int, what: str = "") -> None:
        """Say how far the job is, where that is news."""
        percent = percentage(done, total)
        news = (percent // _LINE_EVERY_PERCENT, what)
        if news != self._said:
            self._stream.write(f"{self._title}: {percent}%{' ' + visible(what) if what else ''}\n")
            self._stream.flush()
            self._said = news

    def close(self) -> None:
        """Nothing is left to tidy."""


def percentage(done: int, total: int) -> int:
    """Whole percent, never beyond 0 to 100; a job of nothing is done."""
    return 100 if total <= 0 else max(0, min(100, done * 100 // total))


@contextlib.contextmanager
def _presenter(app: App, title: str) -> Iterator[Step]:
    if app.json:
        yield _silent
        return
    shown = Bar(title, sys.stderr) if app.watched else PercentLines(title, sys.stderr)
    try:
        yield shown.step
    finally:
        shown.close()


def _silent(done: int, total: int, what: str = "") -> None:
    """With ``--json`` nothing is shown."""


@contextlib.contextmanager
def _stopping(cancel: threading.Event) -> Iterator[None]:
    """While a job runs, a signal to stop sets the flag, and the job rolls back by itself."""

    def stop(number: int, frame: FrameType | None) -> None:
        """Ask the job to stop."""
        cancel.set()

    known = [getattr(signal, name) for name in _STOP_SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
