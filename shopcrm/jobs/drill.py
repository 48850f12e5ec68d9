"""The restore drill: the newest backup is opened in a scratch file and proven, as a restore would have to."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from shopcrm import settings
from shopcrm.errors import CannotUnlock, Damaged, Refused
from shopcrm.jobs import backup, chore_log
from shopcrm.shop import loyalty, payments, store_credit
from shopcrm.vault import activity, container, old_keys, restoring, scratch, snapshot
from shopcrm.vault.container import Manifest
from shopcrm.vault.header import Anchor
from shopcrm.vault.permission import require
from shopcrm.vault.registry import operation_of, read, write
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, Tx, stamp

Progress = Callable[[int, int, str], None]
EVERY = timedelta(days=31)
"""How often a backup is tried at least."""


@dataclass(frozen=True, slots=True)
class Drill:
    """How a drill went. file: the backup's name. taken_at: when it was made, a stamp. seconds: how long it took.

    counts: the records found. problems: what was not as it should be. at: when the drill ended, a stamp.
    """

    file: str
    taken_at: str
    seconds: float
    counts: dict[str, int]
    problems: tuple[str, ...]
    outcome: Literal["passed", "failed"]
    at: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records of a kind a backup held. table: as the book names them."""

    table: str
    records: int


def run(
    vault: Vault,
    *,
    folders: tuple[Path, ...] | None = None,
    by_hand: bool = True,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Drill:
    """Try the newest backup that is here, and keep the result. folders: where to look; by default every known place.

    by_hand: a person asked for it; a chore keeps itself what came of it.
    What is wrong with the backup is in the result. Raises Refused where there is none to try, Cancelled, NoSpace.
    """
    vault.refuse_read_only()
    require(vault.staff, operation_of(note).role, "try a backup")
    file = _newest(vault, folders)
    began = time.monotonic()
    counts, problems = _try(vault, file, Job(progress, cancel))
    milliseconds = round((time.monotonic() - began) * 1000)
    taken = snapshot.taken(file)
    return vault.write(
        note,
        file.name,
        stamp(taken) if taken else "",
        milliseconds,
        tuple(Counted(*one) for one in counts.items()),
        problems,
        by_hand,
        backup.place_of(file.parent),
    )


@write("drill.note")
def note(
    tx: Tx,
    file: str,
    taken_at: str,
    milliseconds: int,
    counts: tuple[Counted, ...],
    problems: tuple[str, ...],
    by_hand: bool,
    place: str = "",
) -> Drill:
    """Try a backup as a restore would: its file name, when it was made, how that went, and where it lies."""
    outcome = put(tx, file, taken_at, milliseconds, {one.table: one.records for one in counts}, problems)
    if by_hand:
        words = " ".join(problems) or "It opens and is whole."
        chore_log.note(tx, "drill", "failed" if problems else "done", f"Tried by hand: {file}. {words}")
    tx.note(file=file, outcome=outcome, place=place)
    found = last(tx)
    assert found is not None
    return found


def put(
    tx: Tx, file: str, taken_at: str, milliseconds: int, counts: dict[str, int], problems: tuple[str, ...] = ()
) -> str:
    """Keep how trying a backup went, as part of another write; answers how that is called."""
    outcome = "failed" if problems else "passed"
    tx.insert(
        "INSERT INTO drills (at, file, taken_at, milliseconds, outcome, counts, problems, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (tx.stamp, file, taken_at, milliseconds, outcome, json.dumps(counts), json.dumps(problems), tx.staff.id),
    )
    return outcome


@read("drill.last")
def last(tx: Tx) -> Drill | None:
    """The latest drill; None where there never was one."""
    row = tx.maybe(
        "SELECT file, taken_at, milliseconds, counts, problems, outcome, at FROM drills ORDER BY id DESC LIMIT 1"
    )
    if row is None:
        return None
    file, taken_at, milliseconds, counts, problems, outcome, at = row
    return Drill(file, taken_at, milliseconds / 1000, json.loads(counts), tuple(json.loads(problems)), outcome, at)


@read("drill.wanting")
def wanting(tx: Tx) -> str:
    """What is to be said about drills: none yet, the last one failed, or is too long ago; '' where all is well."""
    found = last(tx)
    if found is None:
        return "No backup was ever tried"
    if found.outcome == "failed":
        return "The last backup that was tried failed"
    if stamp(tx.now - EVERY) > found.at:
        return "It is more than a month since a backup was tried"
    return ""


@read("drill.unlike")
def unlike(tx: Tx, head: Anchor, taken_at: str) -> bool:
    """Whether the activity of a backup is no part of the present book's; after a restore a newer one need not be."""
    if activity.holds(tx, head):
        return False
    since = "SELECT 1 FROM activity WHERE verb = 'vault.restored' AND ref IS NULL AND at >= ? LIMIT 1"
    return tx.maybe(since, (taken_at,)) is None


def _newest(vault: Vault, folders: tuple[Path, ...] | None) -> Path:
    if folders is None:
        kept = settings.load().kept_for(vault.vault_id.hex())
        folders = tuple(place.folder for place in backup.places(vault.folder, kept))
    found = [one for one in backup.found(vault.folder, list(folders), vault.clock()) if not one.replaced]
    if not found:
        for folder in filter(_cannot_be_read, folders):
            raise Refused(f"{folder} cannot be read.", "Check its name. If it is a stick: put it in again, then try.")
        raise Refused("There is no backup here to try.", "Plug in a stick with backups, or make one first.")
    return found[0].file


def _cannot_be_read(folder: Path) -> bool:
    """Whether a place is there and does not say what it holds."""
    try:
        next(folder.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return False


def _try(vault: Vault, file: Path, job: Job) -> tuple[dict[str, int], tuple[str, ...]]:
    """The records of a backup, and what is wrong with it."""
    try:
        made = container.read(file)
        dk = restoring.dk_of(made, None, key_file=None, present=vault.keys.dk, held=old_keys.held(vault))
        with scratch.opened(made, dk, vault.folder, job) as book:
            job.step(0, 1, "Adding up payments, store credit and points")
            problems = [*_sums(book), *_ledgers(book.tx)]
            if vault.read(unlike, book.manifest.head, book.manifest.taken_at):
                problems.append("Its activity is not a part of this book's.")
            return book.facts.counts, tuple(problems)
    except (Damaged, CannotUnlock) as wrong:
        return {}, (wrong.message,)


def _sums(book: scratch.Opened) -> list[str]:
    """Balances that are not those which the book had when it was backed up."""
    listed: Manifest = book.manifest
    names = sorted(listed.sums.keys() | book.facts.sums.keys()) if listed.sums else []
    return [f"{name} add up to something else." for name in names if listed.sums.get(name) != book.facts.sums.get(name)]


def _ledgers(tx: Tx) -> list[str]:
    wrong = [
        (payments.wrong(tx), "orders and their payments"),
        (store_credit.wrong(tx), "payments and store credit"),
    ]
    return [f"{count:,} {what} do not say the same." for count, what in wrong if count] + [
        f"Points: {what}." for what in loyalty.replay(tx)
    ]
