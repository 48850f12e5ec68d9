"""Whatever happens to orders and payments: sums are exact, stages derived, refunds within what was paid."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import customers, orders, payments, rollups
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, Order, OrderDraft, OrderFilter, PaidDraft
from shopcrm.shop.orders.stages import wrong_stages
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock

AMOUNTS = st.integers(0, 5_000) | st.integers(0, 10**12)
LINES = st.builds(
    LineDraft,
    description=st.just("Posy"),
    quantity=st.integers(1, 9),
    unit_price=AMOUNTS,
    tax=st.none() | st.just(0),
)
DAYS = st.sampled_from(["2026-11-22", "2026-11-21", "2026-11-02", "2025-02-28"])
DRAFTS = st.builds(
    OrderDraft,
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
    placed_at=DAYS,
    currency=st.sampled_from(["GBP", "GBP", "EUR"]),
    shipping=st.sampled_from([0, 595]),
    paid=st.none() | st.just(PaidDraft("cash")) | st.just(PaidDraft("card", 300)),
)


@read("test_life.wrong")
def wrong(tx: Tx) -> tuple[object, ...]:
    return (rollups.compare(tx), payments.wrong(tx), wrong_stages(tx), tx.value("SELECT state FROM ledger_gate"))


@write("test_life.rebuild")
def rebuild(tx: Tx) -> None:
    rollups.rebuild(tx)


def _money(order: Order) -> tuple[int, ...]:
    return (order.settled, order.refunded, order.balance_due, order.to_refund)


class OrderLife(RuleBasedStateMachine):
    """Random acts on a few orders of two customers."""

    placed: Bundle[int] = Bundle("placed")

    @initialize()
    def open_shop(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.vault, _ = create_vault(
            Path(self.folder.name) / "shop",
            SHOP,
            OWNER,
            PASSPHRASE,
            clock=fixed_clock,
            kdf=CHEAP,
            ballast_bytes=BALLAST,
        )
        self.people = [self.vault.write(customers.add, CustomerDraft(name)) for name in ("Ana", "Bo")]

    def teardown(self) -> None:
        if hasattr(self, "vault"):
            self.vault.close()
            self.folder.cleanup()

    def attempt(self, function: Any, *values: Any) -> bool:
        """Do something that the rules may refuse; what is refused leaves nothing behind."""
        try:
            self.vault.write(function, *values)
        except Refused:
            return False
        return True

    def card(self, order: int) -> Order:
        return self.vault.read(orders.card, order)

    @rule(target=placed, draft=DRAFTS, who=st.integers(0, 2))
    def place(self, draft: OrderDraft, who: int) -> Any:
        draft = replace(draft, customer=self.people[who] if who < 2 else None)
        if draft.paid and (draft.paid.amount or 0) > self.vault.read(orders.reckoned, draft).total:
            with pytest.raises(InvalidValue, match=r"left to pay|paid already"):
                self.vault.write(orders.place, draft)
            return multiple()
        return self.vault.write(orders.place, draft)

    @rule(order=placed, draft=DRAFTS, who=st.integers(0, 2), then_undo=st.booleans())
    def edit(self, order: int, draft: OrderDraft, who: int, then_undo: bool) -> None:
        before = self.card(order)
        draft = replace(draft, paid=None, customer=self.people[who] if who < 2 else None)
        if self.attempt(orders.edit, order, draft) and then_undo:
            self.vault.undo()
            assert replace(self.card(order), events=()) == replace(before, events=())

    @rule(order=placed, step=st.sampled_from([orders.pack, orders.ship, orders.deliver]), then_undo=st.booleans())
    def move(self, order: int, step: Any, then_undo: bool) -> None:
        before = self.card(order).stage
        if self.attempt(step, order) and then_undo:
            self.vault.undo()
            assert self.card(order).stage == before

    @rule(order=placed, money=st.sampled_from(["keep", "refund", "reverse"]), then_undo=st.booleans())
    def cancel(self, order: int, money: str, then_undo: bool) -> None:
        before = self.card(order).stage
        if self.attempt(orders.cancel, order, "", money):
            assert money == "keep" or self.card(order).settled == 0
            if then_undo:
                self.vault.undo()
                assert self.card(order).stage == before

    @rule(order=placed, draw=st.data())
    def take_back(self, order: int, draw: st.DataObject) -> None:
        event = draw.draw(st.sampled_from(self.card(order).events))
        self.attempt(orders.take_back, event.id)

    @rule(
        order=placed,
        amount=st.integers(-2_000, 8_000),
        kind=st.sampled_from(["in", "out", "credit", "fee", "failed"]),
        then_undo=st.booleans(),
    )
    def pay(self, order: int, amount: int, kind: Any, then_undo: bool) -> None:
        before = self.card(order)
        if self.attempt(payments.record, PaymentDraft(order, amount, kind=kind)) and then_undo:
            self.vault.undo()
            after = self.card(order)
            assert replace(after, payments=()) == replace(before, payments=())

    @rule(order=placed, draw=st.data(), then_undo=st.booleans())
    def reverse(self, order: int, draw: st.DataObject, then_undo: bool) -> None:
        entries = self.card(order).payments
        if entries:
            before = self.card(order)
            if self.attempt(payments.reverse, draw.draw(st.sampled_from(entries)).id) and then_undo:
                self.vault.undo()
                assert _money(self.card(order)) == _money(before)

    @rule(order=consumes(placed))
    def unplace(self, order: int) -> None:
        if self.attempt(orders.unplace, order):
            held = self.card(order)
            assert (held.stage, held.settled) == ("cancelled", 0)

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "vault"):
            return
        assert self.vault.read(wrong) == ((), 0, 0, "shut")
        for order in self.vault.read(orders.row_ids, OrderFilter.ALL):
            held = self.card(order)
            moved = [entry for entry in held.payments if entry.kind in ("in", "out", "credit")]
            assert held.settled == sum(entry.amount for entry in moved) >= 0
            back = [e.amount for e in moved if e.amount < 0 and e.reverses is None and not e.reversed]
            assert held.refunded == -sum(back)
            owed = 0 if held.stage == "cancelled" else max(0, held.total - held.settled - held.refunded)
            assert held.balance_due == owed
            assert not (held.balance_due and held.to_refund)
            assert held.total == sum(line.total for line in held.lines) - held.order_discount + held.shipping
            standing = [e for e in held.events if not e.taken_back and e.kind not in ("edited", "taken_back")]
            assert held.stage == standing[-1].kind


OrderLife.TestCase.settings = settings(max_examples=12, stateful_step_count=18, deadline=None)
TestOrderLife = OrderLife.TestCase

ANY_LINE = st.builds(
    LineDraft, description=st.just("x"), quantity=st.integers(1, 1_000), unit_price=st.integers(0, 10**9)
)


@given(
    lines=st.lists(ANY_LINE, min_size=1, max_size=8).map(tuple),
    rates=st.lists(st.integers(0, 10_000), min_size=8, max_size=8),
    share=st.integers(0, 100),
    shipping=st.integers(0, 10**6),
    excluded=st.booleans(),
)
@settings(deadline=None, max_examples=50)
def test_every_total_is_exact_and_tax_never_leaves_its_bounds(
    lines: tuple[LineDraft, ...], rates: list[int], share: int, shipping: int, excluded: bool
) -> None:
    goods = sum(line.quantity * (line.unit_price or 0) for line in lines)
    draft = OrderDraft(lines, order_discount=goods * share // 100, shipping=shipping)
    made = orders.totals(draft, "excluded" if excluded else "included", rates[: len(lines)])
    assert made.goods - made.discount + made.shipping + (made.tax if excluded else 0) == made.total
    net = made.goods - made.discount
    assert 0 <= made.tax <= net + len(lines)
    assert abs(made.tax - _plain_tax(lines, rates, net, goods, excluded)) <= 2 * len(lines)


def _plain_tax(lines: tuple[LineDraft, ...], rates: list[int], net: int, goods: int, excluded: bool) -> float:
    """Tax in floating point, each line's share of the net unrounded."""
    if not goods:
        return 0.0
    parts = [line.quantity * (line.unit_price or 0) * net / goods for line in lines]
    return sum(part * rate / (10_000 if excluded else 10_000 + rate) for part, rate in zip(parts, rates, strict=False))
