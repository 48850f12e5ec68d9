"""The data map: what is held about customers, why, how long, how much, and what nobody uses."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static

from shopcrm.privacy import minimising
from shopcrm.privacy.minimising import KINDS, FieldHeld, KindHeld
from shopcrm.tui.data_map_words import (
    FIELD_COLUMNS,
    KIND_COLUMNS,
    field_peek,
    field_row,
    kind_peek,
    kind_row,
    tally,
)
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.paper_done import offer_print
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.virtual_table import VirtualTable

FORMS = (("pdf", "A paper to read (PDF)"), ("csv", "A table for a spreadsheet (CSV)"))
STAYS = (
    "It goes for good, in one step; Ctrl+Z does not bring it back. Records of restricted customers keep theirs. What"
    " the activity and the log of merges say stays until the customer is erased."
)


class DataMapScreen(ShopPage):
    """The kinds of record; Enter shows the fields of the marked one."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "data_map.tcss"
    HELP = (
        "What your book holds about customers, why, on what lawful basis, and how long (UK GDPR Arts 5 and 30). Records"
        " counts them; last used is when one was last made or changed. Enter shows the fields of the marked kind. A"
        " field that may stay empty and that nobody has used for a year is marked with ! and can be blanked there: hold"
        " no more than you need (Art 5(1)(c)). Ctrl+P writes the whole map to a file; no customer is named in it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+p", "write", "Write it…", "Write the map to a file")]

    def __init__(self) -> None:
        super().__init__()
        self._kinds: list[KindHeld] = []

    def body(self) -> ComposeResult:
        """How much in all; the kinds; the marked one."""
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(KIND_COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Count kind by kind, so that nothing else waits; what was counted stands meanwhile."""
        found: list[KindHeld] = []
        for done, table in enumerate(KINDS):
            if not self._kinds:
                self._say(f"Counting … {done} of {len(KINDS)}")
            found.append(await self.read(minimising.held, table))
        self._kinds = found
        self._say(tally(found))
        await self.query_one(VirtualTable).show(range(len(found)), self._rows)

    def _say(self, words: str) -> None:
        self.query_one("#tally", Static).update(plain(words, "$quiet"), layout=False)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [kind_row(self._kinds[place]) for place in places]

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.record is not None and event.record < len(self._kinds):
            self.query_one(Peek).show_rows(kind_peek(self._kinds[event.record]))

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.app.push_screen(DataMapPage(self._kinds[event.record].table))

    @flow
    async def action_write(self) -> None:
        """Write the map where the person says."""
        from shopcrm.jobs.data_map_paper import Form, write_data_map

        form = await self.ask(Choose("Write what you hold", FORMS))
        folder = await self.ask(FolderForm("Which folder?")) if form else None
        if folder is None:
            return
        kind: Form = "csv" if form == "csv" else "pdf"
        written = await self.thread(write_data_map, self.sitting.book, folder, kind)
        if kind == "pdf":
            await offer_print(self, [written.file], written.warnings)
        else:
            self.toast(f"Written: {written.file.name}")


class DataMapPage(ShopPage):
    """The fields of one kind of record; F9 blanks the marked one where that is proposed."""

    section = "privacy"
    AUTO_FOCUS = "#list"
    CSS_PATH = "data_map.tcss"
    HELP = (
        "Each field of this kind of record: what it is for, in how many records it is filled in, and when one of those"
        " was last made or changed. F9 blanks a field marked with !, one that may stay empty and that nobody has used"
        " for a year, in every record at once. " + STAYS
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f9", "blank", "Blank it…", "Blank the marked field in every record, for good")
    ]

    def __init__(self, table: str) -> None:
        super().__init__()
        self._table, self._kind = table, KINDS[table].category
        self._fields: Sequence[FieldHeld] = ()

    def body(self) -> ComposeResult:
        """Which kind; the fields; the marked one."""
        yield Static(plain(self._kind, "bold"), id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(FIELD_COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Count again."""
        self._fields = (await self.read(minimising.held, self._table)).fields
        await self.query_one(VirtualTable).show(range(len(self._fields)), self._rows)
        self._peek()

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [field_row(self._fields[place]) for place in places]

    @property
    def _marked(self) -> FieldHeld | None:
        record = self.query_one(VirtualTable).record
        return self._fields[record] if record is not None and record < len(self._fields) else None

    @on(VirtualTable.Highlighted)
    def _peek(self) -> None:
        if self._marked is not None:
            self.query_one(Peek).show_rows(field_peek(self._marked))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is proposed can be blanked."""
        return action != "blank" or bool(self._marked and self._marked.proposed)

    @flow
    async def action_blank(self) -> None:
        """Blank the marked field, once the person says so."""
        field = self._marked
        if field is None:
            return
        heading = f"Blank “{field.label}” in {field.filled:,} records?"
        if await self.ask(Confirm(heading, STAYS, "Blank it")):
            blanked = await self.write(minimising.blank_field, self._table, field.column)
            self.toast(f"Blanked in {blanked:,} records")
            self.reload()
