"""The locked shop: asks for the passphrase, and says plainly when it does not match."""

import asyncio
import contextlib
import time
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.places import demo_passphrase_file
from shopcrm.tui.frame import Frame, flow, key
from shopcrm.tui.launch import load_ahead
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import block, lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.tick import Tick

_FORGOTTEN = """\
Type the recovery code from your recovery sheet where the passphrase goes: it opens the shop.

Is there another owner? Their passphrase opens the shop too.

Without a passphrase and without the recovery code nobody can open the records: not even the makers of this program."""


_DEMO = "This is a demonstration shop. Its passphrase:"
_DEMO_COST = (19 * 1024, 1, 1)
"""What a derivation costs in a demonstration (KiB, passes, lanes): no shop of one's own is made so cheaply."""


def demo_passphrase(folder: Path) -> str:
    """The passphrase of a demonstration shop; empty for any other, even where a file of that name lies beside it."""
    file = demo_passphrase_file(folder)
    if not file.is_file():
        return ""
    from shopcrm.vault import header

    try:
        cost = header.read(folder / "vault.json").target
        told = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, CrmError):
        return ""
    return told if (cost.memory_kib, cost.passes, cost.lanes) == _DEMO_COST else ""


class AsksPassphrase(Pane[None]):
    """The box with the passphrase in it."""

    heading: ClassVar[str] = "Your records are locked"
    asks_name: bool = False
    """Whether several people have a login: which names they have cannot be read before the shop is open."""
    HELP = "Type the passphrase and press Enter. Five words with dashes, or the sentence that you chose."
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+q", "app.quit", "Quit", priority=True)]

    def compose(self) -> ComposeResult:
        """The box, and the keys."""
        box = Vertical(id="unlock-box", classes="dialog-box")
        box.border_title = plain(self.heading)
        with box:
            told = demo_passphrase(self.frame.launch.folder)
            if told:
                yield Static(lines(plain(_DEMO), plain(told, "bold")), id="demo-passphrase")
            if self.asks_name:
                with Horizontal(classes="form-row"):
                    yield Static(plain("Name"), classes="form-label")
                    yield TextField(placeholder="empty for the owner", id="name")
            with Horizontal(classes="form-row"):
                yield Static(plain("Passphrase"), classes="form-label")
                yield TextField(password=True, id="passphrase")
            yield Static(id="unlock-trouble")
            yield Tick("Show what I type", id="show")
            with Horizontal(classes="buttons"):
                yield Push("Open", id="open", main=True)
                yield Push("I forgot it…", id="forgot")
        yield KeyRow()

    async def try_open(self, passphrase: str) -> None:
        """Open with this passphrase; raises CannotUnlock."""
        raise NotImplementedError

    async def key_file(self) -> Path | None:
        """The key file that was named at the start, or the one on a stick that is plugged in."""
        from shopcrm.jobs.key_file_search import key_file_at_hand

        launch = self.frame.launch
        return launch.key_file or await asyncio.to_thread(key_file_at_hand, launch.folder)

    @on(Tick.Changed, "#show")
    def _show(self, event: Tick.Changed) -> None:
        self.query_one("#passphrase", TextField).show_typing(event.value)

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self.query_one("#passphrase").focus()

    @on(Input.Submitted, "#passphrase")
    @on(Push.Pressed, "#open")
    def _open(self) -> None:
        self.open()

    @on(Push.Pressed, "#forgot")
    @flow
    async def _forgot(self) -> None:
        from shopcrm.tui.forms.dialog import Dialog

        dialog: Dialog[None] = Dialog("I forgot my passphrase", block(_FORGOTTEN), [("Back", None)], back=None)
        await self.app.push_screen_wait(dialog)

    @flow
    async def open(self) -> None:
        """Try what was typed; the field stays where it was, and what was wrong stands below it."""
        field = self.query_one("#passphrase", TextField)
        if not field.value:
            return
        self._say("Opening…")
        field.disabled = True
        try:
            await self.try_open(field.value)
            self._say("")
        except CannotUnlock as wrong:
            self._say(f"✗ {wrong.message} {wrong.next_step}", "$error")
        finally:
            field.disabled = False
            field.value = ""
            field.focus()

    async def tell(self, error: CrmError) -> None:
        """What is not about the passphrase (open elsewhere, damaged) is told in full."""
        self._say("")
        await self.frame.tell(error)

    def pause(self, seconds: float) -> None:
        """Wait before the next guess, and say so; called on the thread that opens."""
        if seconds:
            self.app.call_from_thread(self._say, f"After several wrong tries: {seconds:.0f} seconds, please…")
            time.sleep(seconds)
            self.app.call_from_thread(self._say, "Opening…")

    @property
    def frame(self) -> Frame:
        """The application."""
        assert isinstance(self.app, Frame)
        return self.app

    def _say(self, words: str, style: str = "") -> None:
        self.query_one("#unlock-trouble", Static).update(plain(words, style))


class Unlock(AsksPassphrase):
    """The first screen of a shop that exists. While the passphrase is typed, the first section is made ready."""

    _rescuing = False

    @property
    def asks_name(self) -> bool:  # type: ignore[override]
        """Where more than one person has a login, and none was named at the start."""
        from shopcrm.vault import header

        if self.frame.launch.staff is not None:
            return False
        with contextlib.suppress(CrmError):
            return sum(not slot.is_recovery for slot in header.read(self.frame.launch.folder / header.NAME).slots) > 1
        return False

    @property
    def _staff(self) -> str | None:
        typed = self.query_one("#name", TextField).value.strip() if self.query("#name") else ""
        return typed or self.frame.launch.staff

    def on_mount(self) -> None:
        """A passphrase that was given at the start is used at once."""
        self.call_after_refresh(self._make_ready)
        secret = self.frame.launch.secret
        if secret is not None:
            self.query_one("#passphrase", TextField).value = secret
            self.open()

    @flow
    async def _make_ready(self) -> None:
        """Load what the open shop begins with, once this screen is painted."""
        await asyncio.to_thread(load_ahead, self.frame.sections)
        self.frame.load_styles()

    async def tell(self, error: CrmError) -> None:
        """A book that is damaged is not the end: the ways on are offered."""
        self._say("")
        if isinstance(error, Damaged) and not self._rescuing:
            from shopcrm.tui.forms.rescue import out_of_damage

            self._rescuing = True
            try:
                await out_of_damage(self, error)
            except CrmError as failed:
                await self.frame.tell(failed)
            finally:
                self._rescuing = False
            return
        await self.frame.tell(error)

    async def try_open(self, passphrase: str) -> None:
        """Open the vault on a thread, then the shop."""
        from shopcrm.vault.vault import open_vault

        launch = self.frame.launch
        opening = asyncio.to_thread(
            open_vault,
            launch.folder,
            passphrase,
            key_file=await self.key_file(),
            staff=self._staff,
            clock=launch.clock,
            pause=self.pause,
        )
        vault, _ = await asyncio.gather(opening, asyncio.to_thread(load_ahead, self.frame.sections))
        self.frame.open_shop(vault)


class Cover(AsksPassphrase, ModalScreen[None]):
    """Covers the screen when the shop is locked while a job runs; the lock itself follows the job."""

    heading = "Locked. Work goes on behind this"

    async def try_open(self, passphrase: str) -> None:
        """Check the passphrase against the header; the shop is still open behind."""
        from shopcrm.vault.guard import Guesses
        from shopcrm.vault.unlocking import unlock_folder

        launch, sitting = self.frame.launch, self.frame.sitting
        await asyncio.to_thread(
            unlock_folder,
            launch.folder,
            passphrase,
            key_file=await self.key_file(),
            staff=launch.staff if sitting is None else sitting.staff.name,
            guesses=Guesses(launch.folder),
            pause=self.pause,
            check=lambda _header: None,
        )
        self.frame.locked = False
        self.dismiss(None)
