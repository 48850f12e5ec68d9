"""The return slip: laid in the parcel or kept at the counter, with the reference as a barcode to find the return by."""

from collections.abc import Sequence

from shopcrm.papers.in_words import long_day, stored_day
from shopcrm.papers.kit import BODY, LEFT, QUIET_BODY, RIGHT, SMALL, Letterhead, Paper, Sheet
from shopcrm.papers.sums import head_note
from shopcrm.papers.table import Column, table
from shopcrm.papers.typesetting import BOLD, Style
from shopcrm.privacy.return_clocks import Clock
from shopcrm.shop.returns import Return
from shopcrm.shop.returns.records import BASES, REASONS
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

_REFERENCE = Style(BOLD, 24, 30)
_BARS = 44.0
_STEPS = (
    "Put this slip into the parcel, or bring it to the shop with the goods.",
    "Send the parcel to the address at the top of this page, and keep the proof of posting.",
    "We write to you, or call, once we have looked at what came back.",
)


def make(held: Return, shop: Letterhead, clocks: Sequence[Clock], made_at: str, head: Anchor) -> Paper:
    """A return slip as a PDF. clocks: the statutory dates that run; made_at: the instant that it bears, a stored stamp.

    head: the last entry of the book's activity.
    """
    reference = ref("R", held.id)
    sheet = Sheet(f"Return slip {reference}", shop, from_stamp(made_at), f"Return {reference} · {held.order_name}")
    sheet.title("Return slip", f"Opened {stored_day(held.opened_on)}")
    _reference(sheet, reference)
    sheet.facts(_facts(held), label_width=110)
    columns = [Column("Item"), Column("Quantity", right=True), Column("Why")]
    rows = [
        (
            "\n".join(filter(None, (line.description, line.sku))),
            str(line.quantity),
            "\n".join(filter(None, (REASONS[line.reason], line.detail))),
        )
        for line in held.lines
    ]
    table(sheet, columns, rows)
    if any(line.reception == "expected" for line in held.lines):
        sheet.subsection("What to do")
        sheet.items(_STEPS, numbered=True)
    _dates(sheet, clocks)
    sheet.paragraph(f"{head_note(head)} Please keep a copy of this slip.", SMALL)
    return sheet.finish()


def _reference(sheet: Sheet, reference: str) -> None:
    """The reference, large, with its barcode beside it."""
    sheet.keep(_BARS + 20)
    sheet.draw(LEFT, sheet.y - 30, reference, _REFERENCE)
    sheet.bars(RIGHT - 170, sheet.y - _BARS, _BARS, reference)
    sheet.draw(LEFT, sheet.y - 44, "Scan it, or type it, to find this return.", SMALL)
    sheet.space(_BARS + 18)


def _facts(held: Return) -> list[tuple[str, str]]:
    found = [
        ("Customer", held.customer_name),
        ("Order", held.order_name),
        ("By what right", BASES[held.basis]),
        ("Told us on", stored_day(held.told_on)),
        ("Delivered on", stored_day(held.delivered_on)),
        ("Sent on", stored_day(held.sent_on)),
        ("State", "Withdrawn" if held.state == "withdrawn" else ""),
    ]
    return [(label, value) for label, value in found if value]


def _dates(sheet: Sheet, clocks: Sequence[Clock]) -> None:
    """The dates that the law sets, each with its rule."""
    if not clocks:
        return
    sheet.subsection("Dates that the law sets")
    for clock in clocks:
        sheet.write(f"{clock.name}: {long_day(clock.due)}", BODY)
        sheet.write(clock.rule, QUIET_BODY, indent=12)
        sheet.space(3)
    sheet.space(6)
