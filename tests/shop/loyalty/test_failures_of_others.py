"""What went wrong in other loyalty systems, each by its name."""

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import loyalty, payments
from shopcrm.shop.payments import PaymentDraft
from tests.shop.loyalty.desk import Desk, entries, settle_order


def test_points_are_not_kept_after_a_refund(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 28)
    assert desk.points(ana) == 28
    desk.refund(order, 28)
    assert desk.points(ana) == 0
    assert [points for points, _ in entries(desk, ana)] == [28, -28]


def test_a_part_refunded_takes_back_its_part(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 30)
    desk.refund(order, 10)
    assert desk.points(ana) == 20
    desk.refund(order, 20)
    assert desk.points(ana) == 0


def test_the_balance_does_not_collapse_as_points_expire_that_were_spent_before(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    desk.clock.on("2026-09-01")
    desk.buy(ana, 50)
    desk.use(desk.order(ana, 50), 80)
    assert desk.points(ana) == 70
    desk.clock.on("2027-03-03")
    assert desk.points(ana) == 50, "only the 20 that were left of the first 100 expire"
    desk.vault.write(loyalty.catch_up)
    desk.vault.write(loyalty.catch_up)
    assert desk.points(ana) == 50
    assert entries(desk, ana)[-1] == (-20, "20 points expired; their last day was 2 Mar 2027")
    assert desk.wrong() == ()


def test_a_redemption_is_not_spent_twice_by_a_refund(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    bought = desk.order(ana, 10)
    payment = desk.use(bought, 60)
    desk.pay(bought, 9)
    assert desk.points(ana) == 40 + 9
    desk.vault.write(payments.reverse, payment)
    assert desk.points(ana) == 100 + 9
    with pytest.raises(Refused):
        desk.vault.write(payments.reverse, payment)
    with pytest.raises(InvalidValue):
        desk.vault.write(payments.record, PaymentDraft(bought, -60, "points", "points"))
    assert desk.points(ana) == 100 + 9
    assert desk.wrong() == ()


def test_a_debt_is_not_clamped_to_zero_and_is_repaid_first(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 100)
    desk.use(desk.order(ana, 50), 70)
    desk.refund(order, 100)
    has = desk.worth(ana)
    assert (has.points, has.debt, has.spendable) == (-70, 70, 0)
    assert entries(desk, ana)[-1] == (
        -100,
        "Took back 100 points: goods or money of order O-1001 went back; 70 of them were used already and are owed",
    )
    desk.buy(ana, 30)
    assert (desk.points(ana), desk.worth(ana).debt) == (-40, 40)
    desk.buy(ana, 50)
    has = desk.worth(ana)
    assert (has.points, has.debt, has.spendable) == (10, 0, 10)
    assert desk.wrong() == ()


def test_a_day_of_expiry_is_compared_by_the_shops_calendar_and_can_still_be_used(desk: Desk) -> None:
    """In summer, 23:30 UTC on the 30th is half past midnight on the 1st at the shop, and the other way round."""
    desk.clock.on("2026-06-30", 23)
    ana = desk.customer()
    desk.buy(ana, 100)
    assert desk.vault.read(loyalty.statement, ana).expiring[0][0].isoformat() == "2027-07-01"
    desk.clock.on("2027-07-01", 22)
    assert desk.worth(ana).spendable == 100, "its last day has an hour to go"
    desk.use(desk.order(ana, 50), 10)
    desk.clock.on("2027-07-01", 23)
    assert desk.worth(ana).spendable == 0, "it is the 2nd at the shop by now"
    with pytest.raises(InvalidValue, match="Only 0 points can be used now"):
        desk.use(desk.order(ana, 50), 10)


def test_settling_again_changes_nothing(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 28)
    before = entries(desk, ana)
    desk.vault.write(settle_order, order)
    desk.vault.write(settle_order, order)
    assert entries(desk, ana) == before


def test_points_that_expired_are_not_taken_a_second_time_by_a_refund(desk: Desk) -> None:
    ana = desk.customer()
    order = desk.buy(ana, 40)
    desk.clock.on("2027-03-10")
    desk.vault.write(loyalty.catch_up)
    assert desk.points(ana) == 0
    refund = desk.refund(order, 40)
    assert (desk.points(ana), desk.worth(ana).debt) == (0, 0)
    assert entries(desk, ana)[-1][1].endswith("went back; 40 of them had expired already")
    desk.vault.write(payments.reverse, refund)
    assert desk.points(ana) == 0, "they come back to their old last day, and expire again at once"
    assert desk.wrong() == ()


def test_a_returned_redemption_goes_back_to_its_lot_with_its_expiry(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    payment = desk.use(desk.order(ana, 50), 80)
    desk.clock.on("2027-01-01")
    desk.vault.write(payments.reverse, payment)
    assert [day.isoformat() for day, _ in desk.vault.read(loyalty.statement, ana).expiring] == ["2027-03-02"]
    assert desk.points(ana) == 100


def test_a_redemption_returned_after_its_last_day_expires_again_at_once(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    payment = desk.use(desk.order(ana, 50), 80)
    desk.clock.on("2027-03-03")
    desk.vault.write(payments.reverse, payment)
    assert desk.points(ana) == 0
    assert [points for points, _ in entries(desk, ana)] == [100, -80, 80, -100]
    assert desk.wrong() == ()
