"""Sales put into the book on chosen days, past and future, as the counter or an import would have left them."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from shopcrm.shop import customers, orders, payments, returns, rollups
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

TODAY = date(2026, 11, 22)
Sale = tuple[int, str, int, str]
"""Customer, day, amount in minor units, currency."""


def named(vault: Vault, name: str = "Ana") -> int:
    """A customer of that first name."""
    found: int = vault.write(customers.add, CustomerDraft(name))
    return found


def bought(vault: Vault, customer: int | None, *days_ago: int, amount: int = 1000, currency: str = "GBP") -> list[int]:
    """Orders of a customer, so many days before today, each of this amount in minor units."""
    line = LineDraft("Posy", 1, amount)
    return [
        vault.write(
            orders.place,
            OrderDraft((line,), customer, placed_at=_noon(TODAY - timedelta(days=ago)), currency=currency),
        )
        for ago in days_ago
    ]


def paid_back(vault: Vault, order: int, amount: int) -> None:
    """An order was paid, and so much of it (minor units) was paid back."""
    vault.write(payments.record, PaymentDraft(order, vault.read(orders.card, order).total))
    vault.write(payments.record, PaymentDraft(order, amount, kind="out"))


def brought_back(vault: Vault, order: int) -> None:
    """An order of one posy was paid and handed over, brought back the day after, and refunded."""
    card = vault.read(orders.card, order)
    vault.write(payments.record, PaymentDraft(order, card.total))
    vault.write(orders.deliver, order)
    after = (date.fromisoformat(card.placed_on) + timedelta(days=1)).isoformat()
    draft = ReturnDraft(order, (ReturnLineDraft(1, 1, "faulty"),), "faulty", delivered_on=after, handed_over=True)
    ret = vault.write(returns.open, draft)
    vault.write(returns.decide, ret, DecisionDraft(vault.read(returns.card, ret).lines[0].id, "accepted"))
    vault.write(returns.settle, ret, SettlementDraft())


def _noon(day: date) -> str:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@write("test_sales.trade", role=Role.ASSISTANT)
def trade(tx: Tx, sold: list[Sale]) -> None:
    """Put orders (customer, day, amount, currency) into the book, many at once, and their sums."""
    people = sorted({customer for customer, *_ in sold})
    for customer in people:
        if tx.maybe("SELECT 1 FROM customers WHERE id = ?", (customer,)) is None:
            customers.add(tx, CustomerDraft(f"Customer {customer}"))
    tx.run_many(
        "INSERT INTO orders (customer_id, placed_at, placed_on, channel, currency, tax_mode, goods, discount, tax,"
        " total, created_at, updated_at) VALUES (?1, ?2 || 'T12:00:00Z', ?2, 'counter', ?4, 'included', ?3, 0, 0, ?3,"
        " ?2, ?2)",
        sold,
    )
    rollups.rebuild(tx)


def busy(people: int = 150, weeks: int = 60, seed: int = 3) -> list[Sale]:
    """The sales of a shop with so many customers, each with a rate of her own, some of whom leave."""
    luck, sold = Random(seed), []
    for customer in range(1001, 1001 + people):
        day, gap = luck.randrange(weeks * 3), luck.choice((7, 20, 45))
        while day < weeks * 7:
            ago = TODAY - timedelta(days=weeks * 7 - day)
            sold.append((customer, ago.isoformat(), luck.randrange(300, 6000), "GBP"))
            day += 1 + int(luck.expovariate(1 / gap))
            if luck.random() < 0.08:
                break
    return sold
