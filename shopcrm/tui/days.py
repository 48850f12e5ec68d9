"""Dates as people type and read them: "14 mar", "tomorrow", "in 3 days"."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.vault.tx import from_stamp

_NAMED = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WITH_YEAR = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d %b %y")
_WITHOUT_YEAR = ("%d/%m %Y", "%d.%m. %Y", "%d.%m %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)


def parse_day(typed: str, today: date, field: str = "day", *, past: bool = False) -> date:
    """The date that was typed: today, tomorrow, Friday, 14 mar, 14/3, 14 March 2026 or 2026-03-14.

    Without a year the next such day is meant; with `past` the last one. Raises InvalidValue for anything else.
    """
    text = " ".join(_ORDINAL.sub("", typed).replace(",", " ").casefold().split())
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    step = -1 if past else 1
    for place, name in enumerate(_WEEKDAYS):
        if len(text) >= 3 and name.startswith(text):
            away = (place - today.weekday()) * step % 7 or 7
            return today + timedelta(days=away * step)
    found = _first(text, _WITH_YEAR) or _without_year(text, today, past=past)
    if found is None or not 1900 <= found.year <= 2200:
        raise InvalidValue(field, "That is not a date.", "Write it like 14 mar, 14 March 2026, today or Friday.")
    return found


def _without_year(text: str, today: date, *, past: bool) -> date | None:
    """The nearest such day: looks a few years far, for 29 February."""
    step = -1 if past else 1
    for year in range(today.year, today.year + 9 * step, step):
        found = _first(f"{text} {year}", _WITHOUT_YEAR)
        if found is not None and (found <= today if past else found >= today):
            return found
    return None


def _first(text: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def local_day(stamp: str, zone: ZoneInfo) -> date:
    """The day of an instant on the shop's calendar."""
    return from_stamp(stamp).astimezone(zone).date()
