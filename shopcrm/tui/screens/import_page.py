"""Past imports: what each did, and taking one back."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from shopcrm.errors import NotFound
from shopcrm.jobs.importing import PastImport, UndoReport, past_imports, undo
from shopcrm.papers.in_words import day, moment
from shopcrm.shop import profile
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.frame import flow, key
from shopcrm.tui.import_words import kind_words, summary_words, undo_rows
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

COLUMNS = (Column("Import", 8), Column("When", 12), Column("File", 20), Column("What it did"))
MOST_LISTED = 10_000
WIDTH = 68
"""Columns inside a dialog."""
WARNING = (
    "What the import added is removed, and what it changed is as it was before. Orders and people that have gone on"
    " since then stay, and so does every no that came in the file."
)


class PastImportsScreen(ShopPage):
    """The list, the latest first; Enter opens one."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "import_page.tcss"
    HELP = "Every import, the latest first. Enter shows one; there it can be taken back."

    def __init__(self) -> None:
        super().__init__()
        self._imports: dict[int, PastImport] = {}
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """Words, list."""
        yield Static(id="past-words")
        yield VirtualTable(COLUMNS, id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the list again."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._imports = {one.id: one for one in await self.read(past_imports, MOST_LISTED)}
        words = "Imports so far" if self._imports else "Nothing was imported so far."
        self.query_one("#past-words", Static).update(plain(words, "bold"))
        await self.query_one(VirtualTable).show(list(self._imports), self._rows)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._row(self._imports[one]) for one in ids]

    def _row(self, one: PastImport) -> tuple[str, ...]:
        did = "taken back" if one.undone_at else summary_words(one)
        at = from_stamp(one.at).astimezone(self._zone)
        return (ref("I", one.id), day(at.date()), one.file_name, did)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("I", event.record))


class ImportPage(ShopPage):
    """One import."""

    section = "more"
    AUTO_FOCUS = "#take-back"
    CSS_PATH = "import_page.tcss"
    HELP = f"One import, and what it did. {WARNING}"
    BINDINGS: ClassVar[list[BindingType]] = [key("f2", "take_back", "Take it back", "Undo this import")]

    def __init__(self, import_id: int) -> None:
        super().__init__()
        self.import_id = import_id
        self._undone = False

    def body(self) -> ComposeResult:
        """Facts, a button."""
        yield Static(id="import-facts")
        with Horizontal(classes="buttons"):
            yield Push("Take it back", id="take-back", main=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """Read it again."""
        zone = ZoneInfo((await self.read(profile.get)).zone)
        found = [one for one in await self.read(past_imports, MOST_LISTED) if one.id == self.import_id]
        if not found:
            raise NotFound(f"There is no import {ref('I', self.import_id)}.", "Look through the imports so far.")
        self._undone = found[0].undone_at is not None
        self.query_one("#import-facts", Static).update(lines(*_facts(found[0], zone)))
        self.query_one("#take-back").display = not self._undone
        self.query_one(KeyRow).refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An import is taken back once."""
        return action != "take_back" or not self._undone

    @on(Push.Pressed, "#take-back")
    def _pressed(self) -> None:
        self.action_take_back()

    @flow
    async def action_take_back(self) -> None:
        """Undo it, once."""
        if not self._undone and await take_back(self, self.import_id):
            self.reload()


class TakenBack(Dialog[None]):
    """What became of everything that an import had brought."""

    def __init__(self, name: str, report: UndoReport) -> None:
        super().__init__(
            f"{name} was taken back", plain("Removed, restored, and what stays:"), [("Done", None)], back=None
        )
        self._report = report

    def extra(self) -> ComposeResult:
        """The report, to scroll through."""
        with VerticalScroll(classes="report-words", can_focus=True):
            yield Static(lines(*undo_rows(self._report, WIDTH)))


async def take_back(desk: Desk[Any], import_id: int) -> bool:
    """Ask, take an import back, and show what was removed, restored and kept; False where the person thought again."""
    name = ref("I", import_id)
    if not await desk.ask(Confirm(f"Take {name} back?", WARNING, "Take it back")):
        return False
    report = await desk.write_job(f"Taking {name} back", undo, import_id)
    await desk.ask(TakenBack(name, report))
    return True


def _facts(one: PastImport, zone: ZoneInfo) -> Iterator[Content]:
    yield line((ref("I", one.id), "bold"), f"  {one.file_name}")
    yield plain("")
    for name, value in (
        ("When", moment(one.at, zone)),
        ("By", one.staff),
        ("Kind of file", kind_words(one.format)),
        ("Rows", f"{one.rows:,}"),
        ("What it did", summary_words(one)),
        ("Skipped", f"{one.summary.get('skipped', 0):,}"),
        ("Taken back", moment(one.undone_at, zone) if one.undone_at else "no"),
    ):
        yield line((f"{name:<14}", "$quiet"), value)
    yield plain("")
