"""Saving what can be read of a damaged book or backup, into a new folder, with the losses listed."""

import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopcrm.errors import CannotUnlock
from shopcrm.jobs.since_backup import Carried, Secrets, beside
from shopcrm.shop import rollups
from shopcrm.vault import container, files, guard, restoring, salvage, snapshot, tidying, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.container import Container
from shopcrm.vault.header import Header
from shopcrm.vault.refs import ref
from shopcrm.vault.salvage import Loss
from shopcrm.vault.session import Clock, machine_clock
from shopcrm.vault.tx import Job, Tx, stamp

Progress = Callable[[int, int, str], None]
_LETTERS = {"customers": "C", "orders": "O", "products": "P", "documents": "F", "returns": "R", "tickets": "T"}
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Saved:
    """A shop made of what could be read. counts: the records in it. losses: in words, one for each table.

    erased: how many people were erased again. unlisted: why nothing told who was erased since, '' where it did.
    known_until: up to when that is known, where it is a list that told (a stamp).
    """

    folder: Path
    counts: dict[str, int]
    losses: tuple[str, ...]
    erased: int
    problems: tuple[str, ...]
    unlisted: str
    known_until: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    """A damaged book: its file, where in it the book begins, the header that it goes with, when it was as it is."""

    file: Path
    start: int
    header: Header
    taken_at: str


def into(
    source: Path,
    folder: Path,
    passphrase: str,
    *,
    shop: Path | None = None,
    key_file: Path | None = None,
    staff: str | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Saved:
    """Make a shop in a new folder of what can be read of a damaged backup (.scb), or of a shop's own book.

    source: the backup, the book's file, or the folder with its vault.json; it is not changed. shop: where the shop is
    or was, whose list of the erased is asked as well. Raises Damaged where nothing can be read, CannotUnlock, NoSpace,
    Refused, Cancelled.
    """
    found, job, now = _source(source), Job(progress, cancel), (clock or machine_clock)()
    of_its_day = source.suffix == container.SUFFIX
    unlocked = unlocking.unlock_header(found.header, passphrase, key_file=key_file, staff=staff, of_its_day=of_its_day)
    dk = unlocked.keys.dk
    carried, unlisted = _carried(found, shop, Secrets((dk,), passphrase, key_file, staff))
    guard.harden_process()
    with restoring.new_folder(folder):
        copy, part = folder / f"copy-{secrets.token_hex(4)}.part", folder / f"data-{found.header.gen}.db.part"
        try:
            job.step(0, 1, "Copying what the disk gives")
            salvage.copy_readable(found.file, copy, found.start)
            log = found.file.with_name(found.file.name + "-wal")
            if not found.start and log.exists():
                with files.disk_errors("The disk with the damaged book"):
                    shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            losses = salvage.save(copy, part, dk, found.header, job)
            facts = snapshot.prove(part, dk, job, quick=True)
            _settle(found, part, dk, folder, carried, losses, now, rehearsed=clock is not None)
        finally:
            tidying.remove_book(copy)
            tidying.remove_book(part)
    return Saved(
        folder,
        facts.counts,
        tuple(map(in_words, losses)),
        len(carried.erased),
        carried.problems,
        unlisted,
        carried.newest,
    )


def in_words(loss: Loss) -> str:
    """A loss as a sentence: ``orders: 12 lost (O-1042 to O-1053)``."""
    if loss.table == "changes":
        return f"Changes that {loss.why.removeprefix('those ')} are lost."
    letter = _LETTERS.get(loss.table)
    count = "some" if loss.count is None else f"{loss.count:,}"
    named = [_named(letter, *pair) for pair in loss.numbers[:_MOST_NAMED]]
    more = f" and {len(loss.numbers) - _MOST_NAMED:,} more ranges" if len(loss.numbers) > _MOST_NAMED else ""
    where = f" ({', '.join(named)}{more})" if named else ""
    said = loss.why or "could not be read"
    return f"{loss.table.replace('_', ' ')}: {count} {said}{where}"


def _named(letter: str | None, first: int, last: int) -> str:
    if abs(first) >= 2**62 or abs(last) >= 2**62:
        return "an unknown number of them"
    one, other = (ref(letter, number) if letter and number > 0 else str(number) for number in (first, last))
    return one if first == last else f"{one} to {other}"


def _source(source: Path) -> _Source:
    folder = source if source.is_dir() else source.parent
    if source.suffix == container.SUFFIX:
        backup = container.read(source)
        taken = snapshot.taken(source)
        return _Source(source, backup.start, backup.header, stamp(taken) if taken else "")
    for name in (headers.NAME, headers.COPY):
        try:
            header = headers.read(folder / name)
        except CannotUnlock:
            continue
        return _Source(folder / header.db, 0, header, "")
    raise CannotUnlock(
        "That is neither a backup nor a shop's book with its vault.json beside it.", "Choose a file that ends in .scb."
    )


def _carried(found: _Source, shop: Path | None, secrets: Secrets) -> tuple[Carried, str]:
    """Who was erased since, by the lists beside; a salvage goes on without, and says so.

    A replaced book lies in its shop's folder, two steps further in.
    """
    place = Container(found.file, found.header, b"", found.start)
    above = found.file.absolute().parents
    own = above[2] if len(above) > 2 and above[1].name == restoring.REPLACED else found.file.parent
    known, why_not = beside(place, shop or own, secrets)
    return Carried(known, why_not, None, scripted=True), "" if known else why_not


def _settle(
    found: _Source, part: Path, dk: bytes, folder: Path, carried: Carried, losses: list[Loss], now: datetime,
    *, rehearsed: bool,
) -> None:  # fmt: skip
    def carry(tx: Tx) -> None:
        rollups.rebuild(tx)
        carried(tx)
        tx.note(salvaged=True, losses=len(losses))

    gen, header = found.header.gen, found.header
    source = restoring.Source(found.taken_at, header.anchor.seq)
    head = restoring.settle_in(part, dk, gen, header.vault, source, now, rehearsed, carry)
    with files.disk_errors("The disk for the saved shop"):
        files.sync_file(part)
    restoring.settle_new(restoring.Prepared(part, gen, dk, head), folder, header)
