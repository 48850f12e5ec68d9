"""What is painted in part is what Textual would paint, and Textual still has the private parts that this builds on."""

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.geometry import Region
from textual.scrollbar import ScrollBar

from shopcrm.tui.painting import Painter
from shopcrm.tui.screens.customers import CustomersScreen
from shopcrm.tui.widgets.thumb import Thumb
from shopcrm.tui.widgets.virtual_table import VirtualTable
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_shown
from tests.tui.people import REAL, people

HERE_AND_THERE = (Region(3, 2, 20, 1), Region(0, 4, 9, 2), Region(30, 7, 44, 11), Region(70, 3, 10, 19))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_part_is_painted_as_textual_paints_it(open_app: OpenApp, vault: Vault, size: tuple[int, int]) -> None:
    people(vault)
    async with open_app(size=size, **REAL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        await type_in(pilot, "smi")
        await until_shown(pilot, "2 of 3 customers")
        painter = pilot.app.screen._compositor
        assert isinstance(painter, Painter)
        for changed in (*((one,) for one in HERE_AND_THERE), HERE_AND_THERE):
            painter._dirty_regions.update(changed)
            ours = painter.render_partial_update()
            painter._dirty_regions.update(changed)
            theirs = Compositor.render_partial_update(painter)
            assert ours is not None
            assert theirs is not None
            assert ours.render_segments(pilot.app.console) == theirs.render_segments(pilot.app.console)


async def test_the_scroll_bar_of_a_list_is_drawn_as_textual_draws_it(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        thumb = pilot.app.screen.query_one("#list", VirtualTable).vertical_scrollbar
        assert isinstance(thumb, Thumb)
        thumb.window_virtual_size, thumb.position = 40, 9
        whole = Region(0, 0, *thumb.size)
        drawn = [strip.text for strip in thumb.render_lines(whole)]
        assert drawn == [strip.text for strip in ScrollBar.render_lines(thumb, whole)]
        assert len(set(drawn)) > 1


def test_textual_asks_this_before_it_parses_every_stylesheet_anew_for_a_screen() -> None:
    for asks in (App._init_mode, App.switch_mode):
        assert "_css_update_count" in asks.__code__.co_names


async def test_a_section_opens_without_parsing_every_stylesheet_anew(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        before = pilot.app._css_update_count
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        assert pilot.app.screen._css_update_count == pilot.app._css_update_count == before
