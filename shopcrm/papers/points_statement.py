"""The statement of points: every entry in words, the sum explained, what expires when, and the tier."""

from zoneinfo import ZoneInfo

from shopcrm.money import show
from shopcrm.papers.in_words import day
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import head_note
from shopcrm.papers.table import Column, table
from shopcrm.shop.loyalty import Statement
from shopcrm.vault.header import Anchor
from shopcrm.vault.tx import from_stamp


def make(held: Statement, shop: Letterhead, zone: str, made_at: str, head: Anchor) -> Paper:
    """A customer's statement as a PDF. made_at: the instant that it bears, a stored stamp.

    zone: IANA name of the shop's clock; head: the last entry of the book's activity.
    """
    sheet = Sheet("Statement of points", shop, from_stamp(made_at), f"Statement of points · card {held.number}")
    sheet.title("Statement of points", f"As of {day(from_stamp(made_at).astimezone(ZoneInfo(zone)).date())}")
    sheet.facts(_facts(held), label_width=110)
    sheet.section("How your points add up", follows=40)
    sheet.paragraph(held.sum_in_words)
    _dates(sheet, held)
    if held.stamps:
        sheet.section("Stamp cards")
        sheet.facts((one.name, f"{one.has} of {one.needs}: {one.reward}") for one in held.stamps)
    sheet.section("Every entry")
    columns = [Column("Day"), Column("What"), Column("Points", right=True), Column("Balance", right=True)]
    rows = [(day(one.on), one.words, f"{one.points:+,}", f"{one.balance:,}") for one in held.entries]
    table(sheet, columns, rows, empty="Nothing has been earned so far.")
    sheet.paragraph(head_note(head), NOTE)
    return sheet.finish()


def _facts(held: Statement) -> list[tuple[str, str]]:
    found = [
        ("Customer", held.customer_name),
        ("Card", held.number),
        ("Member since", day(held.joined_on)),
        ("Left on", day(held.left_on) if held.left_on else ""),
        ("Points", f"{held.balance:,}"),
        ("Usable now", f"{held.spendable:,}"),
        ("Worth in all", show(held.amount, held.currency)),
        ("Tier", held.tier),
        ("Towards a tier", held.tier_progress),
    ]
    return [(label, value) for label, value in found if value]


def _dates(sheet: Sheet, held: Statement) -> None:
    """Which points become usable, and which expire, by day."""
    if held.unlocking:
        sheet.subsection("Becoming usable")
        sheet.facts((day(on), f"{points:,} points") for on, points in held.unlocking)
    if held.expiring:
        sheet.subsection("Expiring")
        sheet.facts((f"After {day(on)}", f"{points:,} points") for on, points in held.expiring)
