"""What is kept about a payment, as a draft that a form fills in and as a record that a screen shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shopcrm.vault.refs import OrderId

Method = Literal["card", "cash", "transfer", "cheque", "online", "credit", "points", "exchange", "other"]
PaymentKind = Literal["in", "out", "credit", "points", "allowed", "fee", "failed"]
Reason = Literal["", "return", "exchange", "goodwill"]

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that moved, or failed to; amount in minor units of the order's currency, above zero.

    kind: in (paid to us), out (paid back), fee (kept by the payment service), failed, allowed (taken off the bill); of
    `credit` and `points` the amount is signed: above zero the customer pays with store credit or points, below zero
    she is given them back. Paid in or out by the method credit or points means the same. reward: of the programme, by
    its name, bought with points: it says the amount. reason: why something goes back. settlement: of a return.
    """

    order: OrderId
    amount: int
    method: Method = "card"
    kind: PaymentKind = "in"
    note: str = ""
    reason: Reason = ""
    settlement: int | None = None
    reward: str = ""

    @property
    def pays(self) -> bool:
        """Whether it pays for the order."""
        return self.kind == "in" or (self.kind in ("credit", "points") and self.amount > 0)


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
    reason: Reason = ""
    settlement: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts: neither taken back nor a taking back."""
        return self.reverses is None and not self.reversed


@dataclass(frozen=True, slots=True)
class Means:
    """What was paid for an order and not paid back, by what it was paid with; minor units.

    Points go back as points only; the rest by any means. method: of the last money that came in.
    """

    money: int
    credit: int
    points: int
    method: Method

    @property
    def usual(self) -> Method:
        """How something is paid back where nobody says: as it was paid."""
        if self.money:
            return self.method
        return "credit" if self.credit else "points" if self.points else self.method


@dataclass(frozen=True, slots=True)
class Usable:
    """What a customer may pay with beside money: points, what they pay for (worth), and store credit; minor units."""

    points: int = 0
    worth: int = 0
    credit: int = 0


def fees_of(payments: Iterable[Payment]) -> int:
    """What payment services kept of these payments, minor units."""
    return -sum(one.amount for one in payments if one.kind == "fee" and one.stands)


def net_of(payments: Iterable[Payment]) -> int:
    """The money that the shop has of these payments, less what was paid back and the fees, minor units."""
    entries = tuple(payments)
    return sum(one.amount for one in entries if one.kind in ("in", "out")) - fees_of(entries)


def taken_off(payments: Iterable[Payment]) -> int:
    """What was taken off the bill by these entries, minor units."""
    return -sum(one.amount for one in payments if one.kind == "allowed" and one.stands)
