"""When something may be deducted for use: the screen and the settling say the same day (Consumer Rights Act 2015
s.24(10)-(11)).
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.privacy import return_clocks
from shopcrm.shop import orders, returns
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import SettlementDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.returns.helpers import accepted

WORN = SettlementDraft(deduction=300, deducted_because="Worn")


class Shop:
    """A shop where a Posy was delivered on a day, and came back on another."""

    def __init__(self, make_vault: MakeVault, delivered: date, back: date, **options: str) -> None:
        self.day = delivered
        self.vault: Vault = make_vault(clock=self.clock, **options)
        draft = OrderDraft((LineDraft("Posy", 1, 1000),), paid=PaidDraft("card"), handed_over=True)
        order = self.vault.write(orders.place, draft)
        self.day = back
        self.ret = accepted(self.vault, order, 1, delivered_on=delivered.isoformat())

    def clock(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)


@pytest.mark.parametrize(
    ("delivered", "until"),
    [
        (date(2026, 3, 15), date(2026, 9, 15)),
        (date(2026, 7, 1), date(2027, 1, 4)),  # the last day is New Year's Day: the next working day
        (date(2026, 8, 28), date(2027, 3, 1)),  # the shorter February, and a Sunday
        (date(2026, 8, 30), date(2027, 3, 1)),
    ],
)
def test_nothing_is_deducted_for_use_until_the_day_that_the_screen_shows(
    make_vault: MakeVault, delivered: date, until: date
) -> None:
    shop = Shop(make_vault, delivered, until)
    shown = {one.name: one.due for one in shop.vault.read(return_clocks.of_return, shop.ret)}
    assert shown[return_clocks.NO_DEDUCTION] == until
    with pytest.raises(InvalidValue, match="Nothing may be deducted for use until"):
        shop.vault.read(returns.what_if, shop.ret, WORN)
    shop.day = until + timedelta(days=1)
    assert shop.vault.read(returns.what_if, shop.ret, WORN).refund == 700


def test_outside_the_kingdom_its_law_forbids_no_deduction(make_vault: MakeVault) -> None:
    shop = Shop(make_vault, date(2026, 3, 15), date(2026, 3, 20), region="IE")
    assert shop.vault.read(return_clocks.of_return, shop.ret) == ()
    assert shop.vault.read(returns.what_if, shop.ret, WORN).refund == 700
