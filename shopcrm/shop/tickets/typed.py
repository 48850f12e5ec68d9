"""Texts and times of tickets as they were typed, made into what is kept."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.vault.tx import Tx, stamp

LONGEST_LINE = 200
LONGEST_BODY = 20_000


def line(field: str, text: str, what: str) -> str:
    """A single line. what: what it is, for the message. Raises InvalidValue where it is empty or endless."""
    cleaned = clean_line(text)
    if not cleaned:
        raise InvalidValue(field, f"{what} is missing.", "Type a few words.")
    if len(cleaned) > LONGEST_LINE:
        raise InvalidValue(field, f"At most {LONGEST_LINE} characters fit here.", "Put the rest into the text.")
    return cleaned


def block(field: str, text: str, what: str = "") -> str:
    """A text of several lines. what: what it is, where it must not be empty. Raises InvalidValue."""
    cleaned = clean_block(text)
    if what and not cleaned:
        raise InvalidValue(field, f"{what} is missing.", "Type a few words.")
    if len(cleaned) > LONGEST_BODY:
        raise InvalidValue(field, f"At most {LONGEST_BODY:,} characters fit here.", "Shorten it.")
    return cleaned


def moment(tx: Tx, typed: str | None, opened_at: datetime) -> datetime:
    """When something was said: an instant, or a date, which means noon of that day or as near to it as can be.

    Now where nothing was typed. Raises InvalidValue for a time that is still to come, or before the ticket was opened.
    """
    if not typed:
        return max(tx.now, opened_at)
    zone = ZoneInfo(tx.calendar.zone)
    try:
        if len(typed) == len("2026-11-22"):
            noon = datetime.combine(date.fromisoformat(typed), time(12), zone)
            on_the_day = {tx.calendar.local_date(one): one for one in (opened_at, tx.now)}
            found = on_the_day.get(noon.date(), noon) if noon > tx.now or noon < opened_at else noon
        else:
            found = datetime.fromisoformat(typed)
        found = (found if found.tzinfo else found.replace(tzinfo=zone)).replace(microsecond=0)
        stamp(found)
    except (ValueError, OverflowError):
        raise InvalidValue("at", "That is not a date.", "Write it like 2026-11-22.") from None
    if found > tx.now:
        raise InvalidValue("at", "That is still to come.", "Type when it was said.")
    if found < opened_at:
        raise InvalidValue("at", "That is before the ticket was opened.", "Type a later time.")
    return found
