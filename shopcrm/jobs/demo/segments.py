"""The demonstration shop's segments: some saved by name, and groups kept a month ago, so that some moved since."""

from datetime import timedelta

from shopcrm.insight import segments
from shopcrm.jobs.demo.people import on
from shopcrm.shop import consent
from shopcrm.shop.consent import ConsentDraft
from shopcrm.vault.tx import Tx

MONTH = timedelta(days=29)
_LETTERS = 150
"""So many at most said yes to letters: enough for a sheet of labels, and no burden on a large demonstration."""
_SAVED = (
    (
        "Leeds and Bradford, over 100, by e-mail",
        {
            "all": [
                {"field": "spent", "how": "at_least", "value": "100", "days": 180},
                {"any": [{"field": "postcode", "how": "is", "value": area} for area in ("LS", "BD")]},
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
    (
        "Christmas letter",
        {
            "all": [
                {"field": "contact", "how": "is", "value": "marketing/post"},
                {
                    "any": [
                        {"field": "group", "how": "is", "value": "champions"},
                        {"field": "group", "how": "is", "value": "loyal"},
                        {"field": "spent", "how": "at_least", "value": "400"},
                    ]
                },
            ]
        },
    ),
)
_AT_HOME = (
    "SELECT id FROM customers WHERE status = 'active' AND id IN (SELECT customer_id FROM addresses)"
    " AND id NOT IN (SELECT customer_id FROM consent_events) ORDER BY id LIMIT ?"
)
_AS_OF = (
    "INSERT INTO customer_totals (customer_id, currency, orders, total, first_on, last_on, last_order_id)"
    " SELECT customer_id, currency, count(*), sum(total - refunded), min(placed_on), max(placed_on), max(id)"
    " FROM orders WHERE stage <> 'cancelled' AND customer_id IS NOT NULL AND placed_on <= ?"
    " GROUP BY customer_id, currency"
)


def keep_a_month_ago(tx: Tx) -> None:
    """Save segments, and keep everyone's group by the orders of a month ago.

    The sums kept with the orders must be made anew then.
    """
    past = on(tx, tx.now - MONTH)
    _say_yes_to_letters(on(tx, past.now - MONTH))
    past.run("DELETE FROM customer_totals")
    past.run(_AS_OF, (past.today.isoformat(),))
    for name, rules in _SAVED:
        segments.save(past, name, rules)
    segments.keep(past)


def keep_today(tx: Tx) -> None:
    """Keep everyone's group as of today."""
    segments.keep(tx)


def _say_yes_to_letters(past: Tx) -> None:
    for (customer,) in past.all(_AT_HOME, (_LETTERS,)):
        said = ConsentDraft(customer, "marketing", "post", "grant", "at the counter", f"Card {customer}")
        consent.record(past, said)
