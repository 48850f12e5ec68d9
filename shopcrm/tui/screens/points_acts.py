"""What can be done with a customer's points: join, give, put right, use stamps, print."""

from collections.abc import Awaitable, Callable
from typing import Any

from shopcrm.jobs import points_papers
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Statement
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.paper_done import print_paper
from shopcrm.tui.forms.points_form import GivePointsForm, PutRightForm
from shopcrm.tui.screens.points_part import NO_PROGRAMME, standing


async def do_something(desk: Desk[Any], customer: int) -> bool:
    """Offer what can be done with her points, and do what is chosen; whether anything was done."""
    if await desk.read(loyalty.programme) is None:
        await desk.ask(Confirm("No loyalty programme", NO_PROGRAMME, "Understood", no="Back"))
        return False
    held = await standing(desk, customer)
    chosen = await desk.ask(Choose("Points", _choices(held)))
    if chosen is None:
        return False
    kind, _, card = chosen.partition(":")
    return await _DEEDS[kind](desk, customer, int(card or 0))


def _choices(held: Statement | None) -> list[tuple[str, str]]:
    if held is None or held.left_on is not None:
        return [("join", "Join the programme"), *([("statement", "Print a statement")] if held else [])]
    full = [one for one in held.stamps if one.has >= one.needs]
    return [
        *((f"use:{one.card}", f"Use {one.name}: {one.reward}") for one in full),
        *((f"stamp:{one.card}", f"Give a stamp on {one.name}") for one in held.stamps),
        ("give", "Give points, for goodwill"),
        ("right", "Put points right"),
        ("card", "Print the card"),
        ("statement", "Print a statement"),
        ("leave", "Leave the programme"),
    ]


async def _join(desk: Desk[Any], customer: int, _: int) -> bool:
    number = await desk.write(loyalty.join, customer)
    desk.toast(f"Joined: card {number}")
    return True


async def _leave(desk: Desk[Any], customer: int, _: int) -> bool:
    words = "New orders earn no points. The points there are stay, to be used until they expire."
    if not await desk.ask(Confirm("Leave the programme?", words, "Leave")):
        return False
    await desk.write(loyalty.leave, customer)
    desk.toast("Left the programme. Ctrl+Z takes that back.")
    return True


async def _give(desk: Desk[Any], customer: int, _: int) -> bool:
    return await _asked(desk, GivePointsForm(customer))


async def _put_right(desk: Desk[Any], customer: int, _: int) -> bool:
    return await _asked(desk, PutRightForm(customer))


async def _asked(desk: Desk[Any], form: Any) -> bool:
    if not await desk.ask(form):
        return False
    desk.toast("Saved")
    return True


async def _use(desk: Desk[Any], customer: int, card: int) -> bool:
    await desk.write(loyalty.use_stamps, customer, card)
    desk.toast("The reward is given. Ctrl+Z takes that back.")
    return True


async def _stamp(desk: Desk[Any], customer: int, card: int) -> bool:
    await desk.write(loyalty.give_stamps, customer, card)
    desk.toast("One stamp given. Ctrl+Z takes that back.")
    return True


async def _card(desk: Desk[Any], customer: int, _: int) -> bool:
    return await print_paper(desk, "Loyalty card", points_papers.card, customer)


async def _statement(desk: Desk[Any], customer: int, _: int) -> bool:
    return await print_paper(desk, "Statement of points", points_papers.statement, customer)


_DEEDS: dict[str, Callable[[Desk[Any], int, int], Awaitable[bool]]] = {
    "join": _join,
    "leave": _leave,
    "give": _give,
    "right": _put_right,
    "use": _use,
    "stamp": _stamp,
    "card": _card,
    "statement": _statement,
}
