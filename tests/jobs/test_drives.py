"""Sticks: found on each system by what it says, and known again by their mark; which copies are too old."""

from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from shopcrm.errors import Refused
from shopcrm.jobs import backup, drives
from shopcrm.jobs.drives import Drive, LinuxTold, Mounted, plugged_in
from shopcrm.settings import Settings
from tests.conftest import NOW

VAULT = bytes(16)


def test_linux_finds_what_hangs_on_usb_or_was_mounted_by_the_desktop() -> None:
    mounts = [
        Mounted("/dev/nvme0n1p2", "/", "ext4", "rw"),
        Mounted("/dev/nvme0n1p1", "/boot/efi", "vfat", "rw"),
        Mounted("/dev/sdb1", "/run/media/robin/BLUE", "vfat", "rw,nosuid"),
        Mounted("/dev/sdc1", "/backup disk", "ext4", "rw"),
        Mounted("/dev/mmcblk0p1", "/srv/card", "exfat", "ro"),
        Mounted("/dev/mapper/luks-1", "/media/robin/Locked stick", "ext4", "rw"),
        Mounted("/dev/sr0", "/media/robin/CD", "iso9660", "ro"),
        Mounted("/dev/sda1", "/home", "ext4", "rw"),
    ]
    told = LinuxTold(frozenset({"sdb", "sdc", "mmcblk0"}), {"/dev/sdb1": "Blue stick"})
    assert list(drives.on_linux(mounts, told)) == [
        Drive(PurePosixPath("/run/media/robin/BLUE"), "Blue stick", "vfat"),
        Drive(PurePosixPath("/backup disk"), "backup disk", "ext4"),
        Drive(PurePosixPath("/srv/card"), "card", "exfat", read_only=True),
        Drive(PurePosixPath("/media/robin/Locked stick"), "Locked stick", "ext4"),
    ]


def test_macos_finds_what_the_finder_shows_but_no_installers() -> None:
    mounts = [
        Mounted("/dev/disk1s1", "/", "apfs", "ro,local"),
        Mounted("/dev/disk1s2", "/System/Volumes/Data", "apfs", "rw,local,nobrowse"),
        Mounted("/dev/disk4s1", "/Volumes/Hidden", "apfs", "rw,nobrowse"),
        Mounted("/dev/disk2s1", "/Volumes/BLUE", "msdos", "rw,local"),
        Mounted("/dev/disk3s1", "/Volumes/Some Program", "hfs", "ro,local"),
        Mounted("/dev/disk5s1", "/Volumes/Locked", "exfat", "ro,local"),
    ]
    assert list(drives.on_macos(mounts)) == [
        Drive(PurePosixPath("/Volumes/BLUE"), "BLUE", "msdos"),
        Drive(PurePosixPath("/Volumes/Locked"), "Locked", "exfat", read_only=True),
    ]


def test_windows_finds_sticks_and_other_disks_but_not_its_own() -> None:
    mounts = [
        Mounted("C:\\", "C:\\", "NTFS", "rw,fixed"),
        Mounted("D:\\", "D:\\", "", "cdrom"),
        Mounted("E:\\", "E:\\", "FAT32", "rw,removable"),
        Mounted("F:\\", "F:\\", "exFAT", "rw,fixed"),
        Mounted("G:\\", "G:\\", "", "removable"),
        Mounted("Z:\\", "Z:\\", "NTFS", "rw,remote"),
    ]
    assert list(drives.on_windows(mounts, {"E:\\": "BLUE", "F:\\": ""}, "c:\\")) == [
        Drive(PureWindowsPath("E:\\"), "BLUE", "fat32"),
        Drive(PureWindowsPath("F:\\"), "Drive F:", "exfat"),
    ]


def test_a_label_is_read_as_it_was_typed() -> None:
    assert drives.unescaped("Blue\\x20stick") == "Blue stick"
    assert drives.unescaped("B\\xc3\\xa4ckerei") == "Bäckerei"
    assert drives.unescaped("\\xff[/]") == "ÿ[/]"


def test_this_computer_answers_without_a_stick() -> None:
    assert all(one.label for one in plugged_in())


def test_a_mark_stays_and_something_else_in_its_place_is_none(tmp_path: Path) -> None:
    mark = drives.put_mark(tmp_path)
    assert len(mark) == 32
    assert drives.put_mark(tmp_path) == drives.mark_of(tmp_path) == mark
    (tmp_path / drives.MARK).write_bytes(b"\xff" * 40)
    assert drives.mark_of(tmp_path) == ""
    assert drives.put_mark(tmp_path / "gone") == ""


def stick(folder: Path, label: str = "BLUE") -> Drive:
    """A drive that is plugged in there."""
    folder.mkdir(parents=True, exist_ok=True)
    return Drive(folder, label)


def test_a_stick_is_known_again_where_it_is_plugged_in_next(tmp_path: Path) -> None:
    first = stick(tmp_path / "first")
    kept = backup.remembered(Settings(), Path(first.folder) / "shop", NOW.date(), VAULT, (first,))
    kept = kept.with_name(kept.backup_places[0], "Blue stick")
    (tmp_path / "first").rename(tmp_path / "second")
    again = stick(tmp_path / "second", "OTHER")
    (found,) = backup.sticks(VAULT, kept, NOW + timedelta(days=3), (again,))
    assert (found.folder, found.here, found.in_words) == (
        tmp_path / "second" / "shop",
        True,
        "Blue stick, last used 3 days ago",
    )
    places = backup.places(tmp_path / "the shop", kept.kept_for(VAULT.hex()), (again,))
    assert [(place.folder, place.name, place.kind) for place in places[:1]] == [
        (tmp_path / "second" / "shop", "Blue stick", "stick")
    ]
    kept = backup.remembered(kept, found.folder, NOW.date(), VAULT, (again,))
    assert [(one.folder, one.name) for one in kept.backup_places] == [(found.folder, "Blue stick")]
    (away,) = backup.sticks(VAULT, kept, NOW, ())
    assert not away.here
    assert backup.places(tmp_path / "the shop", kept.kept_for(VAULT.hex()), ())[0].free is None


def used(tmp_path: Path, ages: dict[str, int]) -> tuple[Settings, tuple[Drive, ...]]:
    """Sticks whose copies are so many days old."""
    kept, here = Settings(), tuple(stick(tmp_path / name, name) for name in ages)
    for one, days in zip(here, ages.values(), strict=True):
        kept = backup.remembered(kept, Path(one.folder), (NOW - timedelta(days=days)).date(), VAULT, here)
    return kept, here


def test_each_stick_is_due_once_its_copy_is_as_old_as_it_may_grow(tmp_path: Path) -> None:
    kept, here = used(tmp_path, {"Red": 9, "Blue": 6, "Green": 7})
    assert [one.name for one in backup.sticks_due(tmp_path, VAULT, kept, NOW, here)] == ["Red", "Green"]
    assert [one.name for one in backup.sticks_due(tmp_path, VAULT, kept, NOW, ())] == ["Red", "Green"]
    assert backup.sticks_due(tmp_path, bytes([1] * 16), kept, NOW, here) == ()
    assert backup.sticks_due(tmp_path, VAULT, kept.with_automatic(10, True, True), NOW, here) == ()


def test_a_known_stick_that_appears_gets_todays_backup_once(tmp_path: Path) -> None:
    kept, here = used(tmp_path, {"Red": 9, "Blue": 0, "Green": 2})
    locked = Drive(here[2].folder, "Green", read_only=True)
    places = backup.due_places(tmp_path, VAULT, kept, NOW, here=(here[0], here[1], locked))
    assert places == (tmp_path / "Red",)
    assert backup.due_places(tmp_path, VAULT, kept.with_automatic(7, False, True), NOW, here=here) == ()
    assert backup.due_places(tmp_path, VAULT, Settings(), NOW, here=here) == ()


def test_at_closing_time_there_is_always_a_place_unless_it_has_todays(tmp_path: Path) -> None:
    shop, share = tmp_path / "the shop", tmp_path / "share"
    own = (backup.own_folder(shop),)
    assert backup.due_places(shop, VAULT, Settings(), NOW, closing=True, here=()) == own
    share.mkdir()
    kept = Settings().with_backup(share, (NOW - timedelta(days=1)).date(), VAULT.hex())
    assert backup.due_places(shop, VAULT, kept, NOW, closing=True, here=()) == (share,)
    assert backup.due_places(shop, VAULT, kept.with_backup(share, NOW.date(), VAULT.hex()), NOW, closing=True) == ()
    assert backup.due_places(shop, VAULT, kept.with_automatic(7, True, False), NOW, closing=True) == ()


def test_a_clock_set_back_makes_no_stick_older_than_today(tmp_path: Path) -> None:
    kept, here = used(tmp_path, {"Red": 0})
    early = datetime(2020, 1, 1, tzinfo=NOW.tzinfo)
    assert [one.days for one in backup.sticks(VAULT, kept, early, here)] == [0]


def test_where_a_stick_belongs_and_none_is_nothing_is_written(tmp_path: Path) -> None:
    blue, red = stick(tmp_path / "BLUE"), stick(tmp_path / "RED")
    kept = backup.remembered(Settings(), tmp_path / "BLUE" / "shop" / "copies", NOW.date(), VAULT, (blue,))
    (tmp_path / "BLUE" / drives.MARK).unlink()
    for folder in ("BLUE", "BLUE/shop/copies", "BLUE/else"):
        with pytest.raises(Refused, match="BLUE is not plugged in at"):
            backup.require_stick(tmp_path / folder, VAULT, kept, (red,))
        backup.require_stick(tmp_path / folder, VAULT, kept, (blue, red))
    for gone in ("/media/robin/gone", "/run/media/robin/gone/shop", "/Volumes/gone"):
        with pytest.raises(Refused, match="A stick is not plugged in"):
            backup.require_stick(Path(gone), VAULT, kept, ())
    backup.require_stick(tmp_path / "GREEN", VAULT, kept, ())
    backup.require_stick(tmp_path / "BLUE", bytes([1] * 16), kept, ())


def test_a_copy_of_a_day_that_is_still_to_come_does_not_keep_the_next_ones_from_being_made(tmp_path: Path) -> None:
    kept, here = used(tmp_path, {"Red": -365})
    share = tmp_path / "share"
    share.mkdir()
    kept = kept.with_backup(share, (NOW + timedelta(days=365)).date(), VAULT.hex())
    assert backup.due_places(tmp_path, VAULT, kept, NOW, here=here) == (tmp_path / "Red",)
    assert backup.due_places(tmp_path, VAULT, kept, NOW, closing=True, here=here) == (tmp_path / "Red", share)
