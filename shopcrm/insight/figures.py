"""Figures about the shop: what they look like as a table, and what was sold day by day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from shopcrm.money import to_major
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, stamp

Cell = str | int | Decimal
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+")
_FIRST_DAY, _LAST_DAY = "0000-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures. `money` names the columns in minor units of the currency that stands in the same row.

    facts: what is true of the table as a whole, for programs. words: the same in sentences, for people. meanings: what
    each row means, for a file that leaves the program which could tell it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    money: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()


def spreadsheet(figures: Figures) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    """The table as it is written to a file: its columns, and its rows with every number as one; meanings come last."""
    rows = (tuple(map(_cell, row)) for row in decimal_rows(figures))
    if not figures.meanings:
        return figures.columns, rows
    return (*figures.columns, "meaning"), ((*row, one) for row, one in zip(rows, figures.meanings, strict=True))


def decimal_rows(figures: Figures) -> Iterator[tuple[str | int, ...]]:
    """The rows with each amount as a decimal number in its currency; a row without a currency holds no amount."""
    for row in figures.rows:
        named = dict(zip(figures.columns, row, strict=True))
        currency = str(named.get("currency", ""))
        yield tuple(
            str(to_major(int(value), currency)) if column in figures.money and currency and value != "" else value
            for column, value in named.items()
        )


def _cell(value: str | int) -> Cell:
    """A fraction that is written out is a number to a spreadsheet, below zero too."""
    return Decimal(value) if isinstance(value, str) and _FRACTION.fullmatch(value) else value


@read("figures.sales", role=Role.MANAGER)
def sales(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """Orders and their totals for each day and currency with sales, cancelled ones left out; both days included."""
    rows = tx.all(
        "SELECT day, orders, total, currency FROM daily_sales WHERE day BETWEEN ? AND ? AND orders > 0"
        " ORDER BY day, currency",
        (since.isoformat() if since else _FIRST_DAY, until.isoformat() if until else _LAST_DAY),
    )
    return Figures(("day", "orders", "total", "currency"), tuple(rows), money=("total",))


def start_of(tx: Tx, day: date) -> str:
    return stamp(datetime.combine(day, time(), ZoneInfo(tx.calendar.zone)).astimezone(UTC))


def end_of(tx: Tx, day: date) -> str:
    """The last whole second of a day at the shop, as a stamp."""
    after = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(tx.calendar.zone))
    return stamp(after.astimezone(UTC) - timedelta(seconds=1))
