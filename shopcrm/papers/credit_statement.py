"""The statement of store credit: what was given and used, entry by entry, and what is left in each currency."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from shopcrm.money import show
from shopcrm.papers.in_words import day
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import head_note
from shopcrm.papers.table import Column, table
from shopcrm.shop.store_credit import CreditEntry
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

KINDS = {
    "return": "For what came back",
    "goodwill": "As goodwill",
    "gift": "As a gift",
    "spent": "Used",
    "adjusted": "Put right",
    "taken_back": "Entered by mistake, taken back",
}


def make(
    name: str,
    customer: int,
    entries: Sequence[CreditEntry],
    shop: Letterhead,
    zone: str,
    made_at: str,
    head: Anchor,
) -> Paper:
    """A customer's store credit as a PDF. name, customer: whose. entries: the newest first.

    made_at: the instant that it bears, a stored stamp; zone: IANA name of the shop's clock; head: the last entry of the
    book's activity.
    """
    clock = ZoneInfo(zone)
    sheet = Sheet("Store credit", shop, from_stamp(made_at), f"Store credit of {ref('C', customer)}")
    sheet.title("Store credit", f"As of {day(from_stamp(made_at).astimezone(clock).date())}")
    left = {one.currency: one.balance_after for one in reversed(entries)}
    balances = ", ".join(show(amount, currency) for currency, amount in left.items()) or "nothing"
    sheet.facts([("Customer", name), ("Left to use", balances)], label_width=110)
    columns = [Column("Day"), Column("What"), Column("Amount", right=True), Column("Left", right=True)]
    rows = [
        (
            day(from_stamp(one.at).astimezone(clock).date()),
            ", ".join(filter(None, (KINDS[one.kind], ref("O", one.order) if one.order else "", one.note))),
            show(one.amount, one.currency),
            show(one.balance_after, one.currency),
        )
        for one in entries
    ]
    table(sheet, columns, rows, empty="No store credit was given so far.")
    sheet.paragraph(head_note(head), NOTE)
    return sheet.finish()
