"""What would become of a customer's points and tier: worked out as it is done, and nothing written."""

from dataclasses import replace

from shopcrm.shop.loyalty import lots, tiers
from shopcrm.shop.loyalty.earning import LOT_OF, part_of, rates_of, would_take_part
from shopcrm.shop.loyalty.records import Foreseen, Gone, NewSale
from shopcrm.shop.loyalty.sale import Sale, kept, line_values, net, sale_of, target
from shopcrm.vault.refs import OrderId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

_NOT_PLACED_YET = 2**62
"""Stands for an order without a number yet."""


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
    part = part_of(tx, order)
    sale = sale_of(tx, order)
    customer = part.customer if part else sale.customer
    card = tx.maybe("SELECT 1 FROM loyalty_cards WHERE customer_id = ?", (customer,))
    if customer is None or card is None:
        return None
    before = sum(lot.left for lot in lots.left(tx, customer) if lot.left < 0 or not lots.is_over(lot, tx.today))
    stands = tiers.at(tx, customer, tx.today)
    rows = tx.all(f"SELECT order_id, day, points, spend FROM ({tiers.OF_ORDERS})", (customer,))
    terms, today, less, earned = tiers.terms_by_day(tx), tx.today.isoformat(), 0, 0
    after = sale_of(tx, order, _together(gone), delivery)
    after = replace(after, paid=after.paid - money)
    part = part or would_take_part(tx, after, stands.tier)
    if part is not None and part.customer == sale.customer:
        wanted = target(after, part, rates_of(tx, part, after))
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
    values = line_values(lines, new.order_discount, new.tax_mode)
    pieces = tuple(kept(line, value, None) for line, value in zip(lines, values, strict=True))
    sale = Sale(0, customer, new.placed_at, new.placed_on, new.currency, False, new.paid, new.total, pieces)
    part = would_take_part(tx, sale, tier)
    return target(sale, part, rates_of(tx, part, sale)) if part else (0, 0)


def _lost(tx: Tx, customer: int, order: int, points: int) -> int:
    """What reversing so many points of an order takes from the balance: those of it that expired are gone already."""
    own = [lot for lot in lots.left(tx, customer) if lot.left > 0 and lot.order == order]
    over = sum(lot.left for lot in own if lots.is_over(lot, tx.today))
    expired = sum(entry.left for entry in lots.taken(tx, f"kind = 'expired' AND {LOT_OF}", (order, customer)))
    return points - min(max(0, points - sum(lot.left for lot in own) + over), over + expired)


def _together(gone: tuple[Gone, ...]) -> dict[int, Gone]:
    found: dict[int, Gone] = {}
    for one in gone:
        had = found.get(one.line_id, Gone(one.line_id, 0, 0))
        found[one.line_id] = Gone(one.line_id, had.quantity + one.quantity, had.value + one.value)
    return found
