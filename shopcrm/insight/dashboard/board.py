"""The dashboard: every figure of a period beside the same stretch of the period before, and one figure over time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shopcrm.errors import InvalidValue
from shopcrm.insight.dashboard import periods
from shopcrm.insight.dashboard.definitions import DEFINITIONS, IN_OTHER_MONEY
from shopcrm.insight.dashboard.periods import Kind, Period
from shopcrm.insight.dashboard.records import IN_REPORTS, Ask, Definition, Figure, Measured, Unit, fixed
from shopcrm.insight.dashboard.targets import Targets, known, targets
from shopcrm.insight.figures import Figures
from shopcrm.shop import profile
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import plausible

MOST_POINTS, FEWEST_POINTS = 60, 3
MOST_CURRENCIES = 5


@dataclass(frozen=True, slots=True)
class Board:
    """Every figure of a period. so_far: the part of it that has passed; before: what it is compared with."""

    period: Period
    so_far: Period
    before: Period
    figures: tuple[Figure, ...]

    @property
    def begun(self) -> bool:
        """Whether the period still runs, so that it is compared with a part of the one before."""
        return self.so_far != self.period


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in one of several periods."""

    period: Period
    found: Measured


@read("dashboard.board", role=Role.MANAGER)
def board(tx: Tx, kind: Kind = "month", day: date | None = None) -> Board:
    """Every figure of the period in which a day lies, today's where none is named. Raises InvalidValue."""
    return board_of(tx, periods.of(kind, plausible("day", day or tx.today), tx.calendar.country))


@read("dashboard.one", role=Role.MANAGER)
def one(tx: Tx, figure: str, kind: Kind = "month", day: date | None = None) -> Board:
    """A board of one figure alone, in the shop's own money. Raises NotFound where there is no such figure."""
    about = known(figure)
    period = periods.of(kind, plausible("day", day or tx.today), tx.calendar.country)
    so_far, before = periods.compared(period, tx.today, tx.calendar.country)
    own = profile.get(tx).currency
    found = _figure(about, period, Ask(tx, so_far, own), Ask(tx, before, own), targets(tx))
    return Board(period, so_far, before, (found,))


def board_of(tx: Tx, period: Period) -> Board:
    """Every figure of a period."""
    so_far, before = periods.compared(period, tx.today, tx.calendar.country)
    aims, own = targets(tx), profile.get(tx).currency
    answered: dict[tuple[object, ...], Row] = {}

    def figures(keys: Iterable[str], currency: str) -> list[Figure]:
        asks = Ask(tx, so_far, currency, answered), Ask(tx, before, currency, answered)
        return [_figure(DEFINITIONS[key], period, *asks, aims) for key in keys]

    found = figures(DEFINITIONS, own)
    for currency in _others(tx, own):
        others = figures(IN_OTHER_MONEY, currency)
        found += [replace(one, foreign=True) for one in others if one.value or one.before.value]
    return Board(period, so_far, before, tuple(found))


@read("dashboard.series", role=Role.MANAGER)
def series(
    tx: Tx, figure: str, currency: str = "", kind: Kind = "month", day: date | None = None, count: int = 12
) -> tuple[Point, ...]:
    """One figure in so many periods up to the one in which a day lies, the oldest first; the last as far as it goes.

    Those before the first sale are left out where they hold nothing, but for the last three. Raises NotFound for a
    figure that is not there, InvalidValue for a day that cannot be.
    """
    about = known(figure)
    country = tx.calendar.country
    last = periods.of(kind, plausible("day", day or tx.today), country)
    return points(
        tx, about, currency or profile.get(tx).currency, periods.latest(last, min(count, MOST_POINTS), country)
    )


def points(tx: Tx, about: Definition, currency: str, of: tuple[Period, ...]) -> tuple[Point, ...]:
    """One figure in each of some periods; those before the shop's first sale are left out where they hold nothing."""
    found = tuple(Point(one, about.measure(Ask(tx, one.until(tx.today), currency))) for one in of)
    begun = _first_sale(tx) or tx.today
    start = next((at for at, one in enumerate(found) if one.found.value or one.period.last >= begun), len(found))
    return found[min(start, max(len(found) - FEWEST_POINTS, 0)) :]


@read("dashboard.report", role=Role.MANAGER)
def report(tx: Tx, since: date | None = None, until: date | None = None, kind: Kind = "days") -> Figures:
    """Every figure as a table: from one day to another, or of the period of that kind in which the last day lies.

    Without a first day from the first sale on. Amounts are minor units; shares are written out (12.5). The definition
    of each figure is among the facts.
    """
    found = board_of(tx, period_asked(tx, since, until, kind))
    return Figures(
        ("figure", "unit", "currency", "value", "before", "change", "target", "from"),
        tuple(_row(one) for one in found.figures),
        money=("value", "before", "target"),
        facts={
            "from": found.so_far.first.isoformat(),
            "to": found.so_far.last.isoformat(),
            "before_from": found.before.first.isoformat(),
            "before_to": found.before.last.isoformat(),
            "definitions": {one.name: one.about.words for one in found.figures},
        },
        words=(f"{found.so_far.name}, compared with {found.before.name}.",),
        meanings=tuple(one.about.words for one in found.figures),
    )


def period_asked(tx: Tx, since: date | None, until: date | None, kind: Kind = "days") -> Period:
    """The days from one to another, or the period of that kind in which the last day lies; until today where none is
    named, and never further. Raises InvalidValue."""
    last = min(plausible("until", until or tx.today), tx.today)
    if kind != "days":
        return periods.of(kind, last, tx.calendar.country)
    first = plausible("since", since) if since else min(last, _first_sale(tx) or last)
    if first > last:
        raise InvalidValue("since", "The first day is after the last, or has not come.", "Choose an earlier first day.")
    return Period("days", first, last)


def _figure(about: Definition, period: Period, now: Ask, before: Ask, aims: Targets) -> Figure:
    """One figure of what has passed of a period, and of what that is compared with."""
    of = now.currency if about.by_currency else ""
    aim = aims.get((about.key, period.kind if about.adds_up else "", of))
    return Figure(about, of, about.measure(now), about.measure(before), aim, running=now.tx.today <= period.last)


def _others(tx: Tx, own: str) -> list[str]:
    """The other currencies in which anything was ever sold or spent, and the one that points are worth."""
    rows = tx.all(
        "SELECT currency FROM daily_sales UNION SELECT currency FROM acquisition_spend"
        " UNION SELECT currency FROM loyalty_programmes ORDER BY currency"
    )
    return [currency for (currency,) in rows if currency != own][:MOST_CURRENCIES]


def _first_sale(tx: Tx) -> date | None:
    first = tx.value("SELECT min(day) FROM daily_sales")
    return date.fromisoformat(first) if first else None


def _row(one: Figure) -> tuple[str | int, ...]:
    unit = one.about.unit
    change = one.change
    in_points = unit in ("score", "mean", "percent")
    return (
        *(one.name, IN_REPORTS[unit], one.currency),
        *(_plain(value, unit) for value in (one.value, one.before.value)),
        "" if change is None else _plain(change, unit if in_points else "percent"),
        _plain(one.target, unit),
        one.found.made_from,
    )


def _plain(value: int | None, unit: Unit) -> str | int:
    """A value as a program reads it: whole numbers as they are, tenths and hundredths written out; empty for none."""
    if value is None:
        return ""
    scale = {"percent": 10, "mean": 100}.get(unit)
    return fixed(value, scale) if scale else value
