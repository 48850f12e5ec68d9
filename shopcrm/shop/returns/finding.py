"""Returns by what is typed or scanned: their number, their order's, or the customer's name."""

import json

from shopcrm.shop import orders
from shopcrm.vault.refs import looks_like_ref, parse_ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx


@read("returns.find_ids")
def find_ids(tx: Tx, text: str, limit: int = 500) -> list[int]:
    """The return of that number first, then those of the orders and customers that the text means, newest first."""
    letter, number = parse_ref(text) if looks_like_ref(text) else ("", 0)
    if letter not in ("", "R", "O"):
        return []
    if not letter and text.strip().isascii() and text.strip().isdigit():
        number = int(text.strip()[:18])
    own = tx.all("SELECT id FROM returns WHERE id = ?", (number,)) if letter != "O" else []
    meant = orders.find_ids(tx, text, limit) if letter != "R" else []
    others = tx.all(
        "SELECT id FROM returns WHERE order_id IN (SELECT value FROM json_each(?))"
        " ORDER BY opened_at DESC, id DESC LIMIT ?",
        (json.dumps(meant), limit),
    )
    return list(dict.fromkeys(row[0] for row in (*own, *others)))[:limit]
