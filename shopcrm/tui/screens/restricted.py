"""Restricted: whose records are seen and not used, why, and since when."""

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from shopcrm.papers.in_words import day
from shopcrm.shop import profile, restriction
from shopcrm.shop.restriction import GROUNDS, Restriction
from shopcrm.tui.days import local_day
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (Column("Customer", 20), Column("Since", 11), Column("Who"))
NOBODY = (
    "Nobody is restricted.\n\n"
    "Customers may ask that you keep their record but do not use it: while you check what they say is wrong, while"
    " their objection is weighed, or because they need it for a claim (UK GDPR Art 18). Restrict a record on the"
    " customer's page, under More, F12."
)


class RestrictedScreen(ShopPage):
    """The list; Enter opens the customer."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    HELP: ClassVar[str] = (
        "Customers whose records may be seen but not used (UK GDPR Art 18): no orders, no messages, in no list or"
        " segment. Enter opens the customer; F12 there lifts the restriction, after the person was told."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("f12", "lift", "Told, lift…", "The person was told; lift it")]

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[tuple[int, str, Restriction], ...] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """The list, or what belongs here while there is nobody."""
        yield VirtualTable(COLUMNS, id="list")
        with Vertical(id="nobody"):
            yield Static(block(NOBODY))

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._listed = await self.read(restriction.listed)
        self.query_one("#nobody").display = not self._listed
        self.query_one("#list").display = bool(self._listed)
        await self.query_one(VirtualTable).show(range(len(self._listed)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [
            (name, day(local_day(one.since, self._zone)), GROUNDS[one.grounds])
            for _, name, one in (self._listed[place] for place in places)
        ]

    @flow
    async def action_lift(self) -> None:
        """Write down that the marked person was told, and lift the restriction."""
        from shopcrm.tui.forms.restriction_form import lift

        place = self.query_one(VirtualTable).record
        if place is not None and self._listed and await lift(self, self._listed[place][0]):
            self.reload()

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", self._listed[event.record][0]))
