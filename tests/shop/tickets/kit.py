"""A clock on the wall in London that tests set by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """The instant of a time on the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


class Clock:
    """The shop's clock."""

    def __init__(self, start: str = "2026-10-01T09:00") -> None:
        self.now = at(start)

    def __call__(self) -> datetime:
        return self.now

    def set(self, text: str) -> None:
        """To a time on the clock on the wall."""
        self.now = at(text)

    def on(self, **length: int) -> None:
        """On by some minutes, hours, days: by the calendar, whether the shop is open or not."""
        self.now += timedelta(**length)
