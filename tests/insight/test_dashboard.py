"""The figures of the dashboard, against what was worked out by hand; and everything that might make them absurd."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.errors import CrmError, InvalidValue, NotFound
from shopcrm.insight import dashboard
from shopcrm.insight.dashboard import DEFINITIONS, KINDS, Board, Figure, Period, periods
from shopcrm.shop import customers, loyalty, orders, payments, returns, rollups, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import ReturnDraft, ReturnLineDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.insight.sales import Sale, trade
from tests.shop.tickets.kit import Clock

TODAY = date(2026, 11, 22)


@read("test_dashboard.wrong")
def wrong(tx: Tx) -> tuple[str, ...]:
    return rollups.compare(tx)


@read("test_dashboard.kept")
def kept(tx: Tx) -> list[list[tuple[object, ...]]]:
    tables = ("daily_sales", "daily_buyers", "daily_promises", "daily_points")
    return [sorted(tx.all(f"SELECT * FROM {table}")) for table in tables]


@write("test_dashboard.rebuild")
def rebuild(tx: Tx) -> None:
    rollups.rebuild(tx)


def person(vault: Vault, name: str) -> int:
    return vault.write(customers.add, CustomerDraft(name))


def sell(vault: Vault, customer: int | None, day: str, pence: int = 1000, **more: object) -> int:
    """An order of one posy, paid at once unless something else is said."""
    draft = OrderDraft((LineDraft("Posy", 1, pence),), customer, day, **{"paid": PaidDraft("cash"), **more})  # type: ignore[arg-type]
    return vault.write(orders.place, draft)


def figure(board: Board, key: str, currency: str = "") -> Figure:
    found = [one for one in board.figures if one.about.key == key and currency in ("", one.currency)]
    assert found, key
    return found[0]


def sensible(board: Board) -> None:
    """Whatever happened: every figure has words, none is no number, and nothing failed to be told."""
    told = [
        (one.name, one.shown, one.change_words, one.target_words, one.found.made_from, one.about.words)
        for one in board.figures
    ]
    assert "nan" not in json.dumps(told).lower().split()
    assert all(one.found.made_from for one in board.figures)
    assert all(one.shown == "–" for one in board.figures if one.value is None)


def test_a_shop_without_orders_says_of_each_figure_why_there_is_none(vault: Vault) -> None:
    for kind in KINDS:
        board = vault.read(dashboard.board, kind)
        sensible(board)
        assert figure(board, "sales").shown == "£0.00"
        assert figure(board, "sales").change_words == "the same"
        assert figure(board, "average").found.made_from == "no orders in these days"
        assert figure(board, "returning").value is None


def test_sales_and_orders_are_compared_with_the_same_days_of_the_month_before(vault: Vault) -> None:
    ana = person(vault, "Ana")
    sell(vault, ana, "2026-11-03", 3000)
    sell(vault, None, "2026-11-22", 1500)
    sell(vault, ana, "2026-10-22", 3000)
    sell(vault, ana, "2026-10-23", 9900)
    board = vault.read(dashboard.board)
    assert (board.period.name, board.begun) == ("November 2026", True)
    assert (board.before.first, board.before.last) == (date(2026, 10, 1), date(2026, 10, 22))
    sales = figure(board, "sales")
    assert (sales.shown, sales.before.value, sales.change_words) == ("£45.00", 3000, "▲ 50.0%")
    assert sales.found.made_from == "2 orders"
    assert figure(board, "average").shown == "£22.50"
    assert figure(board, "orders").change_words == "▲ 100.0%"


def test_who_is_new_who_returns_and_who_was_lost_is_counted_by_person(vault: Vault) -> None:
    ana, bo, cy, di = (person(vault, name) for name in ("Ana", "Bo", "Cy", "Di"))
    for customer, day in (
        *((ana, "2025-11-04"), (ana, "2025-11-20"), (bo, "2025-11-05"), (cy, "2025-11-06"), (cy, "2026-02-01")),
        *((ana, "2026-11-02"), (ana, "2026-11-02"), (ana, "2026-11-09"), (di, "2026-11-10")),
    ):
        sell(vault, customer, day)
    board = vault.read(dashboard.board)
    assert figure(board, "new").value == 1
    assert (figure(board, "returning").shown, figure(board, "returning").found.made_from) == (
        "50.0%",
        "1 of 2 customers who bought",
    )
    assert (figure(board, "lost").shown, figure(board, "lost").found.made_from) == (
        "33.3%",
        "1 of 3 customers of a year before",
    )
    assert figure(board, "lifetime").shown == "£22.50"


def test_what_a_new_customer_cost_comes_from_the_spend_of_the_months_by_days(vault: Vault) -> None:
    sell(vault, person(vault, "Ana"), "2026-11-03")
    assert figure(vault.read(dashboard.board), "cost").found.made_from == "no spend is entered for these days"
    vault.write(dashboard.set_spend, TODAY, 30_00, "GBP")
    assert figure(vault.read(dashboard.board), "cost").shown == "£22.00"
    whole = vault.read(dashboard.report, date(2026, 11, 1), date(2026, 11, 22))
    assert [row[3] for row in whole.rows if row[0] == "Cost of a new customer"] == [22_00]
    quarter = figure(vault.read(dashboard.board, "week", date(2026, 11, 5)), "cost")
    assert quarter.found.made_from == "£7.00 over 1 new customer"
    vault.undo()
    assert vault.read(dashboard.spend, TODAY, TODAY, "GBP") == ()


def test_without_new_customers_the_cost_of_one_is_not_told(vault: Vault) -> None:
    vault.write(dashboard.set_spend, TODAY, 30_00, "GBP")
    cost = figure(vault.read(dashboard.board), "cost")
    assert (cost.value, cost.found.made_from) == (None, "£22.00 over 0 new customers")


def test_the_cost_of_a_new_customer_counts_only_the_months_whose_spend_is_entered(vault: Vault) -> None:
    for name, day in (("Ana", "2026-07-03"), ("Bo", "2026-08-03"), ("Cy", "2026-11-03"), ("Di", "2026-11-04")):
        sell(vault, person(vault, name), day)
    vault.write(dashboard.set_spend, TODAY, 30_00, "GBP")
    year = figure(vault.read(dashboard.board, "tax_year"), "cost")
    assert year.shown == "£11.00"
    assert year.found.made_from == "£22.00 over 2 new customers; spend is entered for 1 of 8 months"
    assert figure(vault.read(dashboard.board), "cost").found.made_from == "£22.00 over 2 new customers"
    vault.write(dashboard.set_spend, date(2026, 7, 1), 0, "GBP")
    year = figure(vault.read(dashboard.board, "tax_year"), "cost")
    assert (year.value, year.found.made_from) == (
        733,
        "£22.00 over 3 new customers; spend is entered for 2 of 8 months",
    )


def test_more_given_back_than_sold_is_below_zero(vault: Vault) -> None:
    order = sell(vault, person(vault, "Ana"), "2026-10-30", 5000)
    sell(vault, None, "2026-11-22", 1000)
    vault.write(payments.goodwill, order, 5000, "cash", "wilted")
    board = vault.read(dashboard.board)
    sensible(board)
    assert figure(board, "given_back").shown == "£50.00"
    assert figure(board, "kept").shown == "-£40.00"
    assert figure(board, "kept").found.made_from == "£10.00 less £50.00"
    assert figure(board, "kept").change_words == "from nothing"


def test_a_refund_that_was_put_right_is_not_given_back(vault: Vault) -> None:
    order = sell(vault, person(vault, "Ana"), "2026-11-22", 5000)
    entry = vault.write(payments.goodwill, order, 1000, "cash", "wilted")
    vault.write(payments.reverse, entry)
    assert figure(vault.read(dashboard.board), "given_back").value == 0


def test_currencies_are_kept_apart_when_another_comes_mid_year(vault: Vault) -> None:
    ana = person(vault, "Ana")
    sell(vault, ana, "2026-10-03", 3000)
    sell(vault, ana, "2026-11-03", 7000, currency="EUR")
    board = vault.read(dashboard.board, "tax_year")
    sensible(board)
    assert figure(board, "sales", "EUR").shown == "€70.00"
    assert figure(board, "sales", "EUR").name == "Sales in EUR"
    assert figure(board, "sales", "GBP").shown == "£30.00"
    assert figure(board, "orders").value == 2
    assert figure(board, "new").value == 1


def test_where_all_sales_change_to_another_currency_mid_year_both_are_told_apart(vault: Vault) -> None:
    ana = person(vault, "Ana")
    old = sell(vault, ana, "2026-10-03", 3000)
    vault.write(dashboard.set_spend, date(2026, 10, 1), 3100, "GBP")
    sell(vault, person(vault, "Bo"), "2026-11-03", 7000, currency="EUR")
    vault.write(dashboard.set_spend, date(2026, 11, 1), 3000, "EUR")
    vault.write(loyalty.set_programme, Programme(lock_days=0, currency="EUR"))
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 500, "late delivery")
    vault.write(payments.goodwill, old, 1000, "cash", "wilted")
    for kind in KINDS:
        sensible(vault.read(dashboard.board, kind))
    told = {one.name: one.shown for one in vault.read(dashboard.board).figures if one.about.by_currency}
    assert (told["Sales"], told["Sales in EUR"], told["Average order"]) == ("£0.00", "€70.00", "–")
    assert (told["Cost of a new customer"], told["Cost of a new customer in EUR"]) == ("–", "€22.00")
    assert (told["Given back"], "Given back in EUR" in told) == ("£10.00", False)
    assert (told["Lifetime value"], told["Lifetime value in EUR"]) == ("£30.00", "€70.00")
    assert (told["Points owed"], told["Points owed in EUR"]) == ("–", "€5.00")
    assert figure(vault.read(dashboard.board, "tax_year"), "cost", "GBP").shown == "£31.00"


@pytest.mark.parametrize("kind", KINDS)
def test_all_orders_on_one_day_one_of_them_for_nothing_are_a_sensible_screen(vault: Vault, kind: periods.Kind) -> None:
    ana = person(vault, "Ana")
    for pence in (0, 0, 10**12):
        sell(vault, ana, "2026-11-22", pence, paid=None)
    board = vault.read(dashboard.board, kind)
    sensible(board)
    assert figure(board, "sales").shown == "£10,000,000,000.00"
    assert figure(board, "new").value == 1
    course = vault.read(dashboard.series, "average", "GBP", kind)
    assert [one.found.value for one in course] == [None, None, 333333333333]


def test_a_course_begins_with_the_first_sale(vault: Vault) -> None:
    assert [one.found.value for one in vault.read(dashboard.series, "sales")] == [0, 0, 0]
    ana = person(vault, "Ana")
    sell(vault, ana, "2026-06-30")
    sell(vault, ana, "2026-11-02")
    assert [one.found.value for one in vault.read(dashboard.series, "sales")] == [1000, 0, 0, 0, 0, 1000]
    assert [one.found.value for one in vault.read(dashboard.series, "new", kind="quarter")] == [1, 0, 0]


def test_what_is_dated_in_the_future_counts_when_its_day_has_come(make_vault: MakeVault) -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    vault = make_vault(clock=clock)
    ahead = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),)))
    vault.write(set_day, ahead, "2026-11-25")
    assert figure(vault.read(dashboard.board), "sales").value == 0
    clock.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert figure(vault.read(dashboard.board), "sales").value == 1000


def test_one_order_thousands_of_one_customer_and_orders_for_nothing_are_sensible_figures(vault: Vault) -> None:
    def stretch(pence: int, days: int) -> list[Sale]:
        return [(1001, (TODAY - timedelta(days=ago)).isoformat(), pence, "GBP") for ago in range(days)]

    for sold, total, new in (
        (stretch(500, 1), "£5.00", 1),
        (stretch(10, 3000), "£7.20", 0),
        (stretch(0, 30), "£7.20", 0),
    ):
        vault.write(trade, sold)
        for kind in KINDS:
            sensible(vault.read(dashboard.board, kind))
            for key in DEFINITIONS:
                assert vault.read(dashboard.series, key, kind=kind)
        board = vault.read(dashboard.board)
        assert (figure(board, "sales").shown, figure(board, "new").value) == (total, new)
        assert vault.read(wrong) == ()


@write("test_dashboard.set_day")
def set_day(tx: Tx, order: int, day: str) -> None:
    """As an import with a wrong clock might have it."""
    rollups.leave_out(tx, order)
    tx.change_one("UPDATE orders SET placed_on = ?, placed_at = ? WHERE id = ?", (day, f"{day}T09:00:00Z", order))
    rollups.add(tx, order)


def test_late_orders_are_those_sent_after_the_day_promised_and_those_still_waiting(make_vault: MakeVault) -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 10, 9, tzinfo=UTC)
    vault = make_vault(clock=clock)
    on_time, late, waiting, gone = (
        sell(vault, None, "2026-11-10", promised_on="2026-11-12", paid=None) for _ in range(4)
    )
    vault.write(orders.ship, on_time)
    clock.now = datetime(2026, 11, 13, 9, tzinfo=UTC)
    vault.write(orders.ship, late)
    vault.write(orders.deliver, late)
    vault.write(orders.cancel, gone)
    found = figure(vault.read(dashboard.board), "late")
    assert (found.shown, found.found.made_from) == ("66.7%", "1 sent late and 1 still waiting, of 3 promised")
    vault.undo()
    assert vault.read(wrong) == ()
    vault.write(orders.cancel, gone)
    vault.write(orders.ship, waiting)
    vault.undo()
    assert figure(vault.read(dashboard.board), "late").shown == "66.7%"
    assert vault.read(wrong) == ()


def test_the_return_rate_counts_orders_with_a_return_not_withdrawn(vault: Vault) -> None:
    ana = person(vault, "Ana")
    first, second = (sell(vault, ana, "2026-11-20", handed_over=True) for _ in range(2))
    vault.write(returns.open, ReturnDraft(first, (ReturnLineDraft(1, 1, "faulty"),)))
    withdrawn = vault.write(returns.open, ReturnDraft(second, (ReturnLineDraft(1, 1, "faulty"),)))
    vault.write(returns.withdraw, withdrawn)
    found = figure(vault.read(dashboard.board), "returned")
    assert (found.shown, found.found.made_from) == ("50.0%", "1 order with a return, 2 orders placed")


def test_points_owed_are_told_in_money_as_of_the_end_of_the_period(vault: Vault) -> None:
    assert figure(vault.read(dashboard.board), "points_owed").found.made_from == "there is no points programme"
    ana = person(vault, "Ana")
    vault.write(loyalty.set_programme, Programme(lock_days=0))
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 250, "late delivery")
    found = figure(vault.read(dashboard.board), "points_owed")
    assert (found.shown, found.found.made_from, found.before.value) == ("£2.50", "250 points", 0)
    assert vault.read(wrong) == ()


def test_service_figures_come_from_tickets(vault: Vault) -> None:
    ana = person(vault, "Ana")
    ticket = vault.write(tickets.open, TicketDraft("Vase", "Chipped", ana))
    vault.write(tickets.reply, ticket, "Sorry.", None, "resolved")
    vault.write(tickets.rate, ticket, 4, "fine")
    vault.write(tickets.recommendations.record, ana, 10)
    board = vault.read(dashboard.board)
    assert figure(board, "satisfaction").shown == "4.00 of 5"
    assert figure(board, "recommends").shown == "+100"
    assert figure(board, "first_reply").found.made_from.startswith("1 ticket")
    assert figure(board, "first_contact").value is None


def test_targets_are_set_by_period_where_a_figure_adds_up_and_taken_back(vault: Vault) -> None:
    sell(vault, None, "2026-11-03", 3000)
    vault.write(dashboard.set_target, "sales", 2500, "month", "GBP")
    vault.write(dashboard.set_target, "late", 50)
    board = vault.read(dashboard.board)
    assert figure(board, "sales").target_words == "✓ £25.00"
    assert figure(board, "late").target_words == "max 5.0%"
    assert figure(vault.read(dashboard.board, "week"), "sales").target is None
    vault.undo()
    assert figure(vault.read(dashboard.board), "late").target is None
    vault.write(dashboard.set_target, "sales", None, "month", "GBP")
    assert figure(vault.read(dashboard.board), "sales").target_words == ""


def test_a_target_is_missed_only_when_its_period_is_over(make_vault: MakeVault) -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    vault = make_vault(clock=clock)
    order = sell(vault, None, "2026-11-03", 894_39)
    vault.write(payments.goodwill, order, 10_00, "cash", "wilted")
    vault.write(dashboard.set_target, "sales", 2000_00, "month", "GBP")
    vault.write(dashboard.set_target, "orders", 3, "month")
    vault.write(dashboard.set_target, "given_back", 20_00, "month", "GBP")
    vault.write(dashboard.set_target, "average", 900_00, None, "GBP")

    def told() -> list[str]:
        board = vault.read(dashboard.board, "month", date(2026, 11, 3))
        return [figure(board, key).target_words for key in ("sales", "orders", "given_back", "average")]

    assert told() == ["£1,105.61 to go", "2 to go", "max £20.00", "✗ £900.00"]
    clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert told() == ["✗ £2,000.00", "✗ 3", "✓ max £20.00", "✗ £900.00"]


def test_more_than_the_most_that_was_aimed_at_is_said_at_once(vault: Vault) -> None:
    vault.write(payments.goodwill, sell(vault, None, "2026-11-03", 5000), 3000, "cash", "wilted")
    vault.write(dashboard.set_target, "given_back", 20_00, "month", "GBP")
    assert figure(vault.read(dashboard.board), "given_back").target_words == "✗ max £20.00"


@pytest.mark.parametrize(
    ("figure", "value", "period", "currency", "field"),
    [
        *(("sales", -1, "month", "GBP", "value"), ("satisfaction", 99, None, "", "value")),
        *(("satisfaction", 501, None, "", "value"), ("late", 1001, None, "", "value"), ("late", -1, None, "", "value")),
        *(("recommends", 101, None, "", "value"), ("recommends", -101, None, "", "value")),
        *(("first_reply", -1, None, "", "value"), ("late", 50, "month", "", "period")),
        *(("sales", 1, None, "GBP", "period"), ("sales", 1, "days", "GBP", "period")),
        *(("sales", 1, "month", "", "currency"), ("late", 50, None, "GBP", "currency")),
    ],
)
def test_targets_that_cannot_be_are_refused_in_words(
    vault: Vault, figure: str, value: int, period: periods.Kind | None, currency: str, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        vault.write(dashboard.set_target, figure, value, period, currency)
    assert refused.value.field == field
    assert refused.value.next_step
    with pytest.raises(NotFound):
        vault.write(dashboard.set_target, "nonsense", value)


@pytest.mark.parametrize(
    ("figure", "value"),
    [("satisfaction", 100), ("satisfaction", 500), ("late", 0), ("late", 1000), ("recommends", -100)],
)
def test_targets_at_the_ends_of_what_can_be_are_taken(vault: Vault, figure: str, value: int) -> None:
    vault.write(dashboard.set_target, figure, value)
    assert vault.read(dashboard.target, figure) == value


def test_a_change_that_rounds_to_nothing_is_the_same(vault: Vault) -> None:
    sell(vault, None, "2026-10-03", 1_000_000)
    sell(vault, None, "2026-11-03", 999_999)
    sales = figure(vault.read(dashboard.board), "sales")
    assert (sales.change_words, sales.is_better) == ("the same", None)


@read("test_dashboard.plans")
def plans(tx: Tx) -> list[str]:
    """How the database finds what each figure is made from."""
    asked: list[str] = []
    tx._connection.set_trace_callback(asked.append)
    for kind in KINDS:
        dashboard.board(tx, kind)
    dashboard.series(tx, "given_back")
    tx._connection.set_trace_callback(None)
    return [row[3] for sql in set(asked) for row in tx.all(f"EXPLAIN QUERY PLAN {sql}")]


def test_no_figure_walks_through_all_orders_payments_or_tickets(vault: Vault) -> None:
    vault.write(loyalty.set_programme, Programme(lock_days=0))
    sell(vault, person(vault, "Ana"), "2025-11-20")
    walked = [step for step in vault.read(plans) if step.startswith("SCAN")]
    assert walked
    assert {step.split()[1] for step in walked} <= {
        *("figure_targets", "acquisition_spend", "daily_sales", "loyalty_programmes", "loyalty_rules"),
    }


@pytest.mark.parametrize("bad", [10**16, -(10**16)])
def test_absurd_targets_and_spends_are_refused(vault: Vault, bad: int) -> None:
    with pytest.raises(InvalidValue):
        vault.write(dashboard.set_target, "sales", bad, "month", "GBP")
    with pytest.raises(InvalidValue):
        vault.write(dashboard.set_spend, TODAY, bad, "GBP")
    with pytest.raises(InvalidValue):
        vault.write(dashboard.set_spend, TODAY, -1, "GBP")
    with pytest.raises(InvalidValue):
        vault.write(dashboard.set_spend, date(1, 1, 1), 1, "GBP")
    with pytest.raises(NotFound):
        vault.read(dashboard.series, "nonsense")
    with pytest.raises(CrmError):
        vault.read(dashboard.board, "month", date(9999, 12, 31))


def test_the_report_has_a_row_for_each_figure_and_says_what_it_compares(vault: Vault) -> None:
    sell(vault, None, "2026-11-20", 3000)
    found = vault.read(dashboard.report, None, None, "month")
    assert len(found.rows) == len(DEFINITIONS)
    told = found.facts["definitions"]
    assert isinstance(told, dict)
    assert len(told) == len(DEFINITIONS)
    assert {name: day for name, day in found.facts.items() if name != "definitions"} == {
        "from": "2026-11-01",
        "to": "2026-11-22",
        "before_from": "2026-10-01",
        "before_to": "2026-10-22",
    }
    everything = vault.read(dashboard.report)
    assert everything.facts["from"] == "2026-11-20"


@pytest.mark.parametrize("until", [date(2026, 11, 30), date(2099, 12, 31)])
def test_days_that_reach_past_today_are_counted_and_compared_as_far_as_they_have_passed(
    vault: Vault, until: date
) -> None:
    sell(vault, None, "2026-11-03", 3000)
    sell(vault, None, "2026-10-15", 2000)
    sell(vault, None, "2026-10-03", 2000)
    found = vault.read(dashboard.report, date(2026, 11, 1), until)
    assert [found.facts[name] for name in ("from", "to", "before_from", "before_to")] == [
        *("2026-11-01", "2026-11-22", "2026-10-10", "2026-10-31"),
    ]
    assert found.rows[0][3:6] == (3000, 2000, "50.0")
    everything = vault.read(dashboard.report, None, until)
    assert (everything.facts["from"], everything.facts["to"]) == ("2026-10-03", "2026-11-22")
    month = vault.read(dashboard.report, None, until, "month")
    assert (month.facts["to"], month.facts["before_to"]) == ("2026-11-22", "2026-10-22")


def test_days_are_compared_as_far_as_they_have_passed() -> None:
    november = Period("days", date(2026, 11, 1), date(2026, 11, 30))
    now, then = periods.compared(november, TODAY, "GB")
    assert (now.last, then.first, then.last) == (TODAY, date(2026, 10, 10), date(2026, 10, 31))


def test_days_that_have_not_begun_are_refused(vault: Vault) -> None:
    with pytest.raises(InvalidValue) as refused:
        vault.read(dashboard.report, date(2026, 11, 23), date(2026, 11, 30))
    assert refused.value.field == "since"


@pytest.mark.parametrize(
    ("day", "country", "first", "last", "name"),
    [
        (date(2026, 4, 5), "GB", date(2025, 4, 6), date(2026, 4, 5), "Tax year 2025/26"),
        (date(2026, 4, 6), "GB", date(2026, 4, 6), date(2027, 4, 5), "Tax year 2026/27"),
        (date(2026, 4, 6), "IE", date(2026, 1, 1), date(2026, 12, 31), "Tax year 2026"),
        (date(2026, 6, 30), "AU", date(2025, 7, 1), date(2026, 6, 30), "Tax year 2025/26"),
    ],
)
def test_a_tax_year_begins_where_the_law_of_the_country_says(
    day: date, country: str, first: date, last: date, name: str
) -> None:
    found = periods.of("tax_year", day, country)
    assert (found.first, found.last, found.name) == (first, last, name)


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)), kind=st.sampled_from(list(KINDS)))
def test_periods_follow_one_another_without_a_gap(day: date, kind: periods.Kind) -> None:
    here = periods.of(kind, day, "GB")
    assert here.first <= day <= here.last
    assert periods.before(here, "GB").last + timedelta(days=1) == here.first
    assert periods.before(periods.after(here, "GB"), "GB") == here
    now, then = periods.compared(here, day, "GB")
    assert now.days >= then.days or now == here


def test_a_month_so_far_that_is_longer_than_the_one_before_is_compared_with_the_whole_of_it() -> None:
    march = Period("month", date(2026, 3, 1), date(2026, 3, 31))
    assert periods.compared(march, date(2026, 3, 30), "GB")[1].last == date(2026, 2, 28)


DAYS = st.sampled_from(["2026-11-22", "2026-11-21", "2026-11-02", "2026-10-30", "2025-11-05", "2025-02-28"])
PLACED = st.tuples(st.integers(0, 2), DAYS, st.sampled_from([None, "2026-11-20", "2026-11-22", "2026-11-30"]))
Placed = tuple[int, str, str | None]
MOVES: dict[str, Callable[..., object]] = {
    "cancel": orders.cancel,
    "ship": orders.ship,
    "deliver": orders.deliver,
}
ACTS = st.tuples(st.sampled_from(["edit", "cancel", "ship", "undo", "deliver"]), st.integers(0, 9), PLACED)


@given(placed=st.lists(PLACED, min_size=1, max_size=6), acts=st.lists(ACTS, max_size=8))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_to_orders_the_sums_by_day_are_what_the_orders_make(
    vault: Vault,
    placed: Sequence[tuple[int, str, str | None]],
    acts: Sequence[tuple[str, int, tuple[int, str, str | None]]],
) -> None:
    people = [*vault.read(customers.row_ids)][:2] or [person(vault, "Ana"), person(vault, "Bo")]

    def draft(of: Placed) -> OrderDraft:
        who = people[of[0]] if of[0] < 2 else None
        promised = of[2] if of[2] is not None and of[2] >= of[1] else None
        return OrderDraft((LineDraft("Posy", 1, 500),), who, of[1], promised_on=promised)

    made = [vault.write(orders.place, draft(one)) for one in placed]
    for act, which, to in acts:
        order = made[which % len(made)]
        try:
            if act == "edit":
                vault.write(orders.edit, order, draft(to))
            elif act == "undo" and vault.last_undo is not None:
                vault.undo()
            elif act in MOVES:
                vault.write(MOVES[act], order)
        except CrmError:
            pass
        assert vault.read(wrong) == ()
    before = vault.read(kept)
    vault.write(rebuild)
    assert [row for table in vault.read(kept) for row in table if 0 not in row[-1:]] == [
        row for table in before for row in table if 0 not in row[-1:]
    ]
