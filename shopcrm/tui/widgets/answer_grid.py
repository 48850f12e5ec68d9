"""A small grid of answers: a row for each channel, a column for each purpose, one cell marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from shopcrm.tui.text import line, lines, plain

Cell = tuple[int, int]
"""A row and a column."""
_LABEL = 15
_MARK, _NO_MARK = "▸ ", "  "


class AnswerGrid(Widget, can_focus=True):
    """Arrows or a click move the mark; Enter chooses the marked cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("left", "move(0, -1)", "Left", show=False),
        Binding("right", "move(0, 1)", "Right", show=False),
        Binding("enter", "choose", "Answer", show=False),
    ]
    marked: reactive[Cell] = reactive((0, 0))

    @dataclass
    class Marked(Message):
        """Another cell is marked."""

        cell: Cell

    @dataclass
    class Chosen(Message):
        """Enter, or a click on the marked cell."""

        cell: Cell

    def __init__(self, rows: Sequence[str], columns: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._words: Mapping[Cell, tuple[str, str]] = {}

    def show(self, words: Mapping[Cell, tuple[str, str]]) -> None:
        """Show these: words and style of each cell."""
        self._words = words
        self.refresh()

    def render(self) -> Content:
        """The names of the columns, then a row for each."""
        wide = self._wide
        head = plain(" " * _LABEL + "".join(f"  {name:<{wide - 2}}" for name in self._columns), "bold")
        return lines(head, *(self._row(row, wide) for row in range(len(self._rows))))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row each, and the names."""
        return len(self._rows) + 1

    def watch_marked(self, cell: Cell) -> None:
        """Tell whoever listens."""
        self.post_message(self.Marked(cell))

    def action_move(self, down: int, right: int) -> None:
        """Move the mark, not past an edge."""
        row, column = self.marked
        self.marked = (
            min(max(row + down, 0), len(self._rows) - 1),
            min(max(column + right, 0), len(self._columns) - 1),
        )

    def action_choose(self) -> None:
        """Choose the marked cell."""
        self.post_message(self.Chosen(self.marked))

    def on_click(self, event: events.Click) -> None:
        """A click marks; on the marked cell it chooses."""
        row, column = event.y - 1, (event.x - _LABEL) // self._wide
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._columns)):
            return
        if (row, column) == self.marked:
            self.action_choose()
        self.marked = (row, column)

    @property
    def _wide(self) -> int:
        """How wide a column is."""
        return max((self.size.width - _LABEL) // len(self._columns), 4)

    def _row(self, row: int, wide: int) -> Content:
        found: list[tuple[str, str]] = [(f"{self._rows[row]:<{_LABEL}}"[:_LABEL], "")]
        for column in range(len(self._columns)):
            words, style = self._words.get((row, column), ("", ""))
            mark = _MARK if (row, column) == self.marked else _NO_MARK
            here = "bold on $secondary" if mark == _MARK and self.has_focus else style
            found.append((f"{mark}{words:<{wide - 2}}"[:wide], here))
        return line(*found)
