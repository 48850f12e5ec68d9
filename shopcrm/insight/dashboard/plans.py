"""What the shopkeeper types for her figures: what she aims at, and what she spends each month to win customers."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shopcrm.errors import InvalidValue
from shopcrm.insight.dashboard.periods import KINDS, Kind, Period
from shopcrm.money import LARGEST, check_amount, check_currency
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months, plausible

Targets = dict[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in a month to win customers; minor units."""

    month: date
    amount: int
    currency: str


@write("dashboard.set_target", role=Role.MANAGER)
def set_target(tx: Tx, figure: str, value: int | None, period: Kind | None = None, currency: str = "") -> None:
    """Aim at a value, in the figure's own unit; None for no target any more.

    period: for a day, a week ... where the figure adds up; None where it is the same for all. currency: for amounts.
    Raises InvalidValue.
    """
    if value is not None and abs(value) > LARGEST:
        raise InvalidValue("value", "That is too large to be right.", "Check the number of digits.")
    if period is not None and period not in KINDS:
        raise InvalidValue("period", "That is not a period with a target.", "Use day, week, month, quarter, tax_year.")
    which = (figure, period or "", check_currency(currency) if currency else "")
    before = tx.maybe("SELECT value FROM figure_targets WHERE figure = ? AND period = ? AND currency = ?", which)
    tx.run("DELETE FROM figure_targets WHERE figure = ? AND period = ? AND currency = ?", which)
    if value is not None:
        tx.run("INSERT INTO figure_targets (figure, period, currency, value) VALUES (?, ?, ?, ?)", (*which, value))
    tx.note(figure=figure, target=value)
    tx.offer_undo("the target", set_target, figure, before[0] if before else None, period, currency)


@read("dashboard.target", role=Role.ASSISTANT)
def target(tx: Tx, figure: str, period: Kind | None = None, currency: str = "") -> int | None:
    """What the shop aims at, in the figure's own unit; None for nothing."""
    return targets(tx).get((figure, period or "", currency))


def targets(tx: Tx) -> Targets:
    """Every target by figure, period and currency."""
    rows = tx.all("SELECT figure, period, currency, value FROM figure_targets")
    return {(figure, period, currency): value for figure, period, currency, value in rows}


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


@read("dashboard.spend", role=Role.ASSISTANT)
def spend(tx: Tx, first: date, last: date, currency: str) -> tuple[Spent, ...]:
    """What was entered for the months in which these days lie, the oldest first; months without an entry left out."""
    rows = tx.all(
        "SELECT month, amount FROM acquisition_spend WHERE month BETWEEN ? AND ? AND currency = ? ORDER BY month",
        (f"{first:%Y-%m}", f"{last:%Y-%m}", currency),
    )
    return tuple(Spent(date.fromisoformat(f"{month}-01"), amount, currency) for month, amount in rows)


def spent_in(tx: Tx, period: Period, currency: str) -> int | None:
    """What was spent in these days: a month's spend is shared out evenly over its days. None where none was entered."""
    entered = spend(tx, period.first, period.last, currency)
    if not entered:
        return None
    shares = (
        Fraction(one.amount * _days_of(one.month, period), monthrange(one.month.year, one.month.month)[1])
        for one in entered
    )
    return int(sum(shares) + Fraction(1, 2))


def _days_of(month: date, period: Period) -> int:
    """How many days of a month lie in a period."""
    after = add_months(month, 1)
    return (min(after, date.fromordinal(period.last.toordinal() + 1)) - max(month, period.first)).days
