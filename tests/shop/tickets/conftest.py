"""A shop in England on Monday morning, and somebody who asks."""

import pytest

from shopcrm.shop import customers, tickets
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.tickets.kit import Clock


@pytest.fixture
def clock() -> Clock:
    """Monday 19 October 2026, nine o'clock: the shop opens."""
    return Clock("2026-10-19T09:00")


@pytest.fixture
def shop(make_vault: MakeVault, clock: Clock) -> Vault:
    """A shop that never set a policy: Monday to Saturday from 9:00 to 17:30."""
    return make_vault(clock=clock, region="GB-ENG")


@pytest.fixture
def ann(shop: Vault) -> int:
    """A customer."""
    return shop.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),)))


@pytest.fixture
def ticket(shop: Vault, ann: int) -> int:
    """What Ann asks."""
    return shop.write(tickets.open, TicketDraft("Wilted roses", "They wilted on the second day.", customer=ann))
