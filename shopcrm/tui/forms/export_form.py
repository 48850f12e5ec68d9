"""A copy of customers, orders or everything goes into a file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from textual import on
from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.jobs.exporting import FORMATS, ExportReport, ExportRequest, FileFormat, What, export
from shopcrm.shop.consent import BY_WHAT, CHANNELS, FOR_WHAT, Channel, Purpose
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import folder_of, usual_folder
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow

WHAT = (("customers", "Customers"), ("orders", "Orders"), ("everything", "Everything"))
FORMAT_WORDS: dict[FileFormat, str] = {
    "csv": "Spreadsheet",
    "csv-lossless": "For another program",
    "json": "Every detail, for another program (JSON)",
    "zip": "A spreadsheet for each table (ZIP)",
}
ENDINGS: dict[FileFormat, str] = {"csv": "csv", "csv-lossless": "csv", "json": "json", "zip": "zip"}
EVERYBODY = ""
PURPOSE_WORDS = (("marketing", "Offers"), ("reminders", "Reminders"), ("feedback", "Feedback"))


class ExportForm(Form[ExportReport]):
    """Writes the file, and says what is in it."""

    heading = "Export"
    save_label = "Write the file"
    HELP = (
        "Spreadsheet is safe to open in Excel or LibreOffice. For another program means that nothing is altered."
        " Everything is the whole book, for a move or your own records. Offers, Reminders and Feedback leave out"
        " everyone who may not be sent them, and say how many for which reason. The file is not locked: whoever has it"
        " can read it. Each export stands in the activity."
    )

    def rows(self) -> Iterable[FormRow]:
        """What, how, for whom, where."""
        yield choice_row("what", "What", WHAT)
        yield choice_row("format", "As", _formats("customers"))
        yield choice_row("purpose", "Who", [(EVERYBODY, "Everyone"), *PURPOSE_WORDS])
        yield choice_row("channel", "By", [(one, BY_WHAT[one]) for one in CHANNELS if one != "social"])
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    async def load(self) -> dict[str, Any]:
        """By what is asked only where somebody is left out."""
        self._fit()
        return {}

    def remark(self) -> Content:
        """Who is in the file, and what a plain file means."""
        purpose, channel = str(self.row("purpose").value), str(self.row("channel").value)
        if purpose == EVERYBODY or not self.row("purpose").display:
            return plain("The file is not locked. Keep it only as long as you need it.", "$quiet")
        return plain(f"Only who may get {FOR_WHAT[purpose]} by {BY_WHAT[channel]}. The others are counted.", "$quiet")

    async def save(self, values: dict[str, Any]) -> ExportReport:
        """Write it, and show what was written."""
        folder, what = folder_of(values["folder"]), cast(What, values["what"])
        purpose = values["purpose"] if what == "customers" else EVERYBODY
        request = ExportRequest(
            what,
            values["format"],
            str(free_name(folder, what, self.sitting.today.isoformat(), values["format"])),
            cast(Purpose, purpose) if purpose else None,
            cast(Channel, values["channel"]) if purpose else None,
        )
        report = await self.write_job("Export", export, request)
        await self.ask(Exported(report))
        return report

    @on(ChoiceRow.Changed, "#field-what")
    @on(ChoiceRow.Changed, "#field-purpose")
    @on(ChoiceRow.Changed, "#field-channel")
    def _fit(self) -> None:
        """Each kind of copy has its own formats; only customers can be chosen by what they agreed to."""
        what = cast(What, self.row("what").value)
        offered = self.row("format").field
        assert isinstance(offered, ChoiceRow)
        offered.options = tuple(_formats(what))
        if offered.value not in FORMATS[what]:
            offered.value = FORMATS[what][0]
        offered.refresh(layout=True)
        self.row("purpose").display = what == "customers"
        self.row("channel").display = what == "customers" and self.row("purpose").value != EVERYBODY
        self._show_troubles()


class Exported(Dialog[None]):
    """Where the file is, and who was left out."""

    def __init__(self, report: ExportReport) -> None:
        file = Path(report.file)
        rows = "1 row" if report.rows == 1 else f"{report.rows:,} rows"
        left = [plain(f"  {number:,} left out: {reason}", "$quiet") for reason, number in report.left_out.items()]
        words = lines(plain(f"✓ {file.name}: {rows}.", "bold"), plain(f"In {file.parent}"), *left)
        super().__init__("Written", words, [("Done", None)], back=None)


def _formats(what: What) -> list[tuple[str, str]]:
    return [(one, FORMAT_WORDS[one]) for one in FORMATS[what]]


def free_name(folder: Path, what: What, day: str, kind: FileFormat) -> Path:
    """A name that no file has yet: an export never replaces another."""
    names = [f"{what}-{day}", *(f"{what}-{day}-{number}" for number in range(2, 1000))]
    for name in names:
        if not (file := folder / f"{name}.{ENDINGS[kind]}").exists():
            return file
    raise InvalidValue("folder", "There are too many exports of today in that folder.", "Choose another folder.")
