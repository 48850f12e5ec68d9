"""The one door for words on their way to a widget: whatever they hold, they are shown and never acted upon.

A widget takes `Content`, never a bare str: a customer may be called ``[/]``, and ESC must not reach the terminal.
"""

from textual.content import Content

from shopcrm.plain_text import visible, visible_block


def plain(value: str, style: str = "") -> Content:
    """One line of words in one style (``"bold"``, ``"$text-muted"``); anything that would act is made visible."""
    return Content.styled(visible(value), style) if style else Content(visible(value))


def block(value: str, style: str = "") -> Content:
    """As `plain`, with newlines kept: for notes, addresses and help."""
    return Content.styled(visible_block(value), style) if style else Content(visible_block(value))


def line(*parts: str | tuple[str, str] | Content) -> Content:
    """Several pieces side by side: plain words, (words, style) pairs, or content already made."""
    return Content("").join(_piece(part) for part in parts)


def lines(*rows: Content | str) -> Content:
    """Rows one below the other."""
    return Content("\n").join(_piece(row) for row in rows)


def _piece(part: str | tuple[str, str] | Content) -> Content:
    if isinstance(part, Content):
        return part
    return plain(part) if isinstance(part, str) else plain(*part)
