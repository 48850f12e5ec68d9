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
from textual.content import Content
from textual.widgets import Static

from shopcrm import settings
from shopcrm.errors import CannotUnlock
from shopcrm.jobs import backup, restore
from shopcrm.jobs.backup import Listed, Made, Place
from shopcrm.jobs.restore import Proven, Restored
from shopcrm.jobs.sizes import size_in_words
from shopcrm.papers.in_words import day, moment
from shopcrm.shop import acts, profile
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
    to_enter_again,
)
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress, Work
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts
from shopcrm.vault.tx import stamp

R = TypeVar("R")
PLACE_COLUMNS = (Column("Back up to", 16), Column("Folder"), Column("Free", 9, right=True), Column("Last used", 14))
BACKUP_COLUMNS = (
    Column("Taken", 18),
    Column("Age", 11),
    Column("Size", 9, right=True),
    Column("State", 16),
    Column("Where", 13),
    Column("File", from_width=96),
)
KINDS = {"stick": "USB stick", "remembered": "A folder", "computer": "This computer"}


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
            yield Static(plain("! A backup was put back. Old backups are kept until you say:", "bold $warning"))
            yield Push("This book is right", id="accept")
        yield VirtualTable(PLACE_COLUMNS, id="places")
        with Horizontal(classes="buttons"):
            yield Push("Make a backup", id="make", main=True)
            yield Push("Another folder", id="elsewhere")
        with Vertical(id="list-side"):
            yield Static(id="list-words")
            yield VirtualTable(BACKUP_COLUMNS, id="backups")

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
        self.query_one("#how-it-stands", Static).update(line(mark, (words.backup, "bold")))
        await self.query_one("#places", VirtualTable).show(range(len(known.places)), self._place_rows)
        await self.query_one("#backups", VirtualTable).show(range(len(known.backups)), self._backup_rows)
        count = len(known.backups)
        found = "1 backup" if count == 1 else f"{count:,} backups" if count else "No backups found in these places."
        self.query_one("#list-words", Static).update(plain(found, "$quiet"))

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
        return (KINDS[one.kind], str(one.folder), free, "" if used is None else age_words(used))

    async def _backup_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._backup_row(self._known.backups[place]) for place in places]

    def _backup_row(self, one: Listed) -> tuple[str, ...]:
        taken = self._taken(one)
        state = state_words(one, self._proven, self._known.noted)
        return (taken, age_words(one.days), size_in_words(one.size), state, self._where(one), str(one.file))

    def _where(self, one: Listed) -> str:
        """The place in a word or two."""
        kinds = {place.folder: place.kind for place in self._known.places}
        kind = kinds.get(one.file.parent)
        return one.file.parent.name if kind in (None, "remembered") else KINDS[kind]

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
            await self._make(self._known.places[marked].folder)

    @flow
    async def action_elsewhere(self) -> None:
        """Back up to a folder that is typed, and remember it."""
        folder = await self.ask(FolderForm("Back up to another folder"))
        if folder is not None:
            await self._make(folder.absolute())

    async def _make(self, folder: Path) -> None:
        book = cast(Any, self.sitting.book)

        def work(progress: Progress, cancel: threading.Event) -> Made:
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
            words = lines(
                title, plain(f"The book that a restore replaced, kept whole for 30 days in {one.file.parent}.")
            )
            await self.ask(Dialog("A replaced book", words, [("Back", None)], back=None))
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

    async def _put_back(self, file: Path) -> None:
        """Prove it, compare both books, ask for the shop's name, put it in place, lock."""
        answered = await self._prove(file)
        if answered is None:
            return
        proven, passphrase = answered
        book = cast(Any, self.sitting.book)
        seen = await self.thread(restore.outlook, book, file, passphrase)
        last = await self.read(acts.last_at)
        now = self._moment(last) if last else "never"
        shop = self.sitting.words.shop
        if await self.ask(ConfirmRestore(shop, seen, now, self._moment(proven.taken_at))):
            await self._over(file, passphrase)

    async def _over(self, file: Path, passphrase: str | None) -> None:
        book = cast(Any, self.sitting.book)

        def work(progress: Progress, cancel: threading.Event) -> Restored:
            return restore.over(book, file, passphrase, progress=progress, cancel=cancel)

        self._handing_over = True
        try:
            restored = await self.job("Put the backup back", work)
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


class BackupMade(Dialog[None]):
    """What was made, and that it was proven."""

    HELP = "The backup was copied, read back from where it lies, and every page was proven."

    def __init__(self, made: Made) -> None:
        held = f"{made.counts['customers']:,} customers and {made.counts['orders']:,} orders"
        gone = len(made.pruned)
        older = "1 older backup made way." if gone == 1 else f"{gone:,} older backups made way." if gone else ""
        words = lines(
            plain(f"✓ {held}: {size_in_words(made.size)}, read back and proven.", "bold"),
            plain(str(made.file)),
            *([plain(older, "$quiet")] if older else []),
        )
        super().__init__("Backup made", words, [("Done", None)], back=None)


class PutBack(Dialog[None]):
    """The shop is another book now: it has to be unlocked again."""

    HELP = "The same passphrase as before opens the shop."

    def __init__(self, restored: Restored) -> None:
        carried = restored.carried
        kept = f"The book that it replaced is kept for 30 days in {restored.replaced}."
        wishes = f"{carried:,} wishes not to be contacted, made since, were carried over."
        rows: list[Content] = [plain("✓ The backup is in place, every page proven.", "bold"), plain(kept)]
        rows += [plain(wishes)] if carried else []
        rows += carried_along(restored)
        rows += map(plain, to_enter_again(restored.missing, "Entered since, and to be entered again"))
        rows.append(plain("The shop locks now. Your passphrase opens it.", "$quiet"))
        super().__init__("Put back", lines(*rows), [("Lock", None)], back=None)


def carried_along(restored: Restored) -> list[Content]:
    """Who was restricted and erased again in a restored book, and what is left to do by hand."""
    many = restored.erased
    who = "1 customer who was" if many == 1 else f"{many:,} customers who were"
    rows = [plain(f"{who} erased since the backup {'was' if many == 1 else 'were'} erased again.")] if many else []
    if restored.refusals:
        rows.append(plain(f"Entered again on the customers' pages: {restored.refusals:,} × no to being contacted."))
    if restored.restricted:
        rows.append(plain(f"Customers restricted again: {restored.restricted:,}."))
    if restored.known_until:
        words = "Who was erased or restricted, or said no, is known up to"
        rows.append(plain(f"! {words} {restored.known_until}. Enter by hand what came later.", "$warning"))
    if restored.unlisted:
        words = "Who was erased, restricted or said no since is not known: enter that by hand before you send anything."
        rows.append(plain(f"! {words}", "$warning"))
    return [*rows, *(plain(f"! Erase by hand: {problem}", "$warning") for problem in restored.problems)]
