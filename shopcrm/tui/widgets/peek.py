"""The highlighted record at a glance: below the list on a narrow screen, beside it on a wide one."""

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from shopcrm.tui.text import lines


class Peek(Static):
    """A few lines about one record; `show()` replaces them, `show()` with nothing clears."""

    def show(self, *rows: Content | str) -> None:
        """Show these rows, the first being the title."""
        self.update(lines(*rows), layout=self.styles.auto_dimensions)

    def show_rows(self, rows: Iterable[Content]) -> None:
        """As `show`, from an iterable."""
        self.show(*rows)
