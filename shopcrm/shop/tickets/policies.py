"""The service policy: when the shop is open, and how soon it promises to reply and to solve.

A policy is never changed, only followed by the next one, and a ticket keeps the one under which it was opened, together
with the shop's clock and its public holidays as they were known then.
"""

import json
from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache

from shopcrm import opening_hours
from shopcrm.errors import InvalidValue
from shopcrm.opening_hours import OpeningHours, Windows
from shopcrm.shop.tickets.clocks import Terms
from shopcrm.shop.tickets.records import PRIORITIES, PRIORITY_WORDS, Policy, Targets
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import Calendar, plausible

MOST_CLOSED_DAYS = 366
LONGEST_TARGET = 100_000
LONGEST_WEEKS = 260

_SHOP_DAY: Windows = ((9 * 60, 17 * 60 + 30),)
DEFAULT = Policy(
    hours=(_SHOP_DAY,) * 6 + ((),),
    closed_days=(),
    keeps_holidays=True,
    first_response=Targets(low=1020, normal=510, high=240, urgent=60),
    resolution=Targets(low=3060, normal=1530, high=510, urgent=240),
)
"""What holds until the shop says otherwise: Monday to Saturday 9:00 to 17:30, a reply within a day of opening hours."""

_COLUMNS = "hours, closed_days, keeps_holidays, zone, region, proclaimed, first_response, resolution"
_LATEST = "FROM service_policies ORDER BY id DESC LIMIT 1"


@read("tickets.policy")
def policy(tx: Tx) -> Policy:
    """The service policy that holds for tickets opened from now on."""
    row = tx.maybe(f"SELECT {_COLUMNS} {_LATEST}")
    return DEFAULT if row is None else _policy_of(row)


@write("tickets.set_policy", role=Role.MANAGER)
def set_policy(tx: Tx, policy: Policy) -> None:
    """Change the service policy for tickets opened from now on; those that are open keep theirs.

    Raises InvalidValue, naming the field, for hours that are empty, reversed or overlap, for a week that is never open,
    and for targets of nothing or of years.
    """
    latest = tx.maybe(f"SELECT {_COLUMNS} {_LATEST}")
    before = DEFAULT if latest is None else _policy_of(latest)
    kept = checked(policy)
    _append(tx, kept, tx.staff.id)
    tx.note(changed=[one.name for one in fields(Policy) if getattr(before, one.name) != getattr(kept, one.name)])
    tx.offer_undo("Change the service policy", set_policy, before)


def checked(policy: Policy) -> Policy:
    """A policy as it is kept. Raises InvalidValue, naming the field, for one that cannot be."""
    hours = opening_hours.checked(policy.hours)
    if len(policy.closed_days) > MOST_CLOSED_DAYS:
        raise InvalidValue("closed_days", f"At most {MOST_CLOSED_DAYS} closed days fit.", "Take out those that passed.")
    closed = tuple(sorted({plausible("closed_days", day) for day in policy.closed_days}))
    a_week = sum(closes - opens for windows in hours for opens, closes in windows)
    for field, targets in (("first_response", policy.first_response), ("resolution", policy.resolution)):
        _check_targets(field, targets, a_week)
    return Policy(hours, closed, policy.keeps_holidays, policy.first_response, policy.resolution)


def _check_targets(field: str, targets: Targets, a_week: int) -> None:
    for priority in PRIORITIES:
        minutes = targets.of(priority)
        if minutes <= 0:
            raise InvalidValue(field, f"{PRIORITY_WORDS[priority]} needs a time above zero.", "Give at least a minute.")
        if minutes > min(LONGEST_TARGET, a_week * LONGEST_WEEKS):
            raise InvalidValue(
                field,
                f"{PRIORITY_WORDS[priority]}: in these opening hours that takes years.",
                "Promise less time, or open longer.",
            )


def in_force(tx: Tx) -> int:
    """The number of the policy that a ticket opened now is under.

    A new one is entered where none was set yet, or where the shop's clock or its public holidays have changed since.
    """
    row = tx.maybe(f"SELECT id, {_COLUMNS} {_LATEST}")
    if row is None:
        return _append(tx, DEFAULT, None)
    if row[4:7] != _place(tx):
        return _append(tx, _policy_of(row[1:]), None)
    found: int = row[0]
    return found


def terms_of(tx: Tx, policy_id: int) -> Terms:
    """A policy as clocks count by it."""
    return _terms(tx.one(f"SELECT {_COLUMNS} FROM service_policies WHERE id = ?", (policy_id,)))


def terms_by_id(tx: Tx) -> dict[int, Terms]:
    """Every policy that there ever was, as clocks count by it."""
    return {row[0]: _terms(row[1:]) for row in tx.all(f"SELECT id, {_COLUMNS} FROM service_policies")}


def _append(tx: Tx, policy: Policy, staff: int | None) -> int:
    values = (
        json.dumps(policy.hours),
        json.dumps([day.isoformat() for day in policy.closed_days]),
        policy.keeps_holidays,
        *_place(tx),
        json.dumps(asdict(policy.first_response)),
        json.dumps(asdict(policy.resolution)),
    )
    return tx.insert(
        f"INSERT INTO service_policies ({_COLUMNS}, created_at, staff_id) VALUES ({', '.join('?' * 10)})",
        (*values, tx.stamp, staff),
    )


def _place(tx: Tx) -> tuple[str, str, str]:
    """The shop's clock, its nation, and the public holidays proclaimed there since this program was made."""
    calendar = tx.calendar
    return calendar.zone, calendar.region, json.dumps(sorted(day.isoformat() for day in calendar.extra_holidays))


@lru_cache(maxsize=64)
def _policy_of(row: Row) -> Policy:
    hours, closed_days, keeps_holidays, _, _, _, first_response, resolution = row
    return Policy(
        tuple(tuple((opens, closes) for opens, closes in windows) for windows in json.loads(hours)),
        tuple(date.fromisoformat(day) for day in json.loads(closed_days)),
        bool(keeps_holidays),
        Targets(**json.loads(first_response)),
        Targets(**json.loads(resolution)),
    )


@lru_cache(maxsize=64)
def _terms(row: Row) -> Terms:
    kept = _policy_of(row)
    _, _, _, zone, region, proclaimed, _, _ = row
    calendar = Calendar(zone, region, frozenset(map(date.fromisoformat, json.loads(proclaimed))))
    hours = OpeningHours(calendar, kept.hours, frozenset(kept.closed_days), kept.keeps_holidays)
    return Terms(hours, kept.first_response, kept.resolution)
