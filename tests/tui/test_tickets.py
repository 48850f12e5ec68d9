"""Tickets: the inbox, one ticket's page, replies, and the policy, as a shopkeeper does it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.conftest import MakeVault
from tests.tui.conftest import NARROW, WIDE, OpenApp, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import check_golden
from tests.tui.tickets_desk import Desk, desk

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.fixture
def shop(make_vault: MakeVault, tmp_path: Path) -> Desk:
    """Four tickets on a Friday morning."""
    return desk(make_vault, tmp_path / "tickets")


async def inbox(pilot: Pilot[int]) -> None:
    """To the list of tickets."""
    await pilot.press("5")
    await until_ready(pilot, "(o) Inbox")
    await until_shown(pilot, "T-1002")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_screens_of_tickets(open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await inbox(pilot)
        await until_shown(pilot, "First reply: ! late")
        check_golden(pilot.app, f"tickets_{name}")
        await pilot.press("down", "down", "enter")
        await until_shown(pilot, "still is not here")
        check_golden(pilot.app, f"ticket_{name}")
        await pilot.press("f2")
        await until_shown(pilot, "sends nothing")
        await pilot.press("f5")
        await until_shown(pilot, "your order O-1001 is on its way")
        check_golden(pilot.app, f"ticket_pick_{name}")
        await pilot.press("enter")
        await until_shown(pilot, "Copy and record")
        check_golden(pilot.app, f"ticket_reply_{name}")
