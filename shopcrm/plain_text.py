"""Text as data, never as markup or commands: cleaned on its way in, made harmless and visible on its way out."""

import unicodedata

_LINE_ENDS = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"))
_OVERRIDES_AND_ISOLATES = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_MARKS_OF_DIRECTION = [0x061C, 0x200E, 0x200F]
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_SURROGATES = range(0xD800, 0xE000)
_NOT_CHARACTERS = [*range(0xFDD0, 0xFDF0), *(plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF))]
_ANNOTATIONS = range(0xFFF9, 0xFFFC)
_NEVER_STORED = [*_CONTROLS, *_OVERRIDES_AND_ISOLATES, *_SURROGATES, *_NOT_CHARACTERS, *_ANNOTATIONS]

_INTO_LINE = dict.fromkeys(_NEVER_STORED, "") | dict.fromkeys([*_LINE_ENDS, ord("\t")], " ")
_INTO_BLOCK = dict.fromkeys(_NEVER_STORED, "") | dict.fromkeys(_LINE_ENDS, "\n") | {ord("\t"): "\t"}

_MARK = "\N{REPLACEMENT CHARACTER}"
_OUT = (
    dict.fromkeys([*_NEVER_STORED, *_MARKS_OF_DIRECTION, 0x2028, 0x2029], _MARK)
    | {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\N{SYMBOL FOR DELETE}"}
)
_OUT_BLOCK = _OUT | {ord("\n"): "\n", ord("\t"): "    "}


def clean_line(text: str) -> str:
    """A single-line field as stored: NFC, line ends and tabs as spaces, controls and bidi overrides gone, trimmed.

    The left-to-right and right-to-left marks stay: names in two scripts need them.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_INTO_LINE)).strip()


def clean_block(text: str) -> str:
    """A note or an address as stored: as `clean_line`, but tabs stay and every line end becomes one newline."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_INTO_BLOCK)).strip()


def visible(text: str) -> str:
    """A value on its way to a screen, a paper or a message: one line, with nothing in it that acts or hides.

    NFC; a control becomes its picture (``␛``), and bidi controls, line separators and surrogates become ``�``.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.translate(_OUT))


def visible_block(text: str) -> str:
    """As `visible`, but newlines stay and a tab becomes four spaces: for notes and addresses."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_OUT_BLOCK))
