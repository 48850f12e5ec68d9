"""A sheet of A4 and what goes on it: letterhead, headings, prose, facts, contents, and page x of y on every page.

The whole kit stands on the bare canvas of the PDF library: values are drawn as plain strings, so that nothing in them
can act, and a long report costs little more than the drawing of its words.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from shopcrm.papers.typesetting import BOLD, ITALIC, MONO, REGULAR, Style, load, measure, settable, unsettable, wrap
from shopcrm.plain_text import visible

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 76.0, 70.0
MEASURE = RIGHT - LEFT

_BAR = 1.1
"""The narrowest bar of a barcode, in points: 0.39 mm, which any scanner reads from a laser print."""

INK, QUIET, ACCENT, HAIR, TINT = 0x1B2126, 0x5B6670, 0x1D5A5C, 0xCDD5DA, 0xEFF4F4

BODY = Style(REGULAR, 9.5, 14)
BODY_BOLD = Style(BOLD, 9.5, 14)
QUIET_BODY = Style(REGULAR, 9.5, 14, QUIET)
NOTE = Style(ITALIC, 8.5, 12, QUIET)
SMALL = Style(REGULAR, 8, 11, QUIET)
TITLE = Style(BOLD, 21, 27, ACCENT)
SECTION = Style(BOLD, 13, 18, ACCENT)
SUBSECTION = Style(BOLD, 10.5, 15)
NAME = Style(BOLD, 12, 15)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who the paper comes from, as in the shop's profile; what is blank is not printed."""

    name: str
    owner: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    tax_number: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands at the top right: the address, then how to reach the shop."""
        address = ", ".join(line.strip() for line in self.address.splitlines() if line.strip())
        reach = " · ".join(part for part in (self.email, self.phone) if part)
        return tuple(line for line in (address, reach, self.website) if line)

    @property
    def reach(self) -> str:
        """How to reach the shop, within a sentence; blank where its profile says no way to."""
        return "; ".join(part for part in (self.email, self.phone, ", ".join(self.address.splitlines())) if part)


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document: the PDF, its number of pages, the scripts of which some characters could not be set."""

    pdf: bytes
    pages: int
    unsettable: frozenset[str]


@dataclass(slots=True)
class _Page:
    """What will be on a page: shapes below, words above them."""

    shapes: list[Callable[[], None]] = field(default_factory=list)
    words: list[tuple[float, float, str, Style]] = field(default_factory=list)


class Sheet:
    """A document being written from top to bottom; it turns the page by itself.

    title: in the file's properties and the running head. footer: at the foot of every page.
    numbered: whether pages bear their number and the footer; letters to many bear neither.
    made_at: the instant that the file bears; with the same values the file is the same to the byte.
    """

    def __init__(
        self, title: str, letterhead: Letterhead, made_at: datetime, footer: str = "", *, numbered: bool = True
    ) -> None:
        self._canvas = blank(title, letterhead, made_at)
        self._title, self._letterhead, self._footer = title, letterhead, footer
        self._numbered = numbered
        self._pages = [_Page()]
        self._contents: list[tuple[_Page, int, float]] = []
        self._sections: list[int] = []
        self._unsettable: set[str] = set()
        self._pen: tuple[int, float] | None = None
        self.y = TOP
        """Where the next line's top is, in points from the foot of the page."""
        self._letterhead_on_top()

    # Drawing, the lowest layer. Nothing is drawn before the end, when the number of pages is known.

    def fit(self, text: str, face: str = REGULAR, *, lines: bool = False) -> str:
        """`text` as it can be drawn; what cannot be set is remembered for the warning."""
        if not text.isascii():
            self._unsettable |= unsettable(text)
        return settable(text, face, lines=lines)

    def draw(self, x: float, y: float, text: str, style: Style, align: str = "left") -> None:
        """One line of settable text with its baseline at `y`; `x` is its left, or for align="right" its right end."""
        self._pages[-1].words.append((x - measure(text, style) if align == "right" else x, y, text, style))

    def rule(self, y: float, ink: int = HAIR, weight: float = 0.5, left: float = LEFT, right: float = RIGHT) -> None:
        """A horizontal line at `y`."""
        self._pages[-1].shapes.append(partial(self._line, y, ink, weight, left, right))

    def band(self, y: float, height: float, ink: int = TINT, left: float = LEFT, right: float = RIGHT) -> None:
        """A tinted band whose foot is at `y`."""
        self._pages[-1].shapes.append(partial(self._box, y, height, ink, left, right))

    def frame(self, x: float, y: float, width: float, height: float, ink: int = HAIR) -> None:
        """The outline of a box whose left foot is at `x`, `y`: a line to cut along."""
        self._pages[-1].shapes.append(partial(self._outline, x, y, width, height, ink))

    def stroke(self, points: Sequence[tuple[float, float]], ink: int = ACCENT, weight: float = 1.2) -> None:
        """A line from point to point."""
        self._pages[-1].shapes.append(partial(self._stroke, list(points), ink, weight))

    def squares(self, x: float, y: float, side: float, rows: Iterable[Iterable[int]]) -> None:
        """A matrix of black squares (a QR code) in a square of `side` points whose top left corner is at `x`, `y`."""
        self._pages[-1].shapes.append(partial(self._matrix, x, y, side, [list(row) for row in rows]))

    def bars(self, x: float, y: float, height: float, text: str) -> None:
        """A reference as a barcode (Code 128) that a scanner types; its left edge at `x`, its foot at `y`."""
        self._pages[-1].shapes.append(partial(self._code_128, x, y, height, text))

    # Writing: each call starts at self.y and moves it down.

    def space(self, points: float) -> None:
        """White space."""
        self.y -= points

    def keep(self, height: float) -> None:
        """Turn the page unless `height` points are left on it."""
        if self.y - height < BOTTOM:
            self.turn()

    def turn(self) -> None:
        """Start the next page, with its running head."""
        self._pages.append(_Page())
        self.y = TOP
        head = HEIGHT - 44
        self.draw(LEFT, head, self.fit(self._letterhead.name), SMALL)
        self.draw(RIGHT, head, self.fit(self._title), SMALL, "right")
        self.rule(head - 8)

    def begin(self) -> None:
        """Start the next page as a first one, with the letterhead: for the next of several letters."""
        self._pages.append(_Page())
        self._letterhead_on_top()

    def write(self, text: str, style: Style = BODY, *, indent: float = 0, width: float | None = None) -> None:
        """Prose, wrapped; newlines in it are kept."""
        for line in wrap(self.fit(text, style.face, lines=True), style, (width or MEASURE) - indent):
            self.keep(style.leading)
            self.draw(LEFT + indent, self.y - style.size, line, style)
            self.y -= style.leading

    def paragraph(self, text: str, style: Style = BODY) -> None:
        """Prose with space after it."""
        self.write(text, style)
        self.space(style.leading * 0.5)

    def items(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """A list, with bullets or numbers."""
        for number, text in enumerate(texts, 1):
            self.keep(BODY.leading)
            self.draw(LEFT + 4, self.y - BODY.size, f"{number}." if numbered else "•", BODY_BOLD if numbered else BODY)
            self.write(text, indent=20)
            self.space(3)
        self.space(4)

    def title(self, text: str, subtitle: str = "") -> None:
        """The document's own title, on its first page."""
        self.write(text, TITLE)
        if subtitle:
            self.write(subtitle, QUIET_BODY)
        self.space(12)

    def section(self, text: str, *, follows: float = 60) -> None:
        """A numberable section: in the outline and in the contents; kept with `follows` points of what follows."""
        if self.y < TOP:
            self.space(14)
        self.keep(SECTION.leading + follows)
        self._sections.append(len(self._pages))
        self._pages[-1].shapes.append(partial(self._mark, f"section-{len(self._sections)}", self.fit(text), self.y + 8))
        self.write(text, SECTION)
        self.rule(self.y - 1, ACCENT, 0.8)
        self.space(9)

    def subsection(self, text: str) -> None:
        """A heading inside a section."""
        self.space(4)
        self.keep(SUBSECTION.leading + 40)
        self.write(text, SUBSECTION)
        self.space(3)

    def facts(self, pairs: Iterable[tuple[str, str]], *, label_width: float = 128) -> None:
        """Labels with their values beside them."""
        for label, value in pairs:
            self.keep(BODY.leading)
            label_lines = wrap(self.fit(label), QUIET_BODY, label_width - 10)
            value_lines = wrap(self.fit(value, lines=True), BODY, MEASURE - label_width)
            for at in range(max(len(label_lines), len(value_lines))):
                self.keep(BODY.leading)
                if at < len(label_lines):
                    self.draw(LEFT, self.y - BODY.size, label_lines[at], QUIET_BODY)
                if at < len(value_lines):
                    self.draw(LEFT + label_width, self.y - BODY.size, value_lines[at], BODY)
                self.y -= BODY.leading
            self.space(2)
        self.space(6)

    def contents(self, sections: Sequence[str]) -> None:
        """The table of contents: `sections` in the order of the calls to `section`; their pages are filled in last."""
        for number, text in enumerate(sections, 1):
            self.keep(BODY.leading + 3)
            baseline = self.y - BODY.size
            line = wrap(self.fit(text), BODY, MEASURE - 50)[0]
            self.draw(LEFT, baseline, line, BODY)
            self.rule(baseline, left=LEFT + measure(line, BODY) + 6, right=RIGHT - 24)
            self._contents.append((self._pages[-1], len(self._pages[-1].words), baseline))
            self.draw(RIGHT, baseline, "", BODY)
            self._pages[-1].shapes.append(partial(self._link, f"section-{number}", baseline))
            self.y -= BODY.leading + 3
        self.space(8)

    def finish(self) -> Paper:
        """The document: every page drawn, with its number, the number of all, and the contents filled in."""
        for section, (page, at, baseline) in zip(self._sections, self._contents, strict=False):
            page.words[at] = (RIGHT - measure(str(section), BODY), baseline, str(section), BODY)
        for number, page in enumerate(self._pages, 1):
            if self._numbered:
                self._foot(number, page)
            self._pen = None
            for draw in page.shapes:
                draw()
            self._write_words(page)
            self._canvas.showPage()
        return Paper(self._canvas.getpdfdata(), len(self._pages), frozenset(self._unsettable))

    # Furniture.

    def _letterhead_on_top(self) -> None:
        top = HEIGHT - 52
        self.draw(LEFT, top, wrap(self.fit(self._letterhead.name), NAME, MEASURE * 0.55)[0], NAME)
        for at, line in enumerate(self._letterhead.lines):
            self.draw(RIGHT, top + 2 - at * SMALL.leading, self.fit(line), SMALL, "right")
        foot = top - max(10.0, (len(self._letterhead.lines) - 1) * SMALL.leading + 6)
        self.rule(foot, ACCENT, 1.5)
        self.y = foot - 24

    def _foot(self, number: int, page: _Page) -> None:
        foot = BOTTOM - 28
        place = f"Page {number} of {len(self._pages)}"
        page.shapes.append(partial(self._line, foot + 14, HAIR, 0.5, LEFT, RIGHT))
        page.words.append((LEFT, foot, wrap(self.fit(self._footer), SMALL, MEASURE - 90)[0], SMALL))
        page.words.append((RIGHT - measure(place, SMALL), foot, place, SMALL))

    # Ink.

    def _write_words(self, page: _Page) -> None:
        """All words of a page as one text object; face and ink are named only where they change."""
        ink = self._canvas.beginText()
        last: Style | None = None
        for x, y, text, style in page.words:
            if style is not last:
                ink.setFont(style.face, style.size)
                ink.setFillColorRGB(*_rgb(style.ink))
                last = style
            ink.setTextOrigin(x, y)
            ink.textLine(text)  # textOut would measure it once more, to know where a next word could follow
        self._canvas.drawText(ink)

    def _link(self, key: str, baseline: float) -> None:
        self._canvas.linkRect("", key, (LEFT, baseline - 3, RIGHT, baseline + 10), thickness=0)

    def _mark(self, key: str, text: str, y: float) -> None:
        self._canvas.bookmarkHorizontal(key, 0, y)
        self._canvas.addOutlineEntry(text, key)

    def _line(self, y: float, ink: int, weight: float, left: float, right: float) -> None:
        if (ink, weight) != self._pen:
            self._canvas.setStrokeColorRGB(*_rgb(ink))
            self._canvas.setLineWidth(weight)
            self._pen = ink, weight
        self._canvas.line(left, y, right, y)

    def _box(self, y: float, height: float, ink: int, left: float, right: float) -> None:
        self._canvas.setFillColorRGB(*_rgb(ink))
        self._canvas.rect(left, y, right - left, height, stroke=0, fill=1)

    def _outline(self, x: float, y: float, width: float, height: float, ink: int) -> None:
        self._canvas.setStrokeColorRGB(*_rgb(ink))
        self._canvas.setLineWidth(0.7)
        self._canvas.rect(x, y, width, height, stroke=1, fill=0)

    def _stroke(self, points: list[tuple[float, float]], ink: int, weight: float) -> None:
        self._pen = None
        self._canvas.setStrokeColorRGB(*_rgb(ink))
        self._canvas.setLineWidth(weight)
        for (x1, y1), (x2, y2) in pairwise(points):
            self._canvas.line(x1, y1, x2, y2)

    def _code_128(self, x: float, y: float, height: float, text: str) -> None:
        from reportlab.graphics.barcode.code128 import Code128

        self._canvas.setFillColorRGB(0, 0, 0)
        Code128(text, barHeight=height, barWidth=_BAR, quiet=False).drawOn(self._canvas, x, y)

    def _matrix(self, x: float, y: float, side: float, rows: list[list[int]]) -> None:
        step = side / len(rows)
        self._canvas.setFillColorRGB(0, 0, 0)
        path = self._canvas.beginPath()
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    path.rect(x + across * step, y - (down + 1) * step, step, step)
        self._canvas.drawPath(path, stroke=0, fill=1)


def blank(title: str, letterhead: Letterhead, made_at: datetime) -> Any:
    """A canvas with its properties set: no clock of its own, and only faces that are embedded."""
    from reportlab.pdfgen.canvas import Canvas

    for face in (REGULAR, BOLD, ITALIC, MONO):
        load(face)
    canvas = Canvas(io.BytesIO(), pagesize=(WIDTH, HEIGHT), invariant=1, lang="en-GB", initialFontName=REGULAR)
    canvas.setDateFormatter(lambda *_: f"D:{made_at:%Y%m%d%H%M%S}Z")
    canvas.setTitle(visible(title))
    canvas.setAuthor(visible(letterhead.name))
    canvas.setCreator("shopcrm")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _rgb(ink: int) -> tuple[float, float, float]:
    return (ink >> 16) / 255, (ink >> 8 & 255) / 255, (ink & 255) / 255
