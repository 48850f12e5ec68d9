"""At risk and forecasts on screen: the list with its reasons, the forecast, and why there is none."""

import pytest

from shopcrm.insight import forecast, scores
from shopcrm.shop import orders, products
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.sections import PAGES, SECTIONS, Section
from shopcrm.vault.refs import ref
from shopcrm.vault.vault import Vault
from tests.insight.sales import bought, busy, named, trade
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_golden, until_ready, until_shown

AT_RISK = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.at_risk:AtRiskScreen"),), "pages": PAGES}


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_list_and_the_forecast(open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int) -> None:
    vault.write(trade, busy())
    bought(vault, named(vault), 143, 119, 95, 71, amount=1_000_000)
    async with open_app(size=size, **AT_RISK) as pilot:
        await until_shown(pilot, "Last time it said")
        await until_shown(pilot, "usually every 24 days; silent for 71")
        await until_shown(pilot, "Expected in the 12 weeks from 22 Nov 2026: ")
        await until_shown(pilot, "bought on 4 days, 72 days from first to last: 72 ÷ 3")
        await until_golden(pilot, f"at_risk_{width}")
        kept = vault.read(scores.kept)
        assert kept is not None
        assert kept.fresh
        await pilot.press("enter")
        await until_ready(pilot, "in the book since")


async def test_below_the_threshold_the_screen_says_why_not(open_app: OpenApp, vault: Vault) -> None:
    bought(vault, named(vault), 143, 119, 95, 71)
    async with open_app(**AT_RISK) as pilot:
        await until_shown(pilot, "No forecast: it takes 100 customers who came back on another day; so far there")
        await until_shown(pilot, "No forecast for this customer.")


async def test_a_shop_without_orders_has_nobody_at_risk(open_app: OpenApp) -> None:
    async with open_app(**AT_RISK) as pilot:
        await until_shown(pilot, "No forecast: there are no orders in these days; it takes 100 customers")
        await until_shown(pilot, "Nobody is at risk")


async def test_where_nobody_is_at_risk_the_keys_work_and_the_groups_are_a_key_away(open_app: OpenApp) -> None:
    async with open_app(**AT_RISK) as pilot:
        await until_ready(pilot, "Nobody is at risk")
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("enter")
        await until_shown(pilot, "Champions")


async def test_the_list_says_how_many_are_at_risk(open_app: OpenApp, vault: Vault) -> None:
    for name in ("Ana", "Bo"):
        bought(vault, named(vault, name), 143, 119, 95, 71)
    async with open_app(**AT_RISK) as pilot:
        await until_shown(pilot, "2 customers at risk")


async def test_f3_makes_the_forecast_anew(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**AT_RISK) as pilot:
        await until_shown(pilot, "there are no orders in these days")
        vault.write(trade, busy())
        await pilot.press("f3")
        await until_shown(pilot, "Last time it said")
        await until(pilot, lambda: vault.read(scores.of_customer, 1001))


def sold_together(vault: Vault, customer: int | None = None) -> int:
    """Roses often go with a vase; the last order, of a rose alone, is the customer's."""
    rose, vase = (vault.write(products.add, ProductDraft(name, price=500)) for name in ("Rose", "Vase"))
    for items in ((rose, vase),) * 4 + ((),) * 6:
        lines = tuple(LineDraft(product=one) for one in items) or (LineDraft("Card", 1, 100),)
        vault.write(orders.place, OrderDraft(lines))
    last = OrderDraft((LineDraft(product=rose),), customer, placed_at="2026-07-01")
    found: int = vault.write(orders.place, last)
    return found


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_page_of_a_customer_tells_the_outlook_and_an_order_what_goes_with_it(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    vault.write(trade, busy())
    ana = named(vault)
    bought(vault, ana, 119, 95, 71)
    order = sold_together(vault, ana)
    vault.write(scores.keep, forecast.worked_out(vault.read(forecast.evidence)))
    async with open_app(size=size, **AT_RISK) as pilot:
        await until_ready(pilot, "Last time it said")
        pilot.app.open_record(ref("C", ana))  # type: ignore[attr-defined]
        await until_shown(pilot, "! At risk: usually every 24 days;")
        for _ in range(6):
            await pilot.press("right")
        await until_shown(pilot, "May like, going by what is bought together")
        await until_shown(pilot, "[Outlook]")
        await until_golden(pilot, f"customer_outlook_{width}")
        pilot.app.open_record(ref("O", order))  # type: ignore[attr-defined]
        await until_shown(pilot, "Goes with it: Vase (in 4 of 5 orders with Rose")
        await until_shown(pilot, "Total       £5.00")
        await until_golden(pilot, f"order_goes_with_{width}")


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_an_order_form_says_what_goes_with_its_items_or_its_customer(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    ana = named(vault)
    repeated = sold_together(vault, ana)
    async with open_app(sections=SECTIONS[-1:], pages=PAGES, size=size) as pilot:
        pilot.app.open_record(ref("C", ana))  # type: ignore[attr-defined]
        await until_ready(pilot, "in the book since")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "May like: Vase")
        await until_shown(pilot, "Bought together 4 times, 2.2 times as often as in all:")
        await until_shown(pilot, "in 4 of 5 orders with Rose")
        await pilot.press("escape")
        pilot.app.open_record(ref("O", repeated))  # type: ignore[attr-defined]
        await until_ready(pilot, "Same again F5")
        await pilot.press("f5")
        await until_shown(pilot, "Goes with it: Vase")
        await until_shown(pilot, "Bought together 4 times, 2.2 times as often as in all:")
        await until_shown(pilot, "To pay  £5.00")
        await until_shown(pilot, "Now it is")
        await until_golden(pilot, f"order_form_goes_with_{width}")
