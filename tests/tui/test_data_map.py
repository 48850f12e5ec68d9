"""The data map on screen: what is held, how it is used, what is blanked, and the file of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopcrm.shop import customers
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.screen_text import screen_text
from tests.vault.rules import query, run

HERE = {
    "sections": (Section(6, "privacy", "Privacy", "shopcrm.tui.screens.data_map:DataMapScreen"),),
    "pages": PAGES,
}


@pytest.fixture
def held(vault: Vault) -> Vault:
    """Two customers; the one with a birthday has not been touched since June 2025."""
    home = (AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA"),)
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith", birthday="3 May 1980", addresses=home))
    vault.write(customers.add, CustomerDraft("Ben", "[/]", phones=(ContactDraft("07700 900245"),)))
    vault.write(run, f"UPDATE customers SET updated_at = '2025-06-01T09:00:00Z' WHERE id = {ana}")
    return vault


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_map_and_the_fields_of_a_kind_fit(
    open_app: OpenApp, held: Vault, size: tuple[int, int], width: int
) -> None:
    async with open_app(size=size, **HERE) as pilot:
        await until_ready(pilot, "1 unused for a year")
        await until_shown(pilot, "Basis")
        await until_golden(pilot, f"data_map_{width}")
        await pilot.press("enter")
        await until_ready(pilot, "Birthday")
        await until_golden(pilot, f"data_map_fields_{width}")


async def test_a_field_that_nobody_uses_is_blanked_after_a_question(open_app: OpenApp, held: Vault) -> None:
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "1 unused for a year")
        await pilot.press("enter")
        await until_ready(pilot, "Birthday")
        await pilot.press("f9")
        assert "Blank “" not in screen_text(pilot.app)
        await pilot.press(*["down"] * 7)
        await until_shown(pilot, "F9 blanks it")
        await pilot.press("f9")
        await until_ready(pilot, "Blank “Birthday” in 1 records?")
        await pilot.press("enter")
        await until_ready(pilot, "never filled in")
        assert held.read(query, "SELECT birthday FROM customers") == [(None,), (None,)]
        await pilot.press("escape")
        await until_ready(pilot, "no field is unused")


async def test_the_map_is_written_as_a_table_without_naming_anybody(
    open_app: OpenApp, held: Vault, tmp_path: Path
) -> None:
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "1 unused for a year")
        await pilot.press("ctrl+p")
        await until_ready(pilot, "A paper to read")
        await pilot.press("down", "enter")
        await until_ready(pilot, "Which folder?")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Written" in screen_text(pilot.app))
    said = (tmp_path / "what-we-hold-2026-11-22.csv").read_text("utf-8-sig")
    assert "unused for a year" in said
    assert "Ana" not in said
    assert datetime(2026, 11, 22, tzinfo=UTC).date().isoformat() in said


async def test_its_keys_are_in_its_help(open_app: OpenApp, held: Vault) -> None:
    async with open_app(size=WIDE, **HERE) as pilot:
        await until_ready(pilot, "1 unused for a year")
        await pilot.press("f1")
        await until_ready(pilot, "Everything can be clicked")
        await pilot.press("end")
        await until(pilot, lambda: "Write the map to a file" in screen_text(pilot.app))
