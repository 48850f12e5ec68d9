"""The short campaigns. Each says what must hold; `python -m tests.crash` prints the table."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks its children")


def fight(*rows: str) -> None:
    """Fight these rows in a process of their own; what broke is in the assertion."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--only", *rows],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_nothing_that_was_acknowledged_is_lost_when_the_program_dies_while_saving() -> None:
    fight("kill-saving")


def test_dying_at_any_step_of_what_replaces_files_leaves_the_old_state_or_the_new() -> None:
    fight("kill-replacing")


@pytest.mark.skipif(not shutil.which("strace"), reason="power cuts are replayed from what strace records")
def test_a_power_cut_loses_nothing_and_corrupts_nothing() -> None:
    fight("power")


def test_full_failing_and_pulled_disks_are_said_honestly_and_leave_everything_whole() -> None:
    fight("failed-rotation", "full-disk", "stick")


def test_every_flipped_bit_and_every_cut_book_is_found_and_none_is_backed_up() -> None:
    fight("flip-book", "flip-header", "flip-backup", "flip-log", "cut", "damaged-source")


def test_a_tampered_header_is_refused_and_a_rewritten_activity_is_found_out() -> None:
    fight("mutated-header", "audit")


def test_a_restored_shop_is_equal_no_file_shows_plaintext_and_one_program_at_a_time_opens_it() -> None:
    fight("drill", "plaintext", "race")
