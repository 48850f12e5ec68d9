"""Opening hours, closed days and targets as they are typed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.opening_hours import END_OF_DAY
from shopcrm.tui.service_hours import (
    closed_days_words,
    minutes_words,
    parse_closed_days,
    parse_minutes,
    parse_windows,
    windows_words,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        ("9-12:30, 13:30-17:30", ((540, 750), (810, 1050))),
        ("09:00 – 17:30", ((540, 1050),)),
        ("9am-5.30pm", ((540, 1050),)),
        ("13-17 and 9 to 12", ((540, 720), (780, 1020))),
        ("12am-12pm", ((0, 720),)),
        ("0-24", ((0, END_OF_DAY),)),
        ("930-1700", ((570, 1020),)),
        ("", ()),
        ("Closed", ()),
    ],
)
def test_opening_times_are_read_as_people_write_them(typed: str, windows: tuple[tuple[int, int], ...]) -> None:
    assert parse_windows(typed) == windows


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9-12:30, 12-17", "overlap"),
        ("9-9", "no time at all"),
        ("9-5", "ends before it begins"),
        ("9-17,", "nothing"),
        ("morning", "is not a time"),
        ("9-25", "is not a time"),
        ("9:75-10", "is not a time"),
        ("13pm-14", "is not a time"),
        ("[/]", "is not a time"),
    ],
)
def test_opening_times_that_cannot_be_are_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        parse_windows(typed)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, END_OF_DAY), min_size=2, max_size=8, unique=True).map(sorted))
def test_opening_times_shown_can_be_typed_again(minutes: list[int]) -> None:
    windows = tuple(zip(minutes[::2], minutes[1::2], strict=False))
    assert parse_windows(windows_words(windows)) == windows


def test_closed_days_are_days_and_spans_and_can_be_typed_again() -> None:
    days = parse_closed_days("24 dec to 2 jan, 6 april 2027", TODAY)
    assert (len(days), days[0], days[-2], days[-1]) == (11, date(2026, 12, 24), date(2027, 1, 2), date(2027, 4, 6))
    words = closed_days_words(days)
    assert words == "24 Dec 2026 to 2 Jan 2027, 6 Apr 2027"
    assert parse_closed_days(words, TODAY) == days
    assert parse_closed_days("", TODAY) == ()


@pytest.mark.parametrize(
    "typed", ["some day", "24 dec to some day", "24 dec 2026 to 2 jan 2026", "1 jan to 31 dec 2030"]
)
def test_closed_days_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse_closed_days(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("4 h", 240),
        ("90 min", 90),
        ("1 h 30", 90),
        ("1h30m", 90),
        ("2 hours 5 minutes", 125),
        ("1.5 h", 90),
        ("45m", 45),
    ],
)
def test_targets_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    assert parse_minutes(typed) == minutes
    assert parse_minutes(minutes_words(minutes)) == minutes


@pytest.mark.parametrize("typed", ["", "4", "soon", "0 min", "-4 h", "2 days", "999999 h"])
def test_targets_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse_minutes(typed)
