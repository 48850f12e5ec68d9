"""The book of a backup in a scratch file on the local disk, encrypted as it is: to look at, never to keep."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopcrm.vault import database, migrate, restoring, snapshot, tidying
from shopcrm.vault.container import Container, Manifest
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role
from shopcrm.vault.session import calendar_of_book
from shopcrm.vault.tx import Job, Staff, Tx, from_stamp
from shopcrm.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was read whole and proven. tx: a look into its book, as of when it was made."""

    manifest: Manifest
    facts: snapshot.BookFacts
    tx: Tx


@contextmanager
def opened(backup: Container, dk: bytes, folder: Path, job: Job) -> Iterator[Opened]:
    """Write a backup's book into a folder, prove every page and its structure, bring it up to date, look into it.

    The scratch file is gone afterwards; what a crash leaves goes at the next opening of the shop. Raises Damaged,
    CannotUnlock, NoSpace, Cancelled.
    """
    manifest = backup.open(dk)
    with _named(folder) as book:
        snapshot.extract(backup, manifest, book, job)
        facts = snapshot.prove(book, dk, job, quick=True)
        restoring.compare(facts, manifest)
        with _looking(book, dk, from_stamp(manifest.taken_at), job) as tx:
            yield Opened(manifest, facts, tx)


@contextmanager
def opened_kept(kept: Path, header: Header, dk: bytes, folder: Path, now: datetime, job: Job) -> Iterator[Tx]:
    """The same for a book that a restore replaced, which lies in a folder of its own with its header."""
    with _named(folder) as book:
        restoring.copy_kept(kept, header, dk, book, job)
        with _looking(book, dk, now, job) as tx:
            yield tx


@contextmanager
def _named(folder: Path) -> Iterator[Path]:
    book = folder / f"copy-{secrets.token_hex(4)}.part"
    try:
        yield book
    finally:
        tidying.remove_book(book)


@contextmanager
def _looking(book: Path, dk: bytes, now: datetime, job: Job) -> Iterator[Tx]:
    connection = database.connect(book, dk)
    try:
        with database.driver_errors():
            migrate.upgrade(connection)
            connection.execute("PRAGMA query_only = ON")
            nobody = Staff(0, "", Role.OWNER)
            first = Tx(connection, now=now, calendar=Calendar("UTC", "GB-ENG"), staff=nobody, rehearsed=False, job=job)
            calendar = calendar_of_book(first)
            yield Tx(connection, now=now, calendar=calendar, staff=nobody, rehearsed=False, job=job)
    finally:
        connection.close()
