"""The figures of a period on one page, with charts and what each figure means: for the accountant, or the wall."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from itertools import zip_longest
from math import ceil

from shopcrm.papers.kit import (
    ACCENT,
    BODY_BOLD,
    BOTTOM,
    HAIR,
    LEFT,
    MEASURE,
    NOTE,
    QUIET,
    RIGHT,
    SMALL,
    Letterhead,
    Paper,
    Sheet,
)
from shopcrm.papers.sums import head_note
from shopcrm.papers.typesetting import BOLD, REGULAR, Style, measure, wrap
from shopcrm.vault.header import Anchor
from shopcrm.vault.tx import from_stamp

_GAP = 22.0
_HEIGHT = 88.0
_PLOT = 46.0
_HEADS = ("Figure", "Now", "Before", "Change", "Target", "Made from")
_CELL = Style(REGULAR, 7.5, 9.5)
_HEAD = Style(BOLD, 7.5, 9.5, ACCENT)
_APART, _PAD = 10.0, 3.0
_PRINT = Style(REGULAR, 6, 7.2, QUIET)
_TERM = Style(REGULAR, 6, 7.2, ACCENT)
_COLUMN = (MEASURE - _GAP) / 2


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure in words: its value, that of before, the change, what the shop aims at, what it was made from."""

    name: str
    now: str
    before: str
    change: str
    target: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over several periods. axis: round values with their words, from the lowest; values None for none."""

    title: str
    names: tuple[str, ...]
    values: tuple[int | None, ...]
    axis: tuple[tuple[int, str], ...]
    bars: bool


def make(
    period: str,
    against: str,
    lines: Sequence[FigureLine],
    charts: Sequence[Chart],
    meanings: Sequence[tuple[str, str]],
    remark: str,
    shop: Letterhead,
    made_at: str,
    head: Anchor,
) -> Paper:
    """The figures as a PDF. meanings: the name of each figure and what it is; remark: below the charts, where any.

    made_at: the instant that it bears, a stored stamp; head: the last entry of activity.
    """
    sheet = Sheet("Figures", shop, from_stamp(made_at), f"Figures · {period}")
    sheet.title(f"Figures: {period}", against)
    _table(sheet, lines)
    sheet.space(8)
    print_lines = _printed(sheet, meanings)
    below = ceil(len(print_lines) / 2) * _PRINT.leading + 2 * NOTE.leading + 9
    rows = ceil(len(charts) / 2)
    across = 2 if sheet.y - rows * _HEIGHT - below >= BOTTOM else len(charts)
    _charts(sheet, charts, across)
    if remark:
        sheet.write(remark, NOTE)
    sheet.space(3)
    _small_print(sheet, print_lines)
    sheet.write(head_note(head), NOTE)
    return sheet.finish()


def _table(sheet: Sheet, lines: Sequence[FigureLine]) -> None:
    """A row for each figure, close together, so that the charts have room below; the last column takes what is left."""
    rows = [tuple(sheet.fit(cell) for cell in astuple(one)) for one in lines]
    aimed = any(one.target for one in lines)
    shown = [at for at, name in enumerate(_HEADS) if aimed or name != "Target"]
    widths = [max(measure(row[at], _CELL) for row in (_HEADS, *rows)) + _APART for at in shown[:-1]]
    lefts = [LEFT + sum(widths[:place]) for place in range(len(shown))]
    room = RIGHT - lefts[-1]
    for row, style in ((_HEADS, _HEAD), *((row, _CELL) for row in rows)):
        cells = [wrap(row[at], style, room if at == shown[-1] else MEASURE) for at in shown]
        height = max(map(len, cells)) * style.leading + _PAD
        sheet.keep(height)
        for place, cell in enumerate(cells):
            right = 0 < place < len(shown) - 1
            x = lefts[place + 1] - _APART if right else lefts[place]
            for down, words in enumerate(cell):
                sheet.draw(x, sheet.y - style.size - down * style.leading, words, style, "right" if right else "left")
        sheet.space(height)
        sheet.rule(sheet.y + 1, ACCENT if style is _HEAD else HAIR)
        sheet.space(1)


def _charts(sheet: Sheet, charts: Sequence[Chart], across: int) -> None:
    """So many beside each other: two, or all of them where the page has no room for a second row."""
    width = (MEASURE - (across - 1) * _GAP) / across
    for at in range(0, len(charts), across):
        sheet.keep(_HEIGHT)
        for beside, chart in enumerate(charts[at : at + across]):
            _chart(sheet, chart, LEFT + beside * (width + _GAP), width)
        sheet.space(_HEIGHT)


def _printed(sheet: Sheet, meanings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What each figure means, in lines of half the page's width: the name that a line begins with, and the rest."""
    found: list[tuple[str, str]] = []
    for name, words in meanings:
        term = sheet.fit(f"{name}:")
        first, *others = wrap(f"{term} {sheet.fit(words)}", _PRINT, _COLUMN)
        found += [(term, first.removeprefix(term)), *(("", line) for line in others)]
    return found


def _small_print(sheet: Sheet, lines: Sequence[tuple[str, str]]) -> None:
    """In two columns, the names in the colour of the headings."""
    half = ceil(len(lines) / 2)
    for left, right in zip_longest(lines[:half], lines[half:], fillvalue=("", "")):
        sheet.keep(_PRINT.leading)
        for x, (term, words) in ((LEFT, left), (LEFT + _COLUMN + _GAP, right)):
            sheet.draw(x, sheet.y - _PRINT.size, term, _TERM)
            sheet.draw(x + measure(term, _TERM), sheet.y - _PRINT.size, words, _PRINT)
        sheet.space(_PRINT.leading)
    sheet.space(6)


def _chart(sheet: Sheet, chart: Chart, left: float, width: float) -> None:
    """A title, the axis with its words, the bars or the line, the names of the periods."""
    top = sheet.y - BODY_BOLD.size
    sheet.draw(left, top, sheet.fit(wrap(sheet.fit(chart.title), BODY_BOLD, width)[0]), BODY_BOLD)
    foot = top - 12 - _PLOT
    if len(chart.axis) < 2 or all(value is None for value in chart.values):
        sheet.draw(left, foot + _PLOT / 2, "Nothing to draw yet.", SMALL)
        return
    words = max(measure(sheet.fit(word), SMALL) for _, word in chart.axis) + 6
    low, high = chart.axis[0][0], chart.axis[-1][0]

    def height(value: int) -> float:
        return foot + (value - low) * _PLOT / (high - low)

    for value, word in chart.axis:
        sheet.draw(left + words - 6, height(value) - 2.5, sheet.fit(word), SMALL, "right")
        sheet.rule(height(value), QUIET if value == 0 else HAIR, left=left + words, right=left + width)
    step = (width - words) / len(chart.values)
    middles = [left + words + (place + 0.5) * step for place in range(len(chart.values))]
    (_bars if chart.bars else _line)(sheet, chart, middles, step, height)
    _names(sheet, chart.names, middles, foot - 10)


def _bars(sheet: Sheet, chart: Chart, middles: list[float], step: float, height: Callable[[int], float]) -> None:
    zero = height(0)
    for middle, value in zip(middles, chart.values, strict=True):
        if value:
            tall = height(value) - zero
            edge = step * 0.32
            sheet.band(min(zero, zero + tall), abs(tall), ACCENT, left=middle - edge, right=middle + edge)


def _line(sheet: Sheet, chart: Chart, middles: list[float], step: float, height: Callable[[int], float]) -> None:
    """From point to point, with a gap where there is none."""
    run: list[tuple[float, float]] = []
    for middle, value in zip(middles, chart.values, strict=True):
        if value is None:
            sheet.stroke(run)
            run = []
            continue
        run.append((middle, height(value)))
        sheet.band(height(value) - 1.6, 3.2, ACCENT, left=middle - 1.6, right=middle + 1.6)
    sheet.stroke(run)


def _names(sheet: Sheet, names: Sequence[str], middles: list[float], y: float) -> None:
    """Every name, every second, every third ... as there is room; the last one always."""
    fitted = [sheet.fit(name) for name in names]
    widest = max(measure(name, SMALL) for name in fitted) + 4
    apart = middles[1] - middles[0] if len(middles) > 1 else widest
    for place in range(len(names) - 1, -1, -max(1, ceil(widest / apart))):
        left = middles[place] - measure(fitted[place], SMALL) / 2
        sheet.draw(min(left, RIGHT - measure(fitted[place], SMALL)), y, fitted[place], SMALL)
