"""The table of chores: what the program does by itself, how often, and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from shopcrm.errors import InvalidValue
from shopcrm.jobs.chores import work
from shopcrm.jobs.chores.rhythm import Rhythms
from shopcrm.jobs.chores.work import Task
from shopcrm.vault.registry import Role

CLOSING = time(17, 30)
"""When a backup is due where the shop's opening hours do not say when it closes."""


@dataclass(frozen=True, slots=True)
class Chore:
    """One chore. days: how often it is due. at: at what time of the day.

    quick: it takes no more than moments, and is made up for by itself where it was missed; the others are offered.
    """

    name: str
    title: str
    words: str
    days: int
    at: time
    work: Callable[[Task], str]
    role: Role = Role.ASSISTANT
    quick: bool = True


CHORES = (
    Chore("backup", "Backup", "A proven copy in every place that is here", 1, CLOSING, work.back_up, quick=False),
    Chore(
        *("drill", "Try a backup", "Opens the newest one to see whether it can be put back", 30, time(12)),
        work.try_restore,
        quick=False,
    ),
    Chore("points", "Points and groups", "Enters what fell due by itself", 1, time(0), work.catch_up),
    Chore("deadlines", "Look ahead", "Late orders, deadlines, birthdays", 1, time(8), work.look_ahead),
    Chore("expiry", "Points that expire", "Whose points are lost soon", 7, time(9), work.warn_of_expiry),
    Chore(
        *("retention", "Old records", "Which records are past their time", 30, time(9), work.look_for_old_records),
        role=Role.MANAGER,
    ),
    Chore("stale", "Details to check", "What nobody has looked at for long", 30, time(9), work.review_stale),
    Chore(
        *("scores", "Forecast", "Who comes back, and what to expect", 7, time(9), work.work_out_scores),
        role=Role.MANAGER,
    ),
)
"""In the order in which they run where several are due."""


def chore_named(name: str) -> Chore:
    """The chore of a name; raises InvalidValue for any other."""
    found = next((one for one in CHORES if one.name == name), None)
    if found is None:
        raise InvalidValue("name", f"There is no chore {name!r}.", f"Choose one of: {', '.join(names())}.")
    return found


def names() -> tuple[str, ...]:
    """The names of all chores."""
    return tuple(one.name for one in CHORES)


def rhythms(closing: time = CLOSING) -> Rhythms:
    """The rhythms of all chores. closing: when the shop closes, at which the backup is due."""
    found = Rhythms()
    for one in CHORES:
        found.declare(one.name, one.days, closing if one.name == "backup" else one.at, one.work)
    return found
