"""Whose request it may be."""

import pytest

from shopcrm.jobs import request_people
from shopcrm.shop import customers
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault


@pytest.fixture
def ann(vault: Vault) -> int:
    """Ann Lee, her double, and a namesake's cousin."""
    home = (AddressDraft("3 Mill Lane", town="York", postcode="YO1 7AA"),)
    first = CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),), addresses=home)
    ann = vault.write(customers.add, first)
    vault.write(customers.add, CustomerDraft("Anne", "Lee", emails=(ContactDraft("ann@example.com"),), addresses=home))
    vault.write(customers.add, CustomerDraft("Ann", "Leeson", phones=(ContactDraft("07700 900123"),)))
    return ann


def test_the_contact_tells_more_than_the_name(vault: Vault, ann: int) -> None:
    found = vault.read(request_people.candidates, "Ann Lee", "ANN@example.com")
    assert [(one.customer, one.why) for one in found] == [
        (ann, ("the same e-mail or number", "the same name")),
        (ann + 1, ("the same e-mail or number", "a name like it")),
        (ann + 2, ("a name like it",)),
    ]
    assert found[0].detail == "York · ann@example.com"


def test_a_number_is_found_however_it_is_written_and_nobody_by_nothing(vault: Vault, ann: int) -> None:
    (found,) = vault.read(request_people.candidates, "", "+44 7700 900123")
    assert (found.customer, found.why) == (ann + 2, ("the same e-mail or number",))
    assert vault.read(request_people.candidates) == ()
    assert vault.read(request_people.candidates, "Zebedee Quux", "nobody@example.com") == ()


def test_other_records_of_the_person_belong_to_the_answer(vault: Vault, ann: int) -> None:
    (double,) = vault.read(request_people.doubles, ann)
    assert (double.customer, double.name) == (ann + 1, "Anne Lee")
    assert double.why
