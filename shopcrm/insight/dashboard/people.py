"""Figures of who buys: new, returning and lost customers, and what they are worth and cost."""

from shopcrm.insight.dashboard.plans import spent_in
from shopcrm.insight.dashboard.records import Ask, Measured, count_words, mean, share
from shopcrm.money import show
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty.programme import worth
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

NO_BUYERS = "no customer bought in these days"
_A_YEAR = 12


def new(ask: Ask) -> Measured:
    """How many bought for the first time."""
    buyers = _buyers(ask.tx, *ask.span)
    return Measured(_new(ask), f"of {count_words(buyers, 'customer')} who bought")


def returning(ask: Ask) -> Measured:
    """Of those who bought, how many had bought before."""
    buyers = _buyers(ask.tx, *ask.span)
    if not buyers:
        return Measured(None, NO_BUYERS)
    again = buyers - _new(ask)
    return Measured(share(again, buyers), f"{again:,} of {count_words(buyers, 'customer')} who bought")


def lost(ask: Ask) -> Measured:
    """Of those who bought in the same days a year before, how many did not buy again until the last of these days."""
    first = add_months(ask.period.first, -_A_YEAR).isoformat()
    last = add_months(ask.period.last, -_A_YEAR).isoformat()
    buyers = _buyers(ask.tx, first, last)
    if not buyers:
        return Measured(None, "nobody bought in the same days a year before")
    came_again: int = ask.tx.value(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE previous BETWEEN ? AND ? AND day BETWEEN ? AND ?",
        (first, last, first, ask.span[1]),
    )
    days: int = ask.tx.value(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE day BETWEEN ? AND ?", (first, last)
    )
    gone = days - came_again
    return Measured(share(gone, buyers), f"{gone:,} of {count_words(buyers, 'customer')} of a year before")


def lifetime(ask: Ask) -> Measured:
    """What a customer has bought so far on average."""
    last = ask.span[1]
    total: int = ask.tx.value(
        "SELECT coalesce(sum(known), 0) FROM daily_sales WHERE day <= ? AND currency = ?", (last, ask.currency)
    )
    people: int = ask.tx.value(
        "SELECT count(*) FROM customer_totals WHERE currency = ? AND first_on <= ?", (ask.currency, last)
    )
    if not people:
        return Measured(None, "no customer has bought yet")
    return Measured(mean(total, people), f"{show(total, ask.currency)} over {count_words(people, 'customer')}")


def cost(ask: Ask) -> Measured:
    """What winning a new customer cost."""
    spent = spent_in(ask.tx, ask.period, ask.currency)
    if spent is None:
        return Measured(None, "no spend is entered for these days")
    people = _new(ask)
    made_from = f"{show(spent, ask.currency)} over {count_words(people, 'new customer')}"
    return Measured(mean(spent, people), made_from)


def points_owed(ask: Ask) -> Measured:
    """What the points that customers hold would pay for."""
    terms = loyalty.programme(ask.tx)
    if terms is None:
        return Measured(None, "there is no points programme")
    if terms.currency != ask.currency:
        return Measured(None, f"points are worth {terms.currency}")
    points: int = ask.tx.value("SELECT coalesce(sum(points), 0) FROM daily_points WHERE day <= ?", (ask.span[1],))
    amount = worth(terms, abs(points))
    return Measured(amount if points >= 0 else -amount, count_words(points, "point"))


def _new(ask: Ask) -> int:
    found: int = ask.tx.value(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE previous = '' AND day BETWEEN ? AND ?", ask.span
    )
    return found


def _buyers(tx: Tx, first: str, last: str) -> int:
    """How many people bought between two days: each is counted on the first of her days among them."""
    found: int = tx.value(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE day BETWEEN ?1 AND ?2 AND previous < ?1",
        (first, last),
    )
    return found
