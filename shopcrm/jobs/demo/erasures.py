"""One customer of the demonstration shop who asked to be erased: orders of hers are kept, without her name."""

from datetime import timedelta

from shopcrm.jobs.demo.people import on
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.vault.tx import Tx

_AGO = timedelta(days=19)
_WHOM = (
    "SELECT customers.id FROM customers JOIN orders ON orders.customer_id = customers.id"
    " WHERE status = 'active' AND customers.id NOT IN (SELECT customer_id FROM tickets WHERE customer_id IS NOT NULL)"
    " AND customers.id NOT IN (SELECT customer_id FROM data_requests WHERE customer_id IS NOT NULL)"
    " AND customers.id NOT IN (SELECT customer_id FROM restrictions)"
    " AND customers.id NOT IN (SELECT customer_id FROM store_credit)"
    " GROUP BY customers.id HAVING min(stage = 'delivered' AND total = settled + refunded) = 1 AND max(placed_at) < ?"
    " ORDER BY count(*) DESC, customers.id LIMIT 1"
)
"""Somebody who bought often, and with whom nothing is open."""


def add_erased(tx: Tx) -> None:
    """Erase one customer, three weeks ago; nobody where nobody fits."""
    past = on(tx, tx.now - _AGO)
    row = past.maybe(_WHOM, (past.stamp,))
    if row is not None:
        typed = erasure.plan(past, row[0]).typed
        erasure.erase(past, ErasureDraft(row[0], typed, "asked for it at the counter", anyway=True))
