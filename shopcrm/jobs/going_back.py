"""Back to the book before a restore: what it replaced is kept for 30 days, and is one step away."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopcrm.errors import CannotUnlock, Damaged, NotAllowed, Refused
from shopcrm.jobs.comparing import Comparison, state
from shopcrm.jobs.entered_since import entered_since
from shopcrm.jobs.restore import Restored
from shopcrm.jobs.since_backup import Carried, known_now
from shopcrm.vault import header as headers
from shopcrm.vault import old_keys, restoring, scratch, unlocking
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A book that a restore replaced. folder: where it lies, with its own header. at: when (UTC). book: the file."""

    folder: Path
    at: datetime
    book: Path


def replaced(shop: Path) -> tuple[Replaced, ...]:
    """The books that restores replaced and that are still kept, the latest first."""
    return tuple(Replaced(book.parent, at, book) for at, book in restoring.books_kept(shop))


def compare(
    vault: Vault,
    which: Replaced | None = None,
    passphrase: str | None = None,
    *,
    key_file: Path | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Comparison:
    """Read a replaced book whole, prove it, and set it beside the open shop's; which: the latest by default.

    Raises as `back_to` does; nothing is changed.
    """
    which, header, dk = _kept(vault, which, passphrase, key_file)
    job = Job(progress, cancel)
    with _still_whole(), scratch.opened_kept(which.folder, header, dk, vault.folder, vault.clock(), job) as tx:
        then = state(tx)
    return Comparison(vault.read(state), then, vault.read(entered_since, then.last_at))


def back_to(
    vault: Vault,
    which: Replaced | None = None,
    passphrase: str | None = None,
    *,
    key_file: Path | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Restored:
    """Put a replaced book back in place of the open shop's, and close the shop: the same logins open it afterwards.

    which: the latest by default. passphrase: only where the shop's keys were changed since. Who was erased since is
    erased again; the book that stood there is kept in its turn. Raises NotAllowed, Refused where none is kept, Damaged,
    CannotUnlock, NoSpace, Cancelled: the book is then as it was.
    """
    which, header, dk = _kept(vault, which, passphrase, key_file)
    now, gen = vault.clock(), max(vault.header.gen, header.gen) + 1
    carried = Carried((vault.read(known_now),), replaced_keys=tuple(vault.read(old_keys.known)), doubt=False)
    with _still_whole():
        prepared = restoring.prepare_kept(
            which.folder, header, dk, vault.folder, gen,
            now=now, rehearsed=vault.rehearsed, carry=carried, job=Job(progress, cancel),
        )  # fmt: skip
    lock = vault.hand_over()
    try:
        now_kept, settled = restoring.settle_over(prepared, vault.folder, vault.header, now)
    finally:
        lock.release()
    return Restored(
        vault.folder, {}, "", carried.suppressions, now_kept, len(carried.erased), carried.problems, settled=settled
    )


def _kept(
    vault: Vault, which: Replaced | None, passphrase: str | None, key_file: Path | None
) -> tuple[Replaced, Header, bytes]:
    """The book that is meant, its header and its key."""
    if vault.staff.role < Role.OWNER:
        raise NotAllowed("Only the owner may put back the book from before a restore.", "Ask the owner.")
    vault.refuse_read_only()
    kept = replaced(vault.folder)
    if which is None and not kept:
        raise Refused("No book from before a restore is kept.", "Replaced books are deleted after 30 days.")
    which = which or kept[0]
    header = headers.read(which.folder / headers.NAME)
    if header.vault != vault.vault_id:
        raise Refused("That book is another shop's.", "Nothing was changed.")
    return which, header, _dk(vault, header, passphrase, key_file)


@contextlib.contextmanager
def _still_whole() -> Iterator[None]:
    try:
        yield
    except Damaged:
        raise Damaged(
            "The book from before the restore is damaged, so it was not put back.",
            "Save what can be read of it: `shopcrm restore FILE --salvage --into DIR`. The present book is as it was.",
            data_safe=True,
        ) from None


def _dk(vault: Vault, header: Header, passphrase: str | None, key_file: Path | None) -> bytes:
    if header.is_sealed_by(vault.keys.dk):
        return vault.keys.dk
    try:
        return old_keys.open_with(header, old_keys.held(vault)).dk
    except CannotUnlock:
        if passphrase is None:
            raise
    return unlocking.unlock_header(header, passphrase, key_file=key_file, staff=vault.staff.name).keys.dk
