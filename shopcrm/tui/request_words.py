"""Requests in the shopkeeper's words, for lists, pages and forms."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.papers.in_words import day, moment
from shopcrm.privacy import requests
from shopcrm.privacy.requests import (
    CHANNEL_WORDS,
    RIGHT_WORDS,
    Clock,
    DataRequest,
    RequestEvent,
    RequestRow,
    Right,
    Stage,
)
from shopcrm.tui.text import block, line, plain
from shopcrm.vault.refs import ref

IN_HEADING: dict[Right, str] = RIGHT_WORDS | {
    "portability": "Take data elsewhere",
    "automated": "Computer's decision",
    "complaint": "Complaint",
}
"""What a person wants, in 20 columns."""
IN_LIST: dict[Right, str] = {
    "access": "See data",
    "rectification": "Correct data",
    "erasure": "Erase data",
    "restriction": "Restrict data",
    "portability": "Take data along",
    "objection": "Object to a use",
    "marketing": "Stop offers",
    "automated": "Computer decided",
    "complaint": "Complaint",
}
"""What a person wants, in 16 columns."""
WAITS: dict[Stage, str] = {
    "authority": "waits for authority",
    "identity": "waits for proof",
    "fee": "waits for the fee",
    "clarification": "waits for an answer",
}
NEAR = 300
"""So many days around today a day of the year is one only."""
LONGEST_NAME = 28
"""Columns that a name takes in a heading, so that the day that counts is in sight."""


def short(on: date, today: date) -> str:
    """A day in few letters, with its year only where it is far away: ``4 Dec``."""
    words = day(on)
    return words.rpartition(" ")[0] if abs((on - today).days) < NEAR else words


def due_words(one: RequestRow | DataRequest, today: date) -> str:
    """By when it must be answered: ``4 Dec (13 days left)``, ``! 2 days late``, or what it waits for."""
    if one.state == "done":
        left = one.open_tasks if isinstance(one.open_tasks, int) else len(one.open_tasks)
        if one.stage == "tasks":
            return "! 1 thing left" if left == 1 else f"! {left} things left"
        return f"closed {short(one.closed_on, today)}" if one.closed_on else "closed"
    clock: Clock | RequestRow = one.clock if isinstance(one, DataRequest) else one
    if clock.due is None or clock.target is None:
        return WAITS.get(one.stage, "no date set")
    if clock.late:
        return f"! {_days((today - clock.due).days)} late"
    if today > clock.target:
        return f"! {short(clock.due, today)} at the latest"
    left = (clock.target - today).days
    return f"{short(clock.target, today)} ({_days(left)} left)" if left else f"! today, {short(clock.target, today)}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def row(one: RequestRow, today: date) -> tuple[str, ...]:
    """A row of the register."""
    return (ref("D", one.id), one.name, IN_LIST[one.right], due_words(one, today))


def heading(one: DataRequest, today: date) -> Content:
    """``D-1003 · Ana Smith · See their data · due 4 Dec (13 days left)``."""
    name = plain(one.name).truncate(LONGEST_NAME, ellipsis=True)
    due = due_words(one, today)
    running = one.state == "open" and one.clock.due is not None and not one.clock.late
    words = f"due {due}" if running and not due.startswith("!") else due
    style = "bold $warning" if due.startswith("!") else "bold"
    return line((ref("D", one.id), "bold"), " · ", name, f" · {IN_HEADING[one.right]} · ", (words, style))


def related_line(one: RequestRow, today: date) -> Content:
    """A request in a line, for pages of what it is about: ``D-1003: See their data · 4 Dec (13 days left)``."""
    ended = requests.outcome_words(one.right, one.outcome)
    facts = " · ".join(filter(None, (IN_HEADING[one.right], ended, due_words(one, today))))
    return line((f"{ref('D', one.id)}: ", "bold"), facts)


def clock_rows(clock: Clock, today: date) -> Iterator[Content]:
    """How the days were counted, step by step, and by which rule."""
    if clock.due is not None:
        target, due = clock.target or clock.due, clock.due
        safe = f", {day(target)} to be on the safe side" if target != due else ""
        yield line((f"By {day(due)}{safe} · {clock.words}", "bold $error" if clock.late else "bold"))
    else:
        yield plain(clock.words[:1].upper() + clock.words[1:], "bold")
    yield from (line("· ", step) for step in clock.steps)
    if clock.notice_by is not None:
        late = clock.notice_by < today
        words = "It was too late for longer time after" if late else "Longer time can be claimed until"
        yield plain(f"· {words} {day(clock.notice_by)}.")
    yield plain(clock.rule, "$quiet")
    yield from warning_rows(clock.warnings)


def warning_rows(warnings: Sequence[str]) -> Iterator[Content]:
    """What to know before going on."""
    return (line(("! ", "bold $warning"), words) for words in warnings)


def event_rows(events: Sequence[RequestEvent], zone: ZoneInfo) -> Iterator[Content]:
    """Every step, the first one first: the day it was, what happened, who wrote it down, and what was said."""
    for one in events:
        stored = moment(one.at, zone)
        later = "" if stored.startswith(day(one.on)) else f", written down {stored}"
        words = f"{one.words}: {one.body}" if one.kind == "task_added" else one.words
        yield line((f"{day(one.on):<12} ", "$quiet"), words, (f" · {one.staff}{later}", "$quiet"))
        if one.body and one.kind not in ("task_added", "task_done"):
            yield line(" " * 13, block(one.body.replace("\n", f"\n{'':13}")))


def who_rows(one: DataRequest) -> Iterator[Content]:
    """Who asks, how, and for whom."""
    held = ref("C", one.customer_id) if one.customer_id is not None else "not found in the book yet"
    yield line((one.name, "bold"), " · ".join(("", held, CHANNEL_WORDS[one.channel].lower(), day(one.received_on))))
    if one.contact:
        yield line("Reached at: ", one.contact)
    if one.representative:
        yield line(("! Asked for them by ", "$warning"), one.representative)
