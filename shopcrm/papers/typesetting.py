"""Type on paper: the faces that ship with the program, what they can set, how wide it is and where it breaks.

No value ever meets a markup parser: text is measured, broken and drawn as it stands.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shopcrm import places
from shopcrm.plain_text import visible, visible_block

REGULAR, BOLD, ITALIC, MONO = "NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSansMono-Regular"

_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "ARABIC": "Arabic",
    "IDEOGRAPHIC": "Chinese",
    "BOPOMOFO": "Chinese",
    "VARIATION": "Emoji and symbols",
    "MATHEMATICAL": "Ornamental letters",
    "FULLWIDTH": "Ornamental letters",
    "COMBINING": "Stacked accents",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks: face, size and leading in points, ink as an RGB number."""

    face: str
    size: float
    leading: float
    ink: int = 0x1B2126


class _Widths(dict[str, float]):
    """Each character's width in thousandths of the size; a dictionary, because every character printed asks it."""

    def __missing__(self, character: str) -> float:
        return 0.0


class _Repertoire(dict[int, str | int]):
    """A translation table that leaves what the face has and spells out, in brackets, the code of what it has not."""

    def __init__(self, has: Mapping[int, object]) -> None:
        super().__init__({ord("\n"): "\n"})
        self._has = has

    def __missing__(self, code: int) -> str | int:
        found: str | int = code if code in self._has else f"[U+{_behind(code):04X}]"
        self[code] = found
        return found


def _behind(code: int) -> int:
    """The control that a control picture stands for; every other code itself."""
    return code - 0x2400 if 0x2400 <= code < 0x2420 else 0x7F if code == 0x2421 else code


@dataclass(frozen=True, slots=True)
class _Face:
    widths: _Widths
    repertoire: _Repertoire


@cache
def _face(name: str) -> _Face:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(name, str(places.asset(f"fonts/{name}.ttf")))
    pdfmetrics.registerFont(font)
    return _Face(
        _Widths((chr(code), width) for code, width in font.face.charWidths.items()), _Repertoire(font.face.charToGlyph)
    )


def load(face: str) -> None:
    """Make a face known to the PDF library."""
    _face(face)


def settable(text: str, face: str = REGULAR, *, lines: bool = False) -> str:
    """`text` made harmless, with the code in brackets for each character that the face has not: never a silent box.

    lines: newlines stay (for notes and addresses).
    """
    harmless = visible_block(text) if lines else visible(text)
    if harmless.isascii() and harmless.isprintable():
        return harmless
    return harmless.translate(_face(face).repertoire)


def unsettable(text: str) -> frozenset[str]:
    """The names of the scripts in `text` that cannot be printed: ``Chinese``, ``Arabic``, ``Emoji and symbols``."""
    if text.isascii():
        return frozenset()
    has = _face(REGULAR).repertoire
    missing = {c for c in visible_block(text) if isinstance(has[ord(c)], str) and c != "\n"}
    return frozenset(_script(c) for c in missing if _behind(ord(c)) == ord(c))


def _script(character: str) -> str:
    if unicodedata.category(character)[0] not in "LM":
        return "Emoji and symbols"
    first = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    return _SCRIPTS.get(first, first.title() or "Unknown")


def warning(scripts: frozenset[str] | set[str]) -> str | None:
    """What to tell the person about characters that came out as codes in brackets; None where there are none."""
    if not scripts:
        return None
    return f"Some characters cannot be printed and appear as codes in brackets: {', '.join(sorted(scripts))}."


def measure(text: str, style: Style) -> float:
    """How wide `text` is, in points."""
    return sum(map(_face(style.face).widths.__getitem__, text)) * style.size / 1000


def wrap(text: str, style: Style, width: float) -> list[str]:
    """`text` as lines no wider than `width` points, broken at spaces, or inside a word that is wider than a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(paragraph, style) <= width:
            lines.append(paragraph)
        else:
            lines.extend(_wrap_paragraph(paragraph, style, width))
    return lines


def _wrap_paragraph(paragraph: str, style: Style, width: float) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used, space = 0.0, measure(" ", style)
    for word in paragraph.split(" "):
        for piece in _pieces(word, style, width):
            wide = measure(piece, style)
            if line and used + space + wide > width:
                lines.append(" ".join(line))
                line, used = [piece], wide
            else:
                used += wide + (space if line else 0)
                line.append(piece)
    lines.append(" ".join(line))
    return lines


def _pieces(word: str, style: Style, width: float) -> list[str]:
    """A word cut so that each piece fits on a line, where it can after a mark that e-mail and web addresses offer."""
    if measure(word, style) <= width:
        return [word]
    pieces: list[str] = []
    start, used, chance = 0, 0.0, 0
    for at, character in enumerate(word):
        wide = measure(character, style)
        while used + wide > width and at > start:
            cut = chance if chance > start else at
            pieces.append(word[start:cut])
            used = measure(word[cut:at], style)
            start = cut
        used += wide
        if character in "@.-_/,;:+&=":
            chance = at + 1
    pieces.append(word[start:])
    return pieces
