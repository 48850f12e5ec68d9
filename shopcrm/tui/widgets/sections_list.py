"""The menu: one row of tabs on a narrow screen, a list on the left from 100 columns. The numbers never shift."""

from textual import events
from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.frame import Frame
from shopcrm.tui.sections import Section
from shopcrm.tui.text import line, lines, plain


class SectionsList(Widget):
    """Shows where one is; a click goes elsewhere."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of this application."""
        assert isinstance(self.app, Frame)
        return self.app.sections

    @property
    def _is_list(self) -> bool:
        return self.size.height > 1

    def render(self) -> Content:
        """Tabs, or rows."""
        if self._is_list:
            return lines("", *(self._row(section) for section in self.sections))
        return line(*(piece for section in self.sections for piece in (self._tab(section), " ")))

    def on_click(self, event: events.Click) -> None:
        """Go to the section that was clicked."""
        found = self._row_at(event.y) if self._is_list else self._tab_at(event.x)
        if found is not None:
            assert isinstance(self.app, Frame)
            self.app.go_to_section(found.name)

    def _row(self, section: Section) -> Content:
        if section.name == self.here:
            return plain(f"▸{section.number} {section.title:<11}", "bold reverse")
        return plain(f" {section.number} {section.title}")

    def _tab(self, section: Section) -> Content:
        if section.name == self.here:
            return plain(f"[{section.number}.{section.title}]", "bold reverse")
        return plain(f" {section.number}.{section.title} ")

    def _row_at(self, y: int) -> Section | None:
        return self.sections[y - 1] if 1 <= y <= len(self.sections) else None

    def _tab_at(self, x: int) -> Section | None:
        end = 0
        for section in self.sections:
            start, end = end, end + self._tab(section).cell_length + 1
            if start <= x < end - 1:
                return section
        return None
