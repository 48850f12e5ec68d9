"""Backup: where to, made with one key; the list of backups, each proven, or put back."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from shopcrm import settings
from shopcrm.errors import Refused
from shopcrm.jobs import backup, drill
from shopcrm.jobs.backup import Listed, Made, Place
from shopcrm.jobs.drill import Drill
from shopcrm.jobs.sizes import size_in_words
from shopcrm.shop import profile
from shopcrm.tui.forms.backup_forms import (
    FOLDER_WIDTH,
    AutomaticForm,
    BackupMade,
    ConfirmRightBook,
    DrillDone,
    WhatWithReplaced,
    end_of,
    how_many,
    named,
)
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.restore_forms import (
    WhatWithBackup,
    age_words,
    state_words,
)
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import near_day
from shopcrm.tui.screens.backup_deeds import BackupDeeds
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import from_stamp

R = TypeVar("R")
PLACE_COLUMNS = (Column("Back up to", 24), Column("Folder"), Column("Free", 9, right=True), Column("Last used", 14))
BACKUP_COLUMNS = (
    Column("Taken", 18),
    Column("Age", 11),
    Column("Size", 8, right=True, from_width=90),
    Column("State", 15),
    Column("Where"),
    Column("Folder", FOLDER_WIDTH, from_width=96),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found: places and backups, each by a number that it keeps, so that the mark stays on it; when each place
    was used last; and what the book knows of backups.
    """

    places: dict[int, Place]
    used: dict[Path, int]
    backups: dict[int, Listed]
    standing: backup.Known


class BackupScreen(BackupDeeds):
    """Places above, backups below. Enter on a place backs up there; Enter on a backup asks what to do with it."""

    section = "more"
    AUTO_FOCUS = "#places"
    CSS_PATH = "backup.tcss"
    HELP = (
        "A backup is one locked file with everything in it. A USB stick is best: it helps when the laptop is lost."
        " Enter on a place makes a backup there: it is copied, read back and proven page by page, and only then are"
        " older ones thinned out. Enter on a backup in the list proves it again, or puts it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "make", "Make a backup", "Back up to the marked place", shown=False),
        key("f3", "elsewhere", "Another folder", "Back up to another folder", shown=False),
        key("f4", "try_one", "Try the newest", "Try whether the newest backup can be put back"),
        key(
            "f5", "automatic", "Names and times", "What the marked place is called; when backups are made by themselves"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known = Known({}, {}, {}, {})
        self._numbers: dict[Path, int] = {}

    def body(self) -> ComposeResult:
        """How it stands, places, backups."""
        yield Static(id="how-it-stands")
        with Horizontal(id="doubt"):
            yield Static(plain("! A backup was put back. Once you have looked it over:", "bold $warning"))
            yield Push("This book is right", id="accept")
        yield VirtualTable(PLACE_COLUMNS, id="places", one_of_two=True)
        with Horizontal(classes="buttons"):
            yield Push("Make a backup", id="make", main=True)
            yield Push("Another folder", id="elsewhere")
        with Vertical(id="list-side"):
            yield Static(id="list-words")
            yield VirtualTable(BACKUP_COLUMNS, id="backups", one_of_two=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """Look at the drives and folders again."""
        if self._handing_over:
            return
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        standing = await self.read(backup.standing)
        self._known = known = await self.thread(self._look, standing)
        self.set_class(self._is_owner and await self.read(facts.restore_unconfirmed), "-doubt")
        words = self.sitting.words
        mark = ("! ", "bold $warning") if words.alarm else ("✓ ", "bold $success")
        tried = await self.read(drill.last)
        self.query_one("#how-it-stands", Static).update(line(mark, (words.backup, "bold"), *self._tried(tried)))
        await self.query_one("#places", VirtualTable).show(list(known.places), self._place_rows)
        await self.query_one("#backups", VirtualTable).show(list(known.backups), self._backup_rows)
        self.query_one("#list-words", Static).update(plain(how_many(list(known.backups.values())), "$quiet"))

    def _tried(self, done: Drill | None) -> tuple[tuple[str, str], ...]:
        """How the last drill went, in a few words behind the age of the last backup."""
        if done is None:
            return (("   ! No backup was ever tried (F4)", "$warning"),)
        days = (self.sitting.book.clock() - from_stamp(done.at)).days
        ago = age_words(max(days, 0))
        if done.outcome == "failed":
            return ((f"   ! Tried {ago}: it failed", "bold $error"),)
        late = days > drill.EVERY.days
        return ((f"   {'!' if late else '✓'} Tried {ago}: it can be put back", "$warning" if late else ""),)

    def _look(self, standing: backup.Known) -> Known:
        shop, whose = self.sitting.book.folder, self.sitting.book.vault_id.hex()
        places = backup.places(shop, settings.load(self.frame.launch.settings_file).kept_for(whose))
        used = {one.folder: (self.sitting.today - one.kept.used_on).days for one in places if one.kept}
        found = backup.found(shop, [one.folder for one in places], self.sitting.book.clock())
        if not self._is_owner:
            places, found = backup.known(places), [one for one in found if not one.replaced]
        numbered = {self._number(one.folder): one for one in places}
        return Known(numbered, used, {self._number(one.file): one for one in found}, standing)

    def _number(self, path: Path) -> int:
        return self._numbers.setdefault(path, len(self._numbers))

    @property
    def _is_owner(self) -> bool:
        """Whether the person may name new places and put a backup back; to others neither is offered."""
        return self.sitting.staff.role is Role.OWNER

    async def _place_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._place_row(self._known.places[place]) for place in places]

    def _place_row(self, one: Place) -> tuple[str, ...]:
        used = self._known.used.get(one.folder)
        free = "not here" if one.free is None else size_in_words(one.free)
        return (named(one), str(one.folder), free, "" if used is None else age_words(used))

    async def _backup_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._backup_row(self._known.backups[place]) for place in places]

    def _backup_row(self, one: Listed) -> tuple[str, ...]:
        taken = self._moment(one.taken_at)
        state = state_words(one, backup.last_learnt(self._known.standing, one), self._near_day)
        return (taken, age_words(one.days), size_in_words(one.size), state, self._where(one), end_of(one.file.parent))

    def _where(self, one: Listed) -> str:
        """The place in a word or two."""
        if one.replaced:
            return "This computer"
        known = {place.folder: place for place in self._known.places.values()}
        place = known.get(one.file.parent)
        return one.file.parent.name if place is None or place.kind == "remembered" else named(place)

    def _near_day(self, at: str) -> str:
        """A stamp as a day of the shop, in 8 columns."""
        return near_day(self.sitting.book.calendar.local_date(from_stamp(at)).isoformat(), self.sitting.today)

    # Making one

    @flow
    async def action_make(self) -> None:
        """Back up to the marked place."""
        marked = self.query_one("#places", VirtualTable).record
        if marked is not None:
            place = self._known.places[marked]
            if place.free is None:
                raise Refused(
                    f"{place.name or 'That stick'} is not plugged in.", "Plug it in, or choose another place."
                )
            await self._make(place.folder)

    @flow
    async def action_try_one(self) -> None:
        """Try the newest backup, as a restore would have to."""
        folders = tuple(place.folder for place in self._known.places.values())
        book = cast(Any, self.sitting.book)

        def work(progress: Progress, cancel: threading.Event) -> Drill:
            return drill.run(book, folders=folders, progress=progress, cancel=cancel)

        done = await self.job("Try a backup", work)
        self.reload()
        await self.ask(DrillDone(done, self._moment(done.taken_at)))

    @flow
    async def action_automatic(self) -> None:
        """When backups are made by themselves; what the marked place is called."""
        marked = self.query_one("#places", VirtualTable).record
        place = None if marked is None else self._known.places[marked]
        if await self.ask(AutomaticForm(place, self.frame.launch.settings_file)):
            self.toast("Saved")
            self.reload()

    @flow
    async def action_elsewhere(self) -> None:
        """Back up to a folder that is typed, and remember it."""
        folder = await self.ask(FolderForm("Back up to another folder"))
        if folder is not None:
            await self._make(folder.absolute())

    async def _make(self, folder: Path) -> None:
        book = cast(Any, self.sitting.book)

        def work(progress: Progress, cancel: threading.Event) -> Made:
            kept = settings.load(self.frame.launch.settings_file)
            backup.require_stick(folder, book.vault_id, kept)
            backup.require_known(book.staff, book.folder, folder, kept.kept_for(book.vault_id.hex()))
            return backup.make(book, folder, progress=progress, cancel=cancel)

        made = await self.job("Make a backup", work)
        await self.thread(self._remember, folder)
        await self.frame.settings_changed()
        await self.ask(BackupMade(made))

    def _remember(self, folder: Path) -> None:
        """Keep the place on this machine; where that fails, the backup is as good."""
        if folder != backup.own_folder(self.sitting.book.folder):
            book = self.sitting.book
            backup.remember(folder, self.sitting.today, book.vault_id, self.frame.launch.settings_file)

    # What to do with one

    @flow
    async def _ask_what(self, one: Listed) -> None:
        """Prove it, put it back, or make a second shop from it."""
        title = plain(f"{self._moment(one.taken_at)} · {size_in_words(one.size)}", "bold")
        if one.replaced:
            if await self.ask(WhatWithReplaced(one.file.parent, self._moment(one.taken_at))):
                await self._go_back(one.file)
            return
        match await self.ask(WhatWithBackup(lines(title, plain(str(one.file))), self.sitting.staff.role)):
            case "prove":
                if await self._prove(one.file):
                    self.toast("Every page is as it was when the backup was made.")
            case "over":
                await self._put_back(one.file)
            case "into":
                await self._restore_into(one.file)

    @flow
    async def accept(self) -> None:
        """The restored book is the right one, says somebody who was asked: old backups may be thinned out again."""
        if await self.ask(ConfirmRightBook()):
            await self.write(facts.confirm_restore)
            self.toast("The book is right: backups are made by themselves again, and old ones make way.")
            self.reload()

    @on(VirtualTable.Chosen, "#places")
    def _place_chosen(self) -> None:
        self.action_make()

    @on(VirtualTable.Chosen, "#backups")
    def _backup_chosen(self, event: VirtualTable.Chosen) -> None:
        self._ask_what(self._known.backups[event.record])

    @on(Push.Pressed)
    def _pressed(self, event: Push.Pressed) -> None:
        {"make": self.action_make, "elsewhere": self.action_elsewhere, "accept": self.accept}[event.push.id or "make"]()
