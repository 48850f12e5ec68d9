"""The group that a customer is in, and why, as a shopkeeper reads it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shopcrm.cli.show_words import field, listed

if TYPE_CHECKING:
    from shopcrm.insight.segments import Place


def lines(place: "Place | None") -> Iterator[str]:
    """Nothing for a customer who is in no group."""
    if place is not None:
        yield field("Group", f"{place.group.title} since {place.since_on}: {place.group.means}")
        yield from listed(f"Why {place.group.title}, as of {place.as_of}", place.reasons)
