"""What is to be done, from every room that knows of something: Today's board, and the one list of dates."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from shopcrm.insight import segments, unreachable
from shopcrm.insight.dashboard.targets import targets
from shopcrm.privacy import return_clocks
from shopcrm.privacy.registers import due as registers_due
from shopcrm.privacy.requests import due as requests_due
from shopcrm.shop import consent_due, deadlines, loyalty, reminders_due, tickets, today
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.loyalty import due as points_due
from shopcrm.shop.roles import may_open
from shopcrm.shop.tickets import due as tickets_due
from shopcrm.shop.today import MOST_TO_DO_NEXT, Board, DoNext
from shopcrm.vault.permission import may
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

AHEAD = timedelta(days=30)
"""How far the list looks ahead unless everything is asked for."""

MOST_OF_A_KIND = 3
"""How many things of one kind stand on Today before another kind has had its turn."""

MOST_NOTICED = 100
"""How many late tickets are entered in one transaction."""

DATES: tuple[tuple[Role, Callable[[Tx, date], Iterable[Deadline]]], ...] = (
    (Role.VIEWER, deadlines.of_orders),
    (Role.VIEWER, return_clocks.due_until),
    (Role.VIEWER, tickets_due.due_until),
    (Role.ASSISTANT, points_due.due_until),
    (Role.ASSISTANT, requests_due.due_until),
    (Role.ASSISTANT, registers_due.due_until),
    (Role.ASSISTANT, consent_due.due_until),
    (Role.ASSISTANT, reminders_due.due_until),
)
"""Each answers what falls due up to a day, what is overdue included; whom it tells that at least."""

TO_DO: tuple[tuple[Role, Callable[[Tx], list[DoNext]]], ...] = (
    (Role.VIEWER, today.do_next),
    (Role.ASSISTANT, reminders_due.do_next),
    (Role.ASSISTANT, requests_due.do_next),
    (Role.ASSISTANT, registers_due.do_next),
    (Role.VIEWER, return_clocks.do_next),
    (Role.VIEWER, tickets_due.do_next),
    (Role.ASSISTANT, unreachable.do_next),
    (Role.ASSISTANT, consent_due.do_next),
    (Role.ASSISTANT, reminders_due.birthdays_today),
)
"""Each answers what it asks for today, the most pressing first; whom it tells that at least."""


@read("today.board")
def board(tx: Tx) -> Board:
    """How the shop stands today, and what to do next: of both only what the person's role may see."""
    found = today.board(tx)
    target = targets(tx).get(("sales", "week", found.currency))
    told = [source(tx) for least, source in TO_DO if tx.staff.role >= least]
    to_do = [[one for one in kind if may_open(tx.staff.role, one.ref)] for kind in told]
    whole = replace(found, do_next=_pressing(to_do), week_target=target)
    return whole if may(tx.staff, today.sales_by_day) else today.without_takings(whole)


@read("deadlines.listed")
def listed(tx: Tx, everything: bool = False) -> tuple[Deadline, ...]:
    """Everything with a date, soonest first: overdue, and due in the next 30 days or, if asked, at any time.

    Of records and duties that the person's role may not look at nothing is told.
    """
    until = date.max if everything else tx.today + AHEAD
    told = [source(tx, until) for least, source in DATES if tx.staff.role >= least]
    found = [one for kind in told for one in kind if may_open(tx.staff.role, one.ref)]
    return tuple(sorted(found, key=lambda one: (one.due, one.ref, one.what)))


@read("agenda.is_behind")
def is_behind(tx: Tx) -> bool:
    """Whether anything fell due by itself and is not entered yet."""
    return loyalty.is_behind(tx) or bool(tickets.unnoticed(tx)) or segments.is_behind(tx)


@write("agenda.catch_up")
def catch_up(tx: Tx) -> bool:
    """Enter what fell due by itself: birthday points, expired points, tiers, broken promises, groups of customers.

    Answers whether it is to be called again: so many late tickets are entered at a time that no save waits for them.
    """
    loyalty.catch_up(tx)
    if tickets.notice_breaches(tx, MOST_NOTICED) == MOST_NOTICED:
        return True
    segments.keep(tx)
    return False


def _pressing(kinds: list[list[DoNext]]) -> tuple[DoNext, ...]:
    """What is late before what is not; no kind crowds out the others."""
    first = [one for kind in kinds for one in kind[:MOST_OF_A_KIND]]
    rest = [one for kind in kinds for one in kind[MOST_OF_A_KIND:]]
    chosen = [*first, *rest][:MOST_TO_DO_NEXT]
    return tuple(sorted(chosen, key=lambda one: not one.urgent))
