"""Whatever happens, in any order and on any day: no point is made or lost that the rules do not name."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from shopcrm.errors import Refused
from shopcrm.shop import loyalty, orders, payments, returns
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.vault import create_vault
from shopcrm.workdays import add_months
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP
from tests.shop.loyalty.desk import PLAIN, Clock, Desk, erase, hand_over
from tests.vault.rules import query

TERMS = st.builds(
    replace,
    st.just(PLAIN),
    active=st.sampled_from([True, True, True, False]),
    birthday_points=st.sampled_from([0, 25]),
    rounding=st.sampled_from(["down", "nearest", "up"]),
    lock_days=st.sampled_from([0, 14]),
    expiry_months=st.sampled_from([0, 1, 12]),
    tier_basis=st.sampled_from(["points", "spend"]),
    downgrade=st.sampled_from(["one_step", "to_fit", "never"]),
    grace_days=st.sampled_from([0, 20]),
    tiers=st.sampled_from([(), (Tier("Silver", 50, 110), Tier("Gold", 120, 150))]),
)


def model_balances(desk: Desk) -> tuple[dict[int, int], dict[int, int], dict[int, list[int]]]:
    """From empty, entry by entry: each customer's balance, each lot's rest, and what it gave."""
    balance: dict[int, int] = defaultdict(int)
    left: dict[int, int] = {}
    bounds: dict[int, list[int]] = {}
    for lot, customer, points in desk.vault.read(query, "SELECT id, customer_id, points FROM loyalty_lots ORDER BY id"):
        balance[customer] += points
        left[lot], bounds[lot] = points, [min(0, points), max(0, points)]
    for lot, customer, points in desk.vault.read(
        query, "SELECT lot_id, customer_id, points FROM loyalty_allocations ORDER BY id"
    ):
        balance[customer] -= points
        left[lot] -= points
        assert bounds[lot][0] <= left[lot] <= bounds[lot][1], "no allocation exceeds its lot, at any time"
    return balance, left, bounds


class Points(RuleBasedStateMachine):
    """Two or more customers, real orders and payments, and a clock that goes forward by any number of days."""

    customers: Bundle[int] = Bundle("customers")
    bought: Bundle[int] = Bundle("bought")
    used: Bundle[int] = Bundle("used")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = Clock()
        vault, _ = create_vault(
            *(Path(self.folder.name) / "shop", SHOP, OWNER, PASSPHRASE),
            clock=self.clock,
            kdf=CHEAP,
            ballast_bytes=BALLAST,
        )
        self.desk = Desk(vault, self.clock)

    def teardown(self) -> None:
        self.desk.vault.close()
        self.folder.cleanup()

    @contextmanager
    def unchanged_where_refused(self) -> Iterator[None]:
        """What is refused leaves the ledger as it was."""
        before = self.ledger()
        try:
            yield
        except Refused as refused:
            note(refused.message)
            assert self.ledger() == before

    def ledger(self) -> list[Any]:
        tables = ("loyalty_lots", "loyalty_allocations", "loyalty_orders", "payments")
        return [self.desk.vault.read(query, f"SELECT * FROM {table} ORDER BY 1") for table in tables]

    @initialize(target=customers, terms=TERMS)
    def open(self, terms: Programme) -> Any:
        self.desk.vault.write(loyalty.set_programme, replace(terms, active=True))
        return multiple(*(self.desk.customer(name, birthday="--03-10") for name in ("Ana", "Bob")))

    @rule(target=customers)
    def join(self) -> Any:
        with self.unchanged_where_refused():
            return self.desk.customer("Cem")
        return multiple()

    @rule(customer=customers)
    def leave(self, customer: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(loyalty.leave, customer)

    @rule(customer=customers)
    def come_back(self, customer: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(loyalty.join, customer)

    @rule(terms=TERMS)
    def change_the_terms(self, terms: Programme) -> None:
        self.desk.vault.write(loyalty.set_programme, terms)

    @rule(order=bought, customer=customers, pounds=st.integers(1, 90))
    def edit(self, order: int, customer: int, pounds: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, pounds * 100),), customer))

    @rule(days=st.one_of(st.integers(0, 20), st.sampled_from([31, 100, 366])))
    def days_pass(self, days: int) -> None:
        self.clock.later(days)
        self.clock.now += timedelta(minutes=1)

    @rule(target=bought, customer=customers, pounds=st.integers(1, 90))
    def earn(self, customer: int, pounds: int) -> int:
        return self.desk.buy(customer, pounds)

    @rule(target=bought, customer=customers, pounds=st.integers(2, 60))
    def earn_in_part(self, customer: int, pounds: int) -> int:
        order = self.desk.order(customer, pounds)
        self.desk.pay(order, pounds // 2)
        return order

    @rule(
        target=bought,
        customer=customers,
        price=st.integers(1, 3000),
        off=st.integers(0, 900),
        points=st.integers(0, 90),
    )
    def earn_by_goods(self, customer: int, price: int, off: int, points: int) -> int:
        """Several pieces of two kinds, with a discount and delivery, taken along, and partly paid with points."""
        lines = (LineDraft("Rose", 3, price), LineDraft("Vase", 1, 1000))
        use = min(points, self.desk.worth(customer).spendable)
        draft = OrderDraft(lines, customer, order_discount=off, shipping=350, handed_over=True)
        return self.desk.vault.write(orders.place, replace(draft, paid=PaidDraft("card", points=use)))

    @rule(order=bought, quantity=st.integers(1, 3), credit=st.sampled_from([0, 5]), deduction=st.sampled_from([0, 7]))
    def return_goods(self, order: int, quantity: int, credit: int, deduction: int) -> None:
        """Goods come back, are accepted and settled; what was foreseen is what happens."""
        can = self.desk.vault.read(returns.returnable, order)
        lines = tuple(
            ReturnLineDraft(one.position, min(quantity, one.returnable), "faulty") for one in can if one.returnable
        )
        if not lines:
            return
        ret = self.desk.vault.write(returns.open, ReturnDraft(order, lines, "goodwill", handed_over=True))
        for line in self.desk.vault.read(returns.card, ret).lines:
            self.desk.vault.write(returns.decide, ret, DecisionDraft(line.id, "accepted"))
        draft = SettlementDraft(deduction=deduction, deducted_because="Worn" if deduction else "")
        with self.unchanged_where_refused():
            seen = self.desk.vault.read(returns.what_if, ret, draft)
            draft = replace(draft, credit=min(credit, seen.refund), refund=seen.refund - min(credit, seen.refund))
            seen = self.desk.vault.read(returns.what_if, ret, draft)
            owner = self.desk.vault.read(orders.card, order).customer_id
            cards = self.desk.vault.read(query, f"SELECT 1 FROM loyalty_cards WHERE customer_id = {owner:d}")
            self.desk.vault.write(returns.settle, ret, draft)
            if cards:
                said = self.desk.vault.read(loyalty.statement, owner)
                expired = said.balance < seen.points_after
                assert said.tier == seen.tier_after
                assert expired or said.balance == seen.points_after

    @rule(order=bought, percent=st.integers(1, 100))
    def refund(self, order: int, percent: int) -> None:
        settled = self.money(order)
        with self.unchanged_where_refused():
            self.desk.vault.write(payments.record, PaymentDraft(order, max(1, settled * percent // 100), kind="out"))

    @rule(order=bought)
    def take_a_payment_back(self, order: int) -> None:
        entries = [one for one in self.desk.vault.read(payments.of_order, order) if not one.reversed]
        with self.unchanged_where_refused():
            if entries:
                self.desk.vault.write(payments.reverse, entries[-1].id)

    @rule(order=bought)
    def cancel(self, order: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(orders.cancel, order, "", "refund")

    @rule(target=used, customer=customers, points=st.one_of(st.integers(1, 150), st.just(10**9), st.just(-5)))
    def redeem(self, customer: int, points: int) -> Any:
        can = self.desk.worth(customer).spendable
        order = self.desk.order(customer, 500)
        with self.unchanged_where_refused():
            payment = self.desk.use(order, points)
            assert points <= can, "more than can be used was taken"
            return (order, payment)
        assert points < 1 or points > can, "what can be used was refused"
        return multiple()

    @rule(payment=consumes(used), part=st.integers(1, 100))
    def give_back_in_part(self, payment: tuple[int, int], part: int) -> None:
        order, entry = payment
        amount = next((one.amount for one in self.desk.vault.read(payments.of_order, order) if one.id == entry), 0)
        with self.unchanged_where_refused():
            self.desk.vault.write(
                payments.record, PaymentDraft(order, -max(1, amount * part // 100), "points", "points")
            )

    @rule(payment=used)
    def give_back(self, payment: tuple[int, int]) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(payments.reverse, payment[1])

    @rule(customer=customers, points=st.integers(-200, 80))
    def adjust(self, customer: int, points: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(loyalty.adjust, customer, points, "counted again")

    @rule()
    def undo(self) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.undo()

    @rule()
    def catch_up(self) -> None:
        before = {one: self.desk.points(one) for one in self.people()}
        birthdays = self.desk.vault.write(loyalty.catch_up).birthdays
        after = {one: self.desk.points(one) for one in self.people()}
        assert sum(after.values()) == sum(before.values()) + 25 * birthdays, "entering what is due changes nothing else"
        assert self.desk.vault.write(loyalty.catch_up) == loyalty.CaughtUp(0, 0, 0)

    @rule(lose=customers, keep=customers)
    def merge(self, lose: int, keep: int) -> None:
        if lose != keep:
            both = self.desk.points(lose) + self.desk.points(keep)
            self.desk.vault.write(hand_over, lose, keep)
            assert (self.desk.points(lose), self.desk.points(keep)) == (0, both)

    @rule(customer=customers)
    def erase(self, customer: int) -> None:
        others = {one: self.desk.points(one) for one in self.people() if one != customer}
        self.desk.vault.write(erase, customer)
        assert self.desk.points(customer) == 0
        assert {one: self.desk.points(one) for one in others} == others

    def people(self) -> list[int]:
        return [row[0] for row in self.desk.vault.read(query, "SELECT id FROM customers ORDER BY id")]

    def money(self, order: int) -> int:
        """What was paid with money and not paid back, minor units."""
        found = self.desk.vault.read(
            query,
            "SELECT coalesce(sum(amount), 0) FROM payments"
            f" WHERE order_id = {order:d} AND kind IN ('in', 'out', 'credit')",
        )
        return int(found[0][0])

    @invariant()
    def the_balance_is_lots_less_allocations(self) -> None:
        balance, left, _ = model_balances(self.desk)
        due: dict[int, int] = defaultdict(int)
        today = self.clock.now.astimezone().date()
        for lot, customer, expires in self.desk.vault.read(
            query, "SELECT id, customer_id, expires_on FROM loyalty_lots"
        ):
            if expires and date.fromisoformat(expires) < today and left[lot] > 0:
                due[customer] += left[lot]
        for customer in self.people():
            assert self.desk.points(customer) == balance[customer] - due[customer]

    @invariant()
    def nobody_has_points_and_a_debt(self) -> None:
        for customer in self.people():
            has = self.desk.worth(customer)
            assert not (has.debt and (has.spendable or has.locked))

    @invariant()
    def an_order_paid_back_whole_has_earned_nothing(self) -> None:
        rows = self.desk.vault.read(
            query,
            "SELECT order_id, sum(points) FROM loyalty_lots WHERE order_id IS NOT NULL GROUP BY order_id",
        )
        for order, earned in rows:
            taken = self.desk.vault.read(
                query,
                "SELECT coalesce(sum(entry.points), 0) FROM loyalty_allocations AS entry"
                " LEFT JOIN loyalty_allocations AS earlier ON earlier.id = entry.reverses"
                f" WHERE entry.order_id = {order:d} AND 'reversed' IN (entry.kind, earlier.kind)",
            )[0][0]
            assert earned - taken >= 0
            if self.money(order) <= 0:
                assert earned == taken

    @invariant()
    def walking_the_ledger_from_empty_gives_the_same_tiers_and_balances(self) -> None:
        assert self.desk.wrong() == ()

    @invariant()
    def the_statement_adds_up(self) -> None:
        cards = self.desk.vault.read(query, "SELECT customer_id FROM loyalty_cards")
        for (customer,) in cards:
            said = self.desk.vault.read(loyalty.statement, customer)
            assert said.balance == self.desk.points(customer) == sum(entry.points for entry in said.entries)
            assert said.balance == said.spendable + said.locked - said.debt
            assert all(day >= add_months(self.clock.now.date(), 0) for day, _ in said.expiring)


Points.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestWhateverHappens = Points.TestCase
