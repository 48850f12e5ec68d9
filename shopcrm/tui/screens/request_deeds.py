"""What a request asks for, done: each right leads to the screen or form that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, NamedTuple

from shopcrm.privacy.requests import DataRequest, Right
from shopcrm.shop import customers
from shopcrm.tui.desk import Desk
from shopcrm.vault.refs import ref

Do = Callable[[Desk[Any], DataRequest, int], Awaitable[bool]]


class Deed(NamedTuple):
    """words: on its button; do: does it for a customer, and answers whether anything was changed."""

    words: str
    do: Do


async def _report(desk: Desk[Any], one: DataRequest, customer: int) -> bool:
    """Look through what is held, and write the report or the files to take along."""
    from shopcrm.tui.screens.access_page import AccessPage

    desk.app.push_screen(AccessPage(customer, one.id))
    return False


async def _correct(desk: Desk[Any], _: DataRequest, customer: int) -> bool:
    from shopcrm.tui.forms.customer_form import CustomerForm
    from shopcrm.tui.forms.customer_slots import Slots

    slots = asdict(Slots.of(await desk.read(customers.card, customer)))
    return await desk.ask(CustomerForm(customer, slots)) is not None


async def _restrict(desk: Desk[Any], _: DataRequest, customer: int) -> bool:
    from shopcrm.tui.forms.restriction_form import restrict

    return await restrict(desk, customer)


async def _lift(desk: Desk[Any], _: DataRequest, customer: int) -> bool:
    from shopcrm.tui.forms.restriction_form import lift

    return await lift(desk, customer)


async def _answers(desk: Desk[Any], _: DataRequest, customer: int) -> bool:
    """Whether and why they may be contacted."""
    from shopcrm.tui.screens.consent_page import ConsentPage

    desk.app.push_screen(ConsentPage(customer))
    return False


async def _erase(desk: Desk[Any], one: DataRequest, customer: int) -> bool:
    """See what goes and what stays, then erase."""
    from shopcrm.tui.screens.erasure import RequestedErasurePage

    desk.app.push_screen(RequestedErasurePage(customer, one.id))
    return False


async def _reckoned(desk: Desk[Any], _: DataRequest, customer: int) -> bool:
    """What the program reckons about them."""
    desk.open_record(ref("C", customer), "outlook")
    return False


_DEEDS: dict[Right, Deed] = {
    "access": Deed("Data report…", _report),
    "portability": Deed("Files for them…", _report),
    "rectification": Deed("Correct…", _correct),
    "erasure": Deed("Erase…", _erase),
    "restriction": Deed("Restrict…", _restrict),
    "objection": Deed("Their answers", _answers),
    "marketing": Deed("Their answers", _answers),
    "automated": Deed("What is reckoned", _reckoned),
}
_LIFT = Deed("Told them, lift…", _lift)
_OF_ERASED: tuple[Right, ...] = ("access", "portability")
"""What can still be done for a person whose record was erased: what the law keeps may be asked for."""


def deed_of(one: DataRequest, status: str) -> Deed | None:
    """What there is to do for a request, None where nothing is. status: of the customer's record, "" for none."""
    if not status or (status == "erased" and one.right not in _OF_ERASED):
        return None
    if status == "restricted" and one.right == "restriction":
        return _LIFT
    if status == "restricted" and one.right == "rectification":
        return _DEEDS["rectification"]
    return _DEEDS.get(one.right)
