"""A shop in England whose clock is set by hand, and somebody who asks about her data."""

import pytest

from shopcrm.shop import customers
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.tickets.kit import Clock


@pytest.fixture
def clock() -> Clock:
    """Sunday 22 November 2026, nine o'clock."""
    return Clock("2026-11-22T09:00")


@pytest.fixture
def shop(make_vault: MakeVault, clock: Clock) -> Vault:
    """A shop in England."""
    return make_vault(clock=clock, region="GB-ENG")


@pytest.fixture
def ann(shop: Vault) -> int:
    """A customer."""
    return shop.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),)))
