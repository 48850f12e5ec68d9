"""Training and self-audit: the diary of who learned what, and the yearly look at how the shop keeps the law."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from shopcrm.papers.in_words import stored_day
from shopcrm.privacy.registers import audits, training
from shopcrm.privacy.registers.audits import Audit
from shopcrm.privacy.registers.training import Training
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.virtual_table import Column

TRAINING, AUDITS = "training", "audits"


class TrainingScreen(RegisterList[Training | Audit]):
    """Which of the two, and its entries; Enter opens a self-audit."""

    columns = (Column("Day", 12), Column("What"), Column("Who", 18, from_width=70), Column("", 13))
    nothing = (
        "Nothing is entered yet.",
        "",
        "Whoever handles personal details should know how: half an hour a year is enough for a small shop, and one line"
        " here shows that it was done. The self-audit asks some twenty plain questions once a year and keeps the"
        " answers, with what you mean to put right.",
    )
    first = "Enter training"
    HELP: ClassVar[str] = (
        "Training: who learned what, and when; Ctrl+N enters it, F9 takes out a mistake. Self-audit: Ctrl+N begins the"
        " one of this year, or goes on with it; Enter opens one. Left and Right change between the two. A year after"
        " the last entry each comes up on Today. F12 writes the register to files."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New", "Enter training, or begin the self-audit"),
        key("f9", "take_back", "Take out", "Take out an entry that was a mistake"),
        key("f12", "files", "Files…", "Write the register to files"),
    ]

    def above(self) -> ComposeResult:
        """Which of the two."""
        yield ChoiceRow(((TRAINING, "Training"), (AUDITS, "Self-audit")), id="which")

    async def find(self) -> Sequence[Training | Audit]:
        """Read the one that is chosen."""
        if self._which == TRAINING:
            return await self.read(training.listed)
        return await self.read(audits.listed)

    def head(self) -> Content:
        """How many."""
        count = len(self.found)
        one, more = ("1 entry", "entries") if self._which == TRAINING else ("1 self-audit", "self-audits")
        return plain(one if count == 1 else f"{count:,} {more}, the latest first")

    def row(self, one: Training | Audit) -> Sequence[str]:
        """A row of the list."""
        if isinstance(one, Training):
            minutes = f"{one.minutes} minutes" if one.minutes else ""
            return stored_day(one.held_on), one.topic, one.who, minutes
        state = "Done" if one.finished_on else f"{one.open} to answer"
        right = len(one.to_put_right)
        what = f"Self-audit: {right} to put right" if right else "Self-audit"
        return stored_day(one.finished_on or one.begun_on), what, one.staff, state

    def peek(self, one: Training | Audit) -> Iterable[Content]:
        """The marked entry."""
        if isinstance(one, Training):
            yield plain(one.topic, "bold")
            yield plain(" · ".join(part for part in (one.who, stored_day(one.held_on), one.source) if part))
            yield block(one.note)
            yield plain(f"Entered by {one.entered_by}", "$quiet")
            return
        yield plain(f"Self-audit begun {stored_day(one.begun_on)}", "bold")
        yield from (plain(f"! {item.asked} {item.note}") for item in one.to_put_right)
        yield plain("Enter opens it", "$quiet")

    def choose(self, one: Training | Audit) -> None:
        """Open a self-audit; an entry of training is all there is."""
        if isinstance(one, Audit):
            self._open(one.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only training is taken out."""
        return action != "take_back" or isinstance(self.marked, Training)

    @flow
    async def action_new(self) -> None:
        """Enter training, or begin the self-audit."""
        from shopcrm.tui.forms.duty_forms import TrainingForm

        if self._which == TRAINING:
            await self.enter(TrainingForm())
        else:
            self._open(await self.write(audits.begin))

    @flow
    async def action_take_back(self) -> None:
        """Take out the marked entry."""
        if isinstance(self.marked, Training):
            await self.write(training.take_back, self.marked.id)
            self.toast("Taken out. Ctrl+Z brings it back.")
            self.reload()

    @flow
    async def action_files(self) -> None:
        """Write the register to files."""
        from shopcrm.tui.forms.register_files import write_files

        await write_files(self, self._which)

    def _open(self, audit: int) -> None:
        from shopcrm.tui.screens.audit_page import AuditPage

        self.app.push_screen(AuditPage(audit))

    @on(ChoiceRow.Changed, "#which")
    def _changed(self) -> None:
        self.reload()

    @property
    def _which(self) -> str:
        return self.query_one("#which", ChoiceRow).value
