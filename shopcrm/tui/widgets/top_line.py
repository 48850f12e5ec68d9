"""The top line: the shop, that everything is saved, what can be taken back, and the age of the backup."""

from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.sitting import Sitting
from shopcrm.tui.text import line


class TopLine(Widget):
    """``Corner Flowers   Saved · Last backup 9 days ago !``"""

    def __init__(self) -> None:
        super().__init__()
        self._content = line("")

    def show(self, sitting: Sitting) -> None:
        """Say how things stand."""
        words = sitting.words
        parts = [part for part in (_undo_words(sitting), words.backup) if part]
        state = " · ".join(["Saved", *parts])
        alarm = (" !", "bold $accent") if words.alarm else ""
        self._content = line((words.shop, "bold"), "   ", state, alarm)
        self.refresh()

    def render(self) -> Content:
        """The line, cut where the window ends."""
        return self._content


def _undo_words(sitting: Sitting) -> str:
    undo = sitting.next_undo
    return f"Ctrl+Z takes back: {undo.label}" if undo else ""
