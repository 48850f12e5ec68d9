"""A real terminal for tests: runs a program under a pty and reads its screen as a person would."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "backspace": "\x7f",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
QUIET_SECONDS = 0.25
"""A screen that says nothing for so long has finished painting."""


class Terminal:
    """A program on a pty of its own. Times are seconds of the monotonic clock."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 80, rows: int = 24, environment: Mapping[str, str] | None = None
    ) -> None:
        self.raw = bytearray()
        self.started = time.monotonic()
        self.last_output = self.started
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TEXTUAL_THEME")}
            os.execvpe(command[0], list(command), base | {"TERM": "xterm-256color"} | dict(environment or {}))
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def press(self, *keys: str) -> float:
        """Press named keys (`enter`, `ctrl+n`) or type text; answers when the last one was sent."""
        for key in keys:
            os.write(self._descriptor, KEYS.get(key, key).encode())
        return time.monotonic()

    def read(self, seconds: float) -> bool:
        """Take in output for at most so long; False once nothing came in that time or the program has ended."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:
            return False
        if data:
            self.last_output = time.monotonic()
            self.raw += data
            self._stream.feed(data)
        return bool(data)

    def wait_for(self, seen: str | Callable[[str], bool], seconds: float = 20.0) -> float:
        """Read until the screen shows the text; answers when it did. Raises AssertionError if it never does."""
        fits = seen if callable(seen) else lambda screen: seen in screen
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if fits(self.text):
                return self.last_output
            self.read(0.05)
        raise AssertionError(f"never saw {seen!r} on:\n{self.text}")

    def settle(self, quiet: float = QUIET_SECONDS) -> float:
        """Read until nothing more comes; answers when the last byte came."""
        while self.read(quiet):
            pass
        return self.last_output

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def exit_code(self, seconds: float = 20.0) -> int:
        """Wait for the program to end by itself; answers its exit code."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"still running:\n{self.text}")

    def hang_up(self, seconds: float = 20.0) -> int:
        """Close the terminal's window, as people do, and wait for the program to end; answers its exit code."""
        os.close(self._descriptor)
        self._descriptor = -1
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            select.select([], [], [], 0.05)
        raise AssertionError("still running without a terminal")

    def end(self) -> None:
        """Make sure that the program is gone."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        if self._descriptor >= 0:
            os.close(self._descriptor)
