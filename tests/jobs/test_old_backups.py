"""Backups from before the key was changed: found until they are deleted, and never the last one that opens."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.errors import Damaged, NotAllowed, Refused
from shopcrm.jobs import backup, old_backups, restore
from shopcrm.settings import Settings
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault import facts, rotation
from shopcrm.vault.registry import Role, unlisted
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, NOW, PASSPHRASE, fixed_clock


@unlisted("test.doubt_restore", "write", Role.OWNER)
def doubt(tx: Tx) -> None:
    """A backup was put back."""
    facts.doubt_restore(tx)


@unlisted("test.backups_deleted", "read", Role.OWNER)
def noted(tx: Tx) -> str:
    """What the activity says of it."""
    return str(tx.value("SELECT detail FROM activity WHERE verb = 'keys.delete_backups'"))


class Desk:
    """A shop with a backup on a stick, made before its key was changed."""

    def __init__(self, vault: Vault, stick: Path) -> None:
        self.vault, self.stick = vault, stick
        self.old = backup.make(vault, stick).file
        self.kept = Settings().with_backup(stick, NOW.date(), vault.vault_id.hex(), name="Blue stick")
        rotation.rotate(vault)

    @property
    def left(self) -> list[tuple[str, list[Path]]]:
        """What is still to be replaced."""
        return [(one.name, list(one.files)) for one in old_backups.to_replace(self.vault, self.kept)]

    def refused(self, why: str) -> None:
        """Nothing is deleted, for this reason."""
        with pytest.raises((Refused, Damaged, NotAllowed), match=why):
            old_backups.delete(self.vault, self.stick, (self.old,))
        assert self.old.exists()


@pytest.fixture
def desk(vault: Vault, tmp_path: Path) -> Desk:
    """The shop, open."""
    return Desk(vault, tmp_path / "stick")


def test_backups_of_before_stay_listed_until_they_are_deleted_beside_a_new_one_that_is_proven(desk: Desk) -> None:
    assert desk.left == [("Blue stick", [desk.old])]
    desk.refused("no backup with the present key")
    new = backup.make(desk.vault, desk.stick).file
    assert desk.left == [("Blue stick", [desk.old])]
    done = old_backups.delete(desk.vault, desk.stick, (desk.old,))
    assert (done.files, done.kept) == ((desk.old,), new)
    assert (desk.old.exists(), new.exists(), desk.left) == (False, True, [])
    assert desk.old.name in desk.vault.read(noted)


def test_a_new_backup_that_is_damaged_saves_the_old_ones(desk: Desk) -> None:
    new = backup.make(desk.vault, desk.stick).file
    content = bytearray(new.read_bytes())
    content[-5000] ^= 1
    new.write_bytes(content)
    desk.refused("damaged")


def test_a_new_backup_and_one_that_came_meanwhile_are_never_deleted(desk: Desk) -> None:
    new = backup.make(desk.vault, desk.stick).file
    with pytest.raises(Refused, match="not what they were"):
        old_backups.delete(desk.vault, desk.stick, (desk.old, new))
    assert desk.old.exists()
    assert new.exists()


def test_only_an_owner_deletes_them_and_only_once_a_restored_book_was_accepted(desk: Desk) -> None:
    backup.make(desk.vault, desk.stick)
    desk.vault.write(doubt)
    desk.refused("was put back")
    desk.vault.write(facts.confirm_restore)
    desk.vault.staff = replace(desk.vault.staff, role=Role.MANAGER)
    desk.refused("may not delete backups")


def test_a_stick_that_is_not_here_is_named_until_a_newer_backup_went_there(desk: Desk) -> None:
    away = desk.stick.with_name("away")
    desk.stick.rename(away)
    assert desk.left == [("Blue stick", [])]
    later = (NOW + timedelta(days=1)).date()
    desk.kept = desk.kept.with_backup(desk.stick, later, desk.vault.vault_id.hex(), name="Blue stick")
    assert desk.left == []


def test_a_backup_that_was_put_back_has_the_key_of_the_book_and_is_none_of_before(vault: Vault, tmp_path: Path) -> None:
    made = backup.make(vault, tmp_path / "stick").file
    restore.over(vault, made)
    kept = Settings().with_backup(tmp_path / "stick", NOW.date(), vault.vault_id.hex())
    with open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST) as again:
        assert old_backups.to_replace(again, kept) == ()


def test_a_backup_with_work_that_the_book_lacks_since_an_older_one_was_put_back_is_none_of_before(
    desk: Desk,
) -> None:
    first = backup.make(desk.vault, desk.stick).file
    rotation.rotate(desk.vault)
    desk.vault.write(customers.add, CustomerDraft(given_name="Ann"))
    newest_work = backup.make(desk.vault, desk.stick).file
    restore.over(desk.vault, first)
    with open_vault(desk.vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST) as desk.vault:
        desk.vault.write(facts.confirm_restore)
        backup.make(desk.vault, desk.stick)
        assert desk.left == [("Blue stick", [desk.old])]
        with pytest.raises(Refused, match="not what they were"):
            old_backups.delete(desk.vault, desk.stick, (newest_work,))
