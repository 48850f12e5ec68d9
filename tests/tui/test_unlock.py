"""The unlock screen."""

import json
from pathlib import Path

from shopcrm.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.tui.conftest import OpenApp, type_in, until_shown
from tests.tui.screen_text import screen_text


async def test_the_right_passphrase_opens_today(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None) as pilot:
        await until_shown(pilot, "Your records are locked")
        await type_in(pilot, PASSPHRASE)
        assert PASSPHRASE not in screen_text(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, "[1.Today]")


async def test_a_wrong_passphrase_says_so_and_asks_about_caps_lock(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None) as pilot:
        await until_shown(pilot, "Your records are locked")
        await type_in(pilot, "something else entirely")
        await pilot.press("enter")
        await until_shown(pilot, "did not match.")
        await until_shown(pilot, "Lock on?")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "passphrase"


async def test_a_passphrase_given_at_the_start_is_used_at_once(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None, secret=PASSPHRASE) as pilot:
        await until_shown(pilot, "[1.Today]")


async def test_i_forgot_it_tells_about_the_recovery_sheet(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None) as pilot:
        await until_shown(pilot, "[ I forgot it… ]")
        await pilot.click("#forgot")
        await until_shown(pilot, "recovery sheet")


async def test_nothing_of_the_shop_can_be_reached_before_it_is_open(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None) as pilot:
        await until_shown(pilot, "Your records are locked")
        await pilot.press("tab", "2", "ctrl+g", "ctrl+z", "ctrl+l")
        await pilot.pause()
        assert "Your records are locked" in screen_text(pilot.app)
        assert len(pilot.app.screen_stack) == 1


async def test_a_header_that_was_altered_opens_to_look_at_only_and_is_explained(
    open_app: OpenApp, vault: Vault, shop_folder: Path
) -> None:
    vault.close()
    for name in ("vault.json", "vault.bak.json"):
        header = json.loads((shop_folder / name).read_text())
        header["chores"] = {"backup": "2026-11-01T09:00:00Z"}
        (shop_folder / name).write_text(json.dumps(header))
    async with open_app(book=None, secret=PASSPHRASE) as pilot:
        await until_shown(pilot, "That did not work")
        await pilot.press("enter")
        await until_shown(pilot, "Last backup 21 days ago !")
