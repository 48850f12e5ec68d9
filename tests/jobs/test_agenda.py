"""Today and the list of dates: what a shopkeeper sees in the morning, from what stands in the book."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shopcrm.jobs import agenda
from shopcrm.jobs.agenda import MOST_NOTICED
from shopcrm.shop import customers, loyalty, orders, payments, returns, rollups, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.deadlines import OWED, PROMISED
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import ReturnDraft, ReturnLineDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Row, Tx
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.tickets.kit import Clock


def draft(price: int, **more: Any) -> OrderDraft:
    return OrderDraft((LineDraft("Posy", 1, price),), **more)


@pytest.fixture
def ana(vault: Vault) -> int:
    return vault.write(customers.add, CustomerDraft("Ana", "Smith {0}"))


def test_an_empty_shop_has_an_empty_board(vault: Vault) -> None:
    board = vault.read(agenda.board)
    assert (board.currency, board.sales_today, board.change, board.week_total, board.do_next) == ("GBP", 0, None, 0, ())
    assert [one.day.weekday() for one in board.week] == list(range(7))
    assert vault.read(agenda.listed) == ()


def test_sales_are_compared_with_the_same_day_last_week(vault: Vault) -> None:
    for price, day in ((1120, None), (1000, "2026-11-15"), (500, "2026-11-16"), (99, "2026-11-14")):
        vault.write(orders.place, draft(price, placed_at=day))
    vault.write(orders.cancel, vault.write(orders.place, draft(7000)))
    vault.write(orders.place, draft(7000, currency="EUR"))
    board = vault.read(agenda.board)
    assert (board.sales_today, board.orders_today, board.same_day_last_week, board.change) == (1120, 1, 1000, 12)
    assert [one.total for one in board.week] == [500, 0, 0, 0, 0, 0, 1120]
    assert board.week_total == 1620


def test_the_board_counts_what_is_open_and_says_what_to_do_next(vault: Vault, ana: int) -> None:
    late = vault.write(orders.place, draft(100, customer=ana, placed_at="2026-11-18", promised_on="2026-11-20"))
    due = vault.write(orders.place, draft(100, promised_on="2026-11-22", paid=PaidDraft()))
    vault.write(orders.place, draft(100, promised_on="2026-11-25"))
    failed = vault.write(orders.place, draft(250, customer=ana, placed_at="2026-11-21"))
    vault.write(payments.record, PaymentDraft(failed, 250, "online", "failed"))
    board = vault.read(agenda.board)
    assert (board.to_do, board.due_today, board.late, board.unpaid, board.failed) == (4, 1, 1, 3, 1)
    assert [(one.ref, one.text, one.urgent) for one in board.do_next] == [
        (f"O-{late}", f"Send O-{late} for Ana Smith {{0}}: 2 days late", True),
        (f"O-{failed}", f"Ask again for £2.50, O-{failed} for Ana Smith {{0}}: payment failed", True),
        (f"O-{due}", f"Send O-{due}: due today", False),
        (f"C-{ana}", f"No way to reach Ana Smith {{0}} about O-{late}", False),
    ]


def test_every_date_is_listed_soonest_first_with_its_rule(vault: Vault, ana: int) -> None:
    late = vault.write(orders.place, draft(100, customer=ana, placed_at="2026-11-18", promised_on="2026-11-20"))
    soon = vault.write(orders.place, draft(100, promised_on="2026-12-20", paid=PaidDraft()))
    far = vault.write(orders.place, draft(100, promised_on="2027-06-01", paid=PaidDraft()))
    owed = vault.write(orders.place, draft(100, handed_over=True, placed_at="2026-11-21"))
    vault.write(orders.cancel, vault.write(orders.place, draft(1, promised_on="2026-11-22")))
    listed = vault.read(agenda.listed)
    assert [(one.due, one.ref, one.rule) for one in listed] == [
        (date(2026, 11, 20), f"O-{late}", PROMISED),
        (date(2026, 11, 20), f"O-{late}", OWED),
        (date(2026, 11, 21), f"O-{owed}", OWED),
        (date(2026, 12, 20), f"O-{soon}", PROMISED),
    ]
    assert listed[0].what == f"Order O-{late} for Ana Smith {{0}} is late"
    assert listed[2].what == f"£1.00 is to be paid on order O-{owed}"
    assert [one.ref for one in vault.read(agenda.listed, everything=True)][-1] == f"O-{far}"


def test_sums_that_went_wrong_are_found_and_made_right_again(vault: Vault, ana: int) -> None:
    @read("test_agenda.compare")
    def compare(tx: Tx) -> tuple[str, ...]:
        return rollups.compare(tx)

    @write("test_agenda.break")
    def spoil(tx: Tx) -> None:
        tx.run("UPDATE daily_sales SET total = total + 1")
        tx.run("DELETE FROM customer_totals")

    @write("test_agenda.rebuild")
    def rebuild(tx: Tx, whole: bool) -> None:
        if whole:
            rollups.rebuild(tx)
        else:
            rollups.rebuild_for(tx, [ana, ana, None], ["2026-11-22", "2026-11-22"])

    vault.write(orders.place, draft(100, customer=ana))
    for whole in (True, False):
        assert vault.read(compare) == ()
        vault.write(spoil)
        assert vault.read(compare) == (
            "daily sales: 2 rows are not what the orders make",
            "a customer's totals: 1 row is not what the orders make",
        )
        vault.write(rebuild, whole)
        assert vault.read(compare) == ()


def test_no_figure_of_today_walks_through_all_orders(vault: Vault) -> None:
    plans = vault.read(plans_of_board)
    assert [one for one in plans if "orders_by_day" in one or one == "SCAN orders"] == []
    assert any("orders_unpaid" in one for one in plans)


@read("test_agenda.plans")
def plans_of_board(tx: Tx) -> list[str]:
    """How the planner answers each query of the board."""
    asked: list[tuple[str, Sequence[Any]]] = []

    class Heard(Tx):
        def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
            asked.append((sql, parameters))
            return super().all(sql, parameters)

        def maybe(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
            asked.append((sql, parameters))
            return super().maybe(sql, parameters)

    agenda.board(
        Heard(tx._connection, now=tx.now, calendar=tx.calendar, staff=tx.staff, rehearsed=tx.rehearsed, job=tx.job)
    )
    return [row[3] for sql, parameters in asked for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", parameters)]


def test_returns_tickets_and_points_stand_on_today_and_in_the_list_of_dates(vault: Vault, ana: int) -> None:
    vault.write(loyalty.set_programme, Programme(lock_days=0, expiry_months=1, warn_days=60))
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 120, "thank you")
    order = vault.write(
        orders.place, draft(500, customer=ana, placed_at="2026-10-01", paid=PaidDraft(), handed_over=True)
    )
    lines = (ReturnLineDraft(1, 1, "changed_mind"),)
    back = vault.write(
        returns.open,
        ReturnDraft(order, lines, "cancelled", told_on="2026-11-01", sent_on="2026-11-02", delivered_on="2026-10-30"),
    )
    ticket = vault.write(tickets.open, TicketDraft("Where is my refund?", ret=back, priority="urgent"))
    board = vault.read(agenda.board)
    assert {one.ref for one in board.do_next} >= {f"R-{back}"}
    assert next(one for one in board.do_next if one.ref == f"R-{back}").urgent
    due = {one.ref: one for one in vault.read(agenda.listed)}
    assert due[f"R-{back}"].due == date(2026, 11, 16)
    assert due[f"C-{ana}"].due == date(2026, 12, 22)
    assert due[f"T-{ticket}"].what == f"Answer T-{ticket} of Ana Smith {{0}}"


def test_what_fell_due_by_itself_is_entered_once(vault: Vault, ana: int) -> None:
    vault.write(loyalty.set_programme, Programme(birthday_points=50, lock_days=0))
    assert not vault.read(agenda.is_behind)
    vault.write(customers.edit, ana, CustomerDraft("Ana", "Smith", birthday="1980-11-22"))
    vault.write(loyalty.join, ana)
    assert vault.read(agenda.is_behind)
    vault.write(agenda.catch_up)
    assert vault.read(loyalty.statement, ana).balance == 50
    assert not vault.read(agenda.is_behind)


def test_many_late_tickets_are_entered_in_several_transactions(make_vault: MakeVault) -> None:
    clock = Clock("2026-10-19T09:00")
    vault = make_vault(clock=clock)
    for number in range(MOST_NOTICED + 1):
        vault.write(tickets.open, TicketDraft(f"Question {number}"))
    clock.on(days=30)
    assert vault.write(agenda.catch_up)
    assert vault.read(agenda.is_behind)
    assert not vault.write(agenda.catch_up)
    assert not vault.read(agenda.is_behind)


def test_whose_birthday_it_is_who_only_looks_is_not_told_on_today_either(vault: Vault) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Smith", birthday="1980-11-22"))
    assert [one.text for one in vault.read(agenda.board).do_next if "Ana" in one.text]
    vault.staff = replace(vault.staff, role=Role.VIEWER)
    assert vault.read(agenda.board).do_next == ()
