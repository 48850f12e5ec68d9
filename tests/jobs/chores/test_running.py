"""Chores in a real shop: run, skipped, failed, missed; what the book and vault.json keep of them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from shopcrm import settings
from shopcrm.errors import Cancelled, InvalidValue, NotAllowed
from shopcrm.jobs import backup, backup_places, checking, chore_log, chores, drill, drives
from shopcrm.jobs.chores import State, Task, work
from shopcrm.jobs.drives import Drive
from shopcrm.settings import Settings
from shopcrm.shop import customers, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.tui import aside
from shopcrm.vault import header as headers
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Staff, Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE
from tests.vault.rules import query, run

NEXT_EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
IN_A_YEAR = datetime(2027, 11, 22, 9, 30, tzinfo=UTC)


@contextmanager
def at(vault: Vault, folder: Path, now: datetime) -> Iterator[Vault]:
    """The same shop at another moment."""
    vault.close()
    with open_vault(folder, PASSPHRASE, clock=lambda: now, ballast_bytes=BALLAST) as opened:
        yield opened


def state(vault: Vault, name: str) -> State:
    """How a chore stands."""
    return next(one for one in vault.read(chores.states) if one.chore.name == name)


def task(vault: Vault, tmp_path: Path) -> Task:
    """The shop, with this machine's preferences somewhere else."""
    return Task(vault, tmp_path / "settings.json")


def test_in_a_new_shop_nothing_is_due_and_vault_json_learns_when_each_chore_will_be(
    vault: Vault, shop_folder: Path
) -> None:
    assert not any(one.due for one in vault.read(chores.states))
    assert vault.read(chores.to_do) == []
    chores.tell_header(vault)
    kept = headers.read(shop_folder / headers.NAME).chores
    assert kept["due-backup"] == "2026-11-22T17:30:00Z"
    assert kept["due-drill"] == "2026-12-22T12:00:00Z"
    assert {name.removeprefix("due-") for name in kept if name.startswith("due-")} == set(chores.names())
    assert len(kept) <= headers.MOST_CHORES - 2
    before = (shop_folder / headers.NAME).stat().st_mtime_ns
    chores.tell_header(vault)
    assert (shop_folder / headers.NAME).stat().st_mtime_ns == before


def test_a_backup_that_is_due_is_made_once_and_the_next_is_due_the_day_after(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    with at(vault, shop_folder, NEXT_EVENING) as later:
        assert "backup" in list(chores.by_themselves(later))
        done = chores.run(task(later, tmp_path), "backup")
        assert (done.outcome, done.due_at) == ("done", "2026-11-23T17:30:00Z")
        assert "on this computer only" in done.words
        assert len(list((shop_folder / "backups").glob("*.scb"))) == 1
        assert "backup" not in list(chores.by_themselves(later))
        kept = headers.read(shop_folder / headers.NAME).chores
        assert kept["due-backup"] == "2026-11-24T17:30:00Z"


def test_what_a_person_did_by_hand_counts_as_the_last_run_and_what_a_chore_did_is_kept_once(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    backup.make(vault, tmp_path / "stick")
    drill.run(vault, folders=(tmp_path / "stick",))
    for name in ("backup", "drill"):
        (once,) = vault.read(chores.history, name)
        assert (once.outcome, once.due_at) == ("done", None)
        assert "by hand" in once.words
        assert state(vault, name).last == once
    with at(vault, shop_folder, IN_A_YEAR) as later:
        for name in ("backup", "drill"):
            chores.run(task(later, tmp_path), name)
            assert len(later.read(chores.history, name)) == 2


def test_a_backup_of_last_evening_was_missed_it_is_offered_and_can_be_skipped(vault: Vault, shop_folder: Path) -> None:
    with at(vault, shop_folder, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) as later:
        assert state(later, "backup").missed
        assert "backup" not in list(chores.by_themselves(later))
        (line,) = later.read(chores.to_do)
        assert (line.ref, line.text) == ("chores", "Missed while the shop was closed: Backup. Run or skip")
        skipped = chores.skip(later, "backup")
        assert skipped is not None
        assert skipped.outcome == "skipped"
        assert later.read(chores.to_do) == []
        assert chores.skip(later, "backup") is None


def test_quick_chores_are_made_up_for_by_themselves_and_a_viewer_runs_none(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    with at(vault, shop_folder, IN_A_YEAR) as later:
        assert list(chores.by_themselves(later)) == ["points", "deadlines", "expiry", "retention", "stale", "scores"]
        for name in list(chores.by_themselves(later)):
            done = chores.run(task(later, tmp_path), name)
            assert done.outcome == "done", done.words
            assert done.words
        assert list(chores.by_themselves(later)) == []
        later.staff = Staff(1, "Kim Dale", Role.ASSISTANT)
        with pytest.raises(NotAllowed):
            chores.run(task(later, tmp_path), "retention")
        later.staff = Staff(1, "Kim Dale", Role.VIEWER)
        assert list(chores.by_themselves(later)) == []


def test_what_failed_stays_on_today_until_somebody_has_read_it_or_it_went_well(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    failed = chores.run(task(vault, tmp_path), "drill")
    assert (failed.outcome, failed.due_at) == ("failed", None)
    (line,) = vault.read(chores.to_do)
    assert (line.ref, line.urgent) == ("chores", True)
    assert line.text.startswith("Try a backup failed: ")
    with at(vault, shop_folder, NEXT_EVENING) as later:
        assert len(later.read(chores.to_do)) == 1
        later.write(chores.acknowledge, "drill")
        assert later.read(chores.to_do) == []
        chores.run(task(later, tmp_path), "drill")
        chores.run(task(later, tmp_path), "backup")
        assert [one.chore for one in later.read(chores.failures)] == ["drill"]
        assert chores.run(task(later, tmp_path), "drill").outcome == "done"
        assert later.read(chores.failures) == ()


@read("example.failed_otherwise")
def failed_otherwise(tx: Tx) -> tuple[chores.Run, ...]:
    """The book itself was not fit to be backed up."""
    return (chores.Run("backup", None, tx.stamp, "failed", "The book is damaged: page 7.", None, "Robin"),)


def test_a_place_that_fails_does_not_keep_the_others_from_their_backup_and_is_not_tried_each_minute(
    vault: Vault, shop_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, sound = tmp_path / "full", tmp_path / "sound"
    for folder in (full, sound):
        folder.mkdir()
        backup_places.remember(folder, date(2026, 11, 1), vault.vault_id, tmp_path / "settings.json")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=0 if Path(place) == full else 2**40))
    done = chores.run(task(vault, tmp_path), "backup")
    assert done.outcome == "failed"
    assert f"Not made in {full}: The backup needs" in done.words
    assert f"Made and read back: {sound}." in done.words
    assert len(list(sound.glob("*.scb"))) == 1
    monkeypatch.setattr(backup, "due_places", lambda *_: (full,))
    assert aside.due_now(vault, tmp_path / "settings.json") == ()
    monkeypatch.setattr(backup, "due_places", lambda *_: (full, tmp_path / "fu"))
    assert aside.due_now(vault, tmp_path / "settings.json") == ("backup",), "that other stick has just appeared"
    with monkeypatch.context() as only:
        only.setattr(chores, "failures", failed_otherwise)
        assert aside.due_now(vault, tmp_path / "settings.json") == ()
    monkeypatch.setattr(backup, "due_places", lambda *_: (full,))
    vault.write(chores.acknowledge, "backup")
    assert aside.due_now(vault, tmp_path / "settings.json") == ("backup",)


def test_a_stick_pulled_while_another_is_written_gets_nothing_into_the_empty_folder_that_it_leaves(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, blue, kept = tmp_path / "red", tmp_path / "blue", Settings()
    here = [Drive(red, "Red"), Drive(blue, "Blue")]
    monkeypatch.setattr(drives, "plugged_in", lambda: tuple(here))
    for stick in (red, blue):
        stick.mkdir()
        kept = backup.remembered(kept, stick, date(2026, 11, 1), vault.vault_id)
    settings.save(kept, tmp_path / "settings.json")

    def pulled(done: int, total: int, what: str = "") -> None:
        if what == "Writing the backup" and len(here) == 2:
            gone = next(one for one in here if not list(Path(one.folder).glob("*.part")))
            here.remove(gone)
            shutil.rmtree(gone.folder)
            Path(gone.folder).mkdir()

    done = chores.run(Task(vault, tmp_path / "settings.json", pulled), "backup")
    (left,) = {red, blue} - {Path(one.folder) for one in here}
    assert (len(here), done.outcome, list(left.iterdir())) == (1, "failed", [])
    assert f"Not made in {left}: It is not there any more: nothing was written there." in done.words
    assert f"Made and read back: {here[0].folder}." in done.words
    found = settings.load(tmp_path / "settings.json").backup_places
    assert [(one.mark != "", one.used_on.day) for one in found] == [(True, 22), (True, 1)]


def test_a_chore_that_was_stopped_is_still_due(
    vault: Vault, shop_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(vault, shop_folder, NEXT_EVENING) as later:
        import threading

        pressed = threading.Event()
        pressed.set()
        with pytest.raises(Cancelled):
            chores.run(Task(later, tmp_path / "settings.json", cancel=pressed), "backup")
        assert state(later, "backup").due
        assert later.read(chores.history, "backup") == ()


def test_after_a_backup_was_put_back_none_is_made_by_itself_until_somebody_said_that_it_is_right(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    vault.write(run, "INSERT OR REPLACE INTO meta (key, value) VALUES ('restore_unconfirmed', 1)")
    done = chores.run(task(vault, tmp_path), "backup")
    assert "put back" in done.words
    assert not (shop_folder / "backups").exists()


def test_a_moment_is_used_once_in_the_book_also_where_two_run_it_together(vault: Vault) -> None:
    for _ in range(2):
        vault.write(chore_log.note, "backup", "done", "", "2026-11-22T17:30:00Z")
    assert vault.read(query, "SELECT due_at FROM chore_runs ORDER BY id") == [("2026-11-22T17:30:00Z",), (None,)]


def test_the_backup_is_due_when_the_shop_closes_on_most_days(vault: Vault) -> None:
    from dataclasses import replace

    held = vault.read(tickets.policy)
    until_six, until_one = ((540, 1080),), ((540, 780),)
    vault.write(tickets.set_policy, replace(held, hours=(*(until_six,) * 5, until_one, ())))
    assert state(vault, "backup").moment == datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def test_runs_older_than_thirteen_months_are_forgotten(vault: Vault, shop_folder: Path, tmp_path: Path) -> None:
    chores.run(task(vault, tmp_path), "points")
    with at(vault, shop_folder, datetime(2028, 1, 1, 12, 0, tzinfo=UTC)) as later:
        chores.run(task(later, tmp_path), "deadlines")
        assert later.read(query, "SELECT chore FROM chore_runs") == [("deadlines",)]


def test_there_is_no_such_chore(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="no chore"):
        chores.run(task(vault, tmp_path), "dishes")


def test_looking_ahead_counts_what_is_late_and_whose_birthday_comes(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Baker", birthday="--11-25"))
    assert work.look_ahead(task(vault, tmp_path)) == "0 late orders; 0 overdue and 0 due within a week; 1 birthday."


def test_a_chore_that_failed_is_found_by_check_until_somebody_has_read_it(vault: Vault) -> None:
    vault.write(chore_log.note, "backup", "failed", "The stick is full.")
    said = "Backup failed: The stick is full."
    assert said in [one.what for one in checking.findings(vault)]
    vault.write(chores.acknowledge, "backup")
    assert said not in [one.what for one in checking.findings(vault)]


def test_a_run_of_a_day_still_to_come_is_not_told_as_the_one_of_today(
    vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    with at(vault, shop_folder, IN_A_YEAR) as ahead:
        backup.make(ahead, tmp_path / "stick")
    with open_vault(shop_folder, PASSPHRASE, clock=lambda: NEXT_EVENING, ballast_bytes=BALLAST) as later:
        assert "on this computer only" in chores.run(task(later, tmp_path), "backup").words


def test_a_chore_that_ran_after_today_is_not_said_to_have_never_run(vault: Vault, shop_folder: Path) -> None:
    with at(vault, shop_folder, IN_A_YEAR) as ahead:
        ahead.write(chore_log.note, "points", "done", "Everything was up to date.")
    with open_vault(shop_folder, PASSPHRASE, clock=lambda: NEXT_EVENING, ballast_bytes=BALLAST) as later:
        assert [one.chore.name for one in later.read(chores.states) if one.ahead] == ["points"]
        later.write(chore_log.note, "points", "done", "Everything was up to date.")
        assert not any(one.ahead for one in later.read(chores.states))
