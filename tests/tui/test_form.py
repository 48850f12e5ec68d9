"""Forms: what is wrong is said and pointed at, and nothing typed is lost unasked."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from textual import events

from shopcrm.tui.forms.form import Form, FormRow, text_row
from tests.tui.conftest import OpenApp, until, until_shown
from tests.tui.screen_text import screen_text


async def test_saving_says_how_many_things_to_fix_and_goes_to_the_first(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", "backspace", "tab", "1", "2", "tab", "ctrl+s")
        await until_shown(pilot, "✗ 2 things to fix")
        assert "Name: This must be filled in." in screen_text(pilot.app)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-name"


async def test_an_error_moves_no_button(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        before = [row for row, words in enumerate(screen_text(pilot.app).splitlines()) if "[ Cancel ]" in words]
        await pilot.press("tab", "1", "tab")
        await until_shown(pilot, "✗ 1 thing to fix")
        after = [row for row, words in enumerate(screen_text(pilot.app).splitlines()) if "[ Cancel ]" in words]
        assert before == after


async def test_a_field_that_was_put_right_is_good_again(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("tab", "1", "tab", "shift+tab", *"2345678", "tab")
        await until(pilot, lambda: "to fix" not in screen_text(pilot.app))


async def test_a_value_that_the_shop_refuses_is_pointed_at_and_what_was_typed_stays(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", *"taken", "ctrl+s")
        await until_shown(pilot, "Name: That name is taken. Choose another.")
        assert "▌ taken" in screen_text(pilot.app)


async def test_enter_goes_to_the_next_field(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("enter")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-phone"


async def test_an_untouched_form_closes_without_a_question(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


@pytest.mark.parametrize("leaving", ["escape", "ctrl+q"])
async def test_leaving_an_unsaved_form_asks_and_keep_editing_keeps(open_app: OpenApp, leaving: str) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("x", leaving)
        await until_shown(pilot, "[ Keep editing ]")
        await pilot.press("escape")
        await until(pilot, lambda: "[ Keep editing ]" not in screen_text(pilot.app))
        assert "▌ Corner Flowersx" in screen_text(pilot.app)


async def test_dont_save_drops_what_was_typed(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("x", "escape")
        await until_shown(pilot, "[ Keep editing ]")
        await pilot.press("right", "enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert "\n Corner Flowers\n" in screen_text(pilot.app)


async def test_save_in_the_guard_saves(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", *"Lilies", "escape")
        await until_shown(pilot, "[ Keep editing ]")
        await pilot.press("enter")
        await until_shown(pilot, "\n Lilies")


async def test_the_palette_above_an_unsaved_form_asks_before_it_goes_anywhere(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("x", "ctrl+g", *"cust")
        await until_shown(pilot, "▸ Customers")
        await pilot.press("enter")
        await until_shown(pilot, "[ Keep editing ]")
        await pilot.press("right", "enter")
        await until_shown(pilot, "[2.Customers]")
        assert len(pilot.app.screen_stack) == 1


async def test_a_tick_and_a_choice_say_their_state_in_characters(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "[ ] Open on Sundays")
        await pilot.press("tab", "tab", "space", "tab", "right")
        await until_shown(pilot, "[x] Open on Sundays")
        await until_shown(pilot, "( ) Card  (o) Cash")
        await pilot.click("ChoiceRow", offset=(1, 0))
        await until_shown(pilot, "(o) Card  ( ) Cash")


class SlowForm(Form[str]):
    """A form that is filled only when the test says so."""

    heading = "Slow"

    def __init__(self) -> None:
        super().__init__()
        self.may_load = asyncio.Event()

    def rows(self) -> Iterable[FormRow]:
        """Two fields; the second is known."""
        yield text_row("first", "First")
        yield text_row("second", "Second")

    async def load(self) -> dict[str, Any]:
        """Wait."""
        await self.may_load.wait()
        return {"first": "", "second": "known"}


async def test_a_form_is_shown_filled_and_keys_pressed_before_that_are_typed_into_it(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        form = SlowForm()
        pilot.app.push_screen(form)
        await pilot.pause()
        await pilot.press(*"Zoe", "tab", *"Smith")
        assert "First" not in screen_text(pilot.app)
        form.may_load.set()
        await until_shown(pilot, "▌ Smith")
        await until(pilot, lambda: form.values() == {"first": "Zoe", "second": "Smith"})
        assert form.unsaved


async def test_what_was_changed_while_a_form_was_filled_stays_and_counts_as_unsaved(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        form = SlowForm()
        pilot.app.push_screen(form)
        await pilot.pause()
        form.row("second").put("typed")
        form.may_load.set()
        await until_shown(pilot, "▌ typed")
        assert form.unsaved
        form.row("second").put("known")
        assert not form.unsaved


async def test_escape_leaves_a_form_that_is_not_filled_yet(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        pilot.app.push_screen(SlowForm())
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_what_is_typed_right_after_tab_goes_into_the_next_field_however_fast(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        for pressed in ("a", "tab", "0", "7"):
            pilot.app.post_message(events.Key(pressed, pressed if len(pressed) == 1 else None))
        await until_shown(pilot, "▌ 07 ")
        assert "▌ Corner Flowersa " in screen_text(pilot.app)
