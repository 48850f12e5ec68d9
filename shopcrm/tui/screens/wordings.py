"""Wordings: what people are asked, in every version that was ever used, sealed, with how many answered to it."""

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll

from shopcrm.papers.in_words import day
from shopcrm.shop import profile, wordings
from shopcrm.shop.consent import PURPOSES
from shopcrm.shop.wordings import Wording
from shopcrm.tui.consent_words import purpose_words, wording_rows
from shopcrm.tui.days import local_day
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.wording_form import WordingForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (
    Column("Wording"),
    Column("No.", 4, right=True),
    Column("Answers", 8, right=True),
    Column("Yes", 6, right=True),
    Column("First used", 12),
    Column("Seal", 11),
)
NONE = "Nobody was asked yet. The first answer keeps the wording that it was given to; F4 words it otherwise before."


class WordingsScreen(ShopPage):
    """Every version, and the marked one whole."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "consent.tcss"
    HELP = (
        "A yes is worth what the person was told. So every version of a wording stays here for ever, sealed with a hash"
        " (SHA-256), and each answer keeps the one it was given to (UK GDPR Art 7(1)). A wording says who asks, what"
        " for, and that they can stop at any time. F4 words it anew: earlier answers keep the old one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f4", "change", "Word it anew", "Change what people are asked from now on"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Wording] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """The list; the marked one."""
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            with VerticalScroll(id="cell", can_focus=False):
                yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._found = await self.read(wordings.versions)
        await self.query_one(VirtualTable).show(range(len(self._found)), self._rows)
        if not self._found:
            self.query_one(Peek).show(plain(NONE, "$quiet"))

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._row(self._found[place]) for place in places]

    def _row(self, one: Wording) -> tuple[str, ...]:
        name = f"{purpose_words(one.purpose)}{' · now' if one.present else ''}"
        since, seal = day(local_day(one.created_at, self._zone)), one.hash[:10] if one.unchanged else "✗ broken"
        return (name, str(one.version), f"{one.answers:,}", f"{one.yes:,}", since, seal)

    @flow
    async def action_change(self) -> None:
        """Word anew what people are asked for a purpose."""
        place = self.query_one(VirtualTable).record
        if place is not None and self._found:
            purpose: str | None = self._found[place].purpose
        else:
            purpose = await self.ask(Choose("For what?", [(one, purpose_words(one)) for one in PURPOSES]))
        if purpose is not None and await self.ask(WordingForm(purpose)) is not None:
            self.toast("Saved. Ctrl+Z takes that back.")
            self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.record is not None and event.record < len(self._found):
            width = max(self.query_one("#cell").size.width - 2, 40)
            self.query_one(Peek).update(lines(*wording_rows(self._found[event.record], self._zone, width)), layout=True)

    @on(VirtualTable.Chosen)
    def _chosen(self) -> None:
        self.action_change()
