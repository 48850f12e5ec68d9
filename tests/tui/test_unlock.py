"""The unlock screen."""

import json
from pathlib import Path

from shopcrm.jobs.demo import open_demo
from shopcrm.places import demo_passphrase_file
from shopcrm.vault.keyring import Kdf
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import PASSPHRASE, fixed_clock
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


async def test_a_demonstration_shop_tells_its_passphrase(open_app: OpenApp, tmp_path: Path) -> None:
    made = open_demo(tmp_path / "demo", customers=1, clock=fixed_clock)
    made.vault.close()
    passphrase = made.passphrase_file.read_text().strip()
    async with open_app(book=None, folder=tmp_path / "demo") as pilot:
        await until_shown(pilot, "This is a demonstration shop. Its passphrase:")
        await until_shown(pilot, passphrase)
        await type_in(pilot, passphrase)
        await pilot.press("enter")
        await until_shown(pilot, "[1.Today]")


async def test_a_shop_of_ones_own_never_tells_its_passphrase(open_app: OpenApp, tmp_path: Path) -> None:
    vault, _ = create_vault(tmp_path / "own", "Own", "Ada", PASSPHRASE, clock=fixed_clock, kdf=Kdf(20 * 1024, 1, 1))
    vault.close()
    demo_passphrase_file(tmp_path / "own").write_text(PASSPHRASE)
    async with open_app(book=None, folder=tmp_path / "own") as pilot:
        await until_shown(pilot, "Your records are locked")
        assert PASSPHRASE not in screen_text(pilot.app)
