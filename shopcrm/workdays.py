"""Working days and statutory counting: plain values that know public holidays and nothing of the records."""

import re
import sys
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue

HOLIDAYS_KNOWN_TO = 2028
"""The last year that governments have announced (GOV.UK list); later years are worked out by rule and may change."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 9000

ZONES: Mapping[str, str] = {
    "GB": "Europe/London",
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "ES-CN": "Atlantic/Canary",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "PT-20": "Atlantic/Azores",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
}
"""The clock of each country, or part of one, whose data-protection law is known here: the UK, the EU and the EEA."""

_REGION = re.compile(r"[A-Z]{2}(-[A-Za-z0-9]{1,12})?")
_SPLIT_COUNTRIES = frozenset({"DE", "ES"})


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count, where the shop trades.

    zone: IANA time zone name. region: country or country-subdivision, as in ISO 3166-2 (GB-SCT, IE, DE-BY).
    extra_holidays: public holidays proclaimed since this program was made. Raises InvalidValue for a zone or a region
    that cannot be.
    """

    zone: str
    region: str
    extra_holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as unknown:
            raise InvalidValue(
                "zone", f"There is no time zone called “{self.zone}”.", "Europe/London is one."
            ) from unknown
        check_region(self.region)

    @property
    def country(self) -> str:
        """The two letters of the country."""
        return self.region[:2]

    def holiday_name(self, day: date) -> str:
        """What that day's public holiday is called, empty for none. Raises InvalidValue for an unknown region."""
        if day in self.extra_holidays:
            return "a public holiday"
        return _public_holidays(self.region, day.year).get(day, "")

    def is_workday(self, day: date) -> bool:
        """Whether the law counts that day as working: no Saturday, no Sunday, no public holiday (Reg 1182/71 Art 2)."""
        return day.weekday() < 5 and not self.holiday_name(day)

    def next_workday(self, day: date) -> date:
        """That day where it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The working day that is `count` working days after `day`, which itself does not count; count is 0 or more."""
        for _ in range(count):
            day = self.next_workday(day + timedelta(days=1))
        return day

    def local_date(self, instant: datetime) -> date:
        """The shop's own date at an instant. Raises ValueError where the instant names no time zone."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def doubts(self, day: date) -> tuple[str, ...]:
        """What may make the working days up to that day wrong, in words for the screen."""
        doubts = []
        if day.year > HOLIDAYS_KNOWN_TO:
            doubts.append(
                f"Public holidays after {HOLIDAYS_KNOWN_TO} are not announced yet; "
                f"{day.year} is worked out by rule. Check again nearer the time."
            )
        if self.region in _SPLIT_COUNTRIES:
            doubts.append(
                "This country has regional holidays. Without a region (as in DE-BY) "
                "only the national ones count, so the date may be too early."
            )
        return tuple(doubts)


def check_region(region: str) -> None:
    """Raises InvalidValue for what cannot be a region; in the United Kingdom, each nation has its own holidays."""
    if region in ("GB", "UK"):
        raise InvalidValue(
            "region",
            "The nations of the United Kingdom have different holidays.",
            "Choose GB-ENG, GB-WLS, GB-SCT or GB-NIR.",
        )
    if not _REGION.fullmatch(region):
        raise InvalidValue("region", f"“{region}” is not a region.", "Write it like GB-ENG, IE or DE-BY.")


def calendar_of(region: str) -> Calendar:
    """The calendar of a region on its country's own clock. Raises InvalidValue where no clock is known for it."""
    check_region(region)
    zone = ZONES.get(region) or ZONES.get(region[:2])
    if zone is None:
        raise InvalidValue(
            "region", f"The rules of “{region}” are not known here.", "The United Kingdom, the EU and the EEA are."
        )
    calendar = Calendar(zone, region)
    _public_holidays(region, HOLIDAYS_KNOWN_TO)
    return calendar


def add_months(day: date, months: int) -> date:
    """The same date some months on, or the last day of that month where it is shorter; never add in two steps."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_beginning(first: date, months: int) -> date:
    """The last day of months that begin on `first`: the day before its like, or a shorter month's end."""
    end = add_months(first, months)
    return end if end.day < first.day else end - timedelta(days=1)


def plausible(field: str, day: date) -> date:
    """The date itself. Raises InvalidValue, naming the field, for a year that no shop will meet."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise InvalidValue(
            field, f"The year {day.year} cannot be right.", "Check the date; it is written like 2026-11-22."
        )
    return day


def short_day(day: date) -> str:
    """A date in few letters: 22 Nov 2026."""
    return f"{day.day} {day:%b} {day.year}"


def day_in_words(day: date) -> str:
    """A date as it is spoken: Sunday 22 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


@lru_cache(maxsize=512)
def _public_holidays(region: str, year: int) -> Mapping[date, str]:
    """One year's public holidays by name; a Saturday original stands beside its substitute. Raises InvalidValue."""
    from holidays import country_holidays

    _import_countries_one_by_one()
    country, _, part = region.partition("-")
    try:
        found = country_holidays(country, subdiv=part or None, years=year, language="en_US")
    except NotImplementedError as unknown:
        raise InvalidValue(
            "region", f"No list of holidays is known for “{region}”.", "Write it like GB-ENG, IE or DE-BY."
        ) from unknown
    return {day: str(name) for day, name in found.items() if day.year == year}


def _import_countries_one_by_one() -> None:
    """Stand in for `holidays.countries`, which imports 250 countries for the one that is asked for: 8 MB.

    A package needs no more than its path for the modules in it to be found.
    """
    import holidays

    countries = ModuleType("holidays.countries")
    countries.__path__ = [str(Path(holidays.__file__).with_name("countries"))]
    sys.modules.setdefault(countries.__name__, countries)
