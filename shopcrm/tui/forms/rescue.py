"""Before a shop is open: one is brought back from a backup, or what can be read of a damaged one is saved."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from shopcrm import settings
from shopcrm.errors import Cancelled, CannotUnlock, CrmError, Damaged, InvalidValue, Refused
from shopcrm.jobs import backup, drives, restore, salvage
from shopcrm.jobs.restore import ErasedUnknownError, Restored
from shopcrm.jobs.salvage import Saved
from shopcrm.papers.in_words import moment
from shopcrm.shop import profile
from shopcrm.tui.forms.backup_forms import UNSETTLED, carried_along, held_in_words, on_this_clock
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.forms.restore_forms import ShopNameForm, new_folder
from shopcrm.tui.forms.trouble import words_of
from shopcrm.tui.frame import Frame
from shopcrm.tui.launch import Launch
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import block, lines, plain
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.vault import container, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.session import machine_clock
from shopcrm.vault.vault import open_vault

R = TypeVar("R")

MOST_LOSSES = 8
"""How many losses are shown; all of them are on the command line."""
_BRING_BACK = "Bring the shop back"


@dataclass(frozen=True, slots=True)
class Opens(Generic[R]):
    """What was made of a backup or a book, and what opens it. staff: '' for the first owner."""

    made: R
    passphrase: str
    staff: str


class OpensForm(Form[Opens[R]], Generic[R]):
    """Asks what opens a backup or a damaged book, and does the work; stays as it was typed where that does not open."""

    def rows(self) -> Iterable[FormRow]:
        """Whose passphrase it is, and the passphrase."""
        yield text_row("staff", "Whose", placeholder="empty for the first owner")
        field = TextField(password=True, id="field-passphrase")
        yield FormRow("passphrase", "Passphrase", field, required=True, check=None)

    def entered(self, field: Input) -> None:
        """Enter behind the passphrase begins: nothing that is typed after it may stand anywhere in clear."""
        if field.id == "field-passphrase":
            self.action_save()
        else:
            super().entered(field)

    async def save(self, values: dict[str, Any]) -> Opens[R]:
        """Do it with what was typed."""
        passphrase, staff = str(values["passphrase"]), str(values["staff"])
        try:
            made = await self.work(str(values["place"]), passphrase, staff or self.frame.launch.staff)
        except CannotUnlock as wrong:
            raise InvalidValue("passphrase", wrong.message, wrong.next_step) from wrong
        return Opens(made, passphrase, staff)

    async def work(self, place: str, passphrase: str, staff: str | None) -> R:
        """The work itself; raises CannotUnlock where what was typed does not open it."""
        raise NotImplementedError

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None


class RescueForm(OpensForm[Restored]):
    """Which backup, and what opens it; a shop is made of it where the program was started for.

    over: a damaged book lies there, and is kept aside.
    """

    heading = "Bring the shop back from a backup"
    save_label = "Bring it back"
    HELP = (
        "A backup is a file that ends in .scb; the newest one that is at hand stands here. The passphrase that the shop"
        " had on that day opens it, or the recovery code of that day."
    )

    def __init__(self, *, over: bool = False) -> None:
        super().__init__(over=over)

    def rows(self) -> Iterable[FormRow]:
        """The file, and what opens it."""
        found = newest_here(self.frame.launch)
        self.begins_with = "#field-passphrase" if found else ""
        yield text_row("place", "Backup file", str(found or ""), required=True, check=_backup)
        yield from super().rows()

    def remark(self) -> Content:
        """Of which day the backup is, and what else opens it."""
        fields = [row for row in self.all_rows() if row.field_name == "place"]
        file = Path(str(fields[0].value)) if fields else Path()
        at = snapshot.taken(file)
        code = plain("The recovery code of that day does as well as the passphrase.", "$quiet")
        return lines(plain(f"Made on {on_this_clock(at)}."), code, plain(f"It lies in {file.parent}.")) if at else code

    async def work(self, place: str, passphrase: str, staff: str | None) -> Restored:
        """Bring the shop back; where nothing tells who was erased since, the person types the shop's name."""
        frame, file = self.frame, _backup(place)
        launch = frame.launch
        common: dict[str, Any] = {"staff": staff, "key_file": launch.key_file, "clock": launch.clock}
        act = restore.over_damaged if self.about["over"] else restore.into
        files = (launch.folder, file) if self.about["over"] else (file, launch.folder)

        def naming(name: str | None) -> Callable[[Progress, threading.Event], Restored]:
            return lambda progress, cancel: act(
                *files, passphrase, shop_name=name, progress=progress, cancel=cancel, **common
            )

        try:
            return await frame.run_job(_BRING_BACK, naming(None))
        except ErasedUnknownError as unknown:
            name = await frame.push_screen_wait(ShopNameForm(unknown.message))
        if name is None:
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.")
        try:
            return await frame.run_job(_BRING_BACK, naming(name))
        except InvalidValue as wrong:
            raise Refused(wrong.message, wrong.next_step) from wrong


class SalvageForm(OpensForm[Saved]):
    """Where what can be read goes, and what opens the damaged book."""

    heading = "Save what can be read"
    save_label = "Save it"
    begins_with = "#field-passphrase"
    HELP = (
        "The damaged book is read page by page, and a new shop is made of what can be read. What is lost is listed. The"
        " damaged book is not changed. A whole backup is better, where there is one."
    )

    def __init__(self, folder: str) -> None:
        super().__init__(folder=folder)

    def rows(self) -> Iterable[FormRow]:
        """The new folder, and what opens the book."""
        yield text_row("place", "New folder", self.about["folder"], required=True, check=new_folder)
        yield from super().rows()

    async def work(self, place: str, passphrase: str, staff: str | None) -> Saved:
        """Save what can be read."""
        launch, folder = self.frame.launch, new_folder(place)
        common: dict[str, Any] = {"staff": staff, "key_file": launch.key_file, "clock": launch.clock}
        return await self.frame.run_job(
            "Save what can be read",
            lambda progress, cancel: salvage.into(
                launch.folder, folder, passphrase, progress=progress, cancel=cancel, **common
            ),
        )


class DamagedShop(Dialog[str]):
    """The book does not open: what happened, and the two ways on."""

    HELP = "A backup that is whole is the better way. Where there is none, what can be read of the book is saved."

    def __init__(self, error: Damaged) -> None:
        answers = [("Put a backup back", "backup"), ("Save what can be read", "salvage"), ("Back", "")]
        super().__init__("The shop's book is damaged", words_of(error), answers, back="")


_UNLISTED = (
    "! Who was erased or said no since then is not known: erase them again and enter every no before you send anything."
)


class SavedShop(Dialog[None]):
    """What was saved of a damaged book, and what was not."""

    HELP = "Keep the damaged book and every backup until you have looked through the saved shop."

    def __init__(self, saved: Saved) -> None:
        more = len(saved.losses) - MOST_LOSSES
        rows = [
            plain(f"✓ A shop was made of what can be read, in {saved.folder}.", "bold"),
            plain(f"{saved.counts['customers']:,} customers, {saved.counts['orders']:,} orders."),
            *(block(f"! {loss}", "$warning") for loss in saved.losses[:MOST_LOSSES]),
            *([plain(f"and {more:,} more: shopcrm restore --salvage lists them.")] if more > 0 else []),
            *([] if saved.losses else [plain("Nothing is missing.")]),
            *([block(_UNLISTED, "$warning")] if saved.unlisted else []),
            plain(f"It opens with: shopcrm --shop {saved.folder}"),
        ]
        super().__init__("Saved", lines(*rows), [("Done", None)], back=None)


class BroughtBack(Dialog[None]):
    """Which shop came back, of which day, and where it lies now."""

    HELP = "What was entered after that day is not in this book. Make a backup once you have looked it over."

    def __init__(self, restored: Restored, shop: str, taken: str) -> None:
        kept = [plain(f"The damaged book is kept in {restored.replaced}.")] if restored.replaced else []
        rows = [
            plain(f"✓ {shop} is back, every page proven.", "bold"),
            plain(f"As it was on {taken}: {held_in_words(restored.counts)}."),
            plain(f"It lies in {restored.folder}."),
            *kept,
            *([] if restored.settled else [block(f"! {UNSETTLED}", "$warning")]),
            *carried_along(restored),
        ]
        super().__init__("The shop is back", lines(*rows), [("Open it", None)], back=None)


async def bring_back(screen: Screen[Any], *, over: bool = False) -> None:
    """Ask for a backup, make the shop of it where the program was started for, say of which day it is, and open it.

    over: a damaged book lies there, and is kept aside. Raises what opening raises.
    """
    frame = _frame(screen)
    launch, opens = frame.launch, await frame.push_screen_wait(RescueForm(over=over))
    if opens is None:
        return
    staff = opens.staff or launch.staff
    vault = await asyncio.to_thread(
        open_vault, launch.folder, opens.passphrase, key_file=launch.key_file, staff=staff, clock=launch.clock
    )
    found = await asyncio.to_thread(vault.read, profile.get)
    taken = moment(opens.made.taken_at, ZoneInfo(found.zone))
    await frame.push_screen_wait(BroughtBack(opens.made, found.name, taken))
    frame.open_shop(vault)


async def out_of_damage(screen: Screen[Any], error: Damaged) -> None:
    """The book does not open: a backup is put in its place, or what can be read is saved, or neither."""
    frame = _frame(screen)
    chosen = await frame.push_screen_wait(DamagedShop(error))
    if chosen == "backup":
        await bring_back(screen, over=True)
    elif chosen == "salvage":
        opens = await frame.push_screen_wait(SalvageForm(f"{frame.launch.folder}-saved"))
        if opens is not None:
            await frame.push_screen_wait(SavedShop(opens.made))


def newest_here(launch: Launch) -> Path | None:
    """The newest backup at hand: of the shop that lies there, in any place that it knows; else at the top of a stick
    that is plugged in: whose it is only its passphrase tells.
    """
    with contextlib.suppress(CrmError):
        whose = headers.read_either(launch.folder).vault.hex()
        known = backup.places(launch.folder, settings.load(launch.settings_file).kept_for(whose))
        now = (launch.clock or machine_clock)()
        listed = backup.found(launch.folder, [place.folder for place in known], now)
        own = [one.file for one in listed if not one.replaced]
        if own:
            return own[0]
    found = []
    for drive in drives.plugged_in():
        try:
            found += [file for file in Path(drive.folder).iterdir() if snapshot.taken(file)]
        except OSError:
            continue
    return max((file for file in found if container.vault_of(file)), key=snapshot.taken, default=None)  # type: ignore[arg-type]


def _backup(typed: str) -> Path:
    file = Path(typed).expanduser()
    if not file.is_file():
        raise InvalidValue("place", "There is no such file.", "Plug in the stick, and choose a file that ends in .scb.")
    return file


def _frame(screen: Screen[Any]) -> Frame:
    assert isinstance(screen.app, Frame)
    screen.app.load_styles()
    return screen.app
