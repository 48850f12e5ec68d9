"""The customers behind one point of the book's quality: looked at, confirmed, put right or put away."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from shopcrm.insight import quality
from shopcrm.insight.quality import Doubtful, Point
from shopcrm.shop import customers
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.quality_words import tally_words
from shopcrm.tui.screens.customer_peek import look_at, reach, tall_rows, title
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (Column("Customer", 24), Column("Why"))
REST_SECONDS = 0.12
AFTER = (6, 12, 24, 36, 60, 72, 120)
"""Months after which a record may be asked about."""


class QualityList(ShopPage):
    """The list with each reason; below or beside it who the marked one is."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "quality.tcss"
    HELP = (
        "The customers behind one point, each with the reason. Enter opens the marked customer, F4 changes the details,"
        " F9 puts the customer away. Under “Still correct?” F6 says that the record is right today, and F3 sets after"
        " how long you are asked; under “Perhaps junk” F6 says that it is none, and F8 puts everybody on the list away."
        " Nothing is deleted, and Ctrl+Z takes back what you did."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f6", "right", "It is right", "Say that the marked record is right"),
        key("f9", "put_away", "Put away", "Put the marked customer away: off the lists, and to be found still"),
        key("f4", "edit", "Edit", "Change the details of the marked customer"),
        key("f8", "all_away", "Put all away", "Put away everybody on this list", shown=False),
        key("f3", "after", "After how long", "After how long without a word you are asked", shown=False),
    ]

    def __init__(self, point: Point) -> None:
        super().__init__()
        self._point = point
        self._ids: Sequence[int] = ()
        self._why: dict[int, Doubtful] = {}

    def body(self) -> ComposeResult:
        """What is listed, how many, the list, the marked one."""
        yield Static(plain(self._point.title, "bold"), id="heading")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Find them again."""
        self._ids = await self.read(quality.ids, self._point.key)
        months = await self.read(quality.stale_months)
        words = tally_words(self._point.key, len(self._ids), months) if self._ids else "Nobody stands on this list."
        self.query_one("#tally", Static).update(plain(words, "$quiet"), layout=False)
        self.set_class(not self._ids, "-nothing")
        await self._table.show(self._ids, self._rows)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        found = {one.customer: one for one in await self.read(quality.rows_for, self._point.key, list(ids))}
        self._why |= found
        return [(found[one].name, found[one].why) if one in found else ("(no longer here)",) for one in ids]

    @flow(newest=True)
    async def _peek(self, customer: int) -> None:
        """Who the marked one is, once the mark rests."""
        await asyncio.sleep(REST_SECONDS)
        seen = await look_at(self, customer)
        why = self._why.get(customer)
        reason = plain(why.why if why else "")
        if self.has_class("-narrow"):
            self._show(line(title(seen.customer), ("   Enter opens", "$quiet")), reach(seen.customer), reason)
        else:
            self._show(*tall_rows(seen), plain(""), reason)

    def _show(self, *rows: Content) -> None:
        self.query_one(Peek).show(*rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense on this list has a key."""
        only = {"right": ("stale", "junk"), "after": ("stale",), "all_away": ("junk",)}
        return self._point.key in only.get(action, (self._point.key,))

    def key_words(self, action: str, words: str) -> str:
        """What it means that a record is right."""
        if action != "right":
            return words
        return "Not junk" if self._point.key == "junk" else "Still correct"

    @flow
    async def action_right(self) -> None:
        """Say that the marked record is right: confirmed today, or no junk."""
        if self._point.key == "junk":
            await self._settle(quality.not_junk, "No junk")
        else:
            await self._settle(customers.confirm, "Confirmed today")

    @flow
    async def action_put_away(self) -> None:
        """Put the marked customer away."""
        await self._settle(customers.archive, "Put away")

    async def _settle(self, write: Callable[..., None], done: str) -> None:
        """Write, and go on with the next one on the list."""
        record = self._table.record
        if record is None:
            return
        place = self._table.cursor
        beside = self._ids[place + 1 : place + 2] or self._ids[max(place - 1, 0) : place]
        await self.write(write, record)
        for neighbour in beside:
            self._table.go_to(neighbour)
        self.toast(f"{done}. Ctrl+Z takes that back.")
        self.reload()

    @flow
    async def action_all_away(self) -> None:
        """Put everybody on the list away, once the person says so; one Ctrl+Z takes all of it back."""
        ids = list(self._ids)
        words = "They leave the lists, and can be found still. Nothing is deleted; Ctrl+Z takes it back."
        if not ids or not await self.ask(Confirm(f"Put away all {len(ids):,} on this list?", words, "Put away")):
            return
        with self.sitting.one_act():
            for customer in ids:
                await self.write(customers.archive, customer)
        self.toast(f"{len(ids):,} put away. Ctrl+Z takes that back.")
        self.reload()

    @flow
    async def action_edit(self) -> None:
        """Change the details of the marked customer."""
        from shopcrm.tui.forms.customer_form import CustomerForm
        from shopcrm.tui.forms.customer_slots import Slots

        record = self._table.record
        if record is None:
            return
        slots = asdict(Slots.of(await self.read(customers.card, record)))
        if await self.ask(CustomerForm(record, slots)) is not None:
            self.toast("Saved")
            self.reload()

    @flow
    async def action_after(self) -> None:
        """After how long without an order or a word a record is asked about."""
        now = await self.read(quality.stale_months)
        options = [(str(months), quality.after_words(months)) for months in sorted({*AFTER, now})]
        chosen = await self.ask(Choose("Ask whether it is still correct after", options, str(now)))
        if chosen is not None:
            await self.write(quality.set_stale_months, int(chosen))
            self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.record is None:
            self._show()
        else:
            self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", event.record))

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)
