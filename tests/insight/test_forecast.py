"""Forecasts: only above the threshold, held against what came, and never a number that is none."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from shopcrm.insight import at_risk, forecast, scores, suggestions
from shopcrm.insight.bgnbd import Habits, Spending, expected_amount, expected_purchases, fit_habits, fit_spending
from shopcrm.insight.forecast import Forecast, worked_out
from shopcrm.privacy import access
from shopcrm.shop import orders
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.insight.sales import TODAY, Sale, bought, brought_back, busy, named, paid_back, trade

PAPER = Habits(0.243, 4.414, 0.793, 2.426, -9582.4)


def made(vault: Vault, until: date | None = None) -> Forecast:
    return worked_out(vault.read(forecast.evidence, None, until))


def finite(found: Forecast) -> bool:
    numbers: list[float] = [found.expected_orders, found.expected_value]
    for one in found.scores:
        numbers += [one.orders, one.value or 0, one.still_here]
    return all(math.isfinite(number) and number >= 0 for number in numbers)


def test_the_expectation_is_the_one_the_paper_prints() -> None:
    import numpy as np

    told = expected_purchases(PAPER, np.array([2.0]), np.array([30.43]), np.array([38.86]), 39)
    assert round(float(told[0]), 3) == 1.226


@pytest.mark.parametrize("a", [0.5, 1.0, 1.0 + 1e-9, 3.0])
@pytest.mark.parametrize("b", [1e-4, 0.5, 2.0, 1e4])
def test_no_customer_makes_a_number_that_is_none(a: float, b: float) -> None:
    import numpy as np

    repeats = np.array([0.0, 0.0, 1.0, 30.0, 1e6])
    last = np.array([0.0, 0.0, 0.1, 40.0, 900.0])
    age = np.array([0.0, 900.0, 0.1, 900.0, 900.0])
    for r, alpha in ((1e-4, 1e-4), (0.2, 4.0), (1e4, 1e4)):
        told = expected_purchases(Habits(r, alpha, a, b, 0.0), repeats, last, age, 12)
        assert np.isfinite(told).all()
        assert (told >= 0).all()
    amounts = expected_amount(Spending(6.25, 0.5, 15.44, 35.0, 9), np.array([0.0, 3.0]), np.array([0.0, -20.0]))
    assert (amounts >= 0).all()


def test_a_shop_with_enough_customers_has_a_forecast_held_against_what_came(vault: Vault) -> None:
    vault.write(trade, busy())
    found = made(vault)
    assert found.why_not == ""
    assert found.hold_out is not None
    assert (found.hold_out.until - found.hold_out.known_on).days == 84
    assert abs(found.hold_out.said - found.hold_out.came) < 0.4 * found.hold_out.came
    assert found.hold_out.words == f"Last time it said {found.hold_out.said:,.0f}, it was {found.hold_out.came:,}."
    assert finite(found)
    assert found.expected_orders > 0
    assert found.expected_value > 0


def few_customers() -> list[Sale]:
    return busy(people=40)


def few_weeks() -> list[Sale]:
    return [
        (who, (TODAY - timedelta(days=ago)).isoformat(), 500, "GBP") for who in range(1001, 1131) for ago in (40, 9)
    ]


def one_day() -> list[Sale]:
    return [(who, TODAY.isoformat(), 500, "GBP") for who in range(1001, 1131) for _ in range(3)]


@pytest.mark.parametrize(
    ("sold", "why"),
    [
        ([], "there are no orders in these days; it takes 100 customers"),
        (one_day(), "it takes 100 customers who came back on another day; so far there are 0."),
        (few_customers(), "it takes 100 customers who came back on another day; so far there are"),
        (few_weeks(), "it takes 26 weeks of orders; so far there are 4."),
    ],
    ids=["no orders", "all on one day", "few customers", "few weeks"],
)
def test_below_the_threshold_it_says_why_not(vault: Vault, sold: list[Sale], why: str) -> None:
    vault.write(trade, sold)
    found = made(vault)
    assert found.why_not.startswith(why)
    assert (found.habits, found.scores, found.hold_out) == (None, (), None)
    told = vault.read(forecast.report)
    assert told.rows == ()
    assert told.facts["parameters"] == {}


def alike() -> Iterable[Sale]:
    for who in range(1001, 1131):
        for ago in (210, 140, 70, 0):
            yield who, (TODAY - timedelta(days=ago)).isoformat(), 500, "GBP"


@pytest.mark.parametrize("kind", ["free", "alike", "yen", "two currencies", "one buys all", "future"])
def test_odd_books_make_sensible_forecasts(vault: Vault, kind: str) -> None:
    sold = busy()
    if kind == "free":
        sold = [(who, day, 0, currency) for who, day, _, currency in sold]
    elif kind == "alike":
        sold = list(alike())
    elif kind == "yen":
        sold = [(who, day, amount, "JPY") for who, day, amount, _ in sold]
    elif kind == "two currencies":
        sold = [(who, day, amount, "EUR" if day < "2026-05-01" else "GBP") for who, day, amount, _ in sold]
    elif kind == "one buys all":
        sold += [(1001, (TODAY - timedelta(days=ago)).isoformat(), 10**9, "GBP") for ago in range(400)] * 5
    else:
        sold += [(1001, "2031-01-01", 500, "GBP")]
    vault.write(trade, sold)
    found = made(vault)
    assert finite(found)
    assert found.why_not == ""
    if kind == "free":
        assert {one.value for one in found.scores} == {None}
    assert found.until is not None
    assert found.until <= TODAY


@write("test_forecast.give_back", role=Role.ASSISTANT)
def give_back(tx: Tx, times: int) -> None:
    """So many times what each order came to was refunded, for two orders of three."""
    tx.run("UPDATE orders SET refunded = total * ? WHERE id % 3 > 0", (times,))


def test_refunds_above_sales_leave_fewer_purchases_and_no_number_below_zero(vault: Vault) -> None:
    vault.write(trade, busy())
    before = vault.read(forecast.evidence).histories
    vault.write(give_back, 3)
    after = vault.read(forecast.evidence).histories
    assert before is not None
    assert after is not None
    assert sum(after.repeats) < sum(before.repeats) / 2
    assert min(after.amount) >= 0
    assert finite(made(vault))
    assert all(one.silent >= at_risk.LEAST_SILENCE for one in vault.read(at_risk.listed).customers)


def test_many_thousand_orders_of_one_customer_are_no_trouble(vault: Vault) -> None:
    days = [(TODAY - timedelta(days=ago)).isoformat() for ago in range(100, 400)]
    vault.write(trade, busy() + [(1001, day, 100, "GBP") for day in days for _ in range(80)])
    assert finite(made(vault))
    risk = vault.read(at_risk.of_customer, 1001)
    assert risk is None or risk.silent > risk.usual
    assert vault.read(suggestions.for_customer, 1001) == ()


def test_a_search_that_gives_up_makes_no_forecast(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.optimize

    search = scipy.optimize.minimize

    def gives_up(*args: Any, options: dict[str, float], **kwargs: Any) -> Any:
        return search(*args, options={**options, "maxiter": 1}, **kwargs)

    vault.write(trade, busy())
    monkeypatch.setattr(scipy.optimize, "minimize", gives_up)
    found = made(vault)
    assert found.why_not == "what your customers do follows no pattern that can be told ahead."
    assert (found.habits, found.scores, found.hold_out) == (None, (), None)


def test_a_search_that_cannot_get_any_higher_has_reached_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np
    import scipy.optimize

    search, luck = scipy.optimize.minimize, np.random.default_rng(5)
    repeats = luck.integers(0, 5, 200).astype(float)
    last, age = repeats * 3 + (repeats > 0), np.full(200, 30.0)
    plain = fit_habits(repeats, last, age)

    def complains(*args: Any, **kwargs: Any) -> Any:
        found = search(*args, **kwargs)
        found.success = False
        return found

    monkeypatch.setattr(scipy.optimize, "minimize", complains)
    assert plain is not None
    assert fit_habits(repeats, last, age) == plain


def test_an_order_that_was_cancelled_or_given_back_whole_is_no_purchase(vault: Vault) -> None:
    ana = named(vault)
    _, partly, whole, cancelled = bought(vault, ana, 300, 60, 30, 10)
    paid_back(vault, partly, 400)
    paid_back(vault, whole, 1000)
    vault.write(orders.cancel, cancelled)
    known = vault.read(forecast.evidence)
    one = known.histories
    assert one is not None
    assert [*zip(one.customers, one.repeats, one.last, one.age, one.known, one.amount, strict=True)] == [
        (ana, 1, 240, 300, 1, 6.0)
    ]
    assert known.came == 1


def test_what_was_brought_back_is_no_purchase(vault: Vault) -> None:
    ana = named(vault)
    *_, last = bought(vault, ana, 90, 60, 30)
    brought_back(vault, last)
    known = vault.read(forecast.evidence).histories
    assert known is not None
    assert (list(known.repeats), list(known.last)) == ([1], [30])


def test_what_one_customer_buys_on_a_day_counts_once(vault: Vault) -> None:
    vault.write(trade, busy() * 2)
    twice = vault.read(forecast.evidence, None, None).histories
    assert twice is not None
    assert sum(twice.repeats) == len({(who, day) for who, day, *_ in busy()}) - len(twice.customers)


def test_a_kept_forecast_is_shown_with_whom_the_shop_may_lose_and_in_the_access_report(vault: Vault) -> None:
    vault.write(trade, busy())
    bought(vault, named(vault), 143, 119, 95, 71, amount=1_000_000)
    assert vault.read(scores.kept) is None
    vault.write(scores.keep, made(vault))
    kept = vault.read(scores.kept)
    assert kept is not None
    assert (kept.fresh, kept.made_on, kept.hold_out is None) == (True, TODAY, False)
    (first, *_) = vault.read(at_risk.listed).customers
    assert first.score is not None
    assert vault.read(scores.of_customer, first.customer) == first.score
    categories = {one.table: one for one in vault.read(access.gather, first.customer).categories}
    assert len(categories["scores"].rows) == 1
    assert "scores" in categories


@write("test_forecast.grow_old", role=Role.ASSISTANT)
def grow_old(tx: Tx, days: int) -> None:
    """The kept forecast was made so many days ago."""
    tx.run("UPDATE scores SET made_on = ?", ((tx.today - timedelta(days=days)).isoformat(),))


@pytest.mark.parametrize(("days", "told"), [(28, True), (29, False), (-1, False)])
def test_a_score_older_than_four_weeks_is_told_nowhere(vault: Vault, days: int, told: bool) -> None:
    vault.write(trade, busy())
    bought(vault, named(vault), 143, 119, 95, 71, amount=1_000_000)
    vault.write(scores.keep, made(vault))
    vault.write(grow_old, days)
    (first, *_) = vault.read(at_risk.listed).customers
    score = vault.read(scores.of_customer, first.customer)
    assert (score is not None) is (first.score is not None) is told
    report = vault.read(at_risk.report)
    day = (TODAY - timedelta(days=days)).isoformat() if told else None
    assert (report.facts["expected_from"], report.rows[0][-2] != "") == (day, told)


def test_without_a_day_the_forecast_is_as_of_today_and_not_as_of_the_last_sale(vault: Vault) -> None:
    vault.write(trade, [sale for sale in busy() if sale[1] < "2026-09-01"])
    found = made(vault)
    assert found.why_not == ""
    assert found.until == TODAY
    assert found.hold_out is not None
    assert (found.hold_out.known_on, found.hold_out.until) == (TODAY - timedelta(weeks=12), TODAY)
    assert found.hold_out.came > 0
    assert found.expected_orders < made(vault, date(2026, 8, 31)).expected_orders


def test_a_forecast_that_is_made_again_takes_the_place_of_the_one_before(vault: Vault) -> None:
    vault.write(trade, busy())
    vault.write(scores.keep, made(vault))
    nothing = replace(made(vault), scores=(), hold_out=None, why_not="it was too little.")
    vault.write(scores.keep, nothing)
    kept = vault.read(scores.kept)
    assert kept is not None
    assert (kept.why_not, kept.orders, kept.value) == ("it was too little.", 0, 0)
    assert vault.read(scores.of_customer, 1001) is None


def test_models_of_nothing_are_none_or_finite() -> None:
    import numpy as np

    nothing = np.array([], dtype=np.float64)
    assert fit_spending(nothing, nothing) is None
    zero = np.zeros(10)
    fitted = fit_habits(zero, zero, zero)
    assert fitted is None or math.isfinite(fitted.log_likelihood)
