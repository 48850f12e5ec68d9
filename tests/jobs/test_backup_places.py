"""Where backups go, and which of them is the newest."""

from datetime import timedelta
from pathlib import Path

from shopcrm.jobs import backup_places
from shopcrm.jobs.drives import Drive
from shopcrm.settings import Settings
from tests.conftest import NOW

AHEAD, LATER = Path("shopcrm-2027-11-23T180000Z.scb"), Path("shopcrm-2028-01-01T000000Z.scb")
NAMES = ("new", "first", "last", "locked")
EARLY, LATE = Path("shopcrm-2026-11-20T090000Z.scb"), Path("shopcrm-2026-11-21T090000Z.scb")


def test_a_backup_of_a_day_still_to_come_is_the_newest_only_where_all_are() -> None:
    assert backup_places.newest([AHEAD, EARLY, LATE], NOW) == LATE
    assert backup_places.newest([AHEAD, LATER], NOW) == LATER
    assert backup_places.newest([], NOW) is None
    assert [backup_places.is_ahead(one, NOW) for one in (AHEAD, LATE, Path("letter.txt"))] == [True, False, False]


def test_nothing_goes_by_itself_onto_a_stick_that_no_backup_went_to_before(tmp_path: Path) -> None:
    new, first, last, locked = (Drive(tmp_path / name, name, "", name == "locked") for name in NAMES)
    kept = Settings()
    for days, one in enumerate((first, last, locked)):
        Path(one.folder).mkdir()
        on = NOW.date() - timedelta(days=9 - days)
        kept = backup_places.remembered(kept, Path(one.folder), on, bytes(16), (one,))
    (tmp_path / "new").mkdir()

    def usual(*here: Drive) -> Path | None:
        return backup_places.usual(backup_places.places(tmp_path, kept.kept_for(bytes(16).hex()), here))

    assert usual(new) is None
    assert usual(new, first) == first.folder
    assert usual(new, first, last, locked) == last.folder
    assert usual(new, locked) == locked.folder


def test_a_clock_put_right_by_minutes_makes_no_backup_one_of_a_day_to_come() -> None:
    just_made = Path(f"shopcrm-{NOW + timedelta(minutes=3):%Y-%m-%dT%H%M%S}Z.scb")
    assert backup_places.newest([just_made, LATE], NOW) == just_made
