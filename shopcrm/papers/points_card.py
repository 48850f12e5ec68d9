"""The loyalty card: as large as a bank card, with its number as a barcode; to be cut out and folded."""

from shopcrm.papers.kit import BODY, HAIR, LEFT, NAME, NOTE, SMALL, TINT, Letterhead, Paper, Sheet
from shopcrm.papers.typesetting import wrap
from shopcrm.shop.loyalty import Statement
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import short_day

WIDTH, HEIGHT = 242.65, 153.07
"""A bank card, 85.6 by 54 mm (ISO/IEC 7810 ID-1), in points."""
_PAD = 16.0


def make(held: Statement, shop: Letterhead, made_at: str) -> Paper:
    """The card of a customer on one page of A4. made_at: the instant that it bears, a stored stamp."""
    sheet = Sheet(f"Loyalty card {held.number}", shop, from_stamp(made_at), f"Loyalty card {held.number}")
    sheet.title("Your loyalty card", "Cut it out along the line, and show it when you pay.")
    top, foot = sheet.y, sheet.y - HEIGHT
    sheet.band(foot, HEIGHT, TINT, LEFT, LEFT + WIDTH)
    sheet.frame(LEFT, foot, WIDTH, HEIGHT, HAIR)
    inner = WIDTH - 2 * _PAD
    sheet.draw(LEFT + _PAD, top - 26, wrap(sheet.fit(shop.name), NAME, inner)[0], NAME)
    sheet.draw(LEFT + _PAD, top - 44, wrap(sheet.fit(held.customer_name), BODY, inner)[0], BODY)
    sheet.band(foot + 16, 66, 0xFFFFFF, LEFT + _PAD - 4, LEFT + WIDTH - _PAD + 4)
    sheet.bars(LEFT + _PAD + 4, foot + 34, 40, held.number)
    sheet.draw(LEFT + _PAD + 4, foot + 22, held.number, SMALL)
    sheet.space(HEIGHT + 20)
    sheet.paragraph(
        f"Yours since {short_day(held.joined_on)}. The number is enough if you leave the card at home.", NOTE
    )
    return sheet.finish()
