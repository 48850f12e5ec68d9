"""Reminders: what is to be remembered, by its day; done, put off, or written into a calendar."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from shopcrm.shop import reminders
from shopcrm.shop.reminders import REPEATS, Birthday, Reminder
from shopcrm.tui.forms.form import Form
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.refs import ref
from shopcrm.workdays import short_day

OPEN, DONE, BIRTHDAYS = "open", "done", "birthdays"
COMING_DAYS = 30


class RemindersScreen(RegisterList[Reminder | Birthday]):
    """Which of them, and the list; Enter changes a reminder, or opens who has a birthday."""

    section = "more"
    columns = (Column("Day", 14), Column("What"), Column("About", 20, from_width=90), Column("How often", 11))
    nothing = (
        "Nothing stands here.",
        "",
        "A reminder stands on Today from its day on, until it is done: the rent, the stock-take, a call that you"
        " promised. About a customer it is added on the customer's page, under More (F12).",
    )
    first = "New reminder"
    HELP: ClassVar[str] = (
        "What you want to remember, by its day; F5 ticks the marked one off, F6 puts it off, Enter changes it. One that"
        " repeats comes again on its next day. Left and Right change between what is to come, what is done, and the"
        " birthdays of the next 30 days. F12 writes a file for the calendar of your telephone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New", "A new reminder"),
        key("f5", "done", "Done", "Tick the marked one off"),
        key("f6", "postpone", "Postpone", "Put the marked one off"),
        key("f9", "drop", "Remove", "Take the marked one off the list for good", shown=False),
        key("f12", "calendar", "Calendar file", "Write a calendar file", shown=False),
    ]

    def __init__(self, reminder: int | None = None) -> None:
        """reminder: the one that is marked at first."""
        super().__init__()
        self._to_mark = reminder
        """The one to mark once the rows stand; until then none is marked, so that no key meets another."""

    def above(self) -> ComposeResult:
        """Which of them."""
        yield ChoiceRow(((OPEN, "To come"), (DONE, "Done"), (BIRTHDAYS, "Birthdays")), id="which")

    async def find(self) -> Sequence[Reminder | Birthday]:
        """Read what is chosen."""
        if self._which == BIRTHDAYS:
            return await self.read(reminders.birthdays, COMING_DAYS)
        return await self.read(reminders.listed, "done" if self._which == DONE else "open")

    def settle(self) -> None:
        """What was saved, or asked for, is marked."""
        wanted, self._to_mark = self._to_mark, None
        for place, one in enumerate(self.found):
            if wanted is not None and isinstance(one, Reminder) and one.id == wanted:
                self.table.go_to(place)

    @property
    def marked(self) -> Reminder | Birthday | None:
        """The marked one, if there is one."""
        return super().marked if self._to_mark is None else None

    def head(self) -> Content:
        """How many."""
        count = len(self.found)
        if self._which == BIRTHDAYS:
            return plain(f"{count:,} {'birthday' if count == 1 else 'birthdays'} in the next {COMING_DAYS} days")
        due = sum(isinstance(one, Reminder) and one.due_on <= self.sitting.today for one in self.found)
        what = "reminder" if count == 1 else "reminders"
        return plain(f"{count:,} {what}, {due:,} due" if self._which == OPEN else f"{count:,} {what} done")

    def row(self, one: Reminder | Birthday) -> Sequence[str]:
        """A row of the list; what is over its day is marked."""
        if isinstance(one, Birthday):
            return short_day(one.day), one.name, "", f"turns {one.turns}" if one.turns else ""
        late = one.state == "open" and one.due_on < self.sitting.today
        often = REPEATS[one.repeats] if one.repeats else ""
        return f"{'! ' if late else ''}{short_day(one.due_on)}", one.title, one.customer_name, often

    def peek(self, one: Reminder | Birthday) -> Iterable[Content]:
        """The marked one."""
        if isinstance(one, Birthday):
            yield plain(one.name, "bold")
            yield plain("Enter opens the customer", "$quiet")
            return
        yield plain(one.title, "bold")
        if one.customer_name:
            yield plain(f"About {one.customer_name}")
        yield block(one.note)
        yield plain(f"{ref('A', one.id)} · {REPEATS[one.repeats]} · by {one.staff}", "$quiet")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is open is done, put off or removed."""
        one = self.marked
        return action not in ("done", "postpone", "drop") or (isinstance(one, Reminder) and one.state == "open")

    @flow
    async def choose(self, one: Reminder | Birthday) -> None:
        """Change a reminder; open who has a birthday."""
        from shopcrm.tui.forms.reminder_forms import ReminderForm

        if isinstance(one, Birthday):
            self.open_record(ref("C", one.customer))
        elif one.state == "open":
            await self._enter(ReminderForm(one.id))

    @flow
    async def action_new(self) -> None:
        """Add one."""
        from shopcrm.tui.forms.reminder_forms import ReminderForm

        await self._enter(ReminderForm())

    @flow
    async def action_done(self) -> None:
        """Tick the marked one off."""
        if isinstance(self.marked, Reminder):
            again = bool(self.marked.repeats)
            await self.write(reminders.done, self.marked.id)
            self.toast("Done. It comes again." if again else "Done. Ctrl+Z takes that back.")
            self.reload()

    @flow
    async def action_postpone(self) -> None:
        """Put the marked one off."""
        from shopcrm.tui.forms.reminder_forms import PostponeForm

        if isinstance(self.marked, Reminder):
            await self._enter(PostponeForm(self.marked.id))

    async def _enter(self, form: Form[Any]) -> None:
        """Ask for a form; what it saved is marked."""
        made = await self.ask(form)
        if made:
            self._to_mark = form.about["reminder"] or made
            self.saved()

    @flow
    async def action_drop(self) -> None:
        """Take the marked one off the list."""
        if isinstance(self.marked, Reminder):
            await self.write(reminders.drop, self.marked.id)
            self.toast("Removed. Ctrl+Z brings it back.")
            self.reload()

    @flow
    async def action_calendar(self) -> None:
        """Write a calendar file."""
        from shopcrm.tui.forms.reminder_forms import CalendarForm

        await self.ask(CalendarForm())

    @on(ChoiceRow.Changed, "#which")
    def _changed(self) -> None:
        self.reload()

    @property
    def _which(self) -> str:
        return self.query_one("#which", ChoiceRow).value
