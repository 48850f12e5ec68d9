"""A thread that owns one connection and does one thing at a time, in order."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_Task = tuple[Callable[[], Any], "Future[Any]"]


class Worker:
    """Runs what is submitted on its own thread, first come, first served.

    idle: called on that thread, once, when `idle_seconds` have passed without work since the last.
    """

    def __init__(self, name: str, idle: Callable[[], None] | None = None, idle_seconds: float = 30) -> None:
        self._queue: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._idle = idle
        self._idle_seconds = idle_seconds
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, task: Callable[[], T]) -> "Future[T]":
        """Queue a piece of work; its future tells the outcome. Raises RuntimeError once stopped."""
        if self._closed:
            raise RuntimeError("the shop is closed")
        future: Future[T] = Future()
        self._queue.put((task, future))
        return future

    def stop(self) -> None:
        """Finish what is queued, then end the thread."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        worked = False
        while True:
            try:
                task = self._queue.get(timeout=self._idle_seconds if worked and self._idle else None)
            except queue.Empty:
                worked = False
                if self._idle:
                    self._idle()
                continue
            if task is None:
                return
            worked = True
            _settle(*task)
            del task


def _settle(task: Callable[[], Any], future: "Future[Any]") -> None:
    """Run a task into its future. Whatever it raises belongs to who asked: this thread must live on."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        outcome = task()
    except BaseException as error:  # noqa: BLE001 - delivered to the caller through the future, never swallowed
        future.set_exception(error)
    else:
        future.set_result(outcome)
