"""Taking payments, and taking back by an opposite entry what was entered by mistake: nothing is ever wiped out."""

from dataclasses import replace
from typing import Literal

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.money import check_amount, show
from shopcrm.plain_text import clean_block
from shopcrm.shop import loyalty
from shopcrm.shop.payments import backing, ledger
from shopcrm.shop.payments.ledger import STANDING, Bill, bill_of
from shopcrm.shop.payments.records import LONGEST_NOTE, PaymentDraft
from shopcrm.vault.refs import OrderId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx

_OPPOSITE: dict[str, str] = {"in": "out", "out": "in"}
_SAME_AMOUNT = ("fee", "failed")
_SIGN = {"in": 1, "out": -1, "allowed": -1, "fee": -1, "failed": 1}
_SIGNED: dict[str, Literal["credit", "points"]] = {"credit": "credit", "points": "points"}
_NAMES = {
    "in": "Payment of",
    "out": "Refund of",
    "credit": "Store credit of",
    "points": "Points worth",
    "allowed": "Off the bill",
    "fee": "Fee of",
    "failed": "Failed payment of",
}


@write("payments.record")
def record(tx: Tx, draft: PaymentDraft) -> int:
    """Enter a payment, a refund, a fee or a failed try; answers the entry's number.

    Raises InvalidValue for an amount of nothing, for a payment or something taken off beyond what is owed, for refunds
    beyond what was paid, and for credit or points beyond what the customer has; Refused for taking money on a
    cancelled order, and for credit or points without a customer.
    """
    points = None
    if draft.reward:
        offer = loyalty.reward(tx, draft.order, draft.reward)
        points, draft = offer.points, replace(draft, kind="points", amount=offer.amount)
    draft = by_its_means(checked(draft))
    bill = bill_of(tx, draft.order)
    if draft.pays or draft.kind == "allowed":
        _check_owed(bill, draft.amount)
    return enter(tx, bill, draft, points)


@write("payments.pay_by_points")
def pay_by_points(tx: Tx, order: OrderId, points: int) -> int:
    """Pay for an order with so many points; answers what they paid for, minor units.

    Raises InvalidValue where that is nothing or more than is owed, else as `record` does.
    """
    amount = backing.worth_of(tx, points)
    record(tx, PaymentDraft(order, amount, "points", "points"))
    return amount


@write("payments.reverse")
def reverse(tx: Tx, payment: int, note: str = "") -> int:
    """Take back a payment that was entered by mistake, by an opposite entry; answers the new entry's number.

    Raises Refused where it was taken back already, is itself a taking back, was paid back since, belongs to the
    settling of a return, or gave credit or points that were spent since.
    """
    if tx.value("SELECT settlement_id FROM payments WHERE id = ?", (payment,)) is not None:
        raise Refused("That entry belongs to the settling of a return.", "Open the return, and take it back there.")
    return reverse_entry(tx, payment, note)


@write("payments.put_back")
def put_back(tx: Tx, payment: int) -> int:
    """Enter a payment again that was wrongly taken back, as it was; answers the new entry's number.

    It may come to more than is owed by now, or stand with an order cancelled since. Raises Refused for an entry that
    was not taken back, or where what it paid for was taken off the bill since.
    """
    row = tx.maybe(
        "SELECT order_id, amount, method, kind, note, reason FROM payments AS entry WHERE id = ?"
        " AND EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = entry.id)",
        (payment,),
    )
    if row is None:
        raise Refused("That entry was not taken back.", "Open the order again.")
    order, amount, method, kind, note, reason = row
    signed = kind in ("credit", "points")
    draft = PaymentDraft(order, amount if signed else abs(amount), method, kind, note, reason)
    bill = bill_of(tx, order)
    less_is_owed = draft.amount > bill.owed
    if less_is_owed and (kind == "allowed" or (draft.pays and _has(tx, order, "allowed"))):
        raise Refused("Something was taken off the bill since.", "Record the payment anew, as far as it is owed.")
    if kind == "points" and amount > 0:
        points, reward = backing.points_taken(tx, payment)
        return enter(tx, bill, replace(draft, reward=reward), points)
    return enter(tx, bill, draft)


def reverse_entry(tx: Tx, payment: int, note: str = "") -> int:
    """As `reverse`, for an entry of a settlement too: for the one who takes the whole settlement back."""
    row = tx.maybe(
        "SELECT order_id, kind, method, amount, reverses, EXISTS"
        " (SELECT 1 FROM payments AS later WHERE later.reverses = payments.id) FROM payments WHERE id = ?",
        (payment,),
    )
    if row is None:
        raise NotFound("There is no such entry.", "Open the order again.")
    order, kind, method, amount, reverses, again = row
    if again or reverses is not None:
        raise Refused("That entry was taken back already.", "Enter the payment again if it was right.")
    bill = bill_of(tx, order)
    _check_not_paid_back(tx, bill, kind, amount)
    opposite = amount if kind in _SAME_AMOUNT else -amount
    entry = ledger.enter(tx, bill, _OPPOSITE.get(kind) or kind, method, opposite, note, reverses=payment)
    backing.undraw(tx, kind, amount, payment, entry)
    ledger.settle(tx, order)
    tx.note(ref("O", order), bill.customer, entry=entry, reverses=payment)
    tx.offer_undo("Take back a payment", put_back, payment)
    return entry


def checked(draft: PaymentDraft) -> PaymentDraft:
    """The draft itself; raises InvalidValue for an amount or a note that cannot be."""
    if len(draft.note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    check_amount(draft.amount)
    if draft.amount == 0 or (draft.amount < 0 and draft.kind not in _SIGNED):
        raise InvalidValue("amount", "A payment is more than nothing.", "Type an amount above zero.")
    if draft.kind in ("fee", "failed") and draft.method in (*_SIGNED.values(), "exchange"):
        raise InvalidValue(
            "method", "Fees and failed payments are only for money.", "Choose how the money was to come."
        )
    return draft


def by_its_means(draft: PaymentDraft) -> PaymentDraft:
    """The draft with credit and points as kinds of their own, however they were named."""
    if draft.kind in _SIGNED:
        return replace(draft, method=_SIGNED[draft.kind])
    if draft.kind in ("in", "out") and draft.method in _SIGNED:
        return replace(draft, kind=_SIGNED[draft.method], amount=draft.amount * _SIGN[draft.kind])
    return draft


def enter(tx: Tx, bill: Bill, draft: PaymentDraft, points: int | None = None) -> int:
    """Enter a draft that was looked over, draw on what it draws on, and settle the order."""
    amount = draft.amount * _SIGN.get(draft.kind, 1)
    if amount < 0 and draft.kind in ("out", *_SIGNED):
        _check_paid(tx, bill, draft.kind, -amount)
    entry = ledger.enter(
        tx, bill, draft.kind, draft.method, amount, clean_block(draft.note), reason=draft.reason,
        settlement=draft.settlement,
    )  # fmt: skip
    backing.draw(tx, bill, draft, entry, points)
    ledger.settle(tx, bill.order)
    tx.note(ref("O", bill.order), bill.customer, entry=entry, kind=draft.kind, amount=amount, currency=bill.currency)
    tx.offer_undo(f"{_NAMES[draft.kind]} {show(abs(amount), bill.currency)}", reverse, entry)
    return entry


def _check_owed(bill: Bill, amount: int) -> None:
    """No more is taken than is owed."""
    if bill.stage == "cancelled":
        raise Refused("This order was cancelled.", "Take the cancelling back first, or place the order again.")
    if bill.owed <= 0:
        hint = (
            "If it was not paid back after all, take back the refund." if bill.refunded else "Nothing is left to pay."
        )
        raise InvalidValue("amount", "It is paid already.", hint)
    if amount > bill.owed:
        raise InvalidValue(
            "amount", f"Only {show(bill.owed, bill.currency)} is left to pay.", "Type that much, or less."
        )


def _check_paid(tx: Tx, bill: Bill, kind: str, amount: int) -> None:
    """No more is paid back than was paid, and points only as points."""
    points = ledger.points_paid(tx, bill.order)
    most = max(0, points if kind == "points" else bill.settled - points)
    if amount > most:
        how = " with points" if kind == "points" else " in money or store credit" if points else ""
        there_is, hint = ledger.only(most, bill.currency)
        raise InvalidValue("amount", f"{there_is} was paid{how} and not yet paid back.", hint)


def _check_not_paid_back(tx: Tx, bill: Bill, kind: str, amount: int) -> None:
    """What was paid back since cannot be taken back; points that went back stand with the payment that spent them."""
    if amount < 0 or kind in _SAME_AMOUNT:
        return
    if kind == "points":
        if _has(tx, bill.order, "points", "amount < 0"):
            raise Refused("Part of those points was given back since.", "Take that back first.")
    elif bill.settled - ledger.points_paid(tx, bill.order) < amount:
        raise Refused("Part of that money was paid back since.", "Take back the refund first.")


def _has(tx: Tx, order: int, kind: str, which: str = "1") -> bool:
    """Whether an order has a standing entry of this kind."""
    sql = f"SELECT 1 FROM payments AS entry WHERE order_id = ? AND kind = ? AND {which} AND {STANDING} LIMIT 1"
    return tx.maybe(sql, (order, kind)) is not None
