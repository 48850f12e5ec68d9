"""This machine's preferences are kept privately and read with patience."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from shopcrm import settings
from shopcrm.settings import BackupPlace, Settings

SHOP = "00" * 16


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    kept = Settings().with_theme("light").with_backup(tmp_path / "stick", date(2026, 11, 22), SHOP)
    settings.save(kept, tmp_path / "deep" / "settings.json")
    assert settings.load(tmp_path / "deep" / "settings.json") == kept


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    settings.save(Settings(), tmp_path / "settings.json")
    assert (tmp_path / "settings.json").stat().st_mode & 0o077 == 0


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    settings.save(Settings(), tmp_path / "settings.json")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_the_latest_backup_place_comes_first_and_once() -> None:
    used = Settings().with_backup(Path("a"), date(2026, 1, 1), SHOP).with_backup(Path("b"), date(2026, 1, 2), SHOP)
    again = used.with_backup(Path("a"), date(2026, 1, 3), SHOP)
    assert again.backup_places == (
        BackupPlace(Path("a"), date(2026, 1, 3), SHOP),
        BackupPlace(Path("b"), date(2026, 1, 2), SHOP),
    )


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"theme": 3, "backup_places": 4}',
        b'{"theme": {}, "backup_places": [{}]}',
        b'{"theme": "neon", "backup_places": [null, {"folder": 1, "used_on": "x"}]}',
        b"[" * 5000,
    ],
)
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    assert settings.load(tmp_path / "settings.json") == Settings()


@given(content=st.binary(max_size=200))
@rounds(deadline=None, max_examples=50)
def test_no_content_at_all_stops_the_program(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_bytes(content)
    assert isinstance(settings.load(path), Settings)


def test_each_shop_has_backup_places_of_its_own() -> None:
    used = (
        Settings().with_backup(Path("a"), date(2026, 1, 1), "shop-1").with_backup(Path("a"), date(2026, 1, 2), "shop-2")
    )
    assert used.places_of("shop-1") == (Path("a"),)
    assert used.places_of("shop-3") == ()


def test_a_place_that_names_no_shop_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(
        '{"theme": "light", "backup_places": [{"folder": "/stick", "used_on": "2026-11-22"}]}', encoding="utf-8"
    )
    assert settings.load(tmp_path / "settings.json") == Settings("light")
