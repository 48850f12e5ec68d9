"""Where backups go, and which of them is the newest."""

from datetime import timedelta
from pathlib import Path

from shopcrm.jobs import backup_places
from tests.conftest import NOW

AHEAD, LATER = Path("shopcrm-2027-11-23T180000Z.scb"), Path("shopcrm-2028-01-01T000000Z.scb")
EARLY, LATE = Path("shopcrm-2026-11-20T090000Z.scb"), Path("shopcrm-2026-11-21T090000Z.scb")


def test_a_backup_of_a_day_still_to_come_is_the_newest_only_where_all_are() -> None:
    assert backup_places.newest([AHEAD, EARLY, LATE], NOW) == LATE
    assert backup_places.newest([AHEAD, LATER], NOW) == LATER
    assert backup_places.newest([], NOW) is None
    assert [backup_places.is_ahead(one, NOW) for one in (AHEAD, LATE, Path("letter.txt"))] == [True, False, False]


def test_a_clock_put_right_by_minutes_makes_no_backup_one_of_a_day_to_come() -> None:
    just_made = Path(f"shopcrm-{NOW + timedelta(minutes=3):%Y-%m-%dT%H%M%S}Z.scb")
    assert backup_places.newest([just_made, LATE], NOW) == just_made
