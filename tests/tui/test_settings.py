"""Settings: every one at a glance, changed in place, taken back with Ctrl+Z."""

from pathlib import Path

import pytest

from shopcrm import settings
from shopcrm.shop import profile
from shopcrm.tui.screens.settings import SettingsScreen
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import WIDE, OpenApp, type_in, until, until_ready
from tests.tui.screen_text import screen_text

SETTINGS = (Section(7, "more", "More", "shopcrm.tui.screens.settings:SettingsScreen"),)
ROWS = ("Shop", "Owner", "Address", "E-mail", "Phone", "Website", "Currency", "VAT number", "Prices", "Region")


async def test_every_setting_fits_on_the_smallest_screen(open_app: OpenApp) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        text = screen_text(pilot.app)
    assert "England (GB-ENG)" in text
    assert "Pounds (GBP)" in text
    for name in (*ROWS, "Time zone", "Complaints go to", "Colours", "Locks after", "Holidays"):
        assert name in text


async def test_the_cursor_begins_in_the_field_of_the_marked_row(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        await pilot.press(*["down"] * ROWS.index("E-mail"), "enter")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-email")
        await type_in(pilot, "shop@example.com")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "shop@example.com")
        assert vault.read(profile.get).email == "shop@example.com"
        await pilot.press("ctrl+z")
        await until(pilot, lambda: vault.read(profile.get).email == "")


async def test_a_new_name_stands_on_the_top_line_at_once(open_app: OpenApp) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        await pilot.press("enter")
        await until_ready(pilot, "Prints on receipts")
        await pilot.press("ctrl+a")
        await type_in(pilot, "Petal")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen_text(pilot.app).startswith(" Petal"))


async def test_a_region_that_is_unknown_is_pointed_at_and_nothing_changes(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        await pilot.press(*["down"] * ROWS.index("Region"), "enter")
        await until_ready(pilot, "Where the shop is")
        await pilot.press("ctrl+a")
        await type_in(pilot, "XX-YY")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "1 thing to fix")
    assert vault.read(profile.get).region == "GB-ENG"


async def test_the_colours_are_kept_on_this_machine_and_the_minutes_in_the_book(
    open_app: OpenApp, vault: Vault, tmp_path: Path
) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        await pilot.press("end", "up", "enter")
        await until_ready(pilot, "Screen and lock")
        await pilot.press("right", "tab", "ctrl+a")
        await type_in(pilot, "12")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "12 minutes without a key")
        assert pilot.app.theme == "light"
        assert pilot.app.watch_idle.idle_seconds == 720  # type: ignore[attr-defined]
    assert settings.load(tmp_path / "settings.json").theme == "light"
    assert vault.read(profile.get).idle_minutes == 12


async def test_a_holiday_is_added_in_words_and_removed_again(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES) as pilot:
        await until_ready(pilot, "Robin Marsh")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "A public holiday")
        await type_in(pilot, "24 dec")
        await pilot.press("enter")
        await type_in(pilot, "Jubilee")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "+ 24 Dec 2026")
        assert [one.day for one in vault.read(profile.extra_holidays)] == ["2026-12-24"]
        await pilot.press("end", "up", "enter")
        await until_ready(pilot, "No holiday after all?")
        await pilot.press("enter")
        await until(pilot, lambda: not vault.read(profile.extra_holidays))


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_settings_that_look_like_markup_are_shown_as_they_are(
    open_app: OpenApp, vault: Vault, size: tuple[int, int]
) -> None:
    from dataclasses import replace

    vault.write(profile.change, replace(vault.read(profile.get), owner="[/] Marsh", address="[@click=app.quit]\nx"))
    async with open_app(sections=SETTINGS, pages=PAGES, size=size) as pilot:
        await until_ready(pilot, "[/] Marsh")
        assert "[@click=app.quit], x" in screen_text(pilot.app)


async def test_settings_say_whether_the_recovery_sheet_was_proven_and_explain_it(
    open_app: OpenApp, vault: Vault
) -> None:
    async with open_app(sections=SETTINGS, pages=PAGES, size=WIDE) as pilot:
        await until_ready(pilot, "! The recovery sheet was never proven")
        screen = pilot.app.screen
        assert isinstance(screen, SettingsScreen)
        screen._change(next(one for one in screen._settings if one.part == "recovery"))
        await until_ready(pilot, "the code cannot be shown again")
        await pilot.press("enter")
        await until_ready(pilot, "Recovery sheet")
