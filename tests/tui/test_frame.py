"""The frame of the application: its menu and its keys."""

from tests.tui.conftest import OpenApp
from tests.tui.screen_text import screen_text


async def test_a_number_opens_its_section_and_the_numbers_never_shift(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        assert "[1.Today]" in screen_text(pilot.app)
        await pilot.press("2")
        await pilot.pause()
        assert "[2.Customers]" in screen_text(pilot.app)
        assert "7.More" in screen_text(pilot.app)
