"""What can be done about one customer's rights, from the customer's page."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from shopcrm.shop import customers
from shopcrm.shop.customers import Customer
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms import restriction_form
from shopcrm.tui.forms.choose import Choose

Act = Callable[[Desk[Any], int], Awaitable[bool]]


class Entry(NamedTuple):
    """One row of the menu: its words, for which states of a record it is there, and what it does.

    act: answers whether anything was changed, so that the page is read again.
    """

    words: str
    states: tuple[str, ...]
    act: Act


IN_USE = ("active", "archived")
SEEN = (*IN_USE, "restricted")
ENTRIES: tuple[Entry, ...] = (
    Entry("Restrict: keep the record, do not use it", IN_USE, restriction_form.restrict),
    Entry("Lift the restriction, after telling the person", ("restricted",), restriction_form.lift),
)


async def open_menu(desk: Desk[Any], customer: int) -> bool:
    """Offer what can be done about a customer's rights, and do what is chosen; whether anything was changed."""
    found: Customer = await desk.read(customers.card, customer)
    offered = [(str(place), one.words) for place, one in enumerate(ENTRIES) if found.status in one.states]
    chosen = await desk.ask(Choose("Privacy", offered))
    return chosen is not None and await ENTRIES[int(chosen)].act(desk, customer)
