"""By when a request must be answered: its log replayed, and the rules of `privacy.deadlines` applied to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy import deadlines
from shopcrm.privacy.deadlines import NEW_TIME_LIMITS_SINCE, Deadline, Question
from shopcrm.privacy.requests.records import NO_DATE, Clock, EventKind, Outcome, Regime, Right, Stage
from shopcrm.vault.tx import Tx
from shopcrm.workdays import Calendar, calendar_of, day_in_words, short_day

Proof = Literal["authority", "identity", "paid"]
_ASKED: Mapping[EventKind, Proof] = {
    "authority_asked": "authority",
    "identity_asked": "identity",
    "fee_asked": "paid",
}
_SHOWN: Mapping[EventKind, Proof] = {
    "authority_shown": "authority",
    "identity_shown": "identity",
    "fee_paid": "paid",
}
WAITING: Mapping[Proof, tuple[Stage, str]] = {
    "authority": ("authority", "proof of authority"),
    "identity": ("identity", "proof of identity"),
    "paid": ("fee", "the fee"),
}
TO_ACKNOWLEDGE = "to acknowledge: "
_ASKED_LATE = "The time was up when {} was asked for: it starts nothing afresh."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log, as the clock reads it."""

    id: int
    kind: EventKind
    on: date
    value: str = ""


@dataclass(slots=True)
class Standing:
    """What the log comes to. asked: proofs and fees that are waited for, since when; shown: those asked for that came,
    as (asked, shown); proved: all that came, asked for or not. question: the one that is open, since when; questions:
    those that were answered. spoke: when the shop last turned to the person."""

    asked: dict[Proof, date] = field(default_factory=dict)
    shown: dict[Proof, tuple[date, date]] = field(default_factory=dict)
    proved: set[Proof] = field(default_factory=set)
    question: date | None = None
    questions: list[Question] = field(default_factory=list)
    acknowledged: date | None = None
    extended: date | None = None
    outcome: Outcome | None = None
    closed_on: date | None = None
    closed_by: int = 0
    spoke: date | None = None
    told_recipients: bool = False
    tasks: dict[int, date | None] = field(default_factory=dict)


def replayed(entries: Iterable[Entry]) -> Standing:
    """What the entries of a log come to, in the order in which they were made."""
    standing = Standing()
    for entry in entries:
        _replay(standing, entry)
    return standing


def _replay(standing: Standing, entry: Entry) -> None:
    kind, on = entry.kind, entry.on
    if kind in _SPEAKS:
        standing.spoke = max(on, standing.spoke or on)
    if kind in _ASKED:
        standing.asked[_ASKED[kind]] = on
        standing.proved.discard(_ASKED[kind])
    elif kind in _SHOWN:
        # What is shown unasked restarts nothing: the time starts afresh only with what was asked for
        standing.proved.add(_SHOWN[kind])
        since = standing.asked.pop(_SHOWN[kind], None)
        if since is not None:
            standing.shown[_SHOWN[kind]] = (since, on)
    elif kind == "clarification_asked":
        standing.question = on
    elif kind == "clarified" and standing.question is not None:
        standing.questions.append((standing.question, on))
        standing.question = None
    elif kind == "acknowledged" or (kind == "letter" and entry.value == "acknowledgement"):
        standing.acknowledged = min(on, standing.acknowledged or on)
    elif kind == "extended":
        standing.extended = on
    elif kind == "told_recipients":
        standing.told_recipients = True
    elif kind == "task_added":
        standing.tasks[entry.id] = None
    elif kind == "done":
        standing.outcome, standing.closed_on, standing.closed_by = entry.value, on, entry.id  # type: ignore[assignment]
    elif kind == "reopened":
        standing.outcome = standing.closed_on = None


_SPEAKS: frozenset[EventKind] = frozenset(
    {"acknowledged", "authority_asked", "identity_asked", "fee_asked", "clarification_asked", "extended", "letter"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a clock needs to know of a request itself. due_on: its last day as it stood when it was closed."""

    right: Right
    regime: Regime
    region: str
    received_on: date
    due_on: date | None = None

    @property
    def restarts(self) -> bool:
        """Whether proof that was asked for starts the time afresh, by the statute itself (UK GDPR Art 12A(2))."""
        return self.regime == "uk" and self.right != "complaint" and self.received_on >= NEW_TIME_LIMITS_SINCE

    @property
    def pauses(self) -> bool:
        """Whether a question to clarify stops the clock (UK GDPR Art 12A(5))."""
        return self.restarts and self.right == "access"

    @property
    def extendable(self) -> bool:
        """Whether a longer time may be claimed."""
        if self.regime == "ccpa":
            return self.right in CCPA_RIGHTS
        return self.right not in ("complaint", "marketing")


CCPA_RIGHTS: tuple[Right, ...] = ("access", "rectification", "erasure")
"""California: to know, to correct, to delete (45 days); an opt-out has a time of its own."""


def calendar_for(tx: Tx, region: str) -> Calendar:
    """The days that count: the shop's own with its settings, or those of the country whose law was chosen."""
    return tx.calendar if tx.calendar.country == region[:2] else calendar_of(region)


def clock(head: Head, standing: Standing, calendar: Calendar, today: date) -> Clock:
    """How the time of a request stands on a day."""
    if head.right == "complaint":
        return _complaint(head, standing, calendar, today)
    try:
        found, ignored = _deadline(head, standing, standing.questions, calendar)
    except Refused as none:
        return _undated(standing, none.message, (none.next_step,))
    waiting = _waiting(head, standing, found.due)
    if head.restarts and not waiting:
        ignored += tuple(_ASKED_LATE.format(WAITING[proof][1]) for proof in standing.asked)
    if standing.closed_on:
        return _closed(head, standing, found, ignored)
    if waiting:
        return _not_started(head, *waiting, found, ignored)
    if head.pauses and standing.question is not None and standing.question <= found.due:
        return _paused(head, standing, standing.question, calendar, today)
    return _running(found, today, notice_by=_notice_by(head, standing, found), ignored=ignored)


def _running(
    found: Deadline, today: date, notice_by: date | None = None, ignored: tuple[str, ...] = (), what: str = ""
) -> Clock:
    """A clock that runs. what: stands before the days that are left, where it is no answer that is due."""
    left = (found.target - today).days
    words = days_words(left)
    if left < 0:
        left = (found.due - today).days
        words = days_words(left) if left < 0 else f"the safer day has passed; the last is {short_day(found.due)}"
    return Clock(
        due=found.due,
        target=found.target,
        paused=False,
        notice_by=notice_by,
        days_left=left,
        late=left < 0,
        words=what + words,
        steps=found.steps,
        rule=found.rule,
        warnings=(*found.warnings, *ignored),
    )


def _standing_still(
    words: str,
    steps: tuple[str, ...],
    rule: str,
    warnings: tuple[str, ...],
    *,
    paused: bool = False,
    notice_by: date | None = None,
) -> Clock:
    """A clock without a day: it has not started, stands still, has run out its use, or the law sets none."""
    return Clock(
        due=None,
        target=None,
        paused=paused,
        notice_by=notice_by,
        days_left=None,
        late=False,
        words=words,
        steps=steps,
        rule=rule,
        warnings=warnings,
    )


def _not_started(head: Head, proof: Proof, since: date, found: Deadline, ignored: tuple[str, ...]) -> Clock:
    what = WAITING[proof][1]
    steps = (
        f"Received {day_in_words(head.received_on)}.",
        f"Asked for {what} on {day_in_words(since)}: the time starts when it comes.",
    )
    words = f"not started: waiting for {what} since {short_day(since)}"
    return _standing_still(words, steps, found.rule, ignored, paused=True)


def _paused(head: Head, standing: Standing, since: date, calendar: Calendar, today: date) -> Clock:
    """A question waits for its answer; the day is told that would be the last if the answer came today."""
    found, ignored = _deadline(head, standing, [*standing.questions, (since, max(today, since))], calendar)
    steps = (
        f"Asked {day_in_words(since)}: the clock stands still until the answer is there.",
        f"Came it today, the last day would be {day_in_words(found.due)}:",
        *found.steps,
    )
    words = f"paused since {short_day(since)}: waiting for an answer"
    notice = _notice_by(head, standing, found)
    warnings = (*found.warnings, *ignored)
    return _standing_still(words, steps, found.rule, warnings, paused=True, notice_by=notice)


def days_words(left: int) -> str:
    """So many days left, as it is said."""
    if left == 0:
        return "due today"
    days = "1 day" if abs(left) == 1 else f"{abs(left)} days"
    return f"{days} left" if left > 0 else f"{days} late"


def _deadline(
    head: Head, standing: Standing, asked_and_answered: Iterable[Question], calendar: Calendar
) -> tuple[Deadline, tuple[str, ...]]:
    """The date by the rules, and what of the log the rules do not heed, in words."""
    if head.regime == "ccpa":
        if head.right in CCPA_RIGHTS:
            return deadlines.ccpa(head.received_on, extended=standing.extended is not None), ()
        return deadlines.ccpa_opt_out(head.received_on), ()
    arrived: dict[Proof, date] = {}
    questions: list[Question] = []
    ignored: list[str] = []

    def reckon() -> Deadline:
        return deadlines.data_request(
            *(head.right, head.received_on, calendar),
            identity=arrived.get("identity"),
            paid=arrived.get("paid"),
            authority=arrived.get("authority"),
            questions=questions,
            extended=standing.extended is not None,
        )

    for proof, (asked, shown) in sorted(standing.shown.items(), key=lambda one: one[1]):
        if asked > reckon().due:
            ignored.append(_ASKED_LATE.format(WAITING[proof][1]))
        else:
            arrived[proof] = shown
    if "authority" in arrived:
        ignored.append("That proof of authority starts the time is the Commissioner's reading; the statute is silent.")
    for asked, answered in asked_and_answered:
        questions.append((asked, answered))
        try:
            reckon()
        except InvalidValue:
            questions.pop()
            ignored.append(f"The time was up when you asked on {day_in_words(asked)}: that stops no clock.")
    return reckon(), tuple(ignored)


def _waiting(head: Head, standing: Standing, due: date) -> tuple[Proof, date] | None:
    """What the time waits for before it starts, asked for while it could still be; and since when."""
    if not head.restarts:
        return None
    for proof in WAITING:
        since = standing.asked.get(proof)
        if since is not None and since <= due:
            return proof, since
    return None


def _notice_by(head: Head, standing: Standing, found: Deadline) -> date | None:
    """Until when a longer time may be claimed: the end of the first month (Art 12A(4)), or of the first 45 days."""
    return found.target if head.extendable and not standing.extended else None


def _complaint(head: Head, standing: Standing, calendar: Calendar, today: date) -> Clock:
    """A complaint is acknowledged by a day; its outcome follows without undue delay (DPA 2018 s.164A)."""
    try:
        if head.regime != "uk":
            raise Refused("No law known here sets a day to acknowledge a complaint.", "Answer it as soon as you can.")
        found = deadlines.complaint(head.received_on, calendar)
    except Refused as none:
        return _undated(standing, none.message, (none.next_step,))
    if standing.closed_on:
        return _closed(head, standing, found, ())
    if standing.acknowledged:
        step = f"Acknowledged {day_in_words(standing.acknowledged)}."
        words = "acknowledged; the outcome follows without undue delay"
        return _standing_still(words, (*found.steps, step), found.rule, found.warnings)
    return _running(found, today, what=TO_ACKNOWLEDGE)


def _undated(standing: Standing, why: str, warnings: tuple[str, ...]) -> Clock:
    words = f"closed {short_day(standing.closed_on)}" if standing.closed_on else "no date; answer as soon as you can"
    return _standing_still(words, (why,), NO_DATE, warnings)


def _closed(head: Head, standing: Standing, found: Deadline, ignored: tuple[str, ...]) -> Clock:
    """How it ended, judged by the day as it stood then."""
    due, closed_on = head.due_on or found.due, standing.closed_on or found.due
    kept_on = min(closed_on, standing.acknowledged or closed_on) if head.right == "complaint" else closed_on
    words, warnings = f"closed {short_day(closed_on)}", (*found.warnings, *ignored)
    if standing.outcome in _NOT_ANSWERED:
        return _standing_still(words, found.steps, found.rule, warnings)
    if due != found.due:
        warnings += (f"Reckoned today it would have been {day_in_words(found.due)}: rules or holidays have changed.",)
    late = kept_on > due
    return Clock(
        due=due,
        target=min(found.target, due),
        paused=False,
        notice_by=None,
        days_left=None,
        late=late,
        words=f"{words}, late: it was due {short_day(due)}" if late else f"{words}, in time",
        steps=found.steps,
        rule=found.rule,
        warnings=warnings,
    )


_NOT_ANSWERED: frozenset[Outcome] = frozenset({"not_identified", "withdrawn", "no_duty", "duplicate"})
"""Outcomes that no day is held against."""
