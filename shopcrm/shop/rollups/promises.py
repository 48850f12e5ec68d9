"""How many orders were promised for each day, and how many of them were sent later: by the shop's own date.

A cancelled order is in no sum; a row of no orders may stay. What was promised and is not sent yet counts as late only
where it is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcrm.vault.tx import Row, Tx, stamp

KEPT = "SELECT day, orders, late FROM daily_promises WHERE orders <> 0"
_SENT = (
    "(SELECT min(at) FROM order_events AS sent WHERE order_id = orders.id AND kind IN ('shipped', 'delivered')"
    " AND NOT EXISTS (SELECT 1 FROM order_events AS later WHERE later.takes_back = sent.id))"
)


def add_new(tx: Tx, day: str) -> None:
    """Count an order that was just promised for a day and is not sent."""
    _count(tx, day, 1, 0)


def add(tx: Tx, order: int) -> None:
    """Count an order that stands in the book as it is now."""
    _move(tx, order, 1)


def leave_out(tx: Tx, order: int) -> None:
    """Count an order no longer, before it is edited or as it is cancelled."""
    _move(tx, order, -1)


@contextmanager
def sent(tx: Tx, order: int, day: str | None) -> Iterator[None]:
    """Around what sends an order, or takes its sending back. day: the one it was promised for, if any."""
    was_late = day is not None and _is_late(tx, order, day)
    yield
    if day is not None and _is_late(tx, order, day) is not was_late:
        _count(tx, day, 0, -1 if was_late else 1)


def made(tx: Tx) -> list[Row]:
    """What the orders make."""
    rows = tx.rows(
        f"SELECT promised_on, {_SENT}, count(*) FROM orders WHERE promised_on IS NOT NULL AND stage <> 'cancelled'"
        " GROUP BY 1, 2"
    )
    found: dict[str, list[int]] = {}
    for day, sent_at, orders in rows:
        counts = found.setdefault(day, [0, 0])
        counts[0] += orders
        counts[1] += orders if sent_at is not None and sent_at >= _after(tx, day) else 0
    return [(day, *counts) for day, counts in found.items()]


def rebuild(tx: Tx) -> None:
    """Count afresh."""
    tx.run("DELETE FROM daily_promises")
    tx.run_many("INSERT INTO daily_promises (day, orders, late) VALUES (?, ?, ?)", made(tx))


def _move(tx: Tx, order: int, step: int) -> None:
    day = tx.value("SELECT promised_on FROM orders WHERE id = ?", (order,))
    if day is not None:
        _count(tx, day, step, step * _is_late(tx, order, day))


def _is_late(tx: Tx, order: int, day: str) -> bool:
    """Whether an order was sent after a day; not, while it is not sent."""
    sent_at = tx.value(f"SELECT {_SENT} FROM orders WHERE id = ?", (order,))
    return sent_at is not None and sent_at >= _after(tx, day)


def _count(tx: Tx, day: str, orders: int, late: int) -> None:
    tx.run(
        "INSERT INTO daily_promises (day, orders, late) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET"
        " orders = orders + excluded.orders, late = late + excluded.late",
        (day, orders, late),
    )


def _after(tx: Tx, day: str) -> str:
    """The first instant after a day at the shop."""
    next_day = date.fromisoformat(day) + timedelta(days=1)
    return stamp(datetime.combine(next_day, time(), ZoneInfo(tx.calendar.zone)).astimezone(UTC))
