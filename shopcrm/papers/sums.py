"""What receipts and credit notes share: sums in a column at the right, means of payment in words, the book's state."""

from collections.abc import Mapping

from shopcrm.papers.kit import BODY, BODY_BOLD, QUIET_BODY, RIGHT, Sheet
from shopcrm.vault.header import Anchor

METHODS: Mapping[str, str] = {
    "card": "Card",
    "cash": "Cash",
    "transfer": "Bank transfer",
    "cheque": "Cheque",
    "online": "Online payment",
    "credit": "Store credit",
    "points": "Points",
    "exchange": "Exchange",
    "other": "Other",
}
_LEFT = RIGHT - 210


def sum_line(sheet: Sheet, label: str, amount: str, *, bold: bool = False) -> None:
    """A label and an amount, already in words."""
    sheet.keep(BODY.leading)
    baseline = sheet.y - BODY.size
    sheet.draw(_LEFT, baseline, sheet.fit(label), BODY_BOLD if bold else QUIET_BODY)
    sheet.draw(RIGHT, baseline, amount, BODY_BOLD if bold else BODY, "right")
    sheet.space(BODY.leading)


def sum_rule(sheet: Sheet) -> None:
    """The line above a sum."""
    sheet.rule(sheet.y, left=_LEFT)
    sheet.space(3)


def head_note(head: Anchor) -> str:
    """The last entry of the book's activity, printed so that a shortened book can be told from a whole one."""
    return f"Entry {head.seq} · {head.mac[:4].hex().upper()}: the state of our book when this was made."
