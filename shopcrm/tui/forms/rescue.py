"""Before a shop is open: one is brought back from a backup, or what can be read of a damaged one is saved."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from textual.screen import Screen

from shopcrm.errors import Damaged, InvalidValue
from shopcrm.jobs import drives, restore, salvage
from shopcrm.jobs.restore import ErasedUnknownError, Restored
from shopcrm.jobs.salvage import Saved
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.forms.restore_forms import ShopNameForm, new_folder
from shopcrm.tui.forms.trouble import words_of
from shopcrm.tui.frame import Frame
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import block, lines, plain
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.vault import container, snapshot
from shopcrm.vault.vault import open_vault

MOST_LOSSES = 8
"""How many losses are shown; all of them are on the command line."""


class RescueForm(Form[tuple[Path, str]]):
    """Which backup, and what opens it."""

    heading = "Bring the shop back from a backup"
    save_label = "Bring it back"
    HELP = (
        "A backup is a file that ends in .scb; where a stick is plugged in, its newest one stands here. The passphrase"
        " that the shop had on that day opens it, or the recovery code on the recovery sheet."
    )

    def rows(self) -> Iterable[FormRow]:
        """The file, and the passphrase."""
        found = newest_here()
        self.begins_with = "#field-passphrase" if found else ""
        yield text_row("file", "Backup file", str(found or ""), required=True, check=_backup)
        yield FormRow(
            "passphrase",
            "Passphrase",
            TextField(password=True, id="field-passphrase"),
            required=True,
            check=None,
        )

    async def save(self, values: dict[str, Any]) -> tuple[Path, str]:
        """Both, as typed."""
        return _backup(values["file"]), str(values["passphrase"])

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None


class SalvageForm(Form[tuple[Path, str]]):
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
        """The new folder, and the passphrase."""
        yield text_row("folder", "New folder", self.about["folder"], required=True, check=new_folder)
        yield FormRow(
            "passphrase",
            "Passphrase",
            TextField(password=True, id="field-passphrase"),
            required=True,
            check=None,
        )

    async def save(self, values: dict[str, Any]) -> tuple[Path, str]:
        """Both, as typed."""
        return new_folder(values["folder"]), str(values["passphrase"])

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None


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


async def bring_back(screen: Screen[Any], *, over: bool = False) -> None:
    """Ask for a backup, make the shop of it where the program was started for, and open it.

    over: a damaged book lies there, and is kept aside. Raises what a restore raises.
    """
    frame = _frame(screen)
    typed = await frame.push_screen_wait(RescueForm())
    if typed is None:
        return
    file, passphrase = typed
    launch = frame.launch
    act: Callable[..., Restored] = (
        (lambda **more: restore.over_damaged(launch.folder, file, passphrase, **more))
        if over
        else (lambda **more: restore.into(file, launch.folder, passphrase, **more))
    )

    def naming(name: str | None) -> Callable[[Progress, threading.Event], Restored]:
        common = {"key_file": launch.key_file, "clock": launch.clock, "shop_name": name}
        return lambda progress, cancel: act(**common, progress=progress, cancel=cancel)

    try:
        await frame.run_job("Bring the shop back", naming(None))
    except ErasedUnknownError as unknown:
        name = await frame.push_screen_wait(ShopNameForm(unknown.message))
        if name is None:
            return
        await frame.run_job("Bring the shop back", naming(name))
    frame.open_shop(
        await asyncio.to_thread(open_vault, launch.folder, passphrase, key_file=launch.key_file, clock=launch.clock)
    )


async def out_of_damage(screen: Screen[Any], error: Damaged) -> None:
    """The book does not open: a backup is put in its place, or what can be read is saved, or neither."""
    frame = _frame(screen)
    chosen = await frame.push_screen_wait(DamagedShop(error))
    if chosen == "backup":
        await bring_back(screen, over=True)
    elif chosen == "salvage":
        typed = await frame.push_screen_wait(SalvageForm(f"{frame.launch.folder}-saved"))
        if typed is None:
            return
        folder, passphrase = typed
        shop, key_file, clock = frame.launch.folder, frame.launch.key_file, frame.launch.clock
        saved = await frame.run_job(
            "Save what can be read",
            lambda progress, cancel: salvage.into(
                shop, folder, passphrase, key_file=key_file, clock=clock, progress=progress, cancel=cancel
            ),
        )
        await frame.push_screen_wait(SavedShop(saved))


def newest_here() -> Path | None:
    """The newest backup at the top of a stick that is plugged in; whose it is only its passphrase tells."""
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
        raise InvalidValue("file", "There is no such file.", "Plug in the stick, and choose a file that ends in .scb.")
    return file


def _frame(screen: Screen[Any]) -> Frame:
    assert isinstance(screen.app, Frame)
    screen.app.load_styles()
    return screen.app
