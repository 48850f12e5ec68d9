"""What can stand empty for a while without a layout of the whole screen."""

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from shopcrm.tui.widgets.ground import blank_lines


class Vanishing(Widget):
    """Mixed into a widget, behind its own class: while `vanished` it keeps its place, but shows and takes nothing.

    `visible = False` would do the same, but lays the whole screen out anew: at a key, more than all else takes.
    """

    vanished: reactive[bool] = reactive(False)

    def allow_focus(self) -> bool:
        """Not while nothing can be seen."""
        return super().allow_focus() and not self.vanished

    def check_message_enabled(self, message: Message) -> bool:
        """Nothing is there to be clicked."""
        return super().check_message_enabled(message) and not (self.vanished and isinstance(message, events.MouseEvent))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing, or what the widget shows."""
        return blank_lines(self, crop) if self.vanished else super().render_lines(crop)
