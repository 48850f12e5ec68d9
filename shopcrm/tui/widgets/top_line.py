"""The top line: the shop, that everything is saved, what can be taken back, and the age of the backup."""

from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.sitting import Sitting, TopWords
from shopcrm.tui.text import line, plain

_GAP = " · "
_SHORTEST = "Ctrl+Z takes…"


class TopLine(Widget):
    """``Corner Flowers   Saved · Last backup 9 days ago !``, with who is working where that may be one of several."""

    def __init__(self) -> None:
        super().__init__()
        self._words = TopWords()
        self._undo = ""

    def show(self, sitting: Sitting) -> None:
        """Say how things stand."""
        undo = sitting.next_undo
        self._words, self._undo = sitting.words, f"Ctrl+Z takes back: {undo.label}" if undo else ""
        self.refresh()

    def render(self) -> Content:
        """The line; where it is too long what can be taken back is shortened, never the backup."""
        if not self._undo or (whole := self._line(self._undo)).cell_length <= self.size.width:
            return whole if self._undo else self._line("")
        room = self.size.width - self._line("").cell_length - len(_GAP)
        short = plain(self._undo).truncate(room, ellipsis=True).plain if room >= len(_SHORTEST) else ""
        return self._line(short)

    def _line(self, undo: str) -> Content:
        words = self._words
        state = _GAP.join(part for part in ("Saved", undo, words.backup) if part)
        who = f"{_GAP}{words.who}" if words.who else ""
        return line((words.shop, "bold"), who, "   ", state, (" !", "bold $accent") if words.alarm else "")
