"""The customers of a segment: listed, exported, or written to, those who may be contacted."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from shopcrm import money
from shopcrm.insight import segments
from shopcrm.insight.segments import Place, Reason, title_of
from shopcrm.papers.in_words import stored_day
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerRow
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Name"),
    Column("Town", 14, from_width=60),
    Column("Spent", 12, right=True),
    Column("Last order", 12, right=True),
)
PAPERS = (("labels", "Address labels, on a sheet to peel them from"), ("letters", "A letter to each"))
REST_SECONDS = 0.12
MOST_REASONS = 8


class SegmentMembers(ShopPage):
    """The list; below it why the marked one is in it."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "segments.tcss"
    HELP = (
        "The customers of the segment, by name, and the numbers that put the marked one there. Enter opens one. Export"
        " writes them to a file, Ctrl+P prints address labels or letters: both leave out everyone who may not be"
        " contacted, and say how many for which reason."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+p", "print", "Labels, letters", "Print labels or letters for those who may be written to"),
        key("f5", "export", "Export", "Write those who may be contacted to a file"),
    ]

    def __init__(self, name: str = "", moved: tuple[str, str] | None = None) -> None:
        """name: of a group or a saved segment. moved: from which group to which, instead."""
        super().__init__()
        self._called = name
        self._moved = moved
        self._own: dict[str, Any] | None = None
        """The rules of a segment of the shop's own, as plain data."""

    def body(self) -> ComposeResult:
        """What is listed, how many, the list, why."""
        yield Static(id="heading")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """List them again."""
        if self._moved is not None:
            ids = await self.read(segments.moved_members, *self._moved)
            left, joined = map(title_of, self._moved)
            heading = f"Moved from {left} to {joined} in the last 30 days"
        else:
            self._own = await self.read(segments.own_rules, self._called)
            ids = await self.read(segments.member_ids, self._called)
            heading = self._called
        self.query_one("#heading", Static).update(plain(heading, "bold"))
        count = "1 customer" if len(ids) == 1 else f"{len(ids):,} customers"
        self.query_one("#tally", Static).update(plain(count if ids else "Nobody is in this segment now.", "$quiet"))
        await self.query_one(VirtualTable).show(ids, self._rows)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {row.id: _row(row) for row in await self.read(customers.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow(newest=True)
    async def _peek(self, customer: int | None) -> None:
        """Why the marked one is in the segment, once the mark rests."""
        peek = self.query_one(Peek)
        await asyncio.sleep(REST_SECONDS)
        if customer is None:
            peek.show()
        elif self._own is not None:
            peek.show_rows(_reason_rows(await self.read(segments.why, self._own, customer)))
        else:
            place = await self.read(segments.of_customer, customer)
            peek.show_rows(_place_rows(place))

    @flow
    async def action_export(self) -> None:
        """Write them to a file."""
        from shopcrm.tui.forms.segment_forms import SegmentExportForm

        if self._named():
            await self.ask(SegmentExportForm(self._called))

    @flow
    async def action_print(self) -> None:
        """Print labels or letters."""
        from shopcrm.tui.forms.segment_forms import LabelsForm, LettersForm

        kind = await self.ask(Choose("What shall be printed?", PAPERS)) if self._named() else None
        if kind is not None:
            await self.ask(LabelsForm(self._called) if kind == "labels" else LettersForm(self._called))

    def _named(self) -> bool:
        if self._moved is not None:
            self.toast("Open a group or a segment for that: who moved is only listed.")
        return self._moved is None

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", event.record))


def _reason_rows(reasons: Sequence[Reason]) -> Iterator[Content]:
    """Each condition, and what the book says of her on it."""
    yield plain("The rules, and what is so here" if reasons else "Everyone is in this segment.", "bold")
    for one in reasons[:MOST_REASONS]:
        yield line(one.words, ": ", (one.hers, "bold"))
    if len(reasons) > MOST_REASONS:
        yield plain(f"and {len(reasons) - MOST_REASONS} more", "$quiet")


def _place_rows(place: Place | None) -> Iterator[Content]:
    """The group, since when, and the numbers that put her there."""
    if place is None:
        yield plain("Counted just now: the numbers are kept when the shop is next opened on a new day.", "$quiet")
        return
    yield line((place.group.title, "bold"), (f" since {stored_day(place.since_on)}", "$quiet"))
    yield from map(plain, place.reasons)


def _row(row: CustomerRow) -> tuple[str, ...]:
    spent = money.show(row.spent, row.currency) if row.currency else ""
    return (row.name, row.town, spent, stored_day(row.last_order_on))
