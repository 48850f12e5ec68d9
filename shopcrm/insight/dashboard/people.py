"""Figures of who buys: new, returning and lost customers, and what they are worth and cost."""

from shopcrm.insight.dashboard.plans import spent_in
from shopcrm.insight.dashboard.records import Ask, Measured, count_words, mean, share
from shopcrm.money import show
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty.programme import worth
from shopcrm.workdays import add_months

NO_BUYERS = "no customer bought in these days"
_A_YEAR = 12


def new(ask: Ask) -> Measured:
    """How many bought for the first time."""
    buyers = _buyers(ask, *ask.span)
    return Measured(_new(ask), f"of {count_words(buyers, 'customer')} who bought")


def returning(ask: Ask) -> Measured:
    """Of those who bought, how many had bought before."""
    buyers = _buyers(ask, *ask.span)
    if not buyers:
        return Measured(None, NO_BUYERS)
    again = buyers - _new(ask)
    return Measured(share(again, buyers), f"{again:,} of {count_words(buyers, 'customer')} who bought")


def lost(ask: Ask) -> Measured:
    """Of those who bought in the same days a year before, how many did not buy again until the last of these days.

    Whoever came again did so for the first time after those days on one day, and the day before it was among them.
    """
    first = add_months(ask.period.first, -_A_YEAR).isoformat()
    last = add_months(ask.period.last, -_A_YEAR).isoformat()
    buyers = _buyers(ask, first, last)
    if not buyers:
        return Measured(None, "nobody bought in the same days a year before")
    (came_again,) = ask.sums(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers INDEXED BY daily_buyers_by_previous"
        " WHERE previous BETWEEN ?1 AND ?2 AND day > ?2 AND day <= ?3",
        *(first, last, ask.span[1]),
    )
    gone = buyers - came_again
    return Measured(share(gone, buyers), f"{gone:,} of {count_words(buyers, 'customer')} of a year before")


def lifetime(ask: Ask) -> Measured:
    """What a customer has bought so far on average."""
    last = ask.span[1]
    (total,) = ask.sums(
        "SELECT coalesce(sum(known), 0) FROM daily_sales WHERE day <= ? AND currency = ?", last, ask.currency
    )
    (people,) = ask.sums(
        "SELECT count(*) FROM customer_totals WHERE currency = ? AND first_on <= ?", ask.currency, last
    )
    if not people:
        return Measured(None, "no customer has bought yet")
    return Measured(mean(total, people), f"{show(total, ask.currency)} over {count_words(people, 'customer')}")


def cost(ask: Ask) -> Measured:
    """What winning a new customer cost, in the months whose spend is entered."""
    spent = spent_in(ask.tx, ask.period, ask.currency)
    if spent is None:
        return Measured(None, "no spend is entered for these days")
    (people,) = ask.sums(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE previous = '' AND day BETWEEN ? AND ?"
        " AND substr(day, 1, 7) IN (SELECT month FROM acquisition_spend WHERE currency = ?)",
        *(*ask.span, ask.currency),
    )
    made_from = f"{show(spent.amount, ask.currency)} over {count_words(people, 'new customer')}"
    if spent.entered < spent.months:
        made_from += f"; spend is entered for {spent.entered} of {count_words(spent.months, 'month')}"
    return Measured(mean(spent.amount, people), made_from)


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
    found: int = ask.sums(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE previous = '' AND day BETWEEN ? AND ?", *ask.span
    )[0]
    return found


def _buyers(ask: Ask, first: str, last: str) -> int:
    """How many people bought between two days: each is counted on the first of her days among them."""
    found: int = ask.sums(
        "SELECT coalesce(sum(customers), 0) FROM daily_buyers WHERE day BETWEEN ?1 AND ?2 AND previous < ?1",
        *(first, last),
    )[0]
    return found
