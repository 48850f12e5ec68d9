"""Requests: what people ask about their data, and complaints; what is due soonest stands first."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm.privacy import requests
from shopcrm.privacy.requests import STAGE_WORDS, DataRequest, RequestFilter
from shopcrm.tui.frame import flow, key
from shopcrm.tui.request_words import clock_rows, heading, row, warning_rows, who_rows
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (Column("Request", 7), Column("Who"), Column("They want to", 16), Column("Due", 23))
FILTERS = (
    (RequestFilter.OPEN.value, "Open"),
    (RequestFilter.LATE.value, "Late"),
    (RequestFilter.COMPLAINTS.value, "Complaints"),
    (RequestFilter.DONE.value, "Done"),
    (RequestFilter.ALL.value, "All"),
)
EMPTY = {
    RequestFilter.OPEN: "Nobody waits for an answer.",
    RequestFilter.LATE: "Nothing is late.",
    RequestFilter.COMPLAINTS: "Nobody has complained about their data.",
    RequestFilter.DONE: "No request is done yet.",
    RequestFilter.ALL: "What people ask about their data stands here.",
}
MOST_LISTED = 20_000
"""A list holds so many; Find reaches every request."""
REST_SECONDS = 0.12


class RequestsScreen(ShopPage):
    """Find, which requests, list, peek."""

    section = "privacy"
    CSS_PATH = "requests.tcss"
    HELP: ClassVar[str] = (
        "Everybody may ask what you hold about them, have it corrected, erased, restricted or taken elsewhere, object"
        " to its use, and complain. Write it down on the day it comes, however it comes: no form of words is needed,"
        " and the time runs from that day. The soonest day stands first; those that wait for the person follow, then"
        " what is answered with something left to do. Below stands how the days were counted. Enter opens the request"
        " and leads through it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New request", "Write down what somebody asks about their data"),
        key("ctrl+f,slash", "find", "Find", "Type in Find"),
    ]

    def body(self) -> ComposeResult:
        """Find and how many; which requests; the list; the one that is marked."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield FindField(placeholder="request number, name, e-mail address", id="find")
        yield ChoiceRow(FILTERS, id="which")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push("New request", id="first", main=True)

    def on_mount(self) -> None:
        """The list has the focus."""
        self._table.focus()

    @flow(newest=True)
    async def reload(self) -> None:
        """List what Find or the choice says; what is typed and the marked row stay."""
        typed = self.query_one("#find", FindField).value.strip()
        which = RequestFilter(self.query_one("#which", ChoiceRow).value)
        if typed:
            ids = await self.read(requests.find_ids, typed, MOST_LISTED)
        else:
            ids = await self.read(requests.row_ids, which, MOST_LISTED + 1)
        shown = ids[:MOST_LISTED]
        await self._table.show(shown, self._rows)
        self._tell(typed, which, len(shown), more=len(ids) > MOST_LISTED)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        today = self.sitting.today
        rows = {one.id: row(one, today) for one in await self.read(requests.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow(newest=True)
    async def _peek(self, request: int | None) -> None:
        """Show the marked request at a glance, once the mark rests."""
        peek = self.query_one("#peek", Peek)
        await asyncio.sleep(REST_SECONDS)
        if request is None:
            peek.show()
            return
        seen, today = await self.read(requests.card, request), self.sitting.today
        peek.show_rows(_glance(seen, today) if self.has_class("-narrow") else _look(seen, today))

    @flow
    async def action_new(self) -> None:
        """Enter a request, and show it."""
        from shopcrm.tui.forms.request_form import RequestForm

        made = await self.ask(RequestForm())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("D", made))

    def action_find(self) -> None:
        """Into Find."""
        self.query_one("#find").focus()

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
        self.open_record(ref("D", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    def _tell(self, typed: str, which: RequestFilter, found: int, *, more: bool) -> None:
        nothing = found == 0
        self.set_class(nothing, "-nothing")
        if nothing:
            words = f"No request for “{typed}”." if typed else EMPTY[which]
            self.query_one("#nothing-words", Static).update(plain(words))
        if self.focused is None or self.focused.id in ("list", "first"):
            self.query_one("#first" if nothing else "#list").focus()
        count = "1 request" if found == 1 else f"{found:,} requests"
        order = ", the soonest due first" if which is RequestFilter.OPEN and found > 1 and not typed else ""
        rest = "; Find reaches the others" if more else ""
        self.query_one("#tally", Static).update(line((f"{count}{order}{rest}", "$quiet")), layout=False)


def _glance(one: DataRequest, today: date) -> list[Content]:
    """How it stands and how its days were counted, in the few lines below the list."""
    return [heading(one, today), _stage(one), *clock_rows(one.clock, today)]


def _look(one: DataRequest, today: date) -> Iterator[Content]:
    """As many lines as it takes, for beside the list."""
    yield heading(one, today)
    yield _stage(one)
    yield plain("")
    yield from who_rows(one)
    if one.words:
        yield block(f"“{one.words}”")
    yield plain("")
    yield from clock_rows(one.clock, today)
    yield plain("")
    yield from (line("[ ] ", task.what) for task in one.open_tasks)
    yield from warning_rows(one.warnings)


def _stage(one: DataRequest) -> Content:
    ended = f": {one.outcome_words}" if one.outcome_words else ""
    return line((f"{STAGE_WORDS[one.stage]}{ended}", "bold"))
