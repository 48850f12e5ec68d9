"""Letters to many: each on a sheet of its own with the shop's letterhead, the address where a window shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import BODY, HEIGHT, LEFT, NOTE, SMALL, Letterhead, Paper, Sheet
from shopcrm.papers.typesetting import wrap

_WINDOW_TOP = HEIGHT - 142
"""Points from the foot of the page to the first line of the address: a DL window of a sheet folded in three."""
_WINDOW = 255.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: the address as on an envelope, and what it says; newlines make paragraphs."""

    address: tuple[str, ...]
    text: str


def make(letters: Sequence[Letter], shop: Letterhead, on: date, made_at: datetime, opt_out: str) -> Paper:
    """All letters as one document to print. opt_out: how to ask for no more of them, at the foot of each."""
    sheet = Sheet("Letters", shop, made_at, numbered=False)
    for number, letter in enumerate(letters):
        if number:
            sheet.begin()
        _write(sheet, letter, on, opt_out)
    return sheet.finish()


def _write(sheet: Sheet, letter: Letter, on: date, opt_out: str) -> None:
    sheet.y = min(sheet.y, _WINDOW_TOP)
    foot = sheet.y - 92
    for line in letter.address:
        for part in wrap(sheet.fit(line), BODY, _WINDOW):
            sheet.draw(LEFT, sheet.y - BODY.size, part, BODY)
            sheet.space(BODY.leading)
    sheet.y = min(sheet.y - 12, foot)
    sheet.paragraph(long_day(on), SMALL)
    sheet.space(10)
    for paragraph in letter.text.split("\n"):
        sheet.paragraph(paragraph) if paragraph.strip() else sheet.space(BODY.leading * 0.5)
    sheet.space(18)
    sheet.paragraph(opt_out, NOTE)
