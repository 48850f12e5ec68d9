"""Backup: where to, made with one key; the list of backups, each proven, or put back."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from shopcrm import settings
from shopcrm.errors import CannotUnlock, Refused
from shopcrm.jobs import backup, comparing, drill, going_back, restore
from shopcrm.jobs.backup import Listed, Made, Place
from shopcrm.jobs.comparing import Comparison
from shopcrm.jobs.drill import Drill
from shopcrm.jobs.restore import Proven, Restored
from shopcrm.jobs.sizes import size_in_words
from shopcrm.papers.in_words import day, moment
from shopcrm.shop import acts, profile
from shopcrm.tui.forms.backup_forms import (
    AutomaticForm,
    BackupMade,
    ConfirmGoingBack,
    DrillDone,
    PutBack,
    WhatWithReplaced,
    carried_along,
    named,
)
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.restore_forms import (
    ConfirmRestore,
    NewFolderForm,
    PassphraseForm,
    ShopNameForm,
    WhatWithBackup,
    age_words,
    state_words,
)
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress, Work
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts
from shopcrm.vault.tx import from_stamp, stamp

R = TypeVar("R")
PLACE_COLUMNS = (Column("Back up to", 20), Column("Folder"), Column("Free", 9, right=True), Column("Last used", 14))
BACKUP_COLUMNS = (
    Column("Taken", 18),
    Column("Age", 11),
    Column("Size", 9, right=True),
    Column("State", 16),
    Column("Where", 13),
    Column("File", from_width=96),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found: places, when each was used last, backups, and which are noted as proven when made."""

    places: tuple[Place, ...]
    used: dict[Path, int]
    backups: tuple[Listed, ...]
    noted: frozenset[str]


class BackupScreen(ShopPage):
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
        key("f2", "make", "Make a backup", "Back up to the marked place"),
        key("f3", "elsewhere", "Another folder", "Back up to another folder"),
        key("f4", "try_one", "Try one", "Try whether the newest backup can be put back"),
        key("f5", "automatic", "Automatic", "When backups are made by themselves; names of places"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known = Known((), {}, (), frozenset())
        self._proven: set[str] = set()
        self._zone = ZoneInfo("UTC")
        self._handing_over = False

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
        noted = await self.read(acts.backups_made)
        self._known = known = await self.thread(self._look, noted)
        self.set_class(await self.read(facts.restore_unconfirmed), "-doubt")
        words = self.sitting.words
        mark = ("! ", "bold $warning") if words.alarm else ("✓ ", "bold $success")
        tried = await self.read(drill.last)
        self.query_one("#how-it-stands", Static).update(line(mark, (words.backup, "bold"), *self._tried(tried)))
        await self.query_one("#places", VirtualTable).show(range(len(known.places)), self._place_rows)
        await self.query_one("#backups", VirtualTable).show(range(len(known.backups)), self._backup_rows)
        count = len(known.backups)
        found = "1 backup" if count == 1 else f"{count:,} backups" if count else "No backups found in these places."
        self.query_one("#list-words", Static).update(plain(found, "$quiet"))

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

    def _look(self, noted: frozenset[str]) -> Known:
        shop, whose = self.sitting.book.folder, self.sitting.book.vault_id.hex()
        places = backup.places(shop, settings.load(self.frame.launch.settings_file).kept_for(whose))
        used = {one.folder: max((self.sitting.today - one.kept.used_on).days, 0) for one in places if one.kept}
        found = backup.found(shop, [one.folder for one in places], self.sitting.book.clock())
        return Known(tuple(places), used, tuple(found), noted)

    async def _place_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._place_row(self._known.places[place]) for place in places]

    def _place_row(self, one: Place) -> tuple[str, ...]:
        used = self._known.used.get(one.folder)
        free = "not here" if one.free is None else size_in_words(one.free)
        return (named(one), str(one.folder), free, "" if used is None else age_words(used))

    async def _backup_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._backup_row(self._known.backups[place]) for place in places]

    def _backup_row(self, one: Listed) -> tuple[str, ...]:
        taken = self._taken(one)
        state = state_words(one, self._proven, self._known.noted)
        return (taken, age_words(one.days), size_in_words(one.size), state, self._where(one), str(one.file))

    def _where(self, one: Listed) -> str:
        """The place in a word or two."""
        known = {place.folder: place for place in self._known.places}
        place = known.get(one.file.parent)
        return one.file.parent.name if place is None or place.kind == "remembered" else named(place)

    def _taken(self, one: Listed) -> str:
        return day(one.taken_at.date()) if one.replaced else self._moment(one.taken_at)

    def _moment(self, at: datetime | str) -> str:
        return moment(at if isinstance(at, str) else stamp(at), self._zone)

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
        folders = tuple(place.folder for place in self._known.places)
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
            backup.require_stick(folder, book.vault_id, settings.load(self.frame.launch.settings_file))
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
        title = plain(f"{self._taken(one)} · {size_in_words(one.size)}", "bold")
        if one.replaced:
            if await self.ask(WhatWithReplaced(one.file.parent)):
                await self._go_back(one.file)
            return
        match await self.ask(WhatWithBackup(lines(title, plain(str(one.file))))):
            case "prove":
                await self._prove(one.file)
                self.toast("Every page is as it was when the backup was made.")
                self.reload()
            case "over":
                await self._put_back(one.file)
            case "into":
                await self._restore_into(one.file)

    async def _prove(self, file: Path) -> tuple[Proven, str | None] | None:
        book = cast(Any, self.sitting.book)

        def verifying(passphrase: str | None) -> Work[Proven]:
            return lambda progress, cancel: restore.verify(
                file, passphrase, vault=book, progress=progress, cancel=cancel
            )

        answered = await self._unlocked("Prove the backup", verifying)
        if answered is not None:
            self._proven.add(file.name)
        return answered

    async def _unlocked(self, title: str, work: Callable[[str | None], Work[R]]) -> tuple[R, str | None] | None:
        """The answer of work on a backup, and the passphrase that it took where the shop's own key does not open it."""
        try:
            return await self.job(title, work(None)), None
        except CannotUnlock:
            passphrase = await self.ask(PassphraseForm())
            return None if passphrase is None else (await self.job(title, work(passphrase)), passphrase)

    async def _go_back(self, book: Path) -> None:
        """The book from before a restore, after the shop's name was typed."""
        which = next(one for one in going_back.replaced(self.sitting.book.folder) if one.book == book)
        if await self.ask(ConfirmGoingBack(self.sitting.words.shop)):
            await self._in_place(
                lambda shop, progress, cancel: going_back.back_to(shop, which, progress=progress, cancel=cancel)
            )

    async def _put_back(self, file: Path) -> None:
        """Prove it, compare both books, ask for the shop's name, put it in place, lock."""
        book = cast(Any, self.sitting.book)

        def comparing_by(passphrase: str | None) -> Work[Comparison]:
            return lambda progress, cancel: comparing.compare(book, file, passphrase, progress=progress, cancel=cancel)

        answered = await self._unlocked("Look into the backup", comparing_by)
        if answered is None:
            return
        both, passphrase = answered
        self._proven.add(file.name)
        if await self.ask(ConfirmRestore(self.sitting.words.shop, both, self._moment)):
            await self._in_place(
                lambda shop, progress, cancel: restore.over(shop, file, passphrase, progress=progress, cancel=cancel)
            )

    async def _in_place(self, act: Callable[[Any, Progress, threading.Event], Restored]) -> None:
        book = cast(Any, self.sitting.book)
        self._handing_over = True
        try:
            restored = await self.job("Put it in place", lambda progress, cancel: act(book, progress, cancel))
        except BaseException:
            self._handing_over = False
            raise
        await self.ask(PutBack(restored))
        self.frame.lock()

    async def _restore_into(self, file: Path) -> None:
        folder = await self.ask(NewFolderForm(str(self.sitting.book.folder) + "-restored"))
        if folder is None:
            return
        book = cast(Any, self.sitting.book)

        def restoring_as(shop_name: str | None) -> Callable[[str | None], Work[Restored]]:
            return lambda passphrase: (
                lambda progress, cancel: restore.into(
                    file,
                    folder,
                    passphrase,
                    vault=book,
                    clock=book.clock if book.rehearsed else None,
                    shop_name=shop_name,
                    progress=progress,
                    cancel=cancel,
                )
            )

        try:
            answered = await self._unlocked("Restore into a new folder", restoring_as(None))
        except restore.ErasedUnknownError as unknown:
            name = await self.ask(ShopNameForm(unknown.message))
            if name is None:
                return
            answered = await self._unlocked("Restore into a new folder", restoring_as(name))
        if answered is not None:
            words = lines(
                plain(f"✓ A shop was made in {folder}.", "bold"),
                plain(f"It opens with: shopcrm --shop {folder}"),
                *carried_along(answered[0]),
                plain("This shop is as it was.", "$quiet"),
            )
            await self.ask(Dialog("Restored", words, [("Done", None)], back=None))

    @flow
    async def accept(self) -> None:
        """The restored book is the right one: old backups may be thinned out again."""
        await self.write(facts.confirm_restore)
        self.toast("Saved")
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
