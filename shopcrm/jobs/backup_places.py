"""Where backups go: sticks that are here, folders used before, the shop's own folder; and how old each copy is."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from shopcrm import settings
from shopcrm.errors import Refused
from shopcrm.jobs import drives
from shopcrm.jobs.drives import Drive
from shopcrm.settings import BackupPlace, Settings
from shopcrm.vault import snapshot
from shopcrm.vault.permission import require
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import Staff

_FOR_STICKS = ("/media", "/run/media", "/Volumes")
"""Where systems show sticks: a folder that is not there yet is one that is not plugged in."""
PlaceKind = Literal["stick", "remembered", "computer"]
CLOCK_SLACK = timedelta(minutes=5)
"""By so much a clock may be put right without anybody minding."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that a backup may go to. free: bytes there, None where it is not plugged in. name: what people call it.

    kept: what is remembered of it, None where no backup went there yet. read_only: nothing can be written there.
    """

    folder: Path
    kind: PlaceKind
    free: int | None
    name: str = ""
    kept: BackupPlace | None = None
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick that backups go to. days: since the last one went there; 0 where its day is still to come.

    here: whether it is plugged in now. folder: where the backups lie on it, while it is here; else where they lay.
    """

    folder: Path
    name: str
    mark: str
    used_on: date
    days: int
    here: bool

    @property
    def in_words(self) -> str:
        """``Blue stick, last used 3 days ago``."""
        ago = {0: "today", 1: "yesterday"}.get(self.days, f"{self.days:,} days ago")
        return f"{self.name}, last used {ago}"


def own_folder(shop: Path) -> Path:
    """Backups on the same disk: they help against a mistake, not against a lost laptop."""
    return shop / snapshot.OWN_FOLDER


def is_ahead(backup: Path, now: datetime) -> bool:
    """Whether a backup bears a day still to come: the clock was ahead when it was made, or is behind now."""
    at = snapshot.taken(backup)
    return at is not None and at > now + CLOCK_SLACK


def newest(backups: Iterable[Path], now: datetime) -> Path | None:
    """The newest of these backups by the present clock; one that bears a day still to come only where all do.

    None where there is none.
    """
    return max(backups, key=lambda one: (not is_ahead(one, now), snapshot.taken(one), one.name), default=None)


def places(shop: Path, kept: Iterable[BackupPlace] = (), here: Iterable[Drive] | None = None) -> list[Place]:
    """Where a backup may go, best first: sticks that are here, folders used before, sticks that are not here, and the
    shop's own folder. kept: the places remembered for this shop. here: the drives; by default those plugged in.
    """
    known, own = tuple(kept), own_folder(shop)
    plugged = [(drives.mark_of(one.folder), one) for one in _drives(here)]
    by_mark = {mark: one for mark, one in plugged if mark}
    of_sticks = [one for one in known if one.mark]
    found = [_on_stick(one, by_mark[one.mark]) for one in of_sticks if one.mark in by_mark]
    known_marks = {one.mark for one in of_sticks}
    found += [_new_stick(one) for mark, one in plugged if mark not in known_marks]
    found += [_folder(one) for one in known if not one.mark and one.folder != own]
    found += [Place(one.folder, "stick", None, one.name, one) for one in of_sticks if one.mark not in by_mark]
    return [*found, Place(own, "computer", _free(shop))]


def sticks(vault_id: bytes, kept: Settings, now: datetime, here: Iterable[Drive] | None = None) -> tuple[Stick, ...]:
    """The sticks that this shop's backups go to, the latest used first. now: with the shop's zone."""
    marks = {drives.mark_of(one.folder): one for one in _drives(here)}
    found = []
    for one in kept.kept_for(vault_id.hex()):
        if one.mark:
            drive = marks.get(one.mark)
            folder = Path(drive.folder) / one.below if drive else one.folder
            days = max((now.date() - one.used_on).days, 0)
            found.append(Stick(folder, one.name or one.folder.name, one.mark, one.used_on, days, drive is not None))
    return tuple(found)


def sticks_due(
    shop: Path, vault_id: bytes, kept: Settings, now: datetime, here: Iterable[Drive] | None = None
) -> tuple[Stick, ...]:
    """The sticks whose copy is older than it may grow, the oldest first; those not plugged in as well.

    shop: the shop's folder. now: with the shop's zone. here: the drives; by default those plugged in.
    """
    due = (one for one in sticks(vault_id, kept, now, here) if one.days >= kept.stick_days)
    return tuple(sorted(due, key=lambda one: one.used_on))


def due_places(
    shop: Path,
    vault_id: bytes,
    kept: Settings,
    now: datetime,
    *,
    closing: bool = False,
    here: Iterable[Drive] | None = None,
) -> tuple[Path, ...]:
    """Where a backup is to be made now without being asked: known sticks that are here and have none of today.

    closing: the shop is being closed, or it is time by the schedule: folders used before count too, and where there is
    nothing else, the shop's own folder. Nothing where the person switched it off. Ask `backup.is_paused` first.
    """
    if not (kept.backup_at_closing if closing else kept.backup_on_stick):
        return ()
    drives_here = tuple(_drives(here))
    read_only = {drives.mark_of(one.folder) for one in drives_here if one.read_only}
    waiting = [one for one in sticks(vault_id, kept, now, drives_here) if one.here and one.mark not in read_only]
    # A copy of a day that is still to come was made with a wrong clock: nobody knows how old it is.
    due = [one.folder for one in waiting if one.used_on != now.date()]
    if not closing:
        return tuple(due)
    folders = [one for one in kept.kept_for(vault_id.hex()) if not one.mark and one.folder.is_dir()]
    due += [one.folder for one in folders if one.used_on != now.date()]
    return tuple(due) if due or waiting or folders else (own_folder(shop),)


def require_stick(folder: Path, vault_id: bytes, kept: Settings, here: Iterable[Drive] | None = None) -> None:
    """Raise Refused where a stick belongs but none is: what is written there stays on this computer's own disk."""
    if drives.drive_of(folder, _drives(here)) is not None:
        return
    for one in kept.kept_for(vault_id.hex()):
        if one.mark and folder.is_relative_to(_root(one)):
            raise _not_here(one.name or one.folder.name, folder)
    if not os.path.exists(folder) and any(folder.is_relative_to(place) for place in _FOR_STICKS):
        raise _not_here("A stick", folder)


def require_among(folder: Path, still: Iterable[Path]) -> None:
    """Raise Refused where a place was found before the last copy, and is not any more.

    A stick that is pulled may leave its empty folder: what is written there stays on this computer's own disk.
    """
    if folder not in still:
        raise Refused("It is not there any more: nothing was written there.", "Plug it in, then try again.")


def require_known(
    staff: Staff, shop: Path, folder: Path, kept: Iterable[BackupPlace], here: Iterable[Drive] | None = None
) -> None:
    """Let only an owner send backups where none of this shop went before: later ones go there by themselves.

    kept: the places remembered for this shop. Raises NotAllowed.
    """
    here_before = {one.folder.resolve() for one in known(places(shop, kept, here))}
    if folder.resolve() not in here_before:
        require(staff, Role.OWNER, "send backups to a new place")


def known(found: Iterable[Place]) -> list[Place]:
    """Of these places those that backups went to, and the shop's own folder."""
    return [one for one in found if one.kept is not None or one.kind == "computer"]


def usual(found: Iterable[Place]) -> Path | None:
    """Of these places the one that is here and that a backup went to last; one that can be written to goes before.

    None where none is here but the shop's own folder: a stick of which nothing is known may hold the key file.
    """
    here = [(not one.read_only, one.kept.used_on, one.folder) for one in found if one.kept and one.free is not None]
    return max(here)[-1] if here else None


def place_of(folder: Path, here: Iterable[Drive] | None = None, *, mark_it: bool = False) -> str:
    """By what a folder is known again: a stick's mark and where on it, wherever it is plugged in; else its whole path.

    here: the drives; by default those plugged in. mark_it: a stick without a mark gets one.
    """
    resolved = folder.resolve()
    drive = drives.drive_of(resolved, _drives(here))
    mark = (drives.put_mark if mark_it else drives.mark_of)(drive.folder) if drive else ""
    return f"{mark}/{resolved.relative_to(drive.folder).as_posix()}" if drive and mark else str(resolved)


def _root(kept: BackupPlace) -> Path:
    """Where a stick was plugged in when its last backup went there."""
    parts = Path(kept.below).parts
    return kept.folder.parents[len(parts) - 1] if parts else kept.folder


def _not_here(name: str, folder: Path) -> Refused:
    words = f"{name} is not plugged in at {folder}: nothing was written there."
    return Refused(words, "Plug it in, or choose another folder.")


def remembered(
    kept: Settings, folder: Path, on: date, vault_id: bytes, here: Iterable[Drive] | None = None
) -> Settings:
    """The settings once a backup went to a folder on that day; a stick gets its mark, by which it is known again."""
    drive = drives.drive_of(folder, _drives(here))
    mark = drives.put_mark(drive.folder) if drive else ""
    if drive is None or not mark:
        return kept.with_backup(folder, on, vault_id.hex(), name=folder.name)
    below = folder.relative_to(drive.folder).as_posix()
    return kept.with_backup(folder, on, vault_id.hex(), name=drive.label, mark=mark, below=below)


def remember(folder: Path, on: date, vault_id: bytes, settings_file: Path | None = None) -> None:
    """Keep on this machine that a backup went to a folder on that day; where that fails, the backup is as good.

    settings_file: None takes the usual one.
    """
    with contextlib.suppress(OSError):
        settings.save(remembered(settings.load(settings_file), folder, on, vault_id), settings_file)


def _drives(here: Iterable[Drive] | None) -> tuple[Drive, ...]:
    return drives.plugged_in() if here is None else tuple(here)


def _new_stick(drive: Drive) -> Place:
    folder = Path(drive.folder)
    return Place(folder, "stick", _free(folder), drive.label, None, drive.read_only)


def _on_stick(kept: BackupPlace, drive: Drive) -> Place:
    folder = Path(drive.folder) / kept.below
    return Place(folder, "stick", _free(Path(drive.folder)), kept.name or drive.label, kept, drive.read_only)


def _folder(kept: BackupPlace) -> Place:
    return Place(kept.folder, "remembered", _free(kept.folder), kept.name or kept.folder.name, kept)


def _free(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free
    return None
