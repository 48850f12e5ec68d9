"""A customer's points: what stands on her page about them."""

import textwrap
from collections.abc import Iterator
from typing import Any

from textual.content import Content

from shopcrm.errors import NotFound
from shopcrm.papers.in_words import day
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Statement
from shopcrm.tui.desk import Desk
from shopcrm.tui.loyalty_words import points_words, standing_words
from shopcrm.tui.text import line, lines, plain

_WORDS_AT = 22
"""The column at which the words of an entry begin."""
NO_PROGRAMME = "There is no loyalty programme. More, then Loyalty sets one up."
NOT_A_MEMBER = "Not a member yet. Whoever joins gets a number, and a card to carry."


async def standing(desk: Desk[Any], customer: int) -> Statement | None:
    """A customer's points; None where she has none: no programme, or she did not join."""
    try:
        return await desk.read(loyalty.statement, customer)
    except NotFound:
        return None


def points_rows(held: Statement | None, begun: bool, width: int) -> Content:
    """Her points in words: the sum explained, the tier, what is usable when, and every entry, the latest first."""
    if held is None:
        return plain(NOT_A_MEMBER if begun else NO_PROGRAMME, "$quiet")
    return lines(*_standing(held), plain(""), plain("Every entry", "bold"), *_entries(held, width))


def button_words(held: Statement | None) -> str:
    """What the button above them offers."""
    return "Join the programme F3" if held is None else "Stamps, points, card, statement F3"


def _standing(held: Statement) -> Iterator[Content]:
    yield plain(standing_words(held), "bold")
    if held.entries:
        yield plain(held.sum_in_words)
    since = f"Card {held.number}, since {day(held.joined_on)}"
    yield plain(since + (f", left {day(held.left_on)}" if held.left_on else ""), "$quiet")
    if held.tier_progress:
        yield plain(held.tier_progress)
    for on, points in held.unlocking:
        yield line((f"{day(on):<13}", "$quiet"), f"{points_words(points)} can be used")
    for on, points in held.expiring:
        yield line((f"{day(on):<13}", "$quiet"), f"{points_words(points)} end after this day")
    for one in held.stamps:
        full = " - full: F3 gives the reward" if one.has >= one.needs else ""
        yield plain(f"{one.name}: {one.has} of {one.needs} stamps, {one.reward}{full}")


def _entries(held: Statement, width: int) -> Iterator[Content]:
    for one in reversed(held.entries):
        first, *more = textwrap.wrap(f"{one.words} = {one.balance:,}", max(width - _WORDS_AT, 20))
        yield line((f"{day(one.on):<13}", "$quiet"), f"{one.points:>+7,}  {first}")
        yield from (plain(f"{'':{_WORDS_AT}}{words}") for words in more)
    if not held.entries:
        yield plain("  Nothing earned yet.", "$quiet")
