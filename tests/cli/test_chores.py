"""`shopcrm chores`, `reminders` and `calendar` on the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopcrm.vault.vault import open_vault
from tests.cli.conftest import Run
from tests.conftest import BALLAST, PASSPHRASE

KEYS = {"ran", "skipped", "next"}
RENT = json.dumps({"do": "reminders.add", "title": "Pay the rent", "due_on": "2026-12-31", "repeats": "monthly"})
LATER = ("--now", "2026-11-24T09:30:00Z")


def test_with_the_passphrase_everything_that_is_due_runs_and_then_nothing_is(asked: Run, shop: Path) -> None:
    del shop
    first = asked(*LATER, "chores").ok().document
    assert set(first) == KEYS
    assert [one["chore"] for one in first["ran"]] == ["backup", "points", "deadlines"]
    assert {one["outcome"] for one in first["ran"]} == {"done"}
    again = asked(*LATER, "chores").ok().document
    assert (again["ran"], again["skipped"]) == ([], [])
    assert again["next"][0]["due"] == "2026-11-24T17:30:00Z"


def test_without_a_passphrase_the_book_stays_shut_and_what_is_due_is_said(asked: Run, command: Run, shop: Path) -> None:
    asked("--now", "2026-11-22T09:30:00Z", "chores", "--list").ok()
    before = {file.name: file.stat().st_mtime_ns for file in shop.glob("data-*")}
    answer = command("--json", "--shop", shop, *LATER, "chores").ok().document
    assert set(answer) == KEYS
    assert answer["ran"] == []
    assert {one["chore"] for one in answer["skipped"]} == {"backup", "points", "deadlines"}
    due = command("--json", "--shop", shop, *LATER, "chores", "--due").ok().document
    assert {one["chore"] for one in due["next"] if one["overdue"]} == {"backup", "points", "deadlines"}
    assert {file.name: file.stat().st_mtime_ns for file in shop.glob("data-*")} == before
    assert "needs the passphrase" in command("--shop", shop, *LATER, "chores").ok().out


def test_with_the_shop_open_elsewhere_it_is_no_fault_and_everything_is_skipped(
    asked: Run, command: Run, shop: Path
) -> None:
    asked("--now", "2026-11-22T09:30:00Z", "chores", "--list").ok()
    with open_vault(shop, PASSPHRASE, clock=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC), ballast_bytes=BALLAST):
        for answer in (command("--json", "--shop", shop, *LATER, "chores"), asked(*LATER, "chores")):
            document = answer.ok().document
            assert document["ran"] == []
            assert {"backup", "points", "deadlines"} == {one["chore"] for one in document["skipped"]}


def test_one_is_run_or_skipped_by_name_and_a_failure_is_told_by_the_exit_code(asked: Run, shop: Path) -> None:
    del shop
    failed = asked("chores", "--run", "drill")
    assert failed.code == 1
    assert failed.document["ran"][0]["outcome"] == "failed"
    skipped = asked(*LATER, "chores", "--skip", "backup").ok().document
    assert skipped["skipped"][0]["chore"] == "backup"
    assert "drill" in asked(*LATER, "chores", "--list").ok().out
    assert asked("chores", "--run", "dishes").code == 1


@pytest.mark.parametrize("kind", ["cron", "systemd", "launchd", "task-scheduler"])
def test_the_files_for_the_systems_scheduler_are_shown_or_written(command: Run, tmp_path: Path, kind: str) -> None:
    shown = command("--json", "--shop", tmp_path / "shop", "chores", "--install-help", kind).ok().document
    assert str(tmp_path / "shop") in "".join(one["content"] for one in shown["files"])
    written = command(
        "--shop", tmp_path / "shop", "chores", "--install-help", kind, "--output", tmp_path / "units"
    ).ok()
    assert all((tmp_path / "units" / one["name"]).exists() for one in shown["files"])
    assert shown["steps"][0] in written.out


def test_reminders_are_added_listed_shown_found_and_written_to_a_calendar(
    asked: Run, crm: Run, shop: Path, tmp_path: Path
) -> None:
    del shop
    assert "no reminders" in crm("reminders").ok().out
    made = asked("batch", "-", stdin=RENT).ok().document["results"][0]
    assert asked("reminders").ok().document["reminders"][0]["ref"] == made
    assert "Pay the rent" in crm("reminders").ok().out
    assert asked("show", made).ok().document["title"] == "Pay the rent"
    assert "every month" in crm("show", made).ok().out
    assert asked("find", "rent").ok().document["results"][0]["ref"] == made
    assert asked("deadlines", "--all").ok().document["deadlines"][0]["ref"] == made
    done = asked("calendar", "--output", tmp_path / "shop.ics").ok().document
    assert (done["entries"], done["names"]) == (1, False)
    assert b"SUMMARY:Pay the rent\r\n" in (tmp_path / "shop.ics").read_bytes()
