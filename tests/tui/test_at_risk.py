"""At risk and forecasts on screen: the list with its reasons, the forecast, and why there is none."""

import pytest

from shopcrm.insight import scores
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.insight.sales import bought, busy, named, trade
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_ready, until_shown
from tests.tui.screen_text import check_golden

AT_RISK = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.at_risk:AtRiskScreen"),), "pages": PAGES}


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_list_and_the_forecast(open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int) -> None:
    vault.write(trade, busy())
    bought(vault, named(vault), 143, 119, 95, 71, amount=1_000_000)
    async with open_app(size=size, **AT_RISK) as pilot:
        await until_shown(pilot, "Last time it said")
        await until_shown(pilot, "usually every 24 days; silent for 71")
        await until_shown(pilot, "Expected in 12 weeks: ")
        await until_shown(pilot, "bought on 4 days, 72 days from first to last: 72 ÷ 3")
        check_golden(pilot.app, f"at_risk_{width}")
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
        await until_shown(pilot, "No forecast: there are no orders in these days.")
        await until_shown(pilot, "Nobody is at risk")


async def test_f3_makes_the_forecast_anew(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**AT_RISK) as pilot:
        await until_shown(pilot, "there are no orders in these days.")
        vault.write(trade, busy())
        await pilot.press("f3")
        await until_shown(pilot, "Last time it said")
        await until(pilot, lambda: vault.read(scores.of_customer, 1001))
