"""Each chore is due when its rhythm says, whatever becomes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.jobs.chores.rhythm import Past, Rhythm, Rhythms, due_moment

LONDON = ZoneInfo("Europe/London")
BEGAN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MOVES = st.sampled_from([timedelta(minutes=7), timedelta(hours=5), timedelta(1), timedelta(20), timedelta(365)])


def rhythm(days: int, at: time = time(17, 30)) -> Rhythm:
    """A chore's rhythm."""
    table = Rhythms()
    table.declare("backup", days, at, print)
    return table.of("backup")


class Shop:
    """A shop whose clock somebody plays with; it runs whatever is due, and remembers."""

    def __init__(self, days: int, at: time = time(17, 30)) -> None:
        self.now = BEGAN
        self.rhythm = rhythm(days, at)
        self.runs: list[tuple[datetime | None, datetime]] = []

    def due(self) -> datetime:
        """The moment that is due, or will be."""
        last = max((at for _, at in self.runs if at <= self.now), default=None)
        used = {due for due, at in self.runs if due is not None and at > self.now}
        return due_moment(self.rhythm, LONDON, Past(BEGAN, last, used), self.now)

    def look(self) -> bool:
        """Run what is due; whether anything was."""
        moment = self.due()
        if moment <= self.now:
            self.runs.append((moment, self.now))
        return moment <= self.now


@settings(deadline=None, max_examples=50)
@given(
    days=st.sampled_from([1, 7, 30]),
    moves=st.lists(st.tuples(st.booleans(), MOVES, st.booleans()), max_size=25),
    at=st.times(),
)
def test_no_moment_is_used_twice_and_the_chore_never_stops_wherever_the_clock_is_put(
    days: int, moves: list[tuple[bool, timedelta, bool]], at: time
) -> None:
    shop = Shop(days, at.replace(second=0, microsecond=0))
    for forward, by, asked in moves:
        shop.now = shop.now + by if forward else max(shop.now - by, BEGAN - timedelta(days=800))
        shop.look()
        assert not shop.look(), "what ran is not due again at once"
        if asked:
            shop.runs.append((None, shop.now))
    used = [due for due, _ in shop.runs if due is not None]
    assert len(used) == len(set(used))
    ahead = len(shop.runs) + 1
    assert shop.due() - shop.now <= timedelta(days=days * ahead + 1)
    # Runs that lay ahead count once the clock has come past them: it goes on from the last of them.
    shop.now = max([shop.now, *(at for _, at in shop.runs)]) + timedelta(days=days * ahead + 2)
    assert shop.look()


def test_a_clock_that_ran_a_year_ahead_and_came_back_stops_nothing() -> None:
    shop = Shop(1)
    shop.now += timedelta(days=365)
    assert shop.look()
    shop.now = BEGAN + timedelta(hours=9)
    assert shop.look(), "today's own moment"
    for day in range(1, 400):
        shop.now = BEGAN + timedelta(days=day, hours=9)
        assert shop.look() == (day != 365 - 1), "only the moment that was used in advance is left out"


def test_of_many_that_were_missed_the_last_is_made_up_for_once() -> None:
    shop = Shop(1)
    shop.now += timedelta(days=40)
    assert shop.due() == datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert shop.look()
    assert shop.due() == datetime(2027, 1, 1, 17, 30, tzinfo=UTC)


def test_what_somebody_asked_for_does_not_use_up_the_moment_of_the_day() -> None:
    shop = Shop(1)
    shop.runs.append((None, BEGAN + timedelta(hours=1)))
    shop.now = BEGAN + timedelta(hours=2)
    assert shop.due() == datetime(2026, 11, 22, 17, 30, tzinfo=UTC)


def test_a_monthly_drill_counts_from_the_last_one() -> None:
    shop = Shop(30, time(12))
    assert shop.due() == datetime(2026, 12, 22, 12, 0, tzinfo=UTC)
    shop.runs.append((None, datetime(2026, 12, 1, 15, 0, tzinfo=UTC)))
    shop.now = datetime(2026, 12, 2, tzinfo=UTC)
    assert shop.due() == datetime(2026, 12, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2027, 3, 27, 18, 0, tzinfo=UTC), datetime(2027, 3, 28, 16, 30, tzinfo=UTC)),
        (datetime(2027, 10, 30, 18, 0, tzinfo=UTC), datetime(2027, 10, 31, 17, 30, tzinfo=UTC)),
    ],
)
def test_half_past_five_is_half_past_five_on_the_shops_clock_also_where_it_changes(
    now: datetime, due: datetime
) -> None:
    assert rhythm(1).after(now, LONDON) == due


def test_the_computers_own_clock_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import schedule

    class Forbidden:
        """Whoever asks it what time it is has failed."""

        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"asked the wall clock for {name}")

    table = Rhythms()
    table.declare("drill", 30, time(12), print)
    monkeypatch.setattr(schedule, "datetime", Forbidden())
    assert due_moment(table.of("drill"), LONDON, Past(BEGAN), BEGAN) > BEGAN
