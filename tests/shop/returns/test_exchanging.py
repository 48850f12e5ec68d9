"""What is taken in exchange: from what day, and what pays for it, is said before it is settled as after."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shopcrm.errors import CrmError, InvalidValue, Refused
from shopcrm.shop import loyalty, orders, returns, store_credit
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import SettlementDraft
from shopcrm.vault.vault import Vault
from tests.shop.returns.helpers import accepted, customer, sold
from tests.shop.returns.test_settling import settle

VASE = OrderDraft((LineDraft("Vase", 1, 1500),))


@pytest.fixture
def member(vault: Vault) -> int:
    """A member with £1.00 store credit and 50 points, each worth a penny."""
    vault.write(loyalty.set_programme, Programme(lock_days=0, worth_points=1, worth_amount=1, least_points=20))
    someone = customer(vault)
    vault.write(loyalty.join, someone)
    vault.write(loyalty.goodwill, someone, 50)
    vault.write(store_credit.issue, someone, 100)
    return someone


def refusals(vault: Vault, ret: int, draft: SettlementDraft) -> list[str]:
    """What is said before it is settled, and what as it is."""
    acts: tuple[Callable[[], object], ...] = (
        lambda: vault.read(returns.what_if, ret, draft),
        lambda: vault.write(returns.settle, ret, draft),
    )
    said = []
    for act in acts:
        with pytest.raises(CrmError) as refusal:
            act()
        said.append(refusal.value.message)
    return said


@pytest.mark.parametrize("day", ["2026-11-01", "2025-01-01T10:00:00Z"])
def test_an_exchange_is_not_placed_before_the_order_that_it_is_for(vault: Vault, day: str) -> None:
    ret = accepted(vault, sold(vault), 1)
    with pytest.raises(InvalidValue, match="before the order: 2 Nov 2026"):
        vault.write(returns.settle, ret, SettlementDraft(exchange=replace(VASE, placed_at=day)))
    done = settle(vault, ret, exchange=replace(VASE, placed_at="2026-11-05"))
    assert vault.read(orders.card, done.exchange).placed_on == "2026-11-05"


@pytest.mark.parametrize(
    ("paid", "why"),
    [
        (PaidDraft("card", credit=201), "There is only £1.00 store credit."),
        (PaidDraft("card", points=51), "Only 50 points can be used now."),
        (PaidDraft("card", points=19), "Points are used from 20 on."),
        (PaidDraft("card", points=-1), "That is no number of points."),
    ],
)
def test_what_an_exchange_cannot_be_paid_with_is_said_before_it_is_settled(
    vault: Vault, member: int, paid: PaidDraft, why: str
) -> None:
    ret = accepted(vault, sold(vault, customer=member), 1)
    before, after = refusals(vault, ret, SettlementDraft(exchange=replace(VASE, paid=paid)))
    assert before == why
    assert after == why


def test_credit_that_the_settlement_gives_pays_for_what_is_taken_in_exchange(vault: Vault, member: int) -> None:
    ret = accepted(vault, sold(vault, customer=member), 1)
    swap = replace(VASE, paid=PaidDraft("card", credit=200, points=50))
    done = settle(vault, ret, credit=100, exchange=swap)
    assert (done.credit, done.exchange_paid, vault.read(store_credit.balance, member)) == (100, 900, 0)
    new = vault.read(orders.card, done.exchange)
    assert (new.settled, new.balance_due) == (1500, 0)


@pytest.mark.parametrize(
    ("options", "why"), [({"refund": 1}, "Nothing is left to pay"), ({"credit": 1}, "Nothing goes")]
)
def test_of_goods_that_were_never_paid_nothing_goes_back(vault: Vault, options: dict[str, Any], why: str) -> None:
    ret = accepted(vault, sold(vault, paid=None), 1)
    with pytest.raises(InvalidValue, match=why):
        vault.read(returns.what_if, ret, SettlementDraft(**options))


@pytest.mark.usefixtures("member")
def test_store_credit_and_points_for_nobody_are_refused_before_it_is_settled(vault: Vault) -> None:
    draft = OrderDraft((LineDraft("Posy", 1, 1000),), paid=PaidDraft("card"), handed_over=True)
    ret = accepted(vault, vault.write(orders.place, draft), 1, delivered_on="2026-11-22")
    for settlement in (
        SettlementDraft(credit=100),
        SettlementDraft(exchange=replace(VASE, paid=PaidDraft(credit=1))),
        SettlementDraft(exchange=replace(VASE, paid=PaidDraft(points=1))),
    ):
        with pytest.raises(Refused, match=r"belongs? to a customer"):
            vault.read(returns.what_if, ret, settlement)
