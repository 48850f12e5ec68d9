"""Tickets by what is typed: their number, words of their subject, or the customer's name."""

import json

from shopcrm.shop import search
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

MOST_CUSTOMERS = 200
"""Of so many customers that a text means, the tickets are listed."""


@read("tickets.find_ids")
def find_ids(tx: Tx, text: str, limit: int = 500) -> list[int]:
    """Tickets whose number or subject has the text first, then those of the customers that it means, newest first.

    Where nothing matches, tickets of similar words or customers are found instead.
    """
    digits = text.strip()
    numbered = [int(digits)] if digits.isascii() and digits.isdigit() and len(digits) < 16 else []
    kept = [row[0] for one in numbered for row in tx.all("SELECT id FROM tickets WHERE id = ?", (one,))]
    people = search.customer_ids(tx, text, MOST_CUSTOMERS)
    theirs = tx.all(
        "SELECT id FROM tickets WHERE customer_id IN (SELECT value FROM json_each(?))"
        " ORDER BY opened_at DESC, id DESC LIMIT ?",
        (json.dumps(people), limit),
    )
    meant = search.ticket_ids(tx, text, limit)
    return list(dict.fromkeys([*kept, *meant, *(row[0] for row in theirs)]))[:limit]
