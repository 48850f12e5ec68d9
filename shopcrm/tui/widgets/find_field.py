"""Find: a field whose letter and whose list are painted together, in one frame."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from textual.widget import Widget

from shopcrm.tui.widgets.text_field import TextField

LONGEST_HOLD = 0.03
"""Seconds after which the letter is painted though the list is not there yet."""


class FindField(TextField):
    """Calls `typed` as its value changes, before anything is painted; the screen calls `listed` when its list is there.

    Painting the letter first and the list after it would cost two layouts, and the second would wait for a frame.
    """

    def __init__(self, typed: Callable[[], None], *, placeholder: str = "", id: str | None = None) -> None:
        self._typed: Callable[[], None] | None = None
        self._held = ExitStack()
        super().__init__(placeholder=placeholder, id=id)
        self._typed = typed

    def watch_value(self, old: str, new: str) -> None:
        """Begin to look at once."""
        super().watch_value(old, new)
        if self._typed is not None and self.is_attached and old != new:
            self.listed()
            self._held.enter_context(self.app.batch_update())
            asyncio.get_running_loop().call_later(LONGEST_HOLD, self.listed)
            self._typed()

    def listed(self, *changed: Widget) -> None:
        """Paint now, with what has just changed: by itself a part says so a moment later, and waits for a frame."""
        for one in changed:
            one._check_refresh()
        self._held.close()
        if self.is_attached:
            self.screen.check_idle()

    def on_unmount(self) -> None:
        """Nothing stays held."""
        self._held.close()
