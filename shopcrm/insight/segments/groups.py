"""The named groups of customers: how lately, how often and how much they bought, each in five equal parts.

All customers who bought stand in a line, once by their last order, once by the number of their orders, once by what
they came to; each line is cut in five equal parts, and who ties with others shares their middle. 5 is the best fifth.
Every customer who bought is in exactly one group: the first, from the top, that fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

GroupName = Literal["champions", "loyal", "new", "promising", "cooling", "at_risk", "hibernating"]
"""What a group is kept as, in books and in rules. `at_risk` is not the At-risk list, so that it is shown otherwise."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its name, what it means in a sentence, and the fifths that put a customer there."""

    name: GroupName
    title: str
    means: str
    rule: str
    sql: str


GROUPS = (
    Group(
        "champions",
        "Champions",
        "Bought lately, often and much.",
        "Last order, number of orders and sum all in the top two fifths.",
        "recency >= 4 AND frequency >= 4 AND spending >= 4",
    ),
    Group(
        "loyal",
        "Loyal",
        "Buys often, and the last order is not among the oldest.",
        "Number of orders in the top two fifths, last order in the top three.",
        "recency >= 3 AND frequency >= 4",
    ),
    Group(
        "new",
        "New",
        "Bought once so far, and that order is not among the oldest.",
        "One order, in the top three fifths of last orders.",
        "recency >= 3 AND orders = 1",
    ),
    Group(
        "promising",
        "Promising",
        "Bought lately, not often yet.",
        "Last order in the top two fifths, fewer orders than Champions and Loyal.",
        "recency >= 4",
    ),
    Group(
        "cooling",
        "Cooling off",
        "Bought neither lately nor long ago, and not often.",
        "Last order in the middle fifth, number of orders below the top two.",
        "recency = 3",
    ),
    Group(
        "at_risk",
        "Slipping away",
        "Used to buy often or much, and has stayed away for longer than most customers.",
        "Last order in the lowest two fifths, number of orders or sum in the top two.",
        "frequency >= 4 OR spending >= 4",
    ),
    Group(
        "hibernating",
        "Hibernating",
        "Bought little, and a while ago.",
        "Last order in the lowest two fifths, number of orders and sum below the top two.",
        "1",
    ),
)
BY_NAME: Mapping[str, Group] = {one.name: one for one in GROUPS}
BY_TITLE: Mapping[str, Group] = {one.title.casefold(): one for one in GROUPS}
FEW = 20
"""Below so many customers fifths say little, and the screen says so."""


def title_of(name: str) -> str:
    """What a group is called on the screen. No group is before the first order, or when put away."""
    return BY_NAME[name].title if name else "no group"
