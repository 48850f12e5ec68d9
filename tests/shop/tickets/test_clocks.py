"""The clocks of a ticket against a count minute by minute, for any log; and a day on paper."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.opening_hours import OpeningHours, checked
from shopcrm.shop.tickets.clocks import Entry, Standing, Terms, clock, pending, reckon, replayed
from shopcrm.shop.tickets.records import PRIORITIES, RUNNING, Priority, State, Targets
from shopcrm.workdays import Calendar
from tests.shop.tickets.kit import at

LUNCH = ((540, 720), (780, 1050))
HOURS = OpeningHours(Calendar("Europe/London", "GB-ENG"), checked((LUNCH,) * 6 + (((60, 180),),)))
TERMS = Terms(HOURS, Targets(600, 300, 60, 1), Targets(900, 480, 120, 30))
START = at("2026-10-24T08:30")

STEPS = st.tuples(
    st.sampled_from([0, 1, 7, 30, 61, 240, 600, 1440]),
    st.sampled_from(
        [
            *(("state", state) for state in ("open", "waiting_customer", "waiting_supplier")),
            *(("priority", priority) for priority in PRIORITIES),
            *(("reply", ""), ("note", ""), ("message", ""), ("resolved", ""), ("reopened", ""), ("closed", "")),
        ]
    ),
)
LOGS = st.tuples(st.sampled_from(PRIORITIES), st.lists(STEPS, max_size=8))


def log_of(priority: Priority, steps: list[tuple[int, tuple[str, str]]]) -> list[Entry]:
    """A log from its steps, each some minutes after the one before."""
    entries, now = [Entry(1, "opened", START, f"{priority} question")], START
    for number, (minutes, (kind, value)) in enumerate(steps, 2):
        now += timedelta(minutes=minutes)
        entries.append(Entry(number, kind, now, value))  # type: ignore[arg-type]
    return entries


class Naive:
    """Looks at the ticket once in each minute."""

    def __init__(self, log: list[Entry], end: datetime) -> None:
        self.used = 0
        self.broken = False
        self.state: State = "new"
        self.priority: Priority = "normal"
        moment, left = START, list(log)
        while moment <= end:
            while left and left[0].at <= moment:
                self._take(left.pop(0))
            if moment == end:
                break
            if self.state in RUNNING:
                self.broken |= self.used >= TERMS.target("resolution", self.priority)
                self.used += HOURS.is_open(moment)
            moment += timedelta(minutes=1)

    def _take(self, entry: Entry) -> None:
        if entry.kind == "opened":
            self.priority = entry.value.split()[0]  # type: ignore[assignment]
        elif entry.kind == "priority":
            self.priority = entry.value  # type: ignore[assignment]
        elif entry.kind in ("state", "resolved", "reopened", "closed"):
            turned = {"resolved": "resolved", "reopened": "open", "closed": "closed"}
            self.state = turned.get(entry.kind, entry.value)  # type: ignore[assignment]


@given(LOGS, st.integers(0, 2000))
@settings(max_examples=50, deadline=None)
def test_time_used_and_promises_broken_are_those_of_a_count_minute_by_minute(
    made: tuple[Priority, list[tuple[int, tuple[str, str]]]], after: int
) -> None:
    log = log_of(*made)
    standing = replayed(log)
    end = standing.resolved_at or log[-1].at + timedelta(minutes=after)
    naive = Naive(log, end)
    found = reckon(standing, TERMS, "resolution", end)
    assert found.used == naive.used * 60
    assert (found.broken_at is not None) == naive.broken


@given(LOGS)
@settings(max_examples=50, deadline=None)
def test_a_promise_is_kept_until_the_moment_that_it_is_over_and_broken_right_after(
    made: tuple[Priority, list[tuple[int, tuple[str, str]]]],
) -> None:
    log = log_of(*made)
    standing = replayed(log)
    for name, due in pending(standing, TERMS).items():
        at_due, after = (clock(standing, TERMS, name, moment) for moment in (due, due + timedelta(seconds=1)))
        assert after.state == "late"
        if due > log[-1].at:
            assert (at_due.state, at_due.left, at_due.words) == ("running", 0, "due now")


@given(LOGS)
@settings(max_examples=50, deadline=None)
def test_the_first_reply_is_met_or_missed_for_good(
    made: tuple[Priority, list[tuple[int, tuple[str, str]]]],
) -> None:
    log = log_of(*made)
    replies = [number for number, entry in enumerate(log, 1) if entry.kind == "reply"]
    if replies:
        then = clock(replayed(log[: replies[0]]), TERMS, "first_response", log[replies[0] - 1].at)
        later = clock(replayed(log), TERMS, "first_response", log[-1].at + timedelta(days=9))
        assert (then.state, then.used) == (later.state, later.used)


def test_a_day_on_paper() -> None:
    """Saturday 24 October, normal (300, 480), 9:00 to 12:00 and 13:00 to 17:30, and Sunday 1:00 to 3:00.

    Opened 8:30; counts from 9:00. Waits for the customer from 11:00 (120) until 14:00. To Saturday 17:30: 210, so 330.
    On Sunday the hour from 1:00 to 2:00 comes twice: 1:00 to 3:00 are 180. 480 is 150 minutes in: 2:30 winter time.
    """
    log = [
        Entry(1, "opened", START, "normal question"),
        Entry(2, "state", at("2026-10-24T11:00"), "waiting_customer"),
        Entry(3, "state", at("2026-10-24T14:00"), "open"),
    ]
    standing = replayed(log)
    assert pending(standing, TERMS) == {
        "first_response": at("2026-10-24T17:00"),
        "resolution": datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
    }
    assert HOURS.calendar.local_date(START) == date(2026, 10, 24)
    assert reckon(standing, TERMS, "resolution", at("2026-10-24T20:00")).used == 330 * 60


def test_an_empty_standing_has_no_clock_running() -> None:
    assert pending(Standing(state="closed"), TERMS) == {}
