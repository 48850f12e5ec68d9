"""How many orders to expect, and what they will come to: made only where there is enough to learn from.

A forecast is held against what came: the same is worked out from what was known earlier, and both numbers are shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopcrm.insight.bgnbd import Habits, Spending
from shopcrm.insight.figures import Figures
from shopcrm.insight.purchases import Histories, came_after, first_day, histories, last_day
from shopcrm.money import decimals
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

if TYPE_CHECKING:
    from shopcrm.insight.bgnbd import Numbers

WEEKS = 12
"""How far a forecast looks ahead."""
LEAST_CUSTOMERS, LEAST_WEEKS = 100, 26
"""A forecast is made from so many customers who came back, and so many weeks of orders, or not at all."""
_THRESHOLD = f"it takes {LEAST_CUSTOMERS} customers who came back on another day, and {LEAST_WEEKS} weeks of orders"
DEFINITION = (
    "How often a customer is likely to order again: from how often, how lately and for how long they have bought,"
    " against how all your customers do (BG/NBD; Fader, Hardie and Lee 2005). What they buy on one day counts once,"
    " what was cancelled or given back whole not at all. What it will come to: from what they spend, against what all"
    " spend (gamma-gamma; Fader and Hardie 2013)."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a forecast is made from. before: what was known on an earlier day; came: the orders between."""

    histories: Histories | None
    before: Histories | None
    came: int
    came_until: date | None


@dataclass(frozen=True, slots=True)
class HoldOut:
    """A forecast held against what came: orders of customers known on a day, from the next day on."""

    known_on: date
    until: date
    customers: int
    said: float
    came: int

    @property
    def weeks(self) -> float:
        """How long it looked ahead."""
        return (self.until - self.known_on).days / 7

    @property
    def words(self) -> str:
        """``Last time it said 41, it was 38.``"""
        return f"Last time it said {self.said:,.0f}, it was {self.came:,}."


@dataclass(frozen=True, slots=True)
class Score:
    """What to expect of one customer. orders: in the weeks ahead; value: minor units, None where nothing is known of
    her spending; still_here: the chance that she is a customer still, 0 to 1.
    """

    customer: int
    orders: float
    value: int | None
    still_here: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast, or why there is none (`why_not`); `weeks` ahead of `until`. currency: of every value."""

    since: date | None
    until: date | None
    weeks: int
    customers: int
    came_back: int
    currency: str
    why_not: str = ""
    habits: Habits | None = None
    spending: Spending | None = None
    hold_out: HoldOut | None = None
    no_hold_out: str = ""
    scores: tuple[Score, ...] = ()

    @property
    def expected_orders(self) -> float:
        """Of all customers together."""
        return sum(one.orders for one in self.scores)

    @property
    def expected_value(self) -> int:
        """Of all customers of whom something is known, minor units."""
        return sum(one.value or 0 for one in self.scores)


@read("forecast.evidence", role=Role.MANAGER)
def evidence(tx: Tx, since: date | None = None, until: date | None = None) -> Evidence:
    """Read what a forecast is made from; nothing is worked out yet, so that the book is free again soon.

    until: the last day that the forecast may know, so that what came later shows how good it is. Without one it knows
    everything up to today, also that lately nobody came, and an earlier one is held against the last weeks.
    """
    newest = last_day(tx, tx.today)
    end = min(until, tx.today) if until else tx.today
    first = first_day(tx, since, end)
    if newest is None or first is None:
        return Evidence(None, None, 0, None)
    known = histories(tx, first, end)
    if until is None:
        earlier = end - timedelta(weeks=WEEKS)
        before = histories(tx, first, earlier) if earlier > first else None
        return Evidence(known, before, came_after(tx, first, earlier, end) if before else 0, end)
    later = min(newest, end + (end - first) + timedelta(days=1))
    came = came_after(tx, first, end, later) if later > end else 0
    return Evidence(known, known if later > end else None, came, later)


def worked_out(known: Evidence) -> Forecast:
    """The forecast from what was read; takes a second or so on the largest shop, and no book."""
    past = known.histories
    if past is None:
        return Forecast(None, None, WEEKS, 0, 0, "", f"there are no orders in these days; {_THRESHOLD}.")
    facts = (past.since, past.until, WEEKS, len(past.customers), past.came_back, past.currency)
    why_not = _too_little(past)
    habits = None if why_not else _habits(past)
    if habits is None:
        return Forecast(*facts, why_not or "what your customers do follows no pattern that can be told ahead.")
    spending = _spending(past)
    hold_out, no_hold_out = _hold_out(known, habits)
    return Forecast(*facts, "", habits, spending, hold_out, no_hold_out, tuple(_scores(past, habits, spending)))


@read("forecast.report", role=Role.MANAGER)
def report(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """The forecast for every customer, the most valuable first, with the model and how it did against what came."""
    made = worked_out(evidence(tx, since, until))
    names: dict[int, str] = dict(tx.all("SELECT id, name FROM customers")) if made.scores else {}
    ranked = sorted(made.scores, key=lambda one: (-(one.value or 0), -one.orders, one.customer))
    rows = tuple(
        (
            *(ref("C", one.customer), names.get(one.customer, ""), f"{one.orders:.2f}"),
            *("" if one.value is None else one.value, made.currency, f"{one.still_here:.2f}"),
        )
        for one in ranked
    )
    columns = ("customer", "name", "expected_orders", "expected_value", "currency", "still_a_customer")
    return Figures(columns, rows, ("expected_value",), facts=_facts(made), words=tuple(words_of(made)))


def words_of(made: Forecast) -> Iterator[str]:
    """A forecast in sentences; amounts are left to whoever shows them."""
    if made.why_not:
        yield f"No forecast: {made.why_not}"
        return
    yield (
        f"In the {made.weeks} weeks after {made.until}: {made.expected_orders:,.0f} orders from"
        f" {made.customers:,} customers, of whom {made.came_back:,} have come back before."
    )
    yield made.hold_out.words if made.hold_out else made.no_hold_out


def _facts(made: Forecast) -> dict[str, object]:
    """What a program reads: the parameters as published, and the check."""
    parameters: dict[str, float] = {}
    for model, named in ((made.habits, ("r", "alpha", "a", "b")), (made.spending, ("p", "q", "gamma"))):
        if model is not None:
            parameters |= {name: round(getattr(model, name), 6) for name in named}
    check = made.hold_out
    return {
        "parameters": parameters,
        "log_likelihood": None if made.habits is None else round(made.habits.log_likelihood, 4),
        "customers": made.customers,
        "came_back": made.came_back,
        "calibration": {"from": _iso(made.since), "to": _iso(made.until)},
        "weeks": made.weeks,
        "expected_orders": round(made.expected_orders, 2),
        "expected_value": made.expected_value,
        "currency": made.currency,
        "hold_out": None
        if check is None
        else {
            "from": _iso(check.known_on + timedelta(days=1)),
            "to": _iso(check.until),
            "weeks": round(check.weeks, 2),
            "customers": check.customers,
            "expected": round(check.said, 2),
            "actual": check.came,
            "words": check.words,
        },
        "why_no_hold_out": made.no_hold_out,
        "why_not": made.why_not,
        "definition": DEFINITION,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _too_little(past: Histories) -> str:
    """Why there is too little to learn from; blank where there is enough."""
    came_back, weeks = past.came_back, past.weeks
    if came_back < LEAST_CUSTOMERS:
        return f"it takes {LEAST_CUSTOMERS} customers who came back on another day; so far there are {came_back}."
    if weeks < LEAST_WEEKS:
        return f"it takes {LEAST_WEEKS} weeks of orders; so far there are {int(weeks)}."
    return ""


def _habits(past: Histories) -> Habits | None:
    from shopcrm.insight.bgnbd import fit_habits

    return fit_habits(*_weeks(past))


def _spending(past: Histories) -> Spending | None:
    from shopcrm.insight.bgnbd import fit_spending

    return fit_spending(_numbers(past.known), _numbers(past.amount))


def _hold_out(known: Evidence, habits: Habits) -> tuple[HoldOut | None, str]:
    """The check, or why there is none."""
    before, until = known.before, known.came_until
    if before is None or until is None:
        return None, "There are no later orders yet to hold it against."
    if before is not known.histories:
        earlier = None if _too_little(before) else _habits(before)
        if earlier is None:
            return (
                None,
                f"{WEEKS} weeks before, there was too little to make a forecast that could be held against what came.",
            )
        habits = earlier
    from shopcrm.insight.bgnbd import expected_purchases

    ahead = (until - before.until).days / 7
    said = float(expected_purchases(habits, *_weeks(before), ahead).sum())
    return HoldOut(before.until, until, len(before.customers), said, known.came), ""


def _scores(past: Histories, habits: Habits, spending: Spending | None) -> Iterator[Score]:
    from shopcrm.insight.bgnbd import expected_amount, expected_purchases, still_here

    orders = expected_purchases(habits, *_weeks(past), WEEKS)
    here = still_here(habits, *_weeks(past))
    values = None
    if spending is not None:
        amounts = expected_amount(spending, _numbers(past.known), _numbers(past.amount))
        values = (orders * amounts * 10 ** decimals(past.currency)).round()
    for place, customer in enumerate(past.customers):
        value = None if values is None else int(values[place])
        yield Score(customer, round(float(orders[place]), 4), value, round(float(here[place]), 4))


def _weeks(past: Histories) -> "tuple[Numbers, Numbers, Numbers]":
    return _numbers(past.repeats), _numbers(past.last) / 7, _numbers(past.age) / 7


def _numbers(values: "object") -> "Numbers":
    import numpy as np

    return np.asarray(values, dtype=np.float64)
