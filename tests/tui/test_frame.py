"""The frame of the application: its menu, its keys, help, palette, undo, and a window that is too small."""

import asyncio

import pytest

from shopcrm.shop import customers
from shopcrm.tui.app import ShopApp
from shopcrm.tui.frame import flow
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.themes import THEMES
from shopcrm.tui.widgets.top_line import TopLine
from shopcrm.vault.vault import Vault
from tests.tui import example
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_shown
from tests.tui.people import REAL, people
from tests.tui.screen_text import screen_text


async def test_a_number_opens_its_section_and_the_numbers_never_shift(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        assert "[1.Today]" in screen_text(pilot.app)
        await pilot.press("2")
        await until_shown(pilot, "[2.Customers]")
        assert "7.More" in screen_text(pilot.app)


async def test_the_numbers_of_sections_that_do_not_exist_yet_do_nothing(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("4", "5", "6")
        await pilot.pause()
        assert "[1.Today]" in screen_text(pilot.app)


async def test_a_record_opened_from_another_page_says_that_escape_goes_back(open_app: OpenApp, vault: Vault) -> None:
    who = people(vault)
    async with open_app(**REAL) as pilot:
        app = pilot.app
        assert isinstance(app, ShopApp)
        app.open_record(f"C-{who.ana}")
        await until_shown(pilot, "ana@example.com")
        app.open_record("O-1001")
        await until_shown(pilot, "O-1001 ")
        await until(pilot, lambda: "Esc Back" in screen_text(app).splitlines()[-1])


async def test_a_number_typed_into_a_field_is_text(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("2")
        await until_shown(pilot, "Ana Smith 1001")
        await pilot.press("1", "5", "0", "0")
        await until_shown(pilot, "▸ Ana Smith 1500")
        assert "[2.Customers]" in screen_text(pilot.app)


async def test_a_wide_window_has_the_menu_as_a_list_of_15_columns(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as pilot:
        rows = screen_text(pilot.app).splitlines()
        assert rows[2].startswith("▸1 Today")
        assert rows[3].startswith(" 2 Customers")
        assert pilot.app.screen.query_one("SectionsList").size.width == 15


async def test_the_top_line_names_the_shop_and_warns_that_there_is_no_backup(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        assert screen_text(pilot.app).splitlines()[0] == " Corner Flowers   Saved · No backup yet !"


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_bottom_row_has_at_most_five_keys_and_all_of_them_fit(open_app: OpenApp, width: int) -> None:
    async with open_app(size=(width, 24)) as pilot:
        row = screen_text(pilot.app).splitlines()[-1]
        assert row == " Ctrl+N New name   Ctrl+G Go to…   Esc Menu   F1 Help"


async def test_a_key_in_the_bottom_row_can_be_clicked(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        column = screen_text(pilot.app).splitlines()[-1].index("F1")
        await pilot.click("KeyRow", offset=(column, 0))
        await until_shown(pilot, "How the shop stands today.")


async def test_a_tab_can_be_clicked(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        column = screen_text(pilot.app).splitlines()[1].index("2.Customers")
        await pilot.click("SectionsList", offset=(column, 0))
        await until_shown(pilot, "[2.Customers]")


async def test_escape_enters_the_menu_and_arrows_and_enter_leave_it(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("escape", "right", "enter")
        await until_shown(pilot, "[2.Customers]")


@pytest.mark.parametrize("leaving", ["escape", "enter", "down"])
async def test_the_menu_is_left_as_it_was_entered(open_app: OpenApp, leaving: str) -> None:
    async with open_app() as pilot:
        await pilot.press("2")
        await until_shown(pilot, "Ana Smith 1001")
        await pilot.press("tab", "escape")
        await until(pilot, lambda: "Esc Back" in screen_text(pilot.app).splitlines()[-1])
        await pilot.press(leaving)
        await until(pilot, lambda: "Esc Menu" in screen_text(pilot.app).splitlines()[-1])
        assert pilot.app.focused is pilot.app.screen.query_one("#list")


async def test_in_a_wide_window_right_leaves_the_menu_and_down_moves_in_it(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as pilot:
        await pilot.press("escape", "down", "enter")
        await until_shown(pilot, "Ana Smith 1001")
        await pilot.press("escape", "right")
        await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("#find"))


async def test_quit_in_the_menu_asks_first_and_enter_stays(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("escape", "left", "enter")
        await until_shown(pilot, "Close the shop?")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("enter")
        await until_shown(pilot, "Close the shop?")
        await pilot.press("right", "enter")
        await until(pilot, lambda: pilot.app._exit)


async def test_the_top_line_shortens_what_can_be_taken_back_and_nothing_else(open_app: OpenApp, vault: Vault) -> None:
    async with open_app() as pilot:
        app = pilot.app
        assert isinstance(app, ShopApp)
        assert app.sitting is not None
        await app.sitting.write(example.rename_at_length, "The changed name of Corner Flowers at the old harbour")
        app.screen.query_one(TopLine).show(app.sitting)
        await until_shown(pilot, "Ctrl+Z takes back:")
        top = screen_text(app).splitlines()[0]
        assert top.startswith(" Corner Flowers   Saved · Ctrl+Z takes back: ")
        assert top.endswith("… · No backup yet !")


async def test_help_lists_only_the_sections_that_there_are(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("f1")
        await until_shown(pilot, "1 2 3 7 ")


async def test_go_to_shows_its_rows_in_full_and_that_enter_opens(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+g", *"shop's")
        await until_shown(pilot, "Settings: The shop's name, place, money, colours and")
        assert screen_text(pilot.app).splitlines()[-1].startswith(" Enter Open")


async def test_help_tells_what_the_screen_is_for_and_its_keys(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("f1")
        await until_shown(pilot, "How the shop stands today.")
        text = screen_text(pilot.app)
        assert "Ctrl+N or F2" in text
        assert "Change the shop's name" in text
        await pilot.press("f1")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_help_is_there_above_a_form(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "Paid by")
        await pilot.press("f1")
        await until_shown(pilot, "What the shop is called.")


async def test_the_palette_goes_to_a_section(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+g", *"cust")
        await until_shown(pilot, "▸ Customers")
        await pilot.press("enter")
        await until_shown(pilot, "[2.Customers]")


async def test_the_palette_does_what_the_screen_below_can_do(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+g", *"new na")
        await until_shown(pilot, "▸ New name")
        await pilot.press("enter")
        await until_shown(pilot, "Paid by")


async def test_the_palette_offers_no_picture_of_the_screen(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+g", *"scr")
        await until(pilot, lambda: "Go to…" in screen_text(pilot.app))
        assert "Screenshot" not in screen_text(pilot.app)
        assert not pilot.app.use_command_palette


async def test_undo_takes_back_the_last_act_and_redo_repeats_it(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", *"Roses", "ctrl+s")
        await until_shown(pilot, "Ctrl+Z takes back: the shop's name")
        await until_shown(pilot, "\n Roses")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "\n Corner Flowers\n")
        await pilot.press("ctrl+y")
        await until_shown(pilot, "\n Roses")


async def test_a_window_that_is_too_small_says_so_until_it_grows(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.resize_terminal(50, 18)
        await until_shown(pilot, "Please make the window larger")
        await pilot.resize_terminal(*NARROW)
        await until_shown(pilot, "[1.Today]")
        assert "larger" not in screen_text(pilot.app)


async def test_a_section_keeps_what_was_typed_in_it(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("2")
        await until_shown(pilot, "Ana Smith 1001")
        await pilot.press("9", "9", "tab", "1")
        await until_shown(pilot, "[1.Today]")
        await pilot.press("2")
        await until_shown(pilot, "▌ 99")


async def test_a_page_opens_on_top_of_its_section_and_escape_returns_to_the_same_row(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("2")
        await until_shown(pilot, "Ana Smith 1001")
        await pilot.press("tab", "down", "down", "enter")
        await until_shown(pilot, "Customer C-1003")
        await pilot.press("escape")
        await until_shown(pilot, "▸ Ana Smith 1003")


@pytest.mark.parametrize("theme", THEMES)
async def test_only_the_focused_button_is_reversed_and_its_words_stand_out(open_app: OpenApp, theme: str) -> None:
    async with open_app(theme=theme) as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "[ Save ]")
        save, cancel = pilot.app.screen.query_one("#save"), pilot.app.screen.query_one("#cancel")
        for focused, other in ((save, cancel), (cancel, save)):
            focused.focus()
            await pilot.pause()
            assert focused.rich_style.reverse
            assert not other.rich_style.reverse
            brightness = sorted((focused.styles.color.brightness, focused.styles.background.brightness))
            assert brightness[1] - brightness[0] > 0.8


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_shows_the_same_words(open_app: OpenApp, theme: str) -> None:
    async with open_app(theme=theme) as pilot:
        assert "[1.Today]" in screen_text(pilot.app)
        assert pilot.app.theme == theme


async def test_without_colour_the_section_the_fields_and_the_bars_still_show(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app() as pilot:
        assert pilot.app.no_color
        assert "[1.Today]" in screen_text(pilot.app)
        assert "██" in screen_text(pilot.app)
        await pilot.press("2")
        await until_shown(pilot, "▌ a number")


async def test_the_palette_goes_to_any_record(open_app: OpenApp, vault: Vault) -> None:
    made = vault.write(customers.add, customers.CustomerDraft("Zelda [/]", "Okafor"))
    async with open_app() as pilot:
        await pilot.press("ctrl+g", *"zeld")
        await until_shown(pilot, "▸ Zelda [/] Okafor")
        await pilot.press("enter")
        await until_shown(pilot, f"Customer C-{made}")


async def test_an_error_says_what_happened_that_the_records_are_safe_and_what_next(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        assert isinstance(pilot.app, ShopApp)
        pilot.app.open_record("nonsense")
        await until_shown(pilot, "That did not work")
        assert "✓ Your records are safe." in screen_text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


class LatePage(ShopPage):
    """A page whose reading ends only after the page was left."""

    section = "customers"

    def __init__(self) -> None:
        super().__init__()
        self.may_end, self.ended = asyncio.Event(), False

    @flow
    async def read_on(self) -> None:
        """Look for a widget once the page is gone, and for one that never was."""
        task = asyncio.current_task()
        while not self.may_end.is_set():
            try:
                await self.may_end.wait()
            except asyncio.CancelledError:
                assert task is not None
                task.uncancel()
        self.ended = True
        self.query_one("#nothing")


async def test_a_flow_that_ends_after_its_page_was_left_ends_quietly(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        page = LatePage()
        await pilot.app.push_screen(page)
        page.read_on()
        await pilot.pause()
        pilot.app.pop_screen()
        page.may_end.set()
        await until(pilot, lambda: page.ended and not page.is_attached)
        await until_shown(pilot, "[1.Today]")
        assert pilot.app.is_running
