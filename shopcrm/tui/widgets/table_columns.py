"""The columns of a list: which of them fit, and a row of words set in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from shopcrm.plain_text import visible

Row = Sequence[str]

_GAP = 2
_MARGIN = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in cells (0 takes what is left), and whether it is set to the right.

    `from_width`: the column is left out where the table is narrower than this.
    """

    title: str
    width: int = 0
    right: bool = False
    from_width: int = 0


class Setting:
    """How rows are set in so many cells behind a mark of so many."""

    def __init__(self, columns: Sequence[Column], width: int, mark: int) -> None:
        shown = [(place, column) for place, column in enumerate(columns) if width >= column.from_width]
        fixed = sum(column.width for _, column in shown) + _GAP * (len(shown) - 1) + mark + _MARGIN
        rest = max(width - fixed, 4)
        self._columns = len(columns)
        self._cells = [(place, column.width or rest, column.right) for place, column in shown]

    def line(self, mark: str, row: Row) -> str:
        """The mark and the row's words, each cut or filled up to its column."""
        words = [visible(word) for word in row] + [""] * self._columns
        cells = (_fitted(words[place], width, right) for place, width, right in self._cells)
        return mark + (" " * _GAP).join(cells)


def _fitted(words: str, width: int, right: bool) -> str:
    """`words` in exactly `width` cells, cut with … where they do not fit."""
    cells = len(words) if words.isascii() else cell_len(words)
    if cells > width:
        words = _cut(words, width - 1) + "…"
        cells = cell_len(words)
    room = " " * (width - cells)
    return room + words if right else words + room


def _cut(words: str, width: int) -> str:
    used = 0
    for place, character in enumerate(words):
        used += cell_len(character)
        if used > width:
            return words[:place]
    return words
