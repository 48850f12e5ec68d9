"""Small pieces that commands share when they write for people: tables, amounts, and dates as options."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

import click

from shopcrm.jobs.sizes import size_in_words
from shopcrm.plain_text import visible
from shopcrm.workdays import plausible

__all__ = ["counted", "day_of", "size_in_words", "table"]

_WIDEST = 48


def day_of(text: str) -> date:
    """A date option as typed, 2026-11-22. Raises click.BadParameter for anything else, InvalidValue for an odd year."""
    try:
        return plausible("date", datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date())
    except ValueError as unreadable:
        raise click.BadParameter(f"“{text}” is no date. Write it like 2026-11-22.") from unreadable


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows under their headings; numbers to the right, and nothing wider than a terminal can bear."""
    cells = [[_cell(value) for value in row] for row in rows]
    right = [all(_is_number(row[index]) for row in cells) for index in range(len(columns))]
    widths = [max(len(row[index]) for row in [list(columns), *cells]) for index in range(len(columns))]
    for row in [list(columns), *cells]:
        padded = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _cell(value: object) -> str:
    text = visible("" if value is None else str(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _is_number(text: str) -> bool:
    return text.lstrip("-£€$").replace(",", "").replace(".", "", 1).isdigit() or not text


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 order, 2 orders."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
