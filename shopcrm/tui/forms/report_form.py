"""A customer's data report: where to, and what was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcrm.errors import InvalidValue
from shopcrm.jobs.access_pack import AccessPack
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import usual_folder
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.text_field import TextField

WHAT = (("report", "Everything held"), ("portable", "Only what they may take along"))


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """Where the report goes, the day she asked for it, and the password, if any.

    portable: whether only what may be taken along to another service is written.
    """

    folder: Path
    asked_on: date | None
    password: str | None
    portable: bool = False


class ReportForm(Form[ReportWanted]):
    """Asks what `write_pack` needs to know."""

    heading = "Data report"
    save_label = "Write it"
    HELP = (
        "Writes everything that the shop holds about this customer into a folder: a PDF to read and print, and a zip"
        " with the same data for a computer. With a password there is one PDF, locked, with the data inside it."
        " “To take along” writes only what the customer provided, as files for another service (UK GDPR Art 20)."
        " Check who is asking before you hand it over."
    )

    def __init__(self, customer: int, asked_on: str = "") -> None:
        super().__init__(customer=customer, asked_on=asked_on)
        self._asked_on = asked_on

    def rows(self) -> Iterable[FormRow]:
        """What, folder, day, password."""
        yield choice_row("what", "Write", WHAT)
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=_check_folder)
        yield text_row(
            "asked_on",
            "Asked on",
            self._asked_on,
            check=self._check_day,
            placeholder="today, 14 mar; or leave empty",
        )
        field = TextField(password=True, id="field-password")
        yield FormRow("password", "Password", field, required=False, check=None)

    async def save(self, values: dict[str, Any]) -> ReportWanted:
        """Answer; the page writes."""
        asked_on = parse_day(values["asked_on"], self.sitting.today, past=True) if values["asked_on"] else None
        portable = values["what"] == WHAT[1][0]
        return ReportWanted(_folder(values["folder"]), asked_on, values["password"] or None, portable)

    def remark(self) -> Content:
        """What a password is good for."""
        return plain("Leave the password empty to hand the report over on paper.", "$quiet")

    def draft(self) -> dict[str, Any] | None:
        """A password is never kept."""
        return None

    def _check_day(self, typed: str) -> None:
        if parse_day(typed, self.sitting.today, past=True) > self.sitting.today:
            raise InvalidValue("asked_on", "That day is still to come.", "Type the day on which they asked.")


Answer = Literal["print", "hand", "done"]


class ReportWritten(Dialog[Answer]):
    """What was written and what to mind; answers what is to be done next."""

    HELP = "“Hand it over” asks what you checked and how it goes out, and notes it. Print does so too, afterwards."

    def __init__(self, pack: AccessPack, printable: bool) -> None:
        pages = "1 page" if pack.pages == 1 else f"{pack.pages} pages" if pack.pages else "files to take along"
        answers: list[tuple[str, Answer]] = [("Hand it over…", "hand"), ("Done", "done")]
        if printable:
            answers.insert(1, ("Print it", "print"))
        super().__init__("Data report", plain(f"✓ Written: {pages}.", "bold"), answers, back="done")
        self._pack = pack

    def extra(self) -> ComposeResult:
        """Files, warnings, advice."""
        with VerticalScroll(classes="report-words", can_focus=False):
            yield Static(lines(*self._rows()))

    def _rows(self) -> Iterable[Content]:
        for path in self._pack.files:
            yield plain(str(path))
        yield plain("")
        for words in self._pack.warnings:
            yield line(("! ", "bold $warning"), words)
        yield plain("")
        yield plain("Before you hand it over", "bold")
        for words in self._pack.advice:
            yield line("· ", words)


def _folder(typed: str) -> Path:
    return Path(typed).expanduser()


def _check_folder(typed: str) -> None:
    if not _folder(typed).is_dir():
        raise InvalidValue("folder", "There is no such folder.", "Make it first, or type another.")
