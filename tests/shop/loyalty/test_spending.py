"""Spending points: what can be used, what is refused and why, what comes back."""

from dataclasses import replace
from datetime import date

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import loyalty, orders, payments, products
from shopcrm.shop.loyalty import Reward
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.products import ProductDraft
from tests.conftest import MakeVault
from tests.shop.loyalty.desk import ORDINARY, PLAIN, Clock, Desk, entries, erase
from tests.vault.rules import query


@pytest.mark.parametrize("points", [0, -1, 101, 10**12, 2**62])
def test_no_points_too_many_and_absurd_numbers_are_refused_and_nothing_changes(desk: Desk, points: int) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    order = desk.order(ana, 500)
    with pytest.raises(InvalidValue):
        desk.use(order, points)
    assert desk.points(ana) == 100
    assert desk.vault.read(query, "SELECT count(*) FROM loyalty_allocations") == [(0,)]
    assert desk.vault.read(orders.card, order).settled == 0


def test_locked_points_are_refused_with_the_day_on_which_they_unlock(make_vault: MakeVault) -> None:
    clock = Clock()
    desk = Desk(make_vault(clock=clock), clock, ORDINARY)
    ana = desk.customer()
    desk.buy(ana, 100)
    with pytest.raises(
        InvalidValue, match="Only 0 points can be used now; 100 are locked, the first until 16 Mar 2026"
    ):
        desk.use(desk.order(ana, 50), 10)
    clock.on("2026-03-16")
    desk.use(desk.order(ana, 50), 10)
    assert desk.points(ana) == 90


def test_expired_points_are_refused_though_nobody_entered_their_expiry(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    desk.clock.on("2027-03-03")
    with pytest.raises(InvalidValue, match="Only 0 points can be used now"):
        desk.use(desk.order(ana, 50), 10)
    assert desk.points(ana) == 0


def test_fewer_than_the_programme_allows_are_refused(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, least_points=50))
    ana = desk.customer()
    desk.buy(ana, 100)
    with pytest.raises(InvalidValue, match="Points are used from 50 on"):
        desk.use(desk.order(ana, 50), 49)
    desk.use(desk.order(ana, 50), 50)
    assert desk.points(ana) == 50


def test_points_pay_only_in_the_programmes_money_and_for_a_customer(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    with pytest.raises(InvalidValue, match="GBP only"):
        desk.use(desk.order(ana, 50, currency="EUR"), 10)
    with pytest.raises(Refused):
        desk.use(desk.order(None, 50), 10)
    assert desk.points(ana) == 100


def test_the_soonest_to_expire_are_used_first(desk: Desk) -> None:
    ana = desk.customer()
    desk.vault.write(loyalty.set_programme, replace(PLAIN, expiry_months=0))
    desk.vault.write(loyalty.goodwill, ana, 10)
    desk.vault.write(loyalty.set_programme, replace(PLAIN, expiry_months=24))
    desk.buy(ana, 10)
    desk.vault.write(loyalty.set_programme, replace(PLAIN, expiry_months=12))
    desk.buy(ana, 10)
    desk.use(desk.order(ana, 50), 15)
    said = desk.vault.read(loyalty.statement, ana)
    assert said.expiring == ((date(2028, 3, 2), 5),)
    assert said.balance == 15


def test_who_has_left_may_use_what_is_hers_and_earns_no_more(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    desk.vault.write(loyalty.leave, ana)
    desk.buy(ana, 50)
    desk.use(desk.order(ana, 50), 40)
    assert desk.points(ana) == 60


def test_an_order_is_paid_partly_with_points_as_it_is_placed(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 500)
    draft = OrderDraft((LineDraft("Posy", 1, 2000),), ana, paid=PaidDraft("card", points=500))
    order = desk.vault.write(orders.place, draft)
    assert desk.vault.read(orders.card, order).balance_due == 0
    assert desk.points(ana) == 500 - 500 + 15


def test_points_given_back_in_parts_come_to_all_of_them_and_no_more(desk: Desk) -> None:
    ana = desk.customer()
    desk.vault.write(loyalty.set_programme, replace(PLAIN, worth_points=3, worth_amount=1))
    desk.buy(ana, 1000)
    order = desk.order(ana, 50)
    desk.use(order, 300)
    for amount, points in ((33, 799), (33, 898), (34, 1000)):
        desk.vault.write(payments.record, PaymentDraft(order, -amount, "points", "points"))
        assert desk.points(ana) == points
    with pytest.raises(InvalidValue):
        desk.vault.write(payments.record, PaymentDraft(order, -1, "points", "points"))
    assert desk.points(ana) == 1000


def test_a_giving_back_taken_back_takes_the_same_points_again(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    order = desk.order(ana, 50)
    desk.use(order, 60)
    back = desk.vault.write(payments.record, PaymentDraft(order, -30, "points", "points"))
    desk.clock.on("2027-03-03")
    desk.vault.write(loyalty.catch_up)
    assert desk.points(ana) == 0
    desk.vault.write(payments.reverse, back)
    assert desk.points(ana) == 0
    assert entries(desk, ana)[-2:] == [
        (-70, "70 points expired; their last day was 2 Mar 2027"),
        (0, "Used 30 points after all: order O-1002; 30 of them had expired already"),
    ]
    assert desk.wrong() == ()


def test_a_giving_back_is_not_taken_back_once_those_points_were_used(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    order = desk.order(ana, 50)
    desk.use(order, 60)
    back = desk.vault.write(payments.record, PaymentDraft(order, -30, "points", "points"))
    desk.use(desk.order(ana, 50), 70)
    with pytest.raises(Refused, match="used since"):
        desk.vault.write(payments.reverse, back)
    assert desk.points(ana) == 0


def test_points_of_an_erased_person_do_not_come_back(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    payment = desk.use(desk.order(ana, 50), 60)
    desk.vault.write(erase, ana)
    desk.vault.write(payments.reverse, payment)
    assert desk.points(ana) == 0


def test_rewards_say_what_they_cost_and_why_they_cannot_be_had(desk: Desk) -> None:
    coffee = desk.vault.write(products.add, ProductDraft("Coffee", 280))
    rewards = (
        *(Reward("£5 off", "money_off", 400, 500), Reward("A coffee", "free_item", 90, product=coffee)),
        Reward("£50 off", "money_off", 4000, 5000),
    )
    desk.vault.write(loyalty.set_programme, replace(PLAIN, rewards=rewards, least_points=100))
    ana = desk.customer()
    desk.buy(ana, 490)
    order = desk.order(ana, 4)
    because = {one.name: one.because for one in desk.vault.read(loyalty.offers, order)}
    assert because == {
        "£5 off": "Only £4.00 is left to pay.",
        "A coffee": "The item is not on this order.",
        "£50 off": "It takes 4,000 points; 490 can be used now.",
    }
    with pytest.raises(Refused, match="not on this order"):
        desk.vault.write(payments.record, PaymentDraft(order, 0, reward="A coffee"))
    lines = (LineDraft(product=coffee, quantity=2), LineDraft("Cake", 1, 500))
    order = desk.vault.write(orders.place, OrderDraft(lines, ana))
    desk.vault.write(payments.record, PaymentDraft(order, 0, reward="A coffee"))
    assert desk.vault.read(orders.card, order).settled == 280
    desk.vault.write(payments.record, PaymentDraft(order, 0, reward="£5 off"))
    assert desk.points(ana) == 0
    assert entries(desk, ana)[-1] == (-400, "Used 400 points: £5 off: order O-1003, £5.00")
    desk.vault.undo()
    assert desk.points(ana) == 400


def test_a_free_item_is_had_for_each_piece_on_the_order_and_no_more(desk: Desk) -> None:
    coffee = desk.vault.write(products.add, ProductDraft("Coffee", 280))
    free = Reward("A coffee", "free_item", 90, product=coffee)
    desk.vault.write(loyalty.set_programme, replace(PLAIN, rewards=(free,)))
    ana = desk.customer()
    desk.buy(ana, 500)
    order = desk.vault.write(orders.place, OrderDraft((LineDraft(product=coffee), LineDraft("Cake", 1, 500)), ana))
    payment = desk.vault.write(payments.record, PaymentDraft(order, 0, reward="A coffee"))
    with pytest.raises(Refused, match="Each of that item on this order is free already"):
        desk.vault.write(payments.record, PaymentDraft(order, 0, reward="A coffee"))
    assert (desk.points(ana), desk.vault.read(orders.card, order).settled) == (410, 280)
    desk.vault.write(payments.reverse, payment)
    desk.vault.write(payments.record, PaymentDraft(order, 0, reward="A coffee"))
    assert desk.points(ana) == 410
