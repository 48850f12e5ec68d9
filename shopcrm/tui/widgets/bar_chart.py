"""Bars of blocks with their names and figures in words: readable without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.text import line, lines

_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its size, and the size in words (``£120``). A bar below zero is drawn as none."""

    name: str
    size: int
    shown: str


class BarChart(Widget):
    """One row for each bar, scaled to the widest; as wide as its place."""

    def __init__(self, bars: Sequence[Bar] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.bars = tuple(bars)

    def show(self, bars: Sequence[Bar]) -> None:
        """Draw these instead."""
        self.bars = tuple(bars)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The rows."""
        if not self.bars:
            return lines()
        names = max(len(bar.name) for bar in self.bars)
        words = max(len(bar.shown) for bar in self.bars)
        room = max(self.size.width - names - words - 2, 1)
        most = max(max(bar.size for bar in self.bars), 1)
        return lines(
            *(
                line(f"{bar.name:<{names}} ", (_blocks(bar.size, most, room), "$primary"), f" {bar.shown}")
                for bar in self.bars
            )
        )

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A row for each bar."""
        return len(self.bars)


def _blocks(size: int, most: int, room: int) -> str:
    eighths = max(size, 0) * room * 8 // most
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
