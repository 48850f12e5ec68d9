"""Tables on paper: plain strings in columns that share the width by need; a head on every page; rows of any length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil

from shopcrm.papers.kit import ACCENT, BOTTOM, LEFT, MEASURE, NOTE, QUIET, TOP, Sheet
from shopcrm.papers.typesetting import BOLD, REGULAR, Style, measure, wrap

CELL = Style(REGULAR, 8.5, 11.5)
HEAD = Style(BOLD, 8.5, 11.5, ACCENT)
LABEL = Style(REGULAR, 7, 9.5, QUIET)
_GAP, _PAD = 12.0, 3.0
_NARROWEST = 52.0
_ACROSS = 4
_BELOW = 4.0
_CELL_WIDTH = MEASURE / _ACROSS
_WHOLE_PAGE = TOP - BOTTOM - 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading; numbers and amounts stand right."""

    heading: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A value under its label: the left edge, and the value's lines."""

    left: float
    label: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column in its place: the left edge and width in points, and whether every line in it fits."""

    column: Column
    left: float
    width: float
    roomy: bool


def table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    empty: str = "Nothing held.",
) -> None:
    """Rows under headings that repeat on each page; with too many columns for the page, a block for each row."""
    ready = [[sheet.fit(value, lines=True) for value in row] for row in rows]
    if not ready:
        sheet.paragraph(empty, NOTE)
        return
    needs = _needs(columns, ready)
    if not _readable(needs):
        records(sheet, columns, ready)
        return
    placed = _place(columns, needs)
    cells = ([_cell(value, at) for value, at in zip(row, placed, strict=True)] for row in ready)
    first = next(cells)
    sheet.keep(min(_head_height(placed) + _row_height(first), _WHOLE_PAGE))
    _head(sheet, placed)
    for row in chain((first,), cells):
        _row(sheet, placed, row)
    sheet.space(10)


def _readable(needs: Sequence[float]) -> bool:
    """Whether so many columns make a readable table on A4: none squeezed so far that words break."""
    return sum(min(need, _NARROWEST) for need in needs) + _GAP * (len(needs) - 1) <= MEASURE


def records(sheet: Sheet, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """A block of labelled values per row, for records with too many columns for a table; blank values are left out."""
    for count, row in enumerate(rows):
        if count:
            sheet.rule(sheet.y)
            sheet.space(6)
        pairs = [(column.heading, value) for column, value in zip(columns, row, strict=True) if value]
        lines = list(_across(sheet, pairs))
        sheet.keep(min(sum(map(_height, lines)), _WHOLE_PAGE / 2))
        for cells in lines:
            sheet.keep(min(_height(cells), LABEL.leading + CELL.leading * 3))
            _labelled(sheet, cells)
        sheet.space(2)
    sheet.space(8)


def _across(sheet: Sheet, pairs: Iterable[tuple[str, str]]) -> Iterator[list[_Labelled]]:
    """Labelled values side by side, as many as fit; a long value takes the room of several."""
    line: list[_Labelled] = []
    used = 0
    for label, value in pairs:
        text, shown = sheet.fit(value, lines=True), sheet.fit(label)
        need = max(measure(shown, LABEL), *(measure(part, CELL) for part in text.split("\n")))
        cells = min(_ACROSS, max(1, ceil((need + _GAP) / _CELL_WIDTH)))
        if used + cells > _ACROSS:
            yield line
            line, used = [], 0
        line.append(_Labelled(LEFT + used * _CELL_WIDTH, shown, wrap(text, CELL, cells * _CELL_WIDTH - _GAP)))
        used += cells
    if line:
        yield line


def _height(cells: Sequence[_Labelled]) -> float:
    return LABEL.leading + CELL.leading * max(len(cell.lines) for cell in cells) + _BELOW


def _labelled(sheet: Sheet, cells: Sequence[_Labelled]) -> None:
    for cell in cells:
        sheet.draw(cell.left, sheet.y - LABEL.size, cell.label, LABEL)
    sheet.y -= LABEL.leading
    for down in range(max(len(cell.lines) for cell in cells)):
        sheet.keep(CELL.leading)
        for cell in cells:
            if down < len(cell.lines):
                sheet.draw(cell.left, sheet.y - CELL.size, cell.lines[down], CELL)
        sheet.y -= CELL.leading
    sheet.space(_BELOW)


def _needs(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide each column would be if nothing in it were wrapped."""
    needs = [measure(column.heading, HEAD) for column in columns]
    for at in range(len(columns)):
        longest = {line for row in rows for line in row[at].split("\n")}
        needs[at] = max([needs[at], *(measure(line, CELL) for line in longest)])
    return needs


def _place(columns: Sequence[Column], needs: Sequence[float]) -> list[_Placed]:
    """Columns side by side: each gets what it needs; where that is too much, the widest share what is left.

    None is narrower than the longest word of its heading. Of what is to spare, columns of words get
    more than columns of numbers.
    """
    room = MEASURE - _GAP * (len(columns) - 1)
    words = [max(measure(word, HEAD) for word in column.heading.split() or [""]) for column in columns]
    least = words if sum(words) <= room else [0.0] * len(words)
    extra = _share([need - word for need, word in zip(needs, least, strict=True)], room - sum(least))
    widths = [word + more for word, more in zip(least, extra, strict=True)]
    parts = [1 if column.right else 3 for column in columns]
    spare = (room - sum(widths)) / sum(parts)
    placed, left = [], LEFT
    for column, need, share, part in zip(columns, needs, widths, parts, strict=True):
        width = share + part * spare
        placed.append(_Placed(column, left, width, need <= width))
        left += width + _GAP
    return placed


def _share(needs: Sequence[float], room: float) -> list[float]:
    """Max-min fair shares of `room`: a need below the equal share is met in full."""
    widths = [0.0] * len(needs)
    waiting = sorted(range(len(needs)), key=lambda at: needs[at])
    for done, at in enumerate(waiting):
        widths[at] = min(needs[at], room / (len(needs) - done))
        room -= widths[at]
    return widths


def _cell(value: str, at: _Placed) -> list[str]:
    return value.split("\n") if at.roomy else wrap(value, CELL, at.width)


def _head_height(placed: Sequence[_Placed]) -> float:
    return max(len(wrap(at.column.heading, HEAD, at.width)) for at in placed) * HEAD.leading + _PAD * 2


def _row_height(cells: Sequence[Sequence[str]]) -> float:
    return max(map(len, cells)) * CELL.leading + _PAD * 2


def _head(sheet: Sheet, placed: Sequence[_Placed]) -> None:
    lines = [wrap(at.column.heading, HEAD, at.width) for at in placed]
    height = _head_height(placed)
    sheet.band(sheet.y - height, height)
    _lines(sheet, placed, lines, HEAD)
    sheet.rule(sheet.y, ACCENT, 0.8)


def _row(sheet: Sheet, placed: Sequence[_Placed], cells: list[list[str]]) -> None:
    """One row; one that does not fit here moves to the next page, one that fits on no page is cut at the foot."""
    height = _row_height(cells)
    left = sheet.y - BOTTOM
    if height > left and (height <= _WHOLE_PAGE or left < CELL.leading * 4):
        _turn(sheet, placed)
    while any(cells):
        fit = int((sheet.y - BOTTOM - _PAD * 2) / CELL.leading)
        _lines(sheet, placed, [lines[:fit] for lines in cells], CELL)
        cells = [lines[fit:] for lines in cells]
        if any(cells):
            _turn(sheet, placed)
    sheet.rule(sheet.y)


def _turn(sheet: Sheet, placed: Sequence[_Placed]) -> None:
    sheet.turn()
    _head(sheet, placed)


def _lines(sheet: Sheet, placed: Sequence[_Placed], cells: Sequence[Sequence[str]], style: Style) -> None:
    top = sheet.y - _PAD - style.size
    for at, lines in zip(placed, cells, strict=True):
        x = at.left + at.width if at.column.right else at.left
        for down, line in enumerate(lines):
            if line:
                sheet.draw(x, top - down * style.leading, line, style, "right" if at.column.right else "left")
    sheet.y -= max(map(len, cells)) * style.leading + _PAD * 2
