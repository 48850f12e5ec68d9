"""Figures about the shop: what they look like as a table, and what was sold day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, stamp

_FIRST_DAY, _LAST_DAY = "0000-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures. `money` names the columns in minor units of the currency that stands in the same row.

    facts: what is true of the table as a whole, for programs. words: the same in sentences, for people.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    money: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@read("figures.sales", role=Role.ASSISTANT)
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
