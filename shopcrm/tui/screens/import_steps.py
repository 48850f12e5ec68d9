"""The steps of an import: which file, which columns, what would happen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from shopcrm.errors import CrmError, Refused
from shopcrm.jobs.sizes import size_in_words
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import FormRow, text_row
from shopcrm.tui.frame import flow
from shopcrm.tui.import_file import FileColumn, FolderEntry, Looked, entries, field_words, usual_folder
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

FILE_COLUMNS = (Column("Name"), Column("Size", 9, right=True), Column("Changed", 12, from_width=50))
COLUMN_COLUMNS = (Column("Column", 22), Column("For example"), Column("Is read as", 18))


class PathField(TextField):
    """Where a path is typed; Down goes into the list of what is there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "app.focus_next", "Into the list", show=False)]

    def __init__(self, value: str, *, id: str) -> None:
        super().__init__(value, id=id)
        self.select_on_focus = False


class FileStep(Vertical):
    """A path to type, and the folder's list, which follows the typing and completes it."""

    @dataclass
    class Picked(Message):
        """A file was chosen."""

        path: Path

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._entries: Sequence[FolderEntry] = ()

    def compose(self) -> ComposeResult:
        """Field, list."""
        with Horizontal(classes="path-row"):
            yield Static(plain("File"), classes="path-label")
            yield PathField(f"{usual_folder()}/", id="path")
        yield Static(id="path-words")
        yield VirtualTable(FILE_COLUMNS, id="files")

    @flow(newest=True)
    async def look(self) -> None:
        """List the folder."""
        await self._list()

    async def _list(self) -> None:
        try:
            self._entries = await self._desk.thread(entries, self._typed)
            words = plain("Choose the file that your web shop or spreadsheet wrote (CSV).", "$quiet")
        except Refused as missing:
            self._entries, words = (), plain(f"✗ {missing.message} {missing.next_step}", "$error")
        self.query_one("#path-words", Static).update(words)
        await self.query_one(VirtualTable).show(range(len(self._entries)), self._rows)

    async def tell(self, error: CrmError) -> None:
        """As the screen tells it."""
        await self._desk.tell(error)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [_entry_row(self._entries[place]) for place in places]

    @on(Input.Changed, "#path")
    def _typed_on(self, event: Input.Changed) -> None:
        event.stop()
        self.look()

    @on(Input.Submitted, "#path")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    @flow
    async def _take(self) -> None:
        """A whole path is taken as it is; a part of one means the marked row."""
        path = Path.home() / Path(self._typed).expanduser()
        if path.is_file():
            self.post_message(self.Picked(path))
            return
        await self._list()
        if self._entries:
            self.query_one(VirtualTable).action_choose()
        elif path.parent.is_dir() and not path.is_dir():
            self.query_one("#path-words", Static).update(
                plain("✗ There is no such file. Check its name, or choose it in the list.", "$error")
            )

    @on(VirtualTable.Chosen)
    def _choose(self, event: VirtualTable.Chosen) -> None:
        event.stop()
        one = self._entries[event.record]
        if one.size is not None:
            self.post_message(self.Picked(one.path))
            return
        field = self.query_one("#path", PathField)
        field.value = f"{one.path}/".replace("//", "/")
        field.cursor_position = len(field.value)

    @property
    def _typed(self) -> str:
        return self.query_one("#path", PathField).value

    @property
    def _desk(self) -> "Desk[None]":
        assert isinstance(self.screen, Desk)
        return self.screen


class ColumnsStep(Vertical):
    """What the file is, and which column is read as what."""

    @dataclass
    class Chosen(Message):
        """A column is to be read as something else."""

        column: FileColumn

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._columns: Sequence[FileColumn] = ()

    def compose(self) -> ComposeResult:
        """Words, columns, currency, buttons."""
        yield Static(id="kind-words")
        yield VirtualTable(COLUMN_COLUMNS, id="columns")
        yield text_row("currency", "Currency", max_length=3)
        yield Static(id="columns-trouble")
        with Horizontal(classes="buttons"):
            yield Push("Rehearse", id="rehearse", main=True)
            yield Push("Another file", id="other-file")

    async def show(self, name: str, looked: Looked, currency: str) -> None:
        """Show what was found; what is asked for is asked here."""
        self._columns = looked.columns
        self.query_one("#kind-words", Static).update(lines(*_kind_rows(name, looked)))
        row = self.query_one(FormRow)
        row.display = looked.asks_currency
        if not row.value:
            row.put(currency)
        self.show_trouble("")
        self.query_one("#rehearse").display = looked.preview is not None
        await self.query_one(VirtualTable).show(range(len(self._columns)), self._rows)

    def show_trouble(self, trouble: str) -> None:
        """Say what must be put right."""
        words = plain(f"✗ {trouble}", "$error") if trouble else plain("")
        self.query_one("#columns-trouble", Static).update(words)

    @property
    def currency(self) -> str | None:
        """What was typed, where it was asked."""
        row = self.query_one(FormRow)
        return str(row.value) or None if row.display else None

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [_column_row(self._columns[place]) for place in places]

    @on(VirtualTable.Chosen)
    def _choose(self, event: VirtualTable.Chosen) -> None:
        event.stop()
        self.post_message(self.Chosen(self._columns[event.record]))


class ReportStep(Vertical):
    """What would happen, or did; to scroll through."""

    def __init__(self, *pushes: tuple[str, str], id: str) -> None:
        """`pushes`: (id, label) of the buttons, the first being what the step is for."""
        super().__init__(id=id)
        self._pushes = pushes

    def compose(self) -> ComposeResult:
        """Heading, report, buttons."""
        yield Static(classes="report-heading")
        with VerticalScroll(classes="report-scroll", can_focus=True):
            yield Static(classes="report-rows")
        with Horizontal(classes="buttons"):
            for place, (name, label) in enumerate(self._pushes):
                yield Push(label, id=name, main=place == 0)

    def show(self, heading: Content, rows: Iterator[Content]) -> None:
        """Replace what is shown."""
        self.query_one(".report-heading", Static).update(heading)
        self.query_one(".report-rows", Static).update(lines(*rows))


def _kind_rows(name: str, looked: Looked) -> Iterator[Content]:
    if looked.preview is None:
        yield line((name, "bold"), " is of no kind that is known by itself.")
        yield plain("If it lists customers or purchases: press Enter on a column and say what it holds.", "$quiet")
        return
    yield line((name, "bold"), f": {looked.preview.title}")
    unused = len(looked.preview.unused)
    rest = f"{unused:,} of {len(looked.columns):,} columns are not read." if unused else "Every column is read."
    enter = " Enter on a column says what it holds." if looked.can_be_mapped else ""
    yield plain(rest + enter, "$quiet")
    yield from (plain(f"! {warning}", "$warning") for warning in looked.preview.warnings)


def _entry_row(one: FolderEntry) -> tuple[str, ...]:
    return (one.name, "" if one.size is None else size_in_words(one.size), one.changed)


def _column_row(one: FileColumn) -> tuple[str, ...]:
    return (one.name, one.example, field_words(one.field) if one.field else "not read")
