"""Money: exact, readable, and forgiving of how people type."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm import money
from shopcrm.errors import InvalidValue


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("12.50", 1250), ("£3", 300), ("3*4.50", 1350), ("10-2.5", 750), ("1,234.56", 123456), ("2*3+1", 700), (".5", 50)],
)
def test_amounts_typed_at_the_counter_take_arithmetic(typed: str, minor: int) -> None:
    assert money.parse_typed(typed, "GBP") == minor


@pytest.mark.parametrize(
    "typed", ["", "abc", "1..2", "3*", "__import__('os')", "9" * 70, "9" * 30, "1/0", "--", "5-", "()"]
)
def test_what_is_not_an_amount_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        money.parse_typed(typed, "GBP")
    assert refusal.value.field == "amount"


@given(st.integers(-money.LARGEST, money.LARGEST), st.sampled_from(["GBP", "JPY", "KWD"]))
@settings(deadline=None, max_examples=50)
def test_minor_and_major_units_round_trip(minor: int, currency: str) -> None:
    assert money.to_minor(money.to_major(minor, currency), currency) == minor


@given(st.integers(-money.LARGEST, money.LARGEST), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
@settings(deadline=None, max_examples=50)
def test_a_split_gives_away_exactly_the_whole_and_never_more_than_one_unit_unfairly(
    total: int, weights: list[int]
) -> None:
    parts = money.split(total, weights)
    basis = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, basis, strict=True):
        assert abs(part - Decimal(total) * weight / sum(basis)) < 1


def test_amounts_read_as_the_shopkeeper_writes_them() -> None:
    assert money.show(123450, "GBP") == "£1,234.50"
    assert money.show(-300, "EUR") == "-€3.00"
    assert money.show(1200, "CHF") == "CHF 12.00"
    assert money.show(500, "JPY") == "¥500"


def test_absurd_amounts_are_refused_before_they_reach_the_book() -> None:
    for absurd in (2**63, -(2**63), money.LARGEST + 1):
        with pytest.raises(InvalidValue):
            money.check_amount(absurd)


@pytest.mark.parametrize("typed", ["XXQ", "GBQ", "XXX", "XTS", "XAU", "£", "GB", "POUND", "", "ＧＢＰ"])
def test_a_currency_that_nobody_pays_in_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        money.check_currency(typed)
    assert refusal.value.field == "currency"
    assert "GBP" in refusal.value.next_step


def test_every_currency_that_is_tender_somewhere_is_known() -> None:
    from babel import Locale
    from babel.numbers import get_territory_currencies

    places = [place for place in map(str, Locale("en").territories) if len(place) == 2 and place.isalpha()]
    tender = {code for place in places for code in get_territory_currencies(place)}
    assert len(tender) > 140
    assert {code for code in tender if money.check_currency(f" {code.lower()} ") != code} == set()


@pytest.mark.parametrize(("typed", "currency"), [("24.0050", "GBP"), ("-3.005", "EUR"), ("12.5", "JPY")])
def test_a_number_with_more_places_than_the_currency_has_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(InvalidValue, match="after the point"):
        money.parse_typed(typed, currency)
    assert money.parse_typed("3*4.505", "GBP") == 1352
