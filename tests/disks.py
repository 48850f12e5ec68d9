"""Folders of a test that stand for disks: all of them lie on one."""

from pathlib import Path

import pytest

from shopcrm.jobs import drives


def are_disks(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Each folder in this one is a disk of its own."""

    def disk_of(place: Path) -> Path:
        resolved = place.resolve()
        return next((one for one in (resolved, *resolved.parents) if one.parent == folder.resolve()), folder)

    monkeypatch.setattr(drives, "disk_of", disk_of)
