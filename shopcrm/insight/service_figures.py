"""How well the shop serves: how soon it replies and solves, how often at once, and what customers say of it.

Times are business minutes, taken from the index that is kept over the logs of tickets. Of an even number of times the
median is the mean of the two in the middle, half a minute rounded up. The 90th percentile is the nearest rank: the
shortest time that nine tenths of the tickets did not exceed. A ticket that was merged into another is counted as one
with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.insight.figures import Figures, end_of, start_of
from shopcrm.shop import tickets
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, stamp

JUDGED_AFTER = timedelta(days=7)
"""A ticket is solved at the first contact if it was not reopened for so long."""
SATISFIED = 4
PROMOTER, DETRACTOR = 9, 6
_INDEXED = "kind IN ('satisfaction', 'breached', 'resolved', 'asked')"
"""How the index on kinds of ticket events is declared: only a query that says the same can be answered by it."""
LAST_ANSWER = (
    f"said.kind = 'satisfaction' AND said.{_INDEXED} AND NOT EXISTS ("
    "SELECT 1 FROM ticket_events AS later WHERE later.ticket_id = said.ticket_id"
    " AND later.id > said.id AND later.kind = 'satisfaction'"
    " AND NOT EXISTS (SELECT 1 FROM ticket_events AS solved WHERE solved.ticket_id = said.ticket_id"
    " AND solved.kind = 'resolved' AND solved.id BETWEEN said.id AND later.id))"
)
"""Of the ticket events `said`, those with the last answer to a solution: a later one takes the place of an earlier."""

_EVER = ("0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z")


@dataclass(frozen=True, slots=True)
class Times:
    """Some lengths of time, business minutes; None where there are none. p90: the 90th percentile."""

    count: int
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share in whole percent of `of`, None where there is nothing to judge by."""

    percent: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Recommended(Share):
    """Promoters less detractors in whole percent of all who answered, and how many of each."""

    promoters: int
    detractors: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """How the shop served in some days.

    opened: by when they were opened. first_response, resolution: by the first reply and the latest solution.
    first_contact: of tickets first solved in those days and judged by now, those solved after one reply and not
    reopened for seven days. satisfied: of the answers, those of 4 or 5. satisfaction: their mean in hundredths.
    nps: promoters (9, 10) less detractors (0 to 6), -100 to 100. late_*: promises broken then, noticed or not.
    """

    opened: int
    first_response: Times
    resolution: Times
    first_contact: Share
    satisfied: Share
    satisfaction: int | None
    nps: Share
    late_responses: int
    late_resolutions: int


@read("figures.serving", role=Role.MANAGER)
def serving(tx: Tx, since: date | None = None, until: date | None = None) -> ServiceFigures:
    """How the shop served from one day to another, both included; without bounds where None."""
    span = (start_of(tx, since) if since else _EVER[0], end_of(tx, until) if until else _EVER[1])
    found = scores(tx, span)
    late = _late(tx, span)
    return ServiceFigures(
        tx.value("SELECT count(*) FROM tickets WHERE opened_at BETWEEN ? AND ? AND merged_into IS NULL", span),
        times(tx, "response_minutes", "replied_at", span),
        times(tx, "resolution_minutes", "resolved_at", span),
        first_contact(tx, span),
        Share(percent(sum(score >= SATISFIED for score in found), len(found)), len(found)),
        percent(sum(found), len(found)),
        nps(tx, span),
        late.count("first_response"),
        late.count("resolution"),
    )


@read("figures.service", role=Role.MANAGER)
def service(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """How the shop served, as a table: each figure with its unit and from how many it was made."""
    found = serving(tx, since, until)
    mean = "" if found.satisfaction is None else f"{found.satisfaction // 100}.{found.satisfaction % 100:02}"
    rows: tuple[tuple[str, str | int | None, str, int], ...] = (
        ("Tickets opened", found.opened, "tickets", found.opened),
        ("First reply, median", found.first_response.median, "business minutes", found.first_response.count),
        ("First reply, 90th percentile", found.first_response.p90, "business minutes", found.first_response.count),
        ("Solution, median", found.resolution.median, "business minutes", found.resolution.count),
        ("Solution, 90th percentile", found.resolution.p90, "business minutes", found.resolution.count),
        ("Solved at the first contact", found.first_contact.percent, "percent", found.first_contact.of),
        ("Satisfied (4 or 5)", found.satisfied.percent, "percent", found.satisfied.of),
        ("Satisfaction, mean", mean, "of 5", found.satisfied.of),
        ("Would recommend (NPS)", found.nps.percent, "-100 to 100", found.nps.of),
        ("First replies late", found.late_responses, "tickets", found.opened),
        ("Solutions late", found.late_resolutions, "tickets", found.opened),
    )
    return Figures(
        ("figure", "value", "unit", "from"),
        tuple((name, "" if value is None else value, unit, count) for name, value, unit, count in rows),
    )


def median(values: Sequence[int]) -> int | None:
    """The one in the middle, or the mean of the two in the middle with a half rounded up; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle] + 1) // 2


def nearest_rank(values: Sequence[int], percentage: int) -> int | None:
    """The smallest of the values that so many percent of them do not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percentage // 100) - 1)] if ordered else None


def percent(part: int, whole: int) -> int | None:
    """A part in whole percent, a half rounded away from zero; None of nothing."""
    if not whole:
        return None
    rounded = (abs(part) * 200 + whole) // (2 * whole)
    return rounded if part >= 0 else -rounded


def times(tx: Tx, minutes: str, when: str, span: tuple[str, str]) -> Times:
    """How long it took until the instant in column `when`, of tickets where that lies in the span of two stamps."""
    rows = tx.all(f"SELECT {minutes} FROM tickets WHERE {when} BETWEEN ? AND ? AND merged_into IS NULL", span)
    values = [row[0] for row in rows]
    return Times(len(values), median(values), nearest_rank(values, 90))


def first_contact(tx: Tx, span: tuple[str, str]) -> Share:
    """Judged are tickets whose first solution is seven days old: until then nobody knows whether it holds."""
    judged = tx.all(
        "SELECT (SELECT count(*) FROM ticket_events AS reply WHERE reply.ticket_id = solved.ticket_id"
        " AND reply.id < solved.id"
        " AND (reply.kind = 'reply' OR reply.kind = 'absorbed' AND reply.value LIKE 'reply %')) = 1 AND"
        " NOT EXISTS (SELECT 1 FROM ticket_events AS again WHERE again.ticket_id = solved.ticket_id"
        " AND again.id > solved.id AND again.kind = 'reopened'"
        " AND unixepoch(again.at) < unixepoch(solved.at) + ?1)"
        " FROM ticket_events AS solved JOIN tickets ON tickets.id = solved.ticket_id"
        f" WHERE solved.kind = 'resolved' AND solved.{_INDEXED} AND solved.at BETWEEN ?2 AND ?3 AND solved.at <= ?4"
        " AND merged_into IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM ticket_events AS earlier WHERE earlier.ticket_id = solved.ticket_id"
        " AND earlier.id < solved.id AND earlier.kind = 'resolved')",
        (JUDGED_AFTER.total_seconds(), *span, stamp(tx.now - JUDGED_AFTER)),
    )
    return Share(percent(sum(row[0] for row in judged), len(judged)), len(judged))


def scores(tx: Tx, span: tuple[str, str]) -> list[int]:
    """The last answer for each solution that was rated in those days."""
    rows = tx.all(
        f"SELECT CAST(value AS INTEGER) FROM ticket_events AS said WHERE at BETWEEN ? AND ? AND {LAST_ANSWER}", span
    )
    return [row[0] for row in rows]


def nps(tx: Tx, span: tuple[str, str]) -> Recommended:
    """What was answered between two stamps to whether they would recommend the shop."""
    answers, promoters, detractors = tx.one(
        "SELECT count(*), count(*) FILTER (WHERE score >= ?), count(*) FILTER (WHERE score <= ?) FROM recommendations"
        " WHERE at BETWEEN ? AND ?",
        (PROMOTER, DETRACTOR, *span),
    )
    return Recommended(percent(promoters - detractors, answers), answers, promoters, detractors)


def _late(tx: Tx, span: tuple[str, str]) -> list[str]:
    """The promises broken in those days: those entered, and those of open tickets that nobody looked at since."""
    entered = tx.all(
        f"SELECT value FROM ticket_events WHERE kind = 'breached' AND {_INDEXED} AND at BETWEEN ? AND ?", span
    )
    found = [clock for clock, at in tickets.unnoticed(tx) if span[0] <= at <= span[1]]
    return [row[0] for row in entered] + found
