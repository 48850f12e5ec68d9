"""Tickets in the shopkeeper's words, for lists, pages and forms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.papers.in_words import moment
from shopcrm.shop.tickets import (
    CATEGORY_WORDS,
    CHANNEL_WORDS,
    PRIORITY_WORDS,
    STATE_WORDS,
    Clock,
    Ticket,
    TicketEvent,
    TicketRow,
)
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.vault.refs import ref

CHANNELS = tuple(CHANNEL_WORDS.items())
CATEGORIES = tuple(CATEGORY_WORDS.items())
PRIORITIES = tuple(PRIORITY_WORDS.items())
BY = {
    "counter": "at the counter",
    "phone": "by phone",
    "email": "by e-mail",
    "letter": "by letter",
    "web": "on the website",
    "social": "on social media",
    "chat": "in a chat",
}
SENDS_NOTHING = "This program sends nothing: send the reply from your own mail or phone."
_CUSTOMERS_EDGE = "│ "
_SHOPS_EDGE = "┃ "
_NOTES_EDGE = "┊ "
_SHOPS_INDENT = 8


def priority_words(one: Ticket | TicketRow) -> str:
    """The priority, marked where it is more than usual: ``! Urgent``."""
    mark = "! " if one.priority in ("high", "urgent") else ""
    return f"{mark}{PRIORITY_WORDS[one.priority]}"


def related_line(row: TicketRow) -> Content:
    """A ticket in a line, for the page of what it is about: ``Ticket T-1042: Where is my order? · Open``."""
    waits = f" · {due_words(row)}" if row.due else ""
    return line((f"Ticket {ref('T', row.id)}: ", "bold"), f"{row.subject} · {STATE_WORDS[row.state]}{waits}")


def due_words(row: TicketRow) -> str:
    """The time left, for a list: ``1 h 20 min left``, ``! late by 2 h``, ``waits for them``."""
    words = "waits for them" if row.state == "waiting_customer" else _short(row.due_words)
    return f"! {words}" if row.late else words


def about_words(one: Ticket) -> str:
    """What it is about: ``O-1042 · R-1001``; nothing where it is linked to neither."""
    linked = (("O", one.order_id), ("R", one.return_id))
    return " · ".join(ref(letter, record) for letter, record in linked if record is not None)


def heading(one: Ticket) -> Content:
    """``T-1042 · Where is my order?``."""
    return line((ref("T", one.id), "bold"), " · ", (one.subject, "bold"))


def facts(one: Ticket) -> Content:
    """``Ana Smith · O-1042 · Open · ! High · Delivery``."""
    who = one.customer_name or "no customer yet"
    kinds = (about_words(one), STATE_WORDS[one.state], f"{priority_words(one)} priority", CATEGORY_WORDS[one.category])
    rated = (f"satisfied {one.score} of 5",) if one.score is not None else ()
    return plain(" · ".join(filter(None, (who, *kinds, *rated))))


def clock_words(clock: Clock) -> Content:
    """``First reply: 1 h 20 min left``; what is late or was missed stands out by its mark too."""
    mark, style = ("! ", "bold $warning") if clock.breached else ("", "")
    return line(f"{clock.title}: ", (f"{mark}{clock.words}", style))


def clocks_line(one: Ticket) -> Content:
    """Both clocks side by side, in few words."""
    return Content("   ").join(clock_words(replace(clock, words=_short(clock.words))) for clock in one.clocks)


def _short(words: str) -> str:
    """How a clock stands, without what the screen says elsewhere."""
    return words.replace(" of opening hours", "").partition(":")[0]


def when(stamp: str, zone: ZoneInfo, today: date) -> str:
    """A moment on the shop's clock; the year only where it is another one: ``20 Nov, 10:15``."""
    return moment(stamp, zone).replace(f" {today.year},", ",")


def conversation(one: Ticket, zone: ZoneInfo, today: date, width: int) -> Content:
    """The whole log, the oldest first.

    What the customer said stands at the left, what the shop replied is set in, a note has an edge of its own and says
    that it is one: each is told apart by its place, its edge and its words, never by colour alone.
    """
    rows: list[Content] = []
    for event in one.events:
        shown = list(_event_rows(event, one, when(event.at, zone, today), width))
        if _is_speech(event) and rows and rows[-1].plain:
            rows.append(plain(""))
        rows += shown
    return lines(*rows)


def _is_speech(event: TicketEvent) -> bool:
    """Whether somebody's words stand there, not only what happened."""
    return bool(event.body) and (bool(event.said_by) or event.internal)


def last_said(one: Ticket) -> TicketEvent | None:
    """The latest that the customer said; None where nothing is written down."""
    return next((event for event in reversed(one.events) if event.said_by == "customer" and event.body), None)


def first_line(event: TicketEvent) -> str:
    """An entry in one line, for lists."""
    return " ".join((event.body or event.words).split())


def _event_rows(event: TicketEvent, one: Ticket, at: str, width: int) -> Iterator[Content]:
    by = f", {BY[event.channel]}" if event.channel in BY else ""
    if event.said_by == "customer" and event.body:
        who = one.customer_name or "The customer"
        yield line((f"{who} ", "bold"), (f"· {at}{by}", "$quiet"))
        yield from _edged(event.body, _CUSTOMERS_EDGE, 0, width - _SHOPS_INDENT, "$accent")
    elif event.said_by == "shop" and event.body:
        indent = " " * _SHOPS_INDENT
        yield line((f"{indent}{event.staff} replied ", "bold"), (f"· {at}{by}", "$quiet"))
        yield from _edged(event.body, _SHOPS_EDGE, _SHOPS_INDENT, width, "$primary")
    elif event.internal and event.body:
        yield line((f"Note by {event.staff}, not for the customer ", "bold italic"), (f"· {at}", "$quiet"))
        yield from _edged(event.body, _NOTES_EDGE, 0, width, "$success", "italic")
    else:
        if event.kind == "breached":
            # Nobody did that: it is noticed by whoever has the shop open.
            yield plain(f"! {event.words} · {at}", "$warning")
        else:
            yield plain(f"· {event.words} · {at} · {event.staff}", "$quiet")
        yield from _edged(event.body, "  ", 0, width, "$quiet") if event.body else ()
        return
    yield plain("")


def _edged(body: str, edge: str, indent: int, width: int, style: str, words_style: str = "") -> Iterator[Content]:
    """What was said, wrapped to the width, behind its edge."""
    room = max(width - indent - len(edge), 20)
    for row in block(body, words_style).wrap(room):
        yield line(" " * indent, (edge, style), row)
