"""Time counted in opening hours, against a count minute by minute, across changes of the clock and holidays."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.opening_hours import OpeningHours, Windows, checked, clock
from shopcrm.workdays import Calendar

LONDON = ZoneInfo("Europe/London")
ENGLAND = Calendar("Europe/London", "GB-ENG")
SCOTLAND = Calendar("Europe/London", "GB-SCT")
AZORES = Calendar("Atlantic/Azores", "PT-20")
NINE_TO_HALF_FIVE: Windows = ((540, 1050),)
WITH_LUNCH: Windows = ((540, 720), (780, 1050))
USUAL = (NINE_TO_HALF_FIVE,) * 6 + ((),)
ALL_DAY = (((0, 1440),),) * 7


def at(text: str, fold: int = 0) -> datetime:
    """The instant of a time on the clock on a wall in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def hours(week: tuple[Windows, ...] = USUAL, calendar: Calendar = ENGLAND, **more: object) -> OpeningHours:
    """A shop's hours."""
    return OpeningHours(calendar, checked(week), **more)  # type: ignore[arg-type]


def open_minutes_one_by_one(shop: OpeningHours, start: datetime, end: datetime) -> int:
    """The naive count: look at the clock on the wall once in each minute."""
    zone, minutes, moment = ZoneInfo(shop.calendar.zone), 0, start.astimezone(UTC)
    while moment < end:
        wall = moment.astimezone(zone)
        shut = wall.date() in shop.closed_days or (shop.keeps_holidays and shop.calendar.holiday_name(wall.date()))
        now = wall.hour * 60 + wall.minute
        minutes += not shut and any(opens <= now < closes for opens, closes in shop.hours[wall.weekday()])
        moment += timedelta(minutes=1)
    return minutes


@st.composite
def days(draw: st.DrawFn) -> Windows:
    """A day with up to three windows."""
    edges = sorted(draw(st.sets(st.integers(0, 288).map(lambda five: five * 5), max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


WEEKS = st.tuples(*[days()] * 7).filter(any)
# Around both changes of the clock in 2026, around Christmas, and around Scotland's own days.
MOMENTS = st.builds(
    lambda day, minute: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute),
    st.sampled_from([date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 24), date(2026, 8, 2), date(2026, 11, 29)]),
    st.integers(0, 4 * 1440),
)
SHOPS = st.builds(
    lambda week, calendar, shut, keeps: hours(week, calendar, closed_days=frozenset(shut), keeps_holidays=keeps),
    WEEKS,
    st.sampled_from([ENGLAND, SCOTLAND, AZORES]),
    st.sets(st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 26)]), max_size=2),
    st.booleans(),
)


@given(SHOPS, MOMENTS, st.integers(0, 3 * 1440))
@settings(max_examples=50, deadline=None)
def test_minutes_are_those_counted_one_by_one_on_the_clock_on_the_wall(
    shop: OpeningHours, start: datetime, length: int
) -> None:
    end = start + timedelta(minutes=length)
    assert shop.minutes_between(start, end) == open_minutes_one_by_one(shop, start, end)


@given(SHOPS, MOMENTS, st.integers(0, 2_000), st.integers(0, 59))
@settings(max_examples=50, deadline=None)
def test_adding_minutes_and_counting_them_are_inverses(
    shop: OpeningHours, start: datetime, minutes: int, seconds: int
) -> None:
    start += timedelta(seconds=seconds)
    end = shop.add_minutes(start, minutes)
    assert shop.seconds_between(start, end) == minutes * 60
    if minutes:
        assert shop.seconds_between(start, end - timedelta(seconds=1)) == minutes * 60 - 1


@given(SHOPS, MOMENTS, st.lists(st.integers(0, 3_000), min_size=2, max_size=4))
@settings(max_examples=50, deadline=None)
def test_stretches_end_to_end_add_up_to_the_whole(shop: OpeningHours, start: datetime, lengths: list[int]) -> None:
    ends = [start]
    for length in lengths:
        ends.append(ends[-1] + timedelta(minutes=length, seconds=17))
    parts = [shop.seconds_between(a, b) for a, b in pairwise(ends)]
    assert sum(parts) == shop.seconds_between(start, ends[-1])


@given(SHOPS, MOMENTS)
@settings(max_examples=50, deadline=None)
def test_the_shop_is_open_just_where_time_counts(shop: OpeningHours, moment: datetime) -> None:
    assert shop.is_open(moment) == (shop.seconds_between(moment, moment + timedelta(seconds=1)) == 1)


def test_the_night_the_clocks_go_forward_an_open_all_night_shop_has_twenty_three_hours() -> None:
    shop = hours(ALL_DAY)
    assert shop.minutes_between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * 60
    assert shop.add_minutes(at("2026-03-29T00:30"), 60) == at("2026-03-29T02:30")


def test_the_night_the_clocks_go_back_an_open_all_night_shop_has_twenty_five_hours() -> None:
    shop = hours(ALL_DAY)
    assert shop.minutes_between(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * 60
    assert shop.add_minutes(at("2026-10-25T01:30"), 60) == at("2026-10-25T01:30", fold=1)


def test_a_window_in_the_hour_that_is_skipped_has_no_minute_and_in_the_hour_that_comes_twice_two() -> None:
    sundays = hours(((),) * 6 + (((60, 120),),))
    assert sundays.minutes_between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == 0
    assert sundays.minutes_between(at("2026-10-25T00:00"), at("2026-10-25T12:00")) == 120


def test_a_day_at_the_counter_is_as_long_before_and_after_the_clocks_change() -> None:
    shop = hours()
    assert shop.add_minutes(at("2026-10-24T17:00"), 60) == at("2026-10-26T09:30")
    assert shop.add_minutes(at("2026-03-28T17:00"), 60) == at("2026-03-30T09:30")


def test_a_promise_that_ends_at_closing_time_is_due_then_and_not_on_the_next_morning() -> None:
    assert hours().add_minutes(at("2026-11-23T17:00"), 30) == at("2026-11-23T17:30")


def test_lunch_does_not_count() -> None:
    shop = hours((WITH_LUNCH,) * 5 + ((), ()))
    assert shop.add_minutes(at("2026-11-23T11:30"), 60) == at("2026-11-23T13:30")


def test_nothing_at_all_is_over_at_once_even_when_the_shop_is_shut() -> None:
    sunday = at("2026-11-22T09:30")
    assert hours().add_minutes(sunday, 0) == sunday


@pytest.mark.parametrize(
    ("region", "due"),
    [("GB-ENG", "2026-11-30T09:30"), ("GB-SCT", "2026-12-01T09:30")],
)
def test_saint_andrews_day_is_a_holiday_in_scotland_and_not_in_england(region: str, due: str) -> None:
    shop = hours(calendar=Calendar("Europe/London", region))
    assert shop.add_minutes(at("2026-11-28T17:00"), 60) == at(due)


@pytest.mark.parametrize(
    ("region", "due"),
    [("GB-ENG", "2027-01-02T09:30"), ("GB-SCT", "2027-01-05T09:30")],
)
def test_after_new_year_england_opens_before_scotland(region: str, due: str) -> None:
    shop = hours(calendar=Calendar("Europe/London", region))
    assert shop.add_minutes(at("2026-12-31T17:00"), 60) == at(due)


def test_a_shop_that_does_not_keep_holidays_is_open_on_christmas_day() -> None:
    noon = at("2026-12-25T12:00")
    assert not hours().is_open(noon)
    assert hours(keeps_holidays=False).is_open(noon)


def test_a_closed_day_and_a_proclaimed_holiday_do_not_count() -> None:
    monday = date(2026, 11, 23)
    for shop in (
        hours(closed_days=frozenset({monday})),
        hours(calendar=Calendar("Europe/London", "GB-ENG", frozenset({monday}))),
    ):
        assert shop.add_minutes(at("2026-11-21T17:00"), 60) == at("2026-11-24T09:30")


@pytest.mark.parametrize(
    ("monday", "words"),
    [
        (((540, 540),), "09:00–09:00 is empty"),
        (((1050, 540),), "17:30–09:00 ends before it begins"),
        (((540, 780), (720, 1050)), "09:00–13:00 and 12:00–17:30 overlap"),
        (((780, 1050), (540, 781)), "overlap"),
        (((-1, 540),), "outside the day"),
        (((540, 1441),), "outside the day"),
        (((540,),), "outside the day"),
        (tuple((n * 60, n * 60 + 30) for n in range(9)), "more than 8"),
    ],
)
def test_windows_that_cannot_be_are_refused_with_the_reason(monday: Windows, words: str) -> None:
    with pytest.raises(InvalidValue, match=words) as refused:
        checked((monday,) + (NINE_TO_HALF_FIVE,) * 6)
    assert refused.value.field == "hours"
    assert "Monday" in refused.value.message


def test_a_week_without_an_open_minute_or_without_seven_days_is_refused() -> None:
    with pytest.raises(InvalidValue, match="never open"):
        checked(((),) * 7)
    with pytest.raises(InvalidValue, match="seven days"):
        checked((NINE_TO_HALF_FIVE,) * 6)


def test_windows_are_put_in_order_and_may_touch() -> None:
    assert checked((((780, 1050), (540, 780)),) + ((),) * 6)[0] == ((540, 780), (780, 1050))


def test_a_shop_that_is_hardly_ever_open_says_so_instead_of_counting_for_ever() -> None:
    with pytest.raises(InvalidValue, match="hardly ever open"):
        hours((((540, 541),),) + ((),) * 6).add_minutes(at("2026-11-23T09:00"), 2_000)


def test_times_are_written_as_the_clock_shows_them() -> None:
    assert [clock(minutes) for minutes in (0, 570, 1440)] == ["00:00", "09:30", "24:00"]
