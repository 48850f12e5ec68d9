"""Segments: saved rules, the group of each customer, and who moved from one group to another."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

_GROUPS = {
    "": "none",
    "champions": "Champions: bought lately, often and much",
    "loyal": "Loyal: buys often, and the last order is not among the oldest",
    "new": "New: bought once so far, and that order is not among the oldest",
    "promising": "Promising: bought lately, not often yet",
    "cooling": "Cooling off: bought neither lately nor long ago, and not often",
    "at_risk": "Slipping away: used to buy often or much, and has stayed away",
    "hibernating": "Hibernating: bought little, and a while ago",
}
_MADE = "computed by the shop's book from your orders"
_FIFTH = "the fifth of all customers, from 1, the lowest, to 5"

TABLES: Mapping[str, Table] = {
    "segments": Table(
        "Saved segments",
        {name: shop("whom the shop looks at together") for name in ("id", "name", "rules", "created_at", "updated_at")}
        | {"staff_id": staff()},
        basis="none needed",
        keep="for ever",
    ),
    "customer_groups": Table(
        "The group we count you in",
        {
            "customer_id": key(),
            "name": Column("customer", "whom to thank, and whom to write to", label="Group", codes=_GROUPS),
            "last_on": Column("customer", "puts you in the group", label="Last order", unit="date"),
            "orders": Column("customer", "puts you in the group", label="Orders"),
            "spent": Column("customer", "puts you in the group", label="Spent", unit="money"),
            "currency": Column("customer", "puts you in the group", label="Currency"),
            "recency": Column("customer", _FIFTH, label="How lately, 1 to 5"),
            "frequency": Column("customer", _FIFTH, label="How often, 1 to 5"),
            "spending": Column("customer", _FIFTH, label="How much, 1 to 5"),
            "since_on": Column("customer", "since when", label="In this group since", unit="date"),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        source=_MADE,
        currency="currency",
        merge="let go",
    ),
    "group_moves": Table(
        "Groups we counted you in before",
        {
            "customer_id": key(),
            "moved_on": Column("customer", "when you moved", label="Day", unit="date"),
            "from_group": Column("customer", "how customers come and go", label="From", codes=_GROUPS),
            "to_group": Column("customer", "how customers come and go", label="To", codes=_GROUPS),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        keep="13 months",
        source=_MADE,
        merge="keeper's",
    ),
    "segment_counts": Table(
        "Saved segments",
        {name: shop("how many customers a segment had on a day") for name in ("day", "segment", "customers")},
        basis="none needed",
        keep="for ever",
    ),
}
