"""Days, weeks, months, quarters and tax years: the stretch that a figure is about, and the one to compare it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shopcrm.workdays import add_months, short_day

Kind = Literal["day", "week", "month", "quarter", "tax_year", "days"]
KINDS: Mapping[Kind, str] = {
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "quarter": "Quarter",
    "tax_year": "Tax year",
}
"""The kinds that a person chooses from; `days` is any other stretch, which has a first and a last day of its own."""
_TAX_YEAR_STARTS = {"GB": (4, 6), "AU": (7, 1), "NZ": (4, 1), "IN": (4, 1), "HK": (4, 1), "SG": (4, 1), "ZA": (3, 1)}
"""Month and day on which the tax year of a person in business begins; elsewhere it is the calendar year."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    kind: Kind
    first: date
    last: date

    @property
    def name(self) -> str:
        """``November 2026``, ``16 to 22 Nov 2026``, ``Oct to Dec 2026``, ``Tax year 2026/27``."""
        if self.kind == "month":
            return f"{self.first:%B} {self.first.year}"
        if self.kind == "quarter":
            return f"{self.first:%b} to {self.last:%b} {self.last.year}"
        if self.kind == "tax_year":
            ends = f"/{self.last.year % 100:02}" if self.last.year > self.first.year else ""
            return f"Tax year {self.first.year}{ends}"
        if self.first == self.last:
            return f"{self.first:%a} {short_day(self.first)}"
        first, last = short_day(self.first), short_day(self.last)
        same = [one for one in (f" {self.last:%b} {self.last.year}", f" {self.last.year}") if first.endswith(one)]
        return f"{first.removesuffix(same[0]) if same else first} to {last}"

    @property
    def short_name(self) -> str:
        """In as few letters as a chart has room for: ``Nov 26``, ``16 Nov``, ``26/27``."""
        if self.kind == "tax_year":
            ends = f"/{self.last.year % 100:02}" if self.last.year > self.first.year else ""
            return f"{self.first.year}{ends}"
        if self.kind == "month":
            return f"{self.first:%b} {self.first.year % 100:02}"
        if self.kind == "quarter":
            return f"{self.first:%b}-{self.last:%b} {self.last.year % 100:02}"
        return f"{self.first.day} {self.first:%b}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def until(self, day: date) -> "Period":
        """The days of it that have passed by the end of that day; the whole where it is over or has not begun."""
        return Period("days", self.first, day) if self.first <= day < self.last else self


def of(kind: Kind, day: date, country: str) -> Period:
    """The period of that kind in which a day lies. country: two letters, says when a tax year begins."""
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    if kind == "month":
        return _months(kind, day.replace(day=1), 1)
    if kind == "quarter":
        return _months(kind, date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)
    if kind == "tax_year":
        month, first = _TAX_YEAR_STARTS.get(country, (1, 1))
        begins = date(day.year, month, first)
        return _months(kind, begins if day >= begins else add_months(begins, -12), 12)
    return Period(kind, day, day)


def before(period: Period, country: str) -> Period:
    """The period of the same kind before this one; of other stretches, as many days before it."""
    last = period.first - _A_DAY
    if period.kind == "days":
        return Period("days", last - (period.last - period.first), last)
    return of(period.kind, last, country)


def after(period: Period, country: str) -> Period:
    """The period of the same kind after this one."""
    return of(period.kind, period.last + _A_DAY, country)


def compared(period: Period, today: date, country: str) -> tuple[Period, Period]:
    """What of a period has passed, and the same stretch of the one before: a month so far against as many days.

    Days that a person named are compared with as many that came just before them.
    """
    now = period.until(today)
    if period.kind == "days":
        return now, before(now, country)
    earlier = before(period, country)
    if now == period:
        return now, earlier
    return now, earlier.until(earlier.first + (now.last - now.first))


def latest(period: Period, count: int, country: str) -> tuple[Period, ...]:
    """So many periods up to this one, the oldest first."""
    found = [period]
    while len(found) < count:
        found.append(before(found[-1], country))
    return tuple(reversed(found))


def _months(kind: Kind, first: date, months: int) -> Period:
    return Period(kind, first, add_months(first, months) - _A_DAY)
