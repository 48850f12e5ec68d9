"""Today: figures, the week, what to do next, first steps."""

from dataclasses import replace

import pytest

from shopcrm.insight import dashboard
from shopcrm.shop import customers, loyalty, orders, payments, profile
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.tui.screens.customers import CustomersScreen
from shopcrm.vault import facts
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_golden, until_shown
from tests.tui.people import REAL, people
from tests.tui.screen_text import screen_text


def settled(vault: Vault) -> None:
    """Not a new shop any more."""
    vault.write(profile.change, replace(vault.read(profile.get), first_steps_done=True))


@pytest.mark.parametrize(("size", "name"), [(NARROW, "today_80"), (WIDE, "today_120")])
async def test_figures_week_and_do_next_fit(open_app: OpenApp, vault: Vault, size: tuple[int, int], name: str) -> None:
    people(vault)
    settled(vault)
    async with open_app(size=size, **REAL) as pilot:
        await until_shown(pilot, "2 days late")
        await until_golden(pilot, name)


async def test_today_is_compared_with_the_same_day_last_week(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "▲ 12% on last Sunday")


async def test_do_next_opens_the_record(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    settled(vault)
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "2 days late")
        await pilot.press("down", "enter")
        await until_shown(pilot, "Wreath")


async def test_a_failed_payment_is_marked_on_its_tile_and_in_do_next(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    order = vault.write(orders.place, OrderDraft((LineDraft("Card", 1, 350),)))
    vault.write(payments.record, PaymentDraft(order, 350, kind="failed"))
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "! 1 payment failed")
        await until_shown(pilot, ": payment failed")


async def test_a_new_shop_has_first_steps_that_can_be_hidden_for_good(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "[ ] Add a customer")
        await until_golden(pilot, "today_new_80")
        await pilot.press("left", "end", "enter")
        await until_shown(pilot, "Sales this week")
        assert "First steps" not in screen_text(pilot.app)


async def test_an_unproven_recovery_sheet_is_a_first_step_that_says_what_to_do(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "!   The recovery sheet was never proven")
        await pilot.press("left", "home", "enter")
        await until_shown(pilot, "the code cannot be shown again")


async def test_a_proven_recovery_sheet_is_no_step(open_app: OpenApp, vault: Vault) -> None:
    vault.write(facts.prove_recovery)
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "[ ] Add a customer")
        assert "recovery sheet" not in screen_text(pilot.app)


async def test_first_steps_are_ticked_as_they_are_done(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "[x] Add a customer")
        await until_shown(pilot, "[x] Take an order")
        await until_shown(pilot, "[ ] Make a backup")


async def test_a_quiet_day_says_that_nothing_is_waiting(open_app: OpenApp, vault: Vault) -> None:
    vault.note_chore("backup")
    vault.write(orders.place, OrderDraft((LineDraft("Card", 1, 350),), paid=PaidDraft(), handed_over=True))
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "Nothing is waiting for you.")
        await until_shown(pilot, "Last backup today")


async def test_the_number_keys_go_to_sections(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))


async def test_what_fell_due_by_itself_is_entered_when_the_shop_opens(open_app: OpenApp, vault: Vault) -> None:
    vault.write(loyalty.set_programme, Programme(birthday_points=50, lock_days=0))
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith", birthday="1980-11-22"))
    vault.write(loyalty.join, ana)
    async with open_app(**REAL) as pilot:
        await until(pilot, lambda: vault.read(loyalty.statement, ana).balance == 50)


@pytest.mark.parametrize(("pence", "words"), [(1_000_000, "£9,923.50 to go"), (1_00, "✓ target £1")])
async def test_the_week_stands_beside_as_much_of_the_last_and_beside_its_target(
    open_app: OpenApp, vault: Vault, pence: int, words: str
) -> None:
    people(vault)
    settled(vault)
    vault.write(dashboard.set_target, "sales", pence, "week", "GBP")
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, f"▲ 173%, {words}")
