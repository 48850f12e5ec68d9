"""Requests: the register, the form for a new one, and the page that leads through it, as a shopkeeper does it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.privacy import requests
from shopcrm.privacy.requests import DataRequest
from tests.conftest import MakeVault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.requests_desk import Desk, desk
from tests.tui.screen_text import check_golden

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.fixture
def shop(make_vault: MakeVault, tmp_path: Path) -> Desk:
    """Six requests on a Sunday morning."""
    return desk(make_vault, tmp_path / "requests")


def held(shop: Desk, request: int) -> DataRequest:
    return shop.vault.read(requests.card, request)


async def to_list(pilot: Pilot[int]) -> None:
    """To the register."""
    await pilot.press("6")
    await until_ready(pilot, "Records that are seen")
    await pilot.press("enter")
    await until_ready(pilot, "the soonest due first")


async def to_page(pilot: Pilot[int], request: int, words: str = "Note F5") -> None:
    """To the page of a request."""
    pilot.app.open_record(f"D-{request}")  # type: ignore[attr-defined]
    await until_ready(pilot, words)


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_register(open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await until_shown(pilot, "Received Sunday 18 October")
        check_golden(pilot.app, f"requests_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("access", "In the book twice?"),
        ("late", "days late"),
        ("waiting", "Not started"),
        ("complaint", "Tell them within 30 days"),
        ("stranger", "Find the record of who asks"),
        ("done", "Tell those who had the data"),
    ],
)
async def test_the_page_at_each_stage(
    open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str, which: str, words: str
) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, getattr(shop, which), "To do: Enter")
        if which == "access":
            await pilot.press("left")
        await until_shown(pilot, words)
        check_golden(pilot.app, f"request_{which}_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_a_new_request_says_when_it_is_due_before_it_is_saved(
    open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str
) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "Answer by Tuesday 22 Dec 2026")
        await pilot.press("tab")
        await type_in(pilot, "smith")
        await until_shown(pilot, "Which one?")
        check_golden(pilot.app, f"request_offer_{name}")
        await pilot.press("enter")
        await until_shown(pilot, "D-1004 asks the same")
        check_golden(pilot.app, f"request_new_{name}")
