"""Opening hours, closed days and targets as people type and read them: "9-12:30, 13:30-17:30", "4 h 30 min"."""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shopcrm.errors import InvalidValue
from shopcrm.opening_hours import END_OF_DAY, Windows
from shopcrm.papers.in_words import day
from shopcrm.tui.days import parse_day

LONGEST_CLOSURE = 120
"""Days from the first to the last of one closure: more is a slip in a year."""

_TIME = r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?"
_WINDOW = re.compile(rf"{_TIME}\s*(?:-|\N{{EN DASH}}|\N{{EM DASH}}|to|until)\s*{_TIME}", re.IGNORECASE)
_CLOSED = ("", "closed", "none", "-")
_DURATION = re.compile(
    r"(?:(?P<hours>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:h|hr|hrs|hour|hours))?\s*"
    r"(?:(?P<minutes>\d{1,5})\s*(?P<unit>m|min|mins|minute|minutes)?)?",
    re.IGNORECASE,
)


def parse_windows(typed: str, field: str = "hours") -> Windows:
    """The opening times of one day, in their order; none for an empty field or “closed”.

    Raises InvalidValue for what is no time, for a time that ends before it begins, and for times that overlap.
    """
    if typed.strip().casefold() in _CLOSED:
        return ()
    windows = sorted(_window(part, field) for part in re.split(r"[,;&]|\band\b", typed, flags=re.IGNORECASE))
    for one, other in itertools.pairwise(windows):
        if other[0] < one[1]:
            overlap = f"{_window_words(one)} and {_window_words(other)} overlap."
            raise InvalidValue(field, overlap, "Let one end before the next begins.")
    return tuple(windows)


def windows_words(windows: Windows) -> str:
    """As they are typed: ``9-12:30, 13:30-17:30``; nothing for a closed day."""
    return ", ".join(_window_words(one) for one in windows)


def parse_closed_days(typed: str, today: date, field: str = "closed_days") -> tuple[date, ...]:
    """The days of a list such as ``24 dec to 2 jan, 6 apr``, in their order. Raises InvalidValue for anything else."""
    days: set[date] = set()
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;\n]", typed))):
        days.update(_closure(part, today, field))
    return tuple(sorted(days))


def closed_days_words(days: Sequence[date]) -> str:
    """As they are typed, days in a row as one: ``24 Dec 2026 to 2 Jan 2027``."""
    runs: list[list[date]] = []
    for one in sorted(days):
        if runs and one == runs[-1][-1] + timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(day(run[0]) if len(run) == 1 else f"{day(run[0])} to {day(run[-1])}" for run in runs)


def parse_minutes(typed: str, field: str = "minutes") -> int:
    """Minutes of opening hours as typed: ``4 h``, ``90 min``, ``1 h 30``. Raises InvalidValue for anything else."""
    found = _DURATION.fullmatch(typed.strip())
    hours, minutes, unit = found.group("hours", "minutes", "unit") if found else (None, None, None)
    if hours is None and unit is None:
        raise InvalidValue(field, "That is not a time to answer in.", "Write hours or minutes, such as 4 h or 90 min.")
    total = round(float((hours or "0").replace(",", ".")) * 60) + int(minutes or 0)
    if total < 1:
        raise InvalidValue(field, "That is no time to answer in.", "Give at least a minute.")
    return total


def minutes_words(minutes: int) -> str:
    """As they are typed: ``4 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(filter(None, parts))


def _window(typed: str, field: str) -> tuple[int, int]:
    found = _WINDOW.fullmatch(typed.strip())
    if found is None:
        shown = f"“{typed.strip()[:40]}” is not a time." if typed.strip() else "Between two commas there is nothing."
        raise InvalidValue(field, shown, "Write times like 9-12:30, 13:30-17:30, or closed.")
    opens, closes = _minute(found.group(1, 2, 3), field), _minute(found.group(4, 5, 6), field)
    if closes == opens:
        raise InvalidValue(field, f"“{typed.strip()}” is no time at all.", "Write when it closes, or leave it out.")
    if closes < opens:
        raise InvalidValue(field, f"“{typed.strip()}” ends before it begins.", "Write 9-17, or 9am-5pm.")
    return opens, closes


def _minute(time: Sequence[str | None], field: str) -> int:
    hour, minute, half = int(time[0] or 0), int(time[1] or 0), (time[2] or "").casefold()
    if half and not 1 <= hour <= 12:
        raise InvalidValue(field, f"{hour}{half} is not a time.", "Write 9am or 17:30.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if minute > 59 or hour * 60 + minute > END_OF_DAY:
        raise InvalidValue(field, f"{hour}:{minute:02} is not a time.", "A day ends at 24:00.")
    return hour * 60 + minute


def _window_words(window: tuple[int, int]) -> str:
    return "-".join(f"{minute // 60}:{minute % 60:02}" if minute % 60 else str(minute // 60) for minute in window)


def _closure(part: str, today: date, field: str) -> Iterator[date]:
    first_typed, _, last_typed = re.sub(r"\s+(?:-|\N{EN DASH}|until)\s+", " to ", part).partition(" to ")
    first = parse_day(first_typed, today, field)
    last = parse_day(last_typed, first, field) if last_typed else first
    if not 0 <= (last - first).days <= LONGEST_CLOSURE:
        words = "ends before it begins" if last < first else f"is longer than {LONGEST_CLOSURE} days"
        raise InvalidValue(field, f"“{part[:40]}” {words}.", "Write days like 24 dec to 2 jan.")
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
