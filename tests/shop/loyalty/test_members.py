"""Members, points by hand, birthdays, warnings, stamps, and what changes hands."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, loyalty, orders, payments, products
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.shop.loyalty import StampCardDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.products import ProductDraft
from tests.shop.loyalty.desk import PLAIN, Desk, entries, erase, hand_over
from tests.vault.rules import query, run


def test_a_card_is_found_by_its_number_however_it_is_typed(desk: Desk) -> None:
    ana = desk.customer()
    number = desk.vault.read(loyalty.statement, ana).number
    assert (len(number), number.isdigit()) == (8, True)
    assert desk.vault.read(loyalty.by_card, f" {number[:4]} {number[4:]}\n") == ana
    with pytest.raises(NotFound):
        desk.vault.read(loyalty.by_card, "0009999" + loyalty.check_digit("0009999"))


@given(digits=st.from_regex(r"[0-9]{7}", fullmatch=True), place=st.integers(0, 6), other=st.integers(1, 9))
def test_any_wrong_digit_is_noticed(digits: str, place: int, other: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + other) % 10) + digits[place + 1 :]
    assert loyalty.check_digit(wrong) != loyalty.check_digit(digits)


@pytest.mark.parametrize("typed", ["", "12", "0001001x", "00010010", "٠٠٠١٠٠١٣", "9" * 40])
def test_what_is_no_number_of_a_card_is_refused(desk: Desk, typed: str) -> None:
    desk.customer()
    with pytest.raises((InvalidValue, NotFound)):
        desk.vault.read(loyalty.by_card, typed)


def test_nobody_joins_twice_and_who_comes_back_has_the_same_card(desk: Desk) -> None:
    ana = desk.customer()
    number = desk.vault.read(loyalty.statement, ana).number
    with pytest.raises(Refused, match="joined already"):
        desk.vault.write(loyalty.join, ana)
    desk.vault.write(loyalty.leave, ana)
    with pytest.raises(Refused, match="not in the loyalty programme"):
        desk.vault.write(loyalty.leave, ana)
    assert desk.vault.read(loyalty.statement, ana).left_on == date(2026, 3, 2)
    assert desk.vault.write(loyalty.join, ana) == number
    with pytest.raises(NotFound):
        desk.vault.write(loyalty.join, 4711)


def test_points_are_put_right_by_hand_with_a_reason_and_undone(desk: Desk) -> None:
    ana = desk.customer()
    desk.vault.write(loyalty.adjust, ana, 50, "counted again")
    desk.vault.write(loyalty.adjust, ana, -20, "one too many")
    assert desk.points(ana) == 30
    desk.vault.undo()
    assert desk.points(ana) == 50
    desk.vault.undo()
    assert desk.points(ana) == 30
    assert [words for _, words in entries(desk, ana)] == [
        "Added 50 points: counted again; expires 2 Mar 2027",
        *("Took off 40 points: one too many", "Put back 20 points: one too many"),
    ]


@pytest.mark.parametrize(
    ("points", "note", "field"),
    [(0, "why", "points"), (-31, "why", "points"), (10**9, "why", "points"), (5, " ", "note"), (5, "x" * 501, "note")],
)
def test_an_adjustment_that_cannot_be_is_refused(desk: Desk, points: int, note: str, field: str) -> None:
    ana = desk.customer()
    desk.vault.write(loyalty.goodwill, ana, 30, "a late parcel")
    with pytest.raises(InvalidValue) as refusal:
        desk.vault.write(loyalty.adjust, ana, points, note)
    assert refusal.value.field == field
    assert desk.points(ana) == 30


def test_goodwill_is_taken_back_only_while_nothing_of_it_was_used(desk: Desk) -> None:
    ana = desk.customer()
    lot = desk.vault.write(loyalty.goodwill, ana, 30)
    desk.use(desk.order(ana, 10), 1)
    with pytest.raises(Refused, match="gone by now"):
        desk.vault.write(loyalty.take_back, lot)
    desk.vault.undo()
    desk.vault.write(loyalty.take_back, lot)
    assert desk.points(ana) == 0
    with pytest.raises(Refused):
        desk.vault.write(loyalty.take_back, lot)


def test_a_stranger_gets_no_points(desk: Desk) -> None:
    bob = desk.vault.write(customers.add, CustomerDraft("Bob"))
    with pytest.raises(Refused, match="has not joined"):
        desk.vault.write(loyalty.goodwill, bob, 30)


@pytest.mark.parametrize(
    ("birthday", "day", "given"),
    [
        *(("--03-10", "2026-03-09", 0), ("--03-10", "2026-03-10", 25), ("1980-03-10", "2026-04-10", 25)),
        *(("1980-03-10", "2026-04-11", 0), ("--03-01", "2026-03-10", 0), ("1984-02-29", "2027-02-28", 25)),
        ("1984-02-29", "2028-02-28", 0),
    ],
)
def test_birthday_points_come_on_the_day_or_up_to_a_month_late(desk: Desk, birthday: str, day: str, given: int) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, birthday_points=25))
    ana = desk.customer(birthday=birthday)
    desk.clock.on(day)
    desk.vault.write(loyalty.catch_up)
    assert desk.points(ana) == given


def test_birthday_points_come_once_a_year_whatever_the_date_becomes(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, birthday_points=25, expiry_months=0))
    ana = desk.customer(birthday="--03-10")
    for day in ("2026-03-10", "2026-03-11"):
        desk.clock.on(day)
        desk.vault.write(loyalty.catch_up)
    desk.vault.write(customers.edit, ana, replace(desk.vault.read(customers.draft_of, ana), birthday="--06-01"))
    desk.clock.on("2026-06-01")
    desk.vault.write(loyalty.catch_up)
    assert desk.points(ana) == 25
    desk.clock.on("2027-06-01")
    assert desk.vault.write(loyalty.catch_up).birthdays == 1
    assert desk.points(ana) == 50


def test_the_warning_list_and_the_liability_name_what_expires(desk: Desk) -> None:
    ana, bob = desk.customer("Ana"), desk.customer("Bob")
    desk.buy(ana, 100)
    desk.clock.on("2026-04-15")
    desk.buy(bob, 40)
    desk.clock.on("2027-02-10")
    (warned,) = desk.vault.read(loyalty.expiring)
    assert (warned.customer_name, warned.points, warned.on, warned.amount) == ("Ana Smith", 100, date(2027, 3, 2), 100)
    assert [one.customer_id for one in desk.vault.read(loyalty.expiring, 90)] == [ana, bob]
    owed = desk.vault.read(loyalty.liability)
    assert owed == loyalty.Liability(140, 140, 0, 100, 100, "GBP")
    desk.clock.on("2027-03-03")
    assert desk.vault.read(loyalty.liability) == loyalty.Liability(40, 40, 0, 40, 40, "GBP")


@pytest.fixture
def coffee(desk: Desk) -> int:
    return desk.vault.write(products.add, ProductDraft("Coffee", 280))


def cups(desk: Desk, customer: int, coffee: int, count: int) -> int:
    order = desk.vault.write(orders.place, OrderDraft((LineDraft(product=coffee, quantity=count),), customer))
    desk.vault.write(payments.record, PaymentDraft(order, 280 * count))
    return order


def test_six_coffees_make_one_and_a_refund_takes_its_stamps_back(desk: Desk, coffee: int) -> None:
    card = desk.vault.write(loyalty.add_stamp_card, StampCardDraft("Six coffees", 6, "A coffee", coffee))
    desk.clock.later(1)
    ana = desk.customer()
    desk.buy(ana, 50)
    order = cups(desk, ana, coffee, 5)

    def has() -> int:
        return next(one.has for one in desk.vault.read(loyalty.stamps_of, ana) if one.card == card)

    assert has() == 5
    with pytest.raises(Refused, match="5 of 6"):
        desk.vault.write(loyalty.use_stamps, ana, card)
    cups(desk, ana, coffee, 2)
    with pytest.raises(NotFound, match="There is no order O-9999"):
        desk.vault.write(loyalty.use_stamps, ana, card, 9999)
    used = desk.vault.write(loyalty.use_stamps, ana, card)
    assert has() == 1
    desk.vault.write(loyalty.give_back_stamps, used)
    with pytest.raises(Refused, match="taken back already"):
        desk.vault.write(loyalty.give_back_stamps, used)
    assert has() == 7
    desk.vault.write(loyalty.use_stamps, ana, card)
    desk.vault.write(payments.refund_all, order)
    assert has() == -4, "stamps that were used and then refunded are owed"
    desk.vault.write(loyalty.give_stamps, ana, card, 2)
    desk.vault.undo()
    assert has() == -4


@pytest.mark.parametrize(
    ("name", "stamps", "reward"), [("", 6, "Cup"), ("Six", 1, "Cup"), ("Six", 6, ""), ("Six", 999, "C")]
)
def test_a_stamp_card_that_cannot_be_is_refused(desk: Desk, name: str, stamps: int, reward: str) -> None:
    with pytest.raises(InvalidValue):
        desk.vault.write(loyalty.add_stamp_card, StampCardDraft(name, stamps, reward))
    assert desk.vault.read(loyalty.stamp_cards) == ()


def test_a_card_put_away_gives_no_more_stamps_but_keeps_those_given(desk: Desk, coffee: int) -> None:
    card = desk.vault.write(loyalty.add_stamp_card, StampCardDraft("Six coffees", 6, "A coffee"))
    desk.clock.later(1)
    ana = desk.customer()
    order = cups(desk, ana, coffee, 3)
    desk.vault.write(loyalty.change_stamp_card, card, "Six cups", "Any cup")
    desk.vault.write(loyalty.archive_stamp_card, card)
    cups(desk, ana, coffee, 2)
    with pytest.raises(Refused, match="put away"):
        desk.vault.write(loyalty.give_stamps, ana, card)
    assert [(one.name, one.has) for one in desk.vault.read(loyalty.stamps_of, ana)] == [("Six cups", 3)]
    desk.vault.write(payments.refund_all, order)
    assert desk.vault.read(loyalty.stamps_of, ana) == ()
    desk.vault.undo()
    assert [one.has for one in desk.vault.read(loyalty.stamps_of, ana)] == [3]


def test_a_merge_carries_everything_repays_debts_and_keeps_the_sum(desk: Desk) -> None:
    desk.vault.write(loyalty.add_stamp_card, StampCardDraft("Six coffees", 6, "A coffee"))
    desk.clock.later(1)
    ana, anna = desk.customer("Ana"), desk.customer("Anna")
    order = desk.buy(ana, 100)
    desk.use(desk.order(ana, 50), 70)
    desk.refund(order, 100)
    desk.buy(anna, 100)
    number = desk.vault.read(loyalty.statement, anna).number
    assert (desk.points(ana), desk.points(anna)) == (-70, 100)
    desk.vault.write(hand_over, ana, anna)
    has = desk.worth(anna)
    assert (has.points, has.debt, desk.points(ana)) == (30, 0, 0)
    assert desk.vault.read(loyalty.statement, anna).number == number
    assert [one.has for one in desk.vault.read(loyalty.stamps_of, anna)] == [1]
    assert desk.wrong() == ()


def test_a_record_without_a_card_takes_over_the_others(desk: Desk) -> None:
    ana = desk.customer("Ana")
    anna = desk.vault.write(customers.add, CustomerDraft("Anna"))
    number = desk.vault.read(loyalty.statement, ana).number
    desk.buy(ana, 10)
    desk.vault.write(hand_over, ana, anna)
    assert desk.vault.read(loyalty.by_card, number) == anna
    assert desk.points(anna) == 10


def test_an_erased_person_leaves_no_point_stamp_or_card(desk: Desk) -> None:
    ana, bob = desk.customer("Ana"), desk.customer("Bob")
    order = desk.buy(ana, 100)
    payment = desk.use(desk.order(ana, 50), 70)
    desk.vault.write(payments.reverse, payment)
    desk.buy(bob, 10)
    desk.vault.write(erase, ana)
    for table in ("loyalty_lots", "loyalty_allocations", "loyalty_orders", "loyalty_cards", "stamps"):
        assert desk.vault.read(query, f"SELECT count(*) FROM {table} WHERE customer_id = {ana}") == [(0,)]
    desk.refund(order, 100)
    assert (desk.points(ana), desk.points(bob)) == (0, 10)
    assert desk.wrong() == ()


def test_a_full_check_finds_a_tier_and_points_that_do_not_follow(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    assert desk.wrong() == ()
    desk.vault.write(run, "UPDATE loyalty_cards SET tier = 'Platinum'")
    assert desk.wrong() == ("1 customers have another tier than their points make",)
    desk.vault.write(
        run,
        "INSERT INTO loyalty_lots (customer_id, points, reason, earned_on, unlock_on, at, staff_id)"
        " SELECT customer_id, -5, 'debt', earned_on, unlock_on, at, staff_id FROM loyalty_lots",
    )
    assert "1 customers have points and a debt at once" in desk.wrong()


def test_the_statement_explains_its_sum(desk: Desk) -> None:
    ana = desk.customer()
    desk.buy(ana, 100)
    desk.vault.write(loyalty.set_programme, replace(PLAIN, lock_days=14))
    desk.buy(ana, 40)
    desk.use(desk.order(ana, 50), 30)
    said = desk.vault.read(loyalty.statement, ana)
    assert said.sum_in_words == "140 earned − 30 used = 110: 70 can be used now, 40 from 16 Mar 2026 on"
    assert said.unlocking == ((date(2026, 3, 16), 40),)
    assert [entry.balance for entry in said.entries] == [100, 140, 110]


def test_the_points_of_a_restricted_person_are_on_no_list_of_what_expires(desk: Desk) -> None:
    ana = desk.customer("Ana")
    desk.buy(ana, 100)
    desk.clock.on("2027-02-10")
    assert len(desk.vault.read(loyalty.expiring)) == 1
    desk.vault.write(customers.restrict, RestrictionDraft(ana, "accuracy"))
    assert desk.vault.read(loyalty.expiring) == ()
