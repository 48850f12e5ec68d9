"""Pane: a screen that takes down only itself, and in which Tab goes on at once."""

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen

R = TypeVar("R")


class Pane(Screen[R]):
    """The base of all screens and forms.

    Textual's own `dismiss` takes down whichever screen is on top: that of a form which ends while trouble from
    elsewhere covers it would close the trouble, unread, and leave the form standing.

    Its Tab is seen by the field first, and the focus moves later: a passphrase that is typed right after it would land
    in the field before, in clear.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_field", show=False, priority=True),
        Binding("shift+tab", "previous_field", show=False, priority=True),
    ]

    def action_next_field(self) -> None:
        """On to the next field, button or list."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """Back to the one before."""
        self.focus_previous()

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Answer and close, also from beneath another screen; what was taken down already has nobody to answer."""
        if self.app.screen_stack[-1:] == [self]:
            return super().dismiss(result)
        stack = next((one for one in self.app._screen_stacks.values() if self in one), None)
        if stack is None:
            return AwaitComplete()
        if self._result_callbacks:
            self._result_callbacks[-1](result)
        stack.remove(self)
        self._pop_result_callback()
        return AwaitComplete(self.app._replace_screen(self)).call_next(self.app)
