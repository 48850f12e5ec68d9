"""The activity: one entry for each write, chained, under keys that are overwritten as it grows.

``digest = SHA-256(nonce(16) || detail)``, detail being canonical JSON (keys sorted, no spaces, UTF-8);
``entry = canonical JSON of [seq, at, recorded_at, rehearsed (0/1), staff id, verb, ref or null, digest in hex]``;
``mac_i = HMAC-SHA256(k_i, mac of the entry before (32 zero bytes at first) || entry)``;
``k_{i+1} = HKDF-SHA256(ikm = k_i, salt = vault id, info = "shopcrm/v1/audit/next", 32 bytes)``.
k_0 is random, never derived from the data key (who holds a slot could then rewrite the past); it is sealed to each
owner's slot and to the recovery slot, in vault.json. Erasing a person empties nonce and detail and leaves the chain
verifiable.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shopcrm.vault.header import Anchor
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx, stamp

START = Anchor(0, bytes(32))
"""The head of an empty chain."""

_BEFORE = (
    "SELECT key.value, vault.value, last.seq, last.mac FROM meta AS key JOIN meta AS vault ON vault.key = 'vault_id'"
    " LEFT JOIN (SELECT seq, mac FROM activity ORDER BY seq DESC LIMIT 1) AS last WHERE key.key = 'audit_key'"
)
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking the chain found. `proven`: every MAC was recomputed from k_0, not only sequence and head."""

    entries: int
    head: Anchor
    proven: bool
    rehearsed: int
    problems: tuple[str, ...]


def next_key(key: bytes, vault_id: bytes) -> bytes:
    """The key of the next entry."""
    return HKDF(algorithm=SHA256(), length=32, salt=vault_id, info=b"shopcrm/v1/audit/next").derive(key)


def append(tx: Tx, verb: str, recorded_at: datetime) -> Anchor:
    """Write the entry of this transaction from what it noted; answers the new head.

    recorded_at: the machine's own clock (UTC), whatever clock the transaction was given.
    """
    key, vault_id, seq, before = tx.one(_BEFORE)
    last = START if seq is None else Anchor(seq, before)
    nonce, detail = secrets.token_bytes(16), _canonical(tx.noted.detail)
    digest = hashlib.sha256(nonce + detail.encode()).digest()
    outside = (last.seq + 1, tx.stamp, stamp(recorded_at), int(tx.rehearsed), tx.staff.id, verb, tx.noted.ref)
    mac = _mac(key, last.mac, outside, digest)
    tx.insert(
        "INSERT INTO activity"
        " (seq, at, recorded_at, rehearsed, staff_id, verb, ref, customer_id, nonce, detail, digest, mac)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*outside, tx.noted.customer_id, nonce, detail, digest, mac),
    )
    tx.change_one("UPDATE meta SET value = ? WHERE key = 'audit_key'", (next_key(key, vault_id),))
    return Anchor(last.seq + 1, mac)


def head(tx: Tx) -> Anchor:
    """The last entry's sequence and MAC."""
    row = tx.maybe("SELECT seq, mac FROM activity ORDER BY seq DESC LIMIT 1")
    return Anchor(*row) if row else START


@read("activity.verify")
def verify_chain(tx: Tx, k0: bytes | None = None) -> ChainReport:
    """Check every entry: sequence without gaps, digests of details that are still there, and with k_0 every MAC.

    Without k_0 (a manager, an assistant) sequence and head are all that can be checked. Truncation shows only against
    an anchor: vault.json, a backup, a receipt.
    """
    vault_id, key = _meta(tx, "vault_id"), k0
    problems: list[str] = []
    last, rehearsed, count = START, 0, 0
    for seq, at, recorded_at, was_rehearsed, staff_id, verb, ref, nonce, detail, digest, mac in tx.rows(
        "SELECT seq, at, recorded_at, rehearsed, staff_id, verb, ref, nonce, detail, digest, mac"
        " FROM activity ORDER BY seq"
    ):
        if seq != last.seq + 1:
            problems.append(f"entries {last.seq + 1} to {seq - 1} are missing")
        if detail is not None and hashlib.sha256((nonce or b"") + detail.encode()).digest() != digest:
            problems.append(f"entry {seq}: its details were altered")
        if key is not None:
            outside = (seq, at, recorded_at, was_rehearsed, staff_id, verb, ref)
            if not hmac.compare_digest(mac, _mac(key, last.mac, outside, digest)):
                problems.append(f"entry {seq}: it or the one before was altered")
            key = next_key(key, vault_id)
        last, rehearsed, count = Anchor(seq, mac), rehearsed + was_rehearsed, count + 1
    if key is not None and not problems and key != _meta(tx, "audit_key"):
        problems.append("the key of the next entry does not follow from the last: entries were cut off the end")
    return ChainReport(count, last, k0 is not None, rehearsed, tuple(problems))


def holds(tx: Tx, anchor: Anchor) -> bool:
    """Whether the book's chain contains this earlier head."""
    if anchor.seq == 0:
        return True
    row = tx.maybe("SELECT mac FROM activity WHERE seq = ?", (anchor.seq,))
    return row is not None and hmac.compare_digest(row[0], anchor.mac)


def _mac(key: bytes, before: bytes, outside: tuple[Any, ...], digest: bytes) -> bytes:
    return hmac.digest(key, before + _canonical([*outside, digest.hex()]).encode(), "sha256")


def _meta(tx: Tx, key: str) -> bytes:
    value: bytes = tx.value("SELECT value FROM meta WHERE key = ?", (key,))
    return value
