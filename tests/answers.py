"""Answers about being contacted for tests: a soft opt-in comes with the facts that it is nothing without."""

from typing import Any

from shopcrm.shop.consent import ConsentDraft, SoftOptIn

SOFT = SoftOptIn("2001-01-05", "Flowers", "a box to tick on the order form")


def said(
    customer: int, purpose: Any, channel: Any, answer: Any, method: str, evidence: str = "", at: str | None = None
) -> ConsentDraft:
    """What somebody said."""
    soft = SOFT if answer == "soft_opt_in" else None
    return ConsentDraft(customer, purpose, channel, answer, method, evidence, at, soft=soft)
