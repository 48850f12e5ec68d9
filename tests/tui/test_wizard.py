"""The first run, from nothing to an open shop."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.shop import profile, search
from shopcrm.tui.app import ShopApp
from shopcrm.tui.screens.wizard import Wizard
from shopcrm.tui.screens.wizard_steps import SHEET
from shopcrm.vault import facts, recovery_code
from tests.tui.conftest import OpenApp, type_in, until, until_ready, until_shown
from tests.tui.screen_text import screen_text

LONG = "a small shop by the old harbour"


async def test_the_first_run_ends_with_an_open_shop_a_proven_sheet_and_the_right_settings(
    open_app: OpenApp, shop_folder: Path, tmp_path: Path
) -> None:
    async with open_app(book=None, folder=shop_folder / "new") as pilot:
        app = pilot.app
        assert isinstance(app, ShopApp)
        await until_shown(pilot, "What is your shop called")
        await type_in(pilot, "Harbour Books")
        await pilot.press("enter")
        await type_in(pilot, "Ada Quayle")
        await pilot.press("enter")
        await until_shown(pilot, "[2 Passphrase]")
        await type_in(pilot, LONG)
        await pilot.press("enter")
        await type_in(pilot, LONG)
        await pilot.press("enter")
        await until_shown(pilot, "[3 Recovery sheet]")
        wizard = app.screen
        assert isinstance(wizard, Wizard)
        await pilot.click("#field-folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.click("#save-sheet")
        await until(pilot, (tmp_path / SHEET).exists)
        assert (tmp_path / SHEET).read_bytes().startswith(b"%PDF")
        asked = wizard.step.asked  # type: ignore[attr-defined]
        await pilot.click("#field-group")
        await type_in(pilot, wizard.plan.code.split("-")[asked].lower())
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[4 Place]")
        await pilot.press("right", "right", "ctrl+s")
        await until_shown(pilot, "[5 Backup]")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[6 Begin]")
        await pilot.press("right", "ctrl+s")
        await until_shown(pilot, "[1.Today]")
        assert app.sitting is not None
        kept = await app.sitting.read(profile.get)
        assert (kept.name, kept.owner, kept.region, kept.currency) == ("Harbour Books", "Ada Quayle", "GB-SCT", "GBP")
        assert await app.sitting.read(facts.recovery_proven)
        assert (await app.sitting.read(search.find, "a")).results
        app.sitting.book.close()


async def test_a_weak_passphrase_and_two_that_differ_are_refused_before_anything_is_made(
    open_app: OpenApp, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    async with open_app(book=None, folder=folder) as pilot:
        await until_shown(pilot, "What is your shop called")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✗ The shop needs a name.")
        await type_in(pilot, "S")
        await pilot.press("enter", "R", "enter")
        await until_shown(pilot, "[2 Passphrase]")
        await pilot.press(*"short", "ctrl+s")
        await until_shown(pilot, "at least 15 characters")
        await pilot.press("ctrl+a")
        await type_in(pilot, LONG)
        await pilot.press("tab", "x", "ctrl+s")
        await until_shown(pilot, "The two are not the same.")
        assert not folder.exists()


async def test_five_words_are_made_and_shown_on_request(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        await until_shown(pilot, "What is your shop called")
        await pilot.press("S", "enter", "R", "enter")
        await until_shown(pilot, "[2 Passphrase]")
        await pilot.click("#generate")
        await until_shown(pilot, "[x] Show what I type")
        shown = [row for row in screen_text(pilot.app).splitlines() if "Passphrase   " in row]
        assert shown[0].count("-") == 4


async def _at_recovery(pilot: Pilot[int]) -> Wizard:
    await until_ready(pilot, "What is your shop called")
    await pilot.press("S", "enter", "R", "enter")
    await until_shown(pilot, "[2 Passphrase]")
    await type_in(pilot, LONG)
    await pilot.press("enter")
    await type_in(pilot, LONG)
    await pilot.press("enter")
    await until_shown(pilot, "[3 Recovery sheet]")
    assert isinstance(pilot.app.screen, Wizard)
    return pilot.app.screen


async def test_quitting_before_the_code_is_proven_says_what_that_costs_and_enter_stays(
    open_app: OpenApp, tmp_path: Path
) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        wizard = await _at_recovery(pilot)
        await pilot.press("ctrl+q")
        await until_shown(pilot, "The recovery code has not been proven yet")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is wizard)
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert not pilot.app._exit
        await pilot.press("ctrl+q")
        await until_shown(pilot, "The recovery code has not been proven yet")
        await pilot.press("right", "enter")
        await until(pilot, lambda: pilot.app._exit)


async def test_quitting_with_something_typed_asks_and_with_nothing_does_not(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        await until_ready(pilot, "What is your shop called")
        await pilot.press("S", "ctrl+q")
        await until_shown(pilot, "Stop setting up?")
        await pilot.press("escape")
        await until_shown(pilot, "What is your shop called")
        await pilot.press("backspace", "ctrl+q")
        await until(pilot, lambda: pilot.app._exit)


async def test_back_is_offered_only_where_there_is_a_step_to_go_back_to(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        await until_ready(pilot, "What is your shop called")
        assert "Esc" not in screen_text(pilot.app)
        await pilot.press("S", "enter", "R", "enter")
        await until_shown(pilot, "Esc Back")
        await pilot.press("escape")
        await until_shown(pilot, "[1 Shop]")
        await pilot.press("tab", "enter")
        await until_shown(pilot, "[2 Passphrase]")


async def test_the_code_is_covered_while_a_piece_of_it_is_typed(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        wizard = await _at_recovery(pilot)
        await until_shown(pilot, wizard.plan.code)
        assert "Esc" not in screen_text(pilot.app)
        await pilot.click("#field-group")
        await until(pilot, lambda: wizard.plan.code not in screen_text(pilot.app))
        await until_shown(pilot, "••••••-")
        assert f"* Group {wizard.step.asked + 1} " in screen_text(pilot.app)  # type: ignore[attr-defined]


async def test_what_is_wrong_with_a_passphrase_is_told_to_the_end_at_80_columns(
    open_app: OpenApp, tmp_path: Path
) -> None:
    async with open_app(book=None, folder=tmp_path / "new") as pilot:
        await until_ready(pilot, "What is your shop called")
        await pilot.press("S", "enter", "R", "enter")
        await until_shown(pilot, "[2 Passphrase]")
        await pilot.press(*"short", "ctrl+s")
        await until_shown(pilot, "at least 15 characters")
        shown = " ".join(" ".join(row.strip(" │") for row in screen_text(pilot.app).splitlines()).split())
        assert "let the program make one of five words." in shown


@pytest.mark.parametrize("place", range(5))
def test_a_group_typed_back_counts_in_any_case_and_another_does_not(place: int) -> None:
    code = recovery_code.generate()
    groups = code.split("-")
    assert recovery_code.same_group(code, place, groups[place].lower())
    assert not recovery_code.same_group(code, place, groups[(place + 1) % 5])
    assert not recovery_code.same_group(code, place, "")
