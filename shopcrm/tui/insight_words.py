"""What the program worked out about a customer, in a line each: the risk, what to expect, what she might like."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from shopcrm.insight.at_risk import AtRisk
from shopcrm.insight.scores import KeptScore
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


def customer_rows(risk: AtRisk | None, score: KeptScore | None, suggested: Sequence[Suggestion]) -> Iterator[Content]:
    """For the page of a customer: nothing where there is nothing to say."""
    if risk is not None:
        yield line(("! At risk: ", "bold $warning"), risk.why)
    if score is not None:
        value = None if score.value is None else Money(score.value, score.currency)
        yield line((expected_words(score.orders, value, score.still_here, score.weeks), "$quiet"))
    if suggested:
        yield suggested_line("May like: ", suggested[:1])


def suggested_line(label: str, suggested: Sequence[Suggestion]) -> Content:
    """``Goes with it: Vase (in 41 of 120 orders with Rose, 3.2 times as often as in all)``."""
    return line((label, "bold"), "; ".join(f"{one.name} ({one.why})" for one in suggested))
