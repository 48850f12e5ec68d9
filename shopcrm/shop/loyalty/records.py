"""What is kept about loyalty, as drafts that a form fills in and as records that a screen shows."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shopcrm.vault.refs import CustomerId, OrderId, ProductId

Rounding = Literal["down", "nearest", "up"]
TierBasis = Literal["points", "spend"]
Downgrade = Literal["one_step", "to_fit", "never"]
RewardKind = Literal["money_off", "free_item"]
LotReason = Literal["order", "birthday", "goodwill", "adjusted", "debt"]
TakenKind = Literal["redeemed", "expired", "reversed", "adjusted", "repaid", "given_back"]
StampKind = Literal["bought", "given", "reversed", "used", "given_back"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a product, or a family of products, earns in place of the ordinary rate; a product's own rule goes first.

    tag: the family, in any case of letters. percent: of the ordinary rate, 0 for nothing, 200 for double. points: so
    many for each piece instead.
    """

    product: ProductId | None = None
    tag: str = ""
    percent: int = 100
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier. least: what a customer earns or spends in twelve months to be in it, points or minor units.

    percent: of the ordinary rate that its members earn, 100 or more.
    """

    name: str
    least: int
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Reward:
    """What so many points buy: money off (amount, minor units) or one piece of a product."""

    name: str
    kind: RewardKind = "money_off"
    points: int = 0
    amount: int = 0
    product: ProductId | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """The terms. Every per_amount (minor units of currency) earn `points`; worth_points pay for worth_amount.

    rounding: of what a whole order earns. lock_days: after the day of earning, until points can be used. expiry_months:
    after the day of earning, 0 for never; points can be used through that day. least_points: the fewest that can be
    used at once. warn_days: how long before they expire points are on the warning list. tier_basis: what is counted
    over twelve months. downgrade: who no longer qualifies falls one tier at a time, twelve months apart (one_step), to
    the tier that fits (to_fit), or never; each time grace_days after it began.
    """

    active: bool = True
    currency: str = "GBP"
    points: int = 1
    per_amount: int = 100
    rounding: Rounding = "down"
    lock_days: int = 14
    expiry_months: int = 24
    worth_points: int = 100
    worth_amount: int = 100
    least_points: int = 0
    birthday_points: int = 0
    warn_days: int = 30
    tier_basis: TierBasis = "points"
    downgrade: Downgrade = "to_fit"
    grace_days: int = 30
    rules: tuple[Rule, ...] = ()
    tiers: tuple[Tier, ...] = ()
    rewards: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer's points can do at the till. points: all that she has, below zero where she owes some.

    amount: what the spendable ones pay for, minor units of currency. locked_until: when the next ones unlock. least:
    the fewest that can be used at once.
    """

    points: int
    amount: int
    currency: str
    spendable: int
    locked: int
    locked_until: date | None
    debt: int
    least: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward for a customer and an order: points that it takes, amount (minor units) that it pays for.

    because: why it cannot be had now, empty where it can.
    """

    name: str
    points: int
    amount: int
    because: str


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points that expire after a day, and what they are worth in minor units of currency."""

    customer_id: CustomerId
    customer_name: str
    points: int
    on: date
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement. points: signed; balance: after it. on: the date at the shop."""

    on: date
    points: int
    words: str
    order: OrderId | None
    balance: int


@dataclass(frozen=True, slots=True)
class Stamps:
    """How far a customer is with a stamp card; `has` falls below zero where stamped goods came back."""

    card: int
    name: str
    has: int
    needs: int
    reward: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's points, each number explained.

    balance = spendable + locked - debt, explained by `sum_in_words`. number: of her card. qualifying: what counts for
    the tier by now, points or minor units (tier_basis); to_next: what is missing for next_tier. amount: what all her
    points are worth, minor units. expiring: by day, the soonest first. entries: the oldest first.
    """

    customer_id: CustomerId
    customer_name: str
    number: str
    joined_on: date
    left_on: date | None
    balance: int
    spendable: int
    locked: int
    debt: int
    amount: int
    currency: str
    sum_in_words: str
    tier: str
    tier_since: date | None
    tier_percent: int
    tier_basis: TierBasis
    qualifying: int
    next_tier: str
    to_next: int
    tier_progress: str
    unlocking: tuple[tuple[date, int], ...]
    expiring: tuple[tuple[date, int], ...]
    entries: tuple[Entry, ...]
    stamps: tuple[Stamps, ...]


@dataclass(frozen=True, slots=True)
class Liability:
    """What the shop owes in points: those out there, in money, and those that expire within the next calendar month.

    debt: points that customers owe, not set off. Amounts in minor units of currency.
    """

    points: int
    amount: int
    debt: int
    expires_next_month_points: int
    expires_next_month_amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A customer's points and tier before and after something that has not happened yet."""

    points_before: int
    points_after: int
    tier_before: str
    tier_after: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Goods of an order line that would come back. line_id: of order_lines. value: of these pieces, minor units."""

    line_id: int
    quantity: int
    value: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of an order that would be placed. net: what it comes to before the discount on the order, minor units."""

    product: ProductId | None
    quantity: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class NewSale:
    """An order that would be placed; amounts in minor units. paid: with money or store credit."""

    placed_at: str
    placed_on: str
    currency: str
    order_discount: int
    tax_mode: str
    total: int
    paid: int
    lines: tuple[NewLine, ...]


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What was due: customers who got birthday points, points that expired, customers whose tier changed."""

    birthdays: int
    expired: int
    tiers: int


@dataclass(frozen=True, slots=True)
class StampCardDraft:
    """A stamp card: so many stamps of a product (any where None) make a reward, in words."""

    name: str
    stamps: int
    reward: str
    product: ProductId | None = None


@dataclass(frozen=True, slots=True)
class StampCard:
    """A stamp card as it is kept."""

    id: int
    name: str
    stamps: int
    product: ProductId | None
    reward: str
    archived: bool
    created_at: str
