"""The text field: the keys that people know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from shopcrm.tui.widgets.text_field import TextField


class _OneField(App[None]):
    def __init__(self, value: str, password: bool) -> None:
        super().__init__()
        self.initial = value
        self.masked = password

    def compose(self) -> ComposeResult:
        yield TextField(self.initial, password=self.masked)


@asynccontextmanager
async def _field(value: str = "", *, password: bool = False) -> AsyncIterator[tuple[Pilot[None], TextField]]:
    async with _OneField(value, password).run_test(size=(60, 5)) as pilot:
        field = pilot.app.query_one(TextField)
        field.focus()
        await pilot.pause()
        yield pilot, field


async def test_ctrl_a_selects_everything_so_that_typing_replaces_it() -> None:
    async with _field("Ana Smith") as (pilot, field):
        await pilot.press("end", "ctrl+a", "B")
        assert field.value == "B"


async def test_ctrl_backspace_deletes_the_word_to_the_left() -> None:
    async with _field("Ana Maria Smith") as (pilot, field):
        await pilot.press("end", "ctrl+backspace")
        assert field.value == "Ana Maria "


async def test_ctrl_z_takes_back_typing_and_ctrl_y_repeats_it() -> None:
    async with _field("Ana") as (pilot, field):
        await pilot.press("end", "x", "y", "ctrl+z")
        assert field.value == "Anax"
        await pilot.press("ctrl+z")
        assert field.value == "Ana"
        await pilot.press("ctrl+y", "ctrl+y")
        assert field.value == "Anaxy"


async def test_a_password_keeps_no_history_and_cannot_be_copied() -> None:
    async with _field(password=True) as (pilot, field):
        await pilot.press(*"secret", "ctrl+z")
        assert field.value == "secret"
        await pilot.press("ctrl+a", "ctrl+c", "ctrl+x")
        assert pilot.app.clipboard == ""
        assert field.value == "secret"


async def test_show_what_i_type_unmasks_a_password() -> None:
    async with _field(password=True) as (pilot, field):
        await pilot.press(*"abc")
        assert "•••" in "".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        field.show_typing(True)
        await pilot.pause()
        assert "abc" in "".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def test_a_paste_of_many_lines_becomes_one_and_loses_what_acts() -> None:
    async with _field() as (pilot, field):
        field.post_message(events.Paste("1 High Street\r\nLeeds\x1b]52;c;aGk=\x07\n"))
        await pilot.pause()
        assert field.value == "1 High Street Leeds]52;c;aGk="


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_nothing_that_acts_on_a_terminal_can_stand_in_a_field(text: str) -> None:
    kept = TextField().validate_value(text)
    assert all(character.isprintable() or character == " " or ord(character) > 0x9F for character in kept)
    assert "\x1b" not in kept
