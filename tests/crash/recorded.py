"""What is recorded for simulated power cuts: ``python -m tests.crash.recorded FOLDER``, under strace.

A line on stdout begins each scene ("scene NAME") and acknowledges each save ("saved").
"""

import os
import sys
from pathlib import Path

from shopcrm.jobs import backup, restore
from shopcrm.vault import guard, logins, rotation
from tests.crash import kit

SAVES = 12


def main() -> None:
    """Every scene in its own copy, FOLDER/SCENE/shop, of the shop in FOLDER/base."""
    folder = Path(sys.argv[1])
    guard.harden_process = lambda: None  # a process that may not be traced cannot be recorded
    kit.make_ready()
    for name, play in SCENES.items():
        kit.copy_of(folder / "base", folder / name / "shop")
        say(f"scene {name}")
        play(folder / name)
    say("end")


def say(line: str) -> None:
    """One line at once: the recording tells by it what was acknowledged when."""
    os.write(1, f"{line}\n".encode())


def _saving(place: Path) -> None:
    with kit.opened(place / "shop") as vault:
        for number in range(SAVES):
            kit.save(vault, (50, 2_000)[number % 3 == 2])
            say("saved")
            if number % 5 == 4:
                vault.quietly(lambda book: None)
    say("saved, and closed")


def _backing_up(place: Path) -> None:
    with kit.opened(place / "shop") as vault:
        backup.make(vault, place / "stick")
        say("backed up")
        kit.save(vault)
        say("saved")
        backup.make(vault, place / "stick")
        say("backed up")


def _restoring(place: Path) -> None:
    with kit.opened(place / "shop") as vault:
        made = backup.make(vault, place / "stick")
        say("backed up")
        kit.save(vault)
        say("saved")
    restore.over(kit.opened(place / "shop"), made.file)
    say("restored")


def _rotating(place: Path) -> None:
    with kit.opened(place / "shop") as vault:
        kit.save(vault)
        say("saved")
        rotation.rotate(vault)
        say("rotated")
        kit.save(vault)
        say("saved")


def _changing(place: Path) -> None:
    with kit.opened(place / "shop") as vault:
        logins.change_passphrase(vault, kit.PASSPHRASE, CHANGED)
        say("changed")


CHANGED = "a quiet pony mended the ladder"
SCENES = {
    "saving": _saving,
    "backup": _backing_up,
    "restore": _restoring,
    "rotation": _rotating,
    "passphrase": _changing,
}


if __name__ == "__main__":
    main()
