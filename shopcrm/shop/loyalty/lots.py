"""The ledger of points: lots that were earned, and what was taken from each. Nothing is changed, nothing is clamped.

What is left of a lot is its points less its allocations; a debt is a lot below zero. Points that a customer has, locked
ones too, repay a debt at once, so that nobody ever has both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shopcrm.shop.loyalty.records import LotReason, Programme, TakenKind
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of a lot (below zero of a debt), with its dates at the shop: the first and last day of use."""

    id: int
    left: int
    unlock_on: str
    expires_on: str | None
    order: int | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why points move: the order, payment and note that the entries bear."""

    order: int | None = None
    payment: int | None = None
    note: str = ""


NO_CAUSE = Cause()

_LEFT = (
    "SELECT lot.id, lot.points - coalesce((SELECT sum(points) FROM loyalty_allocations WHERE lot_id = lot.id), 0)"
    " AS remaining, lot.unlock_on, lot.expires_on, lot.order_id FROM loyalty_lots AS lot WHERE {} AND remaining <> 0"
    f" ORDER BY coalesce(lot.expires_on, '{_NEVER}'), lot.id"
)


def left(tx: Tx, customer: int) -> list[Lot]:
    """Every lot of a customer that something is left of, debts included; the soonest to expire first, then the older.

    A lot past its last day is among them until its expiry is entered.
    """
    return [Lot(*row) for row in tx.all(_LEFT.format("lot.customer_id = ?"), (customer,))]


def is_over(lot: Lot, today: date) -> bool:
    """Whether the last day of a lot has passed: it can be used through that day, by the shop's calendar."""
    return lot.expires_on is not None and lot.expires_on < today.isoformat()


def is_locked(lot: Lot, today: date) -> bool:
    """Whether a lot cannot be used yet."""
    return lot.unlock_on > today.isoformat()


def earn(
    tx: Tx,
    customer: int,
    points: int,
    reason: LotReason,
    terms: Programme,
    *,
    lock_days: int = 0,
    on: date | None = None,
    spend: int = 0,
    cause: Cause = NO_CAUSE,
) -> int:
    """Enter a new lot; answers its number. on: the day of earning, today where None; spend: minor units."""
    day = on or tx.today
    unlock = date.fromordinal(day.toordinal() + lock_days)
    expires = add_months(day, terms.expiry_months).isoformat() if terms.expiry_months else None
    return _enter(tx, customer, points, reason, (day.isoformat(), unlock.isoformat(), expires), spend, cause)


def owe(tx: Tx, customer: int, points: int, spend: int = 0, cause: Cause = NO_CAUSE) -> int:
    """Enter a debt of so many points, above zero; answers the number of its lot."""
    today = tx.today.isoformat()
    return _enter(tx, customer, -points, "debt", (today, today, None), -spend, cause)


def _enter(
    tx: Tx,
    customer: int,
    points: int,
    reason: LotReason,
    days: tuple[str, str, str | None],
    spend: int,
    cause: Cause,
) -> int:
    return tx.insert(
        "INSERT INTO loyalty_lots (customer_id, points, reason, order_id, spend, earned_on, unlock_on, expires_on, at,"
        " staff_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (customer, points, reason, cause.order, spend, *days, tx.stamp, tx.staff.id, cause.note),
    )


def allocate(
    tx: Tx,
    customer: int,
    lot: int,
    kind: TakenKind,
    points: int,
    cause: Cause = NO_CAUSE,
    *,
    reverses: int | None = None,
    spend: int = 0,
) -> int:
    """Take points from a lot, or, below zero, give them back to it; answers the entry's number."""
    return tx.insert(
        "INSERT INTO loyalty_allocations (lot_id, customer_id, kind, points, order_id, payment_id, reverses, spend,"
        " made_on, at, staff_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(lot, customer, kind, points, cause.order, cause.payment, reverses, spend),
            *(tx.today.isoformat(), tx.stamp, tx.staff.id, cause.note),
        ),
    )


def take(
    tx: Tx,
    customer: int,
    lots: Iterable[Lot],
    kind: TakenKind,
    points: int,
    cause: Cause = NO_CAUSE,
    *,
    spend: int = 0,
    reverses: int | None = None,
) -> tuple[int, tuple[int, ...]]:
    """Take up to so many points from these lots in their order; answers how many they fell short by, and the entries.

    spend: goes with the first entry.
    """
    entries: list[int] = []
    for lot in lots:
        part = min(points, lot.left)
        if part > 0:
            entries.append(
                allocate(tx, customer, lot.id, kind, part, cause, reverses=reverses, spend=0 if entries else spend),
            )
            points -= part
    return points, tuple(entries)


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry that took points from a lot, and how many of them were not given back."""

    id: int
    lot: int
    customer: int
    left: int


def taken(tx: Tx, condition: str, values: tuple[object, ...]) -> list[Taken]:
    """The entries meeting an SQL condition on `entry` of which something is left to give back, the latest first."""
    rows = tx.all(
        "SELECT id, lot_id, customer_id, points + coalesce((SELECT sum(points) FROM loyalty_allocations AS later"
        f" WHERE later.reverses = entry.id), 0) AS held FROM loyalty_allocations AS entry WHERE {condition}"
        " AND points > 0 AND held > 0 ORDER BY id DESC",
        values,
    )
    return [Taken(*row) for row in rows]


def give_back(
    tx: Tx, entries: Iterable[Taken], points: int, cause: Cause = NO_CAUSE, *, spend: int = 0
) -> tuple[int, set[int]]:
    """Give up to so many points back to the lots that they were taken from; answers how many are still to give, and
    to which customers some went. The lots keep their expiry. spend: goes with the first entry."""
    given: set[int] = set()
    for entry in entries:
        part = min(points, entry.left)
        if part > 0:
            allocate(
                tx,
                entry.customer,
                entry.lot,
                "given_back",
                -part,
                cause,
                reverses=entry.id,
                spend=0 if given else spend,
            )
            given.add(entry.customer)
            points -= part
    return points, given


def revive(
    tx: Tx,
    condition: str,
    values: tuple[object, ...],
    kind: TakenKind,
    points: int,
    cause: Cause = NO_CAUSE,
    *,
    spend: int = 0,
    reverses: int | None = None,
) -> int:
    """Take up to so many points that had expired, as if they had been taken before; answers how many it fell short by.

    condition: which expiries, in SQL on `entry`. spend: goes with the first entry.
    """
    for entry in taken(tx, f"kind = 'expired' AND {condition}", values):
        part = min(points, entry.left)
        if part > 0:
            allocate(tx, entry.customer, entry.lot, "given_back", -part, cause, reverses=entry.id)
            allocate(tx, entry.customer, entry.lot, kind, part, cause, reverses=reverses, spend=spend)
            points, spend = points - part, 0
    return points


def settle(tx: Tx, customer: int) -> int:
    """Enter what a customer's lots have come to by today: the rest of those past their last day expires, then points
    repay debts, the oldest first. Answers how many points expired."""
    lots = left(tx, customer)
    over = [lot for lot in lots if lot.left > 0 and is_over(lot, tx.today)]
    for lot in over:
        allocate(tx, customer, lot.id, "expired", lot.left)
    debts = sorted((lot for lot in lots if lot.left < 0), key=lambda lot: lot.id)
    if debts:
        _repay(tx, customer, debts, [lot for lot in lots if lot.left > 0 and lot not in over])
    return sum(lot.left for lot in over)


def expire_all(tx: Tx) -> int:
    """Enter the expiry of every lot past its last day, at once; answers how many points expired."""
    today, last = tx.today.isoformat(), tx.value("SELECT coalesce(max(id), 0) FROM loyalty_allocations")
    tx.run(
        "INSERT INTO loyalty_allocations (lot_id, customer_id, kind, points, made_on, at, staff_id)"
        " SELECT id, customer_id, 'expired', remaining, ?1, ?2, ?3 FROM (SELECT lot.id, lot.customer_id, lot.points"
        " - coalesce((SELECT sum(points) FROM loyalty_allocations WHERE lot_id = lot.id), 0) AS remaining"
        " FROM loyalty_lots AS lot WHERE lot.expires_on < ?1) WHERE remaining > 0 ORDER BY id",
        (today, tx.stamp, tx.staff.id),
    )
    expired: int = tx.value("SELECT coalesce(sum(points), 0) FROM loyalty_allocations WHERE id > ?", (last,))
    return expired


def _repay(tx: Tx, customer: int, debts: list[Lot], lots: list[Lot]) -> None:
    has = {lot.id: lot.left for lot in lots}
    for debt in debts:
        owed = -debt.left
        for lot in lots:
            part = min(has[lot.id], owed)
            if part > 0:
                allocate(tx, customer, lot.id, "repaid", part, Cause(debt.order))
                allocate(tx, customer, debt.id, "repaid", -part, Cause(debt.order))
                has[lot.id] -= part
                owed -= part
