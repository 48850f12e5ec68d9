"""What the demonstration shop spends to win customers each month, and what it aims at."""

from shopcrm.insight import dashboard
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

_SPENT = (2400, 1800, 0, 3500, 2200, 1500, 4800, 2600, 1200, 3000, 2000, 5200)
"""Pounds and pence by how many months ago: leaflets, an advertisement, a stall at the market."""
_AIMS = (("late", 50), ("returned", 50), ("satisfaction", 450), ("recommends", 50), ("first_reply", 240))


def add_plans(tx: Tx, currency: str) -> None:
    """A year of spend, and a few targets, some of them missed."""
    for ago, amount in enumerate(_SPENT):
        dashboard.set_spend(tx, add_months(tx.today, -ago), amount, currency)
    sold: int = tx.value(
        "SELECT coalesce(sum(total), 0) FROM daily_sales WHERE day >= ? AND currency = ?",
        (add_months(tx.today, -12).isoformat(), currency),
    )
    dashboard.set_target(tx, "sales", sold // 12 // 10_000 * 10_000 or 10_000, "month", currency)
    dashboard.set_target(tx, "sales", sold // 52 // 5_000 * 5_000 or 5_000, "week", currency)
    for figure, value in _AIMS:
        dashboard.set_target(tx, figure, value)
