"""Whatever happens to money, credit and points: nothing is paid back twice, and every ledger says the same."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from shopcrm.errors import Refused
from shopcrm.shop import customers, loyalty, orders, payments, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Reward
from shopcrm.shop.orders import LineDraft, Order, OrderDraft, OrderFilter, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, fixed_clock

AMOUNTS = st.integers(1, 2_500)
KINDS = st.sampled_from(["in", "out", "credit", "-credit", "points", "-points", "allowed", "fee", "failed"])
TERMS = Programme(lock_days=0, worth_points=3, worth_amount=10, rewards=(Reward("Vase", "money_off", 40, 333),))


@read("test_money.wrong")
def wrong(tx: Tx) -> tuple[object, ...]:
    return (
        payments.wrong(tx),
        store_credit.wrong(tx),
        loyalty.replay(tx),
        tx.all("SELECT customer_id FROM store_credit GROUP BY customer_id, currency HAVING sum(amount) < 0"),
    )


class MoneyLife(RuleBasedStateMachine):
    """Random acts on the orders of two members, one of whom has credit and points."""

    placed: Bundle[int] = Bundle("placed")

    @initialize()
    def open_shop(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.vault, _ = create_vault(
            *(Path(self.folder.name) / "shop", SHOP, OWNER, PASSPHRASE),
            clock=fixed_clock, kdf=CHEAP, ballast_bytes=BALLAST,
        )  # fmt: skip
        self.vault.write(loyalty.set_programme, TERMS)
        self.people = [self.vault.write(customers.add, CustomerDraft(name)) for name in ("Ana", "Bo")]
        for one in self.people:
            self.vault.write(loyalty.join, one)
        self.vault.write(loyalty.goodwill, self.people[0], 500)
        self.vault.write(store_credit.issue, self.people[0], 1_500)

    def teardown(self) -> None:
        if hasattr(self, "vault"):
            self.vault.close()
            self.folder.cleanup()

    def attempt(self, function: Any, *values: Any, then_undo: bool = False) -> None:
        """Do something that the rules may refuse, and perhaps undo it: that leaves what anybody has as it was."""
        before = self.held()
        try:
            self.vault.write(function, *values)
        except Refused:
            assert self.held() == before
            return
        if then_undo and self.vault.last_undo:
            self.vault.undo()
            assert self.held() == before

    def held(self) -> tuple[object, ...]:
        """What every customer has, and what every order owes."""
        ids = self.vault.read(orders.row_ids, OrderFilter.ALL)
        cards = [self.card(one) for one in ids if self.card(one).stage != "cancelled"]
        hers = [
            (self.vault.read(store_credit.balance, one), self.vault.read(loyalty.worth, one).points)
            for one in self.people
        ]
        return (*hers, *((one.settled, one.refunded, one.balance_due, one.payment_failed, one.net) for one in cards))

    def card(self, order: int) -> Order:
        return self.vault.read(orders.card, order)

    @rule(
        target=placed,
        price=AMOUNTS,
        who=st.integers(0, 2),
        points=st.sampled_from([0, 0, 30]),
        credit=st.sampled_from([0, 0, 200]),
        amount=st.sampled_from([0, 100, None]),
    )
    def place(self, price: int, who: int, points: int, credit: int, amount: int | None) -> int:
        draft = OrderDraft((LineDraft("Posy", 1, price),), self.people[who] if who < 2 else None)
        self.attempt(
            orders.place, replace(draft, paid=PaidDraft("cash", amount, points, credit)), then_undo=amount == 0
        )
        return self.vault.write(orders.place, draft)

    @rule(order=placed, kind=KINDS, amount=AMOUNTS, reason=st.sampled_from(["", "return"]), undo=st.booleans())
    def pay(self, order: int, kind: str, amount: int, reason: Any, undo: bool) -> None:
        signed = -amount if kind.startswith("-") else amount
        draft = PaymentDraft(order, signed, kind=kind.removeprefix("-"), reason=reason)  # type: ignore[arg-type]
        self.attempt(payments.record, draft, then_undo=undo)

    @rule(order=placed, undo=st.booleans())
    def pay_what_is_owed(self, order: int, undo: bool) -> None:
        self.attempt(payments.record, PaymentDraft(order, max(1, self.card(order).balance_due)), then_undo=undo)

    @rule(order=placed, undo=st.booleans())
    def take_a_reward(self, order: int, undo: bool) -> None:
        self.attempt(payments.record, PaymentDraft(order, 0, reward="Vase"), then_undo=undo)

    @rule(order=placed, amount=AMOUNTS, method=st.sampled_from([None, "cash", "credit"]), undo=st.booleans())
    def goodwill(self, order: int, amount: int, method: Any, undo: bool) -> None:
        self.attempt(payments.goodwill, order, amount, method, then_undo=undo)

    @rule(order=placed, method=st.sampled_from([None, "cash"]), undo=st.booleans())
    def refund_all(self, order: int, method: Any, undo: bool) -> None:
        self.attempt(payments.refund_all, order, method, then_undo=undo)

    @rule(order=placed, draw=st.data(), again=st.booleans())
    def take_back_a_payment(self, order: int, draw: st.DataObject, again: bool) -> None:
        entries = self.card(order).payments
        if entries:
            entry = draw.draw(st.sampled_from(entries)).id
            self.attempt(payments.put_back if again else payments.reverse, entry)

    @rule(who=st.integers(0, 1), amount=AMOUNTS, kind=st.sampled_from(["goodwill", "gift"]), undo=st.booleans())
    def give_credit(self, who: int, amount: int, kind: Any, undo: bool) -> None:
        self.attempt(store_credit.issue, self.people[who], amount, None, kind, then_undo=undo)

    @rule(who=st.integers(0, 1), draw=st.data(), undo=st.booleans())
    def take_back_credit(self, who: int, draw: st.DataObject, undo: bool) -> None:
        entries = self.vault.read(store_credit.entries, self.people[who])
        if entries:
            one = draw.draw(st.sampled_from(entries))
            self.attempt(store_credit.take_back, one.id, then_undo=undo)

    @rule(order=placed, money=st.sampled_from(["keep", "refund", "reverse"]))
    def cancel(self, order: int, money: Any) -> None:
        self.attempt(orders.cancel, order, "", money)

    @rule(order=placed, price=AMOUNTS, who=st.integers(0, 2), undo=st.booleans())
    def edit(self, order: int, price: int, who: int, undo: bool) -> None:
        draft = OrderDraft((LineDraft("Posy", 1, price),), self.people[who] if who < 2 else None)
        self.attempt(orders.edit, order, draft, then_undo=undo)

    @rule(order=placed, draw=st.data())
    def take_back_a_stage(self, order: int, draw: st.DataObject) -> None:
        self.attempt(orders.take_back, draw.draw(st.sampled_from(self.card(order).events)).id)

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "vault"):
            return
        assert self.vault.read(wrong) == (0, 0, (), [])
        for order in self.vault.read(orders.row_ids, OrderFilter.ALL):
            self._adds_up(self.card(order))

    def _adds_up(self, held: Order) -> None:
        standing = [one for one in held.payments if one.stands]
        sums = {kind: sum(one.amount for one in standing if one.kind == kind) for kind in ("points", "allowed", "fee")}
        paid = sum(one.amount for one in standing if one.kind in ("in", "credit", "points") and one.amount > 0)
        back = -sum(one.amount for one in standing if one.kind in ("out", "credit", "points") and one.amount < 0)
        assert held.settled == paid - back >= 0
        assert held.refunded == back - sums["allowed"]
        assert 0 <= sums["points"] <= held.settled
        assert held.taken_off == -sums["allowed"] <= held.total
        assert held.fees == -sums["fee"]
        if held.stage != "cancelled":
            assert held.balance_due == max(0, held.total - held.settled - held.refunded)
            assert not (held.balance_due and held.to_refund)
        means = self.vault.read(payments.means, held.id)
        assert means.money + means.credit + means.points == held.settled
        assert min(means.money, means.credit, means.points) >= 0


MoneyLife.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestMoneyLife = MoneyLife.TestCase
