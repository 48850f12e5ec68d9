"""Spending points at the till, and giving them back. Who has left may still use what is hers."""

from datetime import date

from shopcrm.errors import InvalidValue, Refused
from shopcrm.money import show
from shopcrm.shop.loyalty import lots
from shopcrm.shop.loyalty.lots import Cause, Lot
from shopcrm.shop.loyalty.programme import programme, terms
from shopcrm.shop.loyalty.programme import worth as worth_of
from shopcrm.shop.loyalty.records import Offer, Programme, Reward, Worth
from shopcrm.shop.loyalty.sale import Sale, sale_of
from shopcrm.shop.loyalty.setting_up import MOST_POINTS
from shopcrm.vault.refs import CustomerId, OrderId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day


@read("loyalty.worth")
def worth(tx: Tx, customer: CustomerId) -> Worth:
    """What a customer's points can do today; nothing of everything for who has none."""
    held = programme(tx)
    if held is None:
        return Worth(0, 0, "", 0, 0, None, 0, 0)
    return reckon(lots.left(tx, customer), tx.today, held)


def reckon(has: list[Lot], today: date, terms: Programme) -> Worth:
    """What lots come to on a day: those past their last day count for nothing, entered or not."""
    alive = [lot for lot in has if lot.left > 0 and not lots.is_over(lot, today)]
    locked = [lot for lot in alive if lots.is_locked(lot, today)]
    debt = -sum(lot.left for lot in has if lot.left < 0)
    every, waiting = sum(lot.left for lot in alive), sum(lot.left for lot in locked)
    until = min((lot.unlock_on for lot in locked), default=None)
    return Worth(
        points=every - debt,
        amount=worth_of(terms, every - waiting),
        currency=terms.currency,
        spendable=every - waiting,
        locked=waiting,
        locked_until=date.fromisoformat(until) if until else None,
        debt=debt,
        least=terms.least_points,
    )


@read("loyalty.offers")
def offers(tx: Tx, order: OrderId) -> tuple[Offer, ...]:
    """The programme's rewards for an order and its customer; those that cannot be had say why."""
    held = programme(tx)
    if held is None:
        return ()
    sale = sale_of(tx, order)
    left = tx.value("SELECT total - settled - refunded FROM orders WHERE id = ?", (order,))
    has = worth(tx, sale.customer).spendable if sale.customer is not None else 0
    return tuple(_offer(one, sale, left, has, _times_had(tx, order, one.name)) for one in held.rewards)


def reward(tx: Tx, order: OrderId, name: str) -> Offer:
    """A reward by its name, to be paid with; raises Refused with the reason where it cannot be had."""
    found = next((one for one in offers(tx, order) if one.name == name), None)
    if found is None:
        raise Refused("There is no such reward.", "Choose one of the list.")
    if found.because:
        raise Refused(found.because, "Choose another reward, or pay otherwise.")
    return found


def _times_had(tx: Tx, order: int, reward: str) -> int:
    """How often an order is paid with a reward."""
    found: int = tx.value(
        "SELECT count(DISTINCT payment_id) FROM loyalty_allocations WHERE kind = 'redeemed' AND note = ?"
        f" AND payment_id IN {_STANDING.format('amount > 0')}",
        (reward, order),
    )
    return found


def _offer(reward: Reward, sale: Sale, left: int, has: int, times_had: int) -> Offer:
    amount, free_already = reward.amount, False
    if reward.kind == "free_item":
        items = [piece for piece in sale.pieces if piece.quantity and piece.product == reward.product]
        amount = max((piece.value // piece.quantity for piece in items), default=0)
        free_already = times_had >= sum(piece.quantity for piece in items)
    because = ""
    if has < reward.points:
        because = f"It takes {reward.points:,} points; {has:,} can be used now."
    elif amount <= 0:
        because = "The item is not on this order."
    elif free_already:
        because = "Each of that item on this order is free already."
    elif amount > left:
        because = f"Only {show(max(0, left), sale.currency)} is left to pay."
    return Offer(reward.name, reward.points, amount, because)


def redeem(tx: Tx, customer: CustomerId, points: int, order: OrderId, payment: int, reward: str = "") -> None:
    """Take the points of a payment: unlocked ones, the soonest to expire first.

    payment: the entry just made. reward: its name where it pays for one. Raises InvalidValue as `check_points` does.
    """
    lots.settle(tx, customer)
    check_points(tx, customer, points, tx.value("SELECT currency FROM orders WHERE id = ?", (order,)), reward=reward)
    usable = [one for one in lots.left(tx, customer) if one.left > 0 and not lots.is_locked(one, tx.today)]
    lots.take(tx, customer, usable, "redeemed", points, Cause(order, payment, reward))


def check_points(tx: Tx, customer: int, points: int, currency: str, coming: int = 0, reward: str = "") -> None:
    """Raise InvalidValue, with the reason, for fewer points than the programme allows, more than can be used today, or
    an order in another money. coming: how many she is given back before.
    """
    held = terms(tx)
    if not 1 <= points <= MOST_POINTS:
        raise InvalidValue("points", f"That is not between 1 and {MOST_POINTS:,} points.", "Check the number.")
    if points < held.least_points and not reward:
        raise InvalidValue("points", f"Points are used from {held.least_points:,} on.", "Use more, or none.")
    if currency != held.currency:
        raise InvalidValue("points", f"Points pay in {held.currency} only.", "Take another payment.")
    has = worth(tx, customer)
    if points > has.spendable + coming:
        raise InvalidValue("points", _too_many(has), "Use at most what can be used now.")


def _too_many(has: Worth) -> str:
    words = f"Only {has.spendable:,} points can be used now"
    if has.locked and has.locked_until is not None:
        return f"{words}; {has.locked:,} are locked, the first until {short_day(has.locked_until)}."
    return f"{words}; {has.debt:,} are owed." if has.debt else f"{words}."


def spent_by(tx: Tx, payment: int) -> int:
    """The points that a payment took and that were not given back."""
    return sum(one.left for one in lots.taken(tx, "kind = 'redeemed' AND payment_id = ?", (payment,)))


def give_back(tx: Tx, payment: int, points: int, entry: int | None = None) -> int:
    """Give points of a payment back to the lots that they were taken from, the last to expire first, with their expiry.

    entry: the payment that gives them back. What went past its last day meanwhile expires again at once: answers how
    many that are. Raises Refused for more than the payment took and has not given back.
    """
    return _return(tx, lots.taken(tx, "kind = 'redeemed' AND payment_id = ?", (payment,)), points, entry)


def give_back_for(tx: Tx, order: OrderId, amount: int, entry: int) -> int:
    """Give back what an amount stands for, of the points that an order was paid with; answers how many points.

    amount: minor units, above zero. entry: the payment below zero that gives them back, just made. Counted over all
    that was given back so far, rounded down, so that any number of parts gives back every point, and no more.
    """
    points = _due(tx, order, amount, entry)
    _return(tx, _held(tx, order), points, entry)
    return points


def would_give_back(tx: Tx, order: OrderId, amount: int) -> int:
    """How many points would come back for good if so much more of what was paid with them were given back.

    amount: minor units. Points that went past their last day meanwhile would expire again at once.
    """
    due, lasting = _due(tx, order, amount), 0
    for entry in _held(tx, order):
        part = min(max(0, due), entry.left)
        expires_on = tx.value("SELECT expires_on FROM loyalty_lots WHERE id = ?", (entry.lot,))
        due -= part
        lasting += part if expires_on is None or expires_on >= tx.today.isoformat() else 0
    return lasting


_STANDING = (
    "(SELECT id FROM payments AS paid WHERE order_id = ? AND kind = 'points' AND {} AND reverses IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = paid.id))"
)


def _held(tx: Tx, order: int) -> list[lots.Taken]:
    return lots.taken(tx, f"kind = 'redeemed' AND payment_id IN {_STANDING.format('amount > 0')}", (order,))


def _due(tx: Tx, order: int, more: int, entry: int = 0) -> int:
    """The points for what was given back so far and so much more, less those given back; entry: counts as the more."""
    sums = "SELECT coalesce(sum(amount), 0) FROM payments WHERE id <> ? AND id IN "
    paid = tx.value(sums + _STANDING.format("amount > 0"), (entry, order))
    back = more - tx.value(sums + _STANDING.format("amount < 0"), (entry, order))
    given: int = tx.value(
        "SELECT coalesce(-sum(points), 0) FROM loyalty_allocations WHERE kind = 'given_back'"
        f" AND payment_id IN {_STANDING.format('amount < 0')}",
        (order,),
    )
    held = sum(one.left for one in _held(tx, order))
    return held if back >= paid else max(0, (held + given) * back // paid - given)


def take_again(tx: Tx, entry: int) -> None:
    """Take points again that a payment gave back by mistake, from the same lots, though they expired since.

    entry: the payment that gave them back. Raises Refused where they are gone.
    """
    rows = tx.all(
        "SELECT back.id, back.lot_id, back.customer_id, -back.points, earlier.order_id, earlier.payment_id,"
        " earlier.note FROM loyalty_allocations AS back"
        " JOIN loyalty_allocations AS earlier ON earlier.id = back.reverses"
        " WHERE back.payment_id = ? AND back.kind = 'given_back' ORDER BY back.id",
        (entry,),
    )
    for given, lot, customer, points, *because in rows:
        cause = Cause(*because)
        held = [one for one in lots.left(tx, customer) if one.id == lot]
        short, _ = lots.take(tx, customer, held, "redeemed", points, cause, reverses=given)
        if lots.revive(tx, "lot_id = ?", (lot,), "redeemed", short, cause, reverses=given):
            raise Refused("Those points were used since.", "Take that back first.")


def _return(tx: Tx, held: list[lots.Taken], points: int, entry: int | None) -> int:
    if not points:
        return 0
    if not 0 < points <= sum(one.left for one in held):
        raise Refused("Those points were given back already.", "Open the order again.")
    _, whose = lots.give_back(tx, held, points, Cause(_order_of(tx, held), entry))
    return sum(lots.settle(tx, customer) for customer in sorted(whose))


def _order_of(tx: Tx, held: list[lots.Taken]) -> int | None:
    found: int | None = tx.value("SELECT order_id FROM loyalty_allocations WHERE id = ?", (held[0].id,))
    return found
