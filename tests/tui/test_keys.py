"""Keys and passphrases on the screens, and what to do when something happened."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.jobs import backup, drives
from shopcrm.tui.forms.key_forms import NewKeyFile, RecoverySheet
from shopcrm.vault import facts, key_files, logins
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import OWNER, PASSPHRASE, fixed_clock
from tests.disks import are_disks
from tests.tui.conftest import OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text

NEW = "a lighthouse keeps its own hours"


def words(pilot: Pilot[int]) -> str:
    """What is shown, without frames and line ends."""
    return " ".join(screen_text(pilot.app).replace("│", " ").split())


async def to_keys(pilot: Pilot[int]) -> None:
    await pilot.press("7")
    await until_shown(pilot, "[7.More]")
    pilot.app.go_to_place("keys")  # type: ignore[attr-defined]
    await until_ready(pilot, "I forgot my passphrase")


async def test_a_passphrase_that_was_seen_is_changed_and_the_book_gets_another_key(
    open_app: OpenApp, vault: Vault
) -> None:
    vault.write(facts.prove_recovery)
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await until_golden(pilot, "keys_80")
        await pilot.press(*["down"] * 7, "enter")
        await until_ready(pilot, "Choose a new one")
        await until_golden(pilot, "keys_seen_80")
        await pilot.press("enter")
        await until_ready(pilot, "A new passphrase")
        for typed in (PASSPHRASE, NEW, NEW):
            await type_in(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "does not open the shop any more")
        assert "still opens what was made before" in words(pilot)
        await pilot.press("escape")
        await until_ready(pilot, "I forgot my passphrase")
    assert vault.header.gen == 2


async def test_enter_on_a_way_in_tells_about_it_and_only_the_list_with_the_focus_bears_the_mark(
    open_app: OpenApp, vault: Vault
) -> None:
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        assert "▸ Change my passphrase" in words(pilot)
        assert words(pilot).count("▸") == 1
        await pilot.press("shift+tab")
        await until(pilot, lambda: f"▸ {OWNER}" in words(pilot))
        assert words(pilot).count("▸") == 1
        await pilot.press("enter")
        await until_ready(pilot, "The passphrase alone is enough.")
        assert "costs a thief only 19 MB of memory" in words(pilot)
        await pilot.press("escape", "down", "enter")
        await until_ready(pilot, "Nobody can guess it")
        await pilot.press("enter")
        await until_ready(pilot, "Practise: type the recovery code")


async def test_the_recovery_code_at_the_locked_screen_leads_to_a_new_passphrase(
    open_app: OpenApp, vault: Vault, shop_folder: Path
) -> None:
    code = logins.new_recovery_code(vault)
    vault.close()
    async with open_app(**REAL, book=None) as pilot:
        await until_shown(pilot, "Your records are locked")
        await type_in(pilot, code)
        await pilot.press("enter")
        await until_ready(pilot, "The recovery code opened the shop")
        for typed in (NEW, NEW):
            await type_in(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[1.Today]")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    with open_vault(shop_folder, NEW, clock=fixed_clock) as again:
        assert not again.slot.is_recovery


async def test_a_lost_stick_with_a_secret_and_a_key_file_asks_for_all_three(
    open_app: OpenApp, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    are_disks(monkeypatch, tmp_path)
    sticks = [tmp_path / name for name in ("red", "blue", "green", "white")]
    for stick in sticks:
        stick.mkdir()
    vault.key_file = key_files.create(vault, PASSPHRASE, sticks[0], sticks[1])[0]
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await pilot.press(*["down"] * 5, "enter")
        await until_ready(pilot, "Backups were on it")
        await pilot.press("space", "tab", "space", "tab", "space", "ctrl+s")
        await until_ready(pilot, "That is a personal data breach")
        await until_golden(pilot, "keys_lost_with_secret_80")
        await pilot.press("enter")
        await until_ready(pilot, "A new passphrase")
        for typed in (PASSPHRASE, NEW, NEW):
            await type_in(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "To prove that it is on paper")
        form = pilot.app.screen
        assert isinstance(form, RecoverySheet)
        await pilot.press("ctrl+g")
        await until_ready(pilot, "Customers")
        await pilot.press(*"custo", "enter")
        await until_ready(pilot, "Stay here")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is form)
        shown = screen_text(pilot.app)
        assert shown.index(form._code) < shown.index("PDF goes to") < shown.index(f"Group {form._asked + 1}")
        await pilot.press("s", *["tab"] * 3)
        assert form.values() == {"folder": str(Path.home()), "group": ""}, "what is typed too early goes nowhere"
        await type_in(pilot, form._code.split("-")[form._asked].lower())
        await pilot.press("ctrl+s")
        await until_ready(pilot, "A key file on two sticks")
        for typed in (str(sticks[2]), str(sticks[3]), NEW):
            await pilot.press("ctrl+a")
            await type_in(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "The book has a new key")
        assert "stay readable to who has it and what was with it." in words(pilot)
    assert vault.header.gen == 2
    assert vault.read(facts.recovery_proven)
    assert vault.key_file is not None
    assert vault.key_file.parent == sticks[2]
    key_files.test(vault, NEW, vault.key_file)


async def test_after_a_lost_stick_a_backup_is_made_at_once_and_the_older_ones_are_listed_until_they_are_deleted(
    open_app: OpenApp, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, new_stick = backup.own_folder(vault.folder), tmp_path / "new"
    new_stick.mkdir()
    monkeypatch.setattr(drives, "plugged_in", lambda: (drives.Drive(new_stick, "New", "vfat"),))
    old = backup.make(vault, own).file
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await pilot.press(*["down"] * 5, "enter")
        await until_ready(pilot, "Backups were on it")
        await pilot.press("space", "ctrl+s")
        await until_ready(pilot, "Keep my passphrase")
        assert "it opens every later copy of the book" in words(pilot)
        await until_golden(pilot, "keys_lost_80")
        await pilot.press("right", "enter")
        await until_ready(pilot, "The book has a new key")
        assert "and any later copy of the book" in words(pilot)
        assert "This computer: 1 backup" in words(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "Another folder")
        assert (list(own.glob("*.scb")), list(new_stick.iterdir())) == ([old], []), "nothing is known of that stick"
        await pilot.press("escape")
        await until_ready(pilot, "! Delete older backups")
        assert "No backup with the new key" in words(pilot)
        await pilot.press("home", "enter")
        await until_ready(pilot, "Delete older backups: where?")
        await pilot.press("enter")
        await until_ready(pilot, "Make a backup there")
        await pilot.press("enter")
        await until_ready(pilot, "read back and proven")
        await pilot.press("enter", "escape")
        await until_ready(pilot, "! Delete older backups")
        await pilot.press("home", "enter")
        await until_ready(pilot, "Delete older backups: where?")
        await pilot.press("enter")
        await until_ready(pilot, "This cannot be taken back")
        assert "To be deleted, made before the key was changed: 22 Nov 2026, 09:30." in words(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: not old.exists())
        await until(pilot, lambda: "Delete older backups" not in words(pilot))
    assert len(list(own.glob("*.scb"))) == 1


async def test_who_left_is_picked_from_a_list_and_an_owner_who_went_puts_the_recovery_sheet_in_doubt(
    open_app: OpenApp, vault: Vault
) -> None:
    vault.write(facts.prove_recovery)
    logins.add(vault, "Kim Dale", Role.ASSISTANT, "five words that nobody guesses")
    logins.add(vault, "Olga Ny", Role.OWNER, "seven quiet herons by the weir")
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await pilot.press(*["down"] * 6, "enter")
        await until_ready(pilot, "Who left?")
        assert "Kim Dale · Assistant" in words(pilot)
        await pilot.press("o", "enter")
        await until_ready(pilot, "Olga Ny leaves?")
        await pilot.press("enter")
        await until_ready(pilot, "Olga Ny has left")
        assert "make a new recovery sheet (More, Keys), for Olga Ny may know its code" in words(pilot)
        await pilot.press("escape")
        await until_shown(pilot, "! A former owner may know the recovery code: make a new sheet. (Olga Ny)")
    assert {one.name for one in logins.listed(vault)} == {OWNER, "Kim Dale", ""}


async def test_a_key_file_is_offered_no_stick_with_backups_and_asks_before_it_is_made_where_it_protects_nothing(
    open_app: OpenApp, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    are_disks(monkeypatch, tmp_path)
    sticks = [tmp_path / name for name in ("blue", "red")]
    for stick in sticks:
        stick.mkdir()
    monkeypatch.setattr(drives, "plugged_in", lambda: tuple(drives.Drive(one, one.name, "vfat") for one in sticks))
    backup.make(vault, sticks[0])
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await pilot.press(*["down"] * 3, "enter")
        await until_ready(pilot, "apart from the backups")
        form = pilot.app.screen
        assert isinstance(form, NewKeyFile)
        assert (form.values()["first"], form.values()["second"]) == (str(sticks[1]), "")
        assert form.focused is form.row("second").field, "what is typed at once goes behind no name of a stick"
        await type_in(pilot, str(sticks[1]))
        await pilot.press("tab")
        await type_in(pilot, PASSPHRASE)
        await pilot.press("ctrl+s")
        await until_ready(pilot, "on the same disk")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(sticks[0]))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Make the key file all the same?")
        assert "Nobody has shown that the recovery sheet exists" in words(pilot)
        assert "it is on the same stick as backups" in words(pilot)
        await pilot.press("escape")
        await until_ready(pilot, "Nothing was made.")
    assert not list(tmp_path.rglob("*.key"))
