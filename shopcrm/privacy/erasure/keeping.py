"""Until when the books need an erased customer's orders, and what of the customer the invoices need (LAW section 4)."""

from dataclasses import dataclass
from datetime import date

from shopcrm.privacy import accountability
from shopcrm.privacy.books import needed_until
from shopcrm.shop import profile
from shopcrm.vault.tx import Tx

_SIMPLIFIED = {"GB": 250_00}
_SIMPLIFIED_ELSEWHERE = 100_00
"""Up to this total an invoice names no buyer: VAT Regulations 1995 reg 16A; Directive 2006/112/EC Art 238."""


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order that the books need. name, address: what its invoice must show of the buyer, '' where it need not."""

    order: int
    until: date
    name: str
    address: str


def kept_orders(tx: Tx, customer: int) -> list[KeptOrder]:
    """A customer's orders with the day until which each is kept, by how the shop keeps its books."""
    shop, said = profile.get(tx), accountability.get(tx)
    name, address = _as_on_an_invoice(tx, customer)
    limit = _SIMPLIFIED.get(tx.calendar.country, _SIMPLIFIED_ELSEWHERE)
    found = []
    for order, placed_on, total, deliver_to in tx.all(
        "SELECT id, placed_on, total, deliver_to FROM orders WHERE customer_id = ? ORDER BY id", (customer,)
    ):
        until = needed_until(date.fromisoformat(placed_on), tx.calendar, said, shop.tax_number)
        names = bool(shop.tax_number) and total > limit
        found.append(KeptOrder(order, until, name if names else "", (address or deliver_to) if names else ""))
    return found


def _as_on_an_invoice(tx: Tx, customer: int) -> tuple[str, str]:
    name: str = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    lines = tx.maybe(
        "SELECT line1, line2, town, county, postcode, country FROM addresses WHERE customer_id = ?"
        " ORDER BY wrong, preferred DESC, id LIMIT 1",
        (customer,),
    )
    return name, "\n".join(line for line in lines or () if line)
