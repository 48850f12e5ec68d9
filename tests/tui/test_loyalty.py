"""Loyalty on screen: the programme, its parts, what expires; and a customer's points on her page."""

import pytest
from textual.pilot import Pilot

from shopcrm.shop import loyalty, orders, products
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.screens.loyalty import LoyaltyScreen
from shopcrm.tui.sections import PAGES, Section
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL, People, people
from tests.tui.screen_text import screen_text
from tests.tui.test_customer_page import to_page, to_part

LOYALTY = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.loyalty:LoyaltyScreen"),), "pages": PAGES}
TERMS = Programme(lock_days=0, expiry_months=1, warn_days=60, tiers=(Tier("Silver", 200, 110),))


@pytest.fixture
def them(vault: Vault) -> People:
    """Ana, Björn and [/]."""
    return people(vault)


async def fill(pilot: Pilot[int], *values: str) -> None:
    """Type into one field after the other, over what stands there, and save."""
    for value in values:
        await pilot.press("ctrl+a")
        await type_in(pilot, value)
        await pilot.press("tab")
    await pilot.press("ctrl+s")


async def add(pilot: Pilot[int], kind: int, words: str) -> None:
    """Choose the so-manieth thing to add, and wait for its form."""
    await pilot.press("ctrl+n")
    await until_ready(pilot, "What shall be added?")
    await pilot.press(*["down"] * kind, "enter")
    await until_ready(pilot, words)


async def test_a_shop_without_a_programme_is_offered_to_set_one_up(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**LOYALTY) as pilot:
        await until_ready(pilot, "Set one up")
        await pilot.press("enter")
        await until_ready(pilot, "Points are earned and used")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 point for each £1.00; 100 points pay £1.00")
        assert vault.read(loyalty.programme) == Programme()


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_programme_and_its_form_fit(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    vault.write(loyalty.set_programme, TERMS)
    async with open_app(size=size, **LOYALTY) as pilot:
        await until_ready(pilot, "Tier Silver")
        await until_shown(pilot, "next month 0 expire (£0.00)")
        await until_golden(pilot, f"loyalty_{width}")
        await pilot.press("enter")
        await until_ready(pilot, "Grace in days")
        await until_golden(pilot, f"loyalty_form_{width}")


async def test_tiers_rules_rewards_and_stamp_cards_are_added_and_removed(open_app: OpenApp, vault: Vault) -> None:
    roses = vault.write(products.add, ProductDraft("Rose bouquet", 2800, "RB"))
    vault.write(loyalty.set_programme, Programme())
    async with open_app(**LOYALTY) as pilot:
        await until_ready(pilot, "In use")
        await add(pilot, 0, "Earns in %")
        await fill(pilot, "Silver", "200", "110")
        await until_shown(pilot, "from 200 points a year; earns 110%")
        await add(pilot, 1, "Earns otherwise")
        await pilot.press("tab")
        await type_in(pilot, "RB")
        await pilot.press("tab", "tab")
        await fill(pilot, "200")
        await until_shown(pilot, "200% of the ordinary points")
        await add(pilot, 2, "Reward")
        await fill(pilot, "Five off", "500")
        await until_shown(pilot, "This must be filled in")
        await type_in(pilot, "5")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "500 points for £5.00 off")
        await add(pilot, 3, "Stamp card")
        await fill(pilot, "Six posies", "The seventh is free", "6", "rose")
        await until_shown(pilot, "6 stamps: The seventh is free")
        held = vault.read(loyalty.programme)
        assert held is not None
        assert [(one.product, one.percent) for one in held.rules] == [(roses, 200)]
        await pilot.press("down", "down", "down", "enter")
        await until_ready(pilot, "Remove it from the programme")
        await pilot.press("shift+tab", "shift+tab", "shift+tab", "space", "ctrl+s")
        await until(pilot, lambda: vault.read(loyalty.programme).tiers == ())  # type: ignore[union-attr]


async def test_terms_that_cannot_be_are_pointed_at_and_nothing_changes(open_app: OpenApp, vault: Vault) -> None:
    vault.write(loyalty.set_programme, Programme())
    async with open_app(**LOYALTY) as pilot:
        await until_ready(pilot, "In use")
        await add(pilot, 0, "Earns in %")
        await fill(pilot, "Silver", "200", "50")
        await until_shown(pilot, "between 100 and 1,000 %")
        await pilot.press("escape")
        await until_shown(pilot, "Don't save")
    assert vault.read(loyalty.programme) == Programme()


async def test_what_expires_soon_is_listed_and_opens_the_customer(
    open_app: OpenApp, vault: Vault, them: People
) -> None:
    vault.write(loyalty.set_programme, TERMS)
    vault.write(loyalty.join, them.ana)
    vault.write(loyalty.goodwill, them.ana, 120, "for the late delivery")
    async with open_app(**LOYALTY) as pilot:
        await until_ready(pilot, "Customers hold 120 points (£1.20)")
        await until_shown(pilot, "next month 120 expire (£1.20)")
        await pilot.press("right")
        await until_shown(pilot, "22 Dec 2026")
        await until_golden(pilot, "loyalty_expiring_80")
        assert isinstance(pilot.app.screen, LoyaltyScreen)
        await pilot.press("enter")
        await until_shown(pilot, f"C-{them.ana}")
        await until_shown(pilot, "[Points]")
        await until_shown(pilot, "120 points (£1.20)")


async def test_a_customer_joins_is_given_points_and_reads_why_she_has_them(
    open_app: OpenApp, vault: Vault, them: People
) -> None:
    vault.write(loyalty.set_programme, TERMS)
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await to_part(pilot, "points")
        await until_shown(pilot, "Not a member yet")
        await until_shown(pilot, "[ Join the programme F3 ]")
        await pilot.click("#act-points")
        await until_ready(pilot, "▸ Join the programme")
        await pilot.press("enter")
        await until_shown(pilot, "Nothing earned yet")
        await until_shown(pilot, "[ Stamps, points, card, statement F3 ]")
        draft = OrderDraft((LineDraft("Posy", 1, 2800),), them.ana, paid=PaidDraft())
        vault.write(orders.place, draft)
        await pilot.press("f3")
        await until_ready(pilot, "Give points, for goodwill")
        await pilot.press("enter")
        await until_ready(pilot, "Why")
        await fill(pilot, "50", "for the late delivery")
        await until_shown(pilot, "for the late delivery")
        await until_shown(pilot, "78 points (£0.78)")
        assert pilot.app.screen.query_one(TabRow).value == "points"
        pilot.app.clear_notifications()
        await until(pilot, lambda: "▌  " not in screen_text(pilot.app))
        await until_golden(pilot, "customer_points_80")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "28 points (£0.28)")


async def test_without_a_programme_the_page_says_where_to_set_one_up(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f3")
        await until_shown(pilot, "There is no loyalty programme")
