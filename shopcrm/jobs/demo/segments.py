"""The demonstration shop's segments: two saved by name, and groups kept a month ago, so that some moved since."""

from datetime import timedelta

from shopcrm.insight import segments
from shopcrm.jobs.demo.people import on
from shopcrm.vault.tx import Tx

MONTH = timedelta(days=29)
_SAVED = (
    (
        "Leeds, may be e-mailed",
        {
            "all": [
                {"field": "town", "how": "is", "value": "Leeds"},
                {"field": "contact", "how": "is", "value": "marketing/email"},
            ]
        },
    ),
    (
        "Good customers, long not seen",
        {
            "all": [
                {"field": "spent", "how": "at_least", "value": "300"},
                {"field": "last_order", "how": "longer_ago", "value": "60"},
                {"not": {"field": "kind", "how": "is", "value": "business"}},
            ]
        },
    ),
)
_AS_OF = (
    "INSERT INTO customer_totals (customer_id, currency, orders, total, first_on, last_on, last_order_id)"
    " SELECT customer_id, currency, count(*), sum(total), min(placed_on), max(placed_on), max(id) FROM orders"
    " WHERE stage <> 'cancelled' AND customer_id IS NOT NULL AND placed_on <= ? GROUP BY customer_id, currency"
)


def keep_a_month_ago(tx: Tx) -> None:
    """Keep everyone's group by the orders of a month ago. The sums kept with the orders must be made anew then."""
    past = on(tx, tx.now - MONTH)
    past.run("DELETE FROM customer_totals")
    past.run(_AS_OF, (past.today.isoformat(),))
    segments.keep(past)


def add_segments(tx: Tx) -> None:
    """Save segments, and keep everyone's group as of today."""
    for name, rules in _SAVED:
        segments.save(tx, name, rules)
    segments.keep(tx)
