"""Power cuts by proxy: kill -9 at random moments and at every step; the short rounds. `rounds` takes any number."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks its children")


@pytest.mark.parametrize(
    ("what", "rounds"), [("writing", 40), ("backup", 0), ("restore", 0), ("set-up", 0), ("race", 20)]
)
def test_nothing_is_lost_or_half_done_when_the_program_dies_while(what: str, rounds: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.rounds", what, str(tmp_path / "rounds"), str(rounds)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    *findings, last = done.stdout.splitlines()
    assert findings == []
    assert int(last.removeprefix("done ")) >= max(rounds, 10)
