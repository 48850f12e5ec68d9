"""The ledger itself: entries put in, and what an order says of itself derived from them."""

from dataclasses import dataclass

from shopcrm.errors import NotFound
from shopcrm.money import show
from shopcrm.shop import loyalty, rollups
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_MOVES = "kind IN ('in', 'out', 'credit', 'points')"
STANDING = "reverses IS NULL AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = entry.id)"
_SETTLED = f"(SELECT coalesce(sum(amount), 0) FROM payments WHERE order_id = orders.id AND {_MOVES})"
_REFUNDED = (
    "(SELECT coalesce(-sum(amount), 0) FROM payments AS entry WHERE order_id = orders.id"
    f" AND kind IN ('out', 'credit', 'points', 'allowed') AND amount < 0 AND {STANDING})"
)
_FAILED = (
    "coalesce((SELECT kind = 'failed' FROM payments AS entry WHERE order_id = orders.id AND (kind IN ('in', 'failed')"
    f" OR (kind IN ('credit', 'points') AND amount > 0)) AND {STANDING} ORDER BY id DESC LIMIT 1), 0)"
)
_DERIVED = f"settled = {_SETTLED}, refunded = {_REFUNDED}, payment_failed = {_FAILED}"
_COLUMNS = "order_id, kind, method, amount, currency, note, reverses, reason, settlement_id, at, staff_id"


@dataclass(frozen=True, slots=True)
class Bill:
    """What an order says about its money; minor units of currency. owed: still to be paid, below zero for too much."""

    order: int
    customer: int | None
    currency: str
    stage: str
    settled: int
    refunded: int
    owed: int


def bill_of(tx: Tx, order: int) -> Bill:
    """What an order says about its money; raises NotFound."""
    row = tx.maybe(
        "SELECT id, customer_id, currency, stage, settled, refunded, total - settled - refunded FROM orders"
        " WHERE id = ?",
        (order,),
    )
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    return Bill(*row)


def only(amount: int, currency: str) -> tuple[str, str]:
    """How a refusal begins that says how much there is, and what to do then; minor units."""
    if amount > 0:
        return f"Only {show(amount, currency)}", "Type that much, or less."
    return "Nothing", "Leave the amount out, or look at the order's payments."


def enter(
    tx: Tx,
    bill: Bill,
    kind: str,
    method: str,
    amount: int,
    note: str,
    *,
    reverses: int | None = None,
    reason: str = "",
    settlement: int | None = None,
) -> int:
    """Put in an entry, amount signed; answers its number. `settle` follows once what it draws on was drawn."""
    values = (bill.order, kind, method, amount, bill.currency, note, reverses, reason, settlement)
    return tx.insert(
        f"INSERT INTO payments ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, tx.stamp, tx.staff.id),
    )


def settle(tx: Tx, order: int) -> None:
    """Derive from the ledger what an order has settled, what was given back, whether its last payment failed, and what
    it earned in points.

    A failed try is forgotten once money came in after it.
    """
    with rollups.given_back(tx, order):
        tx.change_one(f"UPDATE orders SET {_DERIVED}, updated_at = ?2 WHERE id = ?1", (order, tx.stamp))
    loyalty.settle_order(tx, order)


def points_paid(tx: Tx, order: int) -> int:
    """What of an order is paid with points by now, minor units."""
    found: int = tx.value(
        "SELECT coalesce(sum(amount), 0) FROM payments WHERE order_id = ? AND kind = 'points'", (order,)
    )
    return found


def wrong(tx: Tx) -> int:
    """How many orders say another sum than their payments make; for a full check."""
    found: int = tx.value(f"SELECT count(*) FROM orders WHERE settled <> {_SETTLED} OR refunded <> {_REFUNDED}")
    return found
