"""Who is at risk: silent for much longer than usual, with the reason in words."""

from datetime import date

from shopcrm.insight import at_risk
from shopcrm.insight.at_risk import AtRisk
from shopcrm.money import Money
from shopcrm.shop import customers, orders
from shopcrm.vault.vault import Vault
from tests.insight.sales import bought, brought_back, named, paid_back, trade


def listed(vault: Vault) -> tuple[AtRisk, ...]:
    return vault.read(at_risk.listed).customers


def test_the_reason_is_told_in_words_with_what_it_is_made_from(vault: Vault) -> None:
    ana = named(vault)
    bought(vault, ana, 143, 119, 95, 71)
    (found,) = listed(vault)
    assert (found.customer, found.name) == (ana, "Ana")
    assert found.why == "usually every 24 days; silent for 71"
    assert found.made_from == "bought on 4 days, 72 days from first to last: 72 ÷ 3"
    assert (found.last_on, found.spent) == (date(2026, 9, 12), Money(4000, "GBP"))
    assert found.score is None
    assert vault.read(at_risk.of_customer, ana) == found


def test_a_customer_is_at_risk_from_twice_her_usual_silence_on(vault: Vault) -> None:
    just, not_yet = named(vault, "Ana"), named(vault, "Bea")
    bought(vault, just, 100, 75, 50)
    bought(vault, not_yet, 99, 74, 49)
    assert [one.customer for one in listed(vault)] == [just]
    assert vault.read(at_risk.of_customer, not_yet) is None


def test_somebody_who_comes_daily_is_not_at_risk_after_a_week(vault: Vault) -> None:
    bought(vault, named(vault), 10, 9, 8, 7)
    assert listed(vault) == ()


def test_two_purchases_make_no_habit_and_several_on_one_day_are_one(vault: Vault) -> None:
    bought(vault, named(vault, "Ana"), 300, 200)
    bought(vault, named(vault, "Bea"), 200, 200, 200, 100)
    bought(vault, named(vault, "Cas"), 200, 200, 200)
    assert listed(vault) == ()


def test_who_bought_again_or_was_put_away_or_lost_long_ago_is_not_listed(vault: Vault) -> None:
    back, away, lost = named(vault, "Ana"), named(vault, "Bea"), named(vault, "Cas")
    for one in (back, away):
        bought(vault, one, 143, 119, 95)
    bought(vault, lost, 900, 880, 860)
    assert [one.customer for one in listed(vault)] == [back, away]
    bought(vault, back, 1)
    vault.write(customers.archive, away)
    assert listed(vault) == ()


def test_cancelled_orders_count_for_nothing(vault: Vault) -> None:
    placed = bought(vault, named(vault), 143, 119, 95)
    vault.write(orders.cancel, placed[1])
    assert listed(vault) == ()


def test_an_order_that_was_given_back_whole_is_no_purchase_and_leaves_her_as_silent_as_before(vault: Vault) -> None:
    last, first, between, partly = (named(vault, name) for name in ("Ana", "Bea", "Cas", "Dot"))
    brought_back(vault, bought(vault, last, 143, 119, 95, 5)[-1])
    paid_back(vault, bought(vault, first, 400, 100, 80, 60)[0], 1000)
    paid_back(vault, bought(vault, between, 143, 119, 95)[1], 1000)
    paid_back(vault, bought(vault, partly, 143, 119, 95, 5)[-1], 999)
    assert [(one.customer, one.purchases, one.usual, one.silent) for one in listed(vault)] == [
        (last, 3, 24, 95),
        (first, 3, 20, 60),
    ]
    for one in listed(vault):
        assert vault.read(at_risk.of_customer, one.customer) == one


def test_orders_dated_in_the_future_keep_her_off_the_list_and_alone_make_nobody_a_customer(vault: Vault) -> None:
    soon, only = named(vault, "Ana"), named(vault, "Bea")
    bought(vault, soon, 143, 119, 95)
    ahead = ("2026-12-02", "2026-12-12", "2026-12-22")
    vault.write(trade, [(soon, ahead[-1], 500, "GBP"), *((only, day, 500, "GBP") for day in ahead)])
    assert listed(vault) == ()


def test_free_orders_count_as_purchases(vault: Vault) -> None:
    bought(vault, named(vault), 143, 119, 95, amount=0)
    (found,) = listed(vault)
    assert found.spent == Money(0, "GBP")


def test_those_who_have_spent_most_come_first_and_the_list_says_that_there_are_more(vault: Vault) -> None:
    little, much = named(vault, "Ana"), named(vault, "Bea")
    bought(vault, little, 143, 119, 95)
    bought(vault, much, 143, 119, 95, amount=9000)
    assert [one.customer for one in listed(vault)] == [much, little]
    first = vault.read(at_risk.listed, 1)
    assert ([one.customer for one in first.customers], first.more) == ([much], True)


def test_two_currencies_are_kept_apart_and_still_one_habit(vault: Vault) -> None:
    ana = named(vault)
    bought(vault, ana, 143, 119, amount=500)
    bought(vault, ana, 95, amount=2000, currency="EUR")
    (found,) = listed(vault)
    assert (found.purchases, found.spent) == (3, Money(1000, "GBP"))


def test_amounts_of_different_currencies_are_not_ranked_against_each_other(vault: Vault) -> None:
    own, much, euros, yen, dollars = (named(vault, name) for name in ("Ana", "Bea", "Cas", "Dot", "Eve"))
    for who, amount, currency in ((own, 500, "GBP"), (much, 9000, "GBP"), (euros, 20_000, "EUR")):
        bought(vault, who, 143, 119, 95, amount=amount, currency=currency)
    bought(vault, yen, 143, 119, 95, amount=500_000, currency="JPY")
    bought(vault, dollars, 143, 119, amount=100, currency="USD")
    bought(vault, dollars, 95, amount=90_000, currency="EUR")
    assert [(one.customer, one.spent) for one in listed(vault)] == [
        (much, Money(27_000, "GBP")),
        (own, Money(1500, "GBP")),
        (euros, Money(60_000, "EUR")),
        (yen, Money(1_500_000, "JPY")),
        (dollars, Money(200, "USD")),
    ]


def test_the_report_tells_the_same_and_what_it_means(vault: Vault) -> None:
    assert vault.read(at_risk.report).rows == ()
    bought(vault, named(vault), 143, 119, 95, 71)
    told = vault.read(at_risk.report)
    assert told.rows == (
        ("C-1001", "Ana", "usually every 24 days; silent for 71", 24, 71, 4, "2026-09-12", 4000, "GBP", "", ""),
    )
    assert told.facts["definition"] == at_risk.DEFINITION
    assert vault.read(at_risk.report, date(2026, 10, 1)).rows == ()


def test_the_days_that_are_asked_for_are_looked_for_before_the_list_is_cut(vault: Vault) -> None:
    much, back, little = (named(vault, name) for name in ("Ana", "Bea", "Cas"))
    bought(vault, much, 143, 119, 95, amount=9000)
    brought_back(vault, bought(vault, back, 143, 119, 95, 5, amount=4000)[-1])
    bought(vault, little, 130, 100, 70)
    september = (date(2026, 9, 1), date(2026, 9, 30))
    assert [one.customer for one in vault.read(at_risk.listed, 1, *september).customers] == [little]
    until_august = vault.read(at_risk.listed, 2, None, date(2026, 8, 31))
    assert ([one.customer for one in until_august.customers], until_august.more) == ([much, back], False)
    assert [row[0] for row in vault.read(at_risk.report, *september).rows] == [f"C-{little}"]
