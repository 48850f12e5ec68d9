"""Pane: a screen that takes down only itself."""

from typing import TypeVar

from textual import on
from textual.await_complete import AwaitComplete
from textual.events import ScreenResume
from textual.screen import Screen

R = TypeVar("R")


class Pane(Screen[R]):
    """The base of all screens and forms.

    Textual's own `dismiss` takes down whichever screen is on top: that of a form which ends while trouble from
    elsewhere covers it would close the trouble, unread, and leave the form standing.
    """

    _answered: tuple[R | None] | None = None

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Answer and close; where something covers this screen, once that is gone."""
        if self._is_on_top():
            return super().dismiss(result)
        self._answered = (result,)
        return AwaitComplete()

    @on(ScreenResume)
    def _close_at_last(self) -> None:
        if self._answered is not None and self._is_on_top():
            super().dismiss(*self._answered)

    def _is_on_top(self) -> bool:
        return self.app.screen_stack[-1:] == [self]
