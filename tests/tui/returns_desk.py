"""A few returns of invented people, each in another state, for the screens."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.shop import customers, loyalty, orders, products, returns
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.returns import DecisionDraft, ReceptionDraft, ReturnDraft, ReturnLineDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.tui.tickets_desk import Clock


@dataclass(frozen=True, slots=True)
class Desk:
    """The shop, its clock, and the ids of what is in it. It is Sunday, 22 November 2026."""

    vault: Vault
    clock: Clock
    ana: int
    bouquets: int
    vases: int
    faulty: int
    cancelled: int
    expected: int


def desk(make_vault: MakeVault, folder: Path) -> Desk:
    """Ana's bouquet is to settle; one of Björn's vases is to decide, late; Ana's wreath is still to come."""
    clock = Clock()
    clock.set(2, 9)
    vault = make_vault(folder, clock=clock)
    vault.write(products.add, ProductDraft("Sunflowers", 1950, "SUN"))
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    bjorn = vault.write(customers.add, CustomerDraft("Björn", "Jones"))
    vault.write(loyalty.set_programme, Programme(tiers=(Tier("Silver", 50), Tier("Gold", 120))))
    vault.write(loyalty.join, ana)
    wreath = placed(vault, ana, LineDraft("Wreath", 1, 4500))
    vases = placed(vault, bjorn, LineDraft("Glass vase, hand-blown, blue", 2, 3450), channel="web", shipping=499)
    clock.set(5, 10)
    bouquets = placed(vault, ana, LineDraft("Rose bouquet, large", 3, 2800, tax=1400), LineDraft("Card", 1, 350))
    cancelled = vault.write(
        returns.open, ReturnDraft(vases, (ReturnLineDraft(1, 2, "changed_mind"),), "cancelled", sent_on="2026-11-04")
    )
    clock.set(12, 10)
    expected = vault.write(returns.open, ReturnDraft(wreath, (ReturnLineDraft(1, 1, "damaged"),)))
    clock.set(18, 10)
    line = vault.read(returns.card, cancelled).lines[0].id
    vault.write(returns.receive, cancelled, ReceptionDraft(line, 1, "received", "shelf"))
    clock.set(21, 15)
    faulty = vault.write(
        returns.open, ReturnDraft(bouquets, (ReturnLineDraft(1, 1, "faulty", "Brown after a day"),), handed_over=True)
    )
    line = vault.read(returns.card, faulty).lines[0].id
    vault.write(returns.decide, faulty, DecisionDraft(line, "accepted", restock="bin"))
    clock.set(22, 9, 30)
    return Desk(vault, clock, ana, bouquets, vases, faulty, cancelled, expected)


def placed(vault: Vault, customer: int, *lines: LineDraft, **options: object) -> int:
    """An order, paid by card and handed over."""
    draft = OrderDraft(lines, customer, paid=PaidDraft(), handed_over=True, **options)  # type: ignore[arg-type]
    order: int = vault.write(orders.place, draft)
    return order
