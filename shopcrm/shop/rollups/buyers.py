"""How many customers bought on each day, by when they had bought before: so people are counted between any two days.

A cancelled order is in no sum, nor is a sale to nobody known.
"""

from shopcrm.vault.tx import Tx

KEPT = "SELECT day, previous, customers FROM daily_buyers"
_MADE = (
    "SELECT day, previous, count(*) FROM (SELECT placed_on AS day,"
    " coalesce(lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on), '') AS previous"
    " FROM (SELECT DISTINCT customer_id, placed_on FROM orders WHERE {whose} AND stage <> 'cancelled'))"
    " GROUP BY day, previous"
)
MADE = _MADE.format(whose="customer_id IS NOT NULL")
_OTHERS = "FROM orders WHERE customer_id = ?1 AND stage <> 'cancelled' AND id <> ?3 AND placed_on"


def add(tx: Tx, order: int) -> None:
    """Count the buyer of an order that stands in the book as it is now."""
    _move(tx, order, 1)


def leave_out(tx: Tx, order: int) -> None:
    """Count the buyer no longer, before the order is edited or as it is cancelled."""
    _move(tx, order, -1)


def rebuild(tx: Tx) -> None:
    """Count afresh."""
    tx.run("DELETE FROM daily_buyers")
    tx.run(f"INSERT INTO daily_buyers (day, previous, customers) {MADE}")


def move_person(tx: Tx, customer: int, step: int) -> None:
    """Count all that a customer bought, or no longer. step: 1 or -1."""
    for day, previous, _ in tx.all(_MADE.format(whose="customer_id = ?"), (customer,)):
        _count(tx, day, previous, step)


def _move(tx: Tx, order: int, step: int) -> None:
    """A day on which the customer bought nothing else comes between the day before it and the day after, or goes."""
    customer, day, placed_at = tx.one("SELECT customer_id, placed_on, placed_at FROM orders WHERE id = ?", (order,))
    if customer is None:
        return
    about = (customer, day, order, placed_at)
    # An order of the same day was placed within two days of this one, whatever the shop's time zone was.
    near = "BETWEEN date(?4, '-2 days') AND date(?4, '+3 days')"
    if tx.maybe(f"SELECT 1 {_OTHERS} = ?2 AND placed_at {near} LIMIT 1", about):
        return
    before = tx.maybe(
        f"SELECT placed_on {_OTHERS} < ?2 AND placed_at <= date(?4, '+3 days') ORDER BY placed_at DESC LIMIT 1", about
    )
    after = tx.maybe(
        f"SELECT placed_on {_OTHERS} > ?2 AND placed_at >= date(?4, '-2 days') ORDER BY placed_at LIMIT 1", about
    )
    previous = before[0] if before else ""
    _count(tx, day, previous, step)
    if after:
        _count(tx, after[0], previous, -step)
        _count(tx, after[0], day, step)


def _count(tx: Tx, day: str, previous: str, step: int) -> None:
    tx.run(
        "INSERT INTO daily_buyers (day, previous, customers) VALUES (?, ?, ?)"
        " ON CONFLICT (day, previous) DO UPDATE SET customers = customers + excluded.customers",
        (day, previous, step),
    )
    tx.run("DELETE FROM daily_buyers WHERE day = ? AND previous = ? AND customers = 0", (day, previous))
