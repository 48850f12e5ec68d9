"""Paying back, and taking back several entries at once."""

from shopcrm.errors import Refused
from shopcrm.money import show
from shopcrm.shop.payments.ledger import STANDING, bill_of
from shopcrm.shop.payments.reading import means
from shopcrm.shop.payments.records import Method, PaymentDraft, Reason
from shopcrm.shop.payments.writing import record, reverse, reverse_entry
from shopcrm.vault.refs import OrderId
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx


@write("payments.goodwill", role=Role.MANAGER)
def goodwill(tx: Tx, order: OrderId, amount: int, method: Method | None = None, note: str = "") -> int:
    """Pay something back as a gesture, without a return; by the means by which it was paid where none is named.

    amount: minor units, above zero. method credit gives it as store credit. Raises as `record` does.
    """
    by = method or means(tx, order).usual
    return record(tx, PaymentDraft(order, amount, by, "out", note, "goodwill"))


@write("payments.refund_all", role=Role.MANAGER)
def refund_all(tx: Tx, order: OrderId, method: Method | None = None, note: str = "", reason: Reason = "") -> int:
    """Pay back everything that was paid for an order: points as points, the rest as it was paid.

    method: how to pay back what was not paid with points, where it is another. Answers the last entry's number.
    Raises Refused where nothing is left to pay back.
    """
    bill, paid = bill_of(tx, order), means(tx, order)
    if bill.settled <= 0:
        raise Refused("Nothing is left to pay back.")
    credit = paid.credit if method is None and bill.customer is not None else 0
    by = method or paid.method
    drafts = [
        PaymentDraft(order, -paid.points, "points", "points", note, reason),
        PaymentDraft(order, -credit, "credit", "credit", note, reason),
        PaymentDraft(order, bill.settled - paid.points - credit, by, "out", note, reason),
    ]
    entries = tuple(record(tx, one) for one in drafts if one.amount)
    tx.offer_undo(f"Refund of {show(bill.settled, bill.currency)}", reverse_several, entries)
    return entries[-1]


@write("payments.reverse_several")
def reverse_several(tx: Tx, payments: tuple[int, ...]) -> None:
    """Take back several payments of one act, the latest first; as `reverse` does."""
    for payment in sorted(payments, reverse=True):
        reverse(tx, payment)


def reverse_all(tx: Tx, order: int) -> tuple[int, ...]:
    """Take back every entry that moved money, the latest first, as if nothing had been paid; raises as `reverse`.

    Answers their numbers, the latest first.
    """
    rows = tx.all(
        f"SELECT id FROM payments AS entry WHERE order_id = ? AND kind NOT IN ('fee', 'failed') AND {STANDING}"
        " ORDER BY id DESC",
        (order,),
    )
    for (entry,) in rows:
        reverse(tx, entry)
    return tuple(entry for (entry,) in rows)


def reverse_settlement(tx: Tx, settlement: int) -> None:
    """Take back every entry that a settlement of a return made, the latest first; raises as `reverse` does."""
    rows = tx.all(
        f"SELECT id FROM payments AS entry WHERE settlement_id = ? AND {STANDING} ORDER BY id DESC", (settlement,)
    )
    for (entry,) in rows:
        reverse_entry(tx, entry)
