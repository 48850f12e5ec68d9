"""Figures on screen: every period, targets and spend, charts with exact axes, papers; and what customers answered."""

from datetime import date
from pathlib import Path

import pytest

from shopcrm.insight import dashboard
from shopcrm.insight.dashboard.ticks import axis, ticks
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.tui.widgets.line_chart import Mark, Tick, drawn, named
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until_golden, until_ready, until_shown

FIGURES = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.figures:FiguresScreen"),), "pages": PAGES}


def trade(vault: Vault) -> None:
    """A year of a small shop."""
    people = [vault.write(customers.add, CustomerDraft(name)) for name in ("Ana", "Bo", "Cy", "Di")]
    for month in range(1, 12):
        for place, customer in enumerate(people[: 1 + month % 4]):
            lines = (LineDraft("Rose bouquet", 1 + month % 3, 2800),)
            day = f"2026-{month:02}-{3 + 4 * place:02}"
            vault.write(orders.place, OrderDraft(lines, customer, day, paid=PaidDraft("cash"), handed_over=True))


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_figures_and_their_course_fit(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    trade(vault)
    vault.write(dashboard.set_target, "sales", 200_00, "month", "GBP")
    async with open_app(size=size, **FIGURES) as pilot:
        await until_ready(pilot, "Sales by month")
        await until_shown(pilot, "What the orders placed")
        await until_shown(pilot, "Nov 26 ██")
        await until_golden(pilot, f"figures_{width}")
        await pilot.press(*["down"] * 6)
        await until_shown(pilot, "4 of 4 customers")
        await until_shown(pilot, "50% ┤")
        await until_golden(pilot, f"figures_share_{width}")


async def test_a_shop_without_orders_has_a_sensible_screen(open_app: OpenApp) -> None:
    async with open_app(**FIGURES) as pilot:
        await until_ready(pilot, "November 2026 so far")
        for _ in range(5):
            await pilot.press("right", "down", "down", "down")
            await pilot.pause(0.05)
        await pilot.press("end")
        await until_shown(pilot, "there is no points programme")


async def test_spend_is_entered_in_two_keys_and_taken_back(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**FIGURES) as pilot:
        await until_ready(pilot, "Sales by month")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "Spent on winning customers in November 2026")
        await type_in(pilot, "60")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Sales by month")
        assert [one.amount for one in vault.read(dashboard.spend, date(2026, 11, 1), date(2026, 11, 1), "GBP")] == [
            6000
        ]
        await pilot.press("ctrl+n")
        await until_ready(pilot, "60.00")
        await type_in(pilot, "75")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Sales by month")
        assert [one.amount for one in vault.read(dashboard.spend, date(2026, 11, 1), date(2026, 11, 1), "GBP")] == [
            7500
        ]
        await pilot.press("ctrl+n")
        await until_ready(pilot, "75.00")
        await type_in(pilot, "-5")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "not below zero")


async def test_a_target_is_set_and_shown(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**FIGURES) as pilot:
        await until_ready(pilot, "Sales by month")
        await pilot.press("enter")
        await until_ready(pilot, "Target: Sales a month")
        await type_in(pilot, "500")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "£164.00 to go")
        await until_shown(pilot, "Target £500.00.")
        await pilot.press("enter")
        await until_shown(pilot, "500.00")
        await pilot.press("ctrl+a")
        await type_in(pilot, "much")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "not an amount")


async def test_a_target_that_cannot_be_is_refused_as_it_is_typed(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**FIGURES) as pilot:
        await until_ready(pilot, "Sales by month")
        await pilot.press("enter")
        await until_ready(pilot, "Target: Sales a month")
        await type_in(pilot, "-5")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A target of -£5.00 cannot be.")


async def test_earlier_periods_are_looked_at_and_none_that_has_not_begun(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**FIGURES) as pilot:
        await until_ready(pilot, "November 2026 so far")
        await pilot.press("l", "e")
        await until_shown(pilot, "October 2026, against September 2026")
        await pilot.press("right")
        await until_shown(pilot, "Oct to Dec 2026 so far")


async def test_the_figures_are_written_as_a_page_and_as_a_table(
    open_app: OpenApp, vault: Vault, tmp_path: Path
) -> None:
    trade(vault)
    async with open_app(**FIGURES) as pilot:
        for key, name in (([], "figures-2026-11-01-to-2026-11-22.pdf"), (["down"], "Written")):
            await until_ready(pilot, "Sales by month")
            await pilot.press("ctrl+p")
            await until_ready(pilot, "Write the figures")
            await pilot.press(*key, "enter")
            await until_ready(pilot, "Where to?")
            await pilot.press("ctrl+a")
            await type_in(pilot, str(tmp_path))
            await pilot.press("ctrl+s")
            await until_shown(pilot, name)
            if not key:
                await pilot.press("escape")
    assert (tmp_path / "figures-2026-11-01-to-2026-11-22.pdf").read_bytes().startswith(b"%PDF")
    assert "Lifetime value" in (tmp_path / "figures-2026-11-01-to-2026-11-22.csv").read_text(encoding="utf-8-sig")


def test_the_axis_stands_on_round_numbers_around_every_value() -> None:
    assert ticks([130, 480], 4) == (0, 200, 400, 600)
    assert ticks([], 4) == (0, 1)
    assert ticks([-40, 5], 4) == (-40, -20, 0, 20)
    assert ticks([100], 4, minutes=True) == (0, 60, 120)


def test_an_axis_speaks_as_short_as_it_can_and_answers_are_drawn_on_their_whole_scale() -> None:
    assert axis([130, None, 48000], "money", "GBP") == ((0, "£0"), (20000, "£200"), (40000, "£400"), (60000, "£600"))
    assert [words for _, words in axis([30, 45], "money", "GBP")] == ["£0.00", "£0.20", "£0.40", "£0.60"]
    assert axis([0, 0], "money", "GBP", 3) == ((0, "£0.00"), (50, "£0.50"), (100, "£1.00"))
    assert [words for _, words in axis([333, 1000], "percent")] == ["0%", "50%", "100%"]
    assert [words for _, words in axis([367], "mean")] == ["1", "3", "5"]
    assert [words for _, words in axis([33], "score")] == ["-100", "0", "+100"]
    assert [words for _, words in axis([100], "minutes")] == ["0 min", "1 h", "2 h"]
    assert axis([None], "number") == ()


def test_a_line_meets_each_tick_exactly_and_has_a_gap_where_there_is_no_value() -> None:
    axis = (Tick(0, "0"), Tick(10, "10"), Tick(20, "20"))
    marks = (Mark("Jan", 0), Mark("Feb", 10), Mark("Mar", 20), Mark("Apr", None), Mark("May", 10))
    rows = drawn(marks, axis, 17, 6)
    assert [row.index("●") for row in (rows[0], rows[-1])] == [8, 0]
    assert rows[2].count("●") == 2
    assert "".join(row[9:16] for row in rows).strip() == ""
    assert named(marks, 17).split() == ["Jan", "Mar", "May"]
    assert named(marks, 40).split() == ["Jan", "Feb", "Mar", "Apr", "May"]
    assert named(marks, 3) == "May"
