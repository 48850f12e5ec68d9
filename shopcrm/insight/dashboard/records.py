"""A figure that explains itself: its value, what it was made from, what it means, and how it compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shopcrm import money
from shopcrm.insight.dashboard.periods import Period
from shopcrm.vault.tx import Row, Tx

Unit = Literal["money", "number", "percent", "score", "mean", "minutes"]
"""What a value counts: minor units of a currency, things, tenths of a percent, -100 to 100, hundredths of a point of
five, business minutes."""
IN_REPORTS: Mapping[Unit, str] = {
    "money": "money",
    "number": "number",
    "percent": "percent",
    "score": "-100 to 100",
    "mean": "of 5",
    "minutes": "business minutes",
}
"""What a value counts once it is written out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: the value in its unit, and what it was made from in words; without a value, why there is none."""

    value: int | None
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a figure is asked for: some days, both ends included, and for amounts a currency.

    answered: sums that several figures are made from, so that they are added up once for a whole board.
    """

    tx: Tx
    period: Period
    currency: str
    answered: dict[tuple[Any, ...], Row] = field(default_factory=dict)

    @property
    def span(self) -> tuple[str, str]:
        """The first and the last day as they are stored."""
        return self.period.first.isoformat(), self.period.last.isoformat()

    def sums(self, sql: str, *parameters: object) -> Row:
        """The one row of a query, asked of the book once."""
        about = (sql, *parameters)
        if about not in self.answered:
            self.answered[about] = self.tx.one(sql, parameters)
        return self.answered[about]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is.

    words: its meaning for the shopkeeper. better: whether more or less of it is good. adds_up: whether the parts of a
    year sum to the year. by_currency: whether it is worked out for each currency apart.
    """

    key: str
    name: str
    unit: Unit
    better: Literal["more", "less"]
    words: str
    measure: Callable[[Ask], Measured]
    adds_up: bool = False
    by_currency: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one period.

    before: of the same stretch of the period before. target: None where none is set. foreign: not in the shop's money.
    running: whether the period is not over yet.
    """

    about: Definition
    currency: str
    found: Measured
    before: Measured
    target: int | None = None
    foreign: bool = False
    running: bool = False

    @property
    def value(self) -> int | None:
        """The figure itself; None where there is nothing to make it from."""
        return self.found.value

    @property
    def name(self) -> str:
        """``Sales``, or ``Sales in EUR`` for what is not in the shop's own money."""
        return f"{self.about.name} in {self.currency}" if self.foreign else self.about.name

    @property
    def shown(self) -> str:
        """The value in words."""
        return shown(self.value, self.about.unit, self.currency)

    @property
    def change(self) -> int | None:
        """Against before: tenths of a percent for what is counted, the difference for what is a share or a score."""
        now, then = self.value, self.before.value
        if now is None or then is None:
            return None
        if self.about.unit in ("percent", "score", "mean"):
            return now - then
        return _rounded((now - then) * 1000, abs(then)) if then else None

    @property
    def change_words(self) -> str:
        """``▲ 12.5%``, ``▼ 3.0 points``, ``the same``, ``none before``; empty without a value."""
        if self.value is None:
            return ""
        change = self.change
        if self.value == self.before.value or change == 0:
            return "the same"
        if change is None:
            return "none before" if self.before.value is None else "from nothing"
        return f"{'▲' if change > 0 else '▼'} {_change_shown(abs(change), self.about.unit)}"

    @property
    def is_better(self) -> bool | None:
        """Whether the change is a good one; None where there is none."""
        return None if not self.change else (self.change > 0) == (self.about.better == "more")

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None without a target or a value, and while what adds up may still change that."""
        if self.target is None or self.value is None:
            return None
        at_least = self.about.better == "more"
        met = self.value >= self.target if at_least else self.value <= self.target
        return None if self.running and self.about.adds_up and met != at_least else met

    @property
    def to_go(self) -> str:
        """``£1,105.61 to go``: what a running period still lacks; empty where it lacks nothing."""
        if self.target is None or self.value is None or self.reached is not None or self.about.better == "less":
            return ""
        return f"{shown(self.target - self.value, self.about.unit, self.currency)} to go"

    @property
    def aim(self) -> str:
        """What is aimed at: ``£5,000.00``, ``max 5.0%``; empty without a target."""
        if self.target is None:
            return ""
        words = shown(self.target, self.about.unit, self.currency)
        short = words.removesuffix(" min") if " h " in words else words
        return f"max {short}" if self.about.better == "less" else short

    @property
    def target_words(self) -> str:
        """``✓ £5,000.00``, ``£1,105.61 to go``, ``✗ max 5.0%``; empty without a target."""
        mark = {True: "✓ ", False: "✗ ", None: ""}[self.reached]
        return self.to_go or f"{mark}{self.aim}"


def shown(value: int | None, unit: Unit, currency: str = "") -> str:
    """A value as the shopkeeper reads it; a dash for none."""
    if value is None:
        return "–"
    if unit == "money":
        return money.show(value, currency)
    if unit == "percent":
        return f"{fixed(value, 10)}%"
    if unit == "score":
        return f"{value:+d}" if value else "0"
    if unit == "mean":
        return f"{fixed(value, 100)} of 5"
    if unit == "minutes":
        hours, minutes = divmod(value, 60)
        return f"{hours:,} h" + (f" {minutes:02} min" if minutes else "") if hours else f"{minutes} min"
    return f"{value:,}"


def share(part: int, whole: int) -> int | None:
    """A part in tenths of a percent, a half rounded away from zero; None of nothing."""
    return _rounded(part * 1000, whole) if whole else None


def mean(total: int, count: int) -> int | None:
    """The mean as a whole number, a half rounded away from zero; None of nothing."""
    return _rounded(total, count) if count else None


def count_words(count: int, one: str, many: str = "") -> str:
    """``1 order``, ``3,816 orders``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _rounded(dividend: int, divisor: int) -> int:
    """Divided, a half rounded away from zero; exact for any size. The divisor is above zero."""
    whole = (2 * abs(dividend) + divisor) // (2 * divisor)
    return whole if dividend >= 0 else -whole


def fixed(value: int, scale: int) -> str:
    """``125`` in tenths is ``12.5``."""
    whole, part = divmod(abs(value), scale)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{len(str(scale)) - 1}}"


def _change_shown(change: int, unit: Unit) -> str:
    if unit == "percent":
        return f"{fixed(change, 10)} points"
    if unit == "score":
        return count_words(change, "point")
    if unit == "mean":
        return fixed(change, 100)
    return f"{fixed(change, 10)}%"
