"""Products: list, find, add, change, put away."""

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.shop import products
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.forms.product_form import rate_of, rate_words
from shopcrm.tui.screens.products import ProductsScreen
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import WIDE, OpenApp, type_in, until, until_ready
from tests.tui.screen_text import screen_text

PRODUCTS = (Section(7, "more", "More", f"{ProductsScreen.__module__}:ProductsScreen"),)


async def test_a_product_is_added_with_arithmetic_in_its_price(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(sections=PRODUCTS, pages=PAGES) as pilot:
        await until_ready(pilot, "What you sell stands here")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New product")
        await type_in(pilot, "Rose bouquet")
        await pilot.press("enter")
        await type_in(pilot, "3*4.50")
        await pilot.press("enter")
        await type_in(pilot, "ROSE")
        await pilot.press("tab", "tab")
        await type_in(pilot, "5.5")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "£13.50")
        assert "5.5%" in screen_text(pilot.app)
    held = vault.read(products.card, 1001)
    assert (held.name, held.price, held.sku, held.tax_rate, held.cost) == ("Rose bouquet", 1350, "ROSE", 550, None)


async def test_a_code_that_another_product_has_is_pointed_at(open_app: OpenApp, vault: Vault) -> None:
    vault.write(products.add, ProductDraft("Rose", 350, "ROSE"))
    async with open_app(sections=PRODUCTS, pages=PAGES) as pilot:
        await until_ready(pilot, "1 product")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New product")
        await type_in(pilot, "Tulip")
        await pilot.press("enter")
        await type_in(pilot, "2")
        await pilot.press("enter")
        await type_in(pilot, "rose")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "has that code already")
    assert vault.read(products.row_ids) == [1001]


async def test_find_narrows_the_list_and_enter_opens_the_product(open_app: OpenApp, vault: Vault) -> None:
    vault.write(products.add, ProductDraft("Rose", 350, "ROSE"))
    vault.write(products.add, ProductDraft("Tulip", 250, "TUL"))
    async with open_app(sections=PRODUCTS, pages=PAGES) as pilot:
        await until_ready(pilot, "2 products")
        await pilot.press("ctrl+f")
        await type_in(pilot, "tul")
        await until_ready(pilot, "1 product")
        await pilot.press("enter", "enter")
        await until_ready(pilot, "P-1002")


async def test_a_product_is_put_away_and_ctrl_z_brings_it_back(open_app: OpenApp, vault: Vault) -> None:
    vault.write(products.add, ProductDraft("Rose", 350))
    async with open_app(sections=PRODUCTS, pages=PAGES) as pilot:
        await until_ready(pilot, "1 product")
        await pilot.press("enter")
        await until_ready(pilot, "P-1001")
        await pilot.press("f9")
        await until_ready(pilot, "[ Bring back ]")
        await pilot.press("ctrl+z")
        await until_ready(pilot, "[ Put away ]")
        await pilot.press("f9")
        await until_ready(pilot, "[ Bring back ]")
        await pilot.press("escape")
        await until_ready(pilot, "What you sell stands here")
        pilot.app.screen.query_one("#put-away").focus()
        await pilot.press("space")
        await until_ready(pilot, "1 product")
    assert vault.read(products.row_ids, archived=True) == [1001]


async def test_a_change_keeps_what_was_not_touched(open_app: OpenApp, vault: Vault) -> None:
    vault.write(products.add, ProductDraft("Rose", 350, "ROSE", "Flowers", cost=120, currency="EUR", tax_rate=2000))
    async with open_app(sections=PRODUCTS, pages=PAGES) as pilot:
        await until_ready(pilot, "1 product")
        await pilot.press("enter")
        await until_ready(pilot, "P-1001")
        await pilot.press("f2")
        await until_ready(pilot, "Change the product")
        await pilot.press("tab", "ctrl+a")
        await type_in(pilot, "4")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: vault.read(products.card, 1001).price == 400)
        await until_ready(pilot, "€4.00")
    held = vault.read(products.card, 1001)
    assert (held.sku, held.family, held.cost, held.currency, held.tax_rate) == ("ROSE", "Flowers", 120, "EUR", 2000)


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_a_product_named_like_markup_is_shown_as_it_is(
    open_app: OpenApp, vault: Vault, size: tuple[int, int]
) -> None:
    vault.write(products.add, ProductDraft("[/]", 350, "[@click=app.quit]", "[bold]"))
    async with open_app(sections=PRODUCTS, pages=PAGES, size=size) as pilot:
        await until_ready(pilot, "1 product")
        await pilot.press("enter")
        await until_ready(pilot, "[@click=app.quit]")
        assert "[/]" in screen_text(pilot.app)


@pytest.mark.parametrize(("typed", "rate"), [("20", 2000), ("5.5 %", 550), ("0", 0), ("100", 10_000), ("5,5", 550)])
def test_a_tax_rate_is_read_as_people_write_it(typed: str, rate: int) -> None:
    assert rate_of(typed) == rate
    assert rate_of(rate_words(rate)) == rate


@pytest.mark.parametrize("typed", ["", "-1", "100.01", "5.555", "a fifth", "NaN", "1e99"])
def test_what_is_no_tax_rate_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        rate_of(typed)
