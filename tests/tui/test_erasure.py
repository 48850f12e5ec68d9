"""Erasing on the screen: the plan, why, the surname, the certificate; and what an erased customer's page says."""

from pathlib import Path

import pytest

from shopcrm.jobs import backup
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.vault.rules import run

each_size = pytest.mark.parametrize(("size", "name"), [(NARROW, "80"), (WIDE, "120")], ids=["80x24", "120x34"])
Size = tuple[int, int]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def ana(vault: Vault, *, paid: bool = True) -> int:
    """Ana, with an e-mail address, a note and an order above the limit of a simplified invoice."""
    vault.write(run, "UPDATE profile SET tax_number = 'GB 123 4567 89'")
    draft = CustomerDraft("Ana", "Quivermoor", emails=(ContactDraft("ana@example.com"),), note="Likes roses")
    customer: int = vault.write(customers.add, draft)
    payment = PaidDraft() if paid else None
    for price in (30000, 1200):
        line = LineDraft("Roses", 1, price)
        vault.write(orders.place, OrderDraft((line,), customer, placed_at="2026-11-02", paid=payment, handed_over=True))
    return customer


@each_size
async def test_the_plan_stands_on_the_screen(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    customer = ana(vault, paid=False)
    backup.make(vault, backup.own_folder(vault.folder))
    async with open_app(size=size, **REAL) as pilot:
        await until_ready(pilot, "Sales today")
        pilot.app.open_record(f"C-{customer}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Notes 1")
        await pilot.press("f12")
        await until_ready(pilot, "Erase for good")
        await pilot.press("e", "enter")
        await until_ready(pilot, "This is the plan")
        await until_ready(pilot, "Backup in the shop")
        await until_golden(pilot, f"erasure_plan_{name}")


@each_size
async def test_why_and_the_surname_are_asked_before_anything_is_erased(
    open_app: OpenApp, vault: Vault, home: Path, size: Size, name: str
) -> None:
    customer = ana(vault)
    async with open_app(size=size, **REAL) as pilot:
        await until_ready(pilot, "Sales today")
        pilot.app.open_record(f"C-{customer}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Notes 1")
        await pilot.press("f12")
        await until_ready(pilot, "Erase for good")
        await pilot.press("e", "enter")
        await until_ready(pilot, "This is the plan")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Certificate to")
        await type_in(pilot, "asked by letter")
        await pilot.press("tab", "tab", "space")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "To go on, type Quivermoor")
        await type_in(pilot, "Baker")
        await pilot.press("enter")
        await until_shown(pilot, "That does not read")
        assert vault.read(customers.card, customer).status == "active"
        await until_golden(pilot, f"erasure_surname_{name}")
        await pilot.press(*["backspace"] * 5)
        await type_in(pilot, "quivermoor")
        await pilot.press("enter")
        await until_ready(pilot, "Written")
        assert vault.read(customers.card, customer).status == "erased"
        assert [path.suffix for path in home.glob("erasure-*")] == [".pdf"]
        await pilot.press("enter")
        await until_ready(pilot, f"Erased customer C-{customer}")
        await until_ready(pilot, "O-1001")
        await until_golden(pilot, f"erased_page_{name}")
        await pilot.press("ctrl+z")
        assert vault.read(customers.card, customer).status == "erased"


async def test_while_something_is_open_the_tick_is_asked_for(open_app: OpenApp, vault: Vault) -> None:
    customer = ana(vault, paid=False)
    async with open_app(**REAL) as pilot:
        from shopcrm.tui.screens.erasure import ErasurePage

        pilot.app.push_screen(ErasurePage(customer))
        await until_ready(pilot, "is not paid")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "still open with this customer")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Settle what is open first")
        await pilot.press("space", "ctrl+s")
        await until_ready(pilot, "To go on, type Quivermoor")


@each_size
async def test_the_erased_are_listed_below_privacy(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    customer = ana(vault)
    vault.write(erasure.erase, ErasureDraft(customer, "Quivermoor", "asked by letter"))
    async with open_app(size=size, **REAL) as pilot:
        await until_ready(pilot, "Sales today")
        pilot.app.go_to_place("erased")  # type: ignore[attr-defined]
        await until_ready(pilot, "asked by letter")
        await until_shown(pilot, "F1 Help")
        await until_golden(pilot, f"erased_{name}")
        await pilot.press("enter")
        await until_ready(pilot, f"Erased customer C-{customer}")
        await pilot.press("f8")
        await until_ready(pilot, "for the tax authority alone")
        await until_shown(pilot, "Ana Quivermoor")


async def test_orders_of_an_erased_customer_bear_her_number(open_app: OpenApp, vault: Vault) -> None:
    customer = ana(vault)
    vault.write(erasure.erase, ErasureDraft(customer, "Quivermoor"))
    async with open_app(**REAL) as pilot:
        await until_ready(pilot, "Sales today")
        pilot.app.open_record("O-1001")  # type: ignore[attr-defined]
        await until_ready(pilot, f"Erased customer C-{customer}")
