"""A line through points, with an axis of round numbers: drawn in characters, readable without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from shopcrm.tui.text import line, lines, plain

POINT = "●"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: its name below the axis, and its height; None where there is none, and the line has a gap."""

    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the axis: a height, and its words (``£1,000``)."""

    value: int
    words: str


class LineChart(Widget):
    """As wide and as high as its place: every tick of the axis stands on a row of its own, exactly."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marks: tuple[Mark, ...] = ()
        self.axis: tuple[Tick, ...] = ()

    def show(self, marks: Sequence[Mark], axis: Sequence[Tick]) -> None:
        """Draw these instead; axis: evenly apart, from the lowest."""
        self.marks, self.axis = tuple(marks), tuple(axis)
        self.refresh()

    def render(self) -> Content:
        """The rows, the names of the points last."""
        return lines(
            *(plain(row) if at is None else line(row[:at], (row[at:], "$primary")) for row, at in self._rows())
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as there is room."""
        return max(viewport.height, 3)

    def _rows(self) -> list[tuple[str, int | None]]:
        """Each row, and where its line begins."""
        if len(self.axis) < 2 or not self.marks:
            return []
        words = max(len(one.words) for one in self.axis)
        width = max(self.size.width - words - 2, len(self.marks))
        grid = drawn(self.marks, self.axis, width, max(self.size.height - 1, len(self.axis)))
        apart = (len(grid) - 1) // (len(self.axis) - 1)
        rows: list[tuple[str, int | None]] = []
        for place, row in enumerate(grid):
            tick = self.axis[-1 - place // apart] if place % apart == 0 else None
            rows.append((f"{tick.words if tick else '':>{words}} {'┤' if tick else '│'}{row}", words + 2))
        rows.append((" " * (words + 2) + named(self.marks, width), None))
        return rows


def drawn(marks: Sequence[Mark], axis: Sequence[Tick], width: int, height: int) -> list[str]:
    """The line as rows of characters, the top one first; no higher than `height`, so high that each tick has a row."""
    apart = max((height - 1) // (len(axis) - 1), 1)
    top = apart * (len(axis) - 1)
    grid = [[" "] * width for _ in range(top + 1)]
    low, high = axis[0].value, axis[-1].value
    before: tuple[int, int] | None = None
    for place, mark in enumerate(marks):
        here = None if mark.value is None else (column(place, len(marks), width), _level(mark.value, low, high, top))
        if here and before:
            _join(grid, before, here, top)
        before = here
    for place, mark in enumerate(marks):
        if mark.value is not None:
            grid[top - _level(mark.value, low, high, top)][column(place, len(marks), width)] = POINT
    return ["".join(row) for row in grid]


def named(marks: Sequence[Mark], width: int) -> str:
    """The names below their points: every one, every second, every third ... as there is room; the last one always."""
    for step in range(1, len(marks) + 1):
        row = _named(marks, range(len(marks) - 1, -1, -step), width)
        if row is not None:
            return row
    return ""


def _named(marks: Sequence[Mark], places: Sequence[int], width: int) -> str | None:
    """The names of some points, from the last one on; None where they touch."""
    row, free = [" "] * width, width
    for place in places:
        name = marks[place].name[:width]
        start = min(max(column(place, len(marks), width) - len(name) // 2, 0), width - len(name))
        if start + len(name) > free:
            return None
        row[start : start + len(name)] = name
        free = start - 1
    return "".join(row).rstrip()


def column(place: int, count: int, width: int) -> int:
    """Where the so-manieth of `count` points stands."""
    return place * (width - 1) // (count - 1) if count > 1 else width // 2


def _level(value: int, low: int, high: int, top: int) -> int:
    """The nearest row above the axis for a value, exact for ticks."""
    return (2 * (value - low) * top + (high - low)) // (2 * (high - low))


def _join(grid: list[list[str]], start: tuple[int, int], end: tuple[int, int], top: int) -> None:
    """A line from one point to the next, a step in each column."""
    (left, first), (right, last) = start, end
    level = first
    for x in range(left + 1, right + 1):
        goal = _level(x - left, 0, right - left, abs(last - first))
        reached = first + goal if last >= first else first - goal
        if reached == level:
            grid[top - level][x] = "─"
        else:
            up = reached > level
            grid[top - level][x], grid[top - reached][x] = ("╯", "╭") if up else ("╮", "╰")
            for between in range(min(level, reached) + 1, max(level, reached)):
                grid[top - between][x] = "│"
            level = reached
