"""Bars of blocks with their names and figures in words: readable without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.text import line, lines, plain

_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its size, and the size in words (``£120``). One below zero goes to the left of the others."""

    name: str
    size: int
    shown: str


class BarChart(Widget):
    """One row for each bar, scaled to the widest; as wide as its place.

    axis: (size, words) pairs from the lowest; they stand below the bars, each exactly where its size ends.
    """

    def __init__(self, bars: Sequence[Bar] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.bars = tuple(bars)
        self.axis: tuple[tuple[int, str], ...] = ()

    def show(self, bars: Sequence[Bar], axis: Sequence[tuple[int, str]] = ()) -> None:
        """Draw these instead."""
        self.bars, self.axis = tuple(bars), tuple(axis)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The rows."""
        if not self.bars:
            return lines()
        names = max(len(bar.name) for bar in self.bars)
        words = max(len(bar.shown) for bar in self.bars)
        room = max(self.size.width - names - words - 2, 1)
        scale = _Scale([*(bar.size for bar in self.bars), *(size for size, _ in self.axis)], room)
        rows = [line(f"{bar.name:<{names}} ", (scale.bar(bar.size), "$primary"), f" {bar.shown}") for bar in self.bars]
        if self.axis:
            rows.append(plain(" " * (names + 1) + _axis(self.axis, scale, room + words + 1), "$quiet"))
        return lines(*rows)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A row for each bar, and one for the axis."""
        return len(self.bars) + bool(self.axis)


class _Scale:
    """Where a bar of some size ends; where one is below zero, a line stands at zero and bars go both ways from it."""

    def __init__(self, sizes: Sequence[int], room: int) -> None:
        self.low, self.high = min([*sizes, 0]), max([*sizes, 1])
        self.below = -self.low * (room - 1) // (self.high - self.low)
        self.above = room - (self.below + 1 if self.low else 0)

    def bar(self, size: int) -> str:
        """The blocks of a bar."""
        if not self.low:
            return _blocks(size, self.high, self.above)
        if size >= 0:
            return " " * self.below + "│" + _blocks(size, self.high, self.above)
        cells = max(-size * self.below // -self.low, 1)
        return " " * (self.below - cells) + "█" * cells + "│"

    def end(self, size: int) -> int:
        """The column where a bar of that size ends."""
        if size < 0:
            return self.below - -size * self.below // -self.low
        return (self.below + 1 if self.low and size else self.below) + size * self.above // self.high


def _blocks(size: int, most: int, room: int) -> str:
    eighths = max(size, 0) * room * 8 // most
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _axis(axis: Sequence[tuple[int, str]], scale: _Scale, width: int) -> str:
    """The words of the axis, each before a mark where its size ends; zero and every second, every third ... of the
    others where there is no room for all."""
    apart = min((abs(size) for size, _ in axis if size), default=1)
    for step in range(1, len(axis) + 1):
        row = _axis_row([one for one in axis if not one[0] % (step * apart)], scale, width)
        if row is not None:
            return row
    return ""


def _axis_row(axis: Sequence[tuple[int, str]], scale: _Scale, width: int) -> str | None:
    """These words, each before its mark; None where two would touch. One that ends at the edge has no mark."""
    row = [" "] * (width + 1)
    free = 0
    for size, words in axis:
        ends = min(scale.end(size), width)
        start = max(ends - len(words) - 1, 0)
        if start < free:
            return None
        row[start : start + len(words)] = words
        free = start + len(words) + 1
        if free <= ends + 1 and ends:
            row[ends - 1 : ends] = "┘"
    return "".join(row).rstrip()
