"""A few requests of invented people, each at another stage, for the screens."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shopcrm.privacy import requests
from shopcrm.privacy.requests import RequestDraft, Right
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import ContactDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.tui.people import someone
from tests.tui.tickets_desk import Clock


@dataclass(frozen=True, slots=True)
class Desk:
    """The shop, its clock, and the ids of what is in it. It is Sunday, 22 November 2026."""

    vault: Vault
    clock: Clock
    ana: int
    twin: int
    bjorn: int
    access: int
    late: int
    waiting: int
    complaint: int
    stranger: int
    done: int


def desk(make_vault: MakeVault, folder: Path) -> Desk:
    """Ana, who is in the book twice, wants her data; Björn's is late; one waits for proof; one complains; one is done.

    And somebody whom nobody has found in the book yet wants everything erased.
    """
    clock = Clock()
    clock.set(1, 9)
    vault = make_vault(folder, clock=clock)
    mail = (ContactDraft("ana@example.com"),)
    ana = vault.write(customers.add, someone("Ana", "Smith", "07700 900245", emails=mail))
    twin = vault.write(customers.add, someone("Ana", "Smith", "07700 900245", emails=mail))
    bjorn = vault.write(customers.add, someone("Björn", "Jones", "07700 900367"))
    cleo = vault.write(customers.add, someone("Cleo", "Marsh", "07700 900381"))
    rose = LineDraft("Rose bouquet, large", 1, 2800)
    vault.write(orders.place, OrderDraft((rose,), ana, paid=PaidDraft(), handed_over=True))
    late = enter(vault, "access", date(2026, 10, 18), bjorn, "A copy of all, please.")
    clock.set(4, 10)
    waiting = enter(vault, "erasure", date(2026, 11, 2), cleo, "Delete me.")
    done = enter(vault, "rectification", date(2026, 11, 3), cleo, "It is Marsh, not March.")
    vault.write(requests.ask_identity, waiting, "She wrote from an address that we do not know.")
    vault.write(requests.close, done, "granted", "Corrected.", date(2026, 11, 4), "Cleo came by herself.")
    clock.set(20, 10)
    access = enter(vault, "access", date(2026, 11, 19), ana, "What do you hold about me?\nNotes too, please.")
    complaint = enter(vault, "complaint", date(2026, 11, 20), bjorn, "You read my order aloud in the shop.")
    stranger = vault.write(
        requests.open,
        RequestDraft("erasure", date(2026, 11, 20), words="Forget me [/].", name="Pat Noel", contact="pat@example.com"),
    )
    clock.set(22, 9, 30)
    return Desk(vault, clock, ana, twin, bjorn, access, late, waiting, complaint, stranger, done)


def enter(vault: Vault, right: Right, on: date, customer: int, words: str, **more: str) -> int:
    """A request that came on a day."""
    draft = RequestDraft(right, on, customer, words=words, **more)  # type: ignore[arg-type]
    request: int = vault.write(requests.open, draft)
    return request
