"""What is held about a person: all of it, nobody else's, and other people's details taken out."""

import pytest

from shopcrm import data_map
from shopcrm.errors import InvalidValue, NotFound
from shopcrm.money import Money
from shopcrm.privacy import access
from shopcrm.privacy.holding import Holding, Withholding
from shopcrm.privacy.third_parties import Removal
from shopcrm.shop import consent, customers, documents
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.registry import Role, operation_of
from shopcrm.vault.vault import Vault
from tests.privacy.canaries import Planter
from tests.vault.rules import run

ANA = CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),), phones=(ContactDraft("07700 900245"),))
OTTO = CustomerDraft("Otto", "Else", emails=(ContactDraft("Otto@Example.com"),), phones=(ContactDraft("07700 900999"),))


def add(vault: Vault, draft: CustomerDraft, *notes: str) -> int:
    customer = vault.write(customers.add, draft)
    for note in notes:
        vault.write(customers.add_note, customer, note)
    return customer


def texts(holding: Holding) -> str:
    return "\n".join(str(value) for one in holding.categories for row in one.rows for value in row)


def test_every_shown_column_of_every_table_is_gathered(vault: Vault) -> None:
    canaries = Planter(vault, 2042, "canary").plant()
    holding = vault.read(access.gather, 2042)
    held = {
        (one.table, heading.name, value.minor if isinstance(value, Money) else value)
        for one in holding.categories
        for row in one.rows
        for heading, value in zip(one.headings, row, strict=True)
    }
    missing = [
        one
        for one in canaries
        if (one.table, one.column, one.stored) not in held and (one.table, one.column, one.read) not in held
    ]
    assert canaries
    assert not missing


def test_nothing_of_another_customer_is_gathered(vault: Vault) -> None:
    Planter(vault, 2042, "canary").plant()
    Planter(vault, 3042, "stranger").plant()
    assert "stranger" not in texts(vault.read(access.gather, 2042))


def test_each_category_says_why_how_long_and_on_what_basis(vault: Vault) -> None:
    holding = vault.read(access.gather, add(vault, ANA))
    assert all(one.purposes and one.basis and one.kept for one in holding.categories)
    assert holding.searched == sum(
        1
        for entry in data_map.TABLES.values()
        if (entry.belongs or entry.matched) and any(column.label for column in entry.columns.values())
    )


def test_everything_personal_that_is_not_shown_has_a_reason(vault: Vault) -> None:
    holding = vault.read(access.gather, add(vault, ANA))
    reasons = {one.reason for one in holding.left_out}
    for entry in data_map.TABLES.values():
        for column in entry.columns.values():
            if column.whose == "customer" and not column.label:
                assert column.hidden in reasons


def test_contact_details_of_another_customer_are_taken_out_and_logged(vault: Vault) -> None:
    add(vault, OTTO)
    note = "Friend of Otto: otto@example.com, 07700 900 999, +44 7700 900999. Her own: ana@example.com, 07700900245."
    holding = vault.read(access.gather, add(vault, ANA, note))
    text = texts(holding)
    assert "otto@example.com" not in text.lower()
    assert "900999" not in text.replace(" ", "")
    assert "ana@example.com, 07700900245" in text
    (redaction,) = holding.redactions
    assert redaction.times == 3
    assert "somebody else" in redaction.reason


def test_an_address_that_two_customers_share_stays(vault: Vault) -> None:
    add(vault, CustomerDraft("Ben", "Baker", emails=(ContactDraft("ana@example.com"),)))
    holding = vault.read(access.gather, add(vault, ANA, "Writes from ana@example.com"))
    assert "Writes from ana@example.com" in texts(holding)
    assert not holding.redactions


def test_a_passage_that_the_shopkeeper_takes_out_is_gone_and_logged_with_her_reason(vault: Vault) -> None:
    customer = add(vault, ANA, "Her sister Eva is ill.", "Eva again")
    holding = vault.read(access.gather, customer, (Removal("Eva", "about her sister"),))
    assert "Eva" not in texts(holding)
    assert [(one.reason, one.times) for one in holding.redactions] == [("about her sister", 2)]


def test_consent_is_told_as_it_stands_with_the_words_that_were_shown(vault: Vault) -> None:
    customer = add(vault, ANA)
    said = consent.ConsentDraft(customer, "marketing", "email", "grant", "at the counter", "card", wording="May we?")
    vault.write(consent.record, said)
    holding = vault.read(access.gather, customer)
    answers = {(one.purpose, one.channel): one.allowed for one in holding.contact}
    assert answers[("offers and news", "e-mail")]
    assert not answers[("offers and news", "post")]
    assert len(answers) == len(consent.PURPOSES) * len(consent.CHANNELS)
    assert [(one.version, one.text) for one in holding.wordings] == [(1, "May we?")]


def test_what_keeps_her_from_being_contacted_is_found_by_her_own_addresses(vault: Vault) -> None:
    customer, other = add(vault, ANA), add(vault, OTTO)
    vault.write(consent.leave_alone, customer, "by telephone")
    vault.write(consent.leave_alone, other, "by letter")
    (listed,) = [one for one in vault.read(access.gather, customer).categories if one.table == "suppressions"]
    said = [heading.name for heading in listed.headings].index("source")
    assert {row[said] for row in listed.rows} == {"by telephone"}
    assert all(heading.name != "digest" for heading in listed.headings)


def test_a_kind_of_record_or_a_document_is_kept_back_and_the_report_says_so(vault: Vault) -> None:
    customer = add(vault, ANA, "Our lawyer thinks so")
    document = vault.write(documents.add, customer, "advice.txt", b"privileged", "other")
    kept = (Withholding("notes", "legal advice"), Withholding(f"f-{document}", "legal advice"))
    holding = vault.read(access.gather, customer, (), kept)
    assert "lawyer" not in texts(holding)
    assert not holding.files
    assert [(one.what, one.reason, one.entries) for one in holding.withheld] == [
        ("Notes", "legal advice", 1),
        (f"F-{document} advice.txt", "legal advice", 1),
    ]


@pytest.mark.parametrize(
    "wrong", [Withholding("nothing", "x"), Withholding("customers", "x"), Withholding("notes", " ")]
)
def test_nothing_is_kept_back_that_is_not_there_or_without_a_reason(vault: Vault, wrong: Withholding) -> None:
    with pytest.raises(InvalidValue):
        vault.read(access.gather, add(vault, ANA), (), (wrong,))


def test_what_was_taken_out_and_how_it_was_handed_over_is_in_the_activity_without_the_passage(vault: Vault) -> None:
    customer = add(vault, ANA, "Her sister Eva is ill.")
    holding = vault.read(access.gather, customer, (Removal("Eva", "Eva is her sister"),))
    vault.write(access.note_pack, customer, ("a.pdf",), holding.redactions, holding.withheld)
    vault.write(access.note_delivery, customer, "at the counter", ("I saw photo ID",))
    delivered, written, *_ = vault.read(customers.activity_of, customer)
    assert "at the counter" in delivered.detail
    assert "photo ID" in delivered.detail
    assert "1 x a passage about somebody else (Notes): [removed] is her sister" in written.detail
    assert "Eva" not in written.detail


def test_there_is_no_report_about_nobody(vault: Vault) -> None:
    with pytest.raises(NotFound):
        vault.read(access.gather, 999_999)


def test_only_a_manager_or_the_owner_gathers() -> None:
    assert operation_of(access.gather).role == Role.MANAGER
    assert operation_of(access.note_pack).role == Role.MANAGER


def test_of_an_erased_customer_what_is_left_is_told_under_her_number(vault: Vault) -> None:
    customer = add(vault, CustomerDraft("Ana", "Baker"))
    vault.write(run, f"UPDATE customers SET status = 'erased', name = '', sort_name = '' WHERE id = {customer}")
    assert vault.read(access.gather, customer).name == f"Erased customer C-{customer}"
