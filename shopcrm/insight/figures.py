"""Figures about the shop: what was sold day by day, and what people answered about being contacted."""

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
_FIRST_INSTANT, _LAST_INSTANT = "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"


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


@read("figures.sales", role=Role.ASSISTANT)
def sales(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """Orders and their totals for each day and currency with sales, cancelled ones left out; both days included."""
    rows = tx.all(
        "SELECT day, orders, total, currency FROM daily_sales WHERE day BETWEEN ? AND ? AND orders > 0"
        " ORDER BY day, currency",
        (since.isoformat() if since else _FIRST_DAY, until.isoformat() if until else _LAST_DAY),
    )
    return Figures(("day", "orders", "total", "currency"), tuple(rows), money=("total",))


# The rule of `consent.current` for the whole book at once: since her last own yes the firmest answer stands, a no
# before a "not now", and of the equally firm ones the last.
_STANDING = """
WITH told AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, purpose, channel ORDER BY at, id) AS place,
        CASE WHEN answer IN ('withdraw', 'object') THEN 2 WHEN answer = 'not_now' THEN 1 ELSE 0 END AS firm,
        answer = 'grant' AND lower(trim(method)) NOT LIKE 'import%' AND trim(evidence) <> '' AS own_yes
    FROM consent_events
), since AS (
    SELECT *, coalesce(max(place) FILTER (WHERE own_yes) OVER (PARTITION BY customer_id, purpose, channel), 0) AS start
    FROM told
), turns AS (
    SELECT purpose, channel, answer, at, row_number() OVER (
        PARTITION BY customer_id, purpose, channel ORDER BY firm DESC, place DESC
    ) AS turn FROM since WHERE place >= start
), standing AS (
    SELECT purpose, channel, answer, at FROM turns WHERE turn = 1
)
"""


@read("figures.consent", role=Role.ASSISTANT)
def consent(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """How many people gave each answer, by purpose and channel: the present answers that were given in these days."""
    rows = tx.all(
        f"{_STANDING} SELECT purpose, channel, answer, count(*) FROM standing WHERE at BETWEEN ? AND ?"
        " GROUP BY purpose, channel, answer ORDER BY purpose, channel, answer",
        (start_of(tx, since) if since else _FIRST_INSTANT, end_of(tx, until) if until else _LAST_INSTANT),
    )
    return Figures(("purpose", "channel", "answer", "people"), tuple(rows))


def start_of(tx: Tx, day: date) -> str:
    return stamp(datetime.combine(day, time(), ZoneInfo(tx.calendar.zone)).astimezone(UTC))


def end_of(tx: Tx, day: date) -> str:
    """The last whole second of a day at the shop, as a stamp."""
    after = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(tx.calendar.zone))
    return stamp(after.astimezone(UTC) - timedelta(seconds=1))
