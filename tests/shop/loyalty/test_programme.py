"""The programme: checked whole, never changed, only followed by the next."""

from dataclasses import replace
from typing import Any

import pytest
import sqlcipher3

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, loyalty
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Reward, Rule, Tier
from shopcrm.vault.vault import Vault
from tests.shop.loyalty.desk import PLAIN, Desk
from tests.vault.rules import query, run


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("worth_points", 0), ("worth_amount", 0), ("worth_amount", -1), ("per_amount", 0), ("points", -1)),
        *(("points", 10**12), ("lock_days", -1), ("lock_days", 400), ("expiry_months", 121), ("least_points", -1)),
        *(("birthday_points", 10**9), ("warn_days", 5000), ("grace_days", -1), ("currency", "XXX")),
        *(("rounding", "sideways"), ("tier_basis", "mood"), ("downgrade", "at once")),
        ("tiers", (Tier("Gold", 300), Tier("Silver", 100))),
        ("tiers", (Tier("Silver", 100), Tier("Gold", 100))),
        ("tiers", (Tier("Silver", 100, 200), Tier("Gold", 300, 150))),
        ("tiers", (Tier("Silver", 100), Tier("SILVER", 300))),
        *(("tiers", (Tier("", 100),)), ("tiers", (Tier("Silver", 0),)), ("tiers", (Tier("Silver", 100, 90),))),
        ("tiers", (Tier("Silver", -(10**18)),)),
        *(("rules", (Rule(),)), ("rules", (Rule(1001, "Stems"),)), ("rules", (Rule(9999),))),
        *(("rules", (Rule(tag="Stems", percent=-1),)), ("rules", (Rule(tag="Stems", points=-1),))),
        ("rules", (Rule(tag="Stems"), Rule(tag="stems", percent=200))),
        ("rules", tuple(Rule(tag=f"Family {number}") for number in range(51))),
        *(("rewards", (Reward("£5 off"),)), ("rewards", (Reward("£5 off", "money_off", 100),))),
        *(("rewards", (Reward("£5 off", "money_off", 0, 500),)), ("rewards", (Reward("", "money_off", 100, 500),))),
        *(("rewards", (Reward("Cup", "free_item", 100),)), ("rewards", (Reward("Cup", "free_item", 100, 5, 1001),))),
        ("rewards", (Reward("£5 off", "money_off", 100, 500), Reward("£5 OFF", "money_off", 90, 500))),
    ],
)
def test_terms_that_cannot_be_are_refused_by_the_field_and_nothing_changes(desk: Desk, field: str, value: Any) -> None:
    with pytest.raises(InvalidValue) as refusal:
        desk.vault.write(loyalty.set_programme, replace(PLAIN, **{field: value}))
    assert refusal.value.field == field
    assert desk.vault.read(loyalty.programme) == PLAIN


def test_a_lock_that_outlasts_the_points_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="expire before they can be used"):
        desk.vault.write(loyalty.set_programme, replace(PLAIN, lock_days=40, expiry_months=1))


def test_new_terms_follow_the_old_ones_and_undo_brings_those_back(desk: Desk) -> None:
    terms = replace(PLAIN, points=3, tiers=(Tier(" Silver ", 100),), rules=(Rule(tag="Stems", points=5),))
    desk.vault.write(loyalty.set_programme, terms)
    assert desk.vault.read(loyalty.programme) == replace(terms, tiers=(Tier("Silver", 100),))
    desk.vault.undo()
    assert desk.vault.read(loyalty.programme) == PLAIN
    assert desk.vault.read(query, "SELECT count(*) FROM loyalty_programmes") == [(3,)]


def test_setting_the_same_terms_again_keeps_the_version(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, PLAIN)
    assert desk.vault.read(query, "SELECT count(*) FROM loyalty_programmes") == [(1,)]


def test_the_currency_stays_once_points_were_earned(desk: Desk) -> None:
    desk.buy(desk.customer(), 10)
    with pytest.raises(InvalidValue, match="Points were earned in another currency"):
        desk.vault.write(loyalty.set_programme, replace(PLAIN, currency="EUR"))


def test_points_are_worth_what_the_terms_say_rounded_for_the_shop(desk: Desk) -> None:
    desk.vault.write(loyalty.set_programme, replace(PLAIN, worth_points=3, worth_amount=10))
    assert [desk.vault.read(loyalty.points_worth, points) for points in (1, 2, 3, 100)] == [3, 6, 10, 333]
    assert [desk.vault.read(loyalty.points_needed, amount) for amount in (3, 4, 10, 11)] == [1, 2, 3, 4]


def test_without_a_programme_everything_answers_nothing(vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana"))
    assert vault.read(loyalty.programme) is None
    assert vault.read(loyalty.worth, ana).points == 0
    assert vault.read(loyalty.expiring) == ()
    assert vault.read(loyalty.liability) is None
    assert vault.write(loyalty.catch_up) == loyalty.CaughtUp(0, 0, 0)
    with pytest.raises(Refused, match="no loyalty programme yet"):
        vault.write(loyalty.join, ana)
    with pytest.raises(NotFound, match="no loyalty card"):
        vault.read(loyalty.statement, ana)


@pytest.mark.parametrize("table", ["loyalty_lots", "loyalty_allocations", "stamps"])
def test_a_ledger_cannot_be_changed_by_hand(desk: Desk, table: str) -> None:
    ana = desk.customer()
    desk.vault.write(loyalty.add_stamp_card, loyalty.StampCardDraft("Six coffees", 6, "A coffee"))
    desk.buy(ana, 10)
    desk.use(desk.order(ana, 10), 5)
    for change in (f"UPDATE {table} SET staff_id = staff_id", f"DELETE FROM {table}"):
        with pytest.raises(sqlcipher3.IntegrityError, match="ledger"):
            desk.vault.write(run, change)
    assert desk.points(ana) == 5
