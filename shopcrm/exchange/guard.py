"""The mark that keeps a spreadsheet from running or spoiling a cell: put on for spreadsheets, taken off on reading."""

TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠")
"""What a spreadsheet takes for the start of a formula or a command (OWASP, with the full-width forms)."""

_INVISIBLE = " \u00a0\u200b\u2060\ufeff\"'"


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet might run this text, blanks, quotes and zero-width marks before the trigger included."""
    bare = text.lstrip(_INVISIBLE)
    return text[:1] in TRIGGERS or bare[:1] in TRIGGERS if text else False


def guarded(value: object) -> object:
    """A value as a spreadsheet may see it: text that could start a formula gets a leading ``'``; numbers stay."""
    return f"'{value}" if isinstance(value, str) and starts_formula(value) else value


def unguarded(cell: str) -> str:
    """A text cell without the guard before a formula, or ``="..."`` around it; ``'t Hooft`` keeps its apostrophe."""
    if cell[:1] == "'" and starts_formula(cell[1:]):
        return cell[1:]
    return _unwrapped(cell)


def unmarked(cell: str) -> str:
    """A phone, postcode or id cell, where a leading ``'`` is never part of the value."""
    return cell[1:] if cell[:1] == "'" else _unwrapped(cell)


def _unwrapped(cell: str) -> str:
    return cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' and len(cell) > 2 else cell
