"""Chores where nobody unlocks the shop: what is due is said, and a backup carried to a stick and read back."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shopcrm import settings
from shopcrm.errors import CannotUnlock
from shopcrm.jobs import backup, chores, drives
from shopcrm.jobs.chores import unattended
from shopcrm.jobs.chores.unattended import Report
from shopcrm.jobs.drives import Drive
from shopcrm.settings import Settings
from shopcrm.vault import container, files, rotation, sidecar, snapshot
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Desk:
    """A locked shop with a backup beside the book, and a stick that it knows."""

    def __init__(self, vault: Vault, shop: Path, tmp_path: Path) -> None:
        self.shop, self.vault_id = shop, vault.vault_id
        self.stick = tmp_path / "stick"
        self.settings_file = tmp_path / "settings.json"
        self.stick.mkdir()
        self.drives = (Drive(self.stick, "Blue stick", "vfat"),)
        kept = backup.remembered(Settings(), self.stick / "shop", date(2026, 11, 1), vault.vault_id, self.drives)
        settings.save(kept, self.settings_file)
        chores.tell_header(vault)
        self.made = backup.make(vault, backup.own_folder(shop)).file
        vault.close()

    def visit(self, plugged: bool = True) -> Report:
        """Come by without a passphrase."""
        here = self.drives if plugged else ()
        return unattended.visit(self.shop, NOW, self.settings_file, here)

    @property
    def on_stick(self) -> list[Path]:
        """The backups there."""
        return snapshot.of_vault(self.stick / "shop", self.vault_id)


@pytest.fixture
def desk(vault: Vault, shop_folder: Path, tmp_path: Path) -> Desk:
    """The shop, locked."""
    return Desk(vault, shop_folder, tmp_path)


def test_the_newest_backup_is_carried_to_a_known_stick_once_with_the_list_of_the_erased(desk: Desk) -> None:
    (copied,) = desk.visit().ran
    assert (copied.outcome, copied.file) == ("done", desk.stick / "shop" / desk.made.name)
    said = "is on Blue stick: copied and compared, but not proven, as that needs the passphrase."
    assert copied.words == f"The backup of 2026-11-22 09:30 UTC {said}"
    assert desk.on_stick[0].read_bytes() == desk.made.read_bytes()
    assert (desk.stick / "shop" / sidecar.name_of(desk.vault_id)).exists()
    (kept,) = settings.load(desk.settings_file).kept_for(desk.vault_id.hex())
    assert kept.used_on == date(2026, 11, 22), "as old as what is in it, not as its copying"
    assert desk.visit().ran == ()
    with open_vault(desk.shop, PASSPHRASE, ballast_bytes=BALLAST) as opened:
        assert snapshot.verify(container.read(desk.on_stick[0]), opened.keys.dk).counts["staff"] == 1


def test_what_is_due_is_said_and_why_it_does_not_run(desk: Desk) -> None:
    report = desk.visit(plugged=False)
    assert report.ran == ()
    assert {one.chore for one in report.skipped} == {"backup", "points", "deadlines"}
    assert all("passphrase" in one.because for one in report.skipped)
    assert [one.chore for one in report.next if not one.overdue][-1] == "drill"
    assert {one.chore for one in report.next} == set(chores.names())


def test_where_the_shop_is_open_nothing_is_touched(desk: Desk) -> None:
    with open_vault(desk.shop, PASSPHRASE, ballast_bytes=BALLAST):
        report = desk.visit()
    assert report.ran == ()
    assert {one.because for one in report.skipped} == {unattended.OPEN_ELSEWHERE}
    assert desk.on_stick == []


def test_what_was_not_read_back_is_never_called_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def rot(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(files, "forget_cached", rot)
    (failed,) = desk.visit().ran
    assert (failed.outcome, failed.file) == ("failed", None)
    assert "Blue stick" in failed.words
    assert list(desk.stick.rglob("*.scb*")) == []


def test_no_backup_from_before_the_key_was_changed_is_carried_to_a_stick(desk: Desk) -> None:
    with open_vault(desk.shop, PASSPHRASE, ballast_bytes=BALLAST) as opened:
        rotation.rotate(opened, reason="passphrase seen")
    (skipped,) = desk.visit().ran
    assert (skipped.outcome, skipped.file, desk.on_stick) == ("skipped", None, [])
    assert "before the key of the book was changed" in skipped.words
    with open_vault(desk.shop, PASSPHRASE, ballast_bytes=BALLAST) as opened:
        made = backup.make(opened, backup.own_folder(desk.shop)).file
    (copied,) = desk.visit().ran
    assert (copied.outcome, [one.name for one in desk.on_stick]) == ("done", [made.name])


def test_a_rotten_backup_is_not_carried_on(desk: Desk) -> None:
    content = bytearray(desk.made.read_bytes())
    content[200] ^= 1
    desk.made.write_bytes(content)
    (failed,) = desk.visit().ran
    assert failed.outcome == "failed"
    assert desk.on_stick == []


def test_a_backup_of_a_day_still_to_come_neither_is_the_newest_nor_keeps_it_off_a_stick(desk: Desk) -> None:
    ahead = desk.made.with_name("shopcrm-2027-11-23T180000Z.scb")
    ahead.write_bytes(desk.made.read_bytes())
    (desk.stick / "shop").mkdir()
    (desk.stick / "shop" / ahead.name).write_bytes(desk.made.read_bytes())
    (copied,) = desk.visit().ran
    assert copied.file == desk.stick / "shop" / desk.made.name
    assert desk.visit().ran == ()


def test_a_copy_that_is_cut_short_on_the_stick_is_made_again(desk: Desk) -> None:
    (desk.stick / "shop").mkdir()
    (desk.stick / "shop" / desk.made.name).write_bytes(desk.made.read_bytes()[:9000])
    assert [one.outcome for one in desk.visit().ran] == ["done"]
    assert desk.on_stick[0].read_bytes() == desk.made.read_bytes()
    assert desk.visit().ran == ()


def test_a_stick_that_is_full_or_gone_fails_in_words_and_keeps_what_it_has(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "forget_cached", pulled)
    (failed,) = desk.visit().ran
    assert failed.outcome == "failed"
    assert "taken out" in failed.words
    assert list(desk.stick.rglob("*.part")) == []


def test_a_stick_pulled_while_another_is_written_gets_no_copy_into_the_empty_folder_that_it_leaves(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = tmp_path / "red"
    red.mkdir()
    both = (*desk.drives, Drive(red, "Red stick", "vfat"))
    kept = settings.load(desk.settings_file)
    settings.save(backup.remembered(kept, red, date(2026, 11, 2), desk.vault_id, both), desk.settings_file)

    def pulled(_: Path) -> None:
        (desk.stick / drives.MARK).unlink(missing_ok=True)

    monkeypatch.setattr(files, "forget_cached", pulled)
    done, failed = unattended.visit(desk.shop, NOW, desk.settings_file, both).ran
    assert (done.outcome, failed.outcome, desk.on_stick) == ("done", "failed", [])
    assert failed.words == "Blue stick: It is not there any more: nothing was written there."
    kept = settings.load(desk.settings_file)
    assert [(one.mark != "", one.used_on.day) for one in kept.backup_places] == [(True, 22), (True, 1)]


def test_a_stick_that_nobody_gave_to_this_shop_gets_nothing(desk: Desk) -> None:
    (desk.stick / drives.MARK).unlink()
    assert desk.visit().ran == ()
    assert list(desk.stick.rglob("*.scb")) == []


def test_who_switched_it_off_is_heeded(desk: Desk) -> None:
    kept = settings.load(desk.settings_file).with_automatic(7, False, True)
    settings.save(kept, desk.settings_file)
    assert desk.visit().ran == ()


def test_where_there_is_no_shop_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotUnlock):
        unattended.visit(tmp_path, NOW)
