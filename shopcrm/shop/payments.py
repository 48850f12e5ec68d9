"""Payments: a ledger of signed entries. What an order has settled is their sum, kept with the order beside what was
paid back: owed is its total less both, for what the shop gives back it does not ask for again.

An entry that reverses another, and the one that it reverses, count for nothing together.
"""

from dataclasses import dataclass
from typing import Literal

from shopcrm.errors import InvalidValue, Refused
from shopcrm.money import check_amount, show
from shopcrm.plain_text import clean_block
from shopcrm.vault.refs import CustomerId, OrderId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx

Method = Literal["card", "cash", "transfer", "cheque", "online", "credit", "other"]
PaymentKind = Literal["in", "out", "credit", "fee", "failed"]

LONGEST_NOTE = 2_000
_SIGN: dict[str, int] = {"in": 1, "out": -1, "fee": -1, "failed": 1}
_OPPOSITE: dict[str, PaymentKind] = {"in": "out", "out": "in", "credit": "credit", "fee": "fee", "failed": "failed"}
_COUNTS = "kind IN ('in', 'out', 'credit')"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that moved, or failed to; amount in minor units of the order's currency, above zero.

    kind: in (paid to us), out (paid back), fee (kept by the payment service), failed; of `credit` the amount is signed:
    above zero the customer pays with store credit, below zero she is given it.
    """

    order: OrderId
    amount: int
    method: Method = "card"
    kind: PaymentKind = "in"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """An entry of the payments ledger; amount signed, minor units. reversed: a later entry takes it back."""

    id: int
    kind: PaymentKind
    method: Method
    amount: int
    currency: str
    at: str
    staff: str
    note: str
    external_id: str | None
    reverses: int | None
    reversed: bool


@write("payments.record")
def record(tx: Tx, draft: PaymentDraft) -> int:
    """Enter a payment, a refund, a fee or a failed try; answers the entry's number.

    Raises InvalidValue for an amount of nothing, for a payment beyond what is owed, and for refunds and credit beyond
    what was paid; Refused for taking money on a cancelled order.
    """
    if draft.kind in ("in", "credit") and draft.amount > 0:
        _check_owed(tx, draft)
    return _record(tx, draft)


def _check_owed(tx: Tx, draft: PaymentDraft) -> None:
    """No more is taken than is owed."""
    currency, stage, left, refunded = tx.one(
        "SELECT currency, stage, total - settled - refunded, refunded FROM orders WHERE id = ?", (draft.order,)
    )
    if stage == "cancelled":
        raise Refused("This order was cancelled.", "Take the cancelling back first, or place the order again.")
    if left > 0 and draft.amount > left:
        raise InvalidValue("amount", f"Only {show(left, currency)} is left to pay.", "Type that much, or less.")
    if left <= 0:
        hint = "If it was not paid back after all, take back the refund." if refunded else "Nothing is left to pay."
        raise InvalidValue("amount", "It is paid already.", hint)


def _record(tx: Tx, draft: PaymentDraft) -> int:
    customer, currency, settled = tx.one(
        "SELECT customer_id, currency, settled FROM orders WHERE id = ?", (draft.order,)
    )
    amount = _signed(draft)
    moves = amount if draft.kind in ("in", "out", "credit") else 0
    if moves < 0 and settled + moves < 0:
        raise InvalidValue(
            "amount",
            f"Only {show(max(0, settled), currency)} was paid and not yet paid back.",
            "Type that much, or less.",
        )
    entry = _enter(tx, draft.order, draft.kind, draft.method, amount, currency, clean_block(draft.note))
    tx.note(ref("O", draft.order), customer, entry=entry, kind=draft.kind, amount=amount, currency=currency)
    tx.offer_undo(f"{_NAMES[draft.kind]} {show(abs(amount), currency)}", reverse, entry)
    return entry


@write("payments.reverse")
def reverse(tx: Tx, payment: int, note: str = "") -> int:
    """Take back a payment that was entered by mistake, by an opposite entry; answers the new entry's number.

    Raises Refused where it was taken back already, is itself a taking back, or was paid back since.
    """
    order, kind, method, amount, currency, reverses, again = tx.one(
        "SELECT order_id, kind, method, amount, currency, reverses,"
        " EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id) FROM payments WHERE id = ?",
        (payment,),
    )
    if again or reverses is not None:
        raise Refused("That entry was taken back already.", "Enter the payment again if it was right.")
    customer, settled = tx.one("SELECT customer_id, settled FROM orders WHERE id = ?", (order,))
    if kind in ("in", "credit") and settled - amount < 0 < amount:
        raise Refused("Part of that money was paid back since.", "Take back the refund first.")
    opposite = _OPPOSITE[kind]
    entry = _enter(
        tx, order, opposite, method, amount if kind in ("fee", "failed") else -amount, currency, note, payment
    )
    tx.note(ref("O", order), customer, entry=entry, reverses=payment)
    tx.offer_undo("Take back a payment", put_back, payment)
    return entry


@write("payments.put_back")
def put_back(tx: Tx, payment: int) -> int:
    """Enter a payment again that was wrongly taken back, as it was; answers the new entry's number.

    It may come to more than is owed by now, or stand with an order cancelled since. Raises Refused for an entry that
    was not taken back.
    """
    row = tx.maybe(
        "SELECT order_id, amount, method, kind, note FROM payments AS entry WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = entry.id)",
        (payment,),
    )
    if row is None:
        raise Refused("That entry was not taken back.", "Open the order again.")
    order, amount, method, kind, note = row
    return _record(tx, PaymentDraft(order, amount if kind == "credit" else abs(amount), method, kind, note))


@read("payments.of_order")
def of_order(tx: Tx, order: OrderId) -> tuple[Payment, ...]:
    """The entries of an order, oldest first."""
    rows = tx.all(
        "SELECT payments.id, kind, method, amount, currency, at, staff.name, note, external_id, reverses,"
        " EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id)"
        " FROM payments JOIN staff ON staff.id = staff_id WHERE order_id = ? ORDER BY payments.id",
        (order,),
    )
    return tuple(Payment(*row[:10], *map(bool, row[10:])) for row in rows)


@read("payments.of_customer")
def of_customer(tx: Tx, customer: CustomerId, limit: int = 200) -> tuple[tuple[OrderId, Payment], ...]:
    """The entries of all orders of a customer, each with its order, the newest first. limit: how many at most."""
    rows = tx.all(
        "SELECT order_id, payments.id, kind, method, amount, payments.currency, at, staff.name, payments.note,"
        " payments.external_id, reverses,"
        " EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id) FROM orders"
        " JOIN payments ON order_id = orders.id JOIN staff ON staff.id = staff_id WHERE customer_id = ?"
        " ORDER BY at DESC, payments.id DESC LIMIT ?",
        (customer, limit),
    )
    return tuple((row[0], Payment(*row[1:11], *map(bool, row[11:]))) for row in rows)


@write("payments.refund_all")
def refund_all(tx: Tx, order: OrderId, method: Method | None = None, note: str = "") -> int:
    """Pay back everything that was paid for an order; by the means of the last payment where no method is named.

    Answers the entry's number. Raises Refused where nothing is left to pay back.
    """
    settled = tx.value("SELECT settled FROM orders WHERE id = ?", (order,))
    if settled <= 0:
        raise Refused("Nothing is left to pay back.")
    last = tx.maybe(
        "SELECT method FROM payments WHERE order_id = ? AND kind = 'in' AND reverses IS NULL ORDER BY id DESC LIMIT 1",
        (order,),
    )
    return record(tx, PaymentDraft(order, settled, method or (last[0] if last else "other"), "out", note))


def reverse_all(tx: Tx, order: int) -> None:
    """Take back every entry that moved money, the latest first, as if nothing had been paid."""
    rows = tx.all(
        f"SELECT id FROM payments WHERE order_id = ? AND {_COUNTS} AND reverses IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id) ORDER BY id DESC",
        (order,),
    )
    for (entry,) in rows:
        reverse(tx, entry)


def settle(tx: Tx, order: int) -> None:
    """Derive from the ledger what an order has settled, what was paid back, and whether its last payment failed.

    A failed try is forgotten once money came in after it.
    """
    tx.change_one(f"UPDATE orders SET {_DERIVED}, updated_at = ?2 WHERE id = ?1", (order, tx.stamp))


_STANDING = "reverses IS NULL AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = entry.id)"
_SETTLED = f"(SELECT coalesce(sum(amount), 0) FROM payments WHERE order_id = orders.id AND {_COUNTS})"
_REFUNDED = (
    "(SELECT coalesce(-sum(amount), 0) FROM payments AS entry WHERE order_id = orders.id"
    f" AND kind IN ('out', 'credit') AND amount < 0 AND {_STANDING})"
)
_FAILED = (
    "coalesce((SELECT kind = 'failed' FROM payments AS entry WHERE order_id = orders.id"
    f" AND (kind IN ('in', 'failed') OR (kind = 'credit' AND amount > 0)) AND {_STANDING} ORDER BY id DESC LIMIT 1), 0)"
)
_DERIVED = f"settled = {_SETTLED}, refunded = {_REFUNDED}, payment_failed = {_FAILED}"
_NAMES: dict[str, str] = {
    "in": "Payment of",
    "out": "Refund of",
    "credit": "Store credit of",
    "fee": "Fee of",
    "failed": "Failed payment of",
}


def wrong(tx: Tx) -> int:
    """How many orders say another sum than their payments make; for a full check."""
    found: int = tx.value(f"SELECT count(*) FROM orders WHERE settled <> {_SETTLED} OR refunded <> {_REFUNDED}")
    return found


def _signed(draft: PaymentDraft) -> int:
    if len(draft.note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    check_amount(draft.amount)
    if draft.amount == 0 or (draft.amount < 0 and draft.kind != "credit"):
        raise InvalidValue("amount", "A payment is more than nothing.", "Type an amount above zero.")
    return draft.amount * _SIGN.get(draft.kind, 1)


def _enter(
    tx: Tx, order: int, kind: str, method: str, amount: int, currency: str, note: str, reverses: int | None = None
) -> int:
    entry = tx.insert(
        "INSERT INTO payments (order_id, kind, method, amount, currency, at, staff_id, note, reverses)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order, kind, method, amount, currency, tx.stamp, tx.staff.id, note, reverses),
    )
    settle(tx, order)
    return entry
