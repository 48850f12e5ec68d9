"""Stored values become words that a customer understands, and never fail on what is there."""

from zoneinfo import ZoneInfo

import pytest

from shopcrm.money import Money
from shopcrm.papers.in_words import in_words, verb
from shopcrm.privacy.holding import Heading
from shopcrm.privacy.third_parties import Value
from shopcrm.shop import orders

LONDON = ZoneInfo("Europe/London")


def heading(name: str = "x", unit: str = "", **codes: str) -> Heading:
    return Heading(name, "X", "why", unit, tuple(codes.items()))


@pytest.mark.parametrize(
    ("value", "under", "words"),
    [
        (None, heading(), ""),
        ("typed", heading(typed="typed in at the shop"), "typed in at the shop"),
        ("other", heading(typed="typed in at the shop"), "other"),
        (1, heading(unit="yes/no"), "yes"),
        (0, heading(unit="yes/no"), "no"),
        (Money(123450, "GBP"), heading(unit="money"), "£1,234.50"),
        ("2026-07-01T23:30:00Z", heading(unit="instant"), "2 Jul 2026, 00:30"),
        ("2026-01-31", heading(unit="date"), "31 Jan 2026"),
        ("not a date", heading(unit="instant"), "not a date"),
        ("", heading(unit="date"), ""),
        ('{"amount": 1000, "currency": "GBP", "changed": ["name", "town"]}', heading("detail"), None),
        ("not json", heading("detail"), "not json"),
        ("[1]", heading("detail"), "[1]"),
    ],
)
def test_a_value_reads_as(value: Value, under: Heading, words: str | None) -> None:
    expected = "amount: £10.00\ncurrency: GBP\nchanged: name, town" if words is None else words
    assert in_words(value, under, LONDON) == expected


def test_what_was_done_reads_in_its_own_words() -> None:
    assert orders.place.__doc__
    assert verb("orders.place") == "Place an order"
    assert verb("gone.long_ago") == "gone.long_ago"
