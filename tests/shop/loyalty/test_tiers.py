"""Tiers: won on the day, lost by the rule, the same whenever the ledger is walked."""

from dataclasses import replace
from datetime import date

import pytest

from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.loyalty.tiers import Change, walk
from tests.conftest import MakeVault
from tests.shop.loyalty.desk import PLAIN, Clock, Desk, hand_over

LADDER = (Tier("Silver", 100, 110), Tier("Gold", 300, 150))
TERMS = replace(PLAIN, tiers=LADDER)
SPRING, NEXT = date(2026, 3, 2), date(2027, 3, 2)


def gold_in_spring(then: int = 0) -> list[Change]:
    """300 points in spring, which stop to count after twelve months; `then` go on."""
    return [Change(SPRING, 300 + then, 0), Change(NEXT, -300, 0)]


def tier_on(day: str, terms: Programme, changes: list[Change]) -> str:
    return walk(changes, [(date(2026, 1, 1), terms)], date.fromisoformat(day)).tier


def test_a_tier_is_won_on_the_day_and_lost_as_twelve_months_are_over() -> None:
    assert [tier_on(day, TERMS, gold_in_spring()) for day in ("2026-03-01", "2026-03-02", "2027-03-01")] == [
        *("", "Gold", "Gold")
    ]
    assert tier_on("2027-03-02", TERMS, gold_in_spring()) == ""
    assert tier_on("2027-03-02", TERMS, gold_in_spring(then=100)) == "Silver"


def test_grace_days_hold_a_tier_and_a_purchase_within_them_saves_it() -> None:
    terms = replace(TERMS, grace_days=30)
    assert tier_on("2027-03-31", terms, gold_in_spring()) == "Gold"
    assert tier_on("2027-04-01", terms, gold_in_spring()) == ""
    saved = [*gold_in_spring(), Change(date(2027, 3, 20), 300, 0)]
    assert tier_on("2027-04-01", terms, saved) == "Gold"


def test_one_step_at_a_time_is_twelve_months_apart() -> None:
    terms = replace(TERMS, downgrade="one_step", grace_days=30)
    days = ("2027-03-31", "2027-04-01", "2028-03-31", "2028-04-01")
    assert [tier_on(day, terms, gold_in_spring()) for day in days] == ["Gold", "Silver", "Silver", ""]


def test_never_means_never() -> None:
    assert tier_on("2040-01-01", replace(TERMS, downgrade="never"), gold_in_spring()) == "Gold"


def test_spend_counts_where_the_programme_says_so() -> None:
    terms = replace(TERMS, tier_basis="spend")
    assert tier_on("2026-03-02", terms, [Change(SPRING, 0, 100)]) == "Silver"


def test_a_tier_that_is_no_more_gives_way_to_the_one_that_fits() -> None:
    later = replace(TERMS, tiers=(Tier("Friend", 200),), downgrade="never")
    stands = walk(gold_in_spring(), [(date(2026, 1, 1), TERMS), (date(2026, 6, 1), later)], date(2026, 6, 1))
    assert (stands.tier, stands.since) == ("Friend", date(2026, 6, 1))


@pytest.fixture
def tiered(make_vault: MakeVault) -> Desk:
    clock = Clock()
    return Desk(make_vault(clock=clock), clock, TERMS)


def card(desk: Desk, customer: int) -> tuple[str, str, int]:
    said = desk.vault.read(loyalty.statement, customer)
    return said.tier, said.next_tier, said.to_next


def test_a_refund_takes_a_tier_back_as_if_it_never_was(tiered: Desk) -> None:
    ana = tiered.customer()
    order = tiered.buy(ana, 120)
    assert card(tiered, ana) == ("Silver", "Gold", 180)
    tiered.refund(order, 30)
    assert card(tiered, ana) == ("", "Silver", 10)
    assert tiered.wrong() == ()


def test_spending_points_costs_no_tier(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.buy(ana, 120)
    tiered.use(tiered.order(ana, 50), 120)
    assert card(tiered, ana)[0] == "Silver"
    assert tiered.vault.read(loyalty.statement, ana).qualifying == 120


def test_goodwill_and_birthdays_win_no_tier(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.vault.write(loyalty.goodwill, ana, 500)
    assert card(tiered, ana) == ("", "Silver", 100)


def test_catching_up_moves_the_tiers_that_are_due_and_only_once(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.buy(ana, 120)
    tiered.clock.on("2027-03-02")
    assert tiered.wrong() == (), "a tier that nobody has looked at yet is not wrong"
    assert tiered.vault.write(loyalty.catch_up).tiers == 1
    assert tiered.vault.write(loyalty.catch_up).tiers == 0
    assert card(tiered, ana)[0] == ""


def test_a_tier_lost_while_the_clock_was_a_year_ahead_is_back_once_it_is_right(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.buy(ana, 120)
    tiered.clock.later(365)
    tiered.vault.write(loyalty.catch_up)
    assert card(tiered, ana)[0] == ""
    tiered.clock.later(-364)
    assert tiered.vault.read(loyalty.is_behind)
    assert tiered.vault.write(loyalty.catch_up).tiers == 1
    assert not tiered.vault.read(loyalty.is_behind)
    assert card(tiered, ana)[0] == "Silver"
    assert tiered.wrong() == ()


def test_new_tiers_count_from_the_day_they_are_set(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.buy(ana, 50)
    tiered.clock.later(1)
    tiered.vault.write(loyalty.set_programme, replace(TERMS, tiers=(Tier("Friend", 50),)))
    said = tiered.vault.read(loyalty.statement, ana)
    assert (said.tier, said.tier_since) == ("Friend", date(2026, 3, 3))
    assert said.tier_progress == "Friend since 3 Mar 2026; 50 points in the last twelve months"


def test_two_records_of_one_person_count_together(tiered: Desk) -> None:
    ana, anna = tiered.customer("Ana"), tiered.customer("Anna")
    tiered.buy(ana, 60)
    tiered.buy(anna, 60)
    tiered.vault.write(hand_over, anna, ana)
    assert card(tiered, ana)[0] == "Silver"
    assert tiered.wrong() == ()


def test_the_progress_is_told_in_words(tiered: Desk) -> None:
    ana = tiered.customer()
    tiered.buy(ana, 120)
    words = tiered.vault.read(loyalty.statement, ana).tier_progress
    assert words == "Silver since 2 Mar 2026; 120 points in the last twelve months; 180 points more for Gold"
