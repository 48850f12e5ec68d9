"""Who bought on which days: the plain facts that forecasts are made from.

What a customer buys on one day counts as one purchase; cancelled orders, orders that were given back whole and orders
of nobody, or of somebody erased or restricted, count as none. An amount is what the day's orders came to less what was
paid back, in the one currency that most orders are in.
"""

from array import array
from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.insight.profiled import LEFT_ALONE
from shopcrm.money import decimals
from shopcrm.vault.tx import Tx

GIVEN_BACK = "refunded > 0 AND refunded >= total"
"""An order of which nothing was kept: all of it was refunded, credited, exchanged or taken off the bill."""
COUNTS = f"stage <> 'cancelled' AND NOT ({GIVEN_BACK})"
"""An order that counts as a purchase."""

_DAYS = (
    "SELECT customer_id AS who, placed_on AS day, total(total - refunded) FILTER (WHERE currency = ?3) AS amount,"
    f" count(*) FILTER (WHERE currency = ?3) AS known FROM orders WHERE {COUNTS}"
    f" AND customer_id IS NOT NULL AND customer_id NOT IN {LEFT_ALONE} AND placed_on BETWEEN ?1 AND ?2"
    " GROUP BY customer_id, placed_on"
)
_HISTORIES = (
    "SELECT who, count(*) - 1, julianday(max(day)) - julianday(min(day)), julianday(?2) - julianday(min(day)),"
    " sum(known > 0) FILTER (WHERE place > 1), total(amount) FILTER (WHERE place > 1 AND known > 0)"
    f" FROM (SELECT *, row_number() OVER (PARTITION BY who ORDER BY day) AS place FROM ({_DAYS})) GROUP BY who"
)
_CAME_BACK = (
    f"SELECT count(*) FROM (SELECT DISTINCT customer_id, placed_on FROM orders WHERE {COUNTS}"
    f" AND placed_on BETWEEN ?1 AND ?2 AND customer_id IN (SELECT customer_id FROM orders WHERE {COUNTS}"
    f" AND placed_on BETWEEN ?3 AND ?4) AND customer_id NOT IN {LEFT_ALONE})"
)


@dataclass(frozen=True, slots=True)
class Histories:
    """Every customer's purchases from a day to a day, one place in each array for each customer.

    repeats: purchases after the first. last, age: days from the first purchase to the last, and to the end. known,
    amount: of the repeats, how many are in the currency, and what these come to on average, in whole units of it.
    """

    since: date
    until: date
    currency: str
    customers: "array[int]"
    repeats: "array[float]"
    last: "array[float]"
    age: "array[float]"
    known: "array[float]"
    amount: "array[float]"

    @property
    def came_back(self) -> int:
        """How many customers bought more than once."""
        return sum(1 for one in self.repeats if one > 0)

    @property
    def weeks(self) -> float:
        """From the first day to the last on which somebody bought, both included; silence since is no evidence."""
        silent = min((age - last for age, last in zip(self.age, self.last, strict=True)), default=0.0)
        return ((self.until - self.since).days - silent + 1) / 7


def last_day(tx: Tx, until: date) -> date | None:
    """The last day with an order, not after `until`; None where there is none."""
    day = tx.value("SELECT max(day) FROM daily_sales WHERE orders > 0 AND day <= ?", (until.isoformat(),))
    return date.fromisoformat(day) if day else None


def first_day(tx: Tx, since: date | None, until: date) -> date | None:
    """The first day with an order from `since` on, not after `until`; None where there is none."""
    span = (since.isoformat() if since else "", until.isoformat())
    day = tx.value("SELECT min(day) FROM daily_sales WHERE orders > 0 AND day BETWEEN ? AND ?", span)
    return date.fromisoformat(day) if day else None


def histories(tx: Tx, since: date, until: date) -> Histories:
    """Everybody's purchases from one day to another, both included."""
    currency = _currency(tx, since, until)
    found = Histories(since, until, currency, array("q"), *(array("d") for _ in range(5)))
    unit = 10 ** decimals(currency)
    for who, repeats, last, age, known, amount in tx.rows(_HISTORIES, (str(since), str(until), currency)):
        found.customers.append(who)
        found.repeats.append(repeats)
        found.last.append(last)
        found.age.append(age)
        found.known.append(known or 0)
        found.amount.append(amount / unit / known if known else 0)
    return found


def came_after(tx: Tx, since: date, known_on: date, until: date) -> int:
    """How many purchases the customers of some days (`since` to `known_on`) made after them, `until` included."""
    span = (str(known_on + timedelta(days=1)), str(until), str(since), str(known_on))
    return int(tx.value(_CAME_BACK, span))


def _currency(tx: Tx, since: date, until: date) -> str:
    """What most orders of these days are in; the shop's own where there are none."""
    row = tx.maybe(
        "SELECT currency FROM daily_sales WHERE day BETWEEN ? AND ? GROUP BY currency"
        " ORDER BY sum(orders) DESC, currency LIMIT 1",
        (str(since), str(until)),
    )
    return str(row[0] if row else tx.value("SELECT currency FROM profile"))
