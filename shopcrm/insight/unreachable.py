"""Who waits for an order and cannot be told anything: the one doubt about the book that Today speaks of.

By itself, so that Today loads nothing else of the book's quality.
"""

from shopcrm.shop.today import DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

OLDEST_OPEN = 50
"""So many of the oldest open orders are looked at."""
IN_USE = "customers.status = 'active' AND customers.name <> ''"
"""Neither put away nor erased."""
USABLE = "EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id AND wrong + bounced + do_not_use = 0)"
"""There is a number or an e-mail address with any sense in trying it."""
_LONGEST_WAITING = (
    "SELECT customers.id, customers.name, waiting.id FROM (SELECT id, customer_id FROM orders"
    " WHERE stage IN ('placed', 'packed') AND placed_at > '' ORDER BY placed_at, id LIMIT ?) AS waiting"
    f" CROSS JOIN customers ON customers.id = customer_id WHERE {IN_USE} AND NOT {USABLE} ORDER BY waiting.id LIMIT 1"
)


def do_next(tx: Tx) -> list[DoNext]:
    """The longest waiting customer who can be neither rung nor written to, where there is one."""
    row = tx.maybe(_LONGEST_WAITING, (OLDEST_OPEN,))
    if row is None:
        return []
    customer, name, order = row
    return [DoNext(ref("C", customer), f"No way to reach {name} about {ref('O', order)}", urgent=False)]
