"""An order as far as points are concerned: what was kept of it and paid for that, and what it should have earned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shopcrm.money import split
from shopcrm.shop.loyalty import stamps, tiers
from shopcrm.shop.loyalty.records import Gone, Programme
from shopcrm.vault.tx import Row, Tx

Rates = dict[str, tuple[int, int | None]]
"""What a piece of each product earns: per cent of the ordinary rate, or so many points."""

_NOTHING_GONE: Mapping[int, Gone] = {}


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as far as it matters here; amounts in minor units. paid: money other than points, less what went back.

    owed: what the goods that were kept, and their delivery, come to.
    """

    id: int
    customer: int | None
    placed_at: str
    placed_on: str
    currency: str
    cancelled: bool
    paid: int
    owed: int
    pieces: tuple[stamps.Piece, ...]

    @property
    def share(self) -> Fraction:
        """Which part of what is owed was paid with money, from 0 to 1; of a cancelled order, nothing."""
        if self.cancelled or self.owed <= 0:
            return Fraction(0)
        return min(Fraction(1), max(Fraction(0), Fraction(self.paid, self.owed)))


@dataclass(frozen=True, slots=True)
class Part:
    """Who earns for an order and under which terms, fixed when it first earned. percent: of her tier then."""

    customer: int
    programme: Programme
    percent: int
    rates: Rates


def sale_of(tx: Tx, order: int, gone: Mapping[int, Gone] = _NOTHING_GONE, delivery: int = 0) -> Sale:
    """An order with what was kept. gone: by line, what else would come back. delivery: refunded too, minor units."""
    row = tx.one(
        "SELECT customer_id, placed_at, placed_on, currency, stage = 'cancelled', order_discount, tax_mode, total,"
        " (SELECT coalesce(sum(amount), 0) FROM payments WHERE order_id = ?1 AND kind IN ('in', 'out', 'credit')),"
        " (SELECT coalesce(sum(delivery), 0) FROM return_settlements JOIN returns ON returns.id = return_id"
        " WHERE order_id = ?1 AND taken_back = 0) FROM orders WHERE id = ?1",
        (order,),
    )
    customer, placed_at, placed_on, currency, cancelled, discount, tax_mode, total, paid, delivered = row
    lines = tx.all(_LINES, (order,))
    values = line_values(lines, discount, tax_mode)
    pieces = tuple(kept(line, value, gone.get(line[0])) for line, value in zip(lines, values, strict=True))
    shipping = max(0, total - sum(values) - delivered - delivery)
    owed = sum(piece.value for piece in pieces) + shipping
    return Sale(order, customer, placed_at, placed_on, currency, bool(cancelled), paid, owed, pieces)


_LINES = """
SELECT line.id, line.product_id, line.quantity, line.quantity * line.unit_price - line.discount, line.tax,
    coalesce(sum(back.quantity), 0), coalesce(sum(back.value), 0)
FROM order_lines AS line
LEFT JOIN return_lines AS back ON back.order_line_id = line.id AND back.outcome = 'money'
WHERE line.order_id = ? GROUP BY line.id ORDER BY line.position
"""


def line_values(lines: Sequence[Row], discount: int, tax_mode: str) -> list[int]:
    """What each line comes to: less its share of the discount on the order, tax included."""
    nets = [line[3] for line in lines]
    shares = split(min(discount, sum(nets)), nets)
    added = [line[4] if tax_mode == "excluded" else 0 for line in lines]
    return [net - share + tax for net, share, tax in zip(nets, shares, added, strict=True)]


def kept(line: Row, value: int, gone: Gone | None) -> stamps.Piece:
    quantity = line[2] - line[5] - (gone.quantity if gone else 0)
    worth = value - line[6] - (gone.value if gone else 0)
    return stamps.Piece(line[1], max(0, quantity), max(0, worth) if quantity > 0 else 0)


def target(sale: Sale, part: Part, rates: Rates) -> tuple[int, int]:
    """The points that an order should have earned by now, rounded once, and the spend that counts, minor units."""
    terms, exact = part.programme, Fraction(0)
    for piece in sale.pieces:
        percent, points = rates.get(str(piece.product), (100, None))
        if points is not None:
            exact += piece.quantity * points if piece.value else 0
        else:
            exact += Fraction(piece.value * percent * terms.points, 100 * terms.per_amount)
    spend = sum(piece.value for piece in sale.pieces) * sale.share
    return _rounded(exact * sale.share * part.percent / 100, terms.rounding), _rounded(spend, "nearest")


def _rounded(exact: Fraction, rounding: str) -> int:
    if rounding == "up":
        return -(-exact.numerator // exact.denominator)
    return (exact + (Fraction(1, 2) if rounding == "nearest" else 0)).__floor__()


def net(tx: Tx, order: int, customer: int) -> tuple[int, int]:
    """The points that an order earned a customer and that were not taken away again, and the spend; minor units."""
    points, spend = tx.one(
        f"SELECT coalesce(sum(points), 0), coalesce(sum(spend), 0) FROM ({tiers.OF_ORDERS}) WHERE order_id = ?2",
        (customer, order),
    )
    return points, spend
