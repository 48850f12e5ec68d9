"""Who else is named in somebody's records is found and offered; the person herself and plain words are not."""

import pytest

from shopcrm.privacy import access
from shopcrm.privacy.holding import Withholding
from shopcrm.privacy.mentions import Mention
from shopcrm.privacy.third_parties import Removal
from shopcrm.shop import customers, documents, orders
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault
from tests.vault.rules import run

ANA = CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),), phones=(ContactDraft("07700 900245"),))


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana, beside whom the book knows Eva Berg and Rose Potter."""
    vault.write(customers.add, CustomerDraft("Eva", "Berg"))
    vault.write(customers.add, CustomerDraft("Rose", "Potter"))
    customer: int = vault.write(customers.add, ANA)
    return customer


def named(vault: Vault, customer: int, note: str) -> dict[str, Mention]:
    vault.write(customers.add_note, customer, note)
    return {one.text: one for one in vault.read(access.review, customer).mentions}


@pytest.mark.parametrize(
    ("note", "passage", "likely"),
    [
        ("Came with Eva Berg today", "Eva Berg", True),
        ("came with eva berg today", "eva berg", True),
        ("Same account as C-1001?", "C-1001", True),
        ("Her sister Mia collects it", "Mia", True),
        ("Collected by her neighbour, Tom Jones", "Tom Jones", True),
        ("Ask Mrs Miller about it", "Miller", True),
        ("Ring Ines Costa on 07700 900888", "Ines Costa", True),
        ("Ring 07700 900888 (Ines)", "Ines", True),
        ("Ring 07700 900888 after six", "07700 900888", False),
        ("Write to ines@example.org", "ines@example.org", False),
        ("She likes Rose better", "Rose", False),
        ("Spoke with Robin about it", "Robin", False),
    ],
)
def test_who_may_be_somebody_else_is_offered(vault: Vault, ana: int, note: str, passage: str, likely: bool) -> None:
    if passage == "Robin":
        vault.write(customers.add, CustomerDraft("Robin", "Else"))
    found = named(vault, ana, note)
    assert passage in found
    assert found[passage].likely == likely
    assert found[passage].why
    assert found[passage].reason
    assert passage in found[passage].context[0]


def test_a_member_of_staff_is_offered_and_the_owner_whose_name_heads_the_paper_is_not(vault: Vault, ana: int) -> None:
    vault.write(
        run,
        "INSERT INTO staff (name, role, slot, created_at)"
        " SELECT 'Sam Field', 'assistant', 'sam', created_at FROM staff",
    )
    found = named(vault, ana, "Sam was curt with her; Robin Marsh said sorry, and so did Robin.")
    assert [(text, one.why) for text, one in found.items()] == [("Sam", "a member of staff")]


@pytest.mark.parametrize(
    "note",
    [
        "Ana Baker rang from 07700 900245",
        "Mrs Baker prefers white roses. Rose bouquets too.",
        "Writes from ana@example.com, as C-1003",
        "Rang on Monday about O-1001, wants 12 tulips by 14 March",
        "Parcel 15500462085510, report-1032-2026-11-22.pdf, on 2026-11-22 09:30",
    ],
)
def test_she_herself_and_plain_words_are_not_offered(vault: Vault, ana: int, note: str) -> None:
    assert not named(vault, ana, note)


def test_what_is_taken_out_or_kept_back_is_offered_no_more(vault: Vault, ana: int) -> None:
    vault.write(customers.add_note, ana, "Came with Eva Berg")
    vault.write(documents.add, ana, "letter.txt", b"Her sister Mia wrote this", "letter")
    before = vault.read(access.review, ana)
    assert [one.text for one in before.mentions] == ["Eva Berg", "Mia"]
    after = vault.read(access.review, ana, (Removal("eva berg", "x"),), (Withholding("documents", "x"),))
    assert not after.mentions


def test_the_same_name_is_offered_once_with_where_and_how_often_it_stands(vault: Vault, ana: int) -> None:
    vault.write(customers.add_note, ana, "Came with Eva Berg")
    vault.write(documents.add, ana, "letter.txt", b"EVA BERG and Eva Berg", "letter")
    (one,) = vault.read(access.review, ana).mentions
    assert (one.times, one.where) == (3, ("Notes", "Documents"))


def test_whom_an_order_went_to_is_offered_wherever_the_name_stands_and_her_own_name_is_not(
    vault: Vault, ana: int
) -> None:
    for to in ("Petronella Voss, 5 Mill Lane, Leeds", "Ana Baker, 1 High Street", "25 Station Road, Leeds"):
        vault.write(orders.place, OrderDraft((LineDraft("Wreath for Petronella Voss", 1, 500),), ana, deliver_to=to))
    found = {one.text: one for one in vault.read(access.review, ana).mentions}
    assert list(found) == ["Petronella Voss"]
    assert found["Petronella Voss"].where == ("Orders", "What you ordered")
    assert found["Petronella Voss"].times == 4
    assert not found["Petronella Voss"].likely
