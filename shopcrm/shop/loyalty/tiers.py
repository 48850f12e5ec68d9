"""Tiers: who earned or spent how much in the last twelve months, day by day.

The tier is kept with the card, but follows from the ledger and the terms of each day alone: walking them gives it
again. An order counts from the day on which it first earned, for twelve months, with all that it earned and lost since.
A tier is won on the day; it is lost by the rule of the terms in force.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from itertools import groupby

from shopcrm.shop.loyalty.programme import versions
from shopcrm.shop.loyalty.records import Programme
from shopcrm.vault.tx import Row, Tx, from_stamp
from shopcrm.workdays import add_months

MONTHS = 12
Terms = Sequence[tuple[date, Programme]]
"""Every version with the day that it began on, the oldest first."""

OF_ORDERS = """
SELECT order_id, earned_on AS day, points, spend FROM loyalty_lots WHERE customer_id = ?1 AND order_id IS NOT NULL
UNION ALL
SELECT entry.order_id, entry.made_on, -entry.points, -entry.spend FROM loyalty_allocations AS entry
LEFT JOIN loyalty_allocations AS earlier ON earlier.id = entry.reverses
WHERE entry.customer_id = ?1 AND entry.order_id IS NOT NULL
    AND (entry.kind = 'reversed' OR (entry.kind = 'given_back' AND earlier.kind = 'reversed'))
"""
"""What orders earned a customer and what was taken away again for them: order, day, points, spend."""


@dataclass(frozen=True, slots=True)
class Change:
    """What counts more, or less, from a day on: points, and spend in minor units."""

    on: date
    points: int
    spend: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A tier ('' for none) and the day it was reached; what counts for it; the next day on which it may change."""

    tier: str = ""
    since: date | None = None
    points: int = 0
    spend: int = 0
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A tier while walking. below: since when she no longer qualifies. held: until when it cannot be lost."""

    tier: str = ""
    since: date | None = None
    below: date | None = None
    held: date | None = None


def terms_by_day(tx: Tx) -> Terms:
    """Every version of the programme, by the day at the shop."""
    return [(tx.calendar.local_date(from_stamp(at)), terms) for at, terms in versions(tx)]


def changes(tx: Tx, customer: int) -> list[Change]:
    """How what counts for a customer's tier changed."""
    rows = tx.all(
        f"SELECT order_id, day, sum(points), sum(spend) FROM ({OF_ORDERS}) GROUP BY order_id, day ORDER BY 1, 2",
        (customer,),
    )
    return counting(rows)


def counting(rows: Sequence[Row]) -> list[Change]:
    """The changes from rows of order, day, points, spend, sorted by order and day."""
    found: list[Change] = []
    for _, entries in groupby(rows, lambda row: row[0]):
        days = [(date.fromisoformat(row[1]), row[2], row[3]) for row in entries]
        until = add_months(days[0][0], MONTHS)
        for day, points, spend in days:
            if day < until:
                found += [Change(day, points, spend), Change(until, -points, -spend)]
    return found


def walk(changes: Sequence[Change], terms: Terms, until: date) -> Standing:
    """The tier at the end of a day, from the beginning of the ledger."""
    by_day: defaultdict[date, list[Change]] = defaultdict(list)
    for change in changes:
        by_day[change.on].append(change)
    queue = [*by_day, *(day for day, _ in terms)]
    heapify(queue)
    place, points, spend = _Place(), 0, 0
    while queue and queue[0] <= until:
        day = heappop(queue)
        for change in by_day.pop(day, ()):
            points, spend = points + change.points, spend + change.spend
        now = next((one for began, one in reversed(terms) if began <= day), None)
        if now is not None:
            place, due = _step(place, points if now.tier_basis == "points" else spend, now, day)
            if due is not None and due > day:
                heappush(queue, due)
    return Standing(place.tier, place.since, points, spend, queue[0] if queue else None)


def _step(place: _Place, counts: int, terms: Programme, day: date) -> tuple[_Place, date | None]:
    """Where a customer is after that day, and when it is to be looked at again."""
    names = ["", *(tier.name for tier in terms.tiers)]
    fits = sum(tier.least <= counts for tier in terms.tiers)
    if place.tier not in names or fits > names.index(place.tier):
        return _Place(names[fits], day), None
    at = names.index(place.tier)
    if fits == at or terms.downgrade == "never":
        return replace(place, below=None), None
    below = place.below or day
    due = max(below + timedelta(days=terms.grace_days), place.held or below)
    if day < due:
        return replace(place, below=below), due
    if terms.downgrade == "to_fit" or at - 1 == fits:
        return _Place(names[fits], day, None, add_months(day, MONTHS) if terms.downgrade == "one_step" else None), None
    held = add_months(day, MONTHS)
    return _Place(names[at - 1], day, day, held), held


def at(tx: Tx, customer: int, until: date, terms: Terms | None = None) -> Standing:
    """Where a customer stands at the end of a day. terms: every version, where they are at hand."""
    return walk(changes(tx, customer), terms if terms is not None else terms_by_day(tx), until)


def refresh(tx: Tx, customer: int, terms: Terms | None = None) -> bool:
    """Keep a member's tier with her card as of today; answers whether it is another one than before."""
    card = tx.maybe("SELECT tier, tier_since, review_on FROM loyalty_cards WHERE customer_id = ?", (customer,))
    if card is None:
        return False
    now = at(tx, customer, tx.today, terms)
    kept = (now.tier, now.since.isoformat() if now.since else None, now.review_on and now.review_on.isoformat())
    if kept != card:
        tx.change_one(
            "UPDATE loyalty_cards SET tier = ?, tier_since = ?, review_on = ? WHERE customer_id = ?", (*kept, customer)
        )
    return bool(kept[0] != card[0])


def due(tx: Tx) -> list[int]:
    """The members whose tier may have changed by today, or did on a day that has not come: the clock was ahead."""
    rows = tx.all(
        "SELECT customer_id FROM loyalty_cards WHERE review_on <= ?1 OR tier_since > ?1", (tx.today.isoformat(),)
    )
    return [row[0] for row in rows]


def refresh_all(tx: Tx, due_only: bool = False) -> int:
    """Keep every member's tier as of today; answers how many are another one. due_only: those that may have changed."""
    members = due(tx) if due_only else [row[0] for row in tx.all("SELECT customer_id FROM loyalty_cards")]
    terms = terms_by_day(tx)
    moved = 0
    for done, customer in enumerate(members):
        tx.step(done, len(members), "Working out tiers")
        moved += refresh(tx, customer, terms)
    return moved


def percent(terms: Programme, tier: str) -> int:
    """What members of a tier earn, in per cent of the ordinary rate."""
    return next((one.percent for one in terms.tiers if one.name == tier), 100)
