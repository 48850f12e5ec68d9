"""The credit note: what came back and was accepted, what it was worth, and where that went."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from shopcrm.money import show
from shopcrm.papers.in_words import day, moment
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import METHODS, head_note, sum_line, sum_rule
from shopcrm.papers.table import Column, table
from shopcrm.shop.returns import Return, Settlement
from shopcrm.shop.returns.records import OUTCOMES, REASONS
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp


def number_of(held: Return, settlement: Settlement) -> str:
    """The number that the note bears: the return's reference, and which of its settlements it is."""
    return f"{ref('R', held.id)}/{1 + [one.id for one in held.settlements].index(settlement.id)}"


def make(held: Return, settlement: Settlement, shop: Letterhead, zone: str, made_at: str, head: Anchor) -> Paper:
    """A credit note as a PDF. made_at: the instant that it bears, a stored stamp; zone: IANA name of the shop's clock.

    head: the last entry of the book's activity.
    """
    number, clock = number_of(held, settlement), ZoneInfo(zone)
    sheet = Sheet(f"Credit note {number}", shop, from_stamp(made_at), f"Credit note {number} · {held.order_name}")
    sheet.title(f"Credit note {number}", moment(settlement.at, clock))
    sheet.facts(_facts(held, settlement, shop), label_width=110)
    returned_items(sheet, held, settlement)
    _value(sheet, settlement)
    _where_it_went(sheet, settlement)
    sheet.space(10)
    if settlement.note:
        sheet.paragraph(settlement.note)
    made = day(from_stamp(made_at).astimezone(clock).date())
    sheet.paragraph(f"Printed {made}. {head_note(head)} Please keep this credit note with the receipt.", NOTE)
    return sheet.finish()


def returned_items(sheet: Sheet, held: Return, settlement: Settlement) -> None:
    """What came back: the lines of a settlement with what each is worth."""
    columns = [Column("Came back"), Column("Quantity", right=True), Column("Why"), Column("Value", right=True)]
    rows = [
        (
            "\n".join(filter(None, (line.description, line.sku))),
            str(line.quantity),
            REASONS[line.reason],
            OUTCOMES["repair"] if line.outcome == "repair" else show(line.value, settlement.currency),
        )
        for line in held.lines
        if line.id in settlement.lines
    ]
    table(sheet, columns, rows, empty="Nothing came back: this is a matter of goodwill.")


def _facts(held: Return, settlement: Settlement, shop: Letterhead) -> list[tuple[str, str]]:
    found = [
        ("Customer", held.customer_name),
        ("Order", held.order_name),
        ("New order", ref("O", settlement.exchange) if settlement.exchange else ""),
        ("Tax number", shop.tax_number),
        ("State", "Taken back: this note is void" if settlement.taken_back else ""),
    ]
    return [(label, value) for label, value in found if value]


def _value(sheet: Sheet, settlement: Settlement) -> None:
    """What the goods were worth, delivery and deductions, and the tax within."""
    currency = settlement.currency
    sum_line(sheet, "Goods", show(settlement.value, currency))
    if settlement.delivery:
        sum_line(sheet, "Delivery", show(settlement.delivery, currency))
    if settlement.deduction:
        sum_line(sheet, "Deducted", show(-settlement.deduction, currency))
        sheet.paragraph(f"Deducted because: {settlement.deducted_because}", NOTE)
    if settlement.goodwill:
        sum_line(sheet, "Goodwill", show(settlement.goodwill, currency))
    sum_rule(sheet)
    total = settlement.value + settlement.delivery - settlement.deduction + settlement.goodwill
    sum_line(sheet, "Credited", show(total, currency), bold=True)
    if settlement.tax:
        sum_line(sheet, "of which tax", show(settlement.tax, currency))
    sheet.space(4)


def _where_it_went(sheet: Sheet, settlement: Settlement) -> None:
    for label, amount in _ways(settlement):
        if amount:
            sum_line(sheet, label, show(amount, settlement.currency))


def _ways(settlement: Settlement) -> Iterator[tuple[str, int]]:
    yield "Taken off your bill", settlement.off_the_bill
    how = METHODS.get(settlement.refund_method, "")
    yield f"Paid back ({how.lower()})" if how else "Paid back", settlement.refund
    yield "Paid back as goodwill", settlement.goodwill
    yield "As store credit", settlement.credit
    yield "Points given back, worth", settlement.by_points
    yield f"Towards {ref('O', settlement.exchange or 0)}", settlement.exchange_paid
