"""What people were told when they said yes: the words and the privacy notice of that day, or that nobody knows."""

from datetime import timedelta

import pytest

from shopcrm.errors import Refused
from shopcrm.privacy.registers import notices
from shopcrm.shop import consent, customers, wordings
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, SHOP


@pytest.fixture
def ana(vault: Vault) -> int:
    """A customer of a shop that changed its question after ten days."""
    customer: int = vault.write(customers.add, CustomerDraft("Ana", "Smith", emails=(ContactDraft("ana@example.com"),)))
    vault.clock = lambda: NOW + timedelta(days=10)
    vault.write(wordings.change_wording, "marketing", "May we write about roses?")
    return customer


def said(vault: Vault, customer: int, at: str | None = None) -> tuple[str, str]:
    """The wording that a yes was given to, and what was remarked."""
    done = vault.write(consent.record, ConsentDraft(customer, "marketing", "email", "grant", "slip", "signed", at=at))
    (answer,) = vault.read(consent.current, customer)
    return answer.wording, done.explanation


@pytest.mark.parametrize(
    ("at", "wording"),
    [
        (None, "May we write about roses?"),
        ("2026-12-02", "May we write about roses?"),
        ("2026-11-30", wordings.FIRST_WORDING["marketing"].format(shop=SHOP)),
        ("2026-11-22", wordings.FIRST_WORDING["marketing"].format(shop=SHOP)),
    ],
)
def test_a_yes_of_an_earlier_day_keeps_the_wording_of_that_day(
    vault: Vault, ana: int, at: str | None, wording: str
) -> None:
    assert said(vault, ana, at) == (wording, "Recorded.")


def test_of_a_yes_older_than_the_book_nobody_knows_the_wording_and_the_gate_says_so(vault: Vault, ana: int) -> None:
    wording, remark = said(vault, ana, "2026-11-01")
    assert wording == ""
    assert "not known" in remark
    assert "2018" not in remark
    assert "wording not known" in vault.read(consent.may_contact, ana, "marketing", "email").evidence


def test_a_yes_of_1999_is_remarked_on(vault: Vault, ana: int) -> None:
    assert "before the GDPR (25 May 2018)" in said(vault, ana, "1999-01-01")[1]


def test_each_answer_tells_the_privacy_notice_in_force_when_it_was_given(vault: Vault, ana: int) -> None:
    vault.write(notices.issue, "What we do with your data.")
    vault.clock = lambda: NOW + timedelta(days=20)
    vault.write(notices.issue, "What we do with your data now.")
    said(vault, ana, "2026-12-05")
    assert vault.read(consent.current, ana)[0].notice_version == 1
    assert "privacy notice 1" in vault.read(consent.may_contact, ana, "marketing", "email").evidence
    said(vault, ana)
    assert vault.read(consent.current, ana)[0].notice_version == 2


def test_double_opt_in_allows_nothing_until_it_is_confirmed(vault: Vault, ana: int) -> None:
    question = vault.write(consent.ask, ana, "marketing", "email", "on the web form")
    assert not vault.read(consent.may_contact, ana, "marketing", "email").allowed
    vault.write(consent.confirm, question, "by the link in our e-mail")
    allowed = vault.read(consent.may_contact, ana, "marketing", "email")
    assert allowed.allowed
    assert "double opt-in: on the web form" in allowed.evidence


def test_double_opt_in_that_was_given_up_allows_nothing(vault: Vault, ana: int) -> None:
    question = vault.write(consent.ask, ana, "marketing", "email", "on the web form")
    vault.write(consent.drop, question)
    assert not vault.read(consent.may_contact, ana, "marketing", "email").allowed
    with pytest.raises(Refused):
        vault.write(consent.confirm, question, "by the link in our e-mail")
