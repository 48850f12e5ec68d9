"""Copy…: what of a record may go to the clipboard, one row each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from shopcrm.tui.frame import key
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

_MOST_ROWS = 12


class CopyMenu(ModalScreen[str | None], Pane[str | None]):
    """Returns the words to copy, or None. Arrows move; Enter copies."""

    HELP = "Enter copies the marked row. When the shop is locked, the clipboard is emptied."
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "copy", "Copy", "Copy the marked row", priority=True),
        key("escape", "back", "Back"),
    ]

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        """`choices`: (what it is, the words) pairs."""
        super().__init__()
        self.choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """The rows."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain("Copy…")
        with box:
            table = VirtualTable([Column("What", 10), Column("Words")], id="choices")
            table.styles.height = min(len(self.choices), _MOST_ROWS) + 1
            yield table
        yield KeyRow()

    async def on_mount(self) -> None:
        """Show them."""
        await self.query_one(VirtualTable).show(range(len(self.choices)), self._rows)

    def action_copy(self) -> None:
        """Answer with the marked row."""
        self.query_one(VirtualTable).action_choose()

    def action_back(self) -> None:
        """Answer with nothing."""
        self.dismiss(None)

    @on(VirtualTable.Chosen)
    def _chosen(self, event: VirtualTable.Chosen) -> None:
        self.dismiss(self.choices[event.record][1])

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[Any]]:
        return [(self.choices[place][0], " ".join(self.choices[place][1].split())) for place in places]
