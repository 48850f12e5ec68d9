"""Shown instead of anything else while the window is too small to work in."""

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from shopcrm.tui.text import plain


class TooSmall(ModalScreen[None]):
    """Goes away by itself when the window grows."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static(plain("Please make the window larger"), id="too-small")
