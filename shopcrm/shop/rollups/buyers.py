"""How many customers bought on each day, by when they had bought before: so people are counted between any two days.

A cancelled order is in no sum, nor is a sale to nobody known. A row of 0 counts for nothing, and may stay.
"""

from shopcrm.vault.tx import Tx

KEPT = "SELECT day, previous, customers FROM daily_buyers WHERE customers <> 0"
_MADE = (
    "SELECT day, previous, count(*) FROM (SELECT placed_on AS day,"
    " coalesce(lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on), '') AS previous"
    " FROM (SELECT DISTINCT customer_id, placed_on FROM orders WHERE {whose} AND stage <> 'cancelled'))"
    " GROUP BY day, previous"
)
MADE = _MADE.format(whose="customer_id IS NOT NULL")
_COUNT = " ON CONFLICT (day, previous) DO UPDATE SET customers = customers + excluded.customers"
_OTHERS = (
    "FROM orders WHERE customer_id = this.customer_id AND stage <> 'cancelled' AND id <> ?1"
    " AND placed_at {when} AND placed_on {which}"
)
# An order of the same day was placed within two days of this one, whatever the shop's time zone was.
_FROM, _TO = "date(this.placed_at, '-2 days')", "date(this.placed_at, '+3 days')"
_SAME_DAY = _OTHERS.format(when=f"BETWEEN {_FROM} AND {_TO}", which="= this.placed_on")
_BEFORE = _OTHERS.format(when=f"<= {_TO}", which="< this.placed_on") + " ORDER BY placed_at DESC LIMIT 1"
_AFTER = _OTHERS.format(when=f">= {_FROM}", which="> this.placed_on") + " ORDER BY placed_at LIMIT 1"
# A day on which the customer bought nothing else comes between the day before it and the day after, or goes.
_MOVE = (
    f"WITH visit AS MATERIALIZED (SELECT placed_on AS day, coalesce((SELECT placed_on {_BEFORE}), '') AS previous,"
    f" (SELECT placed_on {_AFTER}) AS later"
    f" FROM orders AS this WHERE id = ?1 AND customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 {_SAME_DAY}))"
    " INSERT INTO daily_buyers (day, previous, customers) SELECT day, previous, ?2 FROM visit"
    " UNION ALL SELECT later, previous, -?2 FROM visit WHERE later IS NOT NULL"
    " UNION ALL SELECT later, day, ?2 FROM visit WHERE later IS NOT NULL" + _COUNT
)


def add(tx: Tx, order: int) -> None:
    """Count the buyer of an order that stands in the book as it is now."""
    tx.run(_MOVE, (order, 1))


def leave_out(tx: Tx, order: int) -> None:
    """Count the buyer no longer, before the order is edited or as it is cancelled."""
    tx.run(_MOVE, (order, -1))


def rebuild(tx: Tx) -> None:
    """Count afresh."""
    tx.run("DELETE FROM daily_buyers")
    tx.run(f"INSERT INTO daily_buyers (day, previous, customers) {MADE}")


def move_person(tx: Tx, customer: int, step: int) -> None:
    """Count all that a customer bought, or no longer. step: 1 or -1."""
    days = [(day, previous, step) for day, previous, _ in tx.all(_MADE.format(whose="customer_id = ?"), (customer,))]
    tx.run_many("INSERT INTO daily_buyers (day, previous, customers) VALUES (?, ?, ?)" + _COUNT, days)
