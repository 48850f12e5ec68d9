"""What an order earns: always worked out whole, from the goods kept and the money paid, and the difference posted.

So no order of payments, refunds and returns can make points, and an order that is given back whole comes to nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shopcrm.money import split
from shopcrm.shop.loyalty import lots, stamps, tiers
from shopcrm.shop.loyalty.lots import Cause
from shopcrm.shop.loyalty.programme import version
from shopcrm.shop.loyalty.records import Foreseen, Gone, NewSale, Programme
from shopcrm.shop.words import fold
from shopcrm.vault.refs import OrderId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx, from_stamp

Rates = dict[str, tuple[int, int | None]]
"""What a piece of each product earns: per cent of the ordinary rate, or so many points."""

_TAKES_PART = (
    "SELECT EXISTS (SELECT 1 FROM loyalty_orders WHERE order_id = ?)"
    " OR coalesce((SELECT active FROM loyalty_programmes ORDER BY id DESC LIMIT 1), 0)"
)
_NOTHING_GONE: Mapping[int, Gone] = {}
_NOT_PLACED_YET = 2**62
"""Stands for an order without a number yet."""
_LOT_OF = "lot_id IN (SELECT id FROM loyalty_lots WHERE order_id = ?1 AND customer_id = ?2 AND points > 0)"


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


def settle_order(tx: Tx, order: OrderId) -> None:
    """Post what an order should have earned by now and has not, or takes back what it should not have.

    To be called after each change of its payments, returns, lines, stage or customer; calling it again changes nothing.
    Points are earned on goods that were kept, by what was paid for them with money: per line less its share of the
    discount, tax included; delivery and what was paid with points earn none. An order takes part that was placed since
    the programme began, and since the customer joined, in the programme's currency.
    """
    if not tx.value(_TAKES_PART, (order,)):
        return
    sale = sale_of(tx, order)
    part = _part(tx, order)
    if part is not None and part.customer != sale.customer:
        _post(tx, order, part.customer, part.programme, 0, 0)
        stamps.settle(tx, order, part.customer, (), Fraction(0))
        tx.run("DELETE FROM loyalty_orders WHERE order_id = ?", (order,))
        part = None
    if part is None:
        part = _begin(tx, sale)
    if part is None:
        return
    rates = _with_new(tx, order, part, sale)
    _post(tx, order, part.customer, part.programme, *target(sale, part, rates))
    stamps.settle(tx, order, part.customer, sale.pieces, sale.share)


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
    values = _values(lines, discount, tax_mode)
    pieces = tuple(_kept(line, value, gone.get(line[0])) for line, value in zip(lines, values, strict=True))
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


def _values(lines: Sequence[Row], discount: int, tax_mode: str) -> list[int]:
    """What each line comes to: less its share of the discount on the order, tax included."""
    nets = [line[3] for line in lines]
    shares = split(min(discount, sum(nets)), nets)
    added = [line[4] if tax_mode == "excluded" else 0 for line in lines]
    return [net - share + tax for net, share, tax in zip(nets, shares, added, strict=True)]


def _kept(line: Row, value: int, gone: Gone | None) -> stamps.Piece:
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


@read("loyalty.what_if")
def what_if(
    tx: Tx,
    order: OrderId,
    gone: tuple[Gone, ...] = (),
    money: int = 0,
    points: int = 0,
    delivery: int = 0,
    new: NewSale | None = None,
) -> Foreseen | None:
    """What a return would do to the customer's points and tier; None where she takes no part.

    gone: what comes back; money: refunded, or given as credit, minor units; points: given back of those that she paid
    with; delivery: what of the money is for it. new: the order that would be taken in exchange.
    """
    part = _part(tx, order)
    sale = sale_of(tx, order)
    customer = part.customer if part else sale.customer
    card = tx.maybe("SELECT 1 FROM loyalty_cards WHERE customer_id = ?", (customer,))
    if customer is None or card is None:
        return None
    before = sum(lot.left for lot in lots.left(tx, customer) if lot.left < 0 or not lots.is_over(lot, tx.today))
    stands = tiers.at(tx, customer, tx.today)
    rows = tx.all(f"SELECT order_id, day, points, spend FROM ({tiers.OF_ORDERS})", (customer,))
    terms, today, less, earned = tiers.terms_by_day(tx), tx.today.isoformat(), 0, 0
    after = _repaid(sale_of(tx, order, _together(gone), delivery), money)
    part = part or _would_take_part(tx, after, stands.tier)
    if part is not None and part.customer == sale.customer:
        wanted = target(after, part, _rates(tx, part, after))
        less, spent = (was - will for was, will in zip(net(tx, order, customer), wanted, strict=True))
        rows.append((order, today, -less, -spent if less else 0))
    then = tiers.walk(tiers.counting(sorted(rows)), terms, tx.today)
    if new is not None:
        earned, spent = _would_earn(tx, customer, new, then.tier)
        rows.append((_NOT_PLACED_YET, today, earned, spent if earned else 0))
        then = tiers.walk(tiers.counting(sorted(rows)), terms, tx.today)
    return Foreseen(before, before - _lost(tx, customer, order, less) + points + earned, stands.tier, then.tier)


def _would_earn(tx: Tx, customer: int, new: NewSale, tier: str) -> tuple[int, int]:
    """The points and the spend of an order that is not placed yet."""
    lines = [(0, line.product, line.quantity, line.net, line.tax, 0, 0) for line in new.lines]
    values = _values(lines, new.order_discount, new.tax_mode)
    pieces = tuple(_kept(line, value, None) for line, value in zip(lines, values, strict=True))
    sale = Sale(0, customer, new.placed_at, new.placed_on, new.currency, False, new.paid, new.total, pieces)
    part = _would_take_part(tx, sale, tier)
    return target(sale, part, _rates(tx, part, sale)) if part else (0, 0)


def _lost(tx: Tx, customer: int, order: int, points: int) -> int:
    """What reversing so many points of an order takes from the balance: those of it that expired are gone already."""
    own = [lot for lot in lots.left(tx, customer) if lot.left > 0 and lot.order == order]
    over = sum(lot.left for lot in own if lots.is_over(lot, tx.today))
    expired = sum(entry.left for entry in lots.taken(tx, f"kind = 'expired' AND {_LOT_OF}", (order, customer)))
    return points - min(max(0, points - sum(lot.left for lot in own) + over), over + expired)


def _together(gone: tuple[Gone, ...]) -> dict[int, Gone]:
    found: dict[int, Gone] = {}
    for one in gone:
        had = found.get(one.line_id, Gone(one.line_id, 0, 0))
        found[one.line_id] = Gone(one.line_id, had.quantity + one.quantity, had.value + one.value)
    return found


def _repaid(sale: Sale, money: int) -> Sale:
    return Sale(
        *(sale.id, sale.customer, sale.placed_at, sale.placed_on, sale.currency, sale.cancelled),
        *(sale.paid - money, sale.owed, sale.pieces),
    )


def _part(tx: Tx, order: int) -> Part | None:
    row = tx.maybe(
        "SELECT customer_id, programme_id, tier_percent, rates FROM loyalty_orders WHERE order_id = ?", (order,)
    )
    if row is None:
        return None
    return Part(row[0], version(tx, row[1]), row[2], {name: tuple(rate) for name, rate in json.loads(row[3]).items()})


_MAY_BEGIN = """
SELECT programme.id, programme.currency, card.joined_at, card.tier,
    (SELECT min(created_at) FROM loyalty_programmes WHERE active = 1)
FROM loyalty_programmes AS programme, loyalty_cards AS card
WHERE programme.id = (SELECT max(id) FROM loyalty_programmes) AND programme.active = 1
    AND card.customer_id = ? AND card.left_at IS NULL
"""


def _begin(tx: Tx, sale: Sale) -> Part | None:
    """Let an order take part if it may, with the terms of today and the customer's tier of today."""
    if sale.customer is None or not sale.share:
        return None
    tiers.refresh(tx, sale.customer)
    part = _would_take_part(tx, sale)
    if part is not None:
        tx.insert(
            "INSERT INTO loyalty_orders (order_id, customer_id, programme_id, tier_percent)"
            " VALUES (?, ?, (SELECT max(id) FROM loyalty_programmes), ?)",
            (sale.id, sale.customer, part.percent),
        )
    return part


def _would_take_part(tx: Tx, sale: Sale, tier: str | None = None) -> Part | None:
    """The terms on which an order may take part today. tier: the customer's then, as it is kept where None."""
    row = tx.maybe(_MAY_BEGIN, (sale.customer,)) if sale.share else None
    if row is None or sale.customer is None:
        return None
    number, currency, joined_at, kept, began = row
    joined_on = tx.calendar.local_date(from_stamp(joined_at)).isoformat()
    if sale.currency != currency or sale.placed_at < began or sale.placed_on < joined_on:
        return None
    terms = version(tx, number)
    return Part(sale.customer, terms, tiers.percent(terms, kept if tier is None else tier), {})


def _with_new(tx: Tx, order: int, part: Part, sale: Sale) -> Rates:
    """What each product of the order earns; for those that it did not have before, fixed now."""
    rates = _rates(tx, part, sale)
    if rates != part.rates:
        tx.change_one("UPDATE loyalty_orders SET rates = ? WHERE order_id = ?", (json.dumps(rates), order))
    return rates


def _rates(tx: Tx, part: Part, sale: Sale) -> Rates:
    new = {str(piece.product) for piece in sale.pieces if piece.product is not None} - set(part.rates)
    if not new or not part.programme.rules:
        return part.rates
    families: dict[int, str] = dict(
        tx.all("SELECT id, family FROM products WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*new]),))
    )
    return part.rates | {product: _rate(part.programme, int(product), families[int(product)]) for product in new}


def _rate(terms: Programme, product: int, family: str) -> tuple[int, int | None]:
    own = [rule for rule in terms.rules if rule.product == product]
    kin = [rule for rule in terms.rules if rule.product is None and fold(rule.tag) == fold(family)]
    rule = next(iter(own + kin), None)
    return (rule.percent, rule.points) if rule else (100, None)


def _post(tx: Tx, order: int, customer: int, terms: Programme, points: int, spend: int) -> None:
    """Bring what an order earned a customer to these points and this spend."""
    had, counted = net(tx, order, customer)
    if points == had:
        return
    lots.settle(tx, customer)
    if points > had:
        _earn(tx, order, customer, terms, points - had, spend - counted)
    else:
        _reverse(tx, order, customer, had - points, counted - spend)
    lots.settle(tx, customer)
    tiers.refresh(tx, customer)


def _earn(tx: Tx, order: int, customer: int, terms: Programme, points: int, spend: int) -> None:
    """Give back first what was taken away for this order, with its old expiry; the rest is a new lot."""
    cause = Cause(order)
    held = lots.taken(tx, "kind = 'reversed' AND order_id = ? AND customer_id = ?", (order, customer))
    rest, given = lots.give_back(tx, held, points, cause, spend=-spend)
    if rest:
        lots.earn(
            *(tx, customer, rest, "order", terms),
            lock_days=terms.lock_days,
            spend=0 if given else spend,
            cause=cause,
        )


def _reverse(tx: Tx, order: int, customer: int, points: int, spend: int) -> None:
    """Take points away for an order: of its own lots, then those of it that expired already, then the customer's other
    lots, the soonest to expire first, locked ones too; what is left is a debt."""
    cause = Cause(order)
    has = [lot for lot in lots.left(tx, customer) if lot.left > 0]
    own = [lot for lot in has if lot.order == order]
    rest, entries = lots.take(tx, customer, own, "reversed", points, cause, spend=spend)
    spend = 0 if entries else spend
    left = lots.revive(tx, _LOT_OF, (order, customer), "reversed", rest, cause, spend=spend)
    rest, spend = left, 0 if left < rest else spend
    others = [lot for lot in has if lot.order != order]
    rest, entries = lots.take(tx, customer, others, "reversed", rest, cause, spend=spend)
    if rest:
        lots.owe(tx, customer, rest, 0 if entries else spend, cause)
