"""Verified copies: a raw copy of the settled book, proven page by page, streamed to its place and read back."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from shopcrm.errors import Damaged, NoSpace
from shopcrm.vault import container, database, files, keyring, migrate, preflight
from shopcrm.vault import header as headers
from shopcrm.vault.container import CHUNK, SUFFIX, Container, Manifest
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, from_stamp, stamp

OWN_FOLDER = "backups"
"""Where backups go inside the shop's folder, when nowhere else is named."""

QUICK_CHECK = "quick-check"
QUICK_CHECK_EVERY = timedelta(days=7)
_LEDGERS = (
    ("Payments", {"payments"}, "SELECT currency, sum(amount) FROM payments GROUP BY currency"),
    ("Store credit", {"store_credit"}, "SELECT currency, sum(amount) FROM store_credit GROUP BY currency"),
    (
        "Loyalty",
        {"loyalty_lots", "loyalty_allocations"},
        "SELECT 'points', sum(points) FROM (SELECT points FROM loyalty_lots"
        " UNION ALL SELECT -points FROM loyalty_allocations) HAVING count(*)",
    ),
)
_NAME = re.compile(r"shopcrm-(\d{4}-\d\d-\d\dT\d{6}Z)(?:-\d+)?\.scb")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A backup that was made and read back. size: bytes of the whole file. taken_at: a stamp, UTC."""

    file: Path
    size: int
    counts: dict[str, int]
    taken_at: str
    head: Anchor


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What a proven book holds. sums: what its ledgers come to, in minor units or points."""

    counts: dict[str, int]
    head: Anchor
    schema: int
    sums: dict[str, int]


def take(vault: Vault, folder: Path, job: Job | None = None) -> Snapshot:
    """Make a verified backup of the open shop in a folder.

    Raises Damaged naming the pages where the book does not prove whole, NoSpace, Refused, Cancelled; whatever
    happens, every older backup stays as it is and nothing half done is left behind.
    """
    vault.refuse_read_only()
    job, quick = job or Job(), _quick_check_due(vault)
    source = Source(vault.header, vault.keys.dk, stamp(vault.clock()), quick)
    made = _package(
        source, folder, vault.folder, lambda scratch: vault.quietly(lambda book: _copy(book, scratch, job)), job
    )
    if quick:
        vault.note_chore(QUICK_CHECK)
    return made


def keep_before_upgrade(book: Path, header: Header, dk: bytes, folder: Path, now: datetime) -> Snapshot:
    """Make a verified backup of a settled book that is about to be upgraded; nobody else may have it open."""
    job = Job()
    return _package(
        Source(header, dk, stamp(now), True), folder, book.parent, lambda scratch: _copy(book, scratch, job), job
    )


def check_book(vault: Vault, job: Job | None = None) -> BookFacts:
    """Prove the open shop's own file: every page, the structure, the counts. Writes wait meanwhile. Raises Damaged."""
    return vault.quietly(lambda book: prove(book, vault.keys.dk, job or Job(), quick=True))


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: header and key of the book, the stamp of the moment; quick: whether to check its structure."""

    header: Header
    dk: bytes
    taken_at: str
    quick: bool


def _package(source: Source, folder: Path, local: Path, copy: Callable[[Path], list[bytes]], job: Job) -> Snapshot:
    """Copy to the local disk, prove the copy, and deliver it. copy: copies to the path given, answers the hashes.

    The proof of every page runs beside the delivery, which it would double in time; the backup gets its name after
    both.
    """
    folder = folder.expanduser()
    job.step(0, 1, "Looking at the place")
    preflight.check_place(folder, local, local / OWN_FOLDER)
    with files.disk_errors("The folder for the backup"):
        files.make_folder(folder)
        _forget_halves(folder, source.header.vault)
        target = preflight.Target.looked_at(folder)
    preflight.check_room(folder, (local / source.header.db).stat().st_size)
    preflight.try_writing(folder)
    scratch = local / f"copy-{secrets.token_hex(4)}.part"
    try:
        chunks = copy(scratch)
        with flushing(scratch) as flushed, _proving(scratch, source.dk, source.quick) as (proof, facts):
            header = headers.for_backup(source.header, facts.head, source.dk)
            manifest = _manifest(source, header, facts, scratch.stat().st_size, chunks)
            front = container.front(header, manifest, source.dk)
            file = _deliver(scratch, target, front, source.dk, manifest, job, (flushed, proof))
    finally:
        scratch.unlink(missing_ok=True)
    with files.disk_errors("The folder for the backup"):
        size = file.stat().st_size
    return Snapshot(file, size, facts.counts, source.taken_at, facts.head)


def _manifest(source: Source, header: Header, facts: BookFacts, size: int, chunks: list[bytes]) -> Manifest:
    return Manifest(
        gen=header.gen,
        size=size,
        schema=facts.schema,
        counts=facts.counts,
        head=facts.head,
        header=header.digest(),
        chunks=tuple(chunks),
        taken_at=source.taken_at,
        sums=facts.sums,
    )


def verify(backup: Container, dk: bytes, job: Job | None = None) -> Manifest:
    """Read a whole backup and prove every byte of it; raises Damaged saying where it fails."""
    manifest = backup.open(dk)
    for _ in backup.chunks(manifest, job or Job(), "Reading the backup"):
        pass
    return manifest


def prove(book: Path, dk: bytes, job: Job, *, quick: bool = False) -> BookFacts:
    """Check every page of a settled book on a fresh connection, count its records and read the head of its activity.

    quick: run SQLite's quick_check too (the structure, not only each page). Raises Damaged naming the pages.
    """
    size = book.stat().st_size
    job.step(0, size, "Checking every page")
    with _proving(book, dk, quick) as (proof, facts):
        proof.result()
    job.step(size, size, "Every page checked")
    return facts


@contextlib.contextmanager
def _proving(book: Path, dk: bytes, quick: bool) -> "Iterator[tuple[Future[None], BookFacts]]":
    """What a book holds, and the proof of its pages, which runs beside: wait for it before the book counts as proven.

    Raises Damaged naming the pages, also where it is the counting that stumbles over them.
    """
    with ThreadPoolExecutor(1, "shopcrm-proof") as beside:
        proof = beside.submit(_prove_pages, book, dk, quick)
        try:
            facts = _count(book, dk)
        except Damaged:
            proof.result()
            raise
        yield proof, facts


@contextlib.contextmanager
def flushing(book: Path) -> "Iterator[Future[None]]":
    """Flush a book that was just written while the block reads it: the disk writes as the processor proves.

    Raises NoSpace at the end of the block, or where the block waits for what it is given.
    """
    with ThreadPoolExecutor(1, "shopcrm-flush") as beside:
        flushed = beside.submit(_flush, book)
        yield flushed
        flushed.result()


def _flush(book: Path) -> None:
    with files.disk_errors("The disk with the shop"):
        files.sync_file(book)


def _prove_pages(book: Path, dk: bytes, quick: bool) -> None:
    with book.open("rb") as source:
        if source.read(keyring.SALT_BYTES) != dk[-keyring.SALT_BYTES :]:
            raise _damaged(["page 1"])
    with _settled(book, dk, "page 1") as connection:
        findings = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
        if findings:
            raise _damaged(findings)
    if quick:
        with _settled(book, dk) as connection:
            findings = [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()]
            if findings != ["ok"]:
                raise _damaged(findings)


def _count(book: Path, dk: bytes) -> BookFacts:
    with _settled(book, dk) as connection:
        head = connection.execute("SELECT seq, mac FROM activity ORDER BY seq DESC LIMIT 1").fetchone()
        counts = _counts(connection)
        anchor = Anchor(*head) if head else Anchor(0, bytes(32))
        return BookFacts(counts, anchor, migrate.version(connection), _sums(connection, counts))


def extract(backup: Container, manifest: Manifest, target: Path, job: Job) -> None:
    """Write the book out of a backup, each piece proven on the way."""
    with files.disk_errors("The disk for the restored shop"):
        if shutil.disk_usage(target.parent).free < manifest.size:
            raise NoSpace("The disk for the restored shop is full.", "Free some space there, then try again.")
        with files.open_private(target) as out:
            for chunk in backup.chunks(manifest, job, "Copying the backup"):
                out.write(chunk)


def taken(file: Path) -> datetime | None:
    """When a backup was taken, by its name; None for a file that is not called like one."""
    named = _NAME.fullmatch(file.name)
    if named is None:
        return None
    with contextlib.suppress(ValueError):
        return datetime.strptime(named[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    return None


def of_vault(folder: Path, vault_id: bytes) -> list[Path]:
    """This shop's backups in a folder, newest first."""
    try:
        found = [path for path in folder.iterdir() if taken(path) and container.vault_of(path) == vault_id]
    except OSError:
        return []
    return sorted(found, key=lambda path: (taken(path), path.name), reverse=True)


def surplus(backups: list[Path], verified: Path) -> list[Path]:
    """Which may go: all but the newest of 7 days, 4 weeks and 12 months; never the newest 3, never `verified`."""
    newest_first = sorted(backups, key=lambda path: (taken(path), path.name), reverse=True)
    keep = {*newest_first[:3], verified}
    for period, most in (("%Y-%m-%d", 7), ("%G-%V", 4), ("%Y-%m", 12)):
        newest: dict[str, Path] = {}
        for path in newest_first:
            at = taken(path)
            if at is not None:
                newest.setdefault(at.strftime(period), path)
        keep.update(list(newest.values())[:most])
    return [path for path in newest_first if path not in keep]


def _copy(book: Path, scratch: Path, job: Job) -> list[bytes]:
    """Copy the settled book raw, and hash each 4 MiB on the way. Answers the hashes."""
    size = book.stat().st_size
    with files.disk_errors("The disk with the shop"):
        if shutil.disk_usage(scratch.parent).free < size:
            raise NoSpace("The disk with the shop is too full to make a backup.", "Free some space, then try again.")
    digests: list[bytes] = []
    with files.disk_errors("The disk with the shop"), book.open("rb") as source, files.open_private(scratch) as out:
        for chunk, digest in container.hashed(source, ceil(size / CHUNK)):
            job.step(len(digests) * CHUNK, size, "Copying the book")
            out.write(chunk)
            digests.append(digest)
    return digests


def _deliver(
    scratch: Path,
    target: preflight.Target,
    front: bytes,
    dk: bytes,
    manifest: Manifest,
    job: Job,
    beside: "tuple[Future[None], ...]",
) -> Path:
    """Stream to `name.part` at the target, flush, read back, compare; name it once what runs beside is done as well."""
    file = _free_name(target.folder, manifest.taken_at)
    part = file.with_name(file.name + ".part")
    try:
        with files.disk_errors("The disk for the backup"), preflight.gone_is_taken_out():
            _stream(scratch, part, front, manifest.size, job)
            files.forget_cached(part)
            _read_back(part, dk, job)
            job.step(manifest.size, manifest.size, "Checking every page")
            for other in beside:
                other.result()
            target.require_same_disk()
            files.rename(part, file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return file


def _read_back(part: Path, dk: bytes, job: Job) -> None:
    try:
        verify(container.read(part), dk, job)
    except Damaged:
        raise preflight.unlike_written() from None


def _forget_halves(folder: Path, vault_id: bytes) -> None:
    """Delete what copying left half-written when the stick was pulled or the power went; only this shop's own."""
    for half in folder.glob(f"shopcrm-*{SUFFIX}.part"):
        if container.vault_of(half) == vault_id:
            with contextlib.suppress(OSError):
                half.unlink()


def _stream(scratch: Path, part: Path, front: bytes, size: int, job: Job) -> None:
    with scratch.open("rb") as source, files.open_private(part) as out:
        out.write(front)
        for start in range(0, size, CHUNK):
            job.step(start, size, "Writing the backup")
            out.write(source.read(CHUNK))
        out.flush()
        os.fsync(out.fileno())


def _free_name(folder: Path, taken_at: str) -> Path:
    base = f"shopcrm-{taken_at.replace(':', '')}"
    names = [f"{base}{SUFFIX}", *(f"{base}-{number}{SUFFIX}" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _quick_check_due(vault: Vault) -> bool:
    last = vault.header.chores.get(QUICK_CHECK)
    return last is None or vault.clock() - from_stamp(last) >= QUICK_CHECK_EVERY


def _counts(connection: Any) -> dict[str, int]:
    tables = [name for _, name, kind, *_ in connection.execute("PRAGMA table_list").fetchall() if kind == "table"]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in sorted(tables)
        if not name.startswith("sqlite_")
    }


def _sums(connection: Any, counts: dict[str, int]) -> dict[str, int]:
    """What each ledger comes to, by currency; a book from before a ledger has none of it."""
    return {
        f"{ledger} {unit}": total
        for ledger, unit, total in (
            (ledger, *row)
            for ledger, tables, sql in _LEDGERS
            if tables <= counts.keys()
            for row in connection.execute(sql).fetchall()
        )
    }


@contextlib.contextmanager
def _settled(book: Path, dk: bytes, suspect: str = "") -> Iterator[Any]:
    """A fresh connection to a copy: after one bad page a connection is of no more use.

    suspect: what is to blame where it cannot be read at all.
    """
    connection = database.connect(book, dk, settled=True)
    try:
        with database.driver_errors():
            yield connection
    except database.UnreadableError:
        raise _damaged([suspect]) from None
    finally:
        connection.close()


def _damaged(findings: list[str]) -> Damaged:
    pages = sorted({int(page) for finding in findings for page in re.findall(r"page (\d+)", finding)})
    where = f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages[:20]))}" if pages else "its structure"
    more = f" and {len(pages) - 20} more" if len(pages) > 20 else ""
    return Damaged(
        f"The book is damaged: {where}{more}.",
        "A damaged book is not backed up, and every older backup is untouched. Restore the newest one.",
    )
