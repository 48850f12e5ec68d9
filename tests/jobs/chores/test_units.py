"""The files for cron, systemd, launchd and the Task Scheduler say what they are meant to say, whatever the folder."""

import configparser
import plistlib
import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from shopcrm.errors import Refused
from shopcrm.jobs.chores import units

CALLS = [
    units.command(Path("/usr/bin/python3"), Path("/home/robin/shop")),
    units.command(Path("/opt/my python/bin/python"), Path('/home/robin/100% "Flowers" & $HOME\'s `shop`\\x')),
]
each_call = pytest.mark.parametrize("call", CALLS, ids=["plain", "awkward"])
_TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def content(made: units.Units, ending: str) -> bytes:
    """The file of that kind."""
    (found,) = (one.content for one in made.files if one.name.endswith(ending))
    return found


@each_call
def test_the_line_for_cron_runs_once_an_hour_and_gives_the_shell_back_every_word(call: tuple[str, ...]) -> None:
    line = content(units.cron(call), ".cron").decode().removesuffix("\n")
    fields = re.fullmatch(r"(\S+) (\S+) (\S+) (\S+) (\S+) (.*) >/dev/null", line)
    assert fields is not None
    assert fields.groups()[:5] == ("17", "*", "*", "*", "*")
    assert "\n" not in line
    assert re.search(r"(?<!\\)%", line) is None
    assert tuple(shlex.split(fields[6].replace(r"\%", "%"))) == call


@each_call
def test_the_service_and_the_timer_of_systemd_are_read_as_they_were_meant(call: tuple[str, ...]) -> None:
    made = units.systemd(call)
    service, timer = (configparser.ConfigParser(interpolation=None) for _ in range(2))
    service.optionxform = timer.optionxform = str  # type: ignore[assignment,method-assign]
    service.read_string(content(made, ".service").decode())
    timer.read_string(content(made, ".timer").decode())
    started = service["Service"]["ExecStart"]
    assert re.search(r"(?<![%])%(?!%)", started.replace("%%", "")) is None
    assert tuple(shlex.split(started.replace("%%", "%").replace("$$", "$"))) == call
    assert service["Service"]["Type"] == "oneshot"
    assert (timer["Timer"]["OnCalendar"], timer["Timer"]["Persistent"]) == ("hourly", "true")
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("name", ["shop\nrm -rf /", "a\tb", "a\x1b[31m", "\udcff", "a\u2028b"])
def test_a_folder_that_would_break_a_line_of_the_file_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        units.command(Path("/usr/bin/python3"), Path("/home/robin") / name)
    assert "another name" in refused.value.next_step


@each_call
def test_the_agent_of_launchd_is_a_property_list(call: tuple[str, ...]) -> None:
    agent = plistlib.loads(content(units.launchd(call), ".plist"))
    assert tuple(agent["ProgramArguments"]) == call
    assert b"\t" not in content(units.launchd(call), ".plist"), "it is shown on a terminal, too"
    assert agent["StartInterval"] == 3600
    assert agent["Label"] == units.LABEL


@each_call
def test_the_task_of_windows_is_xml_of_its_kind(call: tuple[str, ...]) -> None:
    written = content(units.task_scheduler(call), ".xml")
    assert written[:2] in (b"\xff\xfe", b"\xfe\xff")
    root = ET.fromstring(written)
    assert root.tag == f"{_TASK}Task"
    assert [one.tag.removeprefix(_TASK) for one in root] == ["RegistrationInfo", "Triggers", "Settings", "Actions"]
    assert root.findtext(f".//{_TASK}Command") == call[0]
    assert root.findtext(f".//{_TASK}Interval") == "PT1H"
    arguments = root.findtext(f".//{_TASK}Arguments") or ""
    assert arguments.startswith("-m shopcrm --shop ")
    assert arguments.endswith(" chores")


@each_call
@pytest.mark.parametrize("kind", units.KINDS)
def test_no_file_names_a_passphrase(kind: str, call: tuple[str, ...]) -> None:
    made = units.KINDS[kind](call)
    assert made.steps
    assert not any(b"passphrase" in one.content.lower() for one in made.files)
