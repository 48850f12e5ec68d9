"""What is kept about an order, as drafts that a form fills in and as records that a screen shows."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from shopcrm.shop.payments import Method, Payment, fees_of, net_of, taken_off
from shopcrm.vault.refs import CustomerId, OrderId, ProductId

Channel = Literal["counter", "phone", "email", "web", "market", "other"]
TaxMode = Literal["included", "excluded", "unknown"]
Stage = Literal["placed", "packed", "shipped", "delivered", "cancelled"]
EventKind = Literal["placed", "packed", "shipped", "delivered", "cancelled", "edited", "taken_back"]
WhatAboutMoney = Literal["keep", "refund", "reverse"]

OPEN: tuple[Stage, ...] = ("placed", "packed")
"""The stages in which there is still something to do."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line: a product or a free text. Amounts in minor units.

    unit_price: the product's own where None. sku: for free lines. discount, tax: of the whole line; tax is worked out
    from the product's rate where None. cost: what one of it cost the shop.
    """

    description: str = ""
    quantity: int = 1
    unit_price: int | None = None
    product: ProductId | None = None
    sku: str = ""
    discount: int = 0
    tax: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class PaidDraft:
    """How an order was paid as it was placed; amounts in minor units.

    points: how many of her points the customer uses; credit: how much of her store credit. The rest is paid by
    `method`: amount of it, all of it where None.
    """

    method: Method = "card"
    amount: int | None = None
    points: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as typed; amounts in minor units.

    placed_at: an instant or a date, now where None. currency, tax_mode: the shop's own where None. promised_on: a date.
    handed_over: the customer took everything along, so that nothing is left to do.
    """

    lines: tuple[LineDraft, ...] = ()
    customer: CustomerId | None = None
    placed_at: str | None = None
    channel: Channel = "counter"
    currency: str | None = None
    tax_mode: TaxMode | None = None
    order_discount: int = 0
    shipping: int = 0
    promised_on: str | None = None
    deliver_to: str = ""
    note: str = ""
    paid: PaidDraft | None = None
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What an order comes to, minor units: goods before and discount of every kind off; total is what is to be paid."""

    goods: int
    discount: int
    shipping: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order; `total` is quantity x unit price - discount, minor units."""

    position: int
    product: ProductId | None
    sku: str
    description: str
    quantity: int
    unit_price: int
    discount: int
    tax: int
    cost: int | None

    @property
    def total(self) -> int:
        """What the line comes to after its own discount."""
        return self.quantity * self.unit_price - self.discount


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that happened to an order. taken_back: it was a mistake, and a later entry says so."""

    id: int
    kind: EventKind
    at: str
    staff: str
    carrier: str
    tracking: str
    detail: str
    takes_back: int | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Order:
    """An order, whole; amounts in minor units of `currency`. settled: paid and not paid back."""

    id: OrderId
    customer_id: CustomerId | None
    customer_name: str
    placed_at: str
    placed_on: str
    channel: Channel
    currency: str
    tax_mode: TaxMode
    order_discount: int
    shipping: int
    goods: int
    discount: int
    tax: int
    total: int
    stated_total: int | None
    promised_on: str | None
    deliver_to: str
    note: str
    platform: str
    external_id: str | None
    external_name: str | None
    stage: Stage
    settled: int
    refunded: int
    payment_failed: bool
    balance_due: int
    to_refund: int
    late: bool
    created_at: str
    updated_at: str
    lines: tuple[OrderLine, ...]
    events: tuple[OrderEvent, ...]
    payments: tuple[Payment, ...]

    @property
    def taken_off(self) -> int:
        """What was taken off the bill because the goods came back unpaid."""
        return taken_off(self.payments)

    @property
    def fees(self) -> int:
        """What payment services kept."""
        return fees_of(self.payments)

    @property
    def net(self) -> int:
        """The money that the shop has of it: paid in, less paid back and the fees."""
        return net_of(self.payments)

    @property
    def paid_in_words(self) -> str:
        """Whether it is paid, as it is said at the counter."""
        if self.to_refund:
            return "To refund"
        if self.balance_due:
            return "Part paid" if self.settled else "Not paid"
        if self.refunded > self.taken_off and self.settled < self.total - self.taken_off:
            return "Part paid back" if self.settled else "Paid back"
        return "Nothing to pay" if self.taken_off and not self.settled else "Paid"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of an order list; total and balance in minor units of `currency`."""

    id: OrderId
    external_name: str | None
    customer_id: CustomerId | None
    customer_name: str
    placed_on: str
    stage: Stage
    total: int
    balance: int
    currency: str
    late: bool
    payment_failed: bool
    promised_on: str | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Some rows of a list, and whether there are more after them."""

    rows: tuple[OrderRow, ...]
    more: bool


class OrderFilter(Enum):
    """Which orders a list shows."""

    TO_DO = "to do"
    LATE = "late"
    UNPAID = "unpaid"
    FAILED = "payment failed"
    THIS_WEEK = "this week"
    ALL = "all"
    CANCELLED = "cancelled"


class OrderSort(Enum):
    """How a list of orders is ordered."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PROMISED = "promised"


def balance_of(stage: str, total: int, settled: int, refunded: int) -> tuple[int, int]:
    """What is still to be paid, and what is to be paid back, minor units: of a cancelled order, everything paid.

    What was paid back is not asked for again.
    """
    if stage == "cancelled":
        return 0, max(0, settled)
    return max(0, total - settled - refunded), max(0, settled - total)


def is_late(stage: str, promised_on: str | None, today: date) -> bool:
    """Whether the promised day is over and the order has not left the shop."""
    return promised_on is not None and promised_on < today.isoformat() and stage in OPEN
