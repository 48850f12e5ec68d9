"""The scroll bar of a long list."""

from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Thumb(ScrollBar):
    """Drawn as a whole. Textual gives each of its cells a border, a padding and a filter: a third of a painted list."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """One cell after the other."""
        drawn = self.render()
        assert isinstance(drawn, ScrollBarRender)
        style = self.app.console.get_style(drawn.style)
        assert style.color is not None
        assert style.bgcolor is not None
        bar = drawn.render_bar(
            size=self.size.height,
            virtual_size=drawn.virtual_size,
            window_size=drawn.window_size,
            position=drawn.position,
            thickness=crop.width,
            back_color=style.bgcolor,
            bar_color=style.color,
        )
        strips = [Strip([segment], crop.width) for segment in bar.segments[crop.y : crop.bottom]]
        background = self.background_colors[1]
        for one in self.get_line_filters():
            strips = [strip.apply_filter(one, background) for strip in strips]
        return strips
