"""Chores where nobody can unlock the shop (cron, a login item): say what is due, and carry a copy to a known stick.

The book stays shut. What is due stands in vault.json; a backup is copied byte by byte and read back, and never opened.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shopcrm import settings
from shopcrm.errors import CrmError, OpenElsewhere
from shopcrm.jobs import backup_places, backup_readme
from shopcrm.jobs.backup_places import Stick
from shopcrm.jobs.chores.running import DUE
from shopcrm.jobs.chores.table import names
from shopcrm.jobs.drives import Drive
from shopcrm.vault import container, files, guard, preflight, sidecar, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.container import CHUNK

NEEDS_PERSON = "it needs the passphrase: open the shop, and it runs by itself or is offered"
OPEN_ELSEWHERE = "the shop is open, and sees to it there"
_OLD_KEY = "Not carried to {}: the newest backup here is from before the key of the book was changed, \
or one was put back. Open the shop and make one."


@dataclass(frozen=True, slots=True)
class Copied:
    """A backup that was carried to a stick and read back, or why it was not. file: the copy.

    outcome: done, failed or skipped.
    """

    chore: str
    outcome: str
    words: str
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A chore that is due and did not run."""

    chore: str
    because: str


@dataclass(frozen=True, slots=True)
class Next:
    """When a chore is due; overdue where that is over."""

    chore: str
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a visit without a passphrase."""

    ran: tuple[Copied, ...]
    skipped: tuple[Skipped, ...]
    next: tuple[Next, ...]


def coming(shop: Path, now: datetime) -> tuple[Next, ...]:
    """When each chore is due, as vault.json says, the soonest first; empty until the shop was opened once.

    now: UTC. Raises CannotUnlock where there is no shop.
    """
    known = headers.read(shop / headers.NAME).chores
    due = [(known[f"{DUE}{name}"], name) for name in names() if f"{DUE}{name}" in known]
    return tuple(Next(name, at, datetime.fromisoformat(at) <= now) for at, name in sorted(due))


def visit(shop: Path, now: datetime, settings_file: Path | None = None, here: Iterable[Drive] | None = None) -> Report:
    """Carry the newest backup to each known stick that is here and lacks it; say what else is due.

    now: UTC. here: the drives; by default those plugged in. Where the shop is open nothing is touched.
    """
    guard.check_folder(shop)
    listed = coming(shop, now)
    try:
        lock = guard.InstanceLock(shop).acquire()
    except OpenElsewhere:
        return Report((), _skipped(listed, OPEN_ELSEWHERE), listed)
    try:
        ran = tuple(_carry(shop, now, settings_file, here))
    finally:
        lock.release()
    return Report(ran, _skipped(listed, NEEDS_PERSON), listed)


def open_elsewhere(shop: Path, now: datetime) -> Report:
    """The answer where another program has the shop open."""
    listed = coming(shop, now)
    return Report((), _skipped(listed, OPEN_ELSEWHERE), listed)


def _skipped(listed: Iterable[Next], because: str) -> tuple[Skipped, ...]:
    return tuple(Skipped(one.chore, because) for one in listed if one.overdue)


def _carry(shop: Path, now: datetime, settings_file: Path | None, here: Iterable[Drive] | None) -> Iterator[Copied]:
    """Copy the newest backup that is on this computer to the sticks that lack it; none that opens with an older key."""
    vault_id, kept = headers.read(shop / headers.NAME).vault, settings.load(settings_file)
    newest = _newest(shop, vault_id, kept, now)
    if newest is None or not kept.backup_on_stick:
        return
    for stick in backup_places.sticks(vault_id, kept, now.astimezone(), here):
        if stick.here and _is_older(shop, newest):
            yield Copied("backup", "skipped", _OLD_KEY.format(stick.name))
        elif stick.here and _lacks(stick, newest, vault_id, now):
            still = {one.folder for one in backup_places.sticks(vault_id, kept, now, here) if one.here}
            done = _copied(shop, newest, stick, vault_id, still)
            if done.file is not None:
                kept = backup_places.remembered(kept, stick.folder, _taken(newest).astimezone().date(), vault_id, here)
                with contextlib.suppress(OSError):
                    settings.save(kept, settings_file)
            yield done


def _newest(shop: Path, vault_id: bytes, kept: settings.Settings, now: datetime) -> Path | None:
    """The newest backup beside the book or in a folder that stays; a file has that name only once it was verified."""
    folders = [backup_places.own_folder(shop), *(one.folder for one in kept.kept_for(vault_id.hex()) if not one.mark)]
    found = [file for folder in folders for file in snapshot.of_vault(folder, vault_id)]
    return backup_places.newest(found, now)


def _lacks(stick: Stick, newest: Path, vault_id: bytes, now: datetime) -> bool:
    return not any(_serves(one, newest, now) for one in snapshot.of_vault(stick.folder, vault_id))


def _serves(there: Path, newest: Path, now: datetime) -> bool:
    """Whether a backup on a stick makes a copy of the newest needless: that one, as long as here, or a newer one.

    One that bears a day still to come may be of any day, and makes none needless.
    """
    if there.name == newest.name:
        with contextlib.suppress(OSError):
            return there.stat().st_size == newest.stat().st_size
        return False
    return _taken(there) >= _taken(newest) and not backup_places.is_ahead(there, now)


def _is_older(shop: Path, backup: Path) -> bool:
    """Whether a backup was made before the book got its present key; of one that is damaged nobody knows."""
    try:
        return container.read(backup).header.gen < headers.read(shop / headers.NAME).gen
    except CrmError:
        return False


def _copied(shop: Path, newest: Path, stick: Stick, vault_id: bytes, still: Iterable[Path]) -> Copied:
    """Carry a backup to a stick. still: the folders of the sticks that are here now."""
    try:
        backup_places.require_among(stick.folder, still)
        file = copy(newest, stick.folder)
        _carry_list(shop, stick.folder, vault_id)
    except CrmError as failed:
        return Copied("backup", "failed", f"{stick.name}: {failed.message}")
    backup_readme.put(stick.folder)
    which = f"The backup of {_taken(newest):%Y-%m-%d %H:%M} UTC"
    words = f"{which} is on {stick.name}: copied and compared, but not proven, as that needs the passphrase."
    return Copied("backup", "done", words, file)


def copy(backup: Path, folder: Path) -> Path:
    """Copy a backup into a folder and read it back from the disk; it gets its name once every byte was compared.

    Raises Damaged where the backup's own front is rotten, Refused or NoSpace; what lies there already is untouched.
    """
    container.read(backup)
    with files.disk_errors("The stick"):
        folder.mkdir(parents=True, exist_ok=True)
        stays = preflight.Target.looked_at(folder)
    preflight.check_room(folder, backup.stat().st_size)
    target = folder / backup.name
    part = target.with_name(target.name + ".part")
    try:
        with files.disk_errors("The stick"):
            wanted = _write(backup, part)
            files.forget_cached(part)
            if _digest(part) != wanted:
                raise preflight.unlike_written()
            container.read(part)
            stays.require_same_disk()
            files.rename(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _carry_list(shop: Path, folder: Path, vault_id: bytes) -> None:
    """Take the sealed list of the erased along: an older copy must not bring them back."""
    name = sidecar.name_of(vault_id)
    with files.disk_errors("The stick"):
        if (shop / name).exists():
            files.write_whole(folder / name, (shop / name).read_bytes())


def _write(source: Path, part: Path) -> bytes:
    """Copy and flush; answers the hash of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, files.open_private(part) as out:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.digest()


def _digest(file: Path) -> bytes:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").digest()


def _taken(file: Path) -> datetime:
    return snapshot.taken(file) or datetime.min.replace(tzinfo=UTC)
