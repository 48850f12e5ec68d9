"""What falls due by itself: birthdays, expiries, tiers; and what is coming: warnings, and what the points cost."""

from datetime import date, timedelta

from shopcrm.shop.loyalty import lots, tiers
from shopcrm.shop.loyalty.programme import programme, worth
from shopcrm.shop.loyalty.records import CaughtUp, Expiring, Liability, Programme
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import add_months

BIRTHDAYS_LATE = timedelta(days=31)
"""How long after a birthday its points are still given, where the shop was closed."""
_APART = 11
"""Birthday points come once a year, whatever becomes of the date on record; in months."""

# Worked out once for each lot: without MATERIALIZED, SQLite would sum anew wherever what remains is named.
_LEFT = (
    "WITH held AS MATERIALIZED (SELECT lot.customer_id, lot.expires_on, lot.points"
    " - coalesce((SELECT sum(points) FROM loyalty_allocations WHERE lot_id = lot.id), 0) AS remaining"
    " FROM loyalty_lots AS lot WHERE {}) "
)


@write("loyalty.catch_up")
def catch_up(tx: Tx) -> CaughtUp:
    """Enter what is due by today: birthday points, points that expired, tiers. Doing it again changes nothing."""
    terms = programme(tx)
    if terms is None:
        return CaughtUp(0, 0, 0)
    birthdays = _birthdays_due(tx, terms)
    for customer, day in birthdays:
        lots.earn(tx, customer, terms.birthday_points, "birthday", terms, on=day)
        lots.settle(tx, customer)
    expired = lots.expire_all(tx)
    moved = tiers.refresh_all(tx, due_only=True)
    tx.note(birthdays=len(birthdays), expired=expired, tiers=moved)
    return CaughtUp(len(birthdays), expired, moved)


@read("loyalty.is_behind")
def is_behind(tx: Tx) -> bool:
    """Whether catching up would enter anything today."""
    terms = programme(tx)
    return terms is not None and bool(_birthdays_due(tx, terms) or tiers.due(tx) or _has_expired(tx))


def _has_expired(tx: Tx) -> bool:
    """Whether anybody has points left that are past their last day."""
    some = "SELECT 1 FROM held WHERE remaining > 0 LIMIT 1"
    return tx.maybe(_LEFT.format("lot.expires_on < ?") + some, (tx.today.isoformat(),)) is not None


def _birthdays_due(tx: Tx, terms: Programme) -> list[tuple[int, date]]:
    """The members whose birthday points are due, each with the day."""
    if not (terms.active and terms.birthday_points):
        return []
    began = tx.calendar.local_date(
        from_stamp(tx.value("SELECT min(created_at) FROM loyalty_programmes WHERE active = 1"))
    )
    # CROSS: the members first, who are few beside all customers with a birthday.
    rows = tx.all(
        "SELECT customers.id, birthday, joined_at, (SELECT max(earned_on) FROM loyalty_lots"
        " WHERE customer_id = customers.id AND reason = 'birthday') FROM loyalty_cards"
        " CROSS JOIN customers ON customers.id = customer_id"
        " WHERE left_at IS NULL AND birthday IS NOT NULL AND status = 'active'"
    )
    found = []
    for customer, birthday, joined_at, last in rows:
        day = latest_birthday(birthday, tx.today)
        since = max(began, tx.calendar.local_date(from_stamp(joined_at)), tx.today - BIRTHDAYS_LATE)
        if day >= since and (last is None or last <= add_months(day, -_APART).isoformat()):
            found.append((customer, day))
    return found


def latest_birthday(birthday: str, today: date) -> date:
    """The last birthday up to today, of ``1980-05-03`` or ``--05-03``; 29 February falls on the 28th in other years."""
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    this, last = (_in_year(year, month, day) for year in (today.year, today.year - 1))
    return this if this <= today else last


def _in_year(year: int, month: int, day: int) -> date:
    leap = (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400))
    return date(year, month, 28 if leap else day)


@read("loyalty.expiring", role=Role.ASSISTANT)
def expiring(tx: Tx, days: int | None = None) -> tuple[Expiring, ...]:
    """Whose points expire in the next days (those of the programme where None), the soonest first.

    Restricted people are left out: to write to them of it would be a use of their records.
    """
    terms = programme(tx)
    if terms is None:
        return ()
    until = tx.today + timedelta(days=terms.warn_days if days is None else days)
    rows = tx.all(
        _LEFT.format("lot.expires_on BETWEEN ? AND ?")
        + "SELECT customers.id, customers.name, sum(remaining), expires_on FROM held"
        " JOIN customers ON customers.id = customer_id WHERE remaining > 0 AND customers.status <> 'restricted'"
        " GROUP BY customers.id, expires_on ORDER BY expires_on, customers.sort_name, customers.id",
        (tx.today.isoformat(), until.isoformat()),
    )
    return tuple(
        Expiring(customer, name, points, date.fromisoformat(on), worth(terms, points), terms.currency)
        for customer, name, points, on in rows
    )


@read("loyalty.liability", role=Role.MANAGER)
def liability(tx: Tx) -> Liability | None:
    """What the points that customers have would cost the shop today; None where there never was a programme."""
    terms = programme(tx)
    if terms is None:
        return None
    first = add_months(tx.today.replace(day=1), 1)
    last = add_months(first, 1) - timedelta(days=1)
    points, debt, leaving = tx.one(
        _LEFT.format("lot.expires_on IS NULL OR lot.expires_on >= ?1")
        + "SELECT coalesce(sum(remaining) FILTER (WHERE remaining > 0), 0),"
        " coalesce(-sum(remaining) FILTER (WHERE remaining < 0), 0),"
        " coalesce(sum(remaining) FILTER (WHERE expires_on BETWEEN ?2 AND ?3), 0) FROM held",
        (tx.today.isoformat(), first.isoformat(), last.isoformat()),
    )
    return Liability(points, worth(terms, points), debt, leaving, worth(terms, leaving), terms.currency)
