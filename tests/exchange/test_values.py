"""Cells as values: every shape of money, dates decided once for a file, what a spreadsheet has spoilt."""

from collections.abc import Iterable
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import CrmError, InvalidValue, Refused
from shopcrm.exchange.values import (
    DayOrder,
    Moments,
    decide_day_order,
    identifier,
    money,
    opted_out,
    phones,
    quantity,
    yes_or_no,
)
from shopcrm.money import to_major

LONDON = ZoneInfo("Europe/London")


def moments(dates: Iterable[str] = (), order: DayOrder | None = None, zone: ZoneInfo = LONDON) -> Moments:
    return Moments(zone, order, lambda: dates)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.34", 1234),
        ("1299.00", 129900),
        ("0.00", 0),
        ("", 0),
        ("  ", 0),
        ("14", 1400),
        ("14.5", 1450),
        (".5", 50),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1 234,56", 123456),
        ("1\u00a0234,56", 123456),
        ("1\u202f234,56", 123456),
        ("1'234.56", 123456),
        ("1’234.56", 123456),
        ("1,234", 123400),
        ("1,234,567", 123456700),
        ("1.234.567,89", 123456789),
        ("12,5", 1250),
        ("3,00 €", 300),
        ("(3.00)", -300),
        ("(£3.00)", -300),
        ("-£12.00", -1200),
        ("£-12.00", -1200),
        ("−12.00", -1200),
        ("12.00-", -1200),
        ("AU $3,013.00", 301300),
        ("EUR 90,00", 9000),
        ("USD -5.00", -500),
        ("10.4167", 1042),
        ("1.005", 101),
    ],
)
def test_every_shape_of_money_is_read(text: str, minor: int) -> None:
    assert money(text, "GBP") == minor


def test_money_follows_the_decimals_of_its_currency() -> None:
    assert money("1,234", "JPY") == 1234
    assert money("¥1,234", "JPY") == 1234
    assert money("1.234", "KWD") == 1234


@pytest.mark.parametrize(
    "text",
    ["abc", "1.2E+05", "4.47701E+11", "12.34.56", "1,23,456", "--5", "-5-", "1;5", "$", "9223372036854775808", "9" * 59,
     "1" * 9999, "12 apples", "٣٤", "1/2", "NaN", "inf", "0x10", "1_000"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        money(text, "GBP")


@settings(deadline=None, max_examples=50)
@given(minor=st.integers(-(10**14), 10**14), currency=st.sampled_from(["GBP", "JPY", "KWD"]))
def test_an_amount_survives_being_written_and_read(minor: int, currency: str) -> None:
    assert money(str(to_major(minor, currency)), currency) == minor
    assert money(f"{to_major(minor, currency):,f}", currency) == minor


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=30))
def test_no_text_makes_anything_but_a_clear_refusal(text: str) -> None:
    for read in (lambda: money(text, "GBP"), lambda: moments(order="dmy").instant(text), lambda: quantity(text)):
        with suppress(CrmError):
            read()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-03-04 09:12:44 +0000", "2026-03-04T09:12:44Z"),
        ("2025-12-06 10:37:30 -0500", "2025-12-06T15:37:30Z"),
        ("2026-03-29 01:30:00 +0100", "2026-03-29T00:30:00Z"),
        ("2026-02-11T14:05:30+00:00", "2026-02-11T14:05:30Z"),
        ("2026-02-11T14:05:30.123Z", "2026-02-11T14:05:30Z"),
        ("2026-02-11 14:05", "2026-02-11T14:05:00Z"),
        ("2026-07-11 14:05", "2026-07-11T13:05:00Z"),
        ("2026-07-11", "2026-07-10T23:00:00Z"),
        ("2026-03-04 09:12 +0000", "2026-03-04T09:12:00Z"),
    ],
)
def test_instants_keep_their_offset_and_local_times_are_the_shops(text: str, stored: str) -> None:
    assert moments().instant(text) == stored


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    assert moments().instant("2026-10-25 01:30:00 +0100") == "2026-10-25T00:30:00Z"
    assert moments().instant("2026-10-25 01:30:00 +0000") == "2026-10-25T01:30:00Z"


def test_one_telling_date_decides_day_or_month_for_the_whole_file() -> None:
    assert decide_day_order(["03/04/2026", "25/04/2026 10:00", ""]) == "dmy"
    assert decide_day_order(["03/04/2026", "4/25/26"]) == "mdy"
    reader = moments(["03/04/2026", "25/04/2026"])
    assert reader.instant("03/04/2026 9:30 PM") == "2026-04-03T20:30:00Z"


@pytest.mark.parametrize("dates", [["03/04/2026", "01/02/2026"], ["25/04/2026", "04/25/2026"], []])
def test_ambiguous_or_contradicting_dates_are_refused_with_the_option_to_give(dates: list[str]) -> None:
    with pytest.raises(Refused, match="dates in this file") as caught:
        moments(dates).instant("03/04/2026")
    assert "--dates dmy" in caught.value.next_step


def test_the_person_may_say_which_comes_first() -> None:
    assert moments(order="mdy").instant("03/04/2026") == "2026-03-04T00:00:00Z"
    with pytest.raises(InvalidValue):
        moments(order="mdy").instant("25/04/2026")


@pytest.mark.parametrize(
    "text",
    ["45384.3478", "45384", "2026-02-30 10:00:00 +0000", "yesterday", "2026-01-01 25:00", "31/02/2026", "0/0/00"],
)
def test_serial_and_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        moments(order="dmy").instant(text)


def test_a_serial_date_is_named_as_a_spreadsheets_doing() -> None:
    with pytest.raises(InvalidValue, match="spreadsheet"):
        moments().instant("45384.3478")


def test_an_id_that_a_spreadsheet_has_shortened_is_refused() -> None:
    with pytest.raises(InvalidValue, match="digits are lost"):
        identifier("4.47701E+11")
    assert identifier(" 5550000000001 ") == "5550000000001"
    assert identifier("123.0") == "123"


def test_two_phones_in_one_cell_are_two_and_a_written_dial_code_is_one() -> None:
    assert phones("01736 900100 / 07700 900123") == ("01736 900100", "07700 900123")
    assert phones("07700900123 or 07700900124") == ("07700900123", "07700900124")
    assert phones("030/123456") == ("030/123456",)
    assert phones("+44 (0)7700 900123") == ("+44 (0)7700 900123",)
    assert phones(" ") == ()


def test_blank_and_strange_answers_are_unknown_never_yes() -> None:
    assert [yes_or_no(word) for word in ("yes", "TRUE", "1", "Subscribed")] == [True] * 4
    assert [yes_or_no(word) for word in ("no", "False", "0", "unsubscribed")] == [False] * 4
    assert [yes_or_no(word) for word in ("", " ", "maybe", "pending", "unknown")] == [None] * 5


@pytest.mark.parametrize("word", ["Unsubscribed", "opted_out", "opted-out", "Withdrawn.", "objected", "do not contact"])
def test_a_no_of_the_persons_own_is_more_than_a_plain_no(word: str) -> None:
    assert yes_or_no(word) is False
    assert opted_out(word)
    assert not any(map(opted_out, ("no", "false", "not subscribed", "")))


def test_quantities_are_whole_numbers() -> None:
    assert (quantity("3"), quantity("2.00"), quantity(""), quantity("0")) == (3, 2, 1, 0)
    for text in ("1.5", "-1", "two", "9" * 20, "²"):
        with pytest.raises(InvalidValue):
            quantity(text)
