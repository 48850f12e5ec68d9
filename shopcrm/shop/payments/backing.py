"""What stands behind a payment that is not money: the customer's store credit, or her points."""

from dataclasses import dataclass

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import loyalty, store_credit
from shopcrm.shop.payments.ledger import Bill
from shopcrm.shop.payments.records import PaymentDraft
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class Coming:
    """What a customer is given in the same act, before she pays: store credit in minor units, and points."""

    credit: int = 0
    points: int = 0


def check(tx: Tx, customer: int | None, currency: str, credit: int, points: int, coming: Coming) -> None:
    """Raise, as such a payment would, where a customer has not so much credit in that money, or so many points."""
    if credit:
        store_credit.check(tx, customer, credit, currency, coming.credit)
    if points:
        loyalty.check_points(tx, _owner(customer), points, currency, coming.points)


def worth_of(tx: Tx, points: int) -> int:
    """What points pay for, minor units; raises InvalidValue where that is nothing."""
    if points <= 0:
        raise InvalidValue("points", "That is no number of points.", "Type a whole number above zero.")
    amount = loyalty.points_worth(tx, points)
    if not amount:
        raise InvalidValue("points", "So few points are worth nothing yet.", "Use more of them, or none.")
    return amount


def draw(tx: Tx, bill: Bill, draft: PaymentDraft, entry: int, points: int | None = None) -> None:
    """Draw on credit or points for an entry just made, or give them back where its amount is below zero.

    points: how many pay for it, as many as it takes where None. Raises Refused or InvalidValue beyond what there is.
    """
    if draft.kind == "credit" and draft.amount > 0:
        store_credit.spend(tx, bill.customer, draft.amount, bill.currency, entry)
    elif draft.kind == "credit":
        kind: store_credit.CreditKind = "goodwill" if draft.reason == "goodwill" else "return"
        store_credit.give(tx, bill.customer, -draft.amount, bill.currency, entry, kind)
    elif draft.kind == "points" and draft.amount > 0:
        needed = loyalty.points_needed(tx, draft.amount) if points is None else points
        loyalty.redeem(tx, _owner(bill.customer), needed, bill.order, entry, draft.reward)
    elif draft.kind == "points":
        loyalty.give_back_for(tx, bill.order, -draft.amount, entry)


def undraw(tx: Tx, kind: str, amount: int, payment: int, reversal: int) -> None:
    """As the entry `payment` is taken back by `reversal`: undo what it drew on, or gave back.

    Raises Refused where what it gave back was spent since.
    """
    if kind == "credit":
        store_credit.reverse_payment(tx, payment, reversal)
    elif kind == "points" and amount > 0:
        loyalty.give_back(tx, payment, loyalty.spent_by(tx, payment), reversal)
    elif kind == "points":
        loyalty.take_again(tx, payment)


def points_taken(tx: Tx, payment: int) -> tuple[int, str]:
    """How many points a payment took when it was made, and the reward that it paid for, if any."""
    points, reward = tx.one(
        "SELECT coalesce(sum(points), 0), coalesce(max(note), '') FROM loyalty_allocations"
        " WHERE payment_id = ? AND kind = 'redeemed' AND reverses IS NULL",
        (payment,),
    )
    return points, reward


def _owner(customer: int | None) -> int:
    if customer is None:
        raise Refused("Points belong to a customer, and this order has none.", "Choose the customer first.")
    return customer
