"""What the WooCommerce exports share: orders and buyers read alike, what a status says, and unit prices."""

from dataclasses import dataclass
from typing import NamedTuple

from shopcrm.exchange.people import address, bare, block, emails, phone_cells, text
from shopcrm.exchange.records import ImportedCustomer, ImportedLine, ImportedOrder
from shopcrm.exchange.totals import tax_included
from shopcrm.exchange.values import Moments, identifier, money, rounded
from shopcrm.plain_text import visible


class OrderCells(NamedTuple):
    """What every export says of an order, as its cells have it; blank where the file lacks the column."""

    order_id: str
    number: str
    date: str
    paid_at: str
    status: str
    currency: str
    discount: str
    shipping: str
    shipping_method: str
    fees: str
    tax: str
    subtotal: str
    total: str
    method: str
    reference: str
    note: str


class PersonCells(NamedTuple):
    """A billing or delivery address, as its cells have it."""

    first: str
    last: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    country: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a status says: the goods are paid, sent, the order is cancelled, the payment has failed."""

    paid: bool = False
    sent: bool = False
    cancelled: bool = False
    failed: bool = False
    known: bool = True


_STANDINGS = {
    "completed": Standing(paid=True, sent=True),
    "processing": Standing(paid=True),
    "refunded": Standing(paid=True),
    "on-hold": Standing(),
    "pending": Standing(),
    "pending-payment": Standing(),
    "checkout-draft": Standing(),
    "draft": Standing(),
    "cancelled": Standing(cancelled=True),
    "canceled": Standing(cancelled=True),
    "failed": Standing(failed=True),
}


def standing(status: str) -> Standing:
    """The meaning of a status by its slug or English label; an unknown one says nothing, and is so marked."""
    slug = "-".join(status.casefold().split()).removeprefix("wc-")
    return _STANDINGS.get(slug, Standing(known=False))


def unit_price(line_total: int, quantity: int) -> tuple[int, int]:
    """The price of one item and the odd minor units to take off the line, so that the line comes to `line_total`."""
    if quantity <= 0:
        return line_total, 0
    price = -(-line_total // quantity)
    return price, price * quantity - line_total


def order(
    line: int,
    cells: OrderCells,
    moments: Moments,
    currency: str,
    buyer: ImportedCustomer,
    lines: tuple[ImportedLine, ...],
    refunded: int = 0,
) -> ImportedOrder:
    """The order as far as every export tells it alike; refunded: minor units. Raises InvalidValue for a bad cell."""
    state = standing(cells.status)
    placed_at = moments.instant(cells.date)
    discount, stated = money(cells.discount, currency), money(cells.total, currency)
    fees, shipping, tax = money(cells.fees, currency), money(cells.shipping, currency), money(cells.tax, currency)
    goods = money(cells.subtotal, currency) - discount if cells.subtotal else None
    return ImportedOrder(
        line=line,
        external_id=identifier(bare(cells.order_id or cells.number), "order number"),
        number=text(cells.number or cells.order_id),
        placed_at=placed_at,
        placed_raw=text(cells.date),
        currency=currency,
        buyer=buyer,
        lines=lines,
        discount=discount,
        shipping=shipping,
        shipping_method=text(cells.shipping_method),
        fees=fees,
        tax=tax,
        tax_included=tax_included(stated, goods, shipping, tax, fees),
        subtotal=goods,
        total=stated if cells.total else None,
        paid=max(stated, refunded) if state.paid or cells.paid_at else refunded,
        paid_at=moments.maybe(cells.paid_at),
        payment_method=text(cells.method),
        payment_reference=bare(cells.reference),
        payment_failed=state.failed,
        refunded=refunded,
        fulfilled="full" if state.sent else "",
        cancelled_at=placed_at if state.cancelled else None,
        note=block(cells.note),
        warnings=_warnings(cells, currency, known=state.known),
    )


def _warnings(cells: OrderCells, currency: str, *, known: bool) -> tuple[str, ...]:
    found = rounded((cells.total, cells.subtotal, cells.discount, cells.fees, cells.shipping, cells.tax), currency)
    if known:
        return found
    status = visible(text(cells.status))
    return (f"the status “{status}” is not known: neither paid nor sent was recorded", *found)


def buyer(
    line: int, number: str, mails: tuple[str, ...], phones: tuple[str, ...], bill: PersonCells, ship: PersonCells
) -> tuple[ImportedCustomer, tuple[str, ...]]:
    """Who bought, and what is odd about the telephone numbers. number: the platform's own; 0 is a guest."""
    numbers, warnings = phone_cells(*phones)
    addresses = address("billing", f"{bill.first} {bill.last}", *bill[2:])
    if any(ship) and ship != bill:
        addresses += address("shipping", f"{ship.first} {ship.last}", *ship[2:])
    known = identifier(bare(number), "customer id")
    found = ImportedCustomer(
        line,
        "" if known == "0" else known,
        text(bill.first or ship.first),
        text(bill.last or ship.last),
        text(bill.company),
        emails(*mails),
        numbers,
        addresses,
    )
    return found, warnings
