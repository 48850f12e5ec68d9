"""A counter with a loyalty programme, on Monday 2 March 2026."""

import pytest

from tests.conftest import MakeVault
from tests.shop.loyalty.desk import Clock, Desk


@pytest.fixture
def desk(make_vault: MakeVault) -> Desk:
    """A programme without a lock: a point for each pound, worth a penny, kept for twelve months."""
    clock = Clock()
    return Desk(make_vault(clock=clock), clock)
