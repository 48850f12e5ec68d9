"""No backup brings an erased person back: every restore erases again before anyone sees a record, or says it cannot."""

import dataclasses
from functools import partial
from pathlib import Path

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.jobs import backup, restore
from shopcrm.jobs.restore import ErasedUnknownError
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import consent, customers, merge
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault import activity, header, sidecar
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE, SHOP, MakeVault, fixed_clock
from tests.privacy.erasure.pages import in_clear
from tests.privacy.erasure.people import CANARIES, plant
from tests.privacy.erasure.test_canaries import GONE, rows
from tests.shop.merge.lives import what_is_wrong
from tests.vault.rules import query

ANA = CustomerDraft("Ana", "Quivermoor", emails=(ContactDraft("ana@example.com"),), note="likes roses")


def reopen(folder: Path) -> Vault:
    return open_vault(folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST)


def erase(vault: Vault, customer: int) -> None:
    vault.write(erasure.erase, ErasureDraft(customer, "Quivermoor", reason="asked by letter", anyway=True))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the backups are."""
    return tmp_path / "stick"


@pytest.mark.parametrize("how", ["over", "into", "over a damaged book"])
def test_an_older_backup_is_erased_again_before_anyone_sees_it(
    vault: Vault, stick: Path, tmp_path: Path, how: str
) -> None:
    hers = plant(vault, tmp_path)
    made = backup.make(vault, stick)
    erase(vault, hers.customer)
    vault.list_erased(stick)
    if how == "over":
        restored = restore.over(vault, made.file)
    elif how == "into":
        restored = restore.into(made.file, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    else:
        vault.close()
        vault.path.write_bytes(bytes(8192))
        restored = restore.over_damaged(vault.folder, made.file, PASSPHRASE, clock=fixed_clock)
    assert (restored.erased, restored.problems, restored.unlisted) == (1, (), "")
    with reopen(restored.folder) as opened:
        text, pages = rows(opened), in_clear(restored.folder, opened.keys.dk).lower()
        assert [one for one in GONE if one.lower() in text or one.lower().encode() in pages] == []
        assert opened.read(customers.card, hers.customer).status == "erased"
        assert opened.read(erasure.certificate, hers.customer).reason == "asked by letter"
        assert opened.read(erasure.kept_sales, hers.customer)
        assert what_is_wrong(opened) == []
        assert opened.read(activity.verify_chain, opened.audit_key()).problems == ()
    assert CANARIES


def test_a_second_restore_knows_it_too(vault: Vault, stick: Path, tmp_path: Path) -> None:
    ana = vault.write(customers.add, ANA)
    made = backup.make(vault, stick)
    erase(vault, ana)
    restore.over(vault, made.file)
    with reopen(vault.folder) as opened:
        restore.over(opened, made.file)
    with reopen(vault.folder) as opened:
        assert opened.read(customers.card, ana).status == "erased"


def test_the_record_that_was_made_one_with_hers_is_erased_in_a_backup_from_before(vault: Vault, stick: Path) -> None:
    ana, ann = (vault.write(customers.add, CustomerDraft(first, "Quivermoor")) for first in ("Ana", "Ann"))
    made = backup.make(vault, stick)
    vault.write(merge.merge, MergeDraft(ana, ann))
    erase(vault, ana)
    assert restore.over(vault, made.file).erased == 2
    with reopen(vault.folder) as opened:
        assert "quivermoor" not in rows(opened)


def test_in_a_backup_in_which_her_record_was_part_of_another_it_is_parted_and_erased(vault: Vault, stick: Path) -> None:
    ana = vault.write(customers.add, ANA)
    bo = vault.write(customers.add, CustomerDraft("Bo", "Third"))
    done = vault.write(merge.merge, MergeDraft(bo, ana))
    made = backup.make(vault, stick)
    vault.write(merge.unmerge, done.merge_id)
    erase(vault, ana)
    assert restore.over(vault, made.file).erased == 1
    with reopen(vault.folder) as opened:
        assert "quivermoor" not in rows(opened)
        assert opened.read(customers.card, bo).name == "Bo Third"


def test_a_backup_from_before_she_was_a_customer_still_knows_her_tombstone(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    erase(vault, vault.write(customers.add, ANA))
    assert restore.over(vault, made.file).erased == 0
    with reopen(vault.folder) as opened:
        assert opened.read(query, "SELECT count(*) FROM tombstones") == [(1,)]
        assert opened.read(query, "SELECT count(*) FROM tombstone_marks") == [(1,)]


def test_a_wish_not_to_be_contacted_comes_with_the_list_beside_the_backup(
    vault: Vault, stick: Path, tmp_path: Path
) -> None:
    ana = vault.write(customers.add, ANA)
    made = backup.make(vault, stick)
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "object", "by phone"))
    vault.list_erased(stick)
    assert restore.into(made.file, tmp_path / "new", PASSPHRASE, clock=fixed_clock).carried == 1


@pytest.mark.parametrize("how", ["missing", "damaged", "another shop's", "of another key"])
def test_without_a_list_that_opens_the_shops_name_has_to_be_typed(
    vault: Vault, stick: Path, tmp_path: Path, make_vault: MakeVault, how: str
) -> None:
    vault.write(customers.add, ANA)
    made = backup.make(vault, stick)
    listed = stick / sidecar.name_of(vault.vault_id)
    if how == "missing":
        listed.unlink()
    elif how == "damaged":
        listed.write_bytes(listed.read_bytes()[:-1])
    else:
        other = make_vault(tmp_path / "other")
        other.list_erased()
        content = (other.folder / sidecar.name_of(other.vault_id)).read_bytes()
        if how == "of another key":
            known = sidecar.read(listed, vault.vault_id).open(vault.keys.dk)
            changed = dataclasses.replace(other.header, vault=vault.vault_id)
            content = sidecar.write(tmp_path, changed, other.keys.dk, known).read_bytes()
        listed.write_bytes(content)
    attempt = partial(restore.into, made.file, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    with pytest.raises(ErasedUnknownError):
        attempt()
    with pytest.raises(InvalidValue):
        attempt(shop_name="Some other shop")
    assert not (tmp_path / "new" / header.NAME).exists()
    restored = attempt(shop_name=f" {SHOP.lower()} ")
    assert restored.unlisted
    with reopen(tmp_path / "new") as opened:
        assert opened.read(customers.count) == 1


def test_a_script_goes_on_and_is_told(vault: Vault, stick: Path, tmp_path: Path) -> None:
    made = backup.make(vault, stick)
    (stick / sidecar.name_of(vault.vault_id)).unlink()
    assert restore.into(made.file, tmp_path / "new", PASSPHRASE, clock=fixed_clock, scripted=True).unlisted
