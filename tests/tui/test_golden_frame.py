"""The frame's own screens, to the letter, at 80x24 and 120x34."""

import pytest

from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, until_golden, until_shown

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_unlock_screen(open_app: OpenApp, vault: Vault, size: tuple[int, int], name: str) -> None:
    vault.close()
    async with open_app(book=None, size=size) as pilot:
        await until_shown(pilot, "[ I forgot it… ]")
        await until_golden(pilot, f"unlock_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_a_list_with_find_and_peek(open_app: OpenApp, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size) as pilot:
        await pilot.press("2")
        await until_shown(pilot, "Email offers")
        await until_golden(pilot, f"frame_list_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_a_form_with_things_to_fix(open_app: OpenApp, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size) as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", "backspace", "tab", "1", "ctrl+s")
        await until_shown(pilot, "2 things to fix")
        await until_golden(pilot, f"frame_form_{name}")


async def test_the_guard(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("x", "escape")
        await until_shown(pilot, "[ Keep editing ]")
        await until_golden(pilot, "frame_guard_80")


async def test_the_palette(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+g")
        await until_shown(pilot, "New name  ")
        await until_golden(pilot, "frame_palette_80")


async def test_help(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("f1")
        await until_shown(pilot, "Change the shop's name")
        await until_golden(pilot, "frame_help_80")


async def test_the_first_step_of_the_first_run(open_app: OpenApp, vault: Vault) -> None:
    vault.close()
    async with open_app(book=None, folder=vault.folder / "none") as pilot:
        await until_shown(pilot, "What is your shop called")
        await until_golden(pilot, "wizard_80")
