"""Sales put into the book on chosen days, past and future, as the counter or an import would have left them."""

from datetime import UTC, date, datetime, timedelta

from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault

TODAY = date(2026, 11, 22)


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


def _noon(day: date) -> str:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
