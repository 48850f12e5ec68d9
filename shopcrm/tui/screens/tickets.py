"""Tickets: what customers wait for, the next deadline first."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm.shop import profile, tickets
from shopcrm.shop.tickets import Ticket, TicketFilter, TicketRow
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.ticket_words import clock_words, due_words, facts, first_line, heading, last_said, priority_words, when
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Ticket", 7),
    Column("Subject"),
    Column("Customer", 13),
    Column("Priority", 8, from_width=72),
    Column("Next deadline", 18),
)
FILTERS = (
    (TicketFilter.INBOX.value, "Inbox"),
    (TicketFilter.WAITING.value, "Waiting"),
    (TicketFilter.BREACHED.value, "Late"),
    (TicketFilter.RESOLVED.value, "Resolved"),
    (TicketFilter.CLOSED.value, "Closed"),
    (TicketFilter.ALL.value, "All"),
)
EMPTY = {
    TicketFilter.INBOX: "Nobody is waiting for an answer.",
    TicketFilter.WAITING: "Nothing waits for a customer or a supplier.",
    TicketFilter.BREACHED: "Every promise was kept.",
    TicketFilter.RESOLVED: "Nothing is resolved and still open to a reply.",
    TicketFilter.CLOSED: "No ticket is closed yet.",
    TicketFilter.ALL: "What customers ask stands here, once you write it down.",
}
MOST_LISTED = 20_000
"""A list holds so many; Find reaches every ticket."""
REST_SECONDS = 0.12
FRESH_SECONDS = 60


class TicketsScreen(ShopScreen):
    """Find, which tickets, list, peek."""

    section = "tickets"
    CSS_PATH = "tickets.tcss"
    HELP = (
        "What customers asked and still wait for: the next deadline stands first, with the time that is left. Time is"
        " counted in opening hours; they are set under More, Opening hours. Choose which tickets with the arrows on the"
        " line of choices, or type a number, a name or words of the subject in Find. Enter opens the ticket: there you"
        " reply, note, resolve. Late lists the open tickets of which a promise was broken: the first reply or the"
        " solution is late now, or came too late."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New ticket", "Write down what a customer asks"),
        key("ctrl+f,slash", "find", "Find", "Type in Find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """Find and how many; which tickets; the list; the one that is marked."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield FindField(placeholder="ticket number, customer or words", id="find")
        yield ChoiceRow(FILTERS, id="which")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push("New ticket", id="first", main=True)

    def on_mount(self) -> None:
        """The list has the focus; the time that is left goes on meanwhile."""
        self._table.focus()
        self.set_interval(FRESH_SECONDS, self._follow_time)

    @flow(newest=True)
    async def reload(self) -> None:
        """List what Find or the choice says; what is typed and the marked row stay."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        typed = self.query_one("#find", FindField).value.strip()
        which = TicketFilter(self.query_one("#which", ChoiceRow).value)
        if typed:
            ids = await self.read(tickets.find_ids, typed, MOST_LISTED)
        else:
            ids = await self.read(tickets.row_ids, which, limit=MOST_LISTED + 1)
        shown = ids[:MOST_LISTED]
        await self._table.show(shown, self._rows)
        self._tell(typed, which, len(shown), more=len(ids) > MOST_LISTED)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {row.id: ticket_row(row) for row in await self.read(tickets.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow(newest=True)
    async def _peek(self, ticket: int | None) -> None:
        """Show the marked ticket at a glance, once the mark rests."""
        peek = self.query_one("#peek", Peek)
        await asyncio.sleep(REST_SECONDS)
        if ticket is None:
            peek.show()
        else:
            seen = await self.read(tickets.card, ticket)
            peek.show_rows(_glance(seen) if self.has_class("-narrow") else _look(seen, self._zone, self.sitting.today))

    @flow
    async def action_new(self) -> None:
        """Open a ticket, and show it."""
        from shopcrm.tui.forms.ticket_form import TicketForm

        made = await self.ask(TicketForm())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("T", made))

    def action_find(self) -> None:
        """Into Find."""
        self.query_one("#find").focus()

    def _follow_time(self) -> None:
        if self.is_current and self.frame.sitting is not None:
            self.reload()

    @on(Input.Changed, "#find")
    def _find_changed(self, event: Input.Changed) -> None:
        self.query_one("#which").visible = not event.value.strip()
        self.reload()

    @on(ChoiceRow.Changed, "#which")
    def _which_changed(self) -> None:
        self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("T", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    def _tell(self, typed: str, which: TicketFilter, found: int, *, more: bool) -> None:
        nothing = found == 0
        self.set_class(nothing, "-nothing")
        if nothing:
            words = f"Nothing for “{typed}”." if typed else EMPTY[which]
            self.query_one("#nothing-words", Static).update(plain(words))
        if self.focused is None or self.focused.id in ("list", "first"):
            self.query_one("#first" if nothing else "#list").focus()
        count = "1 ticket" if found == 1 else f"{found:,} tickets"
        rest = "; Find reaches the others" if more else ""
        order = ", the next deadline first" if which is TicketFilter.INBOX and found > 1 and not typed else ""
        self.query_one("#tally", Static).update(line((f"{count}{order}{rest}", "$quiet")), layout=False)


def ticket_row(row: TicketRow) -> tuple[str, ...]:
    """A row of a list of tickets."""
    return (ref("T", row.id), row.subject, row.customer_name or "(nobody yet)", priority_words(row), due_words(row))


def _glance(one: Ticket) -> list[Content]:
    said = last_said(one)
    words = f"   “{first_line(said)}”" if said else ""
    return [heading(one), facts(one), line(clock_words(_pressing(one)), (words, "$quiet"))]


def _pressing(one: Ticket) -> tickets.Clock:
    """The clock that matters now: the first reply until it was given."""
    return one.resolution if one.replied_at else one.first_response


def _look(one: Ticket, zone: ZoneInfo, today: date) -> Iterator[Content]:
    """As many lines as it takes, for beside the list."""
    yield heading(one)
    yield facts(one)
    yield plain("")
    yield from (clock_words(clock) for clock in one.clocks)
    for event in [one for one in one.events if one.body][-3:]:
        who = "Note" if event.internal else one.customer_name if event.said_by == "customer" else event.staff
        yield plain("")
        yield line((who or "The customer", "bold"), (f" · {when(event.at, zone, today)}", "$quiet"))
        yield block(event.body)
