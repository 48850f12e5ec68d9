"""Erased: which customers were erased, and until when the rest of each is kept."""

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from shopcrm.papers.in_words import day
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasedRow
from shopcrm.shop import profile
from shopcrm.tui.days import local_day
from shopcrm.tui.frame import flow
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (Column("Erased", 12), Column("Customer", 9), Column("Orders", 7, right=True), Column("Kept until", 12),
           Column("Why"))  # fmt: skip
NOBODY = (
    "Nobody was erased.",
    "",
    "Whoever asks for it is erased, but for what the law makes you keep (UK GDPR Art 17): open the customer, F12 More,"
    " Erase. You see the plan first, and nothing happens before you type the surname.",
)


class ErasedScreen(ShopPage):
    """The list; Enter shows what is left."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    HELP: ClassVar[str] = (
        "Customers who were erased, the latest first, how many orders the law makes you keep without a name, and until"
        " when. Enter shows what was done and what is kept. No file and no backup brings them back."
    )

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[ErasedRow, ...] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """The list, or what belongs here while there is nobody."""
        yield VirtualTable(COLUMNS, id="list")
        with Vertical(id="nobody") as nobody:
            nobody.display = False
            yield Static(block("\n".join(NOBODY), "$quiet"))

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._listed = await self.read(erasure.listed)
        self.query_one("#nobody").display = not self._listed
        self.query_one("#list").display = bool(self._listed)
        await self.query_one(VirtualTable).show(range(len(self._listed)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [
            (
                day(local_day(one.at, self._zone)),
                ref("C", one.customer),
                f"{one.orders:,}" if one.orders else "",
                day(one.kept_until) if one.kept_until else "",
                one.reason,
            )
            for one in (self._listed[place] for place in places)
        ]

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", self._listed[event.record].customer))
