"""Bare Textual programs, to measure ours against: `python -m tests.benchmarks.peers input|table`."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

ROWS = 1_000


class BareInput(App[None]):
    """One input and nothing else."""

    def compose(self) -> ComposeResult:
        """The input."""
        yield Input(placeholder="ready")


class BareTable(App[None]):
    """A DataTable with a thousand rows."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        fill(self.query_one(DataTable), ROWS)


def fill(table: DataTable[str], rows: int) -> None:
    """Rows like those of our list of customers."""
    table.add_columns("Name", "Phone", "Spent", "Last order")
    table.add_rows((f"Ann Smith {number}", "07700 900245", "£229.60", "14 Mar 2026") for number in range(rows))
    table.focus()


if __name__ == "__main__":
    {"input": BareInput, "table": BareTable}[sys.argv[1]]().run()
