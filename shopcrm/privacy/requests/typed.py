"""Days and texts of a request as they were typed, made into what is kept."""

from datetime import date

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_line
from shopcrm.privacy.deadlines import GDPR_SINCE
from shopcrm.shop.tickets.typed import LONGEST_LINE, block, line
from shopcrm.vault.tx import Tx
from shopcrm.workdays import day_in_words, plausible

__all__ = ["block", "day", "line", "maybe_line", "not_before", "received"]


def maybe_line(field: str, text: str) -> str:
    """A single line that may be empty; raises InvalidValue where it is endless."""
    cleaned = clean_line(text)
    return line(field, cleaned[: LONGEST_LINE + 1], "It") if cleaned else ""


def received(tx: Tx, typed: date | None) -> date:
    """The day of receipt, today where None; raises InvalidValue for one to come, or before the law was in force."""
    found = plausible("received_on", typed or tx.today)
    if found > tx.today:
        raise InvalidValue("received_on", "That day is still to come.", "Type the day on which the request came in.")
    if found < GDPR_SINCE:
        raise InvalidValue(
            "received_on",
            f"The General Data Protection Regulation applies from {day_in_words(GDPR_SINCE)}.",
            "Check the year.",
        )
    return found


def day(tx: Tx, typed: date | None, received_on: date) -> date:
    """The day on which something happened to a request, today where None; raises InvalidValue for one that cannot be.

    Should the clock have been ahead when the request was entered, its day of receipt counts instead of today.
    """
    found = plausible("on", typed or max(tx.today, received_on))
    if found > max(tx.today, received_on):
        raise InvalidValue("on", "That day is still to come.", "Type the day on which it happened.")
    if found < received_on:
        raise InvalidValue(
            "on", f"That is before the request came in: {day_in_words(received_on)}.", "Type a later day."
        )
    return found


def not_before(day: date, earliest: date, what: str) -> date:
    """The day itself; raises InvalidValue where it is before what must have come first."""
    if day < earliest:
        raise InvalidValue("on", f"That is before {what}: {day_in_words(earliest)}.", "Type a later day.")
    return day
