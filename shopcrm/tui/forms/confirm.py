"""Are you sure? For acts that change much; irreversible ones ask to type a word, such as the customer's surname."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.text_field import TextField


class Confirm(Dialog[bool]):
    """True when the person said yes: ``await self.ask(Confirm("Cancel O-1042?", "Stock goes back.", "Cancel it"))``."""

    def __init__(self, heading: str, words: str, yes: str, *, no: str = "Back") -> None:
        super().__init__(heading, block(words), [(yes, True), (no, False)], back=False)


class ConfirmByTyping(Dialog[bool]):
    """True when the person typed `word` (letter case does not matter): for what cannot be taken back."""

    def __init__(self, heading: str, words: str, yes: str, word: str) -> None:
        super().__init__(heading, block(words), [(yes, True), ("Back", False)], back=False)
        self._word = word

    def extra(self) -> ComposeResult:
        """Where the word is typed, and a row for what is wrong."""
        yield Static(line("To go on, type ", (self._word, "bold"), " and press Enter:"))
        yield TextField(id="typed")
        yield Static(id="typed-trouble")

    def choose(self, place: int) -> None:
        """Yes counts only with the word."""
        if place == 0 and not self._typed():
            words = f"✗ That does not read “{self._word}”."
            self.query_one("#typed-trouble", Static).update(plain(words, "$error"))
            self.query_one("#typed").focus()
            return
        super().choose(place)

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        """Enter means yes, as the first button does."""
        event.stop()
        self.choose(0)

    def _typed(self) -> bool:
        return self.query_one("#typed", TextField).value.strip().casefold() == self._word.strip().casefold()
