"""A few tickets of invented people, with a past, for the screens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shopcrm.shop import customers, orders, tickets
from shopcrm.shop.customers import ContactDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.tickets import KnowledgeDraft, SavedReplyDraft, TicketDraft, knowledge, replies
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.tui.people import someone


class Clock:
    """A clock that a test sets; it begins on Thursday morning, 19 November 2026, three days before the tests' own."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment that it is set to."""
        return self.now

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        """To a time of November 2026."""
        self.now = datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The shop, its clock, and the ids of what is in it."""

    vault: Vault
    clock: Clock
    ana: int
    bjorn: int
    order: int
    parcel: int
    vase: int
    hours: int
    markup: int


def desk(make_vault: MakeVault, folder: Path) -> Desk:
    """Ana's parcel (answered, she wrote again), a broken vase that is late, a question that waits, one named [/].

    It is Friday, 20 November 2026, 11:00, and the shop promises what it promises by itself.
    """
    clock = Clock()
    vault = make_vault(folder, clock=clock)
    ana = vault.write(customers.add, someone("Ana", "Smith", "07700 900245", emails=(ContactDraft("ana@example.com"),)))
    bjorn = vault.write(customers.add, someone("Björn", "Jones", "07700 900367"))
    odd = vault.write(customers.add, someone("[/]", "[bold]Lee", "07700 900100"))
    bouquet = LineDraft("Rose bouquet, large", 1, 2800)
    order = vault.write(orders.place, OrderDraft((bouquet,), ana, "2026-11-15", paid=PaidDraft()))
    _library(vault)
    said = "Hello, where is my parcel?\nYou promised it for Tuesday."
    parcel = vault.write(
        tickets.open, TicketDraft("Where is my parcel?", said, order=order, channel="email", category="delivery")
    )
    clock.set(19, 11)
    said = "The vase is broken. I want my money back, and soon!"
    vase = vault.write(
        tickets.open, TicketDraft("Vase arrived broken", said, bjorn, None, None, "phone", "complaint", "urgent")
    )
    clock.set(19, 12)
    vault.write(tickets.reply, parcel, "Dear Ana, the driver was ill. It comes tomorrow.\n\nRobin", "email")
    vault.write(tickets.note, parcel, "Ask the carrier for the fee back.")
    hours = vault.write(tickets.open, TicketDraft("Open on Sunday?", "Are you open on Sunday before Christmas?", ana))
    vault.write(tickets.reply, hours, "We are thinking about it. Would you come?", "counter")
    markup = vault.write(tickets.open, TicketDraft("[/] [bold]x", "[@click=app.quit]y[/]", odd, priority="low"))
    clock.set(20, 10, 15)
    vault.write(tickets.message, parcel, "It still is not here.", "email")
    clock.set(20, 11)
    return Desk(vault, clock, ana, bjorn, order, parcel, vase, hours, markup)


def _library(vault: Vault) -> None:
    body = "Dear {first name},\n\nyour order {order} is on its way.\n\nKind regards\n{me}, {shop}"
    vault.write(replies.add, SavedReplyDraft("On its way", body))
    vault.write(replies.add, SavedReplyDraft("Return received", "Dear {first name}, we have your return {return}."))
    vault.write(
        knowledge.add,
        KnowledgeDraft(
            "Lost parcels", "Ask the carrier after 3 days.\nAfter 10 days send it again.", "missing tracking"
        ),
    )
    vault.write(knowledge.add, KnowledgeDraft("Broken on arrival", "Ask for a photo. Refund or replace.", "damaged"))
