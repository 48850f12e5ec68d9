"""Before copying: a place that cannot take a backup says so at once, in words, and nothing is left there."""

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import CrmError, NoSpace, Refused
from shopcrm.jobs import backup, backup_readme, restore
from shopcrm.vault import files, preflight, sidecar, snapshot
from shopcrm.vault.session import Vault
from tests.conftest import SHOP
from tests.jobs.test_backup import names_for


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder to back up to."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_folder_inside_the_shops_own_is_refused_except_the_one_for_backups(vault: Vault) -> None:
    for inside in (vault.folder, vault.folder / "copies", vault.folder / "backups" / "deeper"):
        with pytest.raises(Refused, match="inside the shop's own"):
            backup.make(vault, inside)
        assert not (inside / backup_readme.NAME).exists()
    assert backup.make(vault, vault.folder / "backups").file.exists()


def test_a_link_does_not_hide_that_a_folder_lies_inside(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(vault.folder)
    with pytest.raises(Refused, match="inside the shop's own"):
        backup.make(vault, tmp_path / "elsewhere")


@pytest.mark.parametrize("free", [0, 100_000])
def test_a_full_stick_is_told_with_what_is_needed_and_what_is_free(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(NoSpace, match=r"needs \d MB, and its disk has 0 MB free"):
        backup.make(vault, stick)
    assert list(stick.iterdir()) == []


def test_a_book_above_four_gigabytes_does_not_go_to_a_fat_stick(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**40))
    monkeypatch.setattr(preflight, "file_system", lambda _: "vfat")
    preflight.check_room(stick, 3 * 2**30)
    with pytest.raises(NoSpace, match="FAT"):
        preflight.check_room(stick, 4 * 2**30 - 2**20)


def test_the_file_system_is_that_of_the_nearest_mount(stick: Path) -> None:
    mounts = [
        SimpleNamespace(mountpoint="/", fstype="ext4"),
        SimpleNamespace(mountpoint=str(stick), fstype="VFAT"),
        SimpleNamespace(mountpoint=str(stick.parent), fstype="exfat"),
    ]
    assert preflight.file_system(stick / "deep", mounts) == "vfat"
    assert preflight.file_system(stick, []) == ""


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EROFS, Refused, "cannot be written to"),
        (errno.ENOSPC, NoSpace, "is full"),
        (errno.EIO, NoSpace, "failed, or was taken out"),
        (errno.ENODEV, NoSpace, "failed, or was taken out"),
    ],
)
def test_a_stick_that_cannot_be_written_to_is_told_before_the_book_is_copied(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[CrmError], words: str
) -> None:
    real = files.open_private

    def refuse(path: Path) -> object:
        if path.parent == stick:
            raise OSError(number, os.strerror(number))
        return real(path)

    monkeypatch.setattr(files, "open_private", refuse)
    with pytest.raises(kind, match=words):
        backup.make(vault, stick)
    assert backup.last_made(vault.folder) is None


def test_a_stick_that_gives_back_something_else_is_found_before_and_after(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.forget_cached

    def rot(only: str) -> None:
        def forget(path: Path) -> None:
            real(path)
            if only in path.name:
                content = bytearray(path.read_bytes())
                content[-9] ^= 1
                path.write_bytes(content)

        monkeypatch.setattr(files, "forget_cached", forget)

    for only in ("shopcrm-", ".scb.part"):
        rot(only)
        with pytest.raises(NoSpace, match="did not give back"):
            backup.make(vault, stick)
        assert list(stick.iterdir()) == []
    assert backup.last_made(vault.folder) is None


@pytest.mark.parametrize("point", ["open_private", "forget_cached", "rename"])
def test_a_stick_that_vanishes_leaves_the_older_backup_and_no_claim_of_success(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    older = backup.make(vault, stick).file.read_bytes()
    real = getattr(files, point)

    def vanish(path: Path, *more: Path) -> object:
        if path.name.endswith(".scb.part"):
            raise OSError(errno.EIO, "gone")
        return real(path, *more)

    monkeypatch.setattr(files, point, vanish)
    with pytest.raises(NoSpace, match="taken out"):
        backup.make(vault, stick)
    assert [path.read_bytes() for path in stick.glob("*.scb*")] == [older]


def test_half_a_backup_is_neither_listed_nor_restored_and_goes_with_the_next(
    vault: Vault, stick: Path, tmp_path: Path
) -> None:
    made = backup.make(vault, stick).file
    half = made.with_name("shopcrm-2026-11-20T093000Z.scb.part")
    half.write_bytes(made.read_bytes()[:-5000])
    foreign = made.with_name("shopcrm-2026-11-21T093000Z.scb.part")
    foreign.write_bytes(b"shopcrm\x01" + bytes(500))
    assert [one.file for one in backup.found(vault.folder, [stick], vault.clock())] == [made]
    with pytest.raises(CrmError):
        restore.into(half, tmp_path / "new", vault=vault)
    assert not (tmp_path / "new").exists()
    backup.make(vault, stick)
    assert not half.exists()
    assert foreign.exists()


AWKWARD = ["späte Rösen 🌹", "[/]", "a'b\"c", "-rf", "%s {0} $HOME", "tab\tnew\nline", " lead and trail ", "x" * 200]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_folder_of_any_name_takes_a_backup_and_gives_it_back(vault: Vault, tmp_path: Path, name: str) -> None:
    made = backup.make(vault, tmp_path / name)
    assert restore.verify(made.file, vault=vault).counts == made.counts
    assert [one.file for one in backup.found(vault.folder, [tmp_path / name], vault.clock())] == [made.file]


def test_a_name_that_no_disk_can_hold_is_refused(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(CrmError):
        backup.make(vault, tmp_path / ("x" * 300))


def test_the_page_beside_a_backup_tells_a_finder_nothing(vault: Vault, stick: Path) -> None:
    backup.make(vault, stick)
    page = (stick / backup_readme.NAME).read_bytes().decode("ascii")
    assert "restore FILE --into FOLDER" in page
    assert "\r\n" in page
    for secret in (SHOP, vault.staff.name, vault.vault_id.hex(), str(vault.folder)):
        assert secret not in page
    backup.make(vault, vault.folder / "backups")
    assert not (vault.folder / "backups" / backup_readme.NAME).exists()


days = st.lists(st.integers(0, 800), min_size=0, max_size=60, unique=True)


@given(ages=days, which=st.integers(0, 59))
@settings(deadline=None, max_examples=50)
def test_whatever_is_on_a_stick_thinning_keeps_three_and_the_newest_verified(ages: list[int], which: int) -> None:
    backups = names_for(ages)
    verified = backups[which % len(backups)] if backups else Path("none")
    gone = snapshot.surplus(backups, verified)
    kept = set(backups) - set(gone)
    assert verified not in gone
    assert len(kept) >= min(3, len(backups))
    newest = sorted(backups, reverse=True)
    assert set(newest[:3]) <= kept
    assert len(kept) <= 3 + 7 + 4 + 12 + 1
    assert snapshot.surplus(sorted(kept), verified) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_on_a_prepared_stick_lead_to_no_file_of_the_owners(vault: Vault, tmp_path: Path) -> None:
    stick, letter = tmp_path / "stick", tmp_path / "letter"
    stick.mkdir()
    letter.write_text("Dear Ann", encoding="utf-8")
    listed = sidecar.name_of(vault.vault_id)
    for name in (f"{listed}.part", listed, backup_readme.NAME, f"{backup_readme.NAME}.part"):
        (stick / name).symlink_to(letter)
    backup.make(vault, stick)
    assert letter.read_text(encoding="utf-8") == "Dear Ann"
    assert sidecar.read(stick / listed, vault.vault_id).header.vault == vault.vault_id


@pytest.mark.parametrize("step", ["Copying the book", "Writing the backup", "Reading the backup"])
def test_a_stick_that_is_taken_out_on_the_way_is_told_and_the_backup_does_not_count(
    vault: Vault, stick: Path, step: str
) -> None:
    def pull(done: int, total: int, words: str) -> None:
        if words == step and stick.exists():
            stick.rename(stick.with_name("pulled"))

    with pytest.raises(Refused, match="taken out before the backup was finished"):
        backup.make(vault, stick, progress=pull)
    assert not stick.exists()


def test_a_backup_does_not_go_to_another_disk_where_the_empty_folder_of_a_pulled_stick_stays(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = preflight.Target(stick, stick.stat().st_dev + 1)
    monkeypatch.setattr(preflight.Target, "looked_at", lambda _: elsewhere)
    with pytest.raises(Refused, match="taken out before the backup was finished"):
        backup.make(vault, stick)
    assert list(stick.iterdir()) == []
