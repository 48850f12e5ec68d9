"""The shop's own settings, documents kept with customers, and half-filled forms."""

import hashlib
from dataclasses import fields, replace
from datetime import date

import pytest

from shopcrm.errors import Damaged, InvalidValue, NotFound
from shopcrm.shop import customers, documents, drafts, profile
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.vault.rules import query, run


@pytest.fixture
def ann(vault: Vault) -> int:
    """Somebody to keep documents of."""
    return vault.write(customers.add, CustomerDraft("Ann", "Smith"))


def test_every_column_of_the_profile_has_a_field(vault: Vault) -> None:
    columns = {row[1] for row in vault.read(query, "PRAGMA table_info(profile)")}
    assert {field.name for field in fields(profile.Profile)} == columns - {"id"}


def test_settings_are_changed_and_taken_back(vault: Vault) -> None:
    before = vault.read(profile.get)
    vault.write(
        profile.change,
        replace(before, name=" Blooms\n", currency="eur", region="IE", zone="Europe/Dublin", idle_minutes=9, demo=True),
    )
    after = vault.read(profile.get)
    assert (after.name, after.currency, after.region, after.country) == ("Blooms", "EUR", "IE", "IE")
    assert not after.demo
    assert vault.calendar.region == "IE"
    undo = vault.last_undo
    assert undo is not None
    vault.write(undo.function, *undo.arguments)
    assert vault.read(profile.get) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", " "), ("owner", ""), ("name", "x" * 10_000), ("currency", "pounds"), ("region", "GB")),
        *(("region", "XX"), ("zone", "Mars/Olympus"), ("idle_minutes", 0), ("idle_minutes", 121)),
        *(("email", "no at sign"), ("phone", "no digits"), ("address", "x" * 1_001)),
    ],
)
def test_a_setting_that_cannot_be_is_refused(vault: Vault, field: str, value: object) -> None:
    before = vault.read(profile.get)
    with pytest.raises(InvalidValue) as refused:
        vault.write(profile.change, replace(before, **{field: value}))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert vault.read(profile.get) == before


def test_added_holidays_are_kept_in_order_and_move_what_the_law_sets(vault: Vault) -> None:
    vault.write(profile.add_holiday, "2026-12-28", "Jubilee")
    vault.write(profile.add_holiday, "2026-12-24")
    vault.write(profile.add_holiday, "2026-12-24", "Day of thanks")
    assert vault.read(profile.extra_holidays) == (
        profile.Holiday("2026-12-24", "Day of thanks"),
        profile.Holiday("2026-12-28", "Jubilee"),
    )
    assert {str(day) for day in vault.calendar.extra_holidays} == {"2026-12-24", "2026-12-28"}
    assert not vault.calendar.is_workday(date(2026, 12, 24))
    vault.write(profile.remove_holiday, "2026-12-24")
    assert len(vault.calendar.extra_holidays) == 1
    with pytest.raises(NotFound):
        vault.write(profile.remove_holiday, "2026-12-24")
    for wrong in ("24/12/2026", "", "0001-01-01"):
        with pytest.raises(InvalidValue):
            vault.write(profile.add_holiday, wrong)


def test_a_document_comes_back_as_it_was_put_in_and_only_once(vault: Vault, ann: int) -> None:
    body = bytes(range(256)) * 16
    first = vault.write(documents.add, ann, "C:\\letters\\Card\x07.PDF", body, "evidence")
    assert vault.write(documents.add, ann, "Card.PDF", body, "evidence") == first
    (held,) = vault.read(documents.of_customer, ann)
    assert (held.file_name, held.media_type, held.size, held.staff) == (
        "Card.PDF",
        "application/pdf",
        4096,
        "Robin Marsh",
    )
    assert held.sha256 == hashlib.sha256(body).hexdigest()
    assert vault.read(documents.body_of, first) == ("Card.PDF", body)
    vault.write(documents.remove, first)
    assert vault.read(documents.of_customer, ann) == ()


@pytest.mark.parametrize(
    ("name", "body"),
    [("", b"x"), ("folder/", b"x"), ("x" * 201, b"x"), ("empty.txt", b""), ("big.bin", b"x" * (documents.LARGEST + 1))],
)
def test_a_document_that_cannot_be_kept_is_refused(vault: Vault, ann: int, name: str, body: bytes) -> None:
    with pytest.raises(InvalidValue):
        vault.write(documents.add, ann, name, body)
    assert vault.read(documents.of_customer, ann) == ()


def test_the_largest_document_fits_and_nobody_has_none(vault: Vault, ann: int) -> None:
    assert vault.write(documents.add, ann, "big.bin", b"x" * documents.LARGEST) == 1001
    with pytest.raises(NotFound):
        vault.write(documents.add, 4711, "a.txt", b"x")
    with pytest.raises(NotFound):
        vault.read(documents.body_of, 4711)


def test_a_document_that_changed_by_itself_is_told(vault: Vault, ann: int) -> None:
    document = vault.write(documents.add, ann, "a.txt", b"hello")
    vault.write(run, "UPDATE documents SET body = x'00'")
    with pytest.raises(Damaged):
        vault.read(documents.body_of, document)


def test_a_half_filled_form_is_kept_once_and_given_back_once(vault: Vault) -> None:
    assert vault.write(drafts.take) is None
    vault.write(drafts.keep, "customer", {"name": "Ann"})
    vault.write(drafts.keep, "order", {"lines": [["Rose", 1]], "note": "für"})
    assert vault.write(drafts.take) == ("order", {"lines": [["Rose", 1]], "note": "für"})
    assert vault.write(drafts.take) is None
    with pytest.raises(InvalidValue):
        vault.write(drafts.keep, "order", {"note": "x" * 1_000_001})
