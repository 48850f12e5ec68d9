"""Days and moments as they are typed into the registers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.vault.tx import Tx
from shopcrm.workdays import plausible

_WITHOUT_TIME = len("2026-11-22")


def past_moment(tx: Tx, field: str, typed: str) -> datetime:
    """A moment up to now, UTC: ``2026-11-20T16:30`` on the shop's clock, or with Z or an offset.

    Of an hour that the clocks went through twice it is the first, which is the safer. Raises InvalidValue for anything
    else, for a time that the clocks left out, and for one that is still to come.
    """
    text = typed.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) <= _WITHOUT_TIME:
        raise InvalidValue(field, "The date and the time are needed.", "Write them like 2026-11-20T16:30.")
    plausible(field, found)
    found = found.replace(microsecond=0)
    if found.tzinfo is None:
        local = found.replace(tzinfo=ZoneInfo(tx.calendar.zone))
        if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != found:
            raise InvalidValue(field, f"{text} never was: the clocks went forward over it.", "Check the time.")
        found = local
    if found > tx.now:
        raise InvalidValue(field, "That is still to come.", "Type when it was.")
    return found.astimezone(UTC)


def past_day(tx: Tx, field: str, typed: str) -> date:
    """A day up to today; raises InvalidValue."""
    found = day(field, typed)
    if found > tx.today:
        raise InvalidValue(field, "That day is still to come.", "Type the day on which it was.")
    return found


def day(field: str, typed: str) -> date:
    """A day, written like ``2026-11-22``; raises InvalidValue."""
    try:
        return plausible(field, date.fromisoformat(typed.strip()))
    except ValueError:
        raise InvalidValue(field, "That is not a date.", "Write it like 2026-11-22.") from None
