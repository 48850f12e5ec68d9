"""One of a list too long to stand side by side."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from shopcrm.tui.frame import key
from shopcrm.tui.pane import Pane
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable


class Choose(ModalScreen[str | None], Pane[str | None]):
    """Answers the value of the row that Enter or a click chose, None for Esc. `options`: (value, words) pairs."""

    HELP = "Arrows move the mark, a letter moves it to the next row that begins so, Enter takes the marked row."
    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "back", "Back")]
    DEFAULT_CSS = """
    Choose VirtualTable { max-height: 60vh; }
    """

    def __init__(self, heading: str, options: Sequence[tuple[str, str]], marked: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._options = tuple(options)
        self._marked = marked

    def compose(self) -> ComposeResult:
        """The list."""
        box = Vertical(classes="dialog-box")
        box.border_title = plain(self._heading)
        with box:
            table = VirtualTable([Column("Enter takes the marked one")])
            table.styles.height = len(self._options) + 1
            yield table
        yield KeyRow()

    async def on_mount(self) -> None:
        """The mark begins on what is chosen now."""
        table = self.query_one(VirtualTable)
        await table.show(range(len(self._options)), self._rows)
        values = [value for value, _ in self._options]
        if self._marked in values:
            table.go_to(values.index(self._marked))

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._options[place][1],) for place in places]

    @on(VirtualTable.Chosen)
    def _choose(self, event: VirtualTable.Chosen) -> None:
        self.dismiss(self._options[event.record][0])

    def on_key(self, event: events.Key) -> None:
        """A letter moves the mark to the next row that begins with it, round and round."""
        if event.character is None or not event.character.isalnum():
            return
        table, letter = self.query_one(VirtualTable), event.character.casefold()
        places = [place for place, (_, words) in enumerate(self._options) if words.casefold().startswith(letter)]
        if places:
            marked = table.record if table.record is not None else -1
            table.go_to(next((place for place in places if place > marked), places[0]))
            event.stop()

    def action_back(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
