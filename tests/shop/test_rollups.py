"""The sums kept by day and by person: a full check finds any that is wrong, keeping them costs a save next to nothing,
and whatever happens in the shop they are what its records make."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import CrmError
from shopcrm.insight import dashboard
from shopcrm.jobs import checking, importing
from shopcrm.jobs.importing import ImportRequest
from shopcrm.shop import customers, loyalty, merge, orders, payments, returns, rollups
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.merge import MergeDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock

SUMS = ("daily_sales", "customer_totals", "daily_buyers", "daily_promises", "daily_points")
SPOILT = {
    "daily sales": "UPDATE daily_sales SET known = known + 1",
    "a customer's totals": "UPDATE customer_totals SET orders = orders + 1",
    "daily buyers": "UPDATE daily_buyers SET previous = '2026-01-01' WHERE previous = ''",
    "daily promises": "UPDATE daily_promises SET late = late + 1",
    "daily points": "UPDATE daily_points SET points = points - 1",
}


@read("test_rollups.wrong")
def wrong(tx: Tx) -> tuple[str, ...]:
    return rollups.compare(tx)


@write("test_rollups.run")
def run(tx: Tx, sql: str) -> None:
    tx.run(sql)


@write("test_rollups.rebuild")
def rebuild(tx: Tx) -> None:
    rollups.rebuild(tx)


@write("test_rollups.statements")
def statements(tx: Tx, draft: OrderDraft) -> list[str]:
    """What is asked of the database while an order is placed; what a trigger does by itself is not told."""
    asked: list[str] = []
    tx._connection.set_trace_callback(asked.append)
    orders.place(tx, draft)
    tx._connection.set_trace_callback(None)
    return [one for one in asked if not one.startswith("--")]


def person(vault: Vault, name: str) -> int:
    found: int = vault.write(customers.add, CustomerDraft(name))
    return found


def posy(customer: int | None, **more: Any) -> OrderDraft:
    return OrderDraft((LineDraft("Posy", 2, 1000),), customer, **more)


def member(vault: Vault) -> int:
    """Somebody with points, who bought something that is promised."""
    vault.write(loyalty.set_programme, Programme(lock_days=0))
    ana = person(vault, "Ana")
    vault.write(loyalty.join, ana)
    vault.write(orders.place, posy(ana, promised_on="2026-11-24", paid=PaidDraft("card")))
    return ana


@pytest.mark.parametrize("which", SPOILT)
def test_a_full_check_finds_a_sum_that_was_spoilt_and_a_rebuild_makes_it_right(vault: Vault, which: str) -> None:
    member(vault)
    assert vault.read(checking.add_up) == ()
    vault.write(run, SPOILT[which])
    found = vault.read(checking.add_up)
    assert len(found) == 1
    assert found[0].level == "error"
    assert f"{which}: " in found[0].what
    vault.write(rebuild)
    assert vault.read(checking.add_up) == ()


def test_the_figures_cost_a_sale_nothing_and_a_promised_order_of_a_customer_two_statements(vault: Vault) -> None:
    ana = person(vault, "Ana")
    for draft, more in (
        (posy(None, paid=PaidDraft("cash"), handed_over=True), 0),
        (posy(ana, paid=PaidDraft("cash"), handed_over=True), 1),
        (posy(None, promised_on="2026-11-24"), 1),
        (posy(ana, promised_on="2026-11-24"), 2),
        (posy(ana, placed_at="2026-10-02", promised_on="2026-10-04"), 2),
    ):
        asked = vault.write(statements, draft)
        assert sum("daily_buyers" in one or "daily_promises" in one for one in asked) == more
        assert sum("rollup" in one or "daily_sales" in one or "customer_totals" in one for one in asked) <= 2
    assert vault.read(wrong) == ()


def test_who_has_bought_thousands_of_times_is_counted_no_slower(vault: Vault) -> None:
    @read("test_rollups.plan")
    def plan(tx: Tx) -> list[str]:
        return [row[3] for row in tx.all(f"EXPLAIN QUERY PLAN {rollups.buyers._MOVE}", (1001, 1))]

    searched = [step for step in vault.read(plan) if "orders" in step]
    assert len(searched) == 3
    assert all("SEARCH orders USING INDEX orders_by_customer (customer_id=? AND placed_at" in step for step in searched)


DAYS = st.sampled_from(("2026-11-22", "2026-11-21", "2026-11-02", "2026-10-30", "2025-11-05"))
NUMBERS = st.integers(0, 7)


class Life:
    """What may happen in a shop, each act on some of what is there by its number; what cannot be is refused."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self.vault, self.folder = vault, folder
        vault.write(loyalty.set_programme, Programme(lock_days=0))
        for name in ("Ana", "Bo", "Cy"):
            vault.write(loyalty.join, person(vault, name))
        self.imports: list[int] = []

    def some(self, table: str, number: int) -> int:
        """The so-manieth record of a table, around the end and again from the start."""
        ids = self.vault.read(_ids, table)
        return ids[number % len(ids)] if ids else 1001

    def place(self, number: int, day: str) -> None:
        who = None if number % 4 == 3 else self.some("customers", number)
        promised = "2026-11-22" if number > 3 else None
        paid = PaidDraft("card") if number % 2 else None
        self.vault.write(
            orders.place, posy(who, placed_at=day, promised_on=promised, paid=paid, handed_over=number == 5)
        )

    def edit(self, number: int, day: str) -> None:
        who = self.some("customers", number + 1)
        self.vault.write(orders.edit, self.some("orders", number), posy(who, placed_at=day, promised_on=day))

    def send(self, number: int, day: str) -> None:
        self.vault.write(orders.ship if number % 2 else orders.deliver, self.some("orders", number))

    def cancel(self, number: int, day: str) -> None:
        self.vault.write(orders.cancel, self.some("orders", number), "", "refund" if number % 2 else "keep")

    def refund(self, number: int, day: str) -> None:
        order = self.some("orders", number)
        if number % 2:
            self.vault.write(payments.goodwill, order, 300, "cash", "wilted")
        else:
            self.vault.write(payments.record, PaymentDraft(order, 500, "cash", "out"))

    def give_back(self, number: int, day: str) -> None:
        """Return one posy whole: opened, accepted, settled."""
        order = self.some("orders", number)
        draft = ReturnDraft(order, (ReturnLineDraft(1, 1, "faulty"),), delivered_on=day, handed_over=True)
        made = self.vault.write(returns.open, draft)
        for line in self.vault.read(returns.card, made).lines:
            self.vault.write(returns.decide, made, DecisionDraft(line.id, "accepted"))
        self.vault.write(returns.settle, made, SettlementDraft(credit=200 if number % 2 else 0))

    def merge(self, number: int, day: str) -> None:
        self.vault.write(merge.merge, MergeDraft(self.some("customers", number), self.some("customers", number + 1)))

    def unmerge(self, number: int, day: str) -> None:
        self.vault.write(merge.unmerge, self.some("merges", number))

    def bring_in(self, number: int, day: str) -> None:
        file = self.folder / f"orders-{number}.csv"
        rows = [f"c{row % 3},{day},{row + 1}.00" for row in range(number + 1)]
        file.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
        done = self.vault.write(importing.apply, ImportRequest(str(file))).import_id
        self.imports += [] if done is None else [done]

    def take_out(self, number: int, day: str) -> None:
        if self.imports:
            self.vault.write(importing.undo, self.imports.pop())

    def undo(self, number: int, day: str) -> None:
        if self.vault.last_undo is not None:
            self.vault.undo()


@read("test_rollups.ids")
def _ids(tx: Tx, table: str) -> list[int]:
    return [row[0] for row in tx.all(f"SELECT id FROM {table} ORDER BY id")]


ACTS: dict[str, Callable[[Life, int, str], None]] = {
    name: act for name, act in vars(Life).items() if callable(act) and not name.startswith("_") and name != "some"
}


@given(st.lists(st.tuples(st.sampled_from(["place", *ACTS]), NUMBERS, DAYS), min_size=3, max_size=12))
@settings(deadline=None, max_examples=25)
def test_after_sales_returns_refunds_merges_imports_and_undo_the_sums_are_what_the_records_make(
    acts: list[tuple[str, int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        vault, _ = create_vault(
            Path(folder) / "shop",
            name=SHOP,
            owner=OWNER,
            passphrase=PASSPHRASE,
            clock=fixed_clock,
            kdf=CHEAP,
            ballast_bytes=BALLAST,
        )
        with vault:
            life = Life(vault, Path(folder))
            for act, number, day in [("place", 1, "2026-11-22"), *acts]:
                with suppress(CrmError):
                    ACTS[act](life, number, day)
                assert vault.read(wrong) == ()
            for kind in dashboard.KINDS:
                board = vault.read(dashboard.board, kind)
                assert all(one.found.made_from and "nan" not in one.shown for one in board.figures)
            assert vault.read(checking.add_up) == ()
