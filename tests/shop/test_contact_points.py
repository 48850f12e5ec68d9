"""E-mail addresses, telephone numbers and postcodes in standard form."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.shop.customers import contact_points

SAMPLES = Path(__file__).parents[1] / "samples" / "validation"


def vectors(name: str) -> list[tuple[str, Any]]:
    """The published pairs of a postcode and what it means."""
    tests = json.loads((SAMPLES / f"postcode_{name}.json").read_text(encoding="utf-8"))["tests"]
    return [(test["base"], test["expected"]) for test in tests]


@pytest.mark.parametrize(("typed", "expected"), vectors("normalisation"))
def test_a_postcode_is_spaced_and_capital(typed: str, expected: str | None) -> None:
    assert contact_points.postcode(typed.lower(), "GB") == (expected or typed.lower())


@pytest.mark.parametrize(("typed", "valid"), vectors("validation"))
def test_what_is_not_written_like_a_postcode_is_told_apart(typed: str, valid: bool) -> None:
    assert (contact_points.split_postcode(typed) is not None) is valid


@pytest.mark.parametrize(("typed", "outward"), vectors("outcodes"))
def test_the_outward_part_is_found(typed: str, outward: str) -> None:
    parts = contact_points.split_postcode(typed)
    assert parts is not None
    assert parts[0] == outward


@pytest.mark.parametrize(("typed", "inward"), vectors("incodes"))
def test_the_inward_part_is_found(typed: str, inward: str) -> None:
    parts = contact_points.split_postcode(typed)
    assert parts is not None
    assert parts[1] == inward


@pytest.mark.parametrize(("typed", "area"), vectors("areas"))
def test_the_area_is_found(typed: str, area: str) -> None:
    parts = contact_points.split_postcode(typed)
    assert parts is not None
    assert contact_points.postcode_area(parts[0]) == area


@pytest.mark.parametrize(
    ("typed", "country", "doubt"),
    [
        ("SW1A 1AA", "GB", ""),
        ("bt35 8ge", "Northern Ireland", ""),
        ("MA1 1AA", "GB", "No British postcode starts with MA."),
        ("EH1 JS", "", ""),
        ("EH1 JS", "United Kingdom", "This does not look like a British postcode."),
        ("10115", "Germany", ""),
        ("", "GB", ""),
    ],
)
def test_a_doubtful_british_postcode_warns(typed: str, country: str, doubt: str) -> None:
    assert contact_points.postcode_doubt(typed, country) == doubt


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("0044 7700-900123", "+447700900123"),
        ("+447700900123", "+447700900123"),
        ("(020) 7946 0018", "+442079460018"),
        ("020 7946 0018 ext. 12", "+442079460018;ext=12"),
        ("+353 1 234 5678", "+35312345678"),
        ("123", "123"),
        ("\u202a07700 900123\u202c", "+447700900123"),
    ],
)
def test_a_number_is_known_however_it_was_typed(typed: str, normal: str) -> None:
    assert contact_points.phone(typed, "GB") == normal


@pytest.mark.parametrize("typed", ["", "-", "12", "ring the bell", "٠٧", "1" * 61])
def test_what_cannot_be_a_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        contact_points.phone(typed, "GB")
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("020 7946 0018", ""),
        ("07700 900123", "This telephone number is not in use in its country. Check it."),
        ("0770 0900 1230 0000", "This telephone number has too few or too many digits."),
        ("ring me", "This does not look like a telephone number."),
    ],
)
def test_a_doubtful_number_warns(typed: str, doubt: str) -> None:
    assert contact_points.phone_doubt(typed, "GB") == doubt


@settings(deadline=None, max_examples=50)
@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_the_quick_way_to_a_british_number_agrees_with_the_library(national: str, between: str) -> None:
    import phonenumbers

    typed = national[:5] + between + national[5:]
    parsed = phonenumbers.parse(typed, "GB")
    assert contact_points.phone(typed, "GB") == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Ann.Smith@Example.COM", "ann.smith@example.com"),
        (" mailto:ann@example.com ", "ann@example.com"),
        ("MAILTO:ann@example.com", "ann@example.com"),
        ("Ann Smith <ann@example.com>", "ann@example.com"),
        ("ann @ example.com", "ann@example.com"),
        ("o'brien+shop@example.co.uk", "o'brien+shop@example.co.uk"),
        ("jörg@müller.example", "jörg@müller.example"),
        ("ann@till", "ann@till"),
    ],
)
def test_an_address_is_known_however_it_was_typed(typed: str, normal: str) -> None:
    assert contact_points.email(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ann", "@example.com", "ann@", "ann@@example.com", "ann@exa mple@x", ".ann@example.com"),
        *("a" * 65 + "@example.com", "ann@" + "a" * 300 + ".com", "ann@example..com", "ann<script>@example.com"),
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        contact_points.email(typed)
    assert refused.value.field == "email"


def test_an_address_without_a_dot_warns() -> None:
    assert contact_points.email_doubt("ann@till") == "The part after @ has no dot. Check it."
    assert contact_points.email_doubt("ann@example.com") == ""


@settings(deadline=None, max_examples=50)
@given(st.emails())
def test_the_quick_way_to_an_address_agrees_with_the_library(address: str) -> None:
    from email_validator import EmailNotValidError, validate_email

    try:
        expected = validate_email(address, check_deliverability=False, globally_deliverable=False).normalized.lower()
    except EmailNotValidError:
        with pytest.raises(InvalidValue):
            contact_points.email(address)
    else:
        assert contact_points.email(address) == expected
