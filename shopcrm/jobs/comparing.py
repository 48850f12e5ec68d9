"""A backup beside the present book, before one takes the other's place: counts, dates, and the newest entries."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shopcrm.jobs.entered_since import entered_since
from shopcrm.jobs.restore import Proven, of_this_shop
from shopcrm.shop import acts
from shopcrm.vault import old_keys, restoring, scratch
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import read
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, Tx

Progress = Callable[[int, int, str], None]
_NEWEST = (
    ("Newest order", "O", "SELECT id, placed_at FROM orders ORDER BY id DESC LIMIT 1"),
    ("Newest customer", "C", "SELECT id, created_at FROM customers ORDER BY id DESC LIMIT 1"),
    ("Newest return", "R", "SELECT id, opened_at FROM returns ORDER BY id DESC LIMIT 1"),
    ("Newest ticket", "T", "SELECT id, opened_at FROM tickets ORDER BY id DESC LIMIT 1"),
)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest record of a kind. ref, at: '' where there is none; at: a stamp."""

    kind: str
    ref: str
    at: str


@dataclass(frozen=True, slots=True)
class State:
    """What a book holds: records by kind, the last entry (a stamp), and the newest of each kind."""

    counts: dict[str, int]
    last_at: str
    newest: tuple[Newest, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The present book and the one that is to take its place, which was read whole and proven.

    missing: what was entered since and has to be entered again, in words. proven: the backup, where it is one.
    """

    now: State
    then: State
    missing: tuple[str, ...]
    proven: Proven | None = None


@read("restore.state")
def state(tx: Tx) -> State:
    """How many records the book holds, when it was last changed, and the newest of each kind."""
    newest = []
    for kind, letter, sql in _NEWEST:
        row = tx.maybe(sql)
        newest.append(Newest(kind, ref(letter, row[0]), row[1]) if row else Newest(kind, "", ""))
    return State(acts.how_many(tx), acts.last_at(tx) or "", tuple(newest))


def compare(
    vault: Vault,
    file: Path,
    passphrase: str | None = None,
    *,
    key_file: Path | None = None,
    staff: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Comparison:
    """Read a backup whole, prove it, and set it beside the open shop's book.

    Raises Refused for another shop's backup, Damaged, CannotUnlock, NoSpace.
    """
    backup = of_this_shop(file, vault.header)
    held = old_keys.held(vault)
    dk = restoring.dk_of(backup, passphrase, key_file=key_file, staff=staff, present=vault.keys.dk, held=held)
    with scratch.opened(backup, dk, vault.folder, Job(progress, cancel)) as book:
        then = state(book.tx)
        proven = Proven(file, file.stat().st_size, book.manifest.counts, book.manifest.taken_at)
    return Comparison(vault.read(state), then, vault.read(entered_since, proven.taken_at), proven)
