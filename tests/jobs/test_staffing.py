"""Staff: names, roles, the lock of each role, and who did what."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shopcrm.errors import CannotUnlock, InvalidValue, NotAllowed, NotFound, Refused
from shopcrm.jobs import staffing
from shopcrm.shop import acts, customers, staff
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault import logins
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import Staff
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, OWNER, PASSPHRASE, fixed_clock

KIMS = "five words that nobody guesses"
LEES = "another five that stay unguessed"


@pytest.fixture
def kim(vault: Vault) -> int:
    """An assistant beside the owner."""
    return logins.add(vault, "Kim Dale", Role.ASSISTANT, KIMS)


@pytest.fixture
def reopened(vault: Vault, shop_folder: Path) -> Iterator[list[Vault]]:
    """Shops opened by the test, closed at its end."""
    opened: list[Vault] = []
    yield opened
    for one in opened:
        one.close()


def enter(folder: Path, secret: str, name: str | None = None) -> Vault:
    return open_vault(folder, secret, staff=name, clock=fixed_clock, ballast_bytes=BALLAST, pause=lambda _: None)


def test_everybody_is_listed_with_what_they_did_and_who_left_comes_last(vault: Vault, kim: int) -> None:
    vault.switch("kim dale", KIMS)
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.switch(None, PASSPHRASE)
    lee = logins.add(vault, "Lee", Role.VIEWER, LEES)
    logins.remove(vault, kim)
    found = vault.read(staff.listed)
    assert [(one.id, one.name, one.role) for one in found] == [
        (1, OWNER, Role.OWNER), (lee, "Lee", Role.VIEWER), (kim, "Kim Dale", Role.ASSISTANT)
    ]  # fmt: skip
    assert (found[2].changes, found[2].left_at) == (1, "2026-11-22T09:30:00Z")
    assert vault.read(staff.here).people == 2
    by_kim = vault.read(acts.rows_for, vault.read(acts.row_ids, staff=kim))
    assert [(one.staff, one.verb) for one in by_kim] == [("Kim Dale", "customers.add")]


def test_a_member_of_staff_is_found_whatever_the_letter_case(vault: Vault, kim: int) -> None:
    assert staffing.named(vault, "  KIM dale ").id == kim
    with pytest.raises(NotFound):
        staffing.named(vault, "Sam")


def test_names_that_differ_by_their_letter_case_only_are_refused(vault: Vault, kim: int) -> None:
    with pytest.raises(InvalidValue):
        logins.add(vault, "KIM DALE", Role.VIEWER, LEES)
    zoe = logins.add(vault, "Zoë", Role.VIEWER, LEES)
    with pytest.raises(InvalidValue):
        logins.add(vault, "ZOË", Role.VIEWER, LEES)
    with pytest.raises(InvalidValue):
        staffing.rename(vault, kim, "ZOË")
    staffing.rename(vault, zoe, "ZOË")


def test_one_who_is_renamed_unlocks_with_the_new_name_only(
    vault: Vault, kim: int, shop_folder: Path, reopened: list[Vault]
) -> None:
    staffing.rename(vault, kim, "Kim Hart")
    vault.close()
    with pytest.raises(CannotUnlock):
        enter(shop_folder, KIMS, "Kim Dale")
    reopened.append(enter(shop_folder, KIMS, "kim hart"))
    assert reopened[0].staff == Staff(kim, "Kim Hart", Role.ASSISTANT)


def test_a_name_that_somebody_had_is_not_given_to_another(vault: Vault, kim: int) -> None:
    lee = logins.add(vault, "Lee", Role.VIEWER, LEES)
    logins.remove(vault, kim)
    with pytest.raises(InvalidValue):
        staffing.rename(vault, lee, "kim dale")


def test_the_last_owner_is_neither_removed_nor_demoted(vault: Vault, kim: int) -> None:
    with pytest.raises(Refused):
        logins.remove(vault, 1)
    with pytest.raises(Refused):
        logins.set_role(vault, 1, Role.MANAGER)
    logins.set_role(vault, kim, Role.OWNER)
    logins.set_role(vault, 1, Role.MANAGER)
    with pytest.raises(NotAllowed):
        logins.set_role(vault, 1, Role.OWNER)


def test_only_the_owner_changes_who_works_here(vault: Vault, kim: int) -> None:
    vault.switch("Kim Dale", KIMS)
    deeds: list[Callable[[], object]] = [
        lambda: logins.add(vault, "Sam", Role.VIEWER, LEES),
        lambda: logins.remove(vault, 1),
        lambda: logins.set_role(vault, kim, Role.OWNER),
        lambda: logins.set_passphrase(vault, 1, LEES),
        lambda: staffing.rename(vault, kim, "Robin"),
        lambda: vault.write(staff.set_lock, "assistant", 120),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_each_role_locks_after_its_own_minutes_and_else_as_the_shop(vault: Vault, kim: int) -> None:
    assert vault.read(staff.here).idle_minutes == 5
    vault.write(staff.set_lock, "assistant", 2)
    assert vault.read(staff.here).idle_minutes == 5
    assert [(one.idle_minutes, one.own) for one in vault.read(staff.locks)] == [
        (5, False), (5, False), (2, True), (5, False)
    ]  # fmt: skip
    vault.switch("Kim Dale", KIMS)
    assert vault.read(staff.here).idle_minutes == 2
    vault.switch(None, PASSPHRASE)
    vault.write(staff.set_lock, "assistant", None)
    vault.undo()
    vault.undo()
    assert [one.own for one in vault.read(staff.locks)] == [False] * 4


@pytest.mark.parametrize("minutes", [0, -1, 121])
def test_a_lock_of_no_or_of_endless_minutes_is_refused(vault: Vault, minutes: int) -> None:
    with pytest.raises(InvalidValue):
        vault.write(staff.set_lock, "viewer", minutes)
