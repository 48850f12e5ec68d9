"""A customer's points as of today: each number, and how it came about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from shopcrm.errors import NotFound
from shopcrm.money import show
from shopcrm.shop.loyalty import entries, lots, stamps, tiers
from shopcrm.shop.loyalty.entries import Group, many
from shopcrm.shop.loyalty.programme import terms as terms_of
from shopcrm.shop.loyalty.programme import worth as worth_of
from shopcrm.shop.loyalty.records import Entry, Programme, Statement, Worth
from shopcrm.shop.loyalty.spending import reckon
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day


@read("loyalty.statement")
def statement(tx: Tx, customer: CustomerId) -> Statement:
    """Everything about a customer's points as of today; raises NotFound for who has no card."""
    card = tx.maybe(
        "SELECT name, number, joined_at, left_at FROM loyalty_cards JOIN customers ON customers.id = customer_id"
        " WHERE customer_id = ?",
        (customer,),
    )
    if card is None:
        raise NotFound(f"{ref('C', customer)} has no loyalty card.", "Let the customer join first.")
    name, number, joined_at, left_at = card
    terms, has = terms_of(tx), lots.left(tx, customer)
    alive = [lot for lot in has if lot.left > 0 and not lots.is_over(lot, tx.today)]
    now, place = reckon(has, tx.today, terms), _place(tx, customer, terms)
    happened = entries.groups(tx, customer, has)
    return Statement(
        customer_id=customer,
        customer_name=name,
        number=number,
        joined_on=tx.calendar.local_date(from_stamp(joined_at)),
        left_on=tx.calendar.local_date(from_stamp(left_at)) if left_at else None,
        balance=now.points,
        spendable=now.spendable,
        locked=now.locked,
        debt=now.debt,
        amount=worth_of(terms, max(0, now.points)),
        currency=terms.currency,
        sum_in_words=_sum_in_words(happened, now),
        tier=place.name,
        tier_since=place.since,
        tier_percent=tiers.percent(terms, place.name),
        tier_basis=terms.tier_basis,
        qualifying=place.counts,
        next_tier=place.next_name,
        to_next=place.missing,
        tier_progress=_progress(place, terms),
        unlocking=_by_day((lot.unlock_on, lot.left) for lot in alive if lots.is_locked(lot, tx.today)),
        expiring=_by_day((lot.expires_on, lot.left) for lot in alive if lot.expires_on is not None),
        entries=_shown(happened, terms.currency),
        stamps=stamps.stamps_of(tx, customer),
    )


def _by_day(parts: Iterable[tuple[str, int]]) -> tuple[tuple[date, int], ...]:
    found: defaultdict[str, int] = defaultdict(int)
    for day, points in parts:
        found[day] += points
    return tuple((date.fromisoformat(day), points) for day, points in sorted(found.items()))


def _shown(happened: Sequence[Group], currency: str) -> tuple[Entry, ...]:
    balances = accumulate(group.points for group in happened)
    return tuple(
        Entry(group.on, group.points, entries.in_words(group, currency), group.order, balance)
        for group, balance in zip(happened, balances, strict=True)
    )


_SIGNED = (
    ("earned", ("order", "regained")),
    ("given", ("birthday", "goodwill", "adjusted", "put_back")),
    ("came back", ("returned",)),
    ("used", ("redeemed", "used_again")),
    ("expired", ("expired",)),
    ("taken back", ("reversed",)),
    ("taken off", ("taken_off",)),
)


def _sum_in_words(happened: Sequence[Group], now: Worth) -> str:
    """How the balance comes about, and what it is made of."""
    sums: Counter[str] = Counter()
    for group in happened:
        sums[group.kind] += group.points
    parts = [(words, sum(sums[kind] for kind in kinds)) for words, kinds in _SIGNED]
    words = " ".join(f"{'−' if value < 0 else '+'} {abs(value):,} {what}" for what, value in parts if value)
    made = f"{words.removeprefix('+ ')} = {now.points:,}".replace("-", "−") if words else "0"
    if now.debt:
        return f"{made}: {many(now.debt)} owed, which the next ones pay first"
    if not now.locked or now.locked_until is None:
        return f"{made}: all can be used now" if now.points else made
    return f"{made}: {now.spendable:,} can be used now, {now.locked:,} from {short_day(now.locked_until)} on"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a customer stands among the tiers; counts and missing: points, or minor units."""

    name: str
    since: date | None
    counts: int
    next_name: str
    missing: int


def _place(tx: Tx, customer: int, terms: Programme) -> _Place:
    stands = tiers.at(tx, customer, tx.today)
    counts = stands.points if terms.tier_basis == "points" else stands.spend
    above = [tier for tier in terms.tiers if tier.least > counts]
    nearest = above[0] if above else None
    return _Place(
        stands.tier,
        stands.since if stands.tier else None,
        counts,
        nearest.name if nearest else "",
        nearest.least - counts if nearest else 0,
    )


def _progress(place: _Place, terms: Programme) -> str:
    """The tier, and what is missing for the next, in words; empty where the programme has no tiers."""
    if not terms.tiers:
        return ""

    def amount(counts: int) -> str:
        return show(counts, terms.currency) if terms.tier_basis == "spend" else many(counts)

    parts = [f"{amount(place.counts)} in the last twelve months"]
    if place.name and place.since:
        parts.insert(0, f"{place.name} since {short_day(place.since)}")
    if place.next_name:
        goal = f"to stay {place.name}" if place.next_name == place.name else f"for {place.next_name}"
        parts.append(f"{amount(place.missing)} more {goal}")
    return "; ".join(parts)
