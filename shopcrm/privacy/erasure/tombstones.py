"""Tombstones: what keeps an erased person from coming back with a file or a restored backup.

A tombstone bears the random number of a record, keyed hashes of its e-mail addresses, telephone numbers and numbers at
other services, and the instant; no name. Every record that was made one with hers has one.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from shopcrm.errors import Refused
from shopcrm.shop import merge, suppression
from shopcrm.vault.refs import ref
from shopcrm.vault.sidecar import Stone
from shopcrm.vault.tx import Tx

MarkKind = Literal["email", "phone", "external"]
Marks = Callable[[MarkKind, str], bytes]


@dataclass(frozen=True, slots=True)
class Buried:
    """Whom a mark belongs to: her number, and when she was erased, a stamp."""

    customer: int
    at: str


def set_up(tx: Tx, customer: int, at: str, reason: str) -> None:
    """Set up the tombstone of a customer and of the records that were made one with hers, while they are known."""
    own: str = tx.value("SELECT uid FROM customers WHERE id = ?", (customer,))
    tx.run_many(
        "INSERT OR IGNORE INTO tombstones (uid, customer_id, at, reason) VALUES (?, ?, ?, ?)",
        [(uid, customer, at, reason) for uid in (own, *_earlier(tx, customer))],
    )
    tx.run_many(
        "INSERT OR IGNORE INTO tombstone_marks (digest, kind, uid) VALUES (?, ?, ?)",
        [(mark, kind, own) for kind, mark in _marks_of(tx, customer)],
    )


def marks(tx: Tx) -> Marks:
    """The keyed hash of a person's e-mail address or number in standard form, or of ``platform\\0number``."""
    secret: bytes = tx.value("SELECT value FROM meta WHERE key = 'hash_key'")

    def mark(kind: MarkKind, value: str) -> bytes:
        key = suppression.point_key(kind, value) if kind != "external" else value
        return hmac.digest(secret, f"erased/{kind}\0{key}".encode(), sha256)

    return mark


def all_buried(tx: Tx, digests: Iterable[bytes]) -> dict[bytes, Buried]:
    """Who was erased with each of these marks, the latest where several were; a mark of nobody is left out."""
    listed = json.dumps([mark.hex() for mark in digests])
    rows = tx.all(
        "SELECT digest, customer_id, at FROM tombstone_marks JOIN tombstones USING (uid) WHERE digest IN"
        " (SELECT unhex(value) FROM json_each(?)) ORDER BY at",
        (listed,),
    )
    return {digest: Buried(customer, at) for digest, customer, at in rows}


def known(tx: Tx) -> bool:
    """Whether anybody was erased: else no file needs to be looked through."""
    return tx.maybe("SELECT 1 FROM tombstones LIMIT 1") is not None


def by_itself(tx: Tx, uid: str) -> tuple[int | None, str]:
    """The number of a customer who bears a uid and was not erased; None where there is none."""
    row = tx.maybe("SELECT id FROM customers WHERE uid = ? AND status <> 'erased'", (uid,))
    return (row[0] if row else None), ""


def parted(tx: Tx, uid: str) -> tuple[int | None, str]:
    """The number of a record that a merge took up, once it is parted from the other; or why it cannot be, in words."""
    taken = tx.maybe(
        "SELECT merges.id, lose_id, merges.customer_id FROM merge_rows JOIN merges ON merges.id = merge_id WHERE"
        " table_name = 'customers' AND kind = 'removed' AND json_extract(before, '$.uid') = ? AND undone_at IS NULL",
        (uid,),
    )
    if taken is None:
        return None, ""
    number, lose, keep = taken
    try:
        merge.unmerge(tx, number)
    except Refused as refused:
        return None, f"{ref('C', lose)} was made one with {ref('C', keep)}, and cannot be parted: {refused.message}"
    return lose, ""


def keep(tx: Tx, stones: Iterable[Stone]) -> None:
    """Add the tombstones that this book lacks, with their marks."""
    for stone in stones:
        tx.run(
            "INSERT OR IGNORE INTO tombstones (uid, customer_id, at, reason) VALUES (?, ?, ?, ?)",
            (stone.uid, stone.customer, stone.at, stone.reason),
        )
        tx.run_many(
            "INSERT OR IGNORE INTO tombstone_marks (digest, kind, uid) VALUES (?, ?, ?)",
            [(mark, kind, stone.uid) for kind, mark in stone.marks],
        )


def _earlier(tx: Tx, customer: int) -> list[str]:
    """The numbers of the records that were made one with a customer's, as the journals of the merges still say."""
    rows = tx.all(
        "SELECT json_extract(before, '$.uid') FROM merge_rows JOIN merges ON merges.id = merge_id"
        " WHERE merges.customer_id = ? AND undone_at IS NULL AND table_name = 'customers' AND kind = 'removed'",
        (customer,),
    )
    return [row[0] for row in rows]


def _marks_of(tx: Tx, customer: int) -> list[tuple[MarkKind, bytes]]:
    mark = marks(tx)
    points = tx.all("SELECT kind, normal FROM contact_points WHERE customer_id = ?", (customer,))
    numbers = tx.all("SELECT platform, external_id FROM customer_external_ids WHERE customer_id = ?", (customer,))
    return [
        *((kind, mark(kind, normal)) for kind, normal in points),
        *(("external", mark("external", f"{platform}\0{number}")) for platform, number in numbers),
    ]
