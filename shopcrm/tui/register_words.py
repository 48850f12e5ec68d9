"""How the registers of data-protection law are said on screen."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.papers.breach_report import KINDS
from shopcrm.papers.in_words import moment, stored_day
from shopcrm.privacy.registers.breaches import NATURES, RISKS, Breach, BreachClock
from shopcrm.privacy.registers.due import hours_left
from shopcrm.tui.days import parse_day
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import stamp

_STATES = {
    "reported": "Reported in time",
    "reported_late": "Reported late",
    "need_not": "Need not be reported",
}


def clock_words(clock: BreachClock) -> str:
    """How the 72 hours stand, in a few words."""
    return _STATES.get(clock.state) or hours_left(clock.left)


def presses(clock: BreachClock) -> bool:
    """Whether the 72 hours are over, or nearly."""
    return clock.state == "over" or (clock.state == "running" and clock.left < 24 * 3600)


def breach_standing(one: Breach, zone: ZoneInfo) -> Content:
    """How a breach stands: closed, or its hours and what is next."""
    if one.closed:
        return plain("Closed", "$quiet")
    until = moment(stamp(one.clock.due), zone)
    running = one.clock.state in ("running", "over")
    hours = f"72 hours end {until}: {hours_left(one.clock.left)}" if running else _STATES[one.clock.state]
    mark = "! " if presses(one.clock) else ""
    following = f"Next: {one.open_points[0]}" if one.open_points else "Nothing is open: it can be closed."
    return lines(plain(f"{mark}{hours}", "bold $error" if mark else "bold"), plain(following))


def breach_peek(one: Breach, zone: ZoneInfo) -> Iterator[Content]:
    """A breach at a glance."""
    yield plain(one.facts.what, "bold")
    yield plain(f"Discovered {moment(one.facts.discovered_at, zone)}; {NATURES[one.facts.nature]}", "$quiet")
    yield plain(f"Risk: {RISKS[one.facts.risk]}")
    if one.report:
        yield plain(f"Report to the regulator: {one.report}. {one.report_because}")
    yield from (plain(f"! {point}", "$warning") for point in one.open_points)


def breach_facts(one: Breach, zone: ZoneInfo) -> Iterator[Content]:
    """Everything that is known of a breach, and its log."""
    facts = one.facts
    for label, value in (
        ("Discovered", moment(facts.discovered_at, zone)),
        ("Happened", facts.happened),
        ("Kind", NATURES[facts.nature]),
        ("Cause", facts.cause),
        ("People", _counted(facts.people, facts.people_count)),
        ("Details", _counted(facts.data, facts.records_count)),
        ("Consequences", facts.consequences),
        ("Measures", facts.measures),
        ("Risk", f"{RISKS[facts.risk]}{': ' if facts.risk_because else ''}{facts.risk_because}"),
        ("Report", _decided(one.report, one.report_because)),
        ("Reported", f"{moment(one.reported_at, zone)} {one.regulator_ref}" if one.reported_at else ""),
        ("Delay", one.delay),
        ("Tell people", _decided(one.tell, one.tell_because)),
        ("People told", moment(one.told_at, zone) if one.told_at else ""),
    ):
        if value:
            yield line((f"{label:<13}", "$quiet"), block(value))
    yield plain("")
    yield plain("What the law says", "bold")
    yield from (plain(step) for step in one.clock.steps)
    yield plain(one.clock.rule, "$quiet")
    yield plain("")
    yield plain("Log", "bold")
    for event in one.events:
        words = f"{moment(event.happened_at, zone)}  {KINDS[event.kind]}"
        taken = " (taken back)" if event.taken_back else ""
        body = " · ".join(part for part in (event.value, event.body.replace("\n", "; ")) if part)
        yield line(f"{words}{taken}, {event.staff}", (f" · {body}" if body else "", "$quiet"))


def breach_title(one: Breach) -> Content:
    """The heading of a breach's page."""
    return line((f"Breach {ref('B', one.id)}", "bold"), f" · {one.facts.what}")


def parse_moment(typed: str, today: date, field: str) -> str:
    """A past day and a time as they are typed (``20 nov 16:30``, ``today 9:05``), as ``2026-11-20T16:30``.

    Raises InvalidValue for anything else.
    """
    words = typed.replace(",", " ").split()
    if len(words) == 1 and "T" in words[0]:
        words = words[0].split("T")
    try:
        clock = datetime.strptime(words[-1].replace(".", ":"), "%H:%M").time() if len(words) > 1 else None  # noqa: DTZ007
    except ValueError:
        clock = None
    if clock is None:
        raise InvalidValue(field, "The day and the time are needed.", "Write them like 20 nov 16:30, or today 9:05.")
    day = parse_day(" ".join(words[:-1]), today, field, past=True)
    return f"{day.isoformat()}T{clock:%H:%M}"


def moment_typed(stored: str, zone: ZoneInfo) -> str:
    """A stored instant as it would be typed."""
    return moment(stored, zone).replace(",", "") if stored else ""


def due_words(day: date | None, today: date) -> str:
    """A day on which something is due, in words."""
    if day is None:
        return ""
    return f"due {stored_day(day.isoformat())}" + (" (late)" if day < today else "")


def _counted(words: str, number: int | None) -> str:
    return " · ".join(part for part in (words, "" if number is None else f"{number:,}") if part)


def _decided(decision: str | None, because: str) -> str:
    return f"{decision}: {because}" if decision else ""
