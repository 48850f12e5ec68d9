"""What other widgets stand on: containers that draw one blank line, once.

Textual draws all that lies below a change, and each line of a container by itself: half of what a key takes.
"""

from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """One blank line in a widget's own colour, as often as it takes."""
    strip = Strip.blank(crop.width, widget.visual_style.rich_style)
    for line_filter in widget.get_line_filters():
        strip = strip.apply_filter(line_filter, widget.background_colors[1])
    return [strip] * crop.height


class Ground(Widget):
    """Mixed into a container without a border, behind its own class, whose stylesheet it keeps: one colour all over."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The same line, as often as it takes."""
        return blank_lines(self, crop)


class Area(Container, Ground):
    """A container that is one colour all over."""


class Stack(Vertical, Ground):
    """As `Vertical`, one colour all over."""


class Line(Horizontal, Ground):
    """As `Horizontal`, one colour all over."""
