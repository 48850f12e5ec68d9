"""A shop whose clock the test moves, with a programme that makes sums easy: a point a pound, a penny a point."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shopcrm.shop import customers, loyalty, orders, payments
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Worth
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.vault.rules import query, rule

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PLAIN = Programme(lock_days=0, expiry_months=12, worth_points=1, worth_amount=1, grace_days=0)
ORDINARY = replace(PLAIN, lock_days=14)


class Clock:
    """What time it is in the test."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, day: str, hour: int = 10) -> None:
        """Go to a day, at that hour UTC."""
        self.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)

    def later(self, days: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=days)


class Desk:
    """A counter: what a shopkeeper does, in a line each."""

    def __init__(self, vault: Vault, clock: Clock, terms: Programme = PLAIN) -> None:
        self.vault, self.clock = vault, clock
        vault.write(loyalty.set_programme, terms)
        clock.now += timedelta(minutes=1)

    def customer(self, name: str = "Ana", **more: Any) -> int:
        """Someone who has joined."""
        customer = self.vault.write(customers.add, CustomerDraft(name, "Smith", **more))
        self.vault.write(loyalty.join, customer)
        return customer

    def order(self, customer: int | None, pounds: int, **more: Any) -> int:
        """An order of one line, not paid."""
        return self.vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, pounds * 100),), customer, **more))

    def buy(self, customer: int | None, pounds: int, **more: Any) -> int:
        """An order of one line, paid by card."""
        order = self.order(customer, pounds, **more)
        self.pay(order, pounds)
        return order

    def pay(self, order: int, pounds: int) -> int:
        return self.vault.write(payments.record, PaymentDraft(order, pounds * 100))

    def refund(self, order: int, pounds: int) -> int:
        return self.vault.write(payments.record, PaymentDraft(order, pounds * 100, kind="out"))

    def use(self, order: int, points: int) -> int:
        """Pay with points; answers the payment."""
        self.vault.write(payments.pay_by_points, order, points)
        return int(self.vault.read(query, "SELECT max(id) FROM payments")[0][0])

    def worth(self, customer: int) -> Worth:
        return self.vault.read(loyalty.worth, customer)

    def points(self, customer: int) -> int:
        return self.worth(customer).points

    def wrong(self) -> tuple[str, ...]:
        return self.vault.read(replayed)


@rule("test.hand_over", "write")
def hand_over(tx: Tx, lose: int, keep: int) -> None:
    """What a merge does with points and orders."""
    tx.run("UPDATE orders SET customer_id = ? WHERE customer_id = ?", (keep, lose))
    loyalty.hand_over(tx, lose, keep)


@rule("test.erase", "write")
def erase(tx: Tx, customer: int) -> None:
    """What an erasure does with points."""
    loyalty.erase(tx, customer)


@rule("test.settle_order", "write")
def settle_order(tx: Tx, order: int) -> None:
    """As payments and returns do."""
    loyalty.settle_order(tx, order)


@rule("test.replayed", "read")
def replayed(tx: Tx) -> tuple[str, ...]:
    """What a full check finds."""
    return loyalty.replay(tx)


def entries(desk: Desk, customer: int) -> list[tuple[int, str]]:
    """The statement, line by line."""
    return [(entry.points, entry.words) for entry in desk.vault.read(loyalty.statement, customer).entries]
