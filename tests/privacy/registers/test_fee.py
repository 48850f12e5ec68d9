"""The regulator's fee: the tiers of 17 February 2025, what breaks the exemption, and when it is due."""

from datetime import date

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.registers import fee
from shopcrm.privacy.registers.fee import FeeDraft
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault

CCTV = ("cctv",)
TIERS = [
    pytest.param(FeeDraft(1, 90_000), 0, 0, id="own customers, advertising, books: exempt"),
    pytest.param(FeeDraft(1, 90_000, beyond=CCTV), 1, 5_200, id="a camera breaks the exemption"),
    pytest.param(FeeDraft(1, 90_000, beyond=CCTV, direct_debit=True), 1, 4_700, id="£5 off by direct debit"),
    pytest.param(FeeDraft(10, 5_000_000, beyond=CCTV), 1, 5_200, id="ten people, whatever the turnover"),
    pytest.param(FeeDraft(200, 632_000, beyond=CCTV), 1, 5_200, id="£632,000, whatever the staff"),
    pytest.param(FeeDraft(11, 632_001, beyond=CCTV), 2, 7_800, id="just above both"),
    pytest.param(FeeDraft(11, 632_001, beyond=CCTV, direct_debit=True), 2, 7_300, id="the middle fee by direct debit"),
    pytest.param(FeeDraft(250, 90_000_000, beyond=CCTV), 2, 7_800, id="250 people"),
    pytest.param(FeeDraft(251, 36_000_001, beyond=CCTV), 3, 376_300, id="the largest"),
    pytest.param(FeeDraft(251, 36_000_001, beyond=CCTV, direct_debit=True), 3, 375_800, id="the largest, £5 off"),
    pytest.param(FeeDraft(251, 36_000_001, "charity", CCTV), 1, 5_200, id="a charity of any size"),
]


@pytest.mark.parametrize(("draft", "tier", "amount"), TIERS)
def test_the_fee_of_each_tier(draft: FeeDraft, tier: int, amount: int) -> None:
    found = fee.assess(draft)
    assert (found.tier, found.amount) == (tier, amount)
    assert found.because


@pytest.mark.parametrize("one", fee.BEYOND)
def test_every_use_beyond_the_exempt_ones_breaks_the_exemption(one: str) -> None:
    assert fee.assess(FeeDraft(1, 0, beyond=(one,))).tier == 1


def test_an_exempt_shop_checks_again_after_a_year(vault: Vault) -> None:
    assert vault.read(fee.standing).what == "Not checked yet"
    vault.write(fee.check, FeeDraft(1, 90_000))
    standing = vault.read(fee.standing)
    assert standing.due == date(2027, 11, 22)
    assert standing.check is not None
    assert standing.check.staff == "Robin Marsh"


def test_a_first_fee_is_due_21_days_after_the_first_customer_was_entered(vault: Vault) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    vault.write(fee.check, FeeDraft(1, 90_000, beyond=CCTV))
    assert vault.read(fee.standing).due == date(2026, 12, 13)


def test_a_paid_fee_is_renewed_at_the_end_of_its_year(vault: Vault) -> None:
    vault.write(fee.check, FeeDraft(1, 90_000, beyond=CCTV, direct_debit=True))
    vault.write(fee.pay, "2026-02-01", number="ZA123456")
    standing = vault.read(fee.standing)
    assert (standing.due, standing.what) == (date(2027, 1, 31), "Renew the regulator's fee")
    assert [(one.amount, one.number) for one in standing.payments] == [(4_700, "ZA123456")]
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(fee.standing).payments == ()


def test_there_is_no_such_fee_outside_the_united_kingdom(make_vault: MakeVault) -> None:
    vault = make_vault(region="IE")
    with pytest.raises(Refused, match="United Kingdom"):
        vault.write(fee.check, FeeDraft(1, 0))
    with pytest.raises(Refused, match="United Kingdom"):
        vault.write(fee.pay, "2026-11-01")


BAD = [
    pytest.param(FeeDraft(-1, 0), id="fewer than nobody"),
    pytest.param(FeeDraft(1, -1), id="a turnover below zero"),
    pytest.param(FeeDraft(1, 0, beyond=("dogs",)), id="no such question"),
    pytest.param(FeeDraft(1, 0, "club"), id="no such kind"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("draft", BAD)
def test_answers_that_cannot_be_are_refused(vault: Vault, draft: FeeDraft) -> None:
    with pytest.raises(InvalidValue):
        vault.write(fee.check, draft)


@pytest.mark.parametrize(
    ("paid_on", "until"), [("2026-11-23", ""), ("2026-11-01", "2026-10-31"), ("2026-11-01", "2029-01-01"), ("x", "")]
)
def test_days_that_cannot_be_are_refused(vault: Vault, paid_on: str, until: str) -> None:
    with pytest.raises(InvalidValue):
        vault.write(fee.pay, paid_on, until)
