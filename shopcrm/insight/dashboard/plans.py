"""What the shopkeeper spends each month to win customers, as far as she typed it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shopcrm.errors import InvalidValue
from shopcrm.insight.dashboard.periods import Period
from shopcrm.money import check_amount, check_currency
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months, plausible


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in a month to win customers; minor units."""

    month: date
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent in some days, minor units, and for how many of the months in which they lie it was entered."""

    amount: int
    entered: int
    months: int


@write("dashboard.set_spend", role=Role.MANAGER)
def set_spend(tx: Tx, month: date, amount: int | None, currency: str) -> None:
    """Enter what a month's advertising and the like cost, minor units; None where it is not known. Raises InvalidValue.

    month: any day in it.
    """
    code = check_currency(currency)
    if amount is not None and check_amount(amount) < 0:
        raise InvalidValue("amount", "What was spent is not below zero.", "Type what it cost, such as 50.")
    which = (f"{plausible('month', month):%Y-%m}", code)
    before = tx.maybe("SELECT amount FROM acquisition_spend WHERE month = ? AND currency = ?", which)
    tx.run("DELETE FROM acquisition_spend WHERE month = ? AND currency = ?", which)
    if amount is not None:
        tx.run("INSERT INTO acquisition_spend (month, currency, amount) VALUES (?, ?, ?)", (*which, amount))
    tx.note(month=which[0], amount=amount, currency=code)
    tx.offer_undo("the month's spend", set_spend, month, before[0] if before else None, code)


@read("dashboard.spend", role=Role.MANAGER)
def spend(tx: Tx, first: date, last: date, currency: str) -> tuple[Spent, ...]:
    """What was entered for the months in which these days lie, the oldest first; months without an entry left out."""
    rows = tx.all(
        "SELECT month, amount FROM acquisition_spend WHERE month BETWEEN ? AND ? AND currency = ? ORDER BY month",
        (f"{first:%Y-%m}", f"{last:%Y-%m}", currency),
    )
    return tuple(Spent(date.fromisoformat(f"{month}-01"), amount, currency) for month, amount in rows)


def spent_in(tx: Tx, period: Period, currency: str) -> Spending | None:
    """What was spent in these days: a month's spend is shared out evenly over its days. None where none was entered."""
    entered = spend(tx, period.first, period.last, currency)
    if not entered:
        return None
    shares = (
        Fraction(one.amount * _days_of(one.month, period), monthrange(one.month.year, one.month.month)[1])
        for one in entered
    )
    first, last = period.first, period.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Spending(int(sum(shares) + Fraction(1, 2)), len(entered), months)


def _days_of(month: date, period: Period) -> int:
    """How many days of a month lie in a period."""
    after = add_months(month, 1)
    return (min(after, date.fromordinal(period.last.toordinal() + 1)) - max(month, period.first)).days
