"""What is held is counted field by field, and what nobody has used for a year is blanked when a person says so."""

from datetime import UTC, datetime

import pytest

from shopcrm.data_map.portable import OPTIONAL
from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy import minimising
from shopcrm.privacy.minimising import KINDS
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.customers.restricting import RestrictionDraft, restrict
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.privacy.canaries import Planter
from tests.vault.rules import query, run

LONG_AGO = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = LONG_AGO

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Stands on the first of June 2025."""
    return Clock()


@pytest.fixture
def shop(make_vault: MakeVault, clock: Clock) -> Vault:
    """Two customers of June 2025 with a birthday each, one restricted; another of this November without."""
    vault = make_vault(clock=clock)
    home = (AddressDraft("1 High Street", "Flat 2", town="Leeds"),)
    vault.write(customers.add, CustomerDraft("Ana", "Baker", birthday="3 May 1980", addresses=home))
    ben = vault.write(customers.add, CustomerDraft("Ben", "Cole", birthday="4 May 1980"))
    vault.write(restrict, RestrictionDraft(ben, "claims", "needs it"))
    vault.write(run, f"UPDATE customers SET updated_at = '2025-06-01T09:00:00Z' WHERE id = {ben}")
    clock.now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    vault.write(customers.add, CustomerDraft("Cy", "Dunn", phones=(ContactDraft("07700 900245"),)))
    return vault


def field(vault: Vault, table: str, column: str) -> minimising.FieldHeld:
    (found,) = [one for one in vault.read(minimising.held, table).fields if one.column == column]
    return found


@pytest.mark.parametrize("table", KINDS)
def test_every_kind_of_record_is_counted(vault: Vault, table: str) -> None:
    empty = vault.read(minimising.held, table)
    assert (empty.records, empty.last_on, empty.proposed) == (0, None, ())
    assert empty.purposes
    Planter(vault, 2042, "canary").plant()
    found = vault.read(minimising.held, table)
    assert found.records >= 1
    assert all(one.filled for one in found.fields)


def test_it_says_how_many_records_have_a_field_and_when_it_was_last_used(shop: Vault) -> None:
    kind = shop.read(minimising.held, "customers")
    assert (kind.records, str(kind.last_on)) == (3, "2026-11-22")
    birthday = field(shop, "customers", "birthday")
    assert (birthday.filled, str(birthday.last_on), birthday.proposed) == (2, "2025-06-01", True)
    assert not field(shop, "customers", "given_name").proposed
    assert not field(shop, "customers", "family_name").optional


def test_what_hangs_on_another_record_is_as_fresh_as_that(shop: Vault) -> None:
    shop.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), 1001))
    assert str(shop.read(minimising.held, "order_lines").last_on) == "2026-11-22"


def test_a_field_is_blanked_everywhere_but_in_restricted_records_and_that_is_noted(shop: Vault) -> None:
    assert shop.write(minimising.blank_field, "customers", "birthday") == 1
    assert shop.read(query, "SELECT id FROM customers WHERE birthday IS NOT NULL") == [(1002,)]
    ((verb, detail),) = shop.read(query, "SELECT verb, detail FROM activity ORDER BY seq DESC LIMIT 1")
    assert verb == "data_map.blank_field"
    assert '"records":1' in detail
    assert "1980" not in detail
    assert shop.write(minimising.blank_field, "addresses", "line2") == 1
    assert shop.read(query, "SELECT line1, line2 FROM addresses") == [("1 High Street", "")]


def test_what_was_used_within_the_year_stays(shop: Vault) -> None:
    shop.write(customers.add, CustomerDraft("Eve", birthday="1 January 1990"))
    assert not field(shop, "customers", "birthday").proposed
    with pytest.raises(Refused):
        shop.write(minimising.blank_field, "customers", "birthday")


@pytest.mark.parametrize(("days", "proposed"), [(365, False), (366, True)])
def test_a_year_is_over_after_a_year(shop: Vault, clock: Clock, days: int, proposed: bool) -> None:
    clock.now = datetime.fromordinal(LONG_AGO.toordinal() + days).replace(hour=12, tzinfo=UTC)
    assert field(shop, "addresses", "line2").proposed == proposed


@pytest.mark.parametrize(("table", "column"), [("customers", "name"), ("customers", "nothing"), ("staff", "name")])
def test_what_the_book_rests_on_cannot_be_blanked(shop: Vault, table: str, column: str) -> None:
    with pytest.raises(InvalidValue):
        shop.write(minimising.blank_field, table, column)


@pytest.mark.parametrize(("table", "column"), [(table, name) for table, names in OPTIONAL.items() for name in names])
def test_every_field_that_may_stay_empty_can_be_blanked(vault: Vault, table: str, column: str) -> None:
    Planter(vault, 2042, "canary").plant()
    for name in ("created_at", "updated_at", "at", "opened_at"):
        if name in KINDS[table].columns:
            vault.write(run, f"UPDATE {table} SET {name} = '2025-01-01T00:00:00Z'")
    filled = field(vault, table, column).filled
    assert vault.write(minimising.blank_field, table, column) == filled
    assert field(vault, table, column).filled == 0
