"""When each chore is due: `schedule` says how often; from when counts what the book says, never this machine's clock.

A chore runs once for each moment at which it is due. Where the clock was put forward and back again, runs that lie in
the future are not counted from, and their moments are not used twice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import schedule


class Rhythm(schedule.Job):
    """How often a chore is due, in whole days, and at what time of the day on the shop's own clock."""

    def _schedule_next_run(self) -> None:
        """Nothing is due by the wall clock: each moment is worked out from what ran before."""

    def after(self, last: datetime, zone: ZoneInfo) -> datetime:
        """The first moment after an instant at which it is due again, UTC.

        A daily rhythm meets the same day where its time is still to come; a longer one counts whole days from the day
        of the instant.
        """
        day = last.astimezone(zone).date()
        same_day = self._at(day, zone)
        if self.interval == 1 and same_day > last:
            return same_day
        return self._at(day + timedelta(days=self.interval), zone)

    def last_by(self, first: datetime, zone: ZoneInfo, now: datetime) -> datetime:
        """The last moment up to `now` of those from `first` on: of many that were missed, one is made up for."""
        day = first.astimezone(zone).date()
        whole = (now.astimezone(zone).date() - day).days // self.interval * self.interval
        found = self._at(day + timedelta(days=whole), zone)
        return found if found <= now else max(first, self._at(day + timedelta(days=whole - self.interval), zone))

    def _at(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, self.at_time or time(), zone).astimezone(UTC)


class Rhythms(schedule.Scheduler):
    """The rhythms of all chores, each tagged with its chore's name; what time it is says whoever asks."""

    def every(self, interval: int = 1) -> Rhythm:
        """Declare a rhythm of so many days."""
        return Rhythm(interval, self)

    def declare(self, name: str, days: int, at: time, work: Callable[..., Any]) -> None:
        """Put a chore into the table: due every so many days, at a time of the day."""
        rhythm: Any = self.every(days)
        rhythm.days.at(f"{at:%H:%M}").tag(name).do(work)

    def of(self, name: str) -> Rhythm:
        """The rhythm of a chore."""
        (found,) = self.get_jobs(name)
        assert isinstance(found, Rhythm)
        return found


@dataclass(frozen=True, slots=True)
class Past:
    """What counts of a chore's earlier runs: the last one up to now, and the moments used by runs that lie ahead of it.

    began: when the shop was made, from when counts what never ran.
    """

    began: datetime
    last: datetime | None = None
    used: Collection[datetime] = ()


def due_moment(rhythm: Rhythm, zone: ZoneInfo, past: Past, now: datetime) -> datetime:
    """The moment that a chore is due for next. One up to `now` is due now; of several the last is meant."""
    began = past.began if past.began <= now else now - timedelta(days=rhythm.interval + 1)
    first = rhythm.after(past.last or began, zone)
    while first in past.used:
        first = rhythm.after(first, zone)
    if first > now:
        return first
    latest = rhythm.last_by(first, zone, now)
    return first if latest in past.used else latest
