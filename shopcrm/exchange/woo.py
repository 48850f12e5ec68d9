"""What the WooCommerce formats share: what an order's status says about money and delivery, and unit prices."""

from dataclasses import dataclass


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
