"""Working days of each nation, against the lists that governments publish."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.workdays import ZONES, Calendar, add_months, calendar_of, day_in_words, plausible

ENGLAND = Calendar(zone="Europe/London", region="GB-ENG")
SCOTLAND = Calendar(zone="Europe/London", region="GB-SCT")
ALL_NATIONS = ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR")

ENGLAND_AND_WALES = {
    2026: "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12",
    2027: "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12",
    2028: "3/1 14/4 17/4 1/5 29/5 28/8 25/12 26/12",
}
IRELAND_ADDS = {2026: "17/3 13/7", 2027: "17/3 12/7", 2028: "17/3 12/7"}
SCOTLAND_DROPS = {2026: "6/4 31/8", 2027: "29/3 30/8", 2028: "17/4 28/8"}
SCOTLAND_ADDS = {2026: "2/1 15/6 3/8 30/11", 2027: "4/1 2/8 30/11", 2028: "4/1 7/8 30/11"}

days = st.dates(date(2018, 1, 1), date(2040, 12, 31))


def _dates(year: int, words: str) -> set[date]:
    return {date(year, int(month), int(day)) for day, _, month in (word.partition("/") for word in words.split())}


def _published(region: str, year: int) -> set[date]:
    found = _dates(year, ENGLAND_AND_WALES[year])
    if region == "GB-NIR":
        found |= _dates(year, IRELAND_ADDS[year])
    if region == "GB-SCT":
        found = found - _dates(year, SCOTLAND_DROPS[year]) | _dates(year, SCOTLAND_ADDS[year])
    return found


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("region", ALL_NATIONS)
def test_the_weekdays_off_are_exactly_the_published_holidays(region: str, year: int) -> None:
    calendar = Calendar("Europe/London", region)
    weekdays = [day for n in range(366) if (day := date(year, 1, 1) + timedelta(n)).year == year and day.weekday() < 5]
    assert {day for day in weekdays if not calendar.is_workday(day)} == _published(region, year)


def test_a_saturday_original_and_its_substitute_are_both_off_and_counted_as_one_working_day_lost() -> None:
    assert ENGLAND.holiday_name(date(2026, 12, 26))
    assert ENGLAND.holiday_name(date(2026, 12, 28))
    assert _workdays_between(date(2026, 12, 20), date(2026, 12, 31)) == 4 + 3


def test_scotland_has_the_day_proclaimed_for_june_2026_and_england_has_not() -> None:
    assert not SCOTLAND.is_workday(date(2026, 6, 15))
    assert ENGLAND.is_workday(date(2026, 6, 15))


def test_a_proclaimed_holiday_that_the_user_added_counts() -> None:
    added = Calendar("Europe/London", "GB-ENG", extra_holidays=frozenset({date(2026, 11, 23)}))
    assert added.next_workday(date(2026, 11, 22)) == date(2026, 11, 24)


@pytest.mark.parametrize("region", ["GB", "UK"])
def test_the_kingdom_without_a_nation_is_refused_because_its_holidays_would_be_wrong(region: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Calendar("Europe/London", region)
    assert caught.value.field == "region"
    assert "GB-SCT" in caught.value.next_step


@pytest.mark.parametrize("region", ["", "gb-eng", "England", "GB-", "GB-ENG ", "../GB", "GB-ENG\n", "1B"])
def test_what_is_not_written_like_a_region_is_refused(region: str) -> None:
    with pytest.raises(InvalidValue, match="is not a region"):
        Calendar("Europe/London", region)


@pytest.mark.parametrize("region", ["GB-XXX", "DE-XX", "IE-D"])
def test_a_part_that_the_country_does_not_have_is_refused(region: str) -> None:
    with pytest.raises(InvalidValue, match="No list of holidays"):
        calendar_of(region)


def test_a_country_whose_law_is_not_known_has_no_calendar_of_its_own() -> None:
    with pytest.raises(InvalidValue, match="not known here"):
        calendar_of("JP")


@pytest.mark.parametrize("zone", ["", "Europe", "Mars/Olympus", "../etc/passwd", "Europe/London\0"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Calendar(zone, "GB-ENG")
    assert caught.value.field == "zone"


@pytest.mark.parametrize("region", [region for region in ZONES if region != "GB"] + list(ALL_NATIONS))
def test_every_region_of_the_table_has_a_clock_and_holidays(region: str) -> None:
    calendar = calendar_of(region)
    assert calendar.holiday_name(date(2027, 1, 1))


def test_the_canaries_keep_their_own_clock() -> None:
    assert calendar_of("ES-CN").zone == "Atlantic/Canary"
    assert calendar_of("ES-MD").zone == "Europe/Madrid"


def test_an_instant_late_in_the_evening_utc_is_the_next_day_in_summer() -> None:
    assert ENGLAND.local_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert ENGLAND.local_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)
    assert ENGLAND.local_date(datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=5)))) == date(2025, 12, 31)


def test_an_instant_without_a_time_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ENGLAND.local_date(datetime(2026, 1, 1))  # noqa: DTZ001


def test_dates_after_the_last_announced_year_bear_a_doubt() -> None:
    assert ENGLAND.doubts(date(2028, 12, 31)) == ()
    assert "2028" in ENGLAND.doubts(date(2029, 1, 1))[0]


@pytest.mark.parametrize("region", ["DE", "ES"])
def test_a_country_with_regional_holidays_named_without_its_region_bears_a_doubt(region: str) -> None:
    assert "regional holidays" in calendar_of(region).doubts(date(2026, 12, 1))[0]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_same_date_or_the_last_day_of_a_shorter_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize("year", [1, 1899, 9001, 9999])
def test_a_year_that_no_shop_will_meet_is_refused(year: int) -> None:
    with pytest.raises(InvalidValue, match="cannot be right"):
        plausible("received", date(year, 6, 1))


def test_a_date_is_spoken_in_full() -> None:
    assert day_in_words(date(2026, 11, 22)) == "Sunday 22 November 2026"


def test_the_holiday_library_is_not_loaded_until_a_working_day_is_asked_for() -> None:
    program = (
        "import sys; from shopcrm.workdays import Calendar; Calendar('Europe/London', 'GB-ENG');"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@settings(deadline=None, max_examples=50)
@given(days, st.sampled_from((*ALL_NATIONS, "IE", "FR", "DE-BY", "ES")))
def test_the_next_working_day_is_one_and_is_the_first(day: date, region: str) -> None:
    calendar = calendar_of(region)
    rolled = calendar.next_workday(day)
    assert calendar.is_workday(rolled)
    assert rolled >= day
    assert not any(calendar.is_workday(day + timedelta(n)) for n in range((rolled - day).days))


def _workdays_between(after: date, until: date) -> int:
    """How many English working days lie after the first date, up to and including the second."""
    return sum(ENGLAND.is_workday(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


@settings(deadline=None, max_examples=50)
@given(days, st.integers(1, 40))
def test_counting_working_days_undoes_adding_them(day: date, count: int) -> None:
    later = ENGLAND.add_workdays(day, count)
    assert ENGLAND.is_workday(later)
    assert _workdays_between(day, later) == count
    assert ENGLAND.add_workdays(day, 0) == day


@settings(deadline=None, max_examples=50)
@given(days, days, st.integers(0, 36))
def test_adding_months_keeps_the_order_of_dates(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


def test_of_all_countries_only_the_one_that_is_asked_for_is_loaded() -> None:
    program = (
        "import sys; from datetime import date; from shopcrm.workdays import calendar_of;"
        " print(calendar_of('GB-ENG').holiday_name(date(2026, 12, 25)));"
        " print(*sorted(name for name in sys.modules if name.startswith('holidays.countries.')))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["Christmas Day", "holidays.countries.united_kingdom"]
