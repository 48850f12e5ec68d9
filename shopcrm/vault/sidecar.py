"""The list of the erased, suppressed and restricted, sealed in a small file beside the book and beside every backup.

A backup that is older than an erasure still holds the person, and one that is older than a wish not to be contacted
does not know it: whoever restores it reads this file first. It names nobody: random numbers, keyed hashes, instants.

```
8   "scerase" and the format's version, 1
16  vault id
4   length of the header copy, big-endian        4   length of the sealed list, big-endian
32  SHA-256 of the 32 bytes before, the header copy and the sealed list: tells rot from a wrong passphrase
    header copy      vault.json with the present owner and recovery slots only, its MAC recomputed
    sealed list      nonce || ChaCha20-Poly1305(derive(DK, "sidecar"), JSON, AD = the first 24 bytes)
```
"""

import hashlib
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.vault import files, keyring
from shopcrm.vault import header as headers
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import WrongKeyError
from shopcrm.vault.tx import Row, Tx

SUFFIX = ".sct"
LARGEST = 256 * 1024 * 1024
"""Of the sealed list, in bytes."""

_MAGIC = b"scerase\x01"
_PREFIX = struct.Struct(">8s16sII")
_DIGEST_BYTES = 32
_IN_FORCE = (
    "SELECT digest, kind, purpose, channel, reason, source, at FROM suppressions WHERE lifted_at IS NULL ORDER BY id"
)
_SAID_NO = (
    "SELECT customers.uid, no.purpose, no.channel, no.answer, max(no.at), no.method FROM consent_events AS no"
    " JOIN customers ON customers.id = no.customer_id WHERE no.answer IN ('withdraw', 'object') AND NOT EXISTS ("
    "SELECT 1 FROM consent_events AS yes WHERE yes.customer_id = no.customer_id AND yes.purpose = no.purpose"
    " AND yes.channel = no.channel AND yes.answer = 'grant' AND yes.evidence <> ''"
    " AND lower(trim(yes.method)) NOT LIKE 'import%' AND (yes.at, yes.id) > (no.at, no.id))"
    " GROUP BY no.customer_id, no.purpose, no.channel ORDER BY no.customer_id, no.purpose, no.channel"
)
"""The last no of each person about each purpose and channel that no yes of her own followed."""
_RESTRICTED = (
    "SELECT uid, grounds, since, note FROM restrictions JOIN customers ON customers.id = customer_id"
    " WHERE lifted_at IS NULL ORDER BY restrictions.id"
)
_CHANGED = (
    "SELECT count(*), max(id), max(at), count(lifted_at), max(lifted_at), (SELECT count(*) FROM tombstones),"
    " (SELECT max(id) FROM consent_events), (SELECT count(*) - count(lifted_at) FROM restrictions),"
    " (SELECT max(since) FROM restrictions WHERE lifted_at IS NULL) FROM suppressions"
)


@dataclass(frozen=True, slots=True)
class Stone:
    """One erased record: its random number, the customer's number, when and why, and its marks (kind, keyed hash)."""

    uid: str
    customer: int
    at: str
    reason: str
    marks: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Who was erased or restricted, and who must not be contacted, as of an instant (a stamp).

    suppressions: rows of digest, kind, purpose, channel, reason, source, at. refusals: of a customer's random number,
    purpose, channel, answer, at, method. restrictions: of the same number, grounds, since, note. What was typed, the
    last of each row, stays in the book: the file says ''.
    """

    at: str
    stones: tuple[Stone, ...]
    suppressions: tuple[Row, ...]
    refusals: tuple[Row, ...] = ()
    restrictions: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The file, looked at from outside: whose it is and who can open it."""

    path: Path
    header: Header
    sealed: bytes

    def open(self, dk: bytes) -> Known:
        """What it lists; raises CannotUnlock for another key, Damaged where it was altered."""
        key = keyring.derive(dk, self.header.vault, "sidecar")
        try:
            plain = json.loads(keyring.unseal(key, self.sealed, _MAGIC + self.header.vault))
        except WrongKeyError:
            raise CannotUnlock("This key does not open the list of the erased.", _TYPE_IT) from None
        if not self.header.is_sealed_by(dk):
            raise _rotten(self.path)
        return _known(plain)


_TYPE_IT = "Type the passphrase that opens the shop now."


def name_of(vault_id: bytes) -> str:
    """The name of a shop's file; several shops may keep theirs in one folder."""
    return f"shopcrm-{vault_id.hex()}{SUFFIX}"


def known_to(tx: Tx) -> Known:
    """What the open book lists now."""
    marks: dict[str, list[tuple[str, bytes]]] = {}
    for uid, kind, mark in tx.all("SELECT uid, kind, digest FROM tombstone_marks ORDER BY uid, kind, digest"):
        marks.setdefault(uid, []).append((kind, mark))
    stones = tx.all("SELECT uid, customer_id, at, reason FROM tombstones ORDER BY at, uid")
    listed = tuple(Stone(uid, customer, at, why, tuple(marks.get(uid, ()))) for uid, customer, at, why in stones)
    return Known(tx.stamp, listed, tuple(tx.all(_IN_FORCE)), tuple(tx.all(_SAID_NO)), tuple(tx.all(_RESTRICTED)))


def fingerprint(tx: Tx) -> Row:
    """Tells cheaply whether the list has changed."""
    return tx.one(_CHANGED)


def write(folder: Path, header: Header, dk: bytes, known: Known) -> Path:
    """Replace the file in a folder, sealed to the present owner and recovery slots. Raises Refused or NoSpace."""
    path = folder / name_of(header.vault)
    with files.disk_errors("The folder for the list of the erased"):
        files.write_whole(path, _encode(headers.for_backup(header, header.anchor, dk), dk, known))
    return path


def read(path: Path, vault_id: bytes) -> Sidecar:
    """Look at a shop's file. Raises Damaged where it is not whole, or is another shop's, before any key is tried."""
    try:
        with files.disk_errors("The folder with the list of the erased"), path.open("rb") as source:
            content = source.read(_PREFIX.size + _DIGEST_BYTES + headers.LARGEST + LARGEST + 1)
    except FileNotFoundError:
        raise Damaged("There is no list of the erased beside the backup.", "", data_safe=True) from None
    found = _parse(path, content)
    if found.header.vault != vault_id:
        raise Damaged("The list of the erased beside the backup is another shop's.", "", data_safe=True)
    return found


def _parse(path: Path, content: bytes) -> Sidecar:
    start = _PREFIX.size + _DIGEST_BYTES
    if len(content) < start or not content.startswith(_MAGIC[:7]):
        raise _rotten(path)
    magic, vault, header_length, sealed_length = _PREFIX.unpack(content[: _PREFIX.size])
    whole = start + header_length + sealed_length == len(content)
    if not whole or header_length > headers.LARGEST or sealed_length > LARGEST:
        raise _rotten(path)
    copy, sealed = content[start : start + header_length], content[start + header_length :]
    if hashlib.sha256(content[: _PREFIX.size] + copy + sealed).digest() != content[_PREFIX.size : start]:
        raise _rotten(path)
    if magic != _MAGIC:
        raise CannotUnlock("A newer version of shopcrm wrote the list of the erased.", "Install the newest shopcrm.")
    try:
        header = headers.parse(copy)
    except CrmError:
        raise _rotten(path) from None
    if header.vault != vault:
        raise _rotten(path)
    return Sidecar(path, header, sealed)


def _encode(header: Header, dk: bytes, known: Known) -> bytes:
    plain = {
        "v": 1,
        "at": known.at,
        "stones": [
            [one.uid, one.customer, one.at, one.reason, [[kind, mark.hex()] for kind, mark in one.marks]]
            for one in known.stones
        ],
        "suppressions": [[row[0].hex(), *row[1:]] for row in known.suppressions],
        "refusals": [row[:-1] for row in known.refusals],
        "restrictions": [row[:-1] for row in known.restrictions],
    }
    text = json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")
    sealed = keyring.seal(keyring.derive(dk, header.vault, "sidecar"), text, _MAGIC + header.vault)
    copy = header.encode()
    prefix = _PREFIX.pack(_MAGIC, header.vault, len(copy), len(sealed))
    return prefix + hashlib.sha256(prefix + copy + sealed).digest() + copy + sealed


def _known(plain: Any) -> Known:
    """The list that only this program can have sealed; its shape needs no second check."""
    stones = tuple(
        Stone(uid, customer, at, reason, tuple((kind, bytes.fromhex(mark)) for kind, mark in marks))
        for uid, customer, at, reason, marks in plain["stones"]
    )
    return Known(
        plain["at"],
        stones,
        tuple((bytes.fromhex(row[0]), *row[1:]) for row in plain["suppressions"]),
        *(tuple((*row, "") for row in plain.get(name, ())) for name in ("refusals", "restrictions")),
    )


def _rotten(path: Path) -> Damaged:
    return Damaged(f"The list of the erased ({path.name}) is damaged.", "", data_safe=True)
