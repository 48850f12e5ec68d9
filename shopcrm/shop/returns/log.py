"""What happens to a return: entries that are never changed; the state follows from its lines, and from them."""

from shopcrm.errors import NotFound
from shopcrm.shop.returns.records import EventKind
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_DERIVED = """
CASE WHEN (SELECT kind FROM return_events WHERE return_id = returns.id AND kind IN ('withdrawn', 'reopened')
    ORDER BY id DESC LIMIT 1) = 'withdrawn' THEN 'withdrawn'
ELSE (SELECT CASE
    WHEN total(reception <> 'expected' AND decision = 'waiting') > 0 THEN 'deciding'
    WHEN total(decision = 'accepted' AND settlement_id IS NULL) > 0 THEN 'settling'
    WHEN total(reception = 'expected' AND decision <> 'rejected') > 0 THEN 'expected'
    ELSE 'done' END FROM return_lines WHERE return_id = returns.id) END
"""


def enter(tx: Tx, ret: int, kind: EventKind, detail: str = "") -> int:
    """Enter what happened, derive the state afresh, and note it; answers the entry's number."""
    event = tx.insert(
        "INSERT INTO return_events (return_id, kind, at, staff_id, detail) VALUES (?, ?, ?, ?, ?)",
        (ret, kind, tx.stamp, tx.staff.id, detail),
    )
    tx.change_one(f"UPDATE returns SET state = {_DERIVED}, updated_at = ? WHERE id = ?", (tx.stamp, ret))
    customer = tx.value(
        "SELECT customer_id FROM returns JOIN orders ON orders.id = order_id WHERE returns.id = ?", (ret,)
    )
    tx.note(ref("R", ret), customer, what=kind)
    return event


def head(tx: Tx, ret: int) -> tuple[int, str]:
    """The order and the state of a return; raises NotFound."""
    row = tx.maybe("SELECT order_id, state FROM returns WHERE id = ?", (ret,))
    if row is None:
        raise NotFound(f"There is no return {ref('R', ret)}.", "Check the reference, or use Find.")
    return row[0], row[1]


def wrong_states(tx: Tx) -> int:
    """How many returns say another state than their lines make; for a full check."""
    found: int = tx.value(f"SELECT count(*) FROM returns WHERE state IS NOT {_DERIVED}")
    return found
