"""Figures of what was sold, given back and promised: from sums that are kept by day."""

from datetime import timedelta

from shopcrm.insight.dashboard.records import Ask, Measured, count_words, mean, share
from shopcrm.insight.figures import end_of, start_of
from shopcrm.money import show
from shopcrm.shop.payments.ledger import STANDING

NO_ORDERS = "no orders in these days"


def sales(ask: Ask) -> Measured:
    """What orders come to."""
    orders, total = _sold(ask)
    return Measured(total, count_words(orders, "order"))


def given_back(ask: Ask) -> Measured:
    """What was refunded, credited or taken off bills."""
    entries, total = _back(ask)
    return Measured(total, count_words(entries, "refund, credit or reduction", "refunds, credits and reductions"))


def kept(ask: Ask) -> Measured:
    """Sales less what was given back; below zero where more was given back than sold."""
    total, back = _sold(ask)[1], _back(ask)[1]
    return Measured(total - back, f"{show(total, ask.currency)} less {show(back, ask.currency)}")


def orders(ask: Ask) -> Measured:
    """How many orders in any currency."""
    count = _orders(ask)
    return Measured(count, f"in {count_words(ask.period.days, 'day')}")


def average(ask: Ask) -> Measured:
    """What an order comes to on average."""
    count, total = _sold(ask)
    if not count:
        return Measured(None, NO_ORDERS)
    return Measured(mean(total, count), f"{show(total, ask.currency)} over {count_words(count, 'order')}")


def returned(ask: Ask) -> Measured:
    """Of the orders of these days, how many were matched by a return opened in them."""
    count = _orders(ask)
    back = ask.tx.value(
        "SELECT count(DISTINCT order_id) FROM returns WHERE opened_at BETWEEN ? AND ? AND state <> 'withdrawn'",
        _instants(ask),
    )
    if not count:
        return Measured(None, NO_ORDERS)
    return Measured(
        share(back, count), f"{count_words(back, 'order')} with a return, {count_words(count, 'order')} placed"
    )


def late(ask: Ask) -> Measured:
    """Of the orders promised for these days, those sent later, or not sent though the day is over."""
    first, last = ask.span
    yesterday = (ask.tx.today - timedelta(days=1)).isoformat()
    promised, sent_late = ask.tx.one(
        "SELECT coalesce(sum(orders), 0), coalesce(sum(late), 0) FROM daily_promises WHERE day BETWEEN ? AND ?",
        (first, last),
    )
    waiting = ask.tx.value(
        "SELECT count(*) FROM orders WHERE stage IN ('placed', 'packed') AND placed_at > ''"
        " AND promised_on BETWEEN ? AND ?",
        (first, min(last, yesterday)),
    )
    if not promised:
        return Measured(None, "no orders promised for these days")
    made_from = f"{sent_late:,} sent late and {waiting:,} still waiting, of {promised:,} promised"
    return Measured(share(sent_late + waiting, promised), made_from)


def _sold(ask: Ask) -> tuple[int, int]:
    """How many orders in the currency, and what they come to."""
    orders, total = ask.sums(
        "SELECT coalesce(sum(orders), 0), coalesce(sum(total), 0) FROM daily_sales"
        " WHERE day BETWEEN ? AND ? AND currency = ?",
        *(*ask.span, ask.currency),
    )
    return orders, total


def _orders(ask: Ask) -> int:
    found: int = ask.sums("SELECT coalesce(sum(orders), 0) FROM daily_sales WHERE day BETWEEN ? AND ?", *ask.span)[0]
    return found


def _back(ask: Ask) -> tuple[int, int]:
    """How many entries gave something back, and how much in all; those that were put right are left out."""
    entries, total = ask.sums(
        "SELECT count(*), coalesce(-sum(amount), 0) FROM payments AS entry INDEXED BY payments_given_back"
        " WHERE at BETWEEN ? AND ? AND currency = ?"
        f" AND kind IN ('out', 'credit', 'points', 'allowed') AND amount < 0 AND {STANDING}",
        *(*_instants(ask), ask.currency),
    )
    return entries, total


def _instants(ask: Ask) -> tuple[str, str]:
    return start_of(ask.tx, ask.period.first), end_of(ask.tx, ask.period.last)
