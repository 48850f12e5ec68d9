"""Import: choose a file, see how it is read, rehearse it, import it whole or not at all."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from shopcrm.errors import Cancelled, InvalidValue
from shopcrm.exchange.reader import fold
from shopcrm.exchange.values import DayOrder, UndecidedDatesError
from shopcrm.jobs.importing import ImportReport, ImportRequest, apply, as_before, rehearse
from shopcrm.money import check_currency
from shopcrm.shop import profile
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.frame import flow, key
from shopcrm.tui.import_file import FileColumn, Looked, field_words, fields, look
from shopcrm.tui.import_words import brings_nothing, report_rows
from shopcrm.tui.screens.import_page import PastImportsScreen, take_back
from shopcrm.tui.screens.import_steps import ColumnsStep, FileStep, ReportStep
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import ref

STEPS = (("file", "File"), ("columns", "Columns"), ("rehearsal", "Rehearsal"), ("done", "Done"))
StepName = Literal["file", "columns", "rehearsal", "done"]


class ImportScreen(ShopPage):
    """File, columns, rehearsal, done. Nothing is written before the last step."""

    section = "more"
    AUTO_FOCUS = "#path"
    CSS_PATH = "import_wizard.tcss"
    HELP = (
        "Bring in orders and customers that another program exported: Shopify, WooCommerce, or a plain list of"
        " customers or of purchases (who, when, how much). What you say about its columns is"
        " remembered. Type the file's path, or choose it in the list. The rehearsal tells exactly what would happen and"
        " changes nothing. Import then does it whole or not at all; importing the same file again changes only what is"
        " new. An import can be taken back, also later, under Imports so far."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f4", "past", "Imports so far", "Past imports, to look at or take back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._request = ImportRequest("")
        self._looked: Looked | None = None
        self._report: ImportReport | None = None

    def body(self) -> ComposeResult:
        """Where one is, and the step."""
        yield Static(id="step-line")
        with ContentSwitcher(initial="file", id="step"):
            yield FileStep(id="file")
            yield ColumnsStep(id="columns")
            yield ReportStep(("import-now", "Import now"), ("back-to-columns", "Back"), id="rehearsal")
            yield ReportStep(("another", "Another file"), ("take-back", "Take it back"), ("close", "Close"), id="done")

    def reload(self) -> None:
        """The folder may have changed meanwhile."""
        self._show_line()
        if self._step == "file":
            self.query_one(FileStep).look()

    def action_past(self) -> None:
        """Past imports."""
        self.app.push_screen(PastImportsScreen())

    def action_back(self) -> None:
        """One step back; from the first and the last one, back to More."""
        if self._step in ("columns", "rehearsal"):
            self._go("file" if self._step == "columns" else "columns")
        else:
            super().action_back()

    @on(FileStep.Picked)
    def _picked(self, event: FileStep.Picked) -> None:
        self._request = ImportRequest(str(event.path))
        self._look()

    @flow
    async def _look(self) -> None:
        """How the file is read; as before, where a file with these columns was mapped once."""
        self._request = await self.read(as_before, self._request)
        await self._show_columns()
        self._go("columns")

    async def _show_columns(self) -> None:
        self._looked = await self.thread(look, self._request)
        shop = await self.read(profile.get)
        await self.query_one(ColumnsStep).show(Path(self._request.path).name, self._looked, shop.currency)

    @on(ColumnsStep.Chosen)
    def _column_chosen(self, event: ColumnsStep.Chosen) -> None:
        if self._looked is not None and self._looked.can_be_mapped:
            self._map(event.column)
        else:
            self._rehearse()

    @flow
    async def _map(self, column: FileColumn) -> None:
        """Say what a column holds."""
        known = self._looked.preview if self._looked is not None else None
        options = [(name, field_words(name)) for name in fields(known.format if known else None)]
        chosen = await self.ask(
            Choose(f"“{column.name}” holds", [("", "As the program finds it"), *options], column.field)
        )
        if chosen is None:
            return
        others = [one for one in self._request.mapping if not _maps(one, chosen, column)]
        mapping = (*others, f"{chosen}={column.name}") if chosen else tuple(others)
        self._request = replace(self._request, format=None, mapping=mapping)
        await self._show_columns()
        self.query_one("#columns VirtualTable").focus()

    @on(Push.Pressed, "#rehearse")
    def _rehearse_pressed(self) -> None:
        self._rehearse()

    @flow
    async def _rehearse(self) -> None:
        """Do it all and roll it back; ask about the dates where they could be read two ways."""
        step = self.query_one(ColumnsStep)
        try:
            currency = check_currency(step.currency) if step.currency else None
        except InvalidValue as error:
            step.show_trouble(f"{error.message} {error.next_step}")
            return
        self._request = replace(self._request, currency=currency)
        try:
            report = await self._rehearsed()
        except Cancelled:
            return
        if report is not None:
            self._report = report
            self.query_one("#rehearsal", ReportStep).show(
                _promise(report), report_rows(report, self._width, done=False)
            )
            self.query_one("#import-now").display = not brings_nothing(report)
            self._go("rehearsal")

    async def _rehearsed(self) -> ImportReport | None:
        try:
            return await self.job("Rehearsal", self._rehearsal)
        except UndecidedDatesError:
            order = await self.ask(WhichDates())
            if order is None:
                return None
            self._request = replace(self._request, dates=order)
            return await self.job("Rehearsal", self._rehearsal)

    def _rehearsal(self, progress: Progress, _cancel: threading.Event) -> ImportReport:
        return rehearse(cast(Any, self.sitting.book), self._request, progress)

    @on(Push.Pressed, "#import-now")
    def _import_pressed(self) -> None:
        self._import()

    @flow
    async def _import(self) -> None:
        """All or nothing."""
        self._report = report = await self.write_job("Import", apply, self._request)
        title = line(
            (f"✓ Imported as {ref('I', report.import_id or 0)}.", "bold"), (" Ctrl+Z takes it back.", "$quiet")
        )
        self.query_one("#done", ReportStep).show(title, report_rows(report, self._width, done=True))
        self._go("done")

    @on(Push.Pressed, "#take-back")
    @flow
    async def _take_back(self) -> None:
        """Undo what was just imported."""
        if self._report is not None and await take_back(self, self._report.import_id or 0):
            self._go("file")

    @on(Push.Pressed, "#other-file")
    @on(Push.Pressed, "#another")
    def _another(self) -> None:
        self._go("file")

    @on(Push.Pressed, "#back-to-columns")
    def _back_pressed(self) -> None:
        self._go("columns")

    @on(Push.Pressed, "#close")
    def _close_pressed(self) -> None:
        super().action_back()

    @property
    def _width(self) -> int:
        """Columns for the rows of a report, beside its scroll bar."""
        return self.query_one("#step").size.width - 3

    @property
    def _step(self) -> str:
        return self.query_one(ContentSwitcher).current or "file"

    def _go(self, step: StepName) -> None:
        self.query_one(ContentSwitcher).current = step
        self._show_line()
        focus = {"file": "path", "columns": "rehearse", "rehearsal": "import-now", "done": "another"}[step]
        if step == "columns" and self._looked is not None and self._looked.preview is None:
            focus = "columns VirtualTable"
        if step == "rehearsal" and self._report is not None and brings_nothing(self._report):
            focus = "back-to-columns"
        self.query_one(f"#{focus}").focus()
        self.reload()

    def _show_line(self) -> None:
        """``1 File ─ [2 Columns] ─ 3 Rehearsal ─ 4 Done``."""
        words = [
            f"[{number} {title}]" if name == self._step else f"{number} {title}"
            for number, (name, title) in enumerate(STEPS, start=1)
        ]
        self.query_one("#step-line", Static).update(plain(" ─ ".join(words), "bold $primary"))


class WhichDates(Dialog[DayOrder | None]):
    """Asked where the dates of a file could be read two ways."""

    HELP = "Look at the file's dates: is the first number the day, as in Britain, or the month, as in America?"

    def __init__(self) -> None:
        words = plain("The file's dates could be read two ways. How does it write 3 April?")
        answers: list[tuple[str, DayOrder | None]] = [
            ("3/4, day first", "dmy"),
            ("4/3, month first", "mdy"),
            ("Back", None),
        ]
        super().__init__("Which way round?", words, answers, back=None)


def _maps(pair: str, field: str, column: FileColumn) -> bool:
    """Whether a mapping speaks of that field or that column."""
    name, _, mapped = pair.partition("=")
    return name == field or fold(mapped) == fold(column.name)


def _promise(report: ImportReport) -> Content:
    if brings_nothing(report):
        return line(("Nothing new in this file.", "bold"), (" Everything in it is in the book already.", "$quiet"))
    return line(("This is what would happen.", "bold"), (" Nothing was changed so far.", "$quiet"))
