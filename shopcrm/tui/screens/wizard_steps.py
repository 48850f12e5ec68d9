"""The steps of the first run; each asks one thing, checks it and does it."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from shopcrm.errors import CrmError, InvalidValue
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import FormRow, text_row
from shopcrm.tui.frame import flow
from shopcrm.tui.sitting import Sitting
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.tick import Tick

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault

SHEET = "shopcrm-recovery-sheet.pdf"
_NATIONS = (
    ("GB-ENG", "England"),
    ("GB-WLS", "Wales"),
    ("GB-SCT", "Scotland"),
    ("GB-NIR", "N. Ireland"),
    ("IE", "Ireland"),
)
_CURRENCY = {"IE": "EUR"}


@dataclass
class Plan:
    """What has been answered so far, and the shop once it exists."""

    name: str = ""
    owner: str = ""
    code: str = ""
    vault: "Vault | None" = None
    proven: bool = False


class Step(Vertical):
    """One question of the wizard."""

    heading: ClassVar[str] = ""
    slow: ClassVar[bool] = False

    def __init__(self, plan: Plan, *, id: str) -> None:
        super().__init__(id=id)
        self.plan = plan

    def enter(self) -> None:
        """The step came on screen: the first field has the focus."""
        self.query("TextField, ChoiceRow, Push").first().focus()

    async def finish(self, wizard: Desk[None]) -> None:
        """Check and do; raises InvalidValue naming the field."""

    async def tell(self, error: CrmError) -> None:
        """What a flow of the step met is told as the wizard tells it."""
        assert isinstance(self.screen, Desk)
        await self.screen.tell(error)

    def point_at(self, field: str) -> None:
        """Put the cursor where something must be put right."""
        self.query(f"#field-{field}").focus()

    def typed(self, field: str) -> str:
        """What stands in a field, without spaces at its ends."""
        return self.query_one(f"#field-{field}", TextField).value.strip()


class ShopStep(Step):
    """What the shop is called, and who it belongs to."""

    heading = "Shop"

    def compose(self) -> ComposeResult:
        """Two fields."""
        yield Static(plain("Welcome. What is your shop called, and what is your name?"), classes="step-words")
        yield text_row("name", "Shop", required=True, placeholder="for example Corner Flowers")
        yield text_row("owner", "Your name", required=True)
        yield Static(plain("Both print on receipts and letters. You can change them later.", "$quiet"))

    async def finish(self, wizard: Desk[None]) -> None:
        """Both must be there."""
        for field, words in (("name", "The shop needs a name."), ("owner", "Your name, please.")):
            if not self.typed(field):
                raise InvalidValue(field, words)
        self.plan.name, self.plan.owner = self.typed("name"), self.typed("owner")


class PassphraseStep(Step):
    """The passphrase twice, or five words made by the program; then the shop is made."""

    heading = "Passphrase"
    slow = True

    def compose(self) -> ComposeResult:
        """Two masked fields, and a generator."""
        yield Static(
            plain("Everything you keep is locked with a passphrase: a sentence of 15 characters or more."),
            classes="step-words",
        )
        for name, label in (("passphrase", "Passphrase"), ("again", "Once more")):
            yield FormRow(name, label, TextField(password=True, id=f"field-{name}"), required=False, check=None)
        yield Tick("Show what I type", id="show-typing")
        yield Push("Make one of five words for me", id="generate")

    @on(Tick.Changed, "#show-typing")
    def _show_typing(self, event: Tick.Changed) -> None:
        for field in self.query(TextField):
            field.show_typing(event.value)

    @on(Push.Pressed, "#generate")
    def _generate(self, event: Push.Pressed) -> None:
        from shopcrm.vault import passphrases

        event.stop()
        made = passphrases.generate()
        for field in self.query(TextField):
            field.value = made
        self.query_one(Tick).value = True

    async def finish(self, wizard: Desk[None]) -> None:
        """Check both, then make the shop; this takes about a second."""
        from shopcrm.vault import passphrases
        from shopcrm.vault.vault import create_vault

        passphrase = self.query_one("#field-passphrase", TextField).value
        passphrases.check(passphrase)
        if passphrase != self.query_one("#field-again", TextField).value:
            raise InvalidValue("again", "The two are not the same.", "Tick 'Show what I type' to compare them.")
        launch = wizard.frame.launch
        made = await asyncio.to_thread(
            create_vault,
            launch.folder,
            self.plan.name,
            self.plan.owner,
            passphrase,
            clock=launch.clock,
            kdf=launch.kdf,
        )
        self.plan.vault, self.plan.code = made
        wizard.frame.sitting = Sitting(self.plan.vault)
        for field in self.query(TextField):
            field.value = ""


class RecoveryStep(Step):
    """The recovery code on paper, and a piece of it typed back."""

    heading = "Recovery sheet"

    def compose(self) -> ComposeResult:
        """The code, ways to keep it, and the proof."""
        yield Static(
            plain("If you forget the passphrase, only this code opens your records. Keep it on paper."),
            classes="step-words",
        )
        yield Static(classes="recovery-code")
        with Horizontal(classes="buttons"):
            yield Push("Print the sheet", id="print")
            yield Push("Save it as a PDF", id="save-sheet")
        yield text_row("folder", "PDF goes to", str(Path.home()))
        yield Static(classes="ask-back")
        yield text_row("group", "", required=True)

    def enter(self) -> None:
        """Show the code, and choose the piece that is asked for."""
        self.asked = secrets.randbelow(len(self.plan.code.split("-")))
        self._show_code(True)
        row = self.query(FormRow).last()
        row.label = f"Group {self.asked + 1}"
        row.show_trouble("")
        self.query_one(".ask-back", Static).update(
            plain(f"To prove that you have it on paper, type its group {self.asked + 1}; it is hidden meanwhile.")
        )
        self.query_one("#print").focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """While the group is typed the code is covered: it must come from the paper."""
        if self.plan.code:
            self._show_code(event.widget.id != "field-group")

    def _show_code(self, shown: bool) -> None:
        groups = self.plan.code.split("-")
        numbers = " ".join(f"{number:<{len(group)}}" for number, group in enumerate(groups, 1))
        code = "-".join(group if shown else "•" * len(group) for group in groups)
        self.query_one(".recovery-code", Static).update(lines(plain(numbers, "$quiet"), plain(code)))

    @on(Push.Pressed, "#print")
    def _print(self, event: Push.Pressed) -> None:
        event.stop()
        self.print_sheet()

    @on(Push.Pressed, "#save-sheet")
    def _save(self, event: Push.Pressed) -> None:
        event.stop()
        self.save_sheet()

    @flow
    async def print_sheet(self) -> None:
        """Send the sheet to the printer, by a pipe."""
        from shopcrm.jobs import printing

        command = printing.print_command()
        if command is None:
            self.notify("There is no printer here. Save the sheet as a PDF, or copy the code by hand.", markup=False)
            return
        pdf = await self._sheet()
        await asyncio.to_thread(printing.print_paper, pdf, command)
        self.notify("Sent to the printer.", markup=False, timeout=3)

    @flow
    async def save_sheet(self) -> None:
        """Save the sheet where the person said."""
        from shopcrm.papers import save

        path = await asyncio.to_thread(save.save, await self._sheet(), Path(self.typed("folder")).expanduser(), SHEET)
        self.query_one("#field-folder", TextField).value = str(path.parent)
        self.notify(f"Saved as {path.name}. Print it, then delete the file.", markup=False, timeout=3)

    async def finish(self, wizard: Desk[None]) -> None:
        """The group must match; then it is noted that the sheet is proven."""
        from shopcrm.vault import facts, recovery_code

        if not recovery_code.same_group(self.plan.code, self.asked, self.typed("group")):
            raise InvalidValue("group", f"That is not group {self.asked + 1}.", "Look at the sheet once more.")
        await wizard.write(facts.prove_recovery)
        self.plan.proven = True

    async def _sheet(self) -> bytes:
        from shopcrm.papers import recovery_sheet

        vault = self.plan.vault
        assert vault is not None
        paper = await asyncio.to_thread(
            recovery_sheet.make,
            self.plan.name,
            self.plan.owner,
            vault.vault_id.hex(),
            self.plan.code,
            vault.clock(),
            vault.calendar.zone,
        )
        return paper.pdf


class PlaceStep(Step):
    """The nation, whose law and holidays count, and the currency."""

    heading = "Place"

    def compose(self) -> ComposeResult:
        """A choice, a field for elsewhere, the currency."""
        yield Static(plain("Where is the shop? Its law and its holidays steer the dates."), classes="step-words")
        yield ChoiceRow(_NATIONS, id="field-nation")
        yield text_row("region", "Elsewhere", placeholder="a code such as DE-BY or US-CA")
        yield text_row("currency", "Currency", "GBP", required=True)

    @on(ChoiceRow.Changed, "#field-nation")
    def _nation(self, event: ChoiceRow.Changed) -> None:
        self.query_one("#field-currency", TextField).value = _CURRENCY.get(event.value, "GBP")

    async def finish(self, wizard: Desk[None]) -> None:
        """Keep both in the shop's settings."""
        from shopcrm.shop import profile
        from shopcrm.workdays import calendar_of

        region = self.typed("region").upper() or self.query_one(ChoiceRow).value
        before = await wizard.read(profile.get)
        after = replace(before, region=region, currency=self.typed("currency"), zone=calendar_of(region).zone)
        await wizard.write(profile.change, after)


class BackupStep(Step):
    """A first backup, or a reminder."""

    heading = "Backup"

    def compose(self) -> ComposeResult:
        """Now or later, and where."""
        yield Static(
            plain("A backup on a USB stick saves you when the laptop is lost. It is locked with your passphrase too."),
            classes="step-words",
        )
        yield ChoiceRow((("later", "Remind me"), ("now", "Back up now")), id="field-when")
        yield text_row("folder", "To this folder")
        yield Static(id="drives")

    def enter(self) -> None:
        """Look for sticks."""
        super().enter()
        self.look_for_sticks()

    @flow
    async def look_for_sticks(self) -> None:
        """A stick that is plugged in is offered."""
        from shopcrm.jobs import drives

        sticks = [one for one in await asyncio.to_thread(drives.plugged_in) if not one.read_only]
        found = (
            f"A stick is plugged in: {sticks[0].label} ({sticks[0].folder})"
            if sticks
            else "No stick is plugged in. Any folder will do."
        )
        self.query_one("#drives", Static).update(plain(found, "$quiet"))
        if sticks:
            self.query_one("#field-folder", TextField).value = str(sticks[0].folder)
            self.query_one(ChoiceRow).value = "now"

    async def finish(self, wizard: Desk[None]) -> None:
        """Back up where that was chosen."""
        from shopcrm import settings
        from shopcrm.jobs import backup

        if self.query_one(ChoiceRow).value == "later":
            return
        vault, folder = self.plan.vault, self.typed("folder")
        assert vault is not None
        if not folder:
            raise InvalidValue("folder", "Which folder?", "Plug in a stick, or type a folder; or choose 'Remind me'.")
        target = Path(folder).expanduser().absolute()
        kept = wizard.frame.launch.settings_file
        await asyncio.to_thread(backup.require_stick, target, vault.vault_id, settings.load(kept))
        await wizard.job(
            "Make a backup", lambda progress, cancel: backup.make(vault, target, progress=progress, cancel=cancel)
        )
        today = vault.calendar.local_date(vault.clock())
        await asyncio.to_thread(backup.remember, target, today, vault.vault_id, kept)


class BeginStep(Step):
    """An empty shop, or invented people to look around with."""

    heading = "Begin"

    def compose(self) -> ComposeResult:
        """The choice, and what each means."""
        yield Static(plain("Your shop is ready. How do you want to begin?"), classes="step-words")
        yield ChoiceRow((("empty", "With my own records"), ("sample", "With sample data")), id="field-start")
        yield Static(
            lines(
                "",
                plain("Own records: Today shows the first steps; 7 More imports your orders.", "$quiet"),
                plain("Sample data: invented people, to look around. Use another folder for", "$quiet"),
                plain("your real shop: sample data cannot be told from records of your own.", "$quiet"),
            )
        )

    async def finish(self, wizard: Desk[None]) -> None:
        """Fill the shop where that was chosen."""
        if self.query_one(ChoiceRow).value == "sample":
            from shopcrm.jobs import demo

            await wizard.write_job("Sample data", demo.fill)


STEPS: tuple[type[Step], ...] = (ShopStep, PassphraseStep, RecoveryStep, PlaceStep, BackupStep, BeginStep)
