"""What is reached from More, to the letter, at 80x24 and 120x34."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, products
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.sections import PAGES, SECTIONS
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until_golden, until_ready, until_shown
from tests.tui.test_import_wizard import SHOPIFY

MORE = (SECTIONS[-1],)
SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]
each_size = pytest.mark.parametrize(("size", "name"), SIZES)
Size = tuple[int, int]


async def go(pilot: Pilot[int], place: str, words: str) -> None:
    """To a place of More."""
    await until_ready(pilot, "Products")
    pilot.app.go_to_place(place)  # type: ignore[attr-defined]
    await until_ready(pilot, words)


@pytest.fixture
def stocked(vault: Vault) -> Vault:
    """A shop that sells three things, one of them awkwardly named."""
    vault.write(products.add, ProductDraft("Rose bouquet", 2800, "ROSE", cost=900, tax_rate=2000))
    vault.write(products.add, ProductDraft("Tulips [/], ten", 1250, "TUL", tax_rate=550))
    vault.write(products.add, ProductDraft("Delivery", 500))
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    return vault


@each_size
async def test_more(open_app: OpenApp, size: Size, name: str) -> None:
    async with open_app(sections=MORE, pages=PAGES, size=size) as pilot:
        await until_ready(pilot, "Products")
        await until_golden(pilot, f"more_{name}")


@each_size
async def test_products(open_app: OpenApp, stocked: Vault, size: Size, name: str) -> None:
    async with open_app(sections=MORE, pages=PAGES, size=size) as pilot:
        await go(pilot, "products", "3 products")
        await until_golden(pilot, f"products_{name}")


async def test_a_product(open_app: OpenApp, stocked: Vault) -> None:
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await go(pilot, "products", "3 products")
        await pilot.press("down", "enter")
        await until_ready(pilot, "P-1001")
        await until_golden(pilot, "product_80")


@each_size
async def test_the_rehearsal_of_an_import(open_app: OpenApp, tmp_path: Path, size: Size, name: str) -> None:
    (tmp_path / "orders.csv").write_text(SHOPIFY)
    async with open_app(sections=MORE, pages=PAGES, size=size) as pilot:
        await go(pilot, "import", "[1 File]")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path / "orders.csv"))
        await pilot.press("enter")
        await until_ready(pilot, "[2 Columns]")
        await until_golden(pilot, f"import_columns_{name}")
        await pilot.press("enter")
        await until_ready(pilot, "[3 Rehearsal]")
        await until_golden(pilot, f"import_rehearsal_{name}")


@each_size
async def test_settings(open_app: OpenApp, size: Size, name: str) -> None:
    async with open_app(sections=MORE, pages=PAGES, size=size) as pilot:
        await go(pilot, "settings", "Robin Marsh")
        await until_golden(pilot, f"settings_{name}")


@each_size
async def test_the_activity(open_app: OpenApp, stocked: Vault, size: Size, name: str) -> None:
    async with open_app(sections=MORE, pages=PAGES, size=size) as pilot:
        await go(pilot, "activity", "4 entries")
        await until_shown(pilot, "Entry 4")
        await until_golden(pilot, f"activity_{name}")


async def test_the_export(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/robin")
    monkeypatch.setenv("USERPROFILE", "/home/robin")
    async with open_app(sections=MORE, pages=PAGES) as pilot:
        await go(pilot, "export", "(o) Everyone")
        await until_golden(pilot, "export_80")
