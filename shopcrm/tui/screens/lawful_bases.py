"""Lawful bases: on what ground people are contacted without consent, how it was weighed, when to weigh it again."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, VerticalScroll

from shopcrm.shop import consent, profile
from shopcrm.shop.consent import BASES, LawfulBasis
from shopcrm.tui.consent_words import basis_rows, channel_words, purpose_words
from shopcrm.tui.forms.basis_form import BasisForm
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.workdays import short_day

COLUMNS = (Column("For", 18), Column("By", 14), Column("Ground"), Column("Weigh again", 16))
NONE = (
    "No ground but consent. Ctrl+N weighs one: a legitimate interest reaches people by post and telephone, and"
    " companies by e-mail too; reminders of what was ordered rest on the order."
)


ACTS = (("new", "Weigh one Ctrl+N"), ("change", "Change F4"), ("again", "Still holds F6"), ("end", "End F9"))


class BasesScreen(ShopPage):
    """The grounds, those in force first; the marked one whole."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "consent.tcss"
    HELP = (
        "Without consent people may be contacted only on a ground that you weighed and wrote down: what for, why"
        " nothing milder will do, and what it does to them (UK GDPR Art 6(1)(f)). It never replaces the yes that PECR"
        " asks for offers by e-mail, text and social media to people, sole traders and partnerships; and whoever"
        " objects is left alone. Ctrl+N adds one, F4 changes the marked one, F6 notes that you weighed it again and it"
        " holds, F9 ends it. What ended stays on record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "Weigh one", "Write down a ground"),
        key("f6", "again", "Still holds", "You weighed it again, and it holds for a year"),
        key("f9", "end", "End", "End the marked ground"),
        key("f4", "change", "Change", "Weigh the marked ground anew", shown=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[LawfulBasis] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """The list; the marked one."""
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
        self._found = await self.read(consent.bases, ended=True)
        await self.query_one(VirtualTable).show(range(len(self._found)), self._rows)
        if not self._found:
            self.query_one(Peek).show(plain(NONE, "$quiet"))

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._row(self._found[place]) for place in places]

    def _row(self, one: LawfulBasis) -> tuple[str, ...]:
        due = date.fromisoformat(one.review_on)
        late = "! " if due < self.sitting.today else ""
        when = "ended" if one.ended_at else f"{late}{short_day(due)}"
        return (purpose_words(one.purpose), channel_words(one.channel), BASES[one.basis].capitalize(), when)

    @flow
    async def action_new(self) -> None:
        """Write down a ground."""
        if await self.ask(BasisForm()) is not None:
            self.toast("Saved")
            self.reload()

    @flow
    async def action_change(self) -> None:
        """Weigh the marked ground anew: the old entry ends and stays on record."""
        one = self._one
        if one is not None and await self.ask(BasisForm(one.id)) is not None:
            self.toast("Saved")
            self.reload()

    @flow
    async def action_again(self) -> None:
        """Note that it was weighed again and holds."""
        one = self._one
        if one is not None:
            await self.write(consent.review_basis, one.id)
            self.toast("Noted. It is due again in a year.")
            self.reload()

    @flow
    async def action_end(self) -> None:
        """End it, once the person says so."""
        one = self._one
        words = "From now on only a yes counts there. The entry stays on record."
        if one is not None and await self.ask(Confirm(f"End the ground for {one.title.lower()}?", words, "End it")):
            await self.write(consent.end_basis, one.id)
            self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.record is not None and event.record < len(self._found):
            width = max(self.query_one("#cell").size.width - 2, 40)
            self.query_one(Peek).update(lines(*basis_rows(self._found[event.record], self._zone, width)), layout=True)

    @on(VirtualTable.Chosen)
    def _chosen(self) -> None:
        self.action_change()

    @property
    def _one(self) -> LawfulBasis | None:
        place = self.query_one(VirtualTable).record
        return self._found[place] if place is not None and place < len(self._found) else None
