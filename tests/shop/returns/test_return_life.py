"""Whatever comes back, in any number of parts: nothing twice, never more than was paid, and all of it to the penny."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shopcrm.errors import Refused
from shopcrm.shop import customers, loyalty, orders, payments, returns, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, Order, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import (
    DecisionDraft,
    ReceptionDraft,
    Return,
    ReturnDraft,
    ReturnFilter,
    ReturnLineDraft,
    SettlementDraft,
)
from shopcrm.shop.returns.records import RECEPTIONS
from shopcrm.vault.vault import create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock
from tests.shop.returns.helpers import ALL_WELL, wrong

PRICES = st.integers(0, 50) | st.integers(0, 5_000) | st.integers(0, 10**11)
LINES = st.lists(
    st.builds(
        LineDraft,
        description=st.just("Posy"),
        quantity=st.integers(1, 7),
        unit_price=PRICES,
        tax=st.none() | st.integers(0, 40),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
SEEDS = st.integers(0, 10**6)
BASES = st.sampled_from(["faulty", "cancelled", "goodwill"])
TERMS = Programme(
    points=3,
    per_amount=100,
    lock_days=0,
    worth_points=10,
    worth_amount=7,
    tiers=(Tier("Leaf", 20, 150), Tier("Rose", 300, 200)),
)


class ReturnLife(RuleBasedStateMachine):
    """One order, whatever may happen to it, and the orders that were taken in exchange."""

    @initialize(
        lines=LINES,
        off=st.integers(0, 10_000),
        shipping=st.sampled_from([0, 395]),
        mode=st.sampled_from(["included", "excluded", "unknown"]),
        paid=st.sampled_from(["all", "part", "none", "credit", "points"]),
    )
    def sell(self, lines: tuple[LineDraft, ...], off: int, shipping: int, mode: Any, paid: str) -> None:
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
        self.ana = self.vault.write(customers.add, CustomerDraft("Ana"))
        goods = sum(line.quantity * (line.unit_price or 0) for line in lines)
        assume(sum(line.tax or 0 for line in lines) <= max(0, goods - off) or mode == "excluded")
        draft = OrderDraft(lines, self.ana, tax_mode=mode, order_discount=min(off, goods), shipping=shipping)
        self.vault.write(loyalty.set_programme, TERMS)
        self.vault.write(loyalty.join, self.ana)
        self.order = self.vault.write(orders.place, draft)
        self._pay(paid)
        self.vault.write(orders.deliver, self.order)

    def _pay(self, how: str) -> None:
        total = self._order().total
        if how == "points" and total:
            self.vault.write(loyalty.goodwill, self.ana, 500, "welcome")
            with_points = min(total, self.vault.read(loyalty.points_worth, 400))
            self._try(payments.record, PaymentDraft(self.order, with_points, "points", "points"))
        if how == "credit" and total:
            self.vault.write(store_credit.issue, self.ana, -(-total // 2))
            self.vault.write(payments.record, PaymentDraft(self.order, -(-total // 2), "credit", "credit"))
        rest = self._order().balance_due
        if rest and how != "none":
            self.vault.write(
                payments.record, PaymentDraft(self.order, rest if how != "part" else -(-rest // 3), "cash")
            )

    def teardown(self) -> None:
        if hasattr(self, "vault"):
            self.vault.close()
            self.folder.cleanup()

    def _order(self) -> Order:
        found: Order = self.vault.read(orders.card, self.order)
        return found

    def _try(self, function: Any, *arguments: Any) -> Any:
        """Do it, or find it refused with nothing changed."""
        before = self._all()
        try:
            return self.vault.write(function, *arguments)
        except Refused:
            assert self._all() == before
            return None

    def _all(self) -> tuple[object, ...]:
        return (self._order(), self._returns(), self.vault.read(loyalty.worth, self.ana))

    def _returns(self) -> list[Return]:
        ids = self.vault.read(returns.row_ids, ReturnFilter.ALL)
        return [self.vault.read(returns.card, ret) for ret in ids]

    def _pick(self, seed: int, state: set[str]) -> Return | None:
        held = [one for one in self._returns() if one.state in state and one.order_id == self.order]
        return held[seed % len(held)] if held else None

    @rule(seed=SEEDS, quantity=st.integers(1, 4), basis=BASES, here=st.booleans())
    def open(self, seed: int, quantity: int, basis: Any, here: bool) -> None:
        position = seed % len(self._order().lines) + 1
        line = ReturnLineDraft(position, quantity, "changed_mind")
        self._try(returns.open, ReturnDraft(self.order, (line,), basis, handed_over=here))

    @rule(seed=SEEDS, quantity=st.integers(1, 4), reception=st.sampled_from(list(RECEPTIONS)))
    def receive(self, seed: int, quantity: int, reception: Any) -> None:
        ret = self._pick(seed, {"expected", "deciding", "settling", "done"})
        if ret:
            line = ret.lines[seed % len(ret.lines)]
            self._try(returns.receive, ret.id, ReceptionDraft(line.id, quantity, reception))

    @rule(seed=SEEDS, quantity=st.integers(1, 4), decision=st.sampled_from(["accepted", "accepted", "rejected"]))
    def decide(self, seed: int, quantity: int, decision: Any) -> None:
        ret = self._pick(seed, {"expected", "deciding", "settling", "done"})
        if ret:
            line = ret.lines[seed % len(ret.lines)]
            self._try(returns.decide, ret.id, DecisionDraft(line.id, decision, "Worn", quantity=quantity))

    @rule(
        seed=SEEDS,
        how=st.sampled_from(["refund", "credit", "exchange", "repair", "deduct", "goodwill", "all"]),
        price=st.integers(0, 3_000),
    )
    def settle(self, seed: int, how: str, price: int) -> None:
        ret = self._pick(seed, {"settling", "deciding"})
        if ret is None:
            return
        draft = {
            "refund": SettlementDraft(),
            "all": SettlementDraft(),
            "credit": SettlementDraft(credit=price),
            "exchange": SettlementDraft(exchange=OrderDraft((LineDraft("Vase", 1, price),))),
            "repair": SettlementDraft(repair=True),
            "deduct": SettlementDraft(deduction=price + 1, deducted_because="Worn"),
            "goodwill": SettlementDraft(goodwill=price),
        }[how]
        self._settle(ret, draft)

    def _settle(self, ret: Return, draft: SettlementDraft) -> None:
        """What is shown before is what is done: money, points and tier."""
        try:
            seen = self.vault.read(returns.what_if, ret.id, draft)
        except Refused:
            assert self._try(returns.settle, ret.id, draft) is None
            return
        self.vault.write(returns.settle, ret.id, draft)
        done = self.vault.read(returns.card, ret.id).settlements[-1]
        for name in (
            "value",
            "tax",
            "delivery",
            "deduction",
            "off_the_bill",
            "refund",
            "credit",
            "by_points",
            "goodwill",
        ):
            assert getattr(done, name) == getattr(seen, name), name
        stands = self.vault.read(loyalty.statement, self.ana)
        assert (stands.balance, stands.tier) == (seen.points_after, seen.tier_after)

    @rule(seed=SEEDS)
    def take_back(self, seed: int) -> None:
        done = [one for ret in self._returns() for one in ret.settlements]
        if done:
            self._try(returns.take_back, done[seed % len(done)].id)

    @rule(seed=SEEDS)
    def withdraw(self, seed: int) -> None:
        ret = self._pick(seed, {"expected", "deciding", "settling", "done"})
        if ret:
            self._try(returns.withdraw, ret.id)

    @rule(seed=SEEDS)
    def reopen(self, seed: int) -> None:
        ret = self._pick(seed, {"withdrawn"})
        if ret:
            self._try(returns.reopen, ret.id)

    @rule()
    def undo(self) -> None:
        if self.vault.last_undo is not None and self._returns():
            self._try(self.vault.last_undo.function, *self.vault.last_undo.arguments)

    @rule()
    def cancel(self) -> None:
        assert self._try(orders.cancel, self.order) is None

    @rule(seed=SEEDS)
    def take_delivery_back(self, seed: int) -> None:
        if any(ret.state != "withdrawn" for ret in self._returns()):
            event = [one for one in self._order().events if one.kind == "delivered"][-1]
            assert self._try(orders.take_back, event.id) is None

    @rule(amount=st.integers(1, 500))
    def pay_more(self, amount: int) -> None:
        self._try(payments.record, PaymentDraft(self.order, amount, "cash"))

    @rule(amount=st.integers(1, 500))
    def goodwill(self, amount: int) -> None:
        self._try(payments.goodwill, self.order, amount)

    @rule()
    def return_everything_that_is_left(self) -> None:
        """Bring back and settle whatever may still come back; then nothing of it is left, and nothing of the money."""
        for ret in self._returns():
            if ret.order_id == self.order and ret.state != "withdrawn":
                for line in ret.lines:
                    if line.outcome is None:
                        self.vault.write(returns.decide, ret.id, DecisionDraft(line.id, "rejected", "Anew"))
        there = [one for one in self.vault.read(returns.returnable, self.order) if one.returnable]
        if not there:
            return
        lines = tuple(ReturnLineDraft(one.position, one.returnable, "faulty") for one in there)
        new = self.vault.write(returns.open, ReturnDraft(self.order, lines, "cancelled", handed_over=True))
        for line in self.vault.read(returns.card, new).lines:
            self.vault.write(returns.decide, new, DecisionDraft(line.id, "accepted"))
        self._settle(self.vault.read(returns.card, new), SettlementDraft())
        if any(one.reception == "lost" for held in self._returns() for one in held.lines if one.outcome is None):
            return
        order = self._order()
        whole = [one for held in self._returns() for one in held.settlements if not one.taken_back]
        mine = [one for held in self._returns() if held.order_id == self.order for one in held.settlements]
        stands = [one for one in mine if not one.taken_back]
        assert sum(one.value + one.delivery for one in stands) == order.total
        assert sum(one.tax for one in stands) == order.tax
        assert whole
        if not any(one.deduction for one in stands):
            assert (order.settled, order.balance_due) == (0, 0)

    @invariant()
    @precondition(lambda self: hasattr(self, "vault"))
    def nothing_comes_back_twice(self) -> None:
        for one in self.vault.read(returns.returnable, self.order):
            assert min(one.open, one.returned) >= 0
            assert one.open + one.returned <= one.bought
            assert one.returnable == one.bought - one.open - one.returned

    @invariant()
    @precondition(lambda self: hasattr(self, "vault"))
    def no_more_goes_back_than_was_paid(self) -> None:
        order = self._order()
        came = sum(one.amount for one in order.payments if one.stands and one.amount > 0)
        back = -sum(one.amount for one in order.payments if one.stands and one.amount < 0 and one.kind != "allowed")
        assert order.settled == came - back >= 0
        points = [one.amount for one in order.payments if one.stands and one.kind == "points"]
        assert sum(points) >= 0
        assert order.total - order.settled - order.refunded >= -came

    @invariant()
    @precondition(lambda self: hasattr(self, "vault"))
    def everything_kept_is_what_the_ledgers_make(self) -> None:
        assert self.vault.read(wrong) == ALL_WELL
        assert self.vault.read(store_credit.balance, self.ana) >= 0


TestReturnLife = ReturnLife.TestCase
TestReturnLife.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
