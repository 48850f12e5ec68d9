"""A restore is compared before it is done, and taken back for 30 days after."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.errors import Damaged, NotAllowed, Refused
from shopcrm.jobs import backup, comparing, going_back, restore, salvage
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault import activity, facts, rotation
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Staff
from shopcrm.vault.vault import open_vault
from tests.conftest import BALLAST, NOW, PASSPHRASE, fixed_clock
from tests.jobs.test_restore import suppress
from tests.vault.rules import query


def reopened(vault: Vault) -> Vault:
    """The same shop, opened again."""
    return open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST)


@pytest.fixture
def replaced(vault: Vault, tmp_path: Path) -> Vault:
    """A shop of Ana and Bo in which an older backup, with Ana alone, was put; opened again."""
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    made = backup.make(vault, tmp_path / "stick")
    vault.write(customers.add, CustomerDraft("Bo", "Jones"))
    restore.over(vault, made.file)
    return reopened(vault)


def names(vault: Vault) -> list[str]:
    return [row[0] for row in vault.read(query, "SELECT given_name FROM customers ORDER BY id")]


def test_both_books_are_set_side_by_side_before_a_restore(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    made = backup.make(vault, tmp_path / "stick")
    vault.clock = lambda: NOW + timedelta(days=2)
    vault.write(customers.add, CustomerDraft("Bo", "Jones"))
    found = comparing.compare(vault, made.file)
    assert (found.now.counts["customers"], found.then.counts["customers"]) == (2, 1)
    assert found.proven is not None
    assert found.proven.counts == made.counts
    now, then = ({one.kind: one.ref for one in state.newest} for state in (found.now, found.then))
    assert (now["Newest customer"], then["Newest customer"]) == ("C-1002", "C-1001")
    assert then["Newest order"] == ""
    assert found.then.last_at == "2026-11-22T09:30:00Z"
    assert found.now.last_at == "2026-11-24T09:30:00Z"
    assert not list(vault.folder.glob("copy-*"))


def test_a_restore_says_where_the_book_has_the_key_of_that_day_again(vault: Vault, tmp_path: Path) -> None:
    made = backup.make(vault, tmp_path / "stick")
    rotation.rotate(vault)
    assert restore.over(vault, made.file).older_key
    with reopened(vault) as again:
        same = backup.make(again, tmp_path / "stick")
        assert not restore.over(again, same.file).older_key


def test_the_book_before_a_restore_comes_back_and_the_other_is_kept(replaced: Vault) -> None:
    with replaced as vault:
        assert names(vault) == ["Ana"]
        (kept,) = going_back.replaced(vault.folder)
        done = going_back.back_to(vault)
    assert done.replaced is not None
    with reopened(vault) as again:
        assert names(again) == ["Ana", "Bo"]
        assert not again.read(facts.restore_unconfirmed)
        assert again.read(activity.verify_chain, again.audit_key()).problems == ()
        assert again.notices == ()
        assert [one.folder for one in going_back.replaced(again.folder)] == [done.replaced, kept.folder]
        going_back.back_to(again)
    with reopened(vault) as once_more:
        assert names(once_more) == ["Ana"]


def test_the_former_book_is_compared_with_the_present_before_one_goes_back_to_it(replaced: Vault) -> None:
    with replaced as vault:
        found = going_back.compare(vault)
        assert (found.now.counts["customers"], found.then.counts["customers"]) == (1, 2)
        assert found.missing == ()
        assert not list(vault.folder.glob("copy-*"))
        assert names(vault) == ["Ana"]


def test_a_replaced_book_is_salvaged_with_the_list_of_its_shop(replaced: Vault, tmp_path: Path) -> None:
    with replaced as vault:
        vault.write(suppress, bytes(32))
        vault.list_erased()
        (kept,) = going_back.replaced(vault.folder)
        saved = salvage.into(kept.folder, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
        assert (saved.losses, saved.unlisted) == ((), "")


def test_who_said_no_after_the_restore_is_not_forgotten_by_going_back(replaced: Vault) -> None:
    with replaced as vault:
        vault.write(suppress, bytes(32))
        assert going_back.back_to(vault).carried == 1
    with reopened(vault) as again:
        assert again.read(query, "SELECT count(*) FROM suppressions") == [(1,)]


def test_going_back_is_the_owners_and_needs_a_kept_book(replaced: Vault) -> None:
    with replaced:
        (kept,) = going_back.replaced(replaced.folder)
        owner, replaced.staff = replaced.staff, Staff(2, "Kim", Role.MANAGER)
        with pytest.raises(NotAllowed):
            going_back.back_to(replaced)
        replaced.staff = owner
        content = bytearray(kept.book.read_bytes())
        content[-3000] ^= 1
        kept.book.write_bytes(content)
        with pytest.raises(Damaged, match="damaged, so it was not put back"):
            going_back.back_to(replaced)
        assert names(replaced) == ["Ana"]
        kept.book.unlink()
        with pytest.raises(Refused, match="No book"):
            going_back.back_to(replaced)
