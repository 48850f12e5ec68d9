"""Backups from before the key of the book was changed: where they lie, and how they are deleted, a place at a time."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError, Refused
from shopcrm.jobs import backup, backup_places
from shopcrm.jobs.backup_places import Place
from shopcrm.settings import Settings
from shopcrm.vault import activity, container, facts, files, permission, snapshot
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.registry import Role, read, unlisted
from shopcrm.vault.rotation import VERB
from shopcrm.vault.session import Progress, Vault
from shopcrm.vault.tx import Job, Tx, from_stamp


@dataclass(frozen=True, slots=True)
class ToReplace:
    """A place with backups from before the key was changed. here: whether it can be reached now.

    own: whether it is the shop's own folder. files: those backups, the newest first; none where the place is not
    plugged in. fresh: the newest with the present key there, which makes them superfluous.
    """

    name: str
    folder: Path
    here: bool
    own: bool = False
    files: tuple[Path, ...] = ()
    fresh: Path | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted in a place, and the backup there that was proven first and kept."""

    files: tuple[Path, ...]
    kept: Path


@read("keys.changed_at", role=Role.OWNER)
def changed_at(tx: Tx) -> str | None:
    """When the key of the book was last changed, a stamp; None where it never was."""
    row = tx.maybe("SELECT at FROM activity WHERE verb = ? AND ref IS NULL ORDER BY seq DESC LIMIT 1", (VERB,))
    return None if row is None else str(row[0])


def to_replace(vault: Vault, kept: Settings) -> tuple[ToReplace, ...]:
    """Where backups lie that open with a key of before, until they are deleted.

    A stick that is not plugged in is named where no backup went there since.
    """
    changed = vault.read(changed_at)
    if changed is None:
        return ()
    day = vault.calendar.local_date(from_stamp(changed))
    places = backup_places.places(vault.folder, kept.kept_for(vault.vault_id.hex()))
    found = [_look(vault, one) for one in places]
    gone = {one.folder for one in places if one.kept is not None and one.kept.used_on <= day}
    return tuple(one for one in found if one.files or (not one.here and one.folder in gone))


def delete(
    vault: Vault,
    folder: Path,
    wanted: tuple[Path, ...],
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Deleted:
    """Delete these backups of before, once the newest one with the present key in the same folder was read and proven.

    Raises NotAllowed, Refused where there is no such one, where a restored book was not accepted, or where a file is
    none of before; Damaged, Cancelled, NoSpace.
    """
    permission.require(vault.staff, Role.OWNER, "delete backups")
    vault.refuse_read_only()
    if vault.read(facts.restore_unconfirmed):
        raise Refused(
            "A backup was put back, and nobody has said yet that it is the right one.", "Nothing was deleted."
        )
    old, fresh = _sorted(vault, folder)
    if fresh is None:
        raise Refused("There is no backup with the present key there.", "Make one there first. Nothing was deleted.")
    if not set(wanted) <= set(old):
        raise Refused("The backups there are not what they were.", "Look again. Nothing was deleted.")
    snapshot.verify(container.read(fresh), vault.keys.dk, Job(progress, cancel))
    gone: list[Path] = []
    try:
        with files.disk_errors("The place with the backups"):
            for file in wanted:
                file.unlink(missing_ok=True)
                gone.append(file)
            files.sync_folder(folder)
    finally:
        if gone:
            vault.write(_note_deleted, tuple(file.name for file in gone), fresh.name)
    return Deleted(tuple(gone), fresh)


def _look(vault: Vault, place: Place) -> ToReplace:
    name, here = place.name or place.folder.name, place.free is not None
    old, fresh = _sorted(vault, place.folder) if here else ([], None)
    return ToReplace(name, place.folder, here, place.kind == "computer", tuple(old), fresh)


def _sorted(vault: Vault, folder: Path) -> tuple[list[Path], Path | None]:
    """The backups of before in a folder, the newest first, and the newest with the present key.

    One that holds what this book lacks is none of before: since a restore, or in a second shop made of a backup.
    """
    old: list[Path] = []
    fresh: Path | None = None
    for file, made, opens in _opened(vault, folder):
        if made.gen < vault.header.gen and not opens and vault.read(_is_past, made.anchor):
            old.append(file)
        elif made.gen == vault.header.gen and opens and fresh is None:
            fresh = file
    return old, fresh


@unlisted("keys.is_past", "read", Role.OWNER)
def _is_past(tx: Tx, head: Anchor) -> bool:
    """Whether all that a backup knows was done is known here: after a restore one may hold what this book lacks."""
    return activity.holds(tx, head)


def _opened(vault: Vault, folder: Path) -> Iterator[tuple[Path, Header, bool]]:
    """This shop's backups that can be looked at, the newest first: their header, and whether the present key opens it.

    A book put back has another generation and the same key: its backup is none of before.
    """
    for one in backup.found(vault.folder, [folder], vault.clock()):
        if one.replaced:
            continue
        try:
            made = container.read(one.file)
        except CrmError:
            continue
        try:
            made.open(vault.keys.dk)
            yield one.file, made.header, True
        except CannotUnlock:
            yield one.file, made.header, False
        except (CrmError, OSError):
            continue


@unlisted("keys.delete_backups", "write", Role.OWNER)
def _note_deleted(tx: Tx, names: tuple[str, ...], kept: str) -> None:
    """Backups from before the key was changed were deleted by hand."""
    tx.note(files=list(names), kept=kept)
