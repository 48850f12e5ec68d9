"""What an order earns: always worked out whole, from the goods kept and the money paid, and the difference posted.

So no order of payments, refunds and returns can make points, and an order that is given back whole comes to nothing.
"""

import json
from fractions import Fraction

from shopcrm.shop.loyalty import lots, stamps, tiers
from shopcrm.shop.loyalty.lots import Cause
from shopcrm.shop.loyalty.programme import version
from shopcrm.shop.loyalty.records import Programme
from shopcrm.shop.loyalty.sale import Part, Rates, Sale, net, sale_of, target
from shopcrm.shop.words import fold
from shopcrm.vault.refs import OrderId
from shopcrm.vault.tx import Tx, from_stamp

_TAKES_PART = (
    "SELECT EXISTS (SELECT 1 FROM loyalty_orders WHERE order_id = ?)"
    " OR coalesce((SELECT active FROM loyalty_programmes ORDER BY id DESC LIMIT 1), 0)"
)
LOT_OF = "lot_id IN (SELECT id FROM loyalty_lots WHERE order_id = ?1 AND customer_id = ?2 AND points > 0)"


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
    part = part_of(tx, order)
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


def part_of(tx: Tx, order: int) -> Part | None:
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
    part = would_take_part(tx, sale)
    if part is not None:
        tx.insert(
            "INSERT INTO loyalty_orders (order_id, customer_id, programme_id, tier_percent)"
            " VALUES (?, ?, (SELECT max(id) FROM loyalty_programmes), ?)",
            (sale.id, sale.customer, part.percent),
        )
    return part


def would_take_part(tx: Tx, sale: Sale, tier: str | None = None) -> Part | None:
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
    rates = rates_of(tx, part, sale)
    if rates != part.rates:
        tx.change_one("UPDATE loyalty_orders SET rates = ? WHERE order_id = ?", (json.dumps(rates), order))
    return rates


def rates_of(tx: Tx, part: Part, sale: Sale) -> Rates:
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
    left = lots.revive(tx, LOT_OF, (order, customer), "reversed", rest, cause, spend=spend)
    rest, spend = left, 0 if left < rest else spend
    others = [lot for lot in has if lot.order != order]
    rest, entries = lots.take(tx, customer, others, "reversed", rest, cause, spend=spend)
    if rest:
        lots.owe(tx, customer, rest, 0 if entries else spend, cause)
