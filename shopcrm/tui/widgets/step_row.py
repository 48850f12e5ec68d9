"""The steps of a procedure in a row: ``✓ 1 Find ─[2 Check identity]─ 3 Answer``."""

from collections.abc import Sequence

from shopcrm.tui.widgets.tab_row import TabRow


class StepRow(TabRow):
    """Tabs that are steps; those that are done bear a mark."""

    GAP = "─"

    def show_steps(self, steps: Sequence[tuple[str, str, bool]], value: str) -> None:
        """Replace the steps: (value, words, whether it is done); `value` is the one that is shown."""
        self.parts = tuple(
            (name, f"{'✓ ' if done else ''}{place} {words}") for place, (name, words, done) in enumerate(steps, 1)
        )
        self.value = value
        self.refresh(layout=True)

    def step(self, step: int) -> None:
        """Show the neighbour; there is none beyond either end."""
        values = [value for value, _ in self.parts]
        self.value = values[max(0, min(values.index(self.value) + step, len(values) - 1))]
