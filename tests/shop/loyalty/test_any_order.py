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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shopcrm.errors import Refused
from shopcrm.shop import loyalty, orders, payments, returns
from shopcrm.shop.loyalty import Programme, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.vault import create_vault
from shopcrm.workdays import calendar_of
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

RARE = ("join", "leave", "come back", "new terms", "merge", "erase")
CALENDAR = calendar_of("GB-ENG")


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


WHICH = st.integers(0, 5)
"""Which customer or order, counted from the latest; of as many as there are."""


class Points(RuleBasedStateMachine):
    """Three or more customers, real orders, payments and returns, and a clock that goes forward by any number of days.

    What is common in a shop has rules of its own; what is rare shares one, so that it does not stop everything else.
    """

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
        self.members: list[int] = []
        self.orders: list[int] = []
        self.goods: list[int] = []
        self.used: list[tuple[int, int]] = []

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

    def member(self, which: int) -> int:
        return self.members[-1 - which % len(self.members)]

    @initialize(terms=TERMS)
    def open(self, terms: Programme) -> None:
        self.desk.vault.write(loyalty.set_programme, replace(terms, active=True))
        self.clock.now += timedelta(minutes=1)
        self.members = [self.desk.customer(name, birthday="--03-10") for name in ("Ana", "Bob", "Cem")]
        self.orders = [self.desk.buy(customer, 60) for customer in self.members]
        self.earn_by_goods(0, 1500, 100, 0)
        self.clock.later(20)

    @rule(
        days=st.one_of(st.integers(0, 20), st.sampled_from([14, 31, 100, 366])),
        then=st.sampled_from(["nothing", "catch up", "undo"]),
    )
    def days_pass(self, days: int, then: str) -> None:
        if then == "undo":
            with self.unchanged_where_refused():
                self.desk.vault.undo()
        self.clock.later(days)
        self.clock.now += timedelta(minutes=1)
        if then == "catch up":
            self.catch_up()

    @rule(which=WHICH, pounds=st.integers(2, 90), part=st.sampled_from([1, 1, 2]))
    def earn(self, which: int, pounds: int, part: int) -> None:
        order = self.desk.order(self.member(which), pounds)
        self.orders.append(order)
        self.desk.pay(order, pounds // part)

    @rule(which=WHICH, price=st.integers(1, 3000), off=st.integers(0, 900), points=st.integers(0, 90))
    def earn_by_goods(self, which: int, price: int, off: int, points: int) -> None:
        """Several pieces of two kinds, with a discount and delivery, taken along, and partly paid with points."""
        customer = self.member(which)
        lines = (LineDraft("Rose", 3, price), LineDraft("Vase", 1, 1000))
        use = min(points, self.desk.worth(customer).spendable)
        draft = OrderDraft(lines, customer, order_discount=off, shipping=350, handed_over=True)
        self.goods.append(self.desk.vault.write(orders.place, replace(draft, paid=PaidDraft("card", points=use))))
        self.orders.append(self.goods[-1])

    @rule(which=WHICH, percent=st.one_of(st.integers(1, 100), st.just(100), st.sampled_from([0, 101, -5, 10**9])))
    def redeem(self, which: int, percent: int) -> None:
        customer = self.member(which)
        can = self.desk.worth(customer).spendable
        points = -(-can * percent // 100) if 0 < percent <= 100 else can + percent - 100
        order = self.desk.order(customer, 500)
        with self.unchanged_where_refused():
            payment = self.desk.use(order, points)
            assert points <= can, "more than can be used was taken"
            self.orders.append(order)
            self.used.append((order, payment))
            return
        assert points < 1 or points > can, "what can be used was refused"

    @rule(which=WHICH)
    def use_everything_and_bring_everything_back(self, which: int) -> None:
        """The way into debt."""
        customer = self.member(which)
        self.redeem(which, 100)
        hers = f"SELECT id FROM orders WHERE customer_id = {customer:d} AND settled > 0"
        for (order,) in self.desk.vault.read(query, hers):
            with self.unchanged_where_refused():
                self.desk.vault.write(payments.record, PaymentDraft(order, self.money(order), kind="out"))

    @rule(which=WHICH, part=st.integers(1, 100), whole=st.booleans())
    def give_back(self, which: int, part: int, whole: bool) -> None:
        if not self.used:
            return
        order, entry = self.used[-1 - which % len(self.used)]
        amount = next((one.amount for one in self.desk.vault.read(payments.of_order, order) if one.id == entry), 0)
        with self.unchanged_where_refused():
            if whole:
                self.desk.vault.write(payments.reverse, entry)
            else:
                some = PaymentDraft(order, -max(1, amount * part // 100), "points", "points")
                self.desk.vault.write(payments.record, some)

    @rule(which=WHICH, percent=st.sampled_from([100, 100, 50, 7]))
    def refund(self, which: int, percent: int) -> None:
        order = self.order(which)
        settled = self.money(order)
        with self.unchanged_where_refused():
            self.desk.vault.write(payments.record, PaymentDraft(order, max(1, settled * percent // 100), kind="out"))

    @rule(which=WHICH, quantity=st.integers(1, 3), credit=st.sampled_from([0, 5]), deduction=st.sampled_from([0, 7]))
    def return_goods(self, which: int, quantity: int, credit: int, deduction: int) -> None:
        """Goods come back, are accepted and settled; what was foreseen is what happens."""
        if not self.goods:
            return
        order = self.goods[-1 - which % len(self.goods)]
        with self.unchanged_where_refused():
            can = self.desk.vault.read(returns.returnable, order)
            lines = [(one.position, min(quantity, one.returnable)) for one in can if one.returnable]
            back = tuple(ReturnLineDraft(position, many, "faulty") for position, many in lines)
            ret = self.desk.vault.write(returns.open, ReturnDraft(order, back, "goodwill", handed_over=True))
            for line in self.desk.vault.read(returns.card, ret).lines:
                self.desk.vault.write(returns.decide, ret, DecisionDraft(line.id, "accepted"))
            self.settle_return(order, ret, credit, deduction)

    def settle_return(self, order: int, ret: int, credit: int, deduction: int) -> None:
        draft = SettlementDraft(deduction=deduction, deducted_because="Worn" if deduction else "")
        seen = self.desk.vault.read(returns.what_if, ret, draft)
        part = min(credit, seen.refund)
        draft = replace(draft, credit=part, refund=seen.refund - part)
        owner = self.desk.vault.read(orders.card, order).customer_id
        foreseen = self.desk.vault.read(returns.what_if, ret, draft)
        self.desk.vault.write(returns.settle, ret, draft)
        if self.desk.vault.read(query, f"SELECT 1 FROM loyalty_cards WHERE customer_id = {owner:d}"):
            said = self.desk.vault.read(loyalty.statement, owner)
            expired_again = any("expired" in entry.words and entry.on == self.today() for entry in said.entries)
            assert said.balance == foreseen.points_after or (expired_again and said.balance < foreseen.points_after)
            assert said.tier == foreseen.tier_after

    @rule(which=WHICH, other=WHICH, pounds=st.integers(1, 90), what=st.sampled_from(["edit", "cancel", "reverse"]))
    def change_an_order(self, which: int, other: int, pounds: int, what: str) -> None:
        order = self.order(which)
        with self.unchanged_where_refused():
            if what == "edit":
                draft = OrderDraft((LineDraft("Posy", 1, pounds * 100),), self.member(other))
                self.desk.vault.write(orders.edit, order, draft)
            elif what == "cancel":
                self.desk.vault.write(orders.cancel, order, "", "refund")
            else:
                entries = [one for one in self.desk.vault.read(payments.of_order, order) if not one.reversed]
                self.desk.vault.write(payments.reverse, entries[-1].id if entries else 0)

    @rule(which=WHICH, points=st.integers(-60, 60))
    def adjust(self, which: int, points: int) -> None:
        with self.unchanged_where_refused():
            self.desk.vault.write(loyalty.adjust, self.member(which), points, "counted again")

    def catch_up(self) -> None:
        before = {one: self.desk.points(one) for one in self.people()}
        birthdays = self.desk.vault.write(loyalty.catch_up).birthdays
        after = {one: self.desk.points(one) for one in self.people()}
        assert sum(after.values()) == sum(before.values()) + 25 * birthdays, "entering what is due changes nothing else"
        assert self.desk.vault.write(loyalty.catch_up) == loyalty.CaughtUp(0, 0, 0)
        entered = model_balances(self.desk)[0]
        assert all(entered[one] == points for one, points in after.items()), "every expiry is entered now"

    @rule(which=WHICH, other=WHICH, terms=TERMS, what=st.sampled_from(RARE))
    def something_rare(self, which: int, other: int, terms: Programme, what: str) -> None:
        customer = self.member(which)
        with self.unchanged_where_refused():
            match what:
                case "join":
                    self.members.append(self.desk.customer("Dee"))
                case "leave":
                    self.desk.vault.write(loyalty.leave, customer)
                case "come back":
                    self.desk.vault.write(loyalty.join, customer)
                case "new terms":
                    self.desk.vault.write(loyalty.set_programme, terms)
                case "merge" if customer != self.member(other):
                    self.merge(customer, self.member(other))
                case "erase":
                    self.erase(customer)

    def merge(self, lose: int, keep: int) -> None:
        both = self.desk.points(lose) + self.desk.points(keep)
        self.desk.vault.write(hand_over, lose, keep)
        assert (self.desk.points(lose), self.desk.points(keep)) == (0, both)

    def erase(self, customer: int) -> None:
        others = {one: self.desk.points(one) for one in self.people() if one != customer}
        self.desk.vault.write(erase, customer)
        assert self.desk.points(customer) == 0
        assert {one: self.desk.points(one) for one in others} == others

    def order(self, which: int) -> int:
        return self.orders[-1 - which % len(self.orders)]

    def today(self) -> date:
        return CALENDAR.local_date(self.clock.now)

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
        today = self.today()
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
            assert all(day >= self.today() for day, _ in said.expiring)


Points.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestWhateverHappens = Points.TestCase
