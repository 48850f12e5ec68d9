"""When the shop is open, and time counted in opening hours only: business minutes. Plain values, as in `workdays`.

An instant counts where the clock on the shop's wall shows a time inside one of that day's windows. On the day that the
clocks go forward a window over the gap is an hour shorter; on the day that they go back, the hour that comes twice
counts twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.workdays import Calendar

Windows = tuple[tuple[int, int], ...]
"""The hours of one day: from and until, in minutes after midnight on the shop's own clock; 1440 is the end of day."""

END_OF_DAY = 1440
MOST_WINDOWS = 8
FURTHEST = timedelta(days=366 * 20)
"""How far a count looks ahead before it gives up: only a shop that is hardly ever open gets there."""

_DAY = 86_400
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a shop is open. hours: Monday to Sunday, as `checked` gives them. closed_days: single days it stays shut.

    keeps_holidays: it is shut on the public holidays of the calendar's region. The calendar's zone is the shop's clock.
    """

    calendar: Calendar
    hours: tuple[Windows, ...]
    closed_days: frozenset[date] = frozenset()
    keeps_holidays: bool = True

    def is_open(self, instant: datetime) -> bool:
        """Whether the shop is open at an instant."""
        at = _epoch(instant)
        return any(opens <= at < closes for opens, closes in self._spans(self.calendar.local_date(instant)))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """The seconds of opening hours from one instant to another; 0 where the second is not later."""
        first, last = _epoch(start), _epoch(end)
        if last <= first:
            return 0
        spans = self._spans_from(self.calendar.local_date(start), self.calendar.local_date(end))
        return sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in spans)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """The whole minutes of opening hours from one instant to another; 0 where the second is not later."""
        return self.seconds_between(start, end) // 60

    def add_seconds(self, start: datetime, seconds: int) -> datetime:
        """The first instant, UTC, at which that many seconds of opening hours have passed; `start` itself for none.

        Raises InvalidValue where the shop is open so little that it takes more than twenty years.
        """
        if seconds <= 0:
            return start.astimezone(UTC)
        first, left = _epoch(start), seconds
        day = self.calendar.local_date(start)
        for opens, closes in self._spans_from(day, min(date.max - timedelta(days=2), day + FURTHEST)):
            begin = max(opens, first)
            if closes - begin >= left:
                return datetime.fromtimestamp(begin + left, UTC)
            left -= max(0, closes - begin)
        raise InvalidValue("hours", "The shop is hardly ever open in these hours.", "Open it more, or promise less.")

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first instant, UTC, at which that many minutes of opening hours have passed. Raises as `add_seconds`."""
        return self.add_seconds(start, minutes * 60)

    def _spans_from(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        for number in range((last - first).days + 1):
            yield from self._spans(first + timedelta(days=number))

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """The opening hours of a day as instants, in seconds since 1970, in their order."""
        windows = self.hours[day.weekday()]
        if not windows or day in self.closed_days or (self.keeps_holidays and self.calendar.holiday_name(day)):
            return ()
        return _instants(self.calendar.zone, day, windows)


def checked(hours: tuple[Windows, ...]) -> tuple[Windows, ...]:
    """A week's opening hours, each day's windows in order.

    Raises InvalidValue for a week without seven days, a window that is empty, reversed or outside the day, windows that
    overlap, and a week without any open minute.
    """
    if len(hours) != len(_WEEKDAYS):
        raise InvalidValue("hours", "Opening hours are given for seven days, Monday first.", "A day may be empty.")
    week = tuple(_checked_day(name, windows) for name, windows in zip(_WEEKDAYS, hours, strict=True))
    if not any(week):
        raise InvalidValue("hours", "The shop is never open in these hours.", "Give at least one day its hours.")
    return week


def clock(minutes: int) -> str:
    """Minutes after midnight as the clock shows them: 570 is 09:30, and the end of day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _checked_day(name: str, windows: Windows) -> Windows:
    if len(windows) > MOST_WINDOWS:
        raise InvalidValue("hours", f"{name} has more than {MOST_WINDOWS} windows.", "Join some of them.")
    for window in windows:
        if len(window) != 2 or not (0 <= window[0] <= END_OF_DAY and 0 <= window[1] <= END_OF_DAY):
            raise InvalidValue("hours", f"{name} has hours outside the day.", "Use times from 00:00 to 24:00.")
        opens, closes = window
        if opens == closes:
            raise InvalidValue("hours", f"{name}: {_said(opens, closes)} is empty.", "Leave it out, or lengthen it.")
        if opens > closes:
            raise InvalidValue(
                "hours",
                f"{name}: {_said(opens, closes)} ends before it begins.",
                "Hours past midnight are two windows: until 24:00, and from 00:00 on the next day.",
            )
    ordered = tuple(sorted(windows))
    for (opens, closes), (next_opens, next_closes) in pairwise(ordered):
        if next_opens < closes:
            both = f"{_said(opens, closes)} and {_said(next_opens, next_closes)}"
            raise InvalidValue("hours", f"{name}: {both} overlap.", "Make one window of them, or shorten one.")
    return ordered


def _said(opens: int, closes: int) -> str:
    return f"{clock(opens)}–{clock(closes)}"


@lru_cache(maxsize=8192)
def _instants(zone: str, day: date, windows: Windows) -> tuple[tuple[int, int], ...]:
    midnight = _epoch_of_day(day)
    spans = (
        (max(first, midnight + opens * 60 - offset), min(last, midnight + closes * 60 - offset))
        for first, last, offset in _offsets_around(zone, day)
        for opens, closes in windows
    )
    return tuple((opens, closes) for opens, closes in spans if opens < closes)


@lru_cache(maxsize=8192)
def _offsets_around(zone: str, day: date) -> tuple[tuple[int, int, int], ...]:
    """The stretches of time around a day in which the wall clock keeps its distance from UTC: from, until, seconds."""
    start = _epoch_of_day(day) - _DAY
    end = start + 3 * _DAY
    before, after = _offset(zone, start), _offset(zone, end)
    if before == after:
        return ((start, end, before),)
    low, high = start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return ((start, high, before), (high, end, after))


def _offset(zone: str, at: int) -> int:
    offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds()) if offset else 0


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())


def _epoch_of_day(day: date) -> int:
    return (day - date(1970, 1, 1)).days * _DAY
