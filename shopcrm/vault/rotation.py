"""A new data key for the book: it is exported into a new file under the new key, proven, and put in its place.

Never in place with the driver's own pragma: one that fails, and a write after it, destroy the file. Here the old file
stays as it is until vault.json names the new one, which is the one commit point; whoever's slot is dropped has no way
into the new file, and nobody's passphrase is needed to seal the new key to the others.
"""

import contextlib
import dataclasses
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shopcrm.errors import Cancelled, Damaged, NoSpace
from shopcrm.vault import activity, database, files, keyring, migrate, permission, snapshot, tidying
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.keyring import Keys
from shopcrm.vault.opening import machine_clock
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Progress, Vault
from shopcrm.vault.tx import Job, Tx

VERB = "vault.rotated"
_RESTORE = "Nothing was changed. Restore the newest backup that is whole."
_STILL_THERE = "The book is as it was, and still in use. Free some space, then try again."
_STEPS_BETWEEN = 100_000
"""Steps of SQLite's machine between two looks at Cancel."""


def rotate(
    vault: Vault,
    *,
    without: tuple[str, ...] = (),
    also: Callable[[Tx], None] | None = None,
    reason: str = "",
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Give the open book a new data key; it stays open. Backups made before keep the key that they have.

    without: ids of slots that are dropped. also: what changes in the book at the same moment; it notes what it did.
    reason: for the activity. Raises NotAllowed, NoSpace, Damaged or Cancelled: the book is then as it was, and open.
    """
    permission.require(vault.staff, Role.OWNER, "change the key of the book")
    job, change = Job(progress, cancel), _Change(without, also, reason)
    vault.replace_book(lambda book: _make(vault, book, change, job))


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    without: tuple[str, ...]
    also: Callable[[Tx], None] | None
    reason: str


def _make(vault: Vault, book: Path, change: _Change, job: Job) -> tuple[Header, Keys]:
    """Write the book anew beside the settled old one, whole, proven and flushed; answers what opens it."""
    keys = dataclasses.replace(vault.keys, dk=secrets.token_bytes(keyring.DATA_KEY_BYTES))
    gen = vault.header.gen + 1
    target = vault.folder / f"data-{gen}.db"
    part = target.with_name(target.name + ".part")
    tidying.remove_book(part)
    tidying.remove_book(target)
    try:
        _check_space(book)
        # The export takes zeros for the end of a long value whose last page is bad, and seals them as genuine.
        snapshot.prove(book, vault.keys.dk, job)
        counts = _export(book, vault.keys.dk, part, keys.dk, job)
        head = _settle_in(vault, part, keys.dk, gen, change)
        with files.disk_errors("The disk with the shop"):
            files.sync_file(part)
        facts = snapshot.prove(part, keys.dk, job, quick=True)
        if facts.counts != counts | {"activity": counts["activity"] + 1} or facts.head != head:
            raise Damaged("The new file does not hold what the old one does.", "The old one is still in use.")
        job.step(1, 1, "Changing over")
        with files.disk_errors("The disk with the shop"):
            files.rename(part, target)
    except BaseException:
        tidying.remove_book(part)
        tidying.remove_book(target)
        raise
    slots = tuple(
        keyring.resealed(slot, keys, vault.vault_id, gen)
        for slot in vault.header.slots
        if slot.id not in change.without
    )
    return dataclasses.replace(vault.header, gen=gen, slots=slots, anchor=head).sealed(keys.dk), keys


def _check_space(book: Path) -> None:
    with files.disk_errors("The disk with the shop"):
        size, free = book.stat().st_size, shutil.disk_usage(book.parent).free
    if free < size:
        raise NoSpace(
            f"A second copy of the book needs {size // 2**20 + 1} MB, and its disk has {free // 2**20} MB free.",
            "Free some space there, then try again.",
        )


def _export(book: Path, dk: bytes, part: Path, new_dk: bytes, job: Job) -> dict[str, int]:
    """Copy every record and every rule into a new file under another key; answers how many records each table has."""
    size = max(book.stat().st_size, 1)

    def look() -> int:
        if job.cancel is not None and job.cancel.is_set():
            return 1
        done = min(part.stat().st_size, size - 1) if part.exists() else 0
        job.step(done, size, "Writing the book anew")
        return 0

    job.step(0, size, "Writing the book anew")
    connection = database.connect(book, dk)
    try:
        with database.driver_errors():
            connection.set_progress_handler(look, _STEPS_BETWEEN)
            where = f"{part.resolve().as_uri()}?mode=rwc"
            connection.execute("ATTACH ? AS anew KEY ?", (where, f"x'{keyring.sqlcipher_key(new_dk)}'"))
            # A crash leaves a part file, which the next start deletes: so no journal, and one flush at the end.
            connection.execute("PRAGMA anew.journal_mode = OFF").fetchone()
            with _export_errors():
                connection.execute("SELECT sqlcipher_export('anew')").fetchone()
            connection.execute(f"PRAGMA anew.user_version = {migrate.version(connection)}")
            connection.execute(f"PRAGMA anew.application_id = {migrate.APPLICATION_ID}")
            return _counts_of_both(connection)
    finally:
        connection.close()


@contextlib.contextmanager
def _export_errors() -> Iterator[None]:
    """The export tells what stopped it in words alone: every error of it bears the same code."""
    try:
        yield
    except database.driver().Error as error:
        said = str(error)
        if "interrupted" in said:
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.") from None
        if "malformed" in said or "not a database" in said:
            raise Damaged("Part of the book cannot be read, so that it cannot be written anew.", _RESTORE) from None
        raise NoSpace("The disk is full, or it failed: the key was not changed.", _STILL_THERE) from None


def _counts_of_both(connection: Any) -> dict[str, int]:
    """How many records each table has, once both files are known to have the same tables with as many; else Damaged."""
    schema = "SELECT type, name, sql FROM {0}.sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    both = f"{schema.format('main')} EXCEPT {schema.format('anew')}"
    missing = connection.execute(both).fetchall()
    tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in connection.execute(tables).fetchall()]
    count = 'SELECT count(*) FROM {0}."{1}"'
    counts = {
        where: {name: connection.execute(count.format(where, name)).fetchone()[0] for name in names}
        for where in (("main",) if missing else ("main", "anew"))
    }
    if missing or counts["main"] != counts["anew"]:
        raise Damaged("The new file does not hold what the old one does.", "The old one is still in use.")
    return counts["main"]


def _settle_in(vault: Vault, part: Path, dk: bytes, gen: int, change: _Change) -> Anchor:
    """Write into the new file which generation it is, and what changed with it, as an entry of its own."""
    connection = database.connect(part, dk)
    try:
        with database.driver_errors():
            connection.execute("BEGIN IMMEDIATE")
            tx = Tx(
                connection,
                now=vault.clock(),
                calendar=vault.calendar,
                staff=vault.staff,
                rehearsed=vault.rehearsed,
                job=Job(),
            )
            tx.change_one("UPDATE meta SET value = ? WHERE key = 'gen'", (gen,))
            if change.also is not None:
                change.also(tx)
            tx.note(gen=gen, logins_dropped=len(change.without), reason=change.reason)
            head = activity.append(tx, VERB, machine_clock())
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return head
