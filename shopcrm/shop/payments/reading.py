"""Looking at payments."""

from shopcrm.shop.payments.ledger import STANDING
from shopcrm.shop.payments.records import Means, Payment
from shopcrm.vault.refs import CustomerId, OrderId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx

_ENTRY = (
    "payments.id, kind, method, amount, payments.currency, at, staff.name, payments.note, payments.external_id,"
    " reverses, EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id), reason, settlement_id"
)


@read("payments.of_order")
def of_order(tx: Tx, order: OrderId) -> tuple[Payment, ...]:
    """The entries of an order, oldest first."""
    rows = tx.all(
        f"SELECT {_ENTRY} FROM payments JOIN staff ON staff.id = staff_id WHERE order_id = ? ORDER BY payments.id",
        (order,),
    )
    return tuple(map(_payment, rows))


@read("payments.of_customer")
def of_customer(tx: Tx, customer: CustomerId, limit: int = 200) -> tuple[tuple[OrderId, Payment], ...]:
    """The entries of all orders of a customer, each with its order, the newest first. limit: how many at most."""
    rows = tx.all(
        f"SELECT order_id, {_ENTRY} FROM orders JOIN payments ON order_id = orders.id JOIN staff ON staff.id = staff_id"
        " WHERE customer_id = ? ORDER BY at DESC, payments.id DESC LIMIT ?",
        (customer, limit),
    )
    return tuple((row[0], _payment(row[1:])) for row in rows)


@read("payments.means")
def means(tx: Tx, order: OrderId) -> Means:
    """What may be paid back of an order, by what it was paid with; raises NotFound."""
    (settled,) = tx.one("SELECT settled FROM orders WHERE id = ?", (order,))
    credit, points, method = tx.one(
        "SELECT coalesce(sum(amount) FILTER (WHERE kind = 'credit'), 0),"
        " coalesce(sum(amount) FILTER (WHERE kind = 'points'), 0), (SELECT method FROM payments AS entry"
        " WHERE order_id = ?1 AND kind = 'in' AND method NOT IN ('credit', 'points', 'exchange')"
        f" AND {STANDING} ORDER BY id DESC LIMIT 1) FROM payments WHERE order_id = ?1",
        (order,),
    )
    by_credit = max(0, min(credit, settled - points))
    return Means(settled - points - by_credit, by_credit, points, method or "other")


def _payment(row: Row) -> Payment:
    return Payment(*(*row[:10], bool(row[10]), *row[11:]))
