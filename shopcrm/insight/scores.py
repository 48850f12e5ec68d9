"""The forecast as it is kept: a line for the whole and one for each customer, replaced together."""

from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.insight.forecast import Forecast, HoldOut
from shopcrm.insight.profiled import LEFT_ALONE
from shopcrm.money import Money
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

FRESH = timedelta(days=7)
"""For so long a forecast stands; the screen that shows it then makes it again."""
LAPSES = timedelta(weeks=4)
"""What it says of a customer is told for so long, and no longer."""


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """The forecast in use, or why there is none. orders, value: of all customers, the value in minor units."""

    made_on: date
    until: date
    weeks: int
    customers: int
    why_not: str
    hold_out: HoldOut | None
    orders: float
    value: int
    currency: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class KeptScore:
    """What to expect of one customer in the `weeks` after `made_on`; value in minor units, None where unknown."""

    made_on: date
    weeks: int
    orders: float
    value: int | None
    currency: str
    still_here: float

    @property
    def worth(self) -> Money | None:
        """The value, with its currency."""
        return None if self.value is None else Money(self.value, self.currency)


@write("forecast.keep", role=Role.MANAGER)
def keep(tx: Tx, forecast: Forecast) -> None:
    """Put a forecast in the place of the one before; who was erased or restricted meanwhile is left out."""
    check = forecast.hold_out
    tx.run("DELETE FROM scores")
    tx.run("DELETE FROM forecasts")
    tx.insert(
        "INSERT INTO forecasts (id, made_on, until, customers, weeks, why_not, said_on, said_until, said, came)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            tx.today.isoformat(),
            (forecast.until or tx.today).isoformat(),
            forecast.customers,
            forecast.weeks,
            forecast.why_not,
            *((check.known_on.isoformat(), check.until.isoformat(), check.said, check.came) if check else [None] * 4),
        ),
    )
    tx.run_many(
        "INSERT INTO scores (customer_id, made_on, weeks, expected_orders, expected_value, currency, still_here)"
        f" SELECT id, ?, ?, ?, ?, ?, ? FROM customers WHERE id = ? AND id NOT IN {LEFT_ALONE}",
        (
            (
                tx.today.isoformat(),
                forecast.weeks,
                one.orders,
                one.value,
                forecast.currency,
                one.still_here,
                one.customer,
            )
            for one in forecast.scores
        ),
    )
    tx.note(customers=len(forecast.scores))


@read("forecast.kept", role=Role.MANAGER)
def kept(tx: Tx) -> KeptForecast | None:
    """The forecast in use; None where none was made yet."""
    row = tx.maybe("SELECT made_on, until, weeks, customers, why_not, said_on, said_until, said, came FROM forecasts")
    if row is None:
        return None
    made_on, until, weeks, customers, why_not, *check = row
    orders, value, currency = tx.one(
        "SELECT total(expected_orders), coalesce(sum(expected_value), 0), coalesce(min(currency), '') FROM scores"
        f" WHERE customer_id NOT IN {LEFT_ALONE}"
    )
    made = date.fromisoformat(made_on)
    return KeptForecast(
        made,
        date.fromisoformat(until),
        weeks,
        customers,
        why_not,
        None if check[0] is None else _hold_out(customers, *check),
        orders,
        value,
        currency,
        timedelta() <= tx.today - made < FRESH,
    )


@read("forecast.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> KeptScore | None:
    """What to expect of a customer, where the forecast in use says it and is no older than four weeks."""
    row = tx.maybe(
        "SELECT made_on, weeks, expected_orders, expected_value, currency, still_here FROM scores"
        f" WHERE customer_id = ? AND made_on BETWEEN ? AND ? AND customer_id NOT IN {LEFT_ALONE}",
        (customer, *standing(tx)),
    )
    return None if row is None else KeptScore(date.fromisoformat(row[0]), *row[1:])


def standing(tx: Tx) -> tuple[str, str]:
    """The first and the last day on which a forecast was made that is told still."""
    return (tx.today - LAPSES).isoformat(), tx.today.isoformat()


def _hold_out(customers: int, known_on: str, until: str, said: float, came: int) -> HoldOut:
    return HoldOut(date.fromisoformat(known_on), date.fromisoformat(until), customers, said, came)
