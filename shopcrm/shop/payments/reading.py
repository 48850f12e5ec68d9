"""Looking at payments."""

from shopcrm.shop import loyalty, profile, store_credit
from shopcrm.shop.payments.ledger import STANDING
from shopcrm.shop.payments.records import Means, Payment, Usable
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


@read("payments.usable")
def usable(tx: Tx, customer: CustomerId, total: int, currency: str | None = None) -> Usable:
    """What of a bill a customer may pay with her points and her store credit, each by itself.

    total: the bill, minor units of currency, the shop's own where None. Points: the fewest that pay for the most of it;
    none where the programme asks for more at once.
    """
    credit = max(0, min(total, store_credit.balance(tx, customer, currency)))
    terms, has = loyalty.programme(tx), loyalty.worth(tx, customer)
    if terms is None or terms.currency != (currency or profile.get(tx).currency):
        return Usable(credit=credit)
    most = min(has.spendable, ((total + 1) * terms.worth_points - 1) // terms.worth_amount)
    worth = loyalty.points_worth(tx, most)
    points = loyalty.points_needed(tx, worth)
    return Usable(points, worth, credit) if points and points >= terms.least_points else Usable(credit=credit)


def _payment(row: Row) -> Payment:
    return Payment(*(*row[:10], bool(row[10]), *row[11:]))
