"""One breach: what is known, how the 72 hours stand, what was decided and done, and what is next."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.content import Content

from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import Breach
from shopcrm.shop import profile
from shopcrm.tui.frame import flow, key
from shopcrm.tui.register_words import breach_facts, breach_standing, breach_title
from shopcrm.tui.screens.register_page import RegisterPage
from shopcrm.tui.text import plain
from shopcrm.vault.refs import ref


class BreachPage(RegisterPage):
    """Everything about one breach, and buttons for what may happen next."""

    buttons = (
        (("facts", "Facts F2"), ("decide", "Report? F3"), ("report", "Reported F4"), ("tell", "People F5")),
        (("note", "Note"), ("close", "Close F8"), ("reopen", "Open again F8"), ("paper", "Print")),
    )
    HELP = (
        "What to do, in this order: write down what is known and judge the risk (F2); decide whether the regulator is"
        " told (F3), and tell it within 72 hours (F4); tell the people if the risk to them is high (F5); close it (F8)."
        " Ctrl+P prints what the regulator asks. Nothing in the log is changed; Ctrl+Z takes back the last entry."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "facts", "Facts", "Write down what is known now"),
        key("f3", "decide", "Report?", "Decide whether the regulator is told"),
        key("f4", "report", "Reported", "Enter that the regulator was told", shown=False),
        key("f5", "tell", "People", "Whether the people are told, or that they were", shown=False),
        key("n", "note", "Note", "Note something about it", shown=False),
        key("f8", "close", "Close", "All is done", shown=False),
        key("f8", "reopen", "Open again", "Open it again", shown=False),
        key("ctrl+p", "paper", "Print", "What the regulator asks, as a PDF"),
    ]

    def __init__(self, breach: int) -> None:
        super().__init__()
        self.breach_id = breach
        self._breach: Breach | None = None
        self._zone = ZoneInfo("UTC")

    async def find(self) -> None:
        """Read the breach."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._breach = await self.read(breaches.card, self.breach_id)

    def heading_words(self) -> Content:
        """Its number and what happened."""
        return breach_title(self._breach) if self._breach else plain("")

    def standing_words(self) -> Content:
        """The hours, and what is next."""
        return breach_standing(self._breach, self._zone) if self._breach else plain("")

    def rows(self) -> Iterable[Content]:
        """What is known, what the law says, the log."""
        return breach_facts(self._breach, self._zone) if self._breach else ()

    def possible(self) -> dict[str, bool]:
        """A closed breach is opened again first."""
        one = self._breach
        acts = ("facts", "decide", "report", "tell", "note")
        if one is None:
            return dict.fromkeys((*acts, "close", "reopen", "paper"), False)
        ready = not one.closed and not one.open_points
        return dict.fromkeys(acts, not one.closed) | {"close": ready, "reopen": one.closed, "paper": True}

    @flow
    async def action_facts(self) -> None:
        """Write down what is known."""
        from shopcrm.tui.forms.breach_forms import BreachForm

        await self.enter(BreachForm(self.breach_id))

    @flow
    async def action_decide(self) -> None:
        """Decide on the report."""
        from shopcrm.tui.forms.breach_forms import DecideForm

        await self.enter(DecideForm(self.breach_id))

    @flow
    async def action_report(self) -> None:
        """Enter the report."""
        from shopcrm.tui.forms.breach_forms import ReportedForm

        await self.enter(ReportedForm(self.breach_id))

    @flow
    async def action_tell(self) -> None:
        """Enter whether the people are told."""
        from shopcrm.tui.forms.breach_forms import TellForm

        await self.enter(TellForm(self.breach_id))

    @flow
    async def action_note(self) -> None:
        """Note something."""
        from shopcrm.tui.forms.breach_forms import BreachNoteForm

        await self.enter(BreachNoteForm(self.breach_id))

    @flow
    async def action_close(self) -> None:
        """Close it."""
        from shopcrm.tui.forms.breach_forms import CloseBreachForm

        await self.enter(CloseBreachForm(self.breach_id))

    @flow
    async def action_reopen(self) -> None:
        """Open it again."""
        await self.write(breaches.reopen, self.breach_id)
        self.saved()

    @flow
    async def action_paper(self) -> None:
        """Write what the regulator asks where the person says."""
        from shopcrm.jobs.privacy_papers import write_breach
        from shopcrm.tui.forms.folder_form import FolderForm
        from shopcrm.tui.forms.paper_done import offer_print

        folder = await self.ask(FolderForm(f"Paper for {ref('B', self.breach_id)}"))
        if folder is not None:
            made = await self.thread(write_breach, cast(Any, self.sitting.book), self.breach_id, folder)
            await offer_print(self, (made.file,), made.warnings)
