"""A reminder, putting it off, and a calendar file of reminders, birthdays and dates."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopcrm.errors import InvalidValue
from shopcrm.jobs import calendar_file
from shopcrm.jobs.calendar_file import WHATS, CalendarReport, CalendarRequest
from shopcrm.papers.in_words import stored_day
from shopcrm.shop import customers, reminders
from shopcrm.shop.reminders import REPEATS, ReminderDraft
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import folder_of, usual_folder
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row, tick_row
from shopcrm.tui.text import lines, plain
from shopcrm.vault.refs import ReminderId

_REPEATS = tuple((value, words.capitalize()) for value, words in REPEATS.items())


class ReminderForm(Form[ReminderId]):
    """Adds a reminder, or changes one; answers its id."""

    HELP = (
        "What you want to be reminded of, and when: today, tomorrow, Friday, 14 mar or 24/12. It stands on Today from"
        " its day on until it is done. One on the 31st comes on the last day of shorter months. Customers may ask to"
        " see what is written about them."
    )

    def __init__(self, reminder: int | None = None, customer: int | None = None) -> None:
        super().__init__(reminder=reminder, customer=customer)
        self.heading = "New reminder" if reminder is None else "Reminder"
        self._about: int | None = customer

    def rows(self) -> Iterable[FormRow]:
        """What, when, how often, a note."""
        yield text_row("title", "What", required=True, max_length=reminders.LONGEST_TITLE)
        yield text_row("due_on", "Day", "tomorrow", required=True, check=self._day, max_length=40)
        yield choice_row("repeats", "How often", _REPEATS)
        yield block_row("note", "Note", max_length=reminders.LONGEST_NOTE)

    def extra(self) -> ComposeResult:
        """Whom it is about."""
        yield Static(id="about")

    async def load(self) -> dict[str, Any]:
        """As it stands, and whom it is about."""
        known: dict[str, Any] = {}
        if self.about["reminder"] is not None:
            held = await self.read(reminders.draft_of, self.about["reminder"])
            self._about = held.customer
            known = {"title": held.title, "due_on": stored_day(held.due_on), "repeats": held.repeats, "note": held.note}
        if self._about is not None:
            name = (await self.read(customers.card, self._about)).name
            self.query_one("#about", Static).update(plain(f"About {name}", "bold"))
        return known

    async def save(self, values: dict[str, Any]) -> ReminderId:
        """Add it, or change it."""
        day = self._day(values["due_on"])
        draft = ReminderDraft(values["title"], day, values["repeats"], self._about, values["note"])
        reminder: int | None = self.about["reminder"]
        if reminder is None:
            return await self.write(reminders.add, draft)
        await self.write(reminders.edit, reminder, draft)
        return reminder

    def _day(self, typed: str) -> str:
        return parse_day(typed, self.sitting.today, "due_on").isoformat()


class PostponeForm(Form[bool]):
    """Puts a reminder off; True once it is saved."""

    heading = "Postpone"
    save_label = "Postpone"
    typed_anew = True
    HELP = "Until when: tomorrow, Friday, 14 mar. One that repeats goes on from its own days afterwards."

    def __init__(self, reminder: int) -> None:
        super().__init__(reminder=reminder)

    def rows(self) -> Iterable[FormRow]:
        """Until when."""
        yield text_row("until", "Until", "tomorrow", required=True, check=self._day, max_length=40)

    async def save(self, values: dict[str, Any]) -> bool:
        """Put it off."""
        await self.write(reminders.postpone, self.about["reminder"], self._day(values["until"]))
        return True

    def _day(self, typed: str) -> str:
        return parse_day(typed, self.sitting.today, "until").isoformat()


class CalendarForm(Form[CalendarReport]):
    """Writes a calendar file, and says what is in it."""

    heading = "Calendar file"
    save_label = "Write the file"
    HELP = (
        "A file for the calendar of your telephone or computer (iCalendar). It leaves the locked book, and a calendar"
        " may send it to the internet: customers are named in it only if you tick it. Each file stands in the activity."
    )

    def rows(self) -> Iterable[FormRow]:
        """What, with names or without, where."""
        yield tick_row("reminders", "My reminders", True)
        yield tick_row("birthdays", "Birthdays of the coming year")
        yield tick_row("deadlines", "Everything else with a date")
        yield tick_row("names", "Name customers, and what is written about them")
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    def remark(self) -> Content:
        """What a plain file means."""
        return plain("The file is not locked. Keep it only as long as you need it.", "$quiet")

    async def load(self) -> dict[str, Any]:
        """Nothing is known."""
        self._show_troubles()
        return {}

    async def save(self, values: dict[str, Any]) -> CalendarReport:
        """Write it, and show where it is."""
        what = tuple(one for one in WHATS if values[one])
        if not what:
            raise InvalidValue("reminders", "Nothing is chosen.", "Tick what to write.")
        file = _free_name(folder_of(values["folder"]), self.sitting.today.isoformat())
        report = await self.write(calendar_file.export, CalendarRequest(str(file), what, bool(values["names"])))
        entries = "1 entry" if report.entries == 1 else f"{report.entries:,} entries"
        named = "Customers are named in it." if report.names else "No customer is named in it."
        words = lines(plain(f"✓ {file.name}: {entries}.", "bold"), plain(named), plain(f"In {file.parent}"))
        await self.ask(Dialog[None]("Written", words, [("Done", None)], back=None))
        return report


def _free_name(folder: Path, day: str) -> Path:
    """A name that no file has yet."""
    names = (f"calendar-{day}{'' if number == 1 else f'-{number}'}.ics" for number in range(1, 1000))
    return next(folder / name for name in names if not (folder / name).exists())
