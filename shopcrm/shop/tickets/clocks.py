"""What a ticket's log means: its state, and how its promises stand. Worked out from the log each time, never stored.

The log is read in the order in which it was entered. A time that lies before the entry above it counts as that entry's:
the clock of a laptop may have been wrong, and time never runs backwards here.

Both clocks run while the ticket is new, open or waiting for a supplier, and stand still while it waits for the
customer, is resolved or closed. A ticket that is reopened runs on from where it stood: the first reply is not owed
again, and the solution takes all the opening hours until the last one. Another priority counts from the moment that it
was given: a promise cannot be broken before it was made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from shopcrm.opening_hours import OpeningHours
from shopcrm.shop.tickets.records import (
    DONE,
    RUNNING,
    Category,
    Clock,
    ClockName,
    EventKind,
    Priority,
    State,
    Targets,
)
from shopcrm.vault.tx import stamp


@dataclass(frozen=True, slots=True)
class Terms:
    """A service policy as clocks count by it."""

    hours: OpeningHours
    first_response: Targets
    resolution: Targets

    def target(self, clock: ClockName, priority: Priority) -> int:
        """A promise in business minutes."""
        return (self.first_response if clock == "first_response" else self.resolution).of(priority)


@dataclass(frozen=True, slots=True)
class Entry:
    """What clocks need to know of an entry of the log."""

    id: int
    kind: EventKind
    at: datetime
    value: str


@dataclass(slots=True)
class Standing:
    """How a ticket stands after its log. since: since when in this state; stretches: when its clocks ran, the last one
    without an end where they still do; priorities: each with the moment from which it held."""

    state: State = "new"
    priority: Priority = "normal"
    category: Category = "question"
    merged: bool = False
    opened_at: datetime | None = None
    since: datetime | None = None
    last_at: datetime | None = None
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    stretches: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    priorities: list[tuple[datetime, Priority]] = field(default_factory=list)
    broken: set[ClockName] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One clock in seconds of opening hours. due: when it is, or was, over; None where it never will be as things are.

    broken_at: when the promise was first broken, by now.
    """

    used: int
    target: int
    due: datetime | None
    broken_at: datetime | None


def replayed(log: Iterable[Entry]) -> Standing:
    """What a log means. log: its entries in the order in which they were entered, the opening first."""
    standing = Standing()
    for entry in log:
        if entry.kind == "breached":
            standing.broken.add(cast(ClockName, entry.value))
        elif entry.kind == "absorbed":
            _carry_over(standing, entry)
        else:
            at = entry.at if standing.last_at is None else max(entry.at, standing.last_at)
            standing.last_at = at
            _follow(standing, entry, at)
    return standing


def _carry_over(standing: Standing, entry: Entry) -> None:
    """A reply on a ticket that was merged into this one answered the same question, if this one was open by then."""
    if standing.opened_at is not None and entry.value.startswith("reply ") and entry.at >= standing.opened_at:
        standing.replied_at = min(entry.at, standing.replied_at or entry.at)


def _follow(standing: Standing, entry: Entry, at: datetime) -> None:
    if entry.kind == "opened":
        priority, _, category = entry.value.partition(" ")
        standing.priority, standing.category = cast(Priority, priority), cast(Category, category)
        standing.opened_at = at
        standing.priorities.append((at, standing.priority))
        _turn(standing, "new", at)
    elif entry.kind == "reply":
        standing.replied_at = min(at, standing.replied_at or at)
    elif entry.kind == "priority":
        standing.priority = cast(Priority, entry.value)
        standing.priorities.append((at, standing.priority))
    elif entry.kind == "category":
        standing.category = cast(Category, entry.value)
    elif entry.kind == "state":
        _turn(standing, cast(State, entry.value), at)
    elif entry.kind == "resolved":
        standing.resolved_at = at
        _turn(standing, "resolved", at)
    elif entry.kind == "reopened":
        _turn(standing, "open", at)
    elif entry.kind in ("closed", "merged"):
        standing.merged = entry.kind == "merged"
        _turn(standing, "closed", at)


def _turn(standing: Standing, state: State, at: datetime) -> None:
    """Go over into a state; the clocks start, stop or go on. What goes on is not solved."""
    if state not in DONE:
        standing.resolved_at = None
    runs = bool(standing.stretches) and standing.stretches[-1][1] is None
    if runs and state not in RUNNING:
        standing.stretches[-1] = (standing.stretches[-1][0], at)
    elif not runs and state in RUNNING:
        standing.stretches.append((at, None))
    standing.state, standing.since = state, at


def reckon(standing: Standing, terms: Terms, clock: ClockName, now: datetime) -> Reckoned:
    """One clock of a ticket, by now."""
    done = standing.replied_at if clock == "first_response" else standing.resolved_at
    end = now if done is None else done
    target = terms.target(clock, standing.priority) * 60
    used = sum(
        terms.hours.seconds_between(start, end if stop is None else min(stop, end))
        for start, stop in standing.stretches
    )
    since = standing.priorities[-1][0]
    due = _over(standing.stretches, terms.hours, target, since) if done is None else None
    return Reckoned(used, target, due, _broken_at(standing, terms, clock, end))


def _broken_at(standing: Standing, terms: Terms, clock: ClockName, end: datetime) -> datetime | None:
    """When a promise was first broken, under the priority that held then. To be done just when it is due is in time."""
    ends = [at for at, _ in standing.priorities[1:]] + [end]
    for (since, priority), until in zip(standing.priorities, ends, strict=True):
        over = _over(standing.stretches, terms.hours, terms.target(clock, priority) * 60, since)
        if over is not None and over < min(until, end):
            return over
    return None


def _over(
    stretches: Sequence[tuple[datetime, datetime | None]], hours: OpeningHours, target: int, since: datetime
) -> datetime | None:
    """When a target is used up while the clock runs, not before it held; None where it stands still till then."""
    left = target
    for start, stop in stretches:
        over = max(hours.add_seconds(start, left), since)
        if stop is None or over < stop:
            return over
        left -= hours.seconds_between(start, stop)
    return None


def clock(standing: Standing, terms: Terms, name: ClockName, now: datetime) -> Clock:
    """One promise and how it stands now."""
    reckoned = reckon(standing, terms, name, now)
    done = standing.replied_at if name == "first_response" else standing.resolved_at
    target, used = reckoned.target // 60, reckoned.used // 60
    left = (reckoned.target - reckoned.used) // 60
    if done is not None:
        broken = reckoned.broken_at is not None or name in standing.broken
        state, words = ("missed", "done, but late") if broken else ("met", "done in time")
        return Clock(name, state, target, used, None, stamp(done), None, words)  # type: ignore[arg-type]
    if standing.state in DONE:
        return Clock(name, "off", target, used, None, None, None, "not needed any more")
    if reckoned.due is None or standing.state == "waiting_customer":
        return Clock(name, "paused", target, used, None, None, max(0, left), PAUSED)
    due = stamp(reckoned.due)
    if now > reckoned.due:
        return Clock(name, "late", target, used, due, None, 0, late_words(reckoned.due, now))
    left = terms.hours.minutes_between(now, reckoned.due)
    return Clock(name, "running", target, used, due, None, left, left_words(left))


PAUSED = "paused: waiting for the customer"


def left_words(minutes: int) -> str:
    """Time left, as it is said: 2 h 10 min of opening hours left."""
    if minutes < 1:
        return "due now"
    hours, rest = divmod(minutes, 60)
    said = " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))
    return f"{said} of opening hours left"


def late_words(due: datetime, now: datetime) -> str:
    """For how long something has been late by the calendar, as it is said: late by 1 day."""
    minutes = int((now - due).total_seconds()) // 60
    if minutes < 60:
        return f"late by {max(1, minutes)} min"
    if minutes < 24 * 60:
        return f"late by {minutes // 60} h"
    days = minutes // (24 * 60)
    return f"late by {days} day{'' if days == 1 else 's'}"


def pending(standing: Standing, terms: Terms) -> dict[ClockName, datetime]:
    """The promises that are still to be kept, each with when it is over; none while the clocks stand still."""
    if standing.state not in RUNNING:
        return {}
    since = standing.priorities[-1][0]
    names: tuple[ClockName, ...] = ("resolution",) if standing.replied_at else ("first_response", "resolution")
    targets = {name: terms.target(name, standing.priority) * 60 for name in names}
    over = {name: _over(standing.stretches, terms.hours, target, since) for name, target in targets.items()}
    return {name: due for name, due in over.items() if due is not None}
