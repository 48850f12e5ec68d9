"""What is asked about keys: passphrases, the recovery code, key files, and what was on a lost stick."""

import asyncio
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from shopcrm import settings
from shopcrm.errors import CannotUnlock, InvalidValue
from shopcrm.jobs import key_file_places, keys
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.form import Form, FormRow, text_row, tick_row
from shopcrm.tui.frame import flow
from shopcrm.tui.text import block, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.tick import Tick
from shopcrm.vault import facts, key_files, logins, recovery_code


class SecretForm(Form[bool]):
    """A form with secrets in it: they are masked unless the person says otherwise, and never kept."""

    def secret_row(self, name: str, label: str) -> FormRow:
        """A masked field."""
        return FormRow(name, label, TextField(password=True, id=f"field-{name}"), required=True, check=None)

    def extra(self) -> ComposeResult:
        """See what one types."""
        yield Tick("Show what I type", id="show-typing")

    def draft(self) -> dict[str, Any] | None:
        """A secret is never kept."""
        return None

    def new_secret(self, values: dict[str, Any]) -> str:
        """The new passphrase; raises InvalidValue where the two differ."""
        if values["new"] != values["again"]:
            raise InvalidValue("again", "The two are not the same.", "Tick “Show what I type” to compare them.")
        return str(values["new"])

    @on(Tick.Changed, "#show-typing")
    def _show_typing(self, event: Tick.Changed) -> None:
        for field in self.query(TextField):
            if field.id in ("field-old", "field-new", "field-again", "field-code", "field-passphrase"):
                field.show_typing(event.value)


class ChangePassphrase(SecretForm):
    """Another passphrase for who is working; True once it is so."""

    heading = "A new passphrase"
    HELP = (
        "A sentence of 15 characters or more that only you would think of. The old one opens the shop no more, and"
        " backups made before still open from inside the shop. The recovery code may stand in for a forgotten one."
    )

    def __init__(self, *, forgotten: bool = False) -> None:
        super().__init__(forgotten=forgotten)

    def rows(self) -> Iterable[FormRow]:
        """The old one or the recovery code, and the new one twice."""
        forgotten = self.about["forgotten"]
        yield self.secret_row("old", "Recovery code" if forgotten else "The old one")
        yield self.secret_row("new", "The new one")
        yield self.secret_row("again", "Once more")

    async def save(self, values: dict[str, Any]) -> bool:
        """Change it; this takes a second or two."""
        new, book = self.new_secret(values), self.sitting.book
        try:
            await self.thread(logins.change_passphrase, book, values["old"], new, key_file=book.key_file)
        except CannotUnlock as wrong:
            raise InvalidValue("old", wrong.message, wrong.next_step) from wrong
        except InvalidValue as weak:
            raise InvalidValue("new", weak.message, weak.next_step) from weak
        return True


class SetPassphrase(SecretForm):
    """The recovery code opened the shop: the owner's new passphrase; True once it is set."""

    heading = "The recovery code opened the shop"
    save_label = "Set it"
    back_label = "Later"
    HELP = "Choose a new passphrase for the owner's login. A key file that it needed is needed no more."

    def rows(self) -> Iterable[FormRow]:
        """The new one, twice."""
        yield self.secret_row("new", "The new one")
        yield self.secret_row("again", "Once more")

    def remark(self) -> Content:
        """Why."""
        return plain(f"A new passphrase for {self.sitting.staff.name}: the old one is forgotten, or lost.", "$quiet")

    async def save(self, values: dict[str, Any]) -> bool:
        """Set it."""
        new, book = self.new_secret(values), self.sitting.book
        try:
            await self.thread(logins.set_passphrase, book, book.staff.id, new)
        except InvalidValue as weak:
            raise InvalidValue("new", weak.message, weak.next_step) from weak
        return True


class PractiseRecovery(SecretForm):
    """The code from the sheet is typed, and opens the shop or does not; True once it did."""

    heading = "Practise: type the recovery code"
    save_label = "Try it"
    HELP = "Fetch the sheet from where it lies, and type the whole code. Where you mistype, the group is named."

    def rows(self) -> Iterable[FormRow]:
        """The code."""
        yield self.secret_row("code", "Recovery code")

    async def save(self, values: dict[str, Any]) -> bool:
        """Try it."""
        try:
            await self.thread(logins.practise_recovery, self.sitting.book, values["code"])
        except CannotUnlock as wrong:
            raise InvalidValue("code", wrong.message, wrong.next_step) from wrong
        return True


_ONLY_NOW = (
    "It is shown only now, and the old sheet opens the shop no more. Without it a forgotten passphrase cannot be"
    " helped; another sheet can be made later under Keys."
)


class RecoverySheet(Form[bool]):
    """A new recovery code, shown this once; True once a piece of it was typed back."""

    heading = "The new recovery sheet"
    save_label = "I have it on paper"
    back_label = "Later"
    HELP = "Print the sheet or copy the code by hand. The old sheet opens the shop no more: destroy it."
    begins_with = "#print"

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._asked = secrets.randbelow(len(code.split("-")))

    def rows(self) -> Iterable[FormRow]:
        """Where a PDF goes, and the piece."""
        yield text_row("folder", "PDF goes to", str(Path.home()))
        yield text_row("group", f"Group {self._asked + 1}", required=True)

    def above(self) -> ComposeResult:
        """The code, and ways to keep it."""
        yield Static(self._shown(True), classes="recovery-code")
        with Horizontal(classes="buttons"):
            yield Push("Print", id="print")
            yield Push("Save as PDF", id="save-sheet")

    def _shown(self, readable: bool) -> Content:
        groups = self._code.split("-")
        numbers = " ".join(f"{number:<{len(group)}}" for number, group in enumerate(groups, 1))
        code = "-".join(group if readable else "•" * len(group) for group in groups)
        return lines(plain(numbers, "$quiet"), plain(code, "bold"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """While the group is typed the code is covered: it must come from the paper."""
        self.query_one(".recovery-code", Static).update(self._shown(event.widget.id != "field-group"))

    def remark(self) -> Content:
        """What is asked."""
        return plain(f"To prove that it is on paper, type its group {self._asked + 1}.", "$quiet")

    @property
    def unsaved(self) -> bool:
        """The code is made already; going back loses no field."""
        return False

    @property
    def parting(self) -> tuple[str, str]:
        """What leaving here costs."""
        return "Nobody has shown that the code is on paper", _ONLY_NOW

    async def save(self, values: dict[str, Any]) -> bool:
        """The piece must match."""
        if not recovery_code.same_group(self._code, self._asked, values["group"]):
            raise InvalidValue("group", f"That is not group {self._asked + 1}.", "Look at the sheet once more.")
        await self.write(facts.prove_recovery)
        return True

    @on(Push.Pressed, "#print")
    def _print(self, event: Push.Pressed) -> None:
        event.stop()
        self.print_sheet()

    @on(Push.Pressed, "#save-sheet")
    def _save_sheet(self, event: Push.Pressed) -> None:
        event.stop()
        self.save_sheet()

    @flow
    async def print_sheet(self) -> None:
        """Send it to the printer, by a pipe."""
        from shopcrm.jobs import printing

        command = printing.print_command()
        if command is None:
            self.toast("There is no printer here. Save the sheet as a PDF, or copy the code by hand.")
            return
        pdf = await self.thread(keys.sheet, self.sitting.book, self._code)
        await asyncio.to_thread(printing.print_paper, pdf, command)
        self.toast("Sent to the printer.")

    @flow
    async def save_sheet(self) -> None:
        """Save it where the person said."""
        folder = Path(self.values()["folder"])
        path = await self.thread(keys.save_sheet, self.sitting.book, self._code, folder)
        self.toast(f"Saved as {path.name}. Print it, then delete the file.")


class NewKeyFile(SecretForm):
    """A key file in two places; True once the login needs it."""

    heading = "A key file on two sticks"
    save_label = "Make it"
    HELP = (
        "From now on your login needs one of the two files beside the passphrase. Keep the sticks apart from each other"
        " and from the backups. If both are lost, only the recovery code opens the shop."
    )

    def rows(self) -> Iterable[FormRow]:
        """Two folders, and the passphrase."""
        yield text_row("first", "First stick", required=True, placeholder="a folder")
        yield text_row("second", "Second stick", required=True, placeholder="another folder")
        yield self.secret_row("passphrase", "Passphrase")

    def remark(self) -> Content:
        """Where not."""
        return plain("Two sticks, apart from each other and apart from the backups.", "$quiet")

    async def load(self) -> dict[str, Any]:
        """Sticks that are plugged in and hold no backups; typing begins below them, a passphrase never behind one."""
        found = await self.thread(key_file_places.free_sticks, self.sitting.book, self._settings())
        self.begins_with = ("#field-first", "#field-second", "#field-passphrase")[min(len(found), 2)]
        return dict(zip(("first", "second"), map(str, found), strict=False))

    async def save(self, values: dict[str, Any]) -> bool:
        """Make it, after what speaks against it; its copies are read back first."""
        book, first, second = self.sitting.book, Path(values["first"]), Path(values["second"])
        await self.thread(key_file_places.check_two_disks, first, second)
        found = await self.thread(lambda: list(key_file_places.doubts(book, self._settings(), (first, second))))
        words = "\n\n".join(f"! {one}" for one in found)
        if found and not await self.ask(Confirm("Make the key file all the same?", words, "Make it all the same")):
            raise InvalidValue("first", "Nothing was made.", "Choose other sticks, or prove the recovery sheet first.")
        try:
            made = await self.thread(
                key_file_places.create, book, values["passphrase"], first, second, key_file=book.key_file
            )
        except CannotUnlock as wrong:
            raise InvalidValue("passphrase", wrong.message, wrong.next_step) from wrong
        book.key_file = made[0]
        return True

    def _settings(self) -> settings.Settings:
        return settings.load(self.frame.launch.settings_file)


class ProveKeyFile(SecretForm):
    """A copy of the key file is tried, or dropped altogether; True once that is done."""

    def __init__(self, *, drop: bool) -> None:
        super().__init__(drop=drop)
        self.heading = "Need no key file any more" if drop else "Try a copy of the key file"
        self.save_label = "Drop it" if drop else "Try it"  # type: ignore[misc]

    def rows(self) -> Iterable[FormRow]:
        """The copy, and the passphrase; typing begins in what is empty."""
        known = self.sitting.book.key_file
        self.begins_with = "#field-passphrase" if known else ""
        yield text_row("file", "Key file", str(known or ""), required=True)
        yield self.secret_row("passphrase", "Passphrase")

    async def save(self, values: dict[str, Any]) -> bool:
        """Try it, or drop it."""
        book, file = self.sitting.book, Path(values["file"]).expanduser()
        try:
            await self.thread(
                key_files.drop if self.about["drop"] else key_files.test, book, values["passphrase"], file
            )
        except CannotUnlock as wrong:
            raise InvalidValue("passphrase", wrong.message, wrong.next_step) from wrong
        if self.about["drop"]:
            book.key_file = None
        return True


class LostStick(Form[dict[str, bool]]):
    """What was on the stick, or with it."""

    heading = "I lost a stick"
    save_label = "Go on"
    HELP = "What to do depends on what a finder has in hand. Nothing is changed before you have seen what will be done."

    def rows(self) -> Iterable[FormRow]:
        """What a finder has."""
        yield tick_row("backups", "Backups were on it")
        yield tick_row("key_file", "A key file was on it")
        yield tick_row("secret", "A passphrase or the recovery sheet was with it")

    def extra(self) -> ComposeResult:
        """What is at risk."""
        yield Static(block("Backups are locked: without a passphrase or the recovery code a finder reads nothing."))

    async def save(self, values: dict[str, Any]) -> dict[str, bool]:
        """What was ticked."""
        if not any(values.values()):
            raise InvalidValue("backups", "Tick what was on it.", "If it was nothing of the shop's, all is well.")
        return values
