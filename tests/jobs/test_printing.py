"""Printing: piped to the system's command where there is one, else the person is told where the file is."""

import os
import stat
from pathlib import Path

import pytest

from shopcrm.errors import Refused
from shopcrm.jobs.printing import print_file


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH, but for the shell's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def command(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A paper to print."""
    path = tmp_path / "receipt.pdf"
    path.write_bytes(b"%PDF-1.4 paper")
    return path


def test_the_paper_goes_to_the_print_command_by_a_pipe(commands: Path, paper: Path, tmp_path: Path) -> None:
    command(commands, "lp", f"/bin/cat > {tmp_path}/queue; echo $@ > {tmp_path}/arguments")
    printed = print_file(paper)
    assert printed.sent
    assert "may keep a copy" in printed.message
    assert (tmp_path / "queue").read_bytes() == paper.read_bytes()
    assert str(paper) not in (tmp_path / "arguments").read_text()


def test_the_second_command_is_used_where_the_first_is_missing(commands: Path, paper: Path, tmp_path: Path) -> None:
    command(commands, "lpr", f"/bin/cat > {tmp_path}/queue")
    assert print_file(paper).sent
    assert (tmp_path / "queue").read_bytes() == paper.read_bytes()


def test_without_a_print_command_the_person_is_told_where_the_file_is(commands: Path, paper: Path) -> None:
    assert not os.listdir(commands)
    printed = print_file(paper)
    assert not printed.sent
    assert str(paper) in printed.message


def test_a_printer_that_says_no_is_quoted(commands: Path, paper: Path) -> None:
    command(commands, "lp", "echo 'lp: Error - no default destination' >&2; exit 1")
    with pytest.raises(Refused, match="no default destination"):
        print_file(paper)
