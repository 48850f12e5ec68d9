"""Old answers: each yes that is to be looked at again, and what to do about it."""

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Static

from shopcrm.shop import consent, profile
from shopcrm.shop.consent import OldYes, about_words
from shopcrm.tui.consent_words import cell_rows
from shopcrm.tui.forms import consent_acts
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.review_form import ReviewForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.consent_page import ConsentPage
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.workdays import short_day

COLUMNS = (Column("Customer", 22), Column("Yes to"), Column("Since", 12), Column("Due", 12))
MONTHS = (6, 12, 18, 24, 36, 48, 60)


ACTS = (
    ("keep", "Still counts F6"),
    ("keep_all", "Keep all F7"),
    ("stop", "Stop F8"),
    ("months", "After how long F3"),
)


class ReviewsScreen(ShopPage):
    """The list, the oldest first; the marked one whole."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "consent.tcss"
    HELP = (
        "A yes is likely to degrade over time; no law says when. You chose after how many months each is looked at"
        " again (F3). F6 keeps the marked one and notes why it still counts; F7 keeps all that are listed. F8 stops it:"
        " they hear no more. Enter shows all their answers; when you meet them, ask again: a new yes starts anew."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f6", "keep", "Still counts…", "Keep the marked yes, and note why"),
        key("f8", "stop", "Stop…", "They want no more of it"),
        key("f3", "months", "After how long…", "After how many months a yes is looked at again"),
        key("f7", "keep_all", "Keep all listed…", "Keep every yes on the list, for one reason", shown=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[OldYes] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """How many; the list; the marked one."""
        yield Static(id="heading")
        with Horizontal(id="acts"):
            for action, label in ACTS:
                yield Push(label, id=action)
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            with VerticalScroll(id="cell", can_focus=False):
                yield Peek(id="peek")

    @on(Push.Pressed, "#acts Push")
    async def _act(self, event: Push.Pressed) -> None:
        await self.run_action(event.push.id or "")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        months = await self.read(consent.review_months)
        self._found = await self.read(consent.due)
        count = f"{len(self._found):,} to look at" if self._found else "None is due"
        words = f"Every yes that is older than {months} months: {count}."
        self.query_one("#heading", Static).update(plain(words, "$quiet"))
        await self.query_one(VirtualTable).show(range(len(self._found)), self._rows)
        if not self._found:
            self.query_one(Peek).show(plain("Nothing to look at. The next ones come by themselves.", "$quiet"))

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        found = (self._found[place] for place in places)
        return [
            (one.customer_name, about_words(one.purpose, one.channel), short_day(one.since), short_day(one.due))
            for one in found
        ]

    @flow(newest=True)
    async def _peek(self, one: OldYes) -> None:
        why = await self.read(consent.why, one.customer, one.purpose, one.channel)
        said = await self.read(consent.current, one.customer)
        held = next((answer for answer in said if answer.id == one.event), None)
        papers = await self.read(consent.papers, one.event) if held is not None and held.papers else ()
        width = max(self.query_one("#cell").size.width - 2, 40)
        rows = cell_rows(about_words(one.purpose, one.channel), why, held, None, papers, self._zone, width)
        self.query_one(Peek).update(lines(*rows), layout=True)

    @flow
    async def action_keep(self) -> None:
        """Keep the marked yes, and note why."""
        one = self._one
        if one is not None:
            await self._keep([one])

    @flow
    async def action_keep_all(self) -> None:
        """Keep every yes on the list."""
        await self._keep(self._found)

    async def _keep(self, kept: Sequence[OldYes]) -> None:
        if kept and await self.ask(ReviewForm([one.event for one in kept])) is not None:
            self.toast(f"{len(kept):,} kept. Ctrl+Z takes that back.")
            self.reload()

    @flow
    async def action_stop(self) -> None:
        """They want no more of it."""
        one = self._one
        told = None if one is None else await consent_acts.stop(self, one.customer, one.purpose, one.channel)
        if told is not None:
            self.toast(told)
            self.reload()

    @flow
    async def action_months(self) -> None:
        """After how many months a yes is looked at again."""
        now = await self.read(consent.review_months)
        options = [(str(months), f"{months} months") for months in sorted({*MONTHS, now})]
        chosen = await self.ask(Choose("Look at a yes again after", options, str(now)))
        if chosen is not None:
            await self.write(consent.set_review_months, int(chosen))
            self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.record is not None and event.record < len(self._found):
            self._peek(self._found[event.record])

    @on(VirtualTable.Chosen)
    def _open(self) -> None:
        one = self._one
        if one is not None:
            self.app.push_screen(ConsentPage(one.customer))

    @property
    def _one(self) -> OldYes | None:
        place = self.query_one(VirtualTable).record
        return self._found[place] if place is not None and place < len(self._found) else None
