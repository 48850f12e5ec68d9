"""What happened to a customer's points, entry by entry, in words that she understands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shopcrm.money import show
from shopcrm.shop.loyalty import lots
from shopcrm.shop.loyalty.lots import Lot
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Row, Tx, from_stamp
from shopcrm.workdays import short_day

_LOTS = """
SELECT at, id, points, reason, order_id, spend, earned_on, unlock_on, expires_on, note FROM loyalty_lots
WHERE customer_id = ? AND points {} 0 ORDER BY at, id
"""
_TAKEN = """
SELECT entry.at, entry.made_on, entry.kind, coalesce(earlier.kind, ''), -entry.points, entry.order_id, entry.payment_id,
    entry.note, entry.lot_id, lot.points < 0, lot.expires_on, payments.amount
FROM loyalty_allocations AS entry JOIN loyalty_lots AS lot ON lot.id = entry.lot_id
LEFT JOIN loyalty_allocations AS earlier ON earlier.id = entry.reverses
LEFT JOIN payments ON payments.id = entry.payment_id
WHERE entry.customer_id = ? ORDER BY entry.at, entry.id
"""


@dataclass(slots=True)
class Group:
    """Entries of the ledger that are one thing to the customer. points: their sum. kind: what it was.

    moved: points that passed to a debt, or had expired already. owed: those that she could not pay back.
    """

    kind: str
    at: str
    on: date
    order: int | None = None
    points: int = 0
    moved: int = 0
    owed: int = 0
    amount: int = 0
    note: str = ""
    days: tuple[str, str | None] = ("", None)


@dataclass(slots=True)
class _Groups:
    found: dict[tuple[object, ...], Group] = field(default_factory=dict)

    def of(self, key: tuple[object, ...], kind: str, at: str, on: date, order: int | None) -> Group:
        return self.found.setdefault((kind, at, *key), Group(kind, at, on, order))


def groups(tx: Tx, customer: int, has: Sequence[Lot]) -> list[Group]:
    """Everything that happened to a customer's points, the oldest first; with what expired but was not entered yet."""
    every = _Groups()
    earned, owed = (tx.all(_LOTS.format(sign), (customer,)) for sign in (">", "<"))
    for row in earned:
        _add_lot(every, row, tx.calendar.local_date(from_stamp(row[0])))
    for row in tx.all(_TAKEN, (customer,)):
        _add_taken(every, row)
    for row in owed:
        _add_debt(every, row, tx.calendar.local_date(from_stamp(row[0])))
    found = sorted(every.found.values(), key=lambda group: group.at)
    over = [lot for lot in has if lot.left > 0 and lots.is_over(lot, tx.today)]
    return found + [_expired(tx, lot) for lot in over]


def _expired(tx: Tx, lot: Lot) -> Group:
    last = lot.expires_on or ""
    return Group(
        "expired", tx.stamp, date.fromisoformat(last) + timedelta(days=1), None, -lot.left, days=("", lot.expires_on)
    )


def _add_lot(every: _Groups, row: Row, on: date) -> None:
    at, lot, points, reason, order, spend, earned_on, unlock_on, expires_on, note = row
    group = every.of((lot,), reason, at, on, order)
    group.points, group.amount, group.note = points, spend, note
    group.days = (unlock_on if unlock_on > earned_on else "", expires_on)


def _add_debt(every: _Groups, row: Row, on: date) -> None:
    at, _, points, _, order, *_ = row
    group = every.of((order, None), "reversed", at, on, order)
    group.points += points
    group.owed -= points


def _add_taken(every: _Groups, row: Row) -> None:
    at, made_on, kind, earlier, points, order, payment, note, lot, is_debt, expires_on, amount = row
    kind, key = _kind(kind, earlier, order, payment, lot, note)
    group = every.of(key, kind, at, date.fromisoformat(made_on), order)
    group.points += points
    if earlier == "expired" or (kind == "repaid" and not is_debt):
        group.moved += abs(points)
    group.note, group.amount = group.note or note, abs(amount or 0)
    if kind == "expired":
        group.days = ("", expires_on)


def _kind(
    kind: str, earlier: str, order: int | None, payment: int | None, lot: int, note: str
) -> tuple[str, tuple[object, ...]]:
    """What an entry is to the customer, and which others are the same thing."""
    if kind == "given_back":
        revived = "reversed" if payment is None else "used_again"
        kind = {"expired": revived, "reversed": "regained", "redeemed": "returned"}.get(earlier, "put_back")
    elif earlier == "given_back":
        kind = "used_again"
    keys: dict[str, tuple[object, ...]] = {"expired": (lot,), "redeemed": (payment,), "adjusted": (note,)}
    if kind == "adjusted":
        kind = "taken_off"
    return kind, keys.get(kind, (order, payment))


def many(points: int) -> str:
    """So many points, in words."""
    return f"{points:,} {'point' if points == 1 else 'points'}"


def in_words(group: Group, currency: str) -> str:
    """A group as a customer reads it."""
    order = f"order {ref('O', group.order)}" if group.order is not None else ""
    worth = show(group.amount, currency) if group.amount else ""
    size = many(abs(group.points))
    because = f": {group.note}" if group.note else ""
    start = {
        "order": f"Earned {size}: " + _listed(order, worth),
        "birthday": f"Birthday present of {size}",
        "goodwill": f"Given {size}{because}",
        "adjusted": f"Added {size}{because}",
        "redeemed": f"Used {size}{because}: " + _listed(order, worth),
        "used_again": f"Used {many(group.moved - group.points)} after all: {order}",
        "returned": f"{size} came back: {order}",
        "regained": f"Earned {size} again: {order}",
        "put_back": f"Put back {size}{because}",
        "taken_off": f"Took off {size}{because}",
        "expired": f"{size} expired",
        "reversed": f"Took back {many(group.moved - group.points)}: goods or money of {order} went back",
        "repaid": f"{many(group.moved)} paid what was owed" + (f" for {order}" if order else ""),
    }[group.kind]
    return "; ".join([start, *_more(group)])


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _more(group: Group) -> Iterable[str]:
    unlock, expires = group.days
    if unlock:
        yield f"usable from {short_day(date.fromisoformat(unlock))}"
    if group.kind == "expired" and expires:
        yield f"their last day was {short_day(date.fromisoformat(expires))}"
    elif expires:
        yield f"expires {short_day(date.fromisoformat(expires))}"
    elif group.kind in ("order", "birthday", "goodwill", "adjusted"):
        yield "never expires"
    if group.kind in ("reversed", "used_again") and group.moved:
        yield f"{group.moved:,} of them had expired already"
    if group.owed:
        yield f"{group.owed:,} of them were used already and are owed"
