"""The receipt: what was bought, what it came to, what was paid and what is still open."""

from zoneinfo import ZoneInfo

from shopcrm.money import show
from shopcrm.papers.in_words import day, long_day
from shopcrm.papers.kit import BODY, NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import METHODS, head_note, sum_line, sum_rule
from shopcrm.papers.table import Column, table
from shopcrm.shop.orders import Order
from shopcrm.shop.payments import Payment
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

_TAX_WITHIN = {"included": "including tax", "excluded": "Tax", "unknown": "Tax, as the web shop stated it"}

_TWO_WAYS = {
    "credit": ("Store credit used", "Store credit given"),
    "points": ("Points used", "Points given back"),
    "allowed": ("Put back on the bill", "Taken off for what came back"),
}
"""What a signed entry says above zero, and below."""


def make(order: Order, shop: Letterhead, zone: str, made_at: str, head: Anchor) -> Paper:
    """A receipt as a PDF. made_at: the instant that it bears, as a stored stamp; zone: IANA name of the shop's clock.

    head: the last entry of the book's activity, printed so that a shortened book can be told from a whole one.
    """
    clock = ZoneInfo(zone)
    sheet = Sheet(f"Receipt {ref('O', order.id)}", shop, from_stamp(made_at), f"Thank you · Order {ref('O', order.id)}")
    sheet.title(f"Receipt {ref('O', order.id)}", long_day(from_stamp(order.placed_at).astimezone(clock).date()))
    sheet.facts(_facts(order, shop), label_width=110)
    columns = [Column("Item"), Column("Quantity", right=True), Column("Each", right=True)]
    columns += [Column("Discount", right=True), Column("Total", right=True)]
    rows = [
        (
            "\n".join(filter(None, (line.description, line.sku))),
            str(line.quantity),
            show(line.unit_price, order.currency),
            show(-line.discount, order.currency) if line.discount else "",
            show(line.total, order.currency),
        )
        for line in order.lines
    ]
    table(sheet, columns, rows, empty="No items are written down for this order.")
    _sums(sheet, order)
    _payments(sheet, order, clock)
    sheet.space(10)
    sheet.paragraph(f"{head_note(head)} Please keep this receipt.", NOTE)
    return sheet.finish()


def _facts(order: Order, shop: Letterhead) -> list[tuple[str, str]]:
    found = [
        ("Customer", order.customer_name),
        ("Deliver to", order.deliver_to),
        ("Order number", order.external_name or ""),
        ("Promised for", order.promised_on or ""),
        ("Tax number", shop.tax_number),
        ("State", "Cancelled" if order.stage == "cancelled" else ""),
    ]
    return [(label, value) for label, value in found if value]


def _sums(sheet: Sheet, order: Order) -> None:
    """The sums, with the tax above the total where it was added to it, and below where it is part of it."""
    tax_added = order.goods - order.discount + order.shipping + order.tax == order.total
    lines = [("Goods", order.goods), ("Discount", -order.discount), ("Delivery", order.shipping)]
    sheet.keep(BODY.leading * 6)
    for label, amount in [*lines, *([("Tax", order.tax)] if tax_added else [])]:
        if amount or label == "Goods":
            sum_line(sheet, label, show(amount, order.currency))
    sum_rule(sheet)
    sum_line(sheet, "Total", show(order.total, order.currency), bold=True)
    if order.tax and not tax_added:
        sum_line(sheet, _TAX_WITHIN[order.tax_mode], show(order.tax, order.currency))
    sheet.space(4)


def _payments(sheet: Sheet, order: Order, clock: ZoneInfo) -> None:
    for one in order.payments:
        if one.kind in ("in", "out", "credit", "points", "allowed") and not one.reversed and one.reverses is None:
            when = day(from_stamp(one.at).astimezone(clock).date())
            sum_line(sheet, f"{_how(one)}, {when}", show(-one.amount, one.currency))
    sum_rule(sheet)
    if order.to_refund:
        sum_line(sheet, "To be paid back to you", show(order.to_refund, order.currency), bold=True)
    elif order.balance_due:
        sum_line(sheet, "To pay", show(order.balance_due, order.currency), bold=True)
    elif order.refunded and order.settled < order.total:
        label, amount = (
            ("Paid, less what was paid back", order.settled) if order.settled else ("Paid back in full", order.refunded)
        )
        sum_line(sheet, label, show(amount, order.currency), bold=True)
    else:
        sum_line(sheet, "Paid in full" if order.total else "Nothing to pay", show(0, order.currency), bold=True)


def _how(payment: Payment) -> str:
    used, given = _TWO_WAYS.get(payment.kind, ("", ""))
    if used:
        return used if payment.amount > 0 else given
    how = METHODS[payment.method]
    return f"Paid back ({how.lower()})" if payment.kind == "out" else how
