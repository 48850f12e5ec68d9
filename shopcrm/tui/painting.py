"""Painting what changed, and nothing between: what a key costs, on every screen of the open shop."""

from collections.abc import Iterable, Iterator

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Rendered = tuple[Region, Region, list[Strip]]


class Painter(Compositor):
    """Asks widgets for those lines that changed.

    Textual asks every widget between the first change and the last for all of its lines, which at a key in Find is
    the whole screen: two thirds of what the key costs.
    """

    _changed: tuple[Region, ...] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """As Textual's own, for what changed since the last painting."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[Rendered]:
        return self._changes() if self._changed else super()._get_renders(crop)

    def _changes(self) -> Iterator[Rendered]:
        """What fills the changed cells: the widgets in front first, and of those behind only what still shows."""
        missing = self._changed_cells()
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            cells = _cells(shown)
            lines = [y for y in shown.line_range if missing.get(y, 0) & cells]
            for top, bottom in _runs(lines):
                part = Region(shown.x, top, shown.width, bottom - top)
                yield part, part, widget.render_lines(part.translate(-region.offset))
            for y in lines:
                missing[y] &= ~cells

    def _changed_cells(self) -> dict[int, int]:
        """The changed lines, each with a bit for every cell that changed."""
        found: dict[int, int] = {}
        for region in self._changed:
            for y in region.line_range:
                found[y] = found.get(y, 0) | _cells(region)
        return found


def _cells(region: Region) -> int:
    return ((1 << region.width) - 1) << region.x


def _runs(lines: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring lines as (first, behind the last)."""
    start = 0
    for place, line in enumerate(lines, 1):
        if place == len(lines) or lines[place] != line + 1:
            yield lines[start], line + 1
            start = place
