"""What a person may take along is what she provided, and nothing that the shop wrote or worked out."""

import pytest

from shopcrm.data_map import TABLES
from shopcrm.data_map.portable import OPTIONAL, PORTABLE
from shopcrm.privacy import access, portability
from shopcrm.shop import customers, orders, tickets
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.vault import Vault
from tests.vault.rules import query


@pytest.mark.parametrize("table", PORTABLE)
def test_only_what_is_held_on_consent_or_for_a_contract_can_be_taken_along(table: str) -> None:
    assert TABLES[table].basis in ("consent", "contract")
    chosen = PORTABLE[table]
    for name in (*chosen.columns, *filter(None, (chosen.column,))):
        assert TABLES[table].columns[name].label, f"{table}.{name} is not shown to the person at all"


@pytest.mark.parametrize("table", OPTIONAL)
def test_a_field_that_may_stay_empty_may_be_blank_in_the_book_too(vault: Vault, table: str) -> None:
    described = {row[1]: row for row in vault.read(query, f"PRAGMA table_info({table})")}
    for name in OPTIONAL[table]:
        _, _, _, required, default, key = described[name]
        assert not key
        assert not required or default == "''", f"{table}.{name} must be filled"
        assert TABLES[table].columns[name].label


def test_what_she_gave_and_bought_is_in_it_and_what_the_shop_made_of_it_is_not(vault: Vault) -> None:
    ana = vault.write(
        customers.add,
        CustomerDraft(
            "Ana",
            "Baker",
            emails=(ContactDraft("ana@example.com"),),
            addresses=(AddressDraft("1 High Street", town="Leeds"),),
            tags=("Regular",),
            note="Prefers white roses",
        ),
    )
    line = LineDraft("Rose bouquet", 2, 2800, cost=900)
    vault.write(orders.place, OrderDraft((line,), ana, "2026-11-15", paid=PaidDraft()))
    ticket = vault.write(tickets.open, TicketDraft("Where is it?", "I waited all day", ana))
    vault.write(tickets.reply, ticket, "We are sorry", "email")
    data = portability.of(vault.read(access.gather, ana))
    held = {str(value) for one in data.categories for row in one.rows for value in row}
    assert {"Ana", "ana@example.com", "1 High Street", "Rose bouquet", "£56.00", "I waited all day"} <= held
    assert held.isdisjoint({"Regular", "Prefers white roses", "We are sorry", "£9.00"})
    assert {"Notes", "Our labels for you", "Your totals"} <= set(data.left)


def test_of_an_empty_record_only_the_name_can_be_taken_along(vault: Vault) -> None:
    data = portability.of(vault.read(access.gather, vault.write(customers.add, CustomerDraft("Ana"))))
    assert [one.table for one in data.categories] == ["customers"]
