"""When to lock, and how a fresh process takes over: closing alone would leave names in memory."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_SUSPENDED_SECONDS = 5.0
_SECRET_VARIABLES = ("SHOPCRM_PASSPHRASE_FILE", "SHOPCRM_SHOP", "SHOPCRM_KEY_FILE")


class Watch:
    """Tells whether it is time to lock: nobody touched a key for `idle_seconds`, or the machine slept.

    `ticks` counts seconds awake, `slept` seconds since boot with sleep (they drift apart by each sleep).
    """

    def __init__(
        self,
        idle_seconds: float,
        ticks: Callable[[], float] = time.monotonic,
        with_sleep: Callable[[], float] | None = None,
    ) -> None:
        self.idle_seconds = idle_seconds
        self._ticks = ticks
        self._with_sleep = with_sleep or _since_boot
        self._touched = ticks()
        self._gap = self._with_sleep() - ticks()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._ticks()

    @property
    def quiet(self) -> float:
        """For how many seconds nobody has touched a key."""
        return self._ticks() - self._touched

    def is_time(self) -> bool:
        """Whether to lock now."""
        slept = self._with_sleep() - self._ticks() - self._gap > _SUSPENDED_SECONDS
        return slept or (self.idle_seconds > 0 and self._ticks() - self._touched >= self.idle_seconds)


def let_go_of_terminal() -> None:
    """The terminal is gone: what is still painted goes nowhere.

    Textual would wait for ever until its words are written, with the shop's records in memory.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for ours in (0, 1, 2):
        os.dup2(nowhere, ours)


def _since_boot() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def fresh_command(folder: Path) -> list[str]:
    """The command that opens the unlock screen again: the shop's folder, and nothing that holds a secret."""
    return [sys.executable, "-m", "shopcrm", "--shop", str(folder)]


def fresh_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without anything that names a secret."""
    return {name: value for name, value in environment.items() if name not in _SECRET_VARIABLES}


def start_afresh(folder: Path, environment: Mapping[str, str]) -> None:
    """Replace this process, and all its memory, by one that shows the unlock screen. Does not return.

    environment: as this process was started with (Textual takes NO_COLOR out of it). The terminal must have been
    restored. On Windows a process cannot be replaced: the caller closes and says so.
    """
    sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
    sys.stdout.flush()
    os.execve(sys.executable, fresh_command(folder), fresh_environment(environment))
