"""What is often bought with the items of an order, or with what its customer bought before: name, counts and lift."""

from collections.abc import Iterator, Sequence
from typing import Any

from textual.content import Content

from shopcrm.insight import suggestions
from shopcrm.insight.suggestions import Suggestion
from shopcrm.tui.desk import Desk
from shopcrm.tui.text import line, lines, plain

MOST_LETTERS = 60
"""A long product name is cut, so that all three rows are seen at 80 columns."""


async def goes_with(desk: Desk[Any], products: Sequence[int | None], customer: int | None) -> Content:
    """What goes with these products; with what the customer bought, where there are none yet. Empty for neither."""
    chosen = tuple(dict.fromkeys(one for one in products if one is not None))
    if chosen:
        return _in_rows("Goes with it: ", await desk.read(suggestions.with_products, chosen, 1))
    if customer is not None and not products:
        return _in_rows("May like: ", await desk.read(suggestions.for_customer, customer, 1))
    return plain("")


def _in_rows(label: str, found: Sequence[Suggestion]) -> Content:
    """``Goes with it: Vase``; below it how often, and how many times as often as in all orders."""
    return lines(*(row for one in found for row in _rows(label, one)))


def _rows(label: str, one: Suggestion) -> Iterator[Content]:
    yield line((label, "$quiet"), plain(one.name).truncate(MOST_LETTERS - len(label), ellipsis=True))
    yield plain(f"Bought together {one.together:,} times, {one.how_often}:")
    within = plain(f"in {one.together:,} of {one.having:,} orders with {one.goes_with}", "$quiet")
    yield within.truncate(MOST_LETTERS, ellipsis=True)
