"""A draft kept at a lock, when what it was about has been merged away, put away or erased meanwhile."""

from typing import Any

import pytest

from shopcrm.shop import customers, drafts, merge, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.tui.forms.customer_form import CustomerForm
from shopcrm.tui.forms.order_form import OrderForm
from shopcrm.vault.vault import Vault
from tests.tui.conftest import WIDE, OpenApp, until, until_shown
from tests.tui.screen_text import screen_text

ITEM = {"product": None, "description": "Roses", "quantity": 1, "unit_price": 500, "sku": "", "discount": 0,
        "tax": None, "cost": None}  # fmt: skip


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana Smith, C-1001."""
    return vault.write(customers.add, CustomerDraft("Ana", "Smith"))


@pytest.fixture
def anna(vault: Vault, ana: int) -> int:
    """Anna Smith, C-1002, who is the same person."""
    return vault.write(customers.add, CustomerDraft("Anna", "Smith"))


def keep_order(vault: Vault, customer: int, about: dict[str, Any]) -> None:
    """An order of roses for Ana Smith, half filled."""
    values = {"customer": "Ana Smith", "note": "By noon", "items": [ITEM],
              "chosen": {"customer": [f"C-{customer}", "Ana Smith"]}}  # fmt: skip
    name = f"{OrderForm.__module__}:{OrderForm.__qualname__}"
    vault.write(drafts.keep, name, {"about": about, "values": values})


@pytest.mark.parametrize("opened_for_her", [True, False])
async def test_an_order_kept_for_somebody_merged_away_goes_on_for_the_record_that_stays(
    open_app: OpenApp, vault: Vault, ana: int, anna: int, opened_for_her: bool
) -> None:
    keep_order(vault, ana, {"customer": ana} if opened_for_her else {})
    vault.write(merge.merge, MergeDraft(keep=anna, lose=ana))
    async with open_app() as pilot:
        await until_shown(pilot, "! C-1001 is Anna Smith (C-1002) now: they were merged.")
        await until_shown(pilot, "▌ Anna Smith")
        await until_shown(pilot, "To pay  £5.00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "New order" not in screen_text(pilot.app))
    assert vault.read(orders.card, 1001).customer_id == anna


async def test_an_order_kept_for_somebody_put_away_says_so_and_can_be_saved(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    keep_order(vault, ana, {})
    vault.write(customers.archive, ana)
    async with open_app() as pilot:
        await until_shown(pilot, "! Ana Smith was put away meanwhile. You can save this all the same.")
        await until_shown(pilot, "To pay  £5.00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "New order" not in screen_text(pilot.app))
    assert vault.read(orders.card, 1001).customer_id == ana


async def test_an_order_kept_for_somebody_who_is_gone_says_so_and_is_not_saved_for_nobody(
    open_app: OpenApp, vault: Vault
) -> None:
    keep_order(vault, 1077, {"customer": 1077})
    async with open_app() as pilot:
        await until_shown(pilot, "! C-1077 is no longer in the book.")
        await until_shown(pilot, "To pay  £5.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "That is not found. Choose one that is offered, or leave it")
        assert "▌ By noon" in screen_text(pilot.app)
    assert vault.read(orders.count) == 0


async def test_changes_kept_for_a_record_merged_away_can_be_read_and_never_change_the_one_that_stays(
    open_app: OpenApp, vault: Vault, ana: int, anna: int
) -> None:
    name = f"{CustomerForm.__module__}:{CustomerForm.__qualname__}"
    values = {"given_name": "Ana", "family_name": "Smythe", "phone_0": "07700 900123"}
    vault.write(drafts.keep, name, {"about": {"customer": ana, "slots": None}, "values": values})
    vault.write(merge.merge, MergeDraft(keep=anna, lose=ana))
    async with open_app(size=WIDE) as pilot:
        await until_shown(pilot, "C-1001 was merged into C-1002.")
        await pilot.press("escape")
        await until_shown(pilot, "▌ Smythe")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Open C-1002 instead.")
        await pilot.press("escape", "escape")
        await until_shown(pilot, "[ Don't save ]")
    assert vault.read(customers.card, anna).name == "Anna Smith"
