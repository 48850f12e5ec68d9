"""The exchange note: what came back, what was taken instead, and the difference."""

from zoneinfo import ZoneInfo

from shopcrm.money import show
from shopcrm.papers.credit_note import number_of, returned_items
from shopcrm.papers.in_words import moment
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import METHODS, head_note, sum_line, sum_rule
from shopcrm.papers.table import Column, table
from shopcrm.shop.orders import Order
from shopcrm.shop.returns import Return, Settlement
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp


def make(
    held: Return, settlement: Settlement, new: Order, shop: Letterhead, zone: str, made_at: str, head: Anchor
) -> Paper:
    """An exchange note as a PDF. new: the order that what came back paid for.

    made_at: the instant that it bears, a stored stamp; zone: IANA name of the shop's clock; head: the last entry of the
    book's activity.
    """
    number = number_of(held, settlement)
    sheet = Sheet(f"Exchange note {number}", shop, from_stamp(made_at), f"Exchange note {number} · {held.order_name}")
    sheet.title(f"Exchange note {number}", moment(settlement.at, ZoneInfo(zone)))
    facts = [
        ("Customer", held.customer_name),
        ("First order", held.order_name),
        ("New order", ref("O", new.id)),
        ("Tax number", shop.tax_number),
        ("State", "Taken back: this note is void" if settlement.taken_back else ""),
    ]
    sheet.facts([(label, value) for label, value in facts if value], label_width=110)
    returned_items(sheet, held, settlement)
    columns = [Column("Taken instead"), Column("Quantity", right=True), Column("Total", right=True)]
    rows = [(line.description, str(line.quantity), show(line.total, new.currency)) for line in new.lines]
    table(sheet, columns, rows)
    _difference(sheet, settlement, new)
    sheet.space(10)
    sheet.paragraph(f"{head_note(head)} Please keep this note with the receipt.", NOTE)
    return sheet.finish()


def _difference(sheet: Sheet, settlement: Settlement, new: Order) -> None:
    """The new order, less what came back, and who paid the difference."""
    currency = settlement.currency
    back = settlement.value + settlement.delivery - settlement.deduction - settlement.off_the_bill
    sum_line(sheet, "New order", show(settlement.exchange_total, currency))
    sum_line(sheet, "Came back", show(-back, currency))
    sum_rule(sheet)
    difference = settlement.exchange_total - back
    label = "Difference" if difference >= 0 else "Difference in your favour"
    sum_line(sheet, label, show(difference, currency), bold=True)
    if settlement.refund:
        how = METHODS.get(settlement.refund_method, "Other").lower()
        sum_line(sheet, f"Paid back ({how})", show(settlement.refund, currency))
    if settlement.credit:
        sum_line(sheet, "As store credit", show(settlement.credit, currency))
    if settlement.by_points:
        sum_line(sheet, "Points given back, worth", show(settlement.by_points, currency))
    if new.balance_due:
        sum_line(sheet, "Still to pay", show(new.balance_due, currency), bold=True)
