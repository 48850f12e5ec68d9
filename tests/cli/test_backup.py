"""Backups on the command line: made, listed, proven, restored; and what happens to damaged ones."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from shopcrm.jobs import backup
from shopcrm.vault import logins
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import open_vault
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE
from tests.vault.rules import query

KEYS = {"file", "bytes", "verified", "counts", "taken_at"}
ANA = json.dumps({"do": "customers.add", "given_name": "Ana"})
HERS = "a passphrase for Olga alone"
BO = json.dumps({"do": "customers.add", "given_name": "Bo"})


@pytest.fixture
def made(asked: Run, shop: Path, tmp_path: Path) -> Path:
    """A backup of a shop with one customer, after which another was added."""
    del shop
    asked("batch", "-", stdin=ANA).ok()
    answer = asked("backup", "--to", tmp_path / "stick").ok()
    asked("batch", "-", stdin=BO).ok()
    return Path(answer.document["file"])


def test_a_backup_answers_with_what_it_proved(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    document = asked("backup", "--to", tmp_path / "stick").ok().document
    assert set(document) >= KEYS
    assert document["verified"] is True
    assert Path(document["file"]).stat().st_size == document["bytes"]
    assert document["counts"]["customers"] == 0


def test_backups_are_listed_without_a_passphrase(command: Run, shop: Path, made: Path) -> None:
    listed = command("--json", "--shop", shop, "backups").ok().document["backups"]
    assert [Path(one["file"]) for one in listed] == [made]
    assert set(listed[0]) >= KEYS
    assert str(made) in command("--shop", shop, "backups").ok().out


def test_with_a_passphrase_the_list_tells_the_counts(asked: Run, made: Path) -> None:
    del made
    assert asked("backups").ok().document["backups"][0]["counts"]["customers"] == 1


def test_the_next_backup_goes_where_the_last_one_went(asked: Run, made: Path) -> None:
    assert Path(asked("backup").ok().document["file"]).parent == made.parent


def test_a_full_stick_is_told_instead_of_backing_up_elsewhere(
    asked: Run, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def free(folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=0 if Path(folder) == made.parent else 2**40)

    monkeypatch.setattr(shutil, "disk_usage", free)
    assert asked("backup").code == 7
    assert [file.parent for file in made.parents[1].rglob("*.scb")] == [made.parent]


def test_without_a_known_place_it_stays_beside_the_book(asked: Run, shop: Path) -> None:
    assert Path(asked("backup").ok().document["file"]).parent == shop / "backups"


def test_verify_proves_a_backup_without_its_shop(command: Run, made: Path, tmp_path: Path) -> None:
    options = ("--json", "--shop", tmp_path / "none", "--passphrase-file", "-")
    document = command(*options, "verify", made, stdin=PASSPHRASE).ok().document
    assert set(document) >= KEYS
    assert document["counts"]["customers"] == 1


def test_a_flipped_bit_ends_with_5(asked: Run, made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    answer = asked("verify", made)
    assert answer.code == 5
    assert answer.document["error"]["kind"] == "damaged"


def test_restore_makes_a_new_shop_elsewhere(asked: Run, command: Run, made: Path, tmp_path: Path) -> None:
    document = asked("restore", made, "--into", tmp_path / "new").ok().document
    assert set(document) >= KEYS
    options = ("--json", "--shop", tmp_path / "new", "--passphrase-file", "-")
    assert command(*options, "find", "ana", stdin=PASSPHRASE).ok().document["results"]
    assert not command(*options, "find", "bo", stdin=PASSPHRASE).ok().document["results"]
    assert asked("find", "bo").ok().document["results"]


def test_restore_takes_the_place_of_the_book_and_keeps_the_old_one(asked: Run, made: Path) -> None:
    document = asked("restore", made).ok().document
    assert Path(document["replaced"]).is_dir()
    assert not asked("find", "bo").ok().document["results"]
    listed = asked("backups").ok().document["backups"]
    assert [one["replaced"] for one in listed].count(True) == 1


def test_restore_helps_where_the_book_is_gone(asked: Run, shop: Path, made: Path) -> None:
    for book in shop.glob("data-*.db*"):
        book.write_bytes(b"\0" * 8192)
    assert asked("find", "ana").code in (3, 5)
    asked("restore", made).ok()
    assert asked("find", "ana").ok().document["results"]


def test_restore_on_a_new_computer_needs_only_the_file(command: Run, made: Path, tmp_path: Path) -> None:
    options = ("--json", "--shop", tmp_path / "fresh", "--passphrase-file", "-")
    command(*options, "restore", made, stdin=PASSPHRASE).ok()
    assert command(*options, "find", "ana", stdin=PASSPHRASE).ok().document["results"]


def test_a_wrong_passphrase_restores_nothing(command: Run, asked: Run, shop: Path, made: Path) -> None:
    options = ("--json", "--shop", shop, "--passphrase-file", "-")
    assert command(*options, "restore", made, stdin="not the passphrase at all").code == 3
    assert asked("find", "bo").ok().document["results"]


def test_a_missing_file_is_told(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    assert asked("verify", tmp_path / "none.scb").code == 2
    assert asked("restore", tmp_path / "none.scb", "--into", tmp_path / "new").code == 2
    assert not (tmp_path / "new").exists()


def test_nothing_but_the_document_is_written_with_json_and_percentages_without(crm: Run, shop: Path) -> None:
    del shop
    quiet = crm("--json", "backup")
    assert quiet.err == ""
    assert "100%" in crm("backup").ok().err


def test_another_shops_place_is_not_this_ones(command: Run, made: Path, passphrase_file: Path, tmp_path: Path) -> None:
    del made
    other = ("--json", "--shop", tmp_path / "other", "--passphrase-file", passphrase_file)
    command(*other, "init", "--name", "Other", "--owner", "Bo", "--kdf-memory", 19).ok()
    assert Path(command(*other, "backup").ok().document["file"]).parent == tmp_path / "other" / "backups"


def test_verify_with_the_key_of_a_shop_uses_that_key_only(
    command: Run, made: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    other = ("--json", "--shop", tmp_path / "other", "--passphrase-file", passphrase_file)
    command(*other, "init", "--name", "Other", "--owner", "Bo", "--kdf-memory", 19).ok()
    assert command(*other, "verify", made).ok()
    answer = command(*other, "verify", made, "--key-of", tmp_path / "other")
    assert answer.code == 3
    assert command(*other, "verify", made, "--key-of", tmp_path / "none").code == 3


def test_a_damaged_backup_leaves_nothing_of_the_new_shop(asked: Run, made: Path, tmp_path: Path) -> None:
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    assert asked("restore", made, "--into", tmp_path / "new").code == 5
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    assert asked("restore", made, "--into", tmp_path / "empty").code == 5
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_restore_is_taken_back_by_one_command(asked: Run, made: Path) -> None:
    assert asked("restore", "--replaced").code == 1
    assert asked("restore", made, "--replaced").code == 2
    asked("restore", made).ok()
    assert len(asked("find", "Bo").ok().document["results"]) == 0
    assert asked("restore", "--replaced").ok().document["verified"] is True
    assert len(asked("find", "Bo").ok().document["results"]) == 1


def test_what_can_be_read_of_a_damaged_shop_is_saved_and_what_is_lost_is_said(
    asked: Run, command: Run, shop: Path, made: Path, tmp_path: Path
) -> None:
    del made
    book = next(shop.glob("data-*.db"))
    with open_vault(shop, PASSPHRASE) as vault:
        ((page,),) = vault.read(query, "SELECT rootpage FROM sqlite_master WHERE name = 'activity'")
    content = bytearray(book.read_bytes())
    content[4096 * (page - 1) + 90] ^= 1
    book.write_bytes(content)
    assert asked("restore", "--salvage").code == 2
    assert asked("restore").code == 2
    saved = asked("restore", "--salvage", "--into", tmp_path / "saved").ok().document
    assert len(saved["losses"]) >= 1
    options = ("--json", "--shop", tmp_path / "saved", "--passphrase-file", "-")
    assert command(*options, "find", "Ana", stdin=PASSPHRASE).ok().document["results"]


def test_a_second_owner_verifies_by_her_name(command: Run, shop: Path, tmp_path: Path) -> None:
    with open_vault(shop, PASSPHRASE) as vault:
        logins.add(vault, "Olga Ny", Role.OWNER, HERS)
        made = backup.make(vault, tmp_path / "stick").file
    options = ("--json", "--shop", shop, "--passphrase-file", "-")
    assert command(*options, "--staff", "Olga Ny", "verify", made, stdin=HERS).ok().document["verified"] is True
    answer = command(*options, "verify", made, stdin=HERS)
    assert answer.code == 3
    assert "passphrase of its day" in answer.document["error"]["next"]
    into = ("restore", made, "--into", tmp_path / "new")
    command(*options, "--staff", "Olga Ny", *into, stdin=HERS).ok()


def test_backups_are_listed_by_the_copy_of_a_header_that_is_gone(command: Run, shop: Path, made: Path) -> None:
    (shop / "vault.json").unlink()
    listed = command("--json", "--shop", shop, "backups").ok().document["backups"]
    assert [Path(one["file"]) for one in listed] == [made]
