"""What the program worked out about a customer, in a line each: the risk, what to expect, what she might like."""

from collections.abc import Iterator

from textual.content import Content

from shopcrm.insight.at_risk import AtRisk
from shopcrm.insight.scores import KeptScore
from shopcrm.insight.suggestions import Suggestion
from shopcrm.papers.in_words import day
from shopcrm.tui.text import line, plain


def expected_rows(score: KeptScore) -> Iterator[Content]:
    """``Expected in the 12 weeks from 22 Nov 2026: 1.4 orders, £41.20``, and how likely she is a customer still."""
    count = "less than 0.1" if score.orders < 0.1 else f"{score.orders:,.1f}"
    worth = f", {score.worth}" if score.worth else ""
    yield plain(f"Expected in the {score.weeks} weeks from {day(score.made_on)}: {count} orders{worth}", "bold")
    if score.still_here < 1:
        yield plain(f"A customer still: {score.still_here * 100:.0f} in 100", "$quiet")


def risk_line(one: AtRisk) -> Content:
    """``! At risk: usually every 24 days; silent for 71``."""
    return line(("! At risk: ", "bold $warning"), one.why)


def goes_with_line(one: Suggestion) -> Content:
    """``Goes with it: Vase (in 41 of 120 orders with Rose, 3.2 times as often as in all)``."""
    return line(("Goes with it: ", "bold"), one.name, (f" ({one.why})", "$quiet"))
