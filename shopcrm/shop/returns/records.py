"""What is kept about a return, as drafts that a form fills in and as records that a screen shows."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from shopcrm.shop.orders.records import OrderDraft
from shopcrm.shop.payments import Method
from shopcrm.vault.refs import CustomerId, OrderId, ProductId, ReturnId

Basis = Literal["faulty", "cancelled", "goodwill"]
Reason = Literal["faulty", "damaged", "wrong_item", "not_described", "changed_mind", "does_not_fit", "late", "other"]
Reception = Literal["expected", "received", "short", "wrong_item", "damaged", "lost", "kept"]
Decision = Literal["waiting", "accepted", "rejected"]
Restock = Literal["shelf", "seconds", "bin"]
Outcome = Literal["money", "repair"]
State = Literal["expected", "deciding", "settling", "done", "withdrawn"]
EventKind = Literal[
    "opened", "changed", "received", "decided", "settled", "repaired", "withdrawn", "reopened", "taken_back", "note"
]

OPEN: tuple[State, ...] = ("expected", "deciding", "settling")
"""The states in which there is still something to do."""

CAME: tuple[Reception, ...] = ("received", "wrong_item", "damaged")
"""What of a line can be seen, as something came back."""

BASES: dict[Basis, str] = {
    "faulty": "Faulty, or not as described",
    "cancelled": "Cancelled: bought from afar, changed their mind in time",
    "goodwill": "Goodwill: the shop need not take it back",
}
REASONS: dict[Reason, str] = {
    "faulty": "Faulty",
    "damaged": "Arrived damaged",
    "wrong_item": "Wrong item sent",
    "not_described": "Not as described",
    "changed_mind": "Changed mind",
    "does_not_fit": "Does not fit",
    "late": "Came too late",
    "other": "Other",
}
RECEPTIONS: dict[Reception, str] = {
    "expected": "Expected",
    "received": "Received",
    "short": "Missing from the parcel",
    "wrong_item": "Something else came",
    "damaged": "Damaged on the way back",
    "lost": "Lost on the way back",
    "kept": "Customer keeps it",
}
DECISIONS: dict[Decision, str] = {"waiting": "To decide", "accepted": "Accepted", "rejected": "Rejected"}
RESTOCKS: dict[Restock, str] = {"shelf": "Back on the shelf", "seconds": "Seconds", "bin": "Bin"}
OUTCOMES: dict[Outcome, str] = {"money": "Settled", "repair": "Repaired"}
STATES: dict[State, str] = {
    "expected": "Expected",
    "deciding": "To decide",
    "settling": "To settle",
    "done": "Done",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class ReturnLineDraft:
    """So many of one line of an order come back. position: the order line's."""

    position: int
    quantity: int
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """A return as typed; dates as ``2026-11-22``.

    basis: by what right it comes back. told_on: when the customer said so, today where None. delivered_on: when she had
    the goods, as the order says where None. informed_on: when she was told of the right to cancel, if later than the
    order; never_informed: not at all. sent_on: proof of sending. handed_over: the goods lie on the counter.
    """

    order: OrderId
    lines: tuple[ReturnLineDraft, ...]
    basis: Basis = "faulty"
    told_on: str | None = None
    delivered_on: str | None = None
    informed_on: str | None = None
    never_informed: bool = False
    sent_on: str | None = None
    note: str = ""
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class DatesDraft:
    """What can be set right about a return later: by what right it comes back, its dates, and the note.

    agreed_on: when a refund was agreed. repair_asked_on, repaired_on: a repair asked for, and the goods given back.
    """

    basis: Basis
    told_on: str
    delivered_on: str
    informed_on: str | None = None
    never_informed: bool = False
    sent_on: str | None = None
    agreed_on: str | None = None
    repair_asked_on: str | None = None
    repaired_on: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceptionDraft:
    """What came of a line of a return (`line`: its id). A quantity below the line's splits it.

    restock: where it goes. back_on: the day it came back, today where None.
    """

    line: int
    quantity: int
    reception: Reception
    restock: Restock | None = None
    back_on: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What was decided about a line of a return (`line`: its id); because: why it is rejected.

    quantity: of so many, all where None; fewer split the line.
    """

    line: int
    decision: Decision
    because: str = ""
    restock: Restock | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """How accepted lines are settled; amounts in minor units of the order's currency.

    lines: their ids, all accepted and not yet settled ones where empty. refund: back by `refund_method` (the original
    means where None), all that is left where None. credit: as store credit. exchange: a new order that what came back
    pays for. goodwill: on top of it. repair: nothing is paid back, the goods go back repaired. delivery: of what was
    paid for delivery, by the rule where None. deduction: kept for use or handling, with its reason.
    """

    lines: tuple[int, ...] = ()
    refund: int | None = None
    refund_method: Method | None = None
    credit: int = 0
    exchange: OrderDraft | None = None
    goodwill: int = 0
    repair: bool = False
    delivery: int | None = None
    deduction: int = 0
    deducted_because: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Returnable:
    """A line of an order, and what of it may come back; unit_value: what one is worth, minor units, rounded.

    open: in returns not settled yet. returned: settled already.
    """

    position: int
    line_id: int
    description: str
    bought: int
    returnable: int
    open: int
    returned: int
    unit_value: int
    currency: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What settling would do; nothing is written. Amounts in minor units of `currency`.

    value: of the lines, tax included; tax: of it. off_the_bill: of it, what was never paid. refund: by refund_method.
    credit: as store credit. by_points: what goes back as points, in money. exchange_total: of the new order;
    exchange_paid: of it, by what came back; exchange_difference: its total less what came back, below zero in the
    customer's favour. to_pay: what the new order still asks for. points and tier: before and after.
    """

    value: int
    tax: int
    delivery: int
    deduction: int
    off_the_bill: int
    refund: int
    credit: int
    exchange_total: int
    exchange_difference: int
    goodwill: int
    to_pay: int
    points_before: int
    points_after: int
    tier_before: str
    tier_after: str
    currency: str
    warnings: tuple[str, ...]
    exchange_paid: int = 0
    by_points: int = 0
    refund_method: Method = "other"


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line of a return. value, tax: as settled, else what it would come to now, minor units."""

    id: int
    line_id: int
    position: int
    product: ProductId | None
    sku: str
    description: str
    quantity: int
    reason: Reason
    detail: str
    reception: Reception
    decision: Decision
    rejected_because: str
    restock: Restock | None
    back_on: str | None
    outcome: Outcome | None
    settlement_id: int | None
    value: int
    tax: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How lines of a return were settled; amounts in minor units of `currency`.

    refund, credit, off_the_bill, by_points, exchange_paid, goodwill: where value + delivery - deduction went, goodwill
    on top; what had gone there, where it was taken back. refund_method: '' without a refund. exchange: the new order.
    """

    id: int
    at: str
    staff: str
    currency: str
    value: int
    tax: int
    delivery: int
    deduction: int
    deducted_because: str
    off_the_bill: int
    refund: int
    refund_method: Method | Literal[""]
    credit: int
    by_points: int
    exchange: OrderId | None
    exchange_total: int
    exchange_paid: int
    goodwill: int
    taken_back: bool
    note: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReturnEvent:
    """Something that happened to a return."""

    id: int
    kind: EventKind
    at: str
    staff: str
    detail: str


@dataclass(frozen=True, slots=True)
class Return:
    """A return, whole. age_days: since it was opened or, when it is over, how long it took.

    back_on: when the first goods came back that are not settled yet, else the last that came.
    """

    id: ReturnId
    order_id: OrderId
    order_name: str
    customer_id: CustomerId | None
    customer_name: str
    basis: Basis
    state: State
    told_on: str
    delivered_on: str
    informed_on: str | None
    never_informed: bool
    sent_on: str | None
    back_on: str | None
    agreed_on: str | None
    repair_asked_on: str | None
    repaired_on: str | None
    note: str
    currency: str
    opened_at: str
    opened_on: str
    updated_at: str
    lines: tuple[ReturnLine, ...]
    settlements: tuple[Settlement, ...]
    events: tuple[ReturnEvent, ...]
    age_days: int


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a list of returns; value in minor units of `currency`, settled or to be settled."""

    id: ReturnId
    order_id: OrderId
    customer_id: CustomerId | None
    customer_name: str
    opened_on: str
    state: State
    items: int
    value: int
    currency: str
    age_days: int


class ReturnFilter(Enum):
    """Which returns a list shows."""

    OPEN = "open"
    EXPECTED = "expected"
    TO_DECIDE = "to decide"
    TO_SETTLE = "to settle"
    DONE = "done"
    ALL = "all"


class ReturnSort(Enum):
    """How a list of returns is ordered."""

    NEWEST = "newest"
    OLDEST = "oldest"
