"""Files that let the system call `shopcrm chores` every hour: cron, systemd, launchd and the Windows Task Scheduler.

None holds a passphrase: the program then says what is due, and carries the newest backup to a known stick.
"""

import plistlib
import shlex
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import Refused
from shopcrm.plain_text import visible

NAME = "shopcrm-chores"
LABEL = "org.shopcrm.chores"
_TASKS = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_AN_HOUR = 3600
_BREAKS = ("Cc", "Cs", "Zl", "Zp")
"""Kinds of letters (Unicode) that no such file holds: controls, halves of letters, line and paragraph separators."""


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A file to put where the system looks for it. content: its bytes, in the encoding that the system expects."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Units:
    """The files for one system, and what to do with them, a line each."""

    files: tuple[UnitFile, ...]
    steps: tuple[str, ...]


def command(python: Path, shop: Path) -> tuple[str, ...]:
    """What the system is to call. Raises Refused where a name on the way breaks the line of a file that says so."""
    for path in (python, shop):
        if any(unicodedata.category(letter) in _BREAKS for letter in str(path)):
            words = f"A line end, or another sign that no such file can hold, is in the name {visible(str(path))}."
            raise Refused(words, "Give the folder another name, and ask again.")
    return (str(python), "-m", "shopcrm", "--shop", str(shop), "chores")


def cron(call: Sequence[str]) -> Units:
    """A line for `crontab -e`; there a percent sign means a new line unless it is escaped."""
    line = f"17 * * * * {shlex.join(call)} >/dev/null".replace("%", r"\%")
    return Units(
        (UnitFile(f"{NAME}.cron", f"{line}\n".encode()),),
        ("Run `crontab -e`, and add the line of the file at the end.",),
    )


def systemd(call: Sequence[str]) -> Units:
    """A timer and its service, for the user's own systemd."""
    service = (
        "[Unit]\nDescription=shopcrm: say what is due, carry a backup to a known stick\n\n"
        f"[Service]\nType=oneshot\nExecStart={' '.join(map(_for_systemd, call))}\n"
        "Nice=19\nIOSchedulingClass=idle\nUMask=0077\n"
    )
    timer = (
        "[Unit]\nDescription=shopcrm: chores every hour\n\n"
        "[Timer]\nOnCalendar=hourly\nPersistent=true\nRandomizedDelaySec=300\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    return Units(
        (UnitFile(f"{NAME}.service", service.encode()), UnitFile(f"{NAME}.timer", timer.encode())),
        (
            "Put both files into ~/.config/systemd/user.",
            "Run `systemctl --user daemon-reload`.",
            f"Run `systemctl --user enable --now {NAME}.timer`.",
        ),
    )


def launchd(call: Sequence[str]) -> Units:
    """A launch agent of the person who is logged in."""
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(call),
        "StartInterval": _AN_HOUR,
        "RunAtLoad": True,
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 19,
        "Umask": 0o077,
    }
    content = plistlib.dumps(agent).replace(b"\t", b"  ")
    return Units(
        (UnitFile(f"{LABEL}.plist", content),),
        (
            "Put the file into ~/Library/LaunchAgents.",
            f"Run `launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist`.",
        ),
    )


def task_scheduler(call: Sequence[str]) -> Units:
    """A task for Windows: every hour, and as soon as possible after one was missed."""
    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASKS})
    info = ET.SubElement(task, "RegistrationInfo")
    ET.SubElement(info, "Description").text = "shopcrm: say what is due, carry a backup to a known stick"
    trigger = ET.SubElement(ET.SubElement(task, "Triggers"), "TimeTrigger")
    _texts(ET.SubElement(trigger, "Repetition"), {"Interval": "PT1H", "StopAtDurationEnd": "false"})
    _texts(trigger, {"StartBoundary": "2026-01-01T00:17:00", "Enabled": "true"})
    _texts(
        ET.SubElement(task, "Settings"),
        {
            "MultipleInstancesPolicy": "IgnoreNew",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "StartWhenAvailable": "true",
            "ExecutionTimeLimit": "PT2H",
            "Priority": "7",
        },
    )
    deed = ET.SubElement(ET.SubElement(task, "Actions"), "Exec")
    _texts(deed, {"Command": call[0], "Arguments": subprocess.list2cmdline(call[1:])})
    ET.indent(task)
    content = ET.tostring(task, encoding="utf-16", xml_declaration=True)
    return Units(
        (UnitFile(f"{NAME}.xml", content),),
        (f'Run `schtasks /Create /TN "{NAME}" /XML {NAME}.xml`.',),
    )


KINDS: Mapping[str, Callable[[Sequence[str]], Units]] = {
    "cron": cron,
    "systemd": systemd,
    "launchd": launchd,
    "task-scheduler": task_scheduler,
}
"""By the name of the system's own scheduler."""


def _texts(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _for_systemd(argument: str) -> str:
    """An argument in quotes, with what systemd would read as its own signs written twice."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
