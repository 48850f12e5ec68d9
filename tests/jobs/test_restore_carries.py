"""What the law binds the shop to survives a restore: a no, a restriction; requests and breaches are listed by name."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.jobs import backup, comparing, restore
from shopcrm.privacy import requests
from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import consent, customers, restriction
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.vault import sidecar
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, NOW, PASSPHRASE, fixed_clock

ANA = CustomerDraft("Ana", "Quivermoor", emails=(ContactDraft("ana@example.com"),))
HER_NO = ConsentDraft(1001, "marketing", "email", "object", "by telephone")
ON_SOCIAL = replace(HER_NO, channel="social")


def reopen(folder: Path) -> Vault:
    """The restored shop."""
    return open_vault(folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the backups are."""
    return tmp_path / "stick"


@pytest.fixture
def made(vault: Vault, stick: Path) -> Path:
    """A backup in which Ana has said yes; since then she said no, and that her record is wrong."""
    vault.write(customers.add, ANA)
    vault.write(consent.record, ConsentDraft(1001, "marketing", "email", "grant", "slip", "signed", at="2026-11-01"))
    vault.write(consent.record, ConsentDraft(1001, "marketing", "social", "grant", "slip", "signed", at="2026-11-01"))
    file = backup.make(vault, stick).file
    vault.clock = lambda: NOW + timedelta(hours=1)
    vault.write(consent.record, HER_NO)
    vault.write(consent.record, ON_SOCIAL)
    vault.write(customers.restrict, RestrictionDraft(1001, "accuracy", "the address"))
    return file


def holds(folder: Path) -> None:
    """Ana's no and her restriction are in force in a restored shop."""
    with reopen(folder) as opened:
        assert opened.read(consent.holds, 1001, "marketing", "email")
        assert opened.read(consent.holds, 1001, "marketing", "social")
        assert opened.read(consent.is_suppressed, "email", "ana@example.com", "marketing", "email")
        standing = opened.read(restriction.standing, 1001)
        assert standing is not None
        assert (standing.grounds, standing.since) == ("accuracy", "2026-11-22T10:30:00Z")


@pytest.mark.parametrize("open_", [True, False])
def test_into_a_new_folder_a_no_and_a_restriction_come_from_the_shops_own_book(
    vault: Vault, made: Path, tmp_path: Path, open_: bool
) -> None:
    if open_:
        done = restore.into(made, tmp_path / "new", vault=vault, clock=fixed_clock)
    else:
        vault.close()
        (vault.folder / sidecar.name_of(vault.vault_id)).unlink()
        done = restore.into(made, tmp_path / "new", PASSPHRASE, shop=vault.folder, clock=fixed_clock)
    assert (done.carried, done.refusals, done.restricted, done.known_until) == (1, 2, 1, "")
    holds(tmp_path / "new")


def test_they_come_from_the_sealed_list_where_the_book_itself_is_gone(vault: Vault, made: Path, tmp_path: Path) -> None:
    vault.list_erased()
    vault.close()
    vault.path.unlink()
    done = restore.into(made, tmp_path / "new", PASSPHRASE, shop=vault.folder, clock=fixed_clock)
    assert (done.carried, done.refusals, done.restricted) == (1, 2, 1)
    assert done.known_until == "2026-11-22T10:30:00Z"
    holds(tmp_path / "new")


def test_a_list_as_old_as_the_backup_is_told_with_its_instant(vault: Vault, made: Path, tmp_path: Path) -> None:
    vault.close()
    done = restore.into(made, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    assert (done.carried, done.known_until) == (0, "2026-11-22T09:30:00Z")


def test_another_shops_folder_tells_nothing(vault: Vault, made: Path, tmp_path: Path) -> None:
    del vault
    done = restore.into(made, tmp_path / "new", PASSPHRASE, shop=tmp_path / "nowhere", clock=fixed_clock)
    assert done.known_until


def test_in_place_they_are_applied_again_once(vault: Vault, made: Path) -> None:
    done = restore.over(vault, made)
    assert (done.carried, done.refusals, done.restricted) == (1, 2, 1)
    holds(vault.folder)
    with reopen(vault.folder) as opened:
        again = restore.over(opened, backup.make(opened, made.parent).file)
    assert (again.carried, again.refusals, again.restricted) == (0, 0, 0)


def test_a_no_that_her_own_later_yes_followed_is_not_entered_again(vault: Vault, made: Path) -> None:
    vault.clock = lambda: NOW + timedelta(hours=2)
    vault.write(consent.record, ConsentDraft(1001, "marketing", "email", "grant", "at the counter", "signed slip"))
    assert restore.over(vault, made).refusals == 1


def test_requests_and_breaches_entered_since_are_listed_before_and_after(vault: Vault, made: Path) -> None:
    asked = vault.write(requests.open, RequestDraft("access", customer=1001))
    breach = vault.write(breaches.log, BreachDraft("A parcel to the wrong house", "2026-11-22T09:00"))
    seen = comparing.compare(vault, made)
    assert (seen.now.counts["data_requests"], seen.then.counts["data_requests"]) == (1, 0)
    assert [line.split(" · ")[0] for line in seen.missing] == [f"D-{asked}", f"B-{breach}"]
    assert "Ana Quivermoor · received 22 Nov 2026 · open: entered since" in seen.missing[0]
    assert restore.over(vault, made).missing == seen.missing
