"""Orders by what is typed: their number, or the customer's name."""

from shopcrm.shop import search
from shopcrm.vault.refs import parse_ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

MOST_CUSTOMERS = 200
"""Of so many customers that a text means, the orders are listed."""


@read("orders.find_ids")
def find_ids(tx: Tx, text: str, limit: int = 500) -> list[int]:
    """Orders whose number begins with the text first, then those of the customers that it means, newest first."""
    hits = search.find(tx, text, limit=20).results
    numbered = [parse_ref(hit.ref)[1] for hit in hits if hit.ref.startswith("O-")]
    people = search.customer_ids(tx, text, MOST_CUSTOMERS)
    marks = ",".join("?" * len(people))
    theirs = tx.all(
        f"SELECT id FROM orders WHERE customer_id IN ({marks}) ORDER BY placed_at DESC, id DESC LIMIT ?",
        (*people, limit),
    )
    return list(dict.fromkeys([*numbered, *(row[0] for row in theirs)]))[:limit]
