"""How what came back is shared out: what was never paid comes off the bill, points go back as points, and the rest as
money, store credit or an exchange. Never more of anything than was paid with it.
"""

from dataclasses import dataclass

from shopcrm.errors import InvalidValue
from shopcrm.money import show
from shopcrm.shop import payments, store_credit
from shopcrm.shop.payments import Means, Method
from shopcrm.shop.payments.ledger import STANDING, Bill, only
from shopcrm.shop.returns.records import SettlementDraft
from shopcrm.vault.tx import Tx

_SETTLED_SO_FAR = (
    "SELECT coalesce(sum(value + delivery - deduction), 0) FROM return_settlements"
    " JOIN returns ON returns.id = return_id WHERE order_id = ? AND taken_back = 0"
)
_PAID = (
    "SELECT coalesce(sum(amount), 0), coalesce(sum(amount) FILTER (WHERE kind = 'points'), 0) FROM payments AS entry"
    f" WHERE order_id = ? AND kind IN ('in', 'credit', 'points') AND amount > 0 AND {STANDING}"
)
_BEFORE = (
    "SELECT order_id FROM return_settlements JOIN returns ON returns.id = return_id"
    " WHERE exchange_order_id = ? AND taken_back = 0"
)


@dataclass(frozen=True, slots=True)
class Due:
    """What came back is worth, and how far it was paid for; minor units.

    off_the_bill: what was never paid. back: what goes back to the customer; by_points: of that, as points.
    """

    value: int
    tax: int
    delivery: int
    deduction: int
    off_the_bill: int
    back: int
    by_points: int

    @property
    def in_money(self) -> int:
        """What goes back other than as points."""
        return self.back - self.by_points


@dataclass(frozen=True, slots=True)
class Parts:
    """Where it goes; minor units. exchanged_money, exchanged_credit: what pays for the new order, by what it was."""

    refund: int
    method: Method
    credit: int
    exchanged_money: int
    exchanged_credit: int
    goodwill: int

    @property
    def exchanged(self) -> int:
        """What pays for the new order."""
        return self.exchanged_money + self.exchanged_credit


def due_of(tx: Tx, bill: Bill, value: int, tax: int, delivery: int, deduction: int) -> Due:
    """How far what came back was paid for. Where nothing is left of the order, all that was paid goes back.

    Raises InvalidValue for a deduction beyond what came back.
    """
    due = value + delivery - deduction
    if due < 0:
        raise InvalidValue("deduction", "That is more than what came back is worth.", "Deduct at most that.")
    off = min(due, max(0, bill.owed))
    total = tx.value("SELECT total FROM orders WHERE id = ?", (bill.order,))
    nothing_left = tx.value(_SETTLED_SO_FAR, (bill.order,)) + due == total and value > 0
    back = max(0, bill.settled) if nothing_left else min(due - off, max(0, bill.settled))
    return Due(value, tax, delivery, deduction, off, back, _by_points(tx, bill, back))


def parts_of(tx: Tx, bill: Bill, due: Due, draft: SettlementDraft, exchange_total: int) -> Parts:
    """Where what goes back goes: as typed, and what is left open by the original means.

    Raises InvalidValue, naming the field, where it does not add up, or would pay back more money than was paid.
    """
    left = due.in_money
    means = payments.means(tx, bill.order)
    if draft.credit:
        store_credit.owner_of(bill.customer)
    if draft.credit > left:
        there_is, hint = only(left, bill.currency)
        raise InvalidValue("credit", f"{there_is} goes back.", hint)
    typed = draft.refund or 0
    if typed > left - draft.credit:
        there_is, hint = only(left - draft.credit, bill.currency)
        raise InvalidValue("refund", f"{there_is} is left to pay back.", hint)
    exchanged = min(exchange_total, left - draft.credit - typed)
    by_credit = min(exchanged, max(0, means.credit - draft.credit)) if bill.customer is not None else 0
    rest = left - draft.credit - exchanged
    refund, credit = _refund(bill, draft, rest, _money(means, bill, draft.credit, exchanged - by_credit))
    spare = _money(means, bill, draft.credit + credit, exchanged - by_credit) - refund
    if draft.goodwill > max(0, spare):
        raise InvalidValue(
            "goodwill",
            f"{only(spare, bill.currency)[0]} of what was paid is left.",
            "Give the rest as store credit, from the customer's page.",
        )
    method = draft.refund_method or _method(tx, bill.order)
    return Parts(refund, method, draft.credit + credit, exchanged - by_credit, by_credit, draft.goodwill)


def _money(means: Means, bill: Bill, credit: int, exchanged: int) -> int:
    """How much money can still be paid back beside so much store credit and so much in exchange."""
    if bill.customer is None:
        return means.money + means.credit - credit - exchanged
    return means.money - max(0, credit - means.credit) - exchanged


def _refund(bill: Bill, draft: SettlementDraft, rest: int, money: int) -> tuple[int, int]:
    """What is paid back as money and as store credit: as typed, else money first, as far as money was paid."""
    if draft.refund is None:
        refund = min(rest, money)
        return refund, rest - refund
    if draft.refund > money:
        raise InvalidValue(
            "refund",
            f"{only(money, bill.currency)[0]} of it was paid with money.",
            "Give the rest back as store credit.",
        )
    if draft.refund < rest:
        raise InvalidValue(
            "refund",
            f"{show(rest - draft.refund, bill.currency)} would be left over.",
            "Pay it back, or give it as store credit.",
        )
    return draft.refund, 0


def _by_points(tx: Tx, bill: Bill, back: int) -> int:
    """What of it goes back as points: their part of what was paid, cumulative, so that any number of parts sums up."""
    paid, in_points = tx.one(_PAID, (bill.order,))
    if not back or not in_points:
        return 0
    points_left = payments.means(tx, bill.order).points
    upto: int = (2 * in_points * (paid - bill.settled + back) + paid) // (2 * paid)
    wanted = upto - (in_points - points_left)
    least = back - (bill.settled - points_left)
    share: int = max(0, least, min(wanted, back, points_left))
    return share


def _method(tx: Tx, order: int) -> Method:
    """The original means: of an order that was paid in exchange, those of the order before it."""
    method = payments.means(tx, order).method
    while method == "other" and (row := tx.maybe(_BEFORE, (order,))):
        (order,) = row
        method = payments.means(tx, order).method
    return method
