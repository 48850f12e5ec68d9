"""The demonstration shop: plausible, the same for the same seed, nobody real, and everything in it adds up."""

import re
import stat
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.insight import at_risk, dashboard, forecast, scores, suggestions
from shopcrm.insight.reports import REPORTS
from shopcrm.jobs import agenda, checking, demo
from shopcrm.jobs.demo import Demo
from shopcrm.jobs.demo.trade import busyness, mothering_sunday
from shopcrm.shop import consent, customers, orders, returns, tickets
from shopcrm.shop.orders import OrderFilter, OrderSort
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Row, Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import fixed_clock

DUMPED = {
    "customers": "id, name, source, created_at",
    "contact_points": "customer_id, normal",
    "orders": "id, customer_id, placed_at, total, stage, settled, refunded, promised_on, deliver_to",
    "order_lines": "order_id, description, quantity, unit_price, discount, tax",
    "order_events": "order_id, kind, at, carrier, tracking",
    "payments": "order_id, kind, method, amount, at",
    "consent_events": "customer_id, channel, answer, at",
    "daily_sales": "day, orders, total",
}


@read("test_demo.dump")
def dump(tx: Tx) -> dict[str, list[Row]]:
    return {table: tx.all(f"SELECT {columns} FROM {table}") for table, columns in DUMPED.items()}


@read("test_demo.dates_told")
def dates_told(tx: Tx) -> list[Row]:
    return tx.all("SELECT told_on, opened_at FROM returns")


@write("test_demo.reindex")
def reindexed(tx: Tx) -> tuple[list[Row], list[Row]]:
    entries = "SELECT id, letter, record_id, words, digits FROM search_entries ORDER BY id"
    before = tx.all(entries)
    for customer in customers.row_ids(tx):
        customers.reindex(tx, customer)
    return before, tx.all(entries)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    shop = demo.open_demo(tmp_path_factory.mktemp("demo") / "shop", clock=fixed_clock)
    with shop.vault:
        yield shop


def test_the_usual_demonstration_has_some_hundred_and_fifty_people_and_many_orders(made: Demo) -> None:
    assert made.counts["customers"] == 150
    assert 1_400 < made.counts["orders"] < 1_700
    held = made.vault.read(dump)
    assert {table: len(held[table]) for table in ("customers", "orders", "payments")} == {
        table: made.counts[table] for table in ("customers", "orders", "payments")
    }


def test_the_same_seed_makes_the_same_shop_and_another_seed_another(made: Demo, tmp_path: Path) -> None:
    for seed, same in ((1, True), (2, False)):
        again = demo.open_demo(tmp_path / f"shop{seed}", seed=seed, clock=fixed_clock)
        with again.vault as vault:
            assert (vault.read(dump) == made.vault.read(dump)) is same


def test_nobody_in_it_can_be_reached(made: Demo) -> None:
    points = [normal for _, normal in made.vault.read(dump)["contact_points"]]
    assert points
    assert all(re.fullmatch(r"\+447700900\d{2,3}|[^@]+@(example\.com|tempmail\.example)", normal) for normal in points)


def test_it_has_the_names_that_broke_other_programs(made: Demo) -> None:
    names = {row.name for row in made.vault.read(customers.rows_for, made.vault.read(customers.row_ids))}
    assert names >= {"Siobhán O'Donnell", "Zoë Smith-Jones", "太郎 山田", "Ivy [/]", "Max =cmd|' /C calc'!A0"}


def test_there_is_something_of_everything_to_look_at(made: Demo) -> None:
    board = made.vault.read(agenda.board)
    assert board.to_do
    assert board.late
    assert board.unpaid
    assert board.do_next
    assert board.week_total
    assert made.vault.read(orders.count, OrderFilter.CANCELLED)
    reports = {name: made.vault.read(report, None, None) for name, report in REPORTS.items()}
    counts = {row[0]: row[1] for one in ("loyalty", "service") for row in reports[one].rows if isinstance(row[1], int)}
    assert min(counts["Members: Gold"], counts["Members: Silver"], counts["Used"], counts["Expired"]) > 0
    assert counts["Points owed by customers"] > 0
    assert counts["First replies late"] > 0
    assert all(made.vault.read(returns.count, one) for one in returns.ReturnFilter)
    assert all(made.vault.read(tickets.count, one) for one in set(tickets.TicketFilter) - {tickets.TicketFilter.CLOSED})
    inbox = made.vault.read(tickets.rows_for, made.vault.read(tickets.row_ids, tickets.TicketFilter.INBOX))
    assert any(row.late for row in inbox)
    assert any("left" in row.due_words for row in inbox)
    late = [one for one in made.vault.read(agenda.listed) if one.due < fixed_clock().date()]
    assert {one.ref[0] for one in late} >= {"O", "R", "T"}
    held = made.vault.read(dump)
    assert {kind for _, kind, *_ in held["payments"]} >= {"in", "out", "fee", "failed", "points", "credit"}
    kept = made.vault.read(scores.kept)
    assert kept is not None
    assert (kept.why_not, kept.fresh, kept.hold_out is None) == ("", True, False)
    chances = [one.still_here for one in forecast.worked_out(made.vault.read(forecast.evidence)).scores]
    assert min(chances) < 0.1 < 0.9 < max(chances)
    at_risk_now = made.vault.read(at_risk.listed).customers
    assert len(at_risk_now) > 5
    assert any(made.vault.read(suggestions.for_customer, one.customer) for one in at_risk_now[:5])
    answers = {answer for *_, answer, _ in held["consent_events"]}
    assert answers >= {"grant", "withdraw"}
    assert any(made.vault.read(consent.current, customer) for customer in made.vault.read(customers.row_ids))


def test_customers_say_through_the_whole_year_how_satisfied_they_are(made: Demo) -> None:
    for figure in ("satisfaction", "recommends"):
        course = made.vault.read(dashboard.series, figure)
        assert sum(one.found.value is not None for one in course) >= 10, figure


def test_nothing_in_it_is_from_the_future_and_everything_is_in_its_order(made: Demo) -> None:
    now = "2026-11-22T09:30:00Z"
    held = made.vault.read(dump)
    for table in ("customers", "orders", "order_events", "payments", "consent_events"):
        column = DUMPED[table].split(", ").index({"customers": "created_at", "orders": "placed_at"}.get(table, "at"))
        assert max(row[column] for row in held[table]) <= now, table
    placed = [at for _, _, at, *_ in held["orders"]]
    assert placed == sorted(placed)
    for order in made.vault.read(orders.row_ids, OrderFilter.ALL, OrderSort.OLDEST):
        card = made.vault.read(orders.card, order)
        assert [event.at for event in card.events] == sorted(event.at for event in card.events)
        assert card.total == sum(line.total for line in card.lines) - card.order_discount + card.shipping


def test_returns_in_it_were_told_of_on_the_day_they_were_opened(made: Demo) -> None:
    told = made.vault.read(dates_told)
    assert told
    assert all(told_on == opened_at[:10] for told_on, opened_at in told)


def test_saturdays_and_mothers_day_are_busy(made: Demo) -> None:
    assert [mothering_sunday(year) for year in (2025, 2026, 2027)] == [
        date(2025, 3, 30),
        date(2026, 3, 15),
        date(2027, 3, 7),
    ]
    assert busyness(date(2026, 3, 14)) > 3 * busyness(date(2026, 3, 21))
    assert busyness(date(2026, 12, 25)) == 0
    by_weekday = [0] * 7
    for day, count, _ in made.vault.read(dump)["daily_sales"]:
        by_weekday[datetime.fromisoformat(day).weekday()] += count
    assert by_weekday[5] == max(by_weekday)


def test_everything_in_it_adds_up_and_can_be_found(made: Demo) -> None:
    assert made.vault.read(checking.add_up) == ()
    before, after = made.vault.write(reindexed)
    assert before == after


def test_its_passphrase_lies_beside_it_for_its_owner_only(made: Demo, tmp_path: Path) -> None:
    shop = demo.open_demo(tmp_path / "shop", customers=1, clock=fixed_clock)
    shop.vault.close()
    file = shop.passphrase_file
    assert file.parent == tmp_path
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with open_vault(tmp_path / "shop", file.read_text().strip()) as vault:
        assert len(vault.read(customers.row_ids)) == 1


def test_sample_data_goes_into_an_empty_shop_only(vault: Vault) -> None:
    vault.write(demo.fill, 3)
    with pytest.raises(Refused, match="empty shop"):
        vault.write(demo.fill, 3)
    for count in (0, -1, 2**63):
        with pytest.raises(InvalidValue, match="demonstration"):
            vault.write(demo.fill, count)
