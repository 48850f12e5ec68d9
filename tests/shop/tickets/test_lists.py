"""Lists of tickets: the inbox by its next deadline through its index, what is found, and the index against the logs."""

from collections.abc import Callable, Sequence

import pytest

from shopcrm.jobs import checking
from shopcrm.shop import search, tickets
from shopcrm.shop.tickets import TicketDraft, TicketFilter, TicketSort
from shopcrm.vault.tx import Row, Tx
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock
from tests.vault.rules import rule, run


def opened(shop: Vault, subject: str, priority: str = "normal") -> int:
    """A ticket."""
    return shop.write(tickets.open, TicketDraft(subject, priority=priority))  # type: ignore[arg-type]


@rule("test_lists.wrong", "read")
def wrong(tx: Tx) -> int:
    """How many tickets are indexed otherwise than their logs say."""
    return tickets.wrong(tx)


@rule("test_lists.unnoticed", "read")
def unnoticed(tx: Tx) -> int:
    """How many promises are broken and not entered."""
    return len(tickets.unnoticed(tx))


class Watched:
    """A transaction that remembers what it was asked."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.asked: list[tuple[str, Sequence[object]]] = []

    def all(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Every row of a query."""
        self.asked.append((sql, parameters))
        return self._tx.all(sql, parameters)

    def __getattr__(self, name: str) -> object:
        return getattr(self._tx, name)


@rule("test_lists.plan", "read")
def plan(tx: Tx, reading: Callable[..., object], *arguments: object) -> str:
    """How the first statement of a reading is carried out, in SQLite's words."""
    watched = Watched(tx)
    reading(watched, *arguments)
    sql, values = watched.asked[0]
    return " ".join(str(row[3]) for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", values))


def plan_of(shop: Vault, reading: Callable[..., object], *arguments: object) -> str:
    """How the first statement of a reading is carried out, in SQLite's words."""
    found: str = shop.read(plan, reading, *arguments)
    return found


def test_the_inbox_has_the_next_deadline_first_and_leaves_out_what_waits_for_the_customer(
    shop: Vault, clock: Clock
) -> None:
    low, normal, urgent, waiting, done = (
        opened(shop, name, name if name in ("low", "urgent") else "normal")
        for name in ("low", "normal", "urgent", "waiting", "done")
    )
    shop.write(tickets.reply, waiting, "Which one?")
    shop.write(tickets.resolve, done)
    assert shop.read(tickets.row_ids) == [urgent, normal, low]
    assert shop.read(tickets.row_ids, TicketFilter.WAITING) == [waiting]
    assert shop.read(tickets.row_ids, TicketFilter.RESOLVED) == [done]
    assert shop.read(tickets.row_ids, TicketFilter.ALL, TicketSort.OLDEST) == [low, normal, urgent, waiting, done]
    shop.write(tickets.reply, urgent, "At once.", then="open")
    clock.on(hours=5)
    rows = shop.read(tickets.rows_for, shop.read(tickets.row_ids))
    assert [(row.id, row.due, row.due_words) for row in rows] == [
        (urgent, "resolution", "late by 1 h"),
        (normal, "first_response", "3 h 30 min of opening hours left"),
        (low, "first_response", "12 h of opening hours left"),
    ]
    assert [(row.late, row.breached) for row in rows] == [(True, True), (False, False), (False, False)]
    assert shop.read(tickets.row_ids, TicketFilter.BREACHED) == [urgent]
    assert [row.id for row in shop.read(tickets.due_soon)] == [urgent, normal]


def test_rows_say_why_nothing_is_due(shop: Vault) -> None:
    ids = [opened(shop, name) for name in ("waiting", "resolved", "closed", "merged", "kept")]
    shop.write(tickets.wait, ids[0], "customer")
    shop.write(tickets.resolve, ids[1])
    shop.write(tickets.close, ids[2])
    shop.write(tickets.merge, ids[4], ids[3])
    words = [row.due_words for row in shop.read(tickets.rows_for, ids[:4])]
    assert words == ["paused: waiting for the customer", "resolved", "closed", f"merged into T-{ids[4]}"]


def test_each_list_counts_what_it_shows(shop: Vault) -> None:
    for number in range(4):
        opened(shop, str(number))
    shop.write(tickets.resolve, 1001)
    shop.write(tickets.wait, 1002, "supplier")
    for show in TicketFilter:
        assert shop.read(tickets.count, show) == len(shop.read(tickets.row_ids, show))


@pytest.mark.parametrize(
    ("show", "index"),
    [
        (TicketFilter.INBOX, "tickets_due"),
        (TicketFilter.WAITING, "tickets_waiting"),
        (TicketFilter.RESOLVED, "tickets_by_state"),
        (TicketFilter.CLOSED, "tickets_by_state"),
        (TicketFilter.ALL, "tickets_by_day"),
    ],
)
def test_a_list_comes_out_of_its_index_in_order_and_nothing_is_sorted(
    shop: Vault, show: TicketFilter, index: str
) -> None:
    plan = plan_of(shop, tickets.row_ids, show)
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_late_by_now_is_sought_in_the_index_of_deadlines(shop: Vault) -> None:
    for reading in (tickets.due_soon, unnoticed):
        plan = plan_of(shop, reading)
        assert "SEARCH tickets USING INDEX tickets_due (next_due_at<?)" in plan.replace("COVERING ", "")
        assert "TEMP B-TREE" not in plan


def test_a_ticket_is_found_by_its_subject_its_reference_and_its_customer(shop: Vault, ann: int, ticket: int) -> None:
    for text in ("wilted", "ROSES wil", f"T-{ticket}", f"t{ticket}"):
        assert f"T-{ticket}" in [hit.ref for hit in shop.read(search.find, text).results]
        assert shop.read(tickets.find_ids, text) == [ticket]
    for text in ("ann", "lee", str(ticket)):
        assert shop.read(tickets.find_ids, text) == [ticket]
    hit = shop.read(search.find, "wilted").results[0]
    assert (hit.kind, hit.title, hit.detail) == ("ticket", "Wilted roses", "Ann Lee · new")
    assert shop.read(tickets.find_ids, "tulips") == []
    shop.write(tickets.set_subject, ticket, "Tulips")
    assert shop.read(tickets.find_ids, "tulips") == [ticket]
    assert shop.read(tickets.find_ids, "wilted") == []


def test_closed_tickets_are_found_after_those_in_use(shop: Vault) -> None:
    old, new = opened(shop, "Peonies"), opened(shop, "Peonies again")
    shop.write(tickets.close, old)
    assert shop.read(tickets.find_ids, "peon") == [new, old]
    assert [hit.ref for hit in shop.read(search.find, "peon").results] == [f"T-{new}", f"T-{old}"]
    shop.write(tickets.reopen, old)
    assert shop.read(tickets.find_ids, "peon") == [old, new]


def test_a_full_check_finds_an_index_that_differs_from_the_logs_and_it_can_be_made_anew(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.on(hours=1)
    shop.write(tickets.reply, ticket, "Hello.", then="open")
    assert shop.read(wrong) == 0
    shop.write(run, "UPDATE tickets SET next_due_at = '2030-01-01T00:00:00Z', response_minutes = 1")
    assert shop.read(wrong) == 1
    assert any("ticket" in one.what for one in shop.read(checking.add_up))
    assert shop.write(tickets.rebuild) == 1
    assert shop.read(wrong) == 0
    assert shop.read(checking.add_up) == ()
