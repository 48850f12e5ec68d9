"""What else can be done with one customer, her rights above all, from the customer's page."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from shopcrm.errors import Refused
from shopcrm.privacy import requests
from shopcrm.shop import customers
from shopcrm.shop.customers import Customer
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms import restriction_form
from shopcrm.tui.forms.choose import Choose
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role

Act = Callable[[Desk[Any], int], Awaitable[bool]]


class Entry(NamedTuple):
    """One row of the menu: its words, for which states of a record it is there, and what it does.

    act: answers whether anything was changed, so that the page is read again. role: the least one that is offered it.
    """

    words: str
    states: tuple[str, ...]
    act: Act
    role: Role = Role.VIEWER


async def _put_away(desk: Desk[Any], customer: int) -> bool:
    await desk.write(customers.archive, customer)
    desk.toast("Put away. Ctrl+Z takes that back.")
    return True


async def _bring_back(desk: Desk[Any], customer: int) -> bool:
    await desk.write(customers.unarchive, customer)
    desk.toast("In the list again.")
    return True


async def _look_through(desk: Desk[Any], customer: int) -> bool:
    from shopcrm.tui.screens.access_page import AccessPage

    desk.app.push_screen(AccessPage(customer))
    return False


async def _erase(desk: Desk[Any], customer: int) -> bool:
    from shopcrm.tui.screens.erasure import ErasurePage

    desk.app.push_screen(ErasurePage(customer))
    return False


async def _contact(desk: Desk[Any], customer: int) -> bool:
    from shopcrm.tui.screens.consent_page import ConsentPage

    desk.app.push_screen(ConsentPage(customer))
    return False


async def _remind(desk: Desk[Any], customer: int) -> bool:
    from shopcrm.tui.forms.reminder_forms import ReminderForm

    made = await desk.ask(ReminderForm(customer=customer))
    if made is not None:
        desk.toast("Saved. It stands on Today when its day comes.")
    return made is not None


async def _new_request(desk: Desk[Any], customer: int) -> bool:
    from shopcrm.tui.forms.request_form import RequestForm

    made = await desk.ask(RequestForm(customer))
    if made is not None:
        desk.toast("Saved")
        desk.open_record(ref("D", made))
    return made is not None


async def _requests(desk: Desk[Any], customer: int) -> bool:
    """Open one that the customer made; raises Refused where there is none."""
    from shopcrm.tui.request_words import related_line

    hers = await desk.read(requests.of_customer, customer)
    if not hers:
        raise Refused("Nothing of theirs is in the register.", "New request… enters what they ask for.")
    made = [(ref("D", one.id), related_line(one, desk.sitting.today).plain) for one in hers]
    chosen = await desk.ask(Choose("Which request?", made))
    if chosen is not None:
        desk.open_record(chosen)
    return False


IN_USE = ("active", "archived")
SEEN = (*IN_USE, "restricted")
ENTRIES: tuple[Entry, ...] = (
    Entry("Put away, off the list (F9)", ("active",), _put_away, Role.ASSISTANT),
    Entry("Bring back into the list (F9)", ("archived",), _bring_back, Role.ASSISTANT),
    Entry("Reminder: remember something about them", IN_USE, _remind, Role.ASSISTANT),
    Entry("Contact: what they said, and why you may not", SEEN, _contact),
    Entry("Data report: look through it, then write it (Ctrl+P)", SEEN, _look_through, Role.MANAGER),
    Entry("Requests: new request…", SEEN, _new_request, Role.ASSISTANT),
    Entry("Requests: those they made", (*SEEN, "erased"), _requests, Role.ASSISTANT),
    Entry("Restrict: keep the record, do not use it", IN_USE, restriction_form.restrict, Role.MANAGER),
    Entry("Lift the restriction, after telling the person", ("restricted",), restriction_form.lift, Role.MANAGER),
    Entry("Erase for good: see the plan first", SEEN, _erase, Role.MANAGER),
)


async def open_menu(desk: Desk[Any], customer: int) -> bool:
    """Offer what can be done about a customer's rights, and do what is chosen; whether anything was changed."""
    found: Customer = await desk.read(customers.card, customer)
    role = desk.sitting.staff.role
    offered = [
        (str(place), one.words) for place, one in enumerate(ENTRIES) if found.status in one.states and one.role <= role
    ]
    chosen = await desk.ask(Choose("More for this customer", offered))
    return chosen is not None and await ENTRIES[int(chosen)].act(desk, customer)
