"""What the program worked out about a customer, in a line each: the risk, what to expect, what she might like."""

from textual.content import Content

from shopcrm.insight.at_risk import AtRisk
from shopcrm.insight.suggestions import Suggestion
from shopcrm.money import Money
from shopcrm.tui.text import line


def expected_words(orders: float | None, value: Money | None, still_here: float | None, weeks: int) -> str:
    """``1.4 orders, £41.20 expected in 12 weeks; 63 in 100 that they come again``; blank without a forecast."""
    if orders is None or still_here is None:
        return ""
    count = "less than 0.1" if orders < 0.1 else f"{orders:,.1f}"
    worth = f", {value}" if value is not None else ""
    chance = f"; a customer still: {still_here * 100:.0f} in 100" if still_here < 1 else ""
    return f"Expected in {weeks} weeks: {count} orders{worth}{chance}"


def risk_line(one: AtRisk) -> Content:
    """``! At risk: usually every 24 days; silent for 71``."""
    return line(("! At risk: ", "bold $warning"), one.why)


def goes_with_line(one: Suggestion) -> Content:
    """``Goes with it: Vase (in 41 of 120 orders with Rose, 3.2 times as often as in all)``."""
    return line(("Goes with it: ", "bold"), one.name, (f" ({one.why})", "$quiet"))
