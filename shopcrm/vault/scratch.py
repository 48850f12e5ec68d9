"""The book of a backup in a scratch file on the local disk, encrypted as it is: to look at, never to keep."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shopcrm.vault import database, migrate, restoring, snapshot, tidying
from shopcrm.vault.container import Container, Manifest
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
    book = folder / f"copy-{secrets.token_hex(4)}.part"
    try:
        snapshot.extract(backup, manifest, book, job)
        facts = snapshot.prove(book, dk, job, quick=True)
        restoring.compare(facts, manifest)
        connection = database.connect(book, dk)
        try:
            with database.driver_errors():
                migrate.upgrade(connection)
                connection.execute("PRAGMA query_only = ON")
                now, nobody = from_stamp(manifest.taken_at), Staff(0, "", Role.OWNER)
                first = Tx(
                    connection, now=now, calendar=Calendar("UTC", "GB-ENG"), staff=nobody, rehearsed=False, job=job
                )
                calendar = calendar_of_book(first)
                tx = Tx(connection, now=now, calendar=calendar, staff=nobody, rehearsed=False, job=job)
                yield Opened(manifest, facts, tx)
        finally:
            connection.close()
    finally:
        tidying.remove_book(book)
