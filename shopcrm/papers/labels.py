"""Address labels on the common sheets of A4: the address as it is written on an envelope, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.papers.kit import HEIGHT, Letterhead, Paper, blank
from shopcrm.papers.typesetting import REGULAR, Style, settable, unsettable, wrap

_MM = 72 / 25.4
_PAD = 3.5
"""Millimetres between the edge of a label and its words."""
_SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)
"""In points; at the smallest, the eight lines that an address can have fit the lowest label."""


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels by the number that shops know it by: columns, rows; label, edges and gap in millimetres."""

    code: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float

    @property
    def labels(self) -> int:
        """How many labels are on a sheet."""
        return self.columns * self.rows

    @property
    def words(self) -> str:
        """``21 to a sheet (L7160)``."""
        return f"{self.labels} to a sheet ({self.code})"


_SHEETS = (
    LabelSheet("L7160", 3, 7, 63.5, 38.1, 7.2, 15.1, 2.5),
    LabelSheet("L7159", 3, 8, 63.5, 33.9, 7.2, 12.9, 2.5),
    LabelSheet("L7161", 3, 6, 63.5, 46.6, 7.2, 8.7, 2.5),
    LabelSheet("L7162", 2, 8, 99.1, 33.9, 4.65, 12.9, 2.5),
    LabelSheet("L7163", 2, 7, 99.1, 38.1, 4.65, 15.1, 2.5),
    LabelSheet("L7165", 2, 4, 99.1, 67.7, 4.65, 13.1, 2.5),
)
SHEETS: Mapping[str, LabelSheet] = {one.code: one for one in _SHEETS}


def make(
    addresses: Sequence[Sequence[str]], sheet: LabelSheet, letterhead: Letterhead, made_at: datetime, first: int = 1
) -> Paper:
    """One label for each address, which is its lines. first: the first label that is still on the first sheet.

    Raises InvalidValue for a first label that the sheet has not.
    """
    if not 1 <= first <= sheet.labels:
        raise InvalidValue("first", f"That sheet has labels 1 to {sheet.labels}.", "Count from the top left.")
    canvas = blank("Address labels", letterhead, made_at)
    missing: set[str] = set()
    last = 0
    for number, lines in enumerate(addresses, first - 1):
        page, place = divmod(number, sheet.labels)
        if page > last:
            canvas.showPage()
            last = page
        for line in lines:
            missing |= unsettable(line)
        _label(canvas, sheet, place, lines)
    canvas.showPage()
    return Paper(canvas.getpdfdata(), last + 1, frozenset(missing))


def _label(canvas: Any, sheet: LabelSheet, place: int, lines: Sequence[str]) -> None:
    """The words of one label, as large as fits, in the middle of its height."""
    row, column = divmod(place, sheet.columns)
    left = (sheet.left + column * (sheet.width + sheet.gap) + _PAD) * _MM
    top = HEIGHT - (sheet.top + row * sheet.height) * _MM
    width, height = (sheet.width - 2 * _PAD) * _MM, (sheet.height - 2 * _PAD) * _MM
    words, style = _fitted(lines, width, height)
    y = top - (sheet.height * _MM - len(words) * style.leading) / 2
    ink = canvas.beginText()
    ink.setFont(style.face, style.size)
    for line in words:
        y -= style.leading
        ink.setTextOrigin(left, y + style.leading - style.size)
        ink.textLine(line)
    canvas.drawText(ink)


def _fitted(lines: Sequence[str], width: float, height: float) -> tuple[list[str], Style]:
    """The lines wrapped at the largest size at which they all fit; else each cut to one row, so that none is lost."""
    for size in _SIZES:
        style = Style(REGULAR, size, size * 1.2)
        words = [part for line in lines for part in wrap(settable(line), style, width)]
        if len(words) * style.leading <= height:
            return words, style
    return [wrap(settable(line), style, width)[0] for line in lines if line], style
