"""A deadline, and the counting that every rule shares: days, months, working days, and which law is in force."""

from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.errors import InvalidValue, Refused
from shopcrm.workdays import ZONES, Calendar, day_in_words, plausible


@dataclass(frozen=True, slots=True)
class Deadline:
    """A statutory date: due is the last day allowed, target an earlier and safer one where the rule is in doubt.

    Both are dates in the shop's time zone; for a breach they are instants in UTC. steps say how they were counted.
    """

    due: date
    target: date
    steps: tuple[str, ...]
    rule: str
    warnings: tuple[str, ...] = ()


def days_on(start: date, days: int, steps: list[str]) -> date:
    """The last of so many days counted from the day after `start`; adds the step that says so."""
    end = start + timedelta(days=days)
    steps.append(f"{days} days: {day_in_words(end)}.")
    return end


def rolled(calendar: Calendar, day: date, steps: list[str]) -> date:
    """That day, or the next working day after it with the step that says why (Reg 1182/71 Art 3(4))."""
    end = calendar.next_workday(day)
    if end != day:
        why = calendar.holiday_name(day) or "a weekend"
        steps.append(f"{day_in_words(day)} is no working day ({why}): the next one is {day_in_words(end)}.")
    return end


def in_order(earlier: date, later: date | None, field: str, message: str) -> None:
    """Raises InvalidValue, with the message, where the later date is there and comes before the earlier one."""
    if later and plausible(field, later) < earlier:
        raise InvalidValue(field, message, f"{day_in_words(later)} is before {day_in_words(earlier)}.")


def both_or_neither(first: date | None, second: date | None, first_field: str, second_field: str, what: str) -> None:
    """Raises InvalidValue for the missing one of two dates that only mean something together."""
    if (first is None) != (second is None):
        missing = first_field if first is None else second_field
        raise InvalidValue(missing, f"Two dates are needed for {what}: when it began and when it ended.", "Give both.")


def in_force(day: date, start: date, law: str) -> None:
    """Raises Refused for a day on which that law did not apply yet."""
    if day < start:
        raise Refused(f"{law} applies from {day_in_words(start)}; {day_in_words(day)} is before it.", "Check the date.")


def in_kingdom(calendar: Calendar) -> bool:
    """Whether the law of the United Kingdom applies, else the EU's. Raises InvalidValue where neither does."""
    if calendar.country not in ZONES:
        raise InvalidValue(
            "region", f"The law of “{calendar.region}” is not known here.", "The UK, the EU and the EEA are."
        )
    return calendar.country == "GB"


def kingdom_only(calendar: Calendar, what: str) -> None:
    """Raises Refused outside the United Kingdom, for a rule that only its law has here."""
    if calendar.country != "GB":
        raise Refused(f"Only the law of the United Kingdom on {what} is known here.", "Choose a region like GB-ENG.")
