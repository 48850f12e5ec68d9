"""The Customers section: find while typing, the list, the glance, adding."""

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers
from shopcrm.tui.screens.customers import CustomersScreen
from shopcrm.tui.widgets.virtual_table import VirtualTable
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_shown
from tests.tui.people import REAL, people, someone
from tests.tui.screen_text import screen_text


async def to_customers(pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))


def listed(pilot: Pilot[int]) -> VirtualTable:
    return pilot.app.screen.query_one("#list", VirtualTable)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "customers_80"), (WIDE, "customers_120")])
async def test_the_list_the_count_and_the_glance_fit(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], name: str
) -> None:
    people(vault)
    async with open_app(size=size, **REAL) as pilot:
        await to_customers(pilot)
        await until_shown(pilot, "3 customers")
        await type_in(pilot, "smi")
        await until_shown(pilot, "2 of 3 customers")
        await until_shown(pilot, "YES since")
        await until_golden(pilot, name)


async def test_what_is_typed_narrows_the_list_at_each_key(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await until(pilot, lambda: listed(pilot).count == 3)
        await type_in(pilot, "900245")
        await until_shown(pilot, "1 of 3 customers")
        assert "Ana Smith" in screen_text(pilot.app)
        assert "Björn" not in screen_text(pilot.app)


async def test_near_misses_say_that_they_are_near_misses(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "smyth")
        await until_shown(pilot, "Nothing for “smyth”; these are close")
        assert "Björn Smith" in screen_text(pilot.app)


async def test_nothing_found_says_so(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "qqqqqq")
        await until_shown(pilot, "Nothing for “qqqqqq”. Add this customer: Ctrl+N   0 of 3 customers")
        assert listed(pilot).count == 0


async def test_who_is_not_found_is_added_by_the_name_that_was_typed(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "Zoe Qvist")
        await until_shown(pilot, "Nothing for “Zoe Qvist”. Add this customer: Ctrl+N")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Zoe ")
        await until_shown(pilot, "▌ Qvist ")


async def test_esc_in_find_empties_it_first(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "ana")
        await until_shown(pilot, "1 of 3 customers")
        await pilot.press("escape")
        await until(pilot, lambda: listed(pilot).count == 3)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "find"


async def test_down_goes_from_find_into_the_list_and_enter_opens_and_esc_returns_to_the_row(
    open_app: OpenApp, vault: Vault
) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await until(pilot, lambda: listed(pilot).count == 3)
        await pilot.press("down", "down")
        marked = listed(pilot).record
        await pilot.press("enter")
        await until_shown(pilot, "F4")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        assert listed(pilot).record == marked
        assert listed(pilot).cursor == 1


async def test_enter_in_find_opens_the_marked_customer(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "ana")
        await until_shown(pilot, "1 of 3 customers")
        await pilot.press("enter")
        await until_shown(pilot, "in the book since")


async def test_a_customer_called_like_markup_is_listed_found_and_opened(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "jones")
        await until_shown(pilot, "[/] [bold]Jones ·")
        await pilot.press("enter")
        await until_shown(pilot, "[/] [bold]Jones  Person")


async def test_those_put_away_are_listed_on_demand_and_found_there(open_app: OpenApp, vault: Vault) -> None:
    them = people(vault)
    vault.write(customers.archive, them.bjorn)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await until_shown(pilot, "2 customers")
        pilot.app.screen.query_one("#put-away").focus()
        await pilot.press("space")
        await until_shown(pilot, "1 customer put away")
        pilot.app.screen.query_one("#find").focus()
        await type_in(pilot, "björn")
        await until_shown(pilot, "1 of 1 customer put away")
        assert listed(pilot).record == them.bjorn


async def test_the_order_of_the_list_can_be_chosen(open_app: OpenApp, vault: Vault) -> None:
    them = people(vault)
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await until(pilot, lambda: listed(pilot).count == 3)
        pilot.app.screen.query_one("#sort").focus()
        await pilot.press("right", "right", "right")
        await until_shown(pilot, "(o) Spent")
        await pilot.press("down", "home")
        await until(pilot, lambda: listed(pilot).record == them.ana)


async def test_an_empty_book_says_what_belongs_here_and_offers_one_button(open_app: OpenApp) -> None:
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await until_shown(pilot, "Your customers stand here")
        await until_golden(pilot, "customers_empty_80")
        await pilot.press("enter")
        await until_shown(pilot, "First name")


async def test_more_than_the_first_rows_are_listed_when_typing_rests(open_app: OpenApp, vault: Vault) -> None:
    for number in range(205):
        vault.write(customers.add, someone("Ana", "Smith", f"07700 900{number:03}"))
    async with open_app(**REAL) as pilot:
        await to_customers(pilot)
        await type_in(pilot, "smith")
        await until_shown(pilot, "205 of 205 customers")
        await until(pilot, lambda: listed(pilot).count == 205)
