"""A full return in any number of parts pays back exactly what was paid, and the parts of the tax sum to the tax."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.shop import loyalty, orders, payments, returns, store_credit
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import SettlementDraft, worth
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.returns.helpers import accepted, customer, sold

LINES = st.lists(
    st.builds(
        LineDraft,
        description=st.just("Posy"),
        quantity=st.integers(1, 9),
        unit_price=st.integers(0, 99) | st.integers(0, 10**11),
        discount=st.integers(0, 5),
        tax=st.none() | st.integers(0, 60),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@read("test_parts.worth")
def worth_of(tx: Tx, order: int) -> Any:
    return worth.of_order(tx, order)


@st.composite
def in_parts(draw: Any) -> tuple[tuple[LineDraft, ...], list[list[int]]]:
    """Lines, and the quantities of each that come back together, until all of them are back."""
    lines = draw(LINES)
    left = [line.quantity for line in lines]
    parts = []
    while any(left):
        part = [draw(st.integers(0, quantity)) for quantity in left]
        part = part if any(part) else list(left)
        parts.append(part)
        left = [quantity - gone for quantity, gone in zip(left, part, strict=True)]
    return lines, parts


@given(
    bought=in_parts(),
    off=st.integers(0, 500),
    shipping=st.sampled_from([0, 395]),
    mode=st.sampled_from(["included", "excluded", "unknown"]),
)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_of_parts_pays_back_what_was_paid_to_the_penny(
    vault: Vault, bought: tuple[tuple[LineDraft, ...], list[list[int]]], off: int, shipping: int, mode: str
) -> None:
    lines, parts = bought
    try:
        order = sold(vault, *lines, order_discount=off, shipping=shipping, tax_mode=mode)
    except InvalidValue:
        assume(False)
    whole = vault.read(orders.card, order)
    refunds = taxes = 0
    for part in parts:
        ret = accepted(vault, order, *part)
        seen = vault.read(returns.what_if, ret, SettlementDraft())
        vault.write(returns.settle, ret, SettlementDraft())
        done = vault.read(returns.card, ret).settlements[0]
        assert (done.refund, done.tax, done.value) == (seen.refund, seen.tax, seen.value)
        refunds, taxes = refunds + done.refund, taxes + done.tax
        assert 0 <= refunds <= whole.settled
    assert (refunds, taxes) == (whole.settled, whole.tax)
    assert vault.read(orders.card, order).settled == 0


@given(lines=LINES, off=st.integers(0, 500), mode=st.sampled_from(["included", "excluded", "unknown"]))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_and_delivery_together_are_worth_the_total_and_their_taxes_the_tax(
    vault: Vault, lines: tuple[LineDraft, ...], off: int, mode: Any
) -> None:
    try:
        order = vault.write(orders.place, OrderDraft(lines, order_discount=off, shipping=395, tax_mode=mode))
    except InvalidValue:
        assume(False)
    whole, found = vault.read(orders.card, order), vault.read(worth_of, order)
    assert sum(one.value for one in found.lines.values()) + found.delivery == whole.total
    assert sum(one.tax for one in found.lines.values()) == whole.tax
    assert min(found.delivery, *(one.value for one in found.lines.values())) >= 0


@pytest.fixture
def member(vault: Vault) -> tuple[Vault, int]:
    """A member with 500 points; 10 points pay for 7 pence, each pound earns 3."""
    terms = Programme(
        points=3,
        per_amount=100,
        lock_days=0,
        worth_points=10,
        worth_amount=7,
        tiers=(Tier("Leaf", 20, 150), Tier("Rose", 300, 200)),
    )
    vault.write(loyalty.set_programme, terms)
    someone = customer(vault)
    vault.write(loyalty.join, someone)
    vault.write(loyalty.goodwill, someone, 500, "welcome")
    return vault, someone


def bought_by_points(vault: Vault, someone: int) -> int:
    """Three for £30.00, of which £2.80 were paid with 400 points."""
    order = sold(vault, paid=None, customer=someone, placed_at=None)
    vault.write(payments.record, PaymentDraft(order, 280, "points", "points"))
    vault.write(payments.record, PaymentDraft(order, 2720, "cash"))
    return order


def points(vault: Vault, someone: int) -> tuple[int, str]:
    held = vault.read(loyalty.statement, someone)
    return held.balance, held.tier


def test_what_was_paid_with_points_goes_back_as_points_pro_rata_and_never_more(member: tuple[Vault, int]) -> None:
    vault, someone = member
    order = bought_by_points(vault, someone)
    assert points(vault, someone) == (100 + 81, "Leaf")
    shown = []
    for _ in range(3):
        ret = accepted(vault, order, 1, delivered_on=None)
        seen = vault.read(returns.what_if, ret, SettlementDraft())
        vault.write(returns.settle, ret, SettlementDraft())
        done = vault.read(returns.card, ret).settlements[0]
        assert (done.refund, done.by_points) == (seen.refund, seen.by_points)
        assert points(vault, someone) == (seen.points_after, seen.tier_after)
        shown.append((done.refund, done.by_points))
    assert shown == [(907, 93), (906, 94), (907, 93)]
    assert points(vault, someone)[0] == 500


def test_an_exchange_shows_what_the_new_order_earns(member: tuple[Vault, int]) -> None:
    vault, someone = member
    order = sold(vault, customer=someone, placed_at=None)
    for exchange in (
        OrderDraft((LineDraft("Vase", 1, 1500),)),
        OrderDraft((LineDraft("Vase", 1, 20000),), paid=PaidDraft("cash"), handed_over=True),
        OrderDraft((LineDraft("Vase", 1, 5000),), paid=PaidDraft("card", points=100)),
    ):
        ret = accepted(vault, order, 1, delivered_on=None)
        draft = SettlementDraft(exchange=exchange)
        seen = vault.read(returns.what_if, ret, draft)
        assert (seen.points_before, seen.tier_before) == points(vault, someone)
        vault.write(returns.settle, ret, draft)
        assert points(vault, someone) == (seen.points_after, seen.tier_after)
        undo = vault.last_undo
        assert undo is not None
        vault.write(undo.function, *undo.arguments)
        assert points(vault, someone)[0] == seen.points_before
        vault.write(returns.withdraw, ret)


def test_a_return_of_goods_bought_with_credit_and_points_gives_each_back_as_itself(member: tuple[Vault, int]) -> None:
    vault, someone = member
    vault.write(store_credit.issue, someone, 1000)
    order = sold(vault, paid=PaidDraft("card", points=400, credit=1000), customer=someone, placed_at=None)
    ret = accepted(vault, order, 3, delivered_on=None)
    seen = vault.read(returns.what_if, ret, SettlementDraft())
    assert (seen.by_points, seen.refund, seen.credit) == (280, 1720, 1000)
    vault.write(returns.settle, ret, SettlementDraft())
    assert vault.read(store_credit.balance, someone) == 1000
    assert points(vault, someone) == (500, seen.tier_after)


class Clock:
    """A clock that a test sets."""

    def __init__(self, day: str) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.day).replace(hour=12, tzinfo=UTC)


@pytest.mark.parametrize("later", ["2026-09-03", "2026-09-30", "2026-10-01", "2026-10-02", "2026-11-22", "2027-12-01"])
@pytest.mark.parametrize("with_points", [0, 40, 400])
def test_what_is_shown_is_what_is_done_once_points_unlocked_or_expired(
    make_vault: MakeVault, later: str, with_points: int
) -> None:
    clock = Clock("2026-09-01")
    shop = make_vault(clock=clock)
    tiers = (Tier("Leaf", 20, 150), Tier("Rose", 80, 200))
    terms = Programme(points=3, lock_days=14, expiry_months=1, worth_points=10, worth_amount=7, tiers=tiers)
    shop.write(loyalty.set_programme, terms)
    someone = customer(shop)
    shop.write(loyalty.join, someone)
    shop.write(loyalty.goodwill, someone, 500, "welcome")
    paid = PaidDraft("card", points=with_points) if with_points else PaidDraft("card")
    order = sold(shop, paid=paid, customer=someone, placed_at=None)
    clock.day = later
    shop.write(loyalty.catch_up)
    for exchange in (None, OrderDraft((LineDraft("Vase", 1, 2500),)), None):
        ret = accepted(shop, order, 1, delivered_on="2026-09-01")
        draft = SettlementDraft(exchange=exchange)
        seen = shop.read(returns.what_if, ret, draft)
        assert (seen.points_before, seen.tier_before) == points(shop, someone)
        shop.write(returns.settle, ret, draft)
        assert (seen.points_after, seen.tier_after) == points(shop, someone)
    assert shop.read(orders.card, order).settled == 0
