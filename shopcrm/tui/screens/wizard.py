"""First run: from nothing to an open shop in under three minutes, one question at a time."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Input, Static

from shopcrm.errors import InvalidValue
from shopcrm.tui.desk import Desk
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.wizard_steps import STEPS, Plan, Step
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField

_BARRED = 2
"""From this step on the shop exists: there is no way back before it."""
_NOT_MADE = ("Stop setting up?", "Nothing was made yet. What you typed here is not kept.")
_NOT_PROVEN = (
    "The recovery code has not been proven yet",
    "Your shop is made, and this code is shown only now. Without it on paper nobody can help when the passphrase is"
    " forgotten. These questions do not come again.",
)
_REST_LEFT = (
    "Leave the other questions?",
    "Your shop is made. These questions do not come again: place and currency stand under 7 More, Settings, and the"
    " backup under 7 More, Backup.",
)


class Wizard(Desk[None]):
    """Sets up a new shop: its name, the passphrase, the recovery sheet, the place, a backup, and how to begin."""

    HELP = (
        "Answer one question after the other; Enter goes on. Names, place and currency can be changed later, under"
        " Settings. The recovery code is shown in step 3 only: have it on paper before you go on."
    )
    DEFAULT_CSS = Path(__file__).with_name("wizard.tcss").read_text(encoding="utf-8")
    """Not CSS_PATH: Textual does not read that of the very first screen."""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "go_on", "Next", priority=True),
        key("escape", "back", "Back"),
        key("f1", "app.help", "Help", "Help for this step"),
        key("ctrl+q", "app.quit", "Quit", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plan = Plan()
        self._at = 0
        self._steps = [step(self.plan, id=f"step-{place}") for place, step in enumerate(STEPS)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Back is offered where there is a step to go back to."""
        return self._can_go_back if action == "back" else True

    @property
    def _can_go_back(self) -> bool:
        return self._at > 0 and self._at != _BARRED

    @property
    def parting(self) -> tuple[str, str] | None:
        """What quitting here costs: what was typed, the recovery code, or the questions that are left."""
        if self.plan.vault is None:
            typed = any(field.value for step in self._steps[:_BARRED] for field in step.query(TextField))
            return _NOT_MADE if typed else None
        return _REST_LEFT if self.plan.proven else _NOT_PROVEN

    def compose(self) -> ComposeResult:
        """Where one is, the step, what is wrong, buttons."""
        box = Vertical(id="wizard", classes="dialog-box")
        box.border_title = plain("A new shop")
        with box:
            yield Static(id="wizard-steps")
            with ContentSwitcher(initial="step-0"):
                yield from self._steps
            yield Static(id="wizard-trouble")
            with Horizontal(classes="buttons"):
                yield Push("Next ▸", id="next", main=True)
                yield Push("◂ Back", id="back")
                yield Push("I have a backup…", id="rescue")
        yield KeyRow()

    def on_mount(self) -> None:
        """Begin."""
        self._show(0)

    @property
    def step(self) -> Step:
        """The step on screen."""
        return self._steps[self._at]

    @flow
    async def action_go_on(self) -> None:
        """Do what the step is about, then show the next; the last one opens the shop."""
        self._say("Just a moment…" if self.step.slow else "")
        try:
            await self.step.finish(self)
        except InvalidValue as wrong:
            self._say(f"✗ {wrong.message} {wrong.next_step}", "$error")
            self.step.point_at(wrong.field)
            return
        finally:
            if self.query_one("#wizard-trouble", Static).content == plain("Just a moment…"):
                self._say("")
        if self._at + 1 < len(self._steps):
            self._show(self._at + 1)
        elif self.plan.vault is not None:
            self.frame.open_shop(self.plan.vault)

    def action_back(self) -> None:
        """To the step before, unless the shop exists since."""
        if self._can_go_back:
            self._show(self._at - 1)

    @on(Push.Pressed, "#next")
    def _next(self) -> None:
        self.action_go_on()

    @on(Push.Pressed, "#rescue")
    @flow
    async def _rescue(self) -> None:
        """Not a new shop: an old one, from its backup."""
        from shopcrm.tui.forms.rescue import bring_back

        await bring_back(self)

    @on(Push.Pressed, "#back")
    def _back(self) -> None:
        self.action_back()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        fields = [field for field in self.step.query(Input) if field.display]
        if event.input is fields[-1]:
            self.action_go_on()
        else:
            self.focus_next()

    def _show(self, place: int) -> None:
        self._at = place
        self.query_one(ContentSwitcher).current = f"step-{place}"
        self.query_one("#back").display = self._can_go_back
        self.query_one("#rescue").display = place == 0
        self.query_one(KeyRow).refresh()
        titles = (
            (f"[{number} {step.heading}]", "bold") if number == place + 1 else (f" {number} {step.heading} ", "$quiet")
            for number, step in enumerate(self._steps, 1)
        )
        self.query_one("#wizard-steps", Static).update(line(*titles))
        self._say("")
        self.step.enter()

    def _say(self, words: str, style: str = "") -> None:
        self.query_one("#wizard-trouble", Static).update(plain(words, style))
