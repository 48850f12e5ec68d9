"""More: the list of places, each of which opens, also from Go to…; the activity; the export."""

import json
from pathlib import Path

import pytest

from shopcrm.shop import customers, products
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.sections import PAGES, PLACES, SECTIONS
from shopcrm.vault.vault import Vault
from tests.tui.conftest import WIDE, OpenApp, type_in, until, until_ready, until_shown
from tests.tui.screen_text import screen_text

MORE = (SECTIONS[-1],)
FIRST_WORDS = {
    "reminders": "A reminder stands on Today",
    "chores": "Chores: nothing waits",
    "products": "What you sell stands here",
    "import": "[1 File]",
    "export": "(o) Everyone",
    "figures": "Sales by month",
    "feedback": "Nobody has answered yet",
    "segments": "Bought lately, often and much",
    "at-risk": "Nobody is at risk",
    "duplicates": "Nobody looks to be in the book twice",
    "quality": "There are no customers yet",
    "backup": "No backup yet",
    "loyalty": "No programme yet",
    "service": "Closed on",
    "saved-replies": "Replies that you write often stand here",
    "settings": "Corner Flowers",
    "keys": "Nobody has shown that",
    "staff": "1 person works here",
    "activity": "0 entries",
}


async def test_go_to_finds_a_new_order_from_any_screen(open_app: OpenApp) -> None:
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await until_ready(pilot, PLACES[0].words)
        await pilot.press("ctrl+g")
        await until_ready(pilot, "a screen, an action")
        await type_in(pilot, "new order")
        await until_shown(pilot, "New order")
        await pilot.press("enter")
        await until_ready(pilot, "To pay")


@pytest.mark.parametrize("place", range(len(PLACES)))
async def test_every_row_of_more_opens(open_app: OpenApp, place: int) -> None:
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await until_ready(pilot, PLACES[0].words)
        await pilot.press(*["down"] * place, "enter")
        await until_shown(pilot, FIRST_WORDS[PLACES[place].name])
        await pilot.press("escape")
        await until_ready(pilot, PLACES[0].words)


async def test_a_letter_goes_to_the_next_row_of_more_that_begins_with_it(open_app: OpenApp) -> None:
    async with open_app(sections=MORE) as pilot:
        await until_ready(pilot, "▸ Products")
        await pilot.press("b")
        await until_ready(pilot, "▸ Backup")
        await pilot.press("s", "s", "s", "x")
        await until_ready(pilot, "▸ Staff")


async def test_help_on_keys_is_the_last_row(open_app: OpenApp) -> None:
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await until_ready(pilot, PLACES[0].words)
        await pilot.press("end", "enter")
        await until_ready(pilot, "Go to that section")


async def test_go_to_reaches_the_backup_screen_and_products(open_app: OpenApp, vault: Vault) -> None:
    vault.write(products.add, ProductDraft("Rose bouquet", 2800, "ROSE"))
    async with open_app(sections=SECTIONS, pages=PAGES) as pilot:
        await pilot.press("ctrl+g")
        await type_in(pilot, "make a backup")
        await until_ready(pilot, "Backup: Make a backup")
        await pilot.press("enter")
        await until_ready(pilot, "Back up to")
        await pilot.press("ctrl+g")
        await type_in(pilot, "rose")
        await until_ready(pilot, "P-1001")
        await pilot.press("enter")
        await until_ready(pilot, "Your cost")


async def test_go_to_shows_a_note_with_its_customer(open_app: OpenApp, vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(customers.add_note, ana, "Prefers peonies")
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await pilot.press("ctrl+g")
        await type_in(pilot, "peonies")
        await until_ready(pilot, "Note on Ana Smith")
        await pilot.press("enter")
        await until_ready(pilot, "More F12")


async def test_the_activity_says_who_did_what_and_opens_the_record(open_app: OpenApp, vault: Vault) -> None:
    vault.write(customers.add, CustomerDraft("[/]", "Smith"))
    vault.write(products.add, ProductDraft("Rose bouquet", 2800))
    async with open_app(sections=MORE, pages=PAGES, size=WIDE) as pilot:
        await until_ready(pilot, PLACES[0].words)
        pilot.app.go_to_place("activity")  # type: ignore[attr-defined]
        await until_ready(pilot, "2 entries")
        text = screen_text(pilot.app)
        assert "Add a product" in text
        assert "Robin Marsh" in text
        await pilot.press("ctrl+f")
        await type_in(pilot, "c-1001")
        await until_ready(pilot, "1 entry")
        await pilot.press("down", "enter")
        await until_ready(pilot, "[/] Smith")


async def test_an_export_writes_the_file_and_says_where(open_app: OpenApp, vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await until_ready(pilot, PLACES[0].words)
        pilot.app.go_to_place("export")  # type: ignore[attr-defined]
        await until_ready(pilot, "(o) Everyone")
        await pilot.press("tab", "right", "right", "tab", "tab", "ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "customers-2026-11-22.json: 1 row")
        await pilot.press("enter")
        await until_ready(pilot, PLACES[0].words)
    written = json.loads((tmp_path / "customers-2026-11-22.json").read_text())
    assert [one["last name"] for one in written["customers"]] == ["Smith"]


async def test_an_export_for_offers_leaves_out_who_has_not_said_yes(
    open_app: OpenApp, vault: Vault, tmp_path: Path
) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await until_ready(pilot, PLACES[0].words)
        pilot.app.go_to_place("export")  # type: ignore[attr-defined]
        await until_ready(pilot, "(o) Everyone")
        await pilot.press("tab", "tab", "right")
        await until_ready(pilot, "( ) telephone")
        await pilot.press("tab", "tab", "ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "1 left out: Has not said yes")
        await until(pilot, lambda: (tmp_path / "customers-2026-11-22.csv").exists())
