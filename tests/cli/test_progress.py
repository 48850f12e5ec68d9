"""A long job shows that it moves, in the way that fits who looks."""

import io
import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.cli.app import App
from shopcrm.cli.progress import Bar, PercentLines, Step, percentage, run_job
from shopcrm.errors import Cancelled


def test_a_pipe_gets_a_line_for_each_tenth_and_each_stage() -> None:
    out = io.StringIO()
    lines = PercentLines("Import", out)
    for done in range(101):
        lines.step(done, 100, "Reading")
    lines.step(0, 10, "Writing")
    assert len(out.getvalue().splitlines()) == 12
    assert out.getvalue().splitlines()[-1] == "Import: 0% Writing"


def test_a_bar_is_drawn_again_on_one_line() -> None:
    out = io.StringIO()
    bar = Bar("Backup", out)
    for done in range(1000):
        bar.step(done, 1000)
    bar.close()
    assert "\n" not in out.getvalue()
    assert out.getvalue().count("\r") <= 102
    assert "50%" in out.getvalue()


def test_what_a_job_says_cannot_act_on_the_terminal() -> None:
    out = io.StringIO()
    Bar("Import", out).step(1, 2, "\x1b]52;c;x\x07")
    PercentLines("Import", out).step(1, 2, "\x1b[2J")
    assert "\x1b]" not in out.getvalue()
    assert "\x1b[2J" not in out.getvalue()


@given(done=st.integers(), total=st.integers())
@settings(deadline=None, max_examples=50)
def test_a_percentage_is_never_absurd(done: int, total: int) -> None:
    assert 0 <= percentage(done, total) <= 100


def test_a_signal_to_stop_lets_the_job_undo_its_work(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def work(step: Step, cancel: threading.Event) -> None:
        step(1, 2, "half")
        os.kill(os.getpid(), signal.SIGTERM)
        assert cancel.wait(5)
        raise Cancelled("Stopped, as you asked.")

    with pytest.raises(Cancelled):
        run_job(App(Path()), "Job", work)
    assert signal.getsignal(signal.SIGTERM) == before
    assert "50%" in capsys.readouterr().err


def test_with_json_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run_job(App(Path(), json=True), "Job", lambda step, cancel: step(1, 2, "half"))
    assert capsys.readouterr() == ("", "")
