"""Backups as a person makes them: where to, made and proven, listed with their age, thinned out."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from shopcrm.errors import CrmError, NoSpace, Refused
from shopcrm.jobs import backup_readme, chore_log, drives
from shopcrm.jobs.backup_places import (
    Place,
    Stick,
    due_places,
    is_ahead,
    known,
    own_folder,
    place_of,
    places,
    remember,
    remembered,
    require_known,
    require_stick,
    sticks,
    sticks_due,
    usual,
)
from shopcrm.vault import container, facts, old_keys, restoring, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.permission import require
from shopcrm.vault.registry import operation_of, read, write
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, Tx, stamp

__all__ = [
    "Listed",
    "Made",
    "Place",
    "Standing",
    "Stick",
    "clock_is_behind",
    "due_places",
    "found",
    "is_paused",
    "known",
    "last_learnt",
    "last_made",
    "make",
    "note_made",
    "note_proven",
    "own_folder",
    "place_of",
    "places",
    "remember",
    "remembered",
    "require_known",
    "require_stick",
    "standing",
    "sticks",
    "sticks_due",
    "usual",
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
    """A backup that was found, or a book that a restore replaced. size: bytes.

    days: its age, by the clock given; below 0 where it bears a day still to come. place: by what its folder is known
    again (`place_of`): each copy stands for itself, and copies bear one name.
    """

    file: Path
    taken_at: datetime
    size: int
    days: int
    replaced: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the book last learnt of a backup, and when, a stamp: made; proven or tried, or found faulty; put back."""

    how: Literal["made", "proven", "tried", "faulty", "put back"]
    at: str


Known = Mapping[tuple[str, str], Standing]
"""What the book knows of each copy, by place and file name; place: '' where none was noted, as once it was."""

_LEARNT = """
WITH noted AS (
    SELECT verb, at, detail, coalesce(json_extract(detail, '$.place'), '') AS place,
        coalesce(
            json_extract(detail, '$.file'),
            'shopcrm-' || replace(json_extract(detail, '$.taken_at'), ':', '') || '.scb'
        ) AS file
    FROM activity
    WHERE verb IN ('backups.made', 'vault.restored', 'drill.note', 'backups.proven')
        AND ref IS NULL AND detail IS NOT NULL
)
SELECT place, file, 'made', at, 0 FROM noted WHERE verb = 'backups.made'
UNION ALL
SELECT place, file, 'put back', at, 2 FROM noted WHERE verb = 'vault.restored' AND file IS NOT NULL
UNION ALL
SELECT place, file, iif(json_extract(detail, '$.outcome') = 'passed', 'tried', 'faulty'), at, 1
FROM noted WHERE verb = 'drill.note'
UNION ALL
SELECT place, file, iif(json_extract(detail, '$.whole'), 'proven', 'faulty'), at, 3
FROM noted WHERE verb = 'backups.proven'
ORDER BY 4, 5
"""


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
    Raises Damaged, NoSpace, Refused, NotAllowed or Cancelled; every older backup is then as it was.
    """
    require(vault.staff, operation_of(note_made).role, "make a backup")
    before = snapshot.of_vault(folder.expanduser(), vault.vault_id)
    made = snapshot.take(vault, folder, Job(progress, cancel))
    beside_the_book = made.file.parent == own_folder(vault.folder)
    with _though_made(made.file, "the list of the erased beside it was not written"):
        vault.list_erased(made.file.parent)
    if not beside_the_book:
        backup_readme.put(made.file.parent)
    with _though_made(made.file, "that could not be noted in the book"):
        place = place_of(made.file.parent, mark_it=not beside_the_book)
        vault.write(note_made, made.file.name, made.size, by_hand, place)
        vault.note_chore(CHORE)
    warnings = tuple(clock_is_behind(vault.clock(), file) for file in before[:1])
    pruned = _thin_out(vault, made.file)
    return Made(made.file, made.size, made.counts, made.taken_at, pruned, tuple(filter(None, warnings)))


@contextlib.contextmanager
def _though_made(file: Path, what: str) -> Iterator[None]:
    """What fails after a backup was finished must not sound as if the backup had."""
    try:
        yield
    except (NoSpace, Refused) as failed:
        words = f"{file.name} was made and proven, but {what}. {failed.message}"
        raise type(failed)(words, failed.next_step) from None


def clock_is_behind(now: datetime, newest: Path) -> str:
    """What to tell where a backup seems to have been made after now; '' where it was not."""
    at = snapshot.taken(newest)
    if at is None or not is_ahead(newest, now):
        return ""
    return (
        f"This computer's clock says {stamp(now)}, but a backup there was made at {stamp(at)}: the clock is behind"
        " now, or was ahead then. Check the date and time."
    )


@write("backups.made")
def note_made(tx: Tx, file: str, size: int, by_hand: bool, place: str = "") -> None:
    """Make a backup and prove it: its file name, its size in bytes, and where it lies."""
    if by_hand:
        chore_log.note(tx, CHORE, "done", f"Made by hand, and read back: {file}.")
    tx.note(file=file, bytes=size, place=place)


@write("backups.proven")
def note_proven(tx: Tx, file: str, whole: bool, place: str = "") -> None:
    """Prove a backup again: its file name, whether it was whole, and where it lies."""
    tx.note(file=file, whole=whole, place=place)


@read("backups.standing")
def standing(tx: Tx) -> dict[tuple[str, str], Standing]:
    """What the book last learnt of each copy of a backup, by place and file name."""
    rows = tx.all(_LEARNT)
    return {(place, file): Standing(how, at) for place, file, how, at, _ in rows}


def last_learnt(known: Known, one: Listed) -> Standing | None:
    """What was last learnt of a copy itself, or of its name before places were noted; None where nothing was."""
    noted = [known[place, one.file.name] for place in (one.place, "") if (place, one.file.name) in known]
    return max(noted, key=lambda each: each.at, default=None)


def last_made(shop: Path) -> datetime | None:
    """When the last backup was made, as vault.json says without any passphrase; None for never."""
    stamped = headers.read(shop / headers.NAME).chores.get(CHORE)
    return datetime.fromisoformat(stamped) if stamped else None


@read("backups.is_paused")
def is_paused(tx: Tx) -> bool:
    """Whether backups are not made by themselves: a backup was put back, and nobody has said that it is right."""
    return facts.restore_unconfirmed(tx)


def found(shop: Path, folders: list[Path], now: datetime) -> list[Listed]:
    """This shop's backups in these folders, and books that restores replaced, newest first; needs no passphrase.

    Those that bear a day still to come are last: nobody knows how old they are.
    """
    vault_id = headers.read_either(shop).vault
    files = {file.resolve(): file for folder in folders for file in snapshot.of_vault(folder, vault_id)}
    here = drives.plugged_in()
    place = {folder: place_of(folder, here) for folder in {file.parent for file in files.values()}}
    listed = [_listed(file, snapshot.taken(file), now, place=place[file.parent]) for file in files.values()]
    listed += [_listed(book, at, now, replaced=True) for at, book in restoring.books_kept(shop)]
    return sorted(listed, key=lambda one: (one.days >= 0, one.taken_at, one.file.name), reverse=True)


def _listed(file: Path, taken_at: datetime | None, now: datetime, *, replaced: bool = False, place: str = "") -> Listed:
    assert taken_at is not None
    days = (now - taken_at).days
    size = file.stat().st_size
    return Listed(file, taken_at, size, days if is_ahead(file, now) else max(days, 0), replaced, place)


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
    if is_ahead(file, vault.clock()):
        return False
    try:
        backup = container.read(file)
        dk = restoring.dk_of(backup, None, key_file=None, present=vault.keys.dk, held=held)
        return file.stat().st_size == backup.start + backup.open(dk).size
    except (CrmError, OSError):
        return False
