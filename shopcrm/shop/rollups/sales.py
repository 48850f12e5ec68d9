"""What was sold on each day, and to each customer; a cancelled order is in neither sum.

A day's sales are what its orders came to. A customer's total is less what she was given back, whenever that was.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from shopcrm.vault.tx import Row, Tx

_DAYS = (
    "SELECT placed_on, currency, count(*), sum(total), coalesce(sum(total) FILTER (WHERE customer_id IS NOT NULL), 0)"
    " FROM orders WHERE stage <> 'cancelled' AND {which}"
    " GROUP BY placed_on, currency"
)
_PEOPLE = (
    "SELECT customer_id, currency, count(*), sum(total - refunded), min(placed_on), max(placed_on), last_order_id"
    " FROM (SELECT customer_id, currency, total, refunded, placed_on, first_value(id) OVER ("
    "PARTITION BY customer_id, currency ORDER BY placed_at DESC, id DESC) AS last_order_id"
    " FROM orders WHERE stage <> 'cancelled' AND {whose}) GROUP BY customer_id, currency"
)
_ON_DAYS = "placed_at BETWEEN ? AND ? AND placed_on IN (SELECT value FROM json_each(?))"
_INTO_DAYS = "INSERT INTO daily_sales (day, currency, orders, total, known) "
_INTO_PEOPLE = "INSERT INTO customer_totals (customer_id, currency, orders, total, first_on, last_on, last_order_id) "
_LAST = (
    "(SELECT id FROM orders WHERE customer_id = added.customer_id AND currency = added.currency"
    " AND stage <> 'cancelled' ORDER BY placed_at DESC, id DESC LIMIT 1)"
)

KEPT_DAYS = "SELECT day, currency, orders, total, known FROM daily_sales"
MADE_DAYS = _DAYS.format(which="1")
KEPT_PEOPLE = "SELECT customer_id, currency, orders, total, first_on, last_on, last_order_id FROM customer_totals"
MADE_PEOPLE = _PEOPLE.format(whose="customer_id IS NOT NULL")


def add(tx: Tx, order: int) -> None:
    """Count an order that was just edited or brought back; it must stand in the book as it is now."""
    add_to_day(tx, order)
    add_to_person(tx, order)


def add_to_day(tx: Tx, order: int) -> None:
    """Count an order among those of its day."""
    tx.change_one(
        _INTO_DAYS + "SELECT placed_on, currency, 1, total, iif(customer_id IS NULL, 0, total) FROM orders WHERE id = ?"
        " ON CONFLICT (day, currency) DO UPDATE SET orders = orders + 1, total = total + excluded.total,"
        " known = known + excluded.known",
        (order,),
    )


def add_to_person(tx: Tx, order: int) -> None:
    """Count an order among those of its customer, if it has one."""
    tx.run(
        _INTO_PEOPLE
        + f"SELECT customer_id, currency, 1, total - refunded, placed_on, placed_on, {_LAST} FROM orders AS added"
        " WHERE id = ? AND customer_id IS NOT NULL ON CONFLICT (customer_id, currency) DO UPDATE SET"
        " orders = orders + 1, total = total + excluded.total, first_on = min(first_on, excluded.first_on),"
        " last_on = max(last_on, excluded.last_on), last_order_id = excluded.last_order_id",
        (order,),
    )


def leave_out(tx: Tx, order: int) -> None:
    """Take an order out of the sums, before it is edited or as it is cancelled; it still says what it came to."""
    customer, placed_on, currency, total = _of(tx, order)
    tx.change_one(
        "UPDATE daily_sales SET orders = orders - 1, total = total - ?, known = known - ?"
        " WHERE day = ? AND currency = ?",
        (total, 0 if customer is None else total, placed_on, currency),
    )
    tx.run("DELETE FROM daily_sales WHERE day = ? AND currency = ? AND orders = 0", (placed_on, currency))
    if customer is not None:
        tx.run("DELETE FROM customer_totals WHERE customer_id = ? AND currency = ?", (customer, currency))
        whose = f"customer_id = ?1 AND currency = ?2 AND id <> {order:d}"
        tx.run(_INTO_PEOPLE + _PEOPLE.format(whose=whose), (customer, currency))


@contextmanager
def given_back(tx: Tx, order: int) -> Iterator[None]:
    """Around what changes how much of an order was given back; one that is in no sum changes none."""
    before = _given_back(tx, order)
    yield
    more = _given_back(tx, order) - before
    if more:
        tx.run(
            "UPDATE customer_totals SET total = total - ? WHERE (customer_id, currency) = (SELECT customer_id, currency"
            " FROM orders WHERE id = ? AND stage <> 'cancelled')",
            (more, order),
        )


def rebuild_for(tx: Tx, customers: Iterable[int | None], days: Iterable[str]) -> None:
    """Work out afresh the sums of these customers and days (``2026-11-22``), after orders were put in by the batch."""
    dates = sorted(set(days))
    people = json.dumps(sorted({one for one in customers if one is not None}))
    tx.run("DELETE FROM customer_totals WHERE customer_id IN (SELECT value FROM json_each(?))", (people,))
    tx.run(
        _INTO_PEOPLE + _PEOPLE.format(whose="customer_id IN (SELECT value FROM json_each(?))"),
        (people,),
    )
    if dates:
        listed = json.dumps(dates)
        tx.run("DELETE FROM daily_sales WHERE day IN (SELECT value FROM json_each(?))", (listed,))
        tx.run(_INTO_DAYS + _DAYS.format(which=_ON_DAYS), (*_around(dates[0], dates[-1]), listed))


def rebuild(tx: Tx) -> None:
    """Work out every sum afresh."""
    tx.run("DELETE FROM daily_sales")
    tx.run("DELETE FROM customer_totals")
    tx.run(_INTO_DAYS + MADE_DAYS)
    tx.run(_INTO_PEOPLE + MADE_PEOPLE)


def _given_back(tx: Tx, order: int) -> int:
    found: int = tx.value("SELECT refunded FROM orders WHERE id = ?", (order,))
    return found


def _of(tx: Tx, order: int) -> Row:
    return tx.one("SELECT customer_id, placed_on, currency, total FROM orders WHERE id = ?", (order,))


def _around(first: str, last: str) -> tuple[str, str]:
    """The instants between which these days of any time zone lie, so that the index on instants can be used."""
    day = timedelta(days=1)
    return (date.fromisoformat(first) - day).isoformat(), (date.fromisoformat(last) + 2 * day).isoformat()
