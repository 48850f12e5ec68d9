"""Backups as a person makes them: where to, made and proven, listed with their age, thinned out."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopcrm.errors import CrmError, NoSpace, Refused
from shopcrm.jobs import backup_readme, chore_log
from shopcrm.jobs.backup_places import (
    Place,
    Stick,
    due_places,
    own_folder,
    places,
    remember,
    remembered,
    require_stick,
    sticks,
    sticks_due,
)
from shopcrm.vault import container, facts, old_keys, restoring, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, Tx, stamp

__all__ = [
    "Listed",
    "Made",
    "Place",
    "Stick",
    "clock_is_behind",
    "due_places",
    "found",
    "is_paused",
    "last_made",
    "make",
    "note_made",
    "own_folder",
    "places",
    "remember",
    "remembered",
    "require_stick",
    "sticks",
    "sticks_due",
]

CHORE = "backup"
"""The name under which vault.json keeps when the last one was made."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, read back and proven. size: bytes. pruned: older ones that were deleted after it.

    warnings: what a person should look at all the same.
    """

    file: Path
    size: int
    counts: dict[str, int]
    taken_at: str
    pruned: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup that was found, or a book that a restore replaced. size: bytes. days: its age, by the clock given."""

    file: Path
    taken_at: datetime
    size: int
    days: int
    replaced: bool = False


def make(
    vault: Vault,
    folder: Path,
    *,
    by_hand: bool = True,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Made:
    """Make a verified backup in a folder, note it, and thin out older ones there.

    by_hand: a person asked for it; a chore keeps itself what came of it.
    Raises Damaged, NoSpace, Refused or Cancelled; every older backup is then as it was.
    """
    before = snapshot.of_vault(folder.expanduser(), vault.vault_id)
    made = snapshot.take(vault, folder, Job(progress, cancel))
    try:
        vault.list_erased(made.file.parent)
    except (NoSpace, Refused) as failed:
        words = f"{made.file.name} was made and proven, but the list of the erased beside it was not written."
        raise type(failed)(f"{words} {failed.message}", failed.next_step) from None
    if made.file.parent != own_folder(vault.folder):
        backup_readme.put(made.file.parent)
    vault.write(note_made, made.file.name, made.size, by_hand)
    vault.note_chore(CHORE)
    warnings = tuple(clock_is_behind(vault.clock(), file) for file in before[:1])
    pruned = _thin_out(vault, made.file)
    return Made(made.file, made.size, made.counts, made.taken_at, pruned, tuple(filter(None, warnings)))


def clock_is_behind(now: datetime, newest: Path) -> str:
    """What to tell where a backup seems to have been made after now; '' where it was not."""
    at = snapshot.taken(newest)
    if at is None or now >= at:
        return ""
    return (
        f"This computer's clock says {stamp(now)}, but the newest backup there was made at {stamp(at)}."
        " Check the date and time."
    )


@write("backups.made", role=Role.VIEWER)
def note_made(tx: Tx, file: str, size: int, by_hand: bool) -> None:
    """Make a backup and prove it: its file name, and its size in bytes."""
    if by_hand:
        chore_log.note(tx, CHORE, "done", f"Made by hand, and read back: {file}.")
    tx.note(file=file, bytes=size)


def last_made(shop: Path) -> datetime | None:
    """When the last backup was made, as vault.json says without any passphrase; None for never."""
    stamped = headers.read(shop / headers.NAME).chores.get(CHORE)
    return datetime.fromisoformat(stamped) if stamped else None


@read("backups.is_paused")
def is_paused(tx: Tx) -> bool:
    """Whether backups are not made by themselves: a backup was put back, and nobody has said that it is right."""
    return facts.restore_unconfirmed(tx)


def found(shop: Path, folders: list[Path], now: datetime) -> list[Listed]:
    """This shop's backups in these folders, and books that restores replaced, newest first; needs no passphrase."""
    vault_id = headers.read_either(shop).vault
    files = {file.resolve(): file for folder in folders for file in snapshot.of_vault(folder, vault_id)}
    listed = [_listed(file, snapshot.taken(file), now) for file in files.values()]
    listed += [_listed(book, at, now, replaced=True) for at, book in restoring.books_kept(shop)]
    return sorted((one for one in listed if one), key=lambda one: (one.taken_at, one.file.name), reverse=True)


def _listed(file: Path, taken_at: datetime | None, now: datetime, *, replaced: bool = False) -> Listed:
    assert taken_at is not None
    return Listed(file, taken_at, file.stat().st_size, max((now - taken_at).days, 0), replaced)


def _thin_out(vault: Vault, newest: Path) -> tuple[Path, ...]:
    """Delete what the rule lets go beside the new backup, and replaced books past their month; nothing in doubt."""
    if vault.read(facts.restore_unconfirmed):
        return ()
    restoring.forget_replaced(vault)
    gone, held = [], old_keys.held(vault)
    sound = [one for one in snapshot.of_vault(newest.parent, vault.vault_id) if _counts(vault, one, held)]
    for old in snapshot.surplus(sound, newest):
        with contextlib.suppress(OSError):
            old.unlink()
            gone.append(old)
    return tuple(gone)


def _counts(vault: Vault, file: Path, held: tuple[bytes, ...]) -> bool:
    """Whether a backup may make another one superfluous: it is as long as it says, and of no day still to come.

    One that is half written, or that no key at hand opens, is left alone, and saves nothing.
    """
    at = snapshot.taken(file)
    if at is None or at > vault.clock():
        return False
    try:
        backup = container.read(file)
        dk = restoring.dk_of(backup, None, key_file=None, present=vault.keys.dk, held=held)
        return file.stat().st_size == backup.start + backup.open(dk).size
    except (CrmError, OSError):
        return False
