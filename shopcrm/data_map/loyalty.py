"""Loyalty: the programme's terms, members' cards, points with what became of them, and stamps."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

_TERMS = (
    *("id", "active", "currency", "points", "per_amount", "rounding", "lock_days", "expiry_months", "worth_points"),
    *("worth_amount", "least_points", "birthday_points", "warn_days", "tier_basis", "downgrade", "grace_days"),
    *("rules", "tiers", "rewards", "created_at"),
)
_REASONS = {
    "order": "earned by an order",
    "birthday": "a birthday present",
    "goodwill": "given as a gesture",
    "adjusted": "put right by hand",
    "debt": "owed: points that were used, for an order that went back",
}
_TAKEN = {
    "redeemed": "used to pay",
    "expired": "expired",
    "reversed": "taken back, as an order went back",
    "adjusted": "taken off by hand",
    "repaid": "paid what was owed",
    "given_back": "given back",
}
_STAMPS = {
    "bought": "for something bought",
    "given": "given by hand",
    "reversed": "taken back, as an order went back",
    "used": "a full card was used",
    "given_back": "an entry was taken back",
}
_MADE = "made by the shop as it worked"

TABLES: Mapping[str, Table] = {
    "loyalty_programmes": Table(
        "The loyalty programme",
        {name: shop("the terms that customers earn points under") for name in _TERMS} | {"staff_id": staff()},
        basis="none needed",
        keep="for ever",
    ),
    "loyalty_cards": Table(
        "Your loyalty card",
        {
            "customer_id": key(),
            "number": Column("customer", "finds you at the till", label="Card number"),
            "joined_at": Column("customer", "since when you earn points", label="Joined", unit="instant"),
            "left_at": Column("customer", "until when you earned points", label="Left", unit="instant"),
            "tier": Column("customer", "how fast you earn points", label="Tier"),
            "tier_since": Column("customer", "since when", label="In this tier since", unit="date"),
            "review_on": Column("customer", "when the tier may change", label="Tier looked at on", unit="date"),
        },
        belongs=CUSTOMER,
        source="you, when you joined; the tier is computed from your points",
        merge="join",
    ),
    "loyalty_orders": Table(
        "Orders that earn points",
        {
            "order_id": Column("customer", "which order", label="Order"),
            "customer_id": key(),
            "programme_id": key("which terms it earns under"),
            "tier_percent": Column("customer", "how fast it earns points", label="Per cent of the usual points"),
            "rates": Column("shop", "what its products earn", hidden="the shop's rates by product", erasure="delete"),
        },
        belongs=CUSTOMER,
        source=_MADE,
    ),
    "loyalty_lots": Table(
        "Your points",
        {
            "id": Column("customer", "which points", label="Points number"),
            "customer_id": key(),
            "points": Column("customer", "how many", label="Points"),
            "reason": Column("customer", "what for", label="What for", codes=_REASONS),
            "order_id": Column("customer", "which order", label="Order"),
            "spend": Column("customer", "counts for your tier", label="Spent", unit="money"),
            "earned_on": Column("customer", "when", label="Earned", unit="date"),
            "unlock_on": Column("customer", "when they can be used", label="Usable from", unit="date"),
            "expires_on": Column("customer", "until when they can be used", label="Expire", unit="date"),
            "at": Column("customer", "when entered", label="Entered", unit="instant"),
            "staff_id": staff(),
            "note": Column("customer", "why", label="Note"),
        },
        belongs=CUSTOMER,
        source=_MADE,
        currency="(SELECT currency FROM loyalty_programmes ORDER BY id DESC LIMIT 1)",
    ),
    "loyalty_allocations": Table(
        "What became of your points",
        {
            "id": key(),
            "lot_id": Column("customer", "which points", label="Points number"),
            "customer_id": key(),
            "kind": Column("customer", "what happened", label="What", codes=_TAKEN),
            "points": Column("customer", "how many, below zero where they came back", label="Points taken"),
            "order_id": Column("customer", "which order", label="Order"),
            "payment_id": key("which payment used them"),
            "reverses": key("which entry was given back"),
            "spend": Column("customer", "counts no longer for your tier", label="Spent less", unit="money"),
            "made_on": Column("customer", "when", label="Day", unit="date"),
            "at": Column("customer", "when entered", label="Entered", unit="instant"),
            "staff_id": staff(),
            "note": Column("customer", "why", label="Note"),
        },
        belongs=CUSTOMER,
        source=_MADE,
        currency="(SELECT currency FROM loyalty_programmes ORDER BY id DESC LIMIT 1)",
    ),
    "stamp_cards": Table(
        "Stamp cards",
        {
            name: shop("what the shop gives for a full card")
            for name in ("id", "name", "stamps", "product_id", "reward", "archived", "created_at")
        },
        basis="none needed",
        keep="for ever",
    ),
    "stamps": Table(
        "Your stamps",
        {
            "id": key(),
            "card_id": Column("customer", "which stamp card", label="Stamp card"),
            "customer_id": key(),
            "kind": Column("customer", "what happened", label="What", codes=_STAMPS),
            "count": Column("customer", "how many, below zero where taken", label="Stamps"),
            "order_id": Column("customer", "which order", label="Order"),
            "reverses": key("which entry was taken back"),
            "at": Column("customer", "when", label="When", unit="instant"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        source=_MADE,
    ),
}
