"""`passphrase`, `recovery`, `rotate-key` and `key-file`, as a script calls them."""

from pathlib import Path

import pytest

from shopcrm.vault.vault import Vault
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE
from tests.disks import are_disks

NEW = "a lighthouse keeps its own hours"


@pytest.fixture
def shop(vault: Vault) -> Path:
    """A shop, locked."""
    vault.close()
    return vault.folder


def secret(folder: Path, name: str, text: str) -> Path:
    """A file with a secret on its first line."""
    (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder / name


def test_a_passphrase_that_was_seen_is_changed_with_the_key_of_the_book(
    command: Run, shop: Path, tmp_path: Path
) -> None:
    old, new = secret(tmp_path, "old", PASSPHRASE), secret(tmp_path, "new", NEW)
    shopcrm = ("--shop", shop, "--json", "--passphrase-file")
    command(*shopcrm, old, "backup", "--to", tmp_path / "stick").ok()
    changed = command(*shopcrm, old, "passphrase", "--new-passphrase-file", new, "--seen").ok().document
    assert (changed["changed"], changed["rotated"], changed["gen"]) == (True, True, 2)
    assert [len(place["files"]) for place in changed["to_replace"]] == [1]
    assert command(*shopcrm, old, "check").code == 3
    command(*shopcrm, new, "check").ok()
    command(*shopcrm, new, "verify", changed["to_replace"][0]["files"][0], "--key-of", shop).ok()
    weak = secret(tmp_path, "weak", "short")
    refused = command(*shopcrm, new, "passphrase", "--new-passphrase-file", weak)
    assert (refused.code, refused.document["error"]["kind"]) == (1, "invalid")


def test_a_new_recovery_sheet_is_saved_practised_and_sets_a_passphrase_anew(
    command: Run, shop: Path, tmp_path: Path
) -> None:
    old, new = secret(tmp_path, "old", PASSPHRASE), secret(tmp_path, "new", NEW)
    made = command("--shop", shop, "--json", "--passphrase-file", old, "recovery", "--output", tmp_path).ok().document
    assert Path(made["file"]).read_bytes().startswith(b"%PDF")
    code = secret(tmp_path, "code", made["recovery_code"])
    practice = ("--shop", shop, "--json", "--passphrase-file", old, "recovery", "--practice", "--code-file")
    assert command(*practice, code).ok().document["proven"]
    wrong = "0" if made["recovery_code"][0] != "0" else "1"
    mistyped = command(*practice, secret(tmp_path, "typo", wrong + made["recovery_code"][1:]))
    assert mistyped.code == 3
    assert "group 1" in mistyped.document["error"]["message"]
    command("--shop", shop, "--passphrase-file", code, "passphrase", "--new-passphrase-file", new).ok()
    assert command("--shop", shop, "--passphrase-file", old, "check").code == 3
    command("--shop", shop, "--passphrase-file", new, "check").ok()


def test_a_key_file_is_made_on_two_sticks_tested_and_dropped(
    command: Run, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    are_disks(monkeypatch, tmp_path)
    old = secret(tmp_path, "old", PASSPHRASE)
    for name in ("red/a", "red/b", "blue"):
        (tmp_path / name).mkdir(parents=True)
    shopcrm = ("--shop", shop, "--json", "--passphrase-file", old)
    command(*shopcrm, "backup", "--to", tmp_path / "blue").ok()
    refused = command(*shopcrm, "key-file", "create", tmp_path / "red/a", tmp_path / "red/b")
    assert "on the same disk" in refused.document["error"]["message"]
    made = command(*shopcrm, "key-file", "create", tmp_path / "red", tmp_path / "blue").ok().document
    files, (unproven, beside) = made["files"], made["warnings"]
    assert "practise recovery first" in unproven
    assert beside == f"{tmp_path / 'blue'}: it is on the same stick as backups: there it protects nothing."
    assert command(*shopcrm, "rotate-key").code == 3
    keyed = (*shopcrm, "--key-file", files[1])
    assert command(*keyed, "key-file", "test").ok().document["opens"]
    assert command(*keyed, "rotate-key", "--reason", "stick lost").ok().document["gen"] == 2
    said = [one["what"] for one in command(*keyed, "check").ok().document["findings"]]
    assert any(f"The key file {files[1]}" in what and "same stick as backups" in what for what in said)
    command(*keyed, "key-file", "drop").ok()
    assert command(*shopcrm, "key-file", "drop").code == 2
    command(*shopcrm, "rotate-key").ok()


def test_a_key_that_is_a_year_old_is_found(command: Run, shop: Path, tmp_path: Path) -> None:
    shopcrm = ("--shop", shop, "--json", "--passphrase-file", secret(tmp_path, "old", PASSPHRASE))
    later = ("--now", "2027-11-30T09:00:00Z", *shopcrm)
    assert any("more than a year" in one["what"] for one in command(*later, "check").ok().document["findings"])
    command(*later, "rotate-key").ok()
    assert not any("more than a year" in one["what"] for one in command(*later, "check").ok().document["findings"])
