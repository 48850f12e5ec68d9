"""Reading the breach register: the clock and what is open follow from the facts and the log each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from shopcrm.privacy import deadlines
from shopcrm.privacy.registers.breaches.log import must_be_there
from shopcrm.privacy.registers.breaches.records import (
    Breach,
    BreachClock,
    BreachDraft,
    BreachEvent,
    ClockState,
    Decision,
)
from shopcrm.vault.refs import BreachId
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp

FACTS = tuple(field.name for field in fields(BreachDraft))
"""The columns that tell what is known of a breach."""


@dataclass(frozen=True, slots=True)
class _Log:
    """What the entries that stand come to."""

    report: BreachEvent | None = None
    reported: BreachEvent | None = None
    delay: BreachEvent | None = None
    tell: BreachEvent | None = None
    told: BreachEvent | None = None
    closed: bool = False


@read("breaches.card", role=Role.ASSISTANT)
def card(tx: Tx, breach: BreachId) -> Breach:
    """A breach, whole: facts, clock, decisions, log, and what is to be done next; raises NotFound."""
    facts = facts_of(tx, breach)
    events = _events(tx, breach)
    standing = _standing(events)
    clock = _clock(tx, facts, standing)
    reported, told = standing.reported, standing.told
    return Breach(
        breach,
        facts,
        clock,
        events,
        _decision(standing.report),
        standing.report.body if standing.report else "",
        reported.happened_at if reported else None,
        reported.value if reported else "",
        standing.delay.body if standing.delay else "",
        _decision(standing.tell),
        standing.tell.body if standing.tell else "",
        told.happened_at if told else None,
        standing.closed,
        () if standing.closed else tuple(_open_points(facts, clock, standing)),
    )


@read("breaches.listed", role=Role.ASSISTANT)
def listed(tx: Tx, include_closed: bool = True) -> tuple[Breach, ...]:
    """The register: open ones first, then the latest discovered first. A shop has few, so each is whole."""
    found = [card(tx, row[0]) for row in tx.all("SELECT id FROM breaches ORDER BY discovered_at DESC, id DESC")]
    return tuple(sorted((one for one in found if include_closed or not one.closed), key=lambda one: one.closed))


@read("breaches.draft_of", role=Role.ASSISTANT)
def draft_of(tx: Tx, breach: BreachId) -> BreachDraft:
    """What is known of a breach, to be changed; raises NotFound."""
    return facts_of(tx, breach)


def facts_of(tx: Tx, breach: int) -> BreachDraft:
    """What is known of a breach; raises NotFound."""
    must_be_there(tx, breach)
    return BreachDraft(*tx.one(f"SELECT {', '.join(FACTS)} FROM breaches WHERE id = ?", (breach,)))


def _events(tx: Tx, breach: int) -> tuple[BreachEvent, ...]:
    rows = tx.all(
        "SELECT one.id, one.kind, one.happened_at, one.value, one.body, staff.name, one.at, back.id IS NOT NULL"
        " FROM breach_events AS one JOIN staff ON staff.id = one.staff_id"
        " LEFT JOIN breach_events AS back ON back.takes_back = one.id"
        " WHERE one.breach_id = ? ORDER BY one.id",
        (breach,),
    )
    return tuple(BreachEvent(*(*row[:7], bool(row[7]))) for row in rows)


def _standing(events: Sequence[BreachEvent]) -> _Log:
    """The last decision of each kind, the first report and the first telling; what was taken back does not count."""
    by_kind: dict[str, list[BreachEvent]] = {}
    for one in events:
        if not one.taken_back:
            by_kind.setdefault(one.kind, []).append(one)

    def last(kind: str) -> BreachEvent | None:
        return by_kind[kind][-1] if kind in by_kind else None

    def first(kind: str) -> BreachEvent | None:
        return min(by_kind[kind], key=lambda one: one.happened_at) if kind in by_kind else None

    closed, reopened = last("closed"), last("reopened")
    is_closed = closed is not None and (reopened is None or reopened.id < closed.id)
    return _Log(last("report"), first("reported"), last("delay"), last("tell"), first("told"), is_closed)


def _clock(tx: Tx, facts: BreachDraft, standing: _Log) -> BreachClock:
    """The 72 hours by the clock, weekends included (Art 33(1))."""
    found = deadlines.breach(from_stamp(facts.discovered_at), tx.calendar)
    due = found.due
    assert isinstance(due, datetime)
    left = int((due - tx.now).total_seconds())
    state: ClockState
    if standing.reported is not None:
        state = "reported" if from_stamp(standing.reported.happened_at) <= due else "reported_late"
    elif _decision(standing.report) == "no":
        state = "need_not"
    else:
        state = "running" if left >= 0 else "over"
    return BreachClock(due, state, left, found.steps, found.rule)


def _open_points(facts: BreachDraft, clock: BreachClock, standing: _Log) -> Iterator[str]:
    if not facts.risk:
        yield "Judge how likely it is that people come to harm"
    if standing.reported is None:
        if standing.report is None:
            yield "Decide whether to report it to the regulator"
        elif standing.report.value == "yes":
            yield "Report it to the regulator"
    if clock.state == "reported_late" and standing.delay is None:
        yield "Write down why the report came late"
    if facts.risk == "high" and standing.told is None and _decision(standing.tell) != "no":
        yield "Tell the people: the risk to them is high"
    elif _decision(standing.tell) == "yes" and standing.told is None:
        yield "Tell the people, as you decided"


def _decision(event: BreachEvent | None) -> Decision | None:
    if event is None:
        return None
    return "yes" if event.value == "yes" else "no"
