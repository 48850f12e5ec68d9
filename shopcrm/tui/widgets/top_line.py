"""The top line: the shop, that everything is saved, what can be taken back, and the age of the backup."""

from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.sitting import Sitting, TopWords
from shopcrm.tui.text import line, plain

_GAP = " · "
_TAKES = "Ctrl+Z takes back"
_FEWEST = len(f"{_TAKES}: ") + 8
"""Columns from which some words of what would be taken back can be shown behind the key; below them it stands alone."""


class TopLine(Widget):
    """``Corner Flowers   Saved · Last backup 9 days ago !``, with who is working where that may be one of several."""

    def __init__(self) -> None:
        super().__init__()
        self._words = TopWords()
        self._undo = ""

    def show(self, sitting: Sitting) -> None:
        """Say how things stand."""
        undo = sitting.next_undo
        self._words, self._undo = sitting.words, f"{_TAKES}: {undo.label}" if undo else ""
        self.refresh()

    def render(self) -> Content:
        """The line; where it is too long what can be taken back is shortened, never the backup."""
        if not self._undo or (whole := self._line(self._undo)).cell_length <= self.size.width:
            return whole if self._undo else self._line("")
        room = self.size.width - self._line("").cell_length - len(_GAP)
        return self._line(shortened(self._undo, room))

    def _line(self, undo: str) -> Content:
        words = self._words
        state = _GAP.join(part for part in ("Saved", undo, words.backup) if part)
        who = f"{_GAP}{words.who}" if words.who else ""
        return line((words.shop, "bold"), who, "   ", state, (" !", "bold $accent") if words.alarm else "")


def shortened(undo: str, room: int) -> str:
    """What can be taken back in so many columns: some of its words, only that something can be, or nothing."""
    if room >= _FEWEST:
        return plain(undo).truncate(room, ellipsis=True).plain
    return _TAKES if room >= len(_TAKES) else ""
