"""`shopcrm init`: a new shop."""

import stat
from pathlib import Path

from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE

WHO = ("--name", "Corner Flowers", "--owner", "Bea", "--kdf-memory", 19)


def test_a_new_shop_opens_with_its_passphrase_and_with_its_recovery_code(
    command: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    folder = tmp_path / "new"
    options = ("--json", "--shop", folder)
    document = command(*options, "--passphrase-file", passphrase_file, "init", *WHO).ok().document
    assert set(document) == {"vault_id", "folder", "recovery_code"}
    assert Path(document["folder"]) == folder
    assert len(bytes.fromhex(document["vault_id"])) == 16
    for secret in (PASSPHRASE, document["recovery_code"]):
        command(*options, "--passphrase-file", "-", "find", "x", stdin=secret).ok()


def test_only_its_owner_can_read_the_shop(command: Run, tmp_path: Path, passphrase_file: Path) -> None:
    folder = tmp_path / "new"
    command("--shop", folder, "--passphrase-file", passphrase_file, "init", *WHO).ok()
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_folder_with_a_shop_is_refused(command: Run, shop: Path, passphrase_file: Path) -> None:
    answer = command("--json", "--shop", shop, "--passphrase-file", passphrase_file, "init", *WHO)
    assert answer.code == 1
    assert answer.document["error"]["data_safe"] is True


def test_a_weak_passphrase_is_refused(command: Run, tmp_path: Path) -> None:
    answer = command("--shop", tmp_path / "new", "--passphrase-file", "-", "init", *WHO, stdin="password")
    assert answer.code == 1
    assert not (tmp_path / "new").exists()


def test_a_cost_below_the_least_is_a_usage_error(command: Run, tmp_path: Path, passphrase_file: Path) -> None:
    options = ("--shop", tmp_path / "new", "--passphrase-file", passphrase_file)
    assert command(*options, "init", *WHO[:-1], 8).code == 2


def test_an_unknown_currency_or_region_is_refused(command: Run, tmp_path: Path, passphrase_file: Path) -> None:
    options = ("--shop", tmp_path / "new", "--passphrase-file", passphrase_file)
    assert command(*options, "init", *WHO, "--currency", "pounds").code == 1
    assert command(*options, "init", *WHO, "--region", "XX-YY").code == 1
    assert not (tmp_path / "new" / "vault.json").exists()
