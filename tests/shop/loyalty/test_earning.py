"""What an order earns: worked out whole from goods kept and money paid, the difference posted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.shop import customers, loyalty, orders, payments, products
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Gone, Rule, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.vault.tx import Row, Tx
from tests.conftest import MakeVault
from tests.shop.loyalty.desk import ORDINARY, PLAIN, Clock, Desk, entries, settle_order
from tests.vault.rules import query, rule


def test_nothing_is_earned_before_it_is_paid_and_each_part_earns_its_own(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.order(ana, 30)
    assert desk.points(ana) == 0
    desk.pay(order, 10)
    assert desk.points(ana) == 10
    desk.pay(order, 20)
    assert desk.points(ana) == 30


def test_the_rounding_is_of_the_whole_order_so_that_parts_lose_nothing(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.vault.write(orders.place, OrderDraft((LineDraft("Stem", 3, 67),), ana))
    for part in (67, 67, 67):
        desk.vault.write(payments.record, PaymentDraft(order, part))
    assert desk.points(ana) == 2, "£2.01, not three times £0.67"


@pytest.mark.parametrize(("rounding", "points"), [("down", 1), ("nearest", 2), ("up", 2)])
def test_rounding_is_as_stated(desk: Desk, rounding: loyalty.Rounding, points: int) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, rounding=rounding))
    ana = desk.customer()
    order = desk.vault.write(orders.place, OrderDraft((LineDraft("Stem", 1, 150),), ana))
    desk.vault.write(payments.record, PaymentDraft(order, 150))
    assert desk.points(ana) == points


def test_delivery_earns_nothing_and_a_discount_takes_its_share(desk: Desk) -> None:
    ana = desk.customer()
    draft = OrderDraft(
        (LineDraft("Wreath", 1, 6000), LineDraft("Ribbon", 1, 4000)), ana, order_discount=1000, shipping=500
    )
    order = desk.vault.write(orders.place, draft)
    desk.pay(order, 95)
    assert desk.points(ana) == 90


def test_what_is_paid_with_points_earns_none(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 1000)
    order = desk.order(ana, 20)
    desk.use(order, 500)
    desk.pay(order, 15)
    assert desk.points(ana) == 1000 - 500 + 15


def test_a_product_and_a_family_have_rates_of_their_own_fixed_as_the_order_earns(desk: Desk) -> None:
    rose = desk.vault.write(products.add, ProductDraft("Rose", 1000, family="Stems"))
    card = desk.vault.write(products.add, ProductDraft("Gift card", 1000, family="Vouchers"))
    bulb = desk.vault.write(products.add, ProductDraft("Bulb", 1000, family="stems"))
    rules = (Rule(tag="Stems", percent=200), Rule(tag="vouchers", percent=0), Rule(product=bulb, points=7))
    desk.vault.write(loyalty.set_programme, replace(PLAIN, rules=rules))
    ana = desk.customer()
    lines = (LineDraft(product=rose), LineDraft(product=card), LineDraft(product=bulb, quantity=2))
    order = desk.vault.write(orders.place, OrderDraft(lines, ana))
    desk.pay(order, 40)
    assert desk.points(ana) == 20 + 0 + 14
    desk.vault.write(products.edit, rose, ProductDraft("Rose", 1000, family="Cut flowers"))
    desk.vault.write(loyalty.set_programme, replace(PLAIN, points=50))
    desk.vault.write(settle_order, order)
    assert desk.points(ana) == 34, "neither the programme nor the product changes what was agreed"


def test_orders_from_before_the_programme_or_the_joining_earn_nothing(desk: Desk) -> None:
    ana, bob = desk.customer(), desk.vault.write(customers.add, CustomerDraft("Bob"))
    desk.buy(ana, 10, placed_at="2026-03-01")
    desk.buy(None, 10)
    desk.buy(bob, 10)
    desk.clock.later(1)
    desk.vault.write(loyalty.join, bob)
    assert (desk.points(ana), desk.points(bob)) == (0, 0)


def test_who_joins_at_the_till_earns_for_the_order_of_that_day(desk: Desk) -> None:
    bob = desk.vault.write(customers.add, CustomerDraft("Bob"))
    desk.buy(bob, 10)
    desk.vault.write(loyalty.join, bob)
    assert desk.points(bob) == 10


def test_an_order_in_other_money_earns_nothing(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 10, currency="EUR")
    assert desk.points(ana) == 0


def test_an_order_that_changes_hands_takes_its_points_along(desk: Desk) -> None:
    ana, bob = desk.customer("Ana"), desk.customer("Bob")
    order = desk.buy(ana, 28)
    desk.vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 2800),), bob))
    assert (desk.points(ana), desk.points(bob)) == (0, 28)
    desk.vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 2800),), ana))
    assert (desk.points(ana), desk.points(bob)) == (28, 0)
    assert desk.wrong() == ()


def test_a_cancelled_order_earns_nothing_until_that_is_taken_back(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 28)
    desk.vault.write(orders.cancel, order)
    assert desk.points(ana) == 0
    desk.vault.undo()
    assert desk.points(ana) == 28


def test_a_refund_taken_back_restores_the_lot_with_its_expiry(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 28)
    desk.clock.later(30)
    refund = desk.refund(order, 28)
    desk.vault.write(payments.reverse, refund)
    assert [day.isoformat() for day, _ in desk.vault.read(loyalty.statement, ana).expiring] == ["2027-03-02"]
    assert desk.points(ana) == 28


def test_without_an_active_programme_an_order_costs_one_query_and_changes_nothing(make_vault: MakeVault) -> None:
    clock = Clock()
    desk = Desk(make_vault(clock=clock), clock, replace(PLAIN, active=False))
    bob = desk.vault.write(customers.add, CustomerDraft("Bob"))
    desk.buy(bob, 10)
    assert desk.vault.read(query, "SELECT count(*) FROM loyalty_lots") == [(0,)]
    asked: list[str] = []

    class Counting(Tx):
        __slots__ = ()

        def maybe(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
            asked.append(sql)
            return super().maybe(sql, parameters)

    def counted(tx: Tx) -> None:
        tx.__class__ = Counting
        loyalty.settle_order(tx, 1001)
        assert len(asked) == 1

    desk.vault.write(rule("test.counted", "write")(counted))


def test_a_stopped_programme_goes_on_for_the_orders_that_earned_already(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 28)
    desk.vault.write(loyalty.set_programme, replace(PLAIN, active=False))
    desk.buy(ana, 50)
    assert desk.points(ana) == 28
    desk.refund(order, 28)
    assert desk.points(ana) == 0


def test_a_tier_earns_faster_from_the_next_order_on(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, tiers=(Tier("Silver", 100, 120), Tier("Gold", 500, 150))))
    ana = desk.customer()
    desk.buy(ana, 100)
    assert desk.points(ana) == 100
    order = desk.buy(ana, 100)
    assert desk.points(ana) == 220
    desk.refund(order, 100)
    assert desk.points(ana) == 100


def test_a_locked_lot_unlocks_on_its_day(make_vault: MakeVault) -> None:
    clock = Clock()
    desk = Desk(make_vault(clock=clock), clock, ORDINARY)
    ana = desk.customer()
    desk.buy(ana, 28)
    assert entries(desk, ana) == [
        (28, "Earned 28 points: order O-1001, £28.00; usable from 16 Mar 2026; expires 2 Mar 2027")
    ]
    has = desk.worth(ana)
    assert (has.spendable, has.locked, has.locked_until) == (0, 28, date(2026, 3, 16))
    clock.on("2026-03-15")
    assert desk.worth(ana).spendable == 0
    clock.on("2026-03-16")
    assert desk.worth(ana).spendable == 28


def test_what_if_foresees_points_and_tier_and_writes_nothing(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, tiers=(Tier("Silver", 100),)))
    ana = desk.customer()
    order = desk.buy(ana, 120)
    line = desk.vault.read(query, "SELECT id FROM order_lines")[0][0]
    seen = desk.vault.read(loyalty.what_if, order, (Gone(line, 1, 12000),), 12000)
    assert seen == loyalty.Foreseen(120, 0, "Silver", "")
    assert desk.points(ana) == 120


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5000)), min_size=1, max_size=4),
    discount=st.integers(0, 500),
    parts=st.lists(st.integers(1, 4000), max_size=6),
    points=st.integers(1, 7),
    rounding=st.sampled_from(["down", "nearest", "up"]),
)
def test_paying_and_refunding_in_any_parts_comes_to_the_same_and_in_the_end_to_nothing(
    desk: Desk,
    lines: list[tuple[int, int]],
    discount: int,
    parts: list[int],
    points: int,
    rounding: loyalty.Rounding,
) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, points=points, per_amount=37, rounding=rounding))
    ana, total = desk.customer(), sum(quantity * price for quantity, price in lines)
    draft = tuple(LineDraft("Stem", quantity, price) for quantity, price in lines)
    once, often = (
        desk.vault.write(orders.place, OrderDraft(draft, ana, order_discount=min(discount, total - 1)))
        for _ in range(2)
    )
    owed = desk.vault.read(orders.card, once).total
    desk.vault.write(payments.record, PaymentDraft(once, owed))
    at_once, left = desk.points(ana), owed
    for part in [*parts, owed]:
        if left:
            desk.vault.write(payments.record, PaymentDraft(often, min(part, left)))
            left -= min(part, left)
    assert desk.points(ana) == 2 * at_once
    left = owed
    for part in [*parts, owed]:
        if left:
            desk.vault.write(payments.record, PaymentDraft(often, min(part, left), kind="out"))
            left -= min(part, left)
    assert desk.points(ana) == at_once
    desk.vault.write(payments.refund_all, once)
    assert desk.points(ana) == 0
    assert desk.wrong() == ()
