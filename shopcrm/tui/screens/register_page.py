"""What the registers' pages share: a heading, how it stands, buttons for what can be done now, the rest to scroll."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcrm.tui.frame import flow
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push


class RegisterPage(ShopPage):
    """A page; it says what stands on it and what is possible now."""

    section = "privacy"
    AUTO_FOCUS = "#scroll"
    CSS_PATH = "registers.tcss"
    buttons: ClassVar[tuple[tuple[tuple[str, str], ...], ...]] = ()
    """Rows of (action, label); the first of each page stands out."""

    def body(self) -> ComposeResult:
        """Heading, standing, buttons, the rest."""
        yield Static(id="heading")
        yield Static(id="standing")
        for row in self.buttons:
            with Horizontal(classes="buttons"):
                for action, label in row:
                    yield Push(label, id=f"do-{action}", main=(action, label) == self.buttons[0][0])
        with VerticalScroll(id="scroll", can_focus=True):
            yield Static(id="body-words")

    @abstractmethod
    async def find(self) -> None:
        """Read what the page shows."""

    @abstractmethod
    def heading_words(self) -> Content:
        """The heading."""

    @abstractmethod
    def standing_words(self) -> Content:
        """How it stands, in a line or two."""

    @abstractmethod
    def rows(self) -> Iterable[Content]:
        """Everything else."""

    def possible(self) -> dict[str, bool]:
        """What can be done now, by action; what is not named can be done."""
        return {}

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again; buttons and keys follow."""
        await self.find()
        self.query_one("#heading", Static).update(self.heading_words())
        self.query_one("#standing", Static).update(self.standing_words())
        self.query_one("#body-words", Static).update(lines(*self.rows()))
        for action, offered in self.possible().items():
            for push in self.query(f"#do-{action}"):
                push.display = offered
        for row in self.query(".buttons"):
            row.display = any(child.display for child in row.children)
        self.query_one(KeyRow).refresh()
        focused = cast(Screen[Any], self).focused
        if focused is None or not focused.display:
            self.query_one("#scroll").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now has a key, in the bottom row and in Help."""
        return self.possible().get(action, True)

    async def enter(self, form: Screen[Any]) -> None:
        """Ask for a form; once it saved something, show what is there now."""
        if await self.ask(form):
            self.saved()

    def saved(self) -> None:
        """Something was entered, where it was."""
        self.toast("Saved")
        self.reload()

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("do-"))
