"""Backups: proven on the way, whole or absent, listed without a passphrase, thinned out without losing what counts."""

import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shopcrm.errors import Cancelled, CannotUnlock, CrmError, Damaged, NoSpace, Refused
from shopcrm.jobs import backup, drill, drives, restore
from shopcrm.jobs.chores import unattended
from shopcrm.jobs.drives import Drive
from shopcrm.settings import BackupPlace
from shopcrm.vault import activity, container, database, facts, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import open_vault
from tests.conftest import NOW, PASSPHRASE, MakeVault, fixed_clock
from tests.vault.rules import add, add_many, entries

SEED = 20261122


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder to back up to."""
    return tmp_path / "stick"


@pytest.fixture
def made(vault: Vault, stick: Path) -> backup.Made:
    """A backup of a shop with 30 products; the shop is still open."""
    vault.write(add_many, 30, "x" * 500)
    return backup.make(vault, stick)


def test_a_backup_says_what_it_holds_and_is_noted(vault: Vault, made: backup.Made, stick: Path) -> None:
    assert made.file == stick / "shopcrm-2026-11-22T093000Z.scb"
    assert made.file.stat().st_size == made.size
    assert (made.counts["products"], made.counts["activity"]) == (30, 1)
    assert made.taken_at == "2026-11-22T09:30:00Z"
    assert [verb for _, verb, *_ in vault.read(entries)] == ["test.add_many", "backups.made"]
    assert backup.last_made(vault.folder) == NOW
    assert sorted(path.name for path in stick.glob("*.scb")) == [made.file.name]
    assert not list(vault.folder.glob("*.part"))


def test_the_book_in_a_backup_is_bit_for_bit_the_book(vault: Vault, made: backup.Made) -> None:
    vault.write(add)
    book = vault.quietly(lambda path: path.read_bytes())
    again = snapshot.take(vault, made.file.parent)
    assert again.file.read_bytes()[container.read(again.file).start :] == book


def test_nothing_but_the_vault_id_tells_whose_backup_it_is(vault: Vault, made: backup.Made) -> None:
    assert container.vault_of(made.file) == vault.vault_id
    header = container.read(made.file).header
    assert all(slot.k0 is not None for slot in header.slots)
    assert header.is_sealed_by(vault.keys.dk)


def test_a_backup_verifies_by_the_open_shop_by_passphrase_and_by_a_folder(vault: Vault, made: backup.Made) -> None:
    for proven in (
        restore.verify(made.file, vault=vault),
        restore.verify(made.file, PASSPHRASE),
        restore.verify(made.file, PASSPHRASE, key_of=vault.folder),
    ):
        assert (proven.counts, proven.taken_at, proven.size) == (made.counts, made.taken_at, made.size)
    with pytest.raises(CannotUnlock):
        restore.verify(made.file, "not this one at all")
    with pytest.raises(CannotUnlock):
        restore.verify(made.file)


def test_every_flipped_bit_of_a_backup_is_found(vault: Vault, made: backup.Made, tmp_path: Path) -> None:
    whole, copy, chance = made.file.read_bytes(), tmp_path / made.file.name, random.Random(SEED)
    front = container.read(made.file).start
    bits = [chance.randrange(front * 8) for _ in range(60)] + [chance.randrange(len(whole) * 8) for _ in range(60)]
    for bit in [*range(64), *bits]:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        with pytest.raises(CrmError) as found:
            restore.verify(copy, vault=vault)
        assert found.value.exit_code in (3, 5)
        assert found.value.data_safe


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 31, 32, 63, 64, 500, -1, -4096])
def test_a_cut_off_backup_is_found(vault: Vault, made: backup.Made, cut: int, tmp_path: Path) -> None:
    copy = tmp_path / made.file.name
    copy.write_bytes(made.file.read_bytes()[:cut])
    with pytest.raises(Damaged):
        restore.verify(copy, vault=vault)
    copy.write_bytes(made.file.read_bytes() + b"\0")
    with pytest.raises(Damaged):
        restore.verify(copy, vault=vault)


def test_a_damaged_book_is_not_backed_up_and_older_backups_stay(vault: Vault, made: backup.Made) -> None:
    older = made.file.read_bytes()
    vault.close()
    whole, chance = vault.path.read_bytes(), random.Random(SEED)
    for _ in range(5):
        page = chance.randrange(20, len(whole) // database.PAGE)
        rotten = bytearray(whole)
        rotten[page * database.PAGE + chance.randrange(database.PAGE)] ^= 1
        vault.path.write_bytes(rotten)
        try:
            opened = open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)
        except Damaged:
            continue
        with opened, pytest.raises(Damaged):
            backup.make(opened, made.file.parent)
        assert [path.read_bytes() for path in made.file.parent.glob("*.scb")] == [older]


def test_cancel_at_any_step_leaves_the_previous_backup_alone(vault: Vault, made: backup.Made) -> None:
    older = made.file.read_bytes()
    said: list[str] = []
    backup.make(vault, made.file.parent.parent / "other", progress=lambda done, total, what: said.append(what))
    for step in range(len(said)):
        cancel, seen = threading.Event(), iter(range(len(said)))

        def progress(
            done: int, total: int, what: str, cancel: threading.Event = cancel, seen: object = seen, at: int = step
        ) -> None:
            if next(seen) == at:  # type: ignore[call-overload]
                cancel.set()

        if step == len(said) - 1:
            break
        with pytest.raises(Cancelled):
            backup.make(vault, made.file.parent, progress=progress, cancel=cancel)
        assert [path.read_bytes() for path in made.file.parent.glob("*.scb")] == [older]
        assert not list(vault.folder.glob("*.part"))
    vault.write(add)


def test_writing_goes_on_while_the_copy_is_proven(vault: Vault, stick: Path) -> None:
    wrote: list[int] = []

    def progress(done: int, total: int, what: str) -> None:
        if what == "Writing the backup":
            wrote.append(vault.write(add, "Meanwhile"))

    made = backup.make(vault, stick, progress=progress)
    assert wrote == [1001]
    assert made.counts["products"] == 0


def test_a_second_backup_in_the_same_second_gets_a_name_of_its_own(vault: Vault, made: backup.Made) -> None:
    again = backup.make(vault, made.file.parent)
    assert again.file.name == "shopcrm-2026-11-22T093000Z-2.scb"


def test_backups_are_listed_newest_first_with_their_age_and_without_a_passphrase(
    vault: Vault, made: backup.Made, make_vault: MakeVault, tmp_path: Path
) -> None:
    vault.clock = lambda: NOW + timedelta(days=3)
    newer = backup.make(vault, made.file.parent)
    backup.make(make_vault(tmp_path / "other shop"), made.file.parent)
    (made.file.parent / "shopcrm-2026-01-01T000000Z.scb").write_bytes(b"not a backup")
    vault.close()
    listed = backup.found(vault.folder, [made.file.parent, tmp_path / "gone"], NOW + timedelta(days=5))
    assert [(one.file, one.days, one.size) for one in listed] == [
        (newer.file, 2, newer.size),
        (made.file, 5, made.size),
    ]


def names_for(days: list[int], hours: tuple[int, ...] = (9,)) -> list[Path]:
    """Names of backups taken so many days before the test's day."""
    moments = [NOW.replace(hour=hour) - timedelta(days=day) for day in days for hour in hours]
    return [Path(f"shopcrm-{moment:%Y-%m-%dT%H%M%S}Z.scb") for moment in moments]


def test_thinning_keeps_seven_days_four_weeks_and_twelve_months() -> None:
    backups = names_for(list(range(500)), (8, 20))
    kept = set(backups) - set(snapshot.surplus(backups, backups[1]))
    days = {snapshot.taken(path).date() for path in kept}  # type: ignore[union-attr]
    assert {(NOW - timedelta(days=day)).date() for day in range(7)} <= days
    assert len({day.strftime("%Y-%m") for day in days}) == 12
    assert len(days) <= 7 + 4 + 12


def test_thinning_never_leaves_fewer_than_three_nor_takes_the_verified_one() -> None:
    same_day = names_for([0], (8, 9, 10, 11, 12))
    gone = snapshot.surplus(same_day, same_day[0])
    assert same_day[0] not in gone
    assert len(same_day) - len(gone) >= 3
    assert snapshot.surplus(same_day[:3], same_day[0]) == []
    assert snapshot.surplus([], Path("x")) == []


def test_what_is_half_written_or_dated_ahead_makes_no_whole_backup_superfluous(vault: Vault, stick: Path) -> None:
    for day in range(15):
        vault.clock = lambda day=day: NOW + timedelta(hours=day)  # type: ignore[misc]
        newest = backup.make(vault, stick).file
    whole, content = set(stick.glob("*.scb")), newest.read_bytes()
    for hour in range(16, 24):
        half = newest.with_name(newest.name.replace("2026-11-22T23", f"2026-11-{hour:02}T23"))
        half.write_bytes(content[:-512])
    newest.with_name(newest.name.replace("2026", "2031")).write_bytes(content)
    before = len(list(stick.glob("*.scb")))
    made = backup.make(vault, stick)
    assert set(made.pruned) < whole
    assert len(list(stick.glob("*.scb"))) == before + 1 - len(made.pruned)
    assert len(whole - set(made.pruned)) >= 2


def test_a_clock_set_back_does_not_let_the_new_backup_be_thinned_out(vault: Vault, stick: Path) -> None:
    for day in range(30):
        vault.clock = lambda day=day: NOW + timedelta(days=day)  # type: ignore[misc]
        backup.make(vault, stick)
    vault.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    made = backup.make(vault, stick)
    assert made.file.exists()
    assert len(list(stick.glob("*.scb"))) >= 10


def test_nothing_is_thinned_out_while_a_restored_book_is_in_doubt(vault: Vault, stick: Path) -> None:
    for day in range(12):
        vault.clock = lambda day=day: NOW + timedelta(hours=day)  # type: ignore[misc]
        last = backup.make(vault, stick)
    assert last.pruned
    kept = len(list(stick.glob("*.scb")))
    restore.over(vault, last.file)
    with open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as opened:
        assert opened.read(facts.restore_unconfirmed)
        for _ in range(4):
            assert backup.make(opened, stick).pruned == ()
        assert len(list(stick.glob("*.scb"))) == kept + 4
        opened.write(facts.confirm_restore)
        assert backup.make(opened, stick).pruned


def test_a_shop_that_may_only_be_looked_at_is_not_backed_up(vault: Vault, stick: Path) -> None:
    vault.read_only = Damaged("altered", "put it back")
    with pytest.raises(Damaged):
        backup.make(vault, stick)
    assert not stick.exists()


def test_a_folder_that_cannot_be_made_is_refused(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    with pytest.raises(CrmError) as refused:
        backup.make(vault, tmp_path / "a file" / "backups")
    assert refused.value.exit_code in (1, 7)


def test_places_begin_with_what_was_used_before_and_end_with_this_computer(vault: Vault, stick: Path) -> None:
    stick.mkdir()
    kept = [BackupPlace(folder, NOW.date(), vault.vault_id.hex()) for folder in (stick, stick.parent / "pulled out")]
    found = backup.places(vault.folder, kept, here=())
    assert [(place.folder, place.kind) for place in found[-3:]] == [
        (stick, "remembered"),
        (stick.parent / "pulled out", "remembered"),
        (vault.folder / "backups", "computer"),
    ]
    assert found[-2].free is None
    assert (found[-3].free or 0) > 0


def test_the_book_knows_what_it_last_learnt_of_each_backup(vault: Vault, made: backup.Made) -> None:
    name, place = made.file.name, backup.place_of(made.file.parent)
    one = place, name
    assert vault.read(backup.standing)[one].how == "made"
    drill.run(vault, folders=(made.file.parent,))
    assert vault.read(backup.standing)[one].how == "tried"
    vault.write(backup.note_proven, name, True, place)
    assert vault.read(backup.standing)[one].how == "proven"
    vault.clock = lambda: NOW + timedelta(days=1)
    made.file.write_bytes(made.file.read_bytes()[:-1])
    drill.run(vault, folders=(made.file.parent,))
    assert vault.read(backup.standing)[one] == backup.Standing("faulty", "2026-11-23T09:30:00Z")


def test_each_copy_of_a_backup_stands_for_itself_and_a_stick_is_the_same_wherever_it_is_plugged_in(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "E"
    here.mkdir()
    monkeypatch.setattr(drives, "plugged_in", lambda: (Drive(tmp_path / "E", "Blue"), Drive(tmp_path / "F", "Blue")))
    made = backup.make(vault, here)
    carried = unattended.copy(made.file, tmp_path / "folder")

    def hows() -> dict[str, str]:
        known = vault.read(backup.standing)
        listed = backup.found(vault.folder, [here, carried.parent], NOW)
        found = {one.file.parent.name: backup.last_learnt(known, one) for one in listed}
        return {name: learnt.how if learnt else "" for name, learnt in found.items()}

    assert hows() == {"E": "made", "folder": ""}
    vault.write(backup.note_proven, carried.name, False, backup.place_of(carried.parent))
    assert hows() == {"E": "made", "folder": "faulty"}
    here = here.rename(tmp_path / "F")
    assert hows() == {"F": "made", "folder": "faulty"}
    drill.run(vault, folders=(here,))
    assert hows() == {"F": "tried", "folder": "faulty"}


def test_what_was_noted_of_a_backup_without_its_place_counts_for_every_copy(vault: Vault, made: backup.Made) -> None:
    vault.clock = lambda: NOW + timedelta(days=1)
    vault.write(backup.note_proven, made.file.name, True)
    (one,) = backup.found(vault.folder, [made.file.parent], NOW)
    learnt = backup.last_learnt(vault.read(backup.standing), one)
    assert learnt is not None
    assert learnt.how == "proven"


def test_a_backup_that_was_put_back_is_known_in_the_book_that_came_of_it(vault: Vault, made: backup.Made) -> None:
    restore.over(vault, made.file)
    with open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as opened:
        assert opened.read(backup.standing)[str(made.file.parent), made.file.name].how == "put back"


def test_a_note_that_fails_after_a_backup_does_not_sound_as_if_the_backup_had(vault: Vault, stick: Path) -> None:
    def full(_: str) -> None:
        raise NoSpace("The disk is full, or it failed: this was not saved.", "Free some space.")

    vault.note_chore = full  # type: ignore[assignment, method-assign]
    with pytest.raises(NoSpace, match=r"093000Z.scb was made and proven, but that could not be noted in the book\."):
        backup.make(vault, stick)
    assert len(list(stick.glob("*.scb"))) == 1


def test_the_head_of_the_activity_is_anchored_in_the_backup(vault: Vault, made: backup.Made) -> None:
    manifest = container.read(made.file).open(vault.keys.dk)
    assert vault.read(activity.verify_chain, vault.audit_key()).problems == ()
    assert manifest.head.seq == 1
    assert container.read(made.file).header.anchor == manifest.head
    assert headers.read(vault.folder / headers.NAME).gen == manifest.gen


def test_another_shops_key_does_not_open_a_backup(made: backup.Made, make_vault: MakeVault, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "other", passphrase="another long passphrase")
    with pytest.raises(CannotUnlock):
        restore.verify(made.file, vault=other)
    with pytest.raises(Refused):
        restore.over(other, made.file, PASSPHRASE)
