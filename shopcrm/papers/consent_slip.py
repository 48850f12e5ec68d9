"""The consent slip: what a customer is asked, in the shop's own wording, with empty boxes to tick and a line to sign.

UK GDPR Art 7: who asks and why stand on it, each purpose by itself, nothing ticked beforehand, and that a
yes can be taken back at any time as easily as it was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shopcrm.papers.kit import (
    BODY,
    BODY_BOLD,
    HAIR,
    INK,
    LEFT,
    NOTE,
    QUIET_BODY,
    RIGHT,
    SMALL,
    Letterhead,
    Paper,
    Sheet,
)
from shopcrm.papers.typesetting import BOLD, Style, measure
from shopcrm.vault.tx import from_stamp

_REFERENCE = Style(BOLD, 15, 19)
_BARS = 34.0
_BOX = 10.0
_LINE = 30.0
"""So much room has a line to write on, in points."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one purpose: its title, the wording, its version and the first digits of its hash."""

    title: str
    wording: str
    version: int
    hash: str


def make(
    name: str, reference: str, questions: Sequence[Question], ways: Sequence[str], shop: Letterhead, made_at: str
) -> Paper:
    """A slip for one customer. ways: by what she may be contacted, in words; made_at: a stored stamp."""
    sheet = Sheet(f"Consent slip {reference}", shop, from_stamp(made_at), f"Consent slip {reference}")
    sheet.title("May we contact you?", f"Asked by {shop.name}. Tick only what you want; you may leave all of it empty.")
    _who(sheet, name, reference)
    for question in questions:
        _ask(sheet, question, ways)
    sheet.paragraph(
        "You can take a yes back at any time, for all or for some of it: tell us at the counter, by telephone or in"
        " writing. It costs nothing, and changes nothing about your orders. We keep this slip as proof of your answer.",
        BODY,
    )
    _lines(sheet, ("Your name", "Your e-mail address or number, if it is new", "Your signature", "Date"))
    sheet.write("If you are younger than 13, a parent answers and signs here:", QUIET_BODY)
    sheet.space(4)
    _lines(sheet, ("Parent's name", "Parent's signature"))
    told = "; ".join(f"{one.title.lower()}: wording {one.version}, {one.hash}" for one in questions)
    sheet.paragraph(f"For the shop: taken by ____________________  Wordings: {told}.", SMALL)
    return sheet.finish()


def _who(sheet: Sheet, name: str, reference: str) -> None:
    """For whom it is, with the reference as a barcode that finds the record."""
    sheet.keep(_BARS + 12)
    sheet.draw(LEFT, sheet.y - 14, sheet.fit(name), _REFERENCE)
    sheet.draw(LEFT, sheet.y - 29, reference, QUIET_BODY)
    sheet.bars(RIGHT - 150, sheet.y - _BARS, _BARS, reference)
    sheet.space(_BARS + 14)


def _ask(sheet: Sheet, question: Question, ways: Sequence[str]) -> None:
    """A wording, and a box for each way: yes by this one, or not."""
    sheet.keep(90)
    sheet.subsection(question.title)
    sheet.write(question.wording, BODY)
    sheet.space(6)
    x = LEFT
    for way in ways:
        sheet.frame(x, sheet.y - _BOX - 1, _BOX, _BOX, INK)
        sheet.draw(x + _BOX + 5, sheet.y - _BOX, way, BODY_BOLD)
        x += _BOX + 5 + measure(way, BODY_BOLD) + 20
    sheet.space(_BOX + 10)
    sheet.write("An empty box is no yes.", NOTE)
    sheet.space(4)


def _lines(sheet: Sheet, labels: Sequence[str]) -> None:
    """Lines to write on, two beside each other."""
    width = (RIGHT - LEFT - 24) / 2
    for place in range(0, len(labels), 2):
        sheet.keep(_LINE + 14)
        sheet.space(_LINE)
        for column, label in enumerate(labels[place : place + 2]):
            left = LEFT + column * (width + 24)
            sheet.rule(sheet.y, INK, 0.6, left, left + width)
            sheet.draw(left, sheet.y - 11, label, SMALL)
        sheet.space(16)
    sheet.rule(sheet.y, HAIR)
    sheet.space(8)
