"""Printing: a paper goes straight to the system's print command, by a pipe, so that no copy is left in a folder."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import Refused

COMMANDS = (("lp", "-s", "-"), ("lpr",))
"""What prints a PDF from its standard input, the first that is there."""

QUEUE = "The print queue, or the printer, may keep a copy."
_PATIENCE = 60
"""Seconds for the print command to take the paper."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Whether the paper went to a printer, and what to tell the person."""

    sent: bool
    message: str


def print_command() -> tuple[str, ...] | None:
    """The system's print command, or None where there is none (as on Windows)."""
    return next((command for command in COMMANDS if shutil.which(command[0])), None)


def print_file(path: Path) -> Printed:
    """Print a saved PDF where there is a print command; on Windows open it; else say where it is.

    Raises Refused where the print command says no, with its own words.
    """
    command = print_command()
    if command is not None:
        return print_paper(path.read_bytes(), command)
    if sys.platform == "win32":
        os.startfile(path)
        return Printed(False, f"Opened {path}. Print it from there. {QUEUE}")
    return Printed(False, f"There is no print command on this computer. The file is at {path}.")


def print_paper(pdf: bytes, command: tuple[str, ...]) -> Printed:
    """Pipe a PDF to the print command. Raises Refused where it fails or does not answer."""
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused("The print command does not answer.", "Check the printer, or save the file.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(f"Not printed: {said[0] if said else 'no reason given'}.", "Check the printer, or save the file.")
    return Printed(True, f"Sent to the printer. {QUEUE}")
