"""A few invented people with what they bought, for the screens."""

from dataclasses import dataclass

from shopcrm.shop import consent, customers, orders
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.tui.sections import PAGES, SECTIONS
from shopcrm.vault.vault import Vault

REAL = {"sections": SECTIONS, "pages": PAGES}
"""Opens the application with its own sections, not with the example's."""


@dataclass(frozen=True, slots=True)
class People:
    """Their ids."""

    ana: int
    bjorn: int
    markup: int


def someone(given: str, family: str, phone: str = "", **more: object) -> CustomerDraft:
    """A customer of whom a little is known."""
    phones = (ContactDraft(phone),) if phone else ()
    return CustomerDraft(given_name=given, family_name=family, phones=phones, **more)  # type: ignore[arg-type]


def people(vault: Vault) -> People:
    """Ana bought and answered; Björn bought; one is called ``[/]``."""
    ana = vault.write(
        customers.add,
        someone(
            "Ana",
            "Smith",
            "07700 900245",
            emails=(ContactDraft("ana@example.com"), ContactDraft("old@example.com", bounced=True)),
            addresses=(AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA"),),
            tags=("Regular",),
            birthday="3 May 1980",
        ),
    )
    bjorn = vault.write(customers.add, someone("Björn", "Smith", "07700 900367"))
    markup = vault.write(customers.add, someone("[/]", "[bold]Jones", "07700 900100"))
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "grant", "at the counter", "form 12"))
    vault.write(consent.record, ConsentDraft(ana, "marketing", "sms", "object", "by telephone"))
    bouquet = LineDraft("Rose bouquet, large", 1, 2800)
    vault.write(orders.place, OrderDraft((bouquet,), ana, "2026-11-15", paid=PaidDraft(), handed_over=True))
    vault.write(orders.place, OrderDraft((bouquet, LineDraft("Card", 1, 350)), ana, promised_on="2026-11-22"))
    vault.write(
        orders.place, OrderDraft((LineDraft("Wreath", 1, 4500),), bjorn, "2026-11-16", promised_on="2026-11-20")
    )
    return People(ana, bjorn, markup)
