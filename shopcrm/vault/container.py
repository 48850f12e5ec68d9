"""The backup file, `shopcrm-<time>.scb`: one file, whole in itself, in which only the vault id can be read.

```
8   "shopcrm" and the format's version, 1
16  vault id
4   length of the header copy, big-endian        4   length of the sealed manifest, big-endian
32  SHA-256 of the 32 bytes before, the header copy and the sealed manifest: tells rot from a wrong passphrase
    header copy      vault.json with owner and recovery slots only, its MAC recomputed
    sealed manifest  nonce || ChaCha20-Poly1305(derive(DK, "manifest"), JSON, AD = the first 24 bytes)
    book             the SQLCipher file, bit for bit
```
"""

import base64
import hashlib
import json
import struct
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import BinaryIO

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.vault import files, keyring
from shopcrm.vault import header as headers
from shopcrm.vault.database import PAGE
from shopcrm.vault.header import Anchor, Header
from shopcrm.vault.keyring import WrongKeyError
from shopcrm.vault.tx import Job, from_stamp

CHUNK = 4 * 1024 * 1024
SUFFIX = ".scb"
_HASHERS = 2
"""Threads: hashing takes twice the time of copying."""

_MAGIC = b"shopcrm\x01"
_PREFIX = struct.Struct(">8s16sII")
_DIGEST_BYTES = 32
_LARGEST_MANIFEST = 16 * 1024 * 1024
LARGEST_FRONT = 1024 * 1024
"""Room that a backup needs beside the book itself, in bytes."""
_OLDER = "Keep it, and use an older backup."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. size: bytes of the book. chunks: SHA-256 of each 4 MiB of it. taken_at: a stamp, UTC.

    sums: what its ledgers came to; empty in a backup from before they were noted.
    """

    gen: int
    size: int
    schema: int
    counts: dict[str, int]
    head: Anchor
    header: bytes
    chunks: tuple[bytes, ...]
    taken_at: str
    sums: dict[str, int] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The manifest as canonical JSON, before it is sealed."""
        plain = {
            "v": 1,
            "gen": self.gen,
            "size": self.size,
            "schema": self.schema,
            "counts": self.counts,
            "head": {"seq": self.head.seq, "mac": self.head.mac.hex()},
            "header": self.header.hex(),
            "chunks": [base64.b64encode(chunk).decode("ascii") for chunk in self.chunks],
            "taken_at": self.taken_at,
            "sums": self.sums,
        }
        return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class Container:
    """A backup file, looked at from outside: whose it is and who can open it."""

    path: Path
    header: Header
    sealed: bytes
    start: int
    """Where the book begins, in bytes."""

    def open(self, dk: bytes) -> Manifest:
        """The manifest; raises CannotUnlock for another key, Damaged where the file does not hold what it promises."""
        key = keyring.derive(dk, self.header.vault, "manifest")
        try:
            plain = keyring.unseal(key, self.sealed, _MAGIC + self.header.vault)
        except WrongKeyError:
            raise CannotUnlock("This key does not open that backup.", "Type the passphrase it was made with.") from None
        manifest = _manifest(plain)
        if manifest is None:
            raise Damaged("The backup's own list of what it holds makes no sense.", _OLDER, data_safe=True)
        if manifest.header != self.header.digest() or not self.header.is_sealed_by(dk):
            raise Damaged("The backup's header is not the one that it was made with.", _OLDER, data_safe=True)
        if self.path.stat().st_size != self.start + manifest.size:
            raise Damaged("The backup is incomplete: bytes are missing or were added.", _OLDER, data_safe=True)
        return manifest

    def chunks(self, manifest: Manifest, job: Job, what: str) -> Iterator[bytes]:
        """The book piece by piece, each proven; raises Damaged at the first piece that is not what was backed up."""
        with files.disk_errors("The disk with the backup"), self.path.open("rb") as source:
            source.seek(self.start)
            for number, (chunk, found) in enumerate(hashed(source, len(manifest.chunks))):
                job.step(number * CHUNK, manifest.size, what)
                if found != manifest.chunks[number]:
                    at = number * CHUNK // (1024 * 1024)
                    raise Damaged(f"The backup is damaged between {at} and {at + 4} MB.", _OLDER, data_safe=True)
                yield chunk
        job.step(manifest.size, manifest.size, what)


def hashed(source: BinaryIO, number: int) -> Iterator[tuple[bytes, bytes]]:
    """The next so many pieces of 4 MiB of a file, each with its SHA-256: worked out beside the reading of the next."""
    with ThreadPoolExecutor(_HASHERS, "shopcrm-hash") as beside:
        waiting: deque[tuple[bytes, Future[bytes]]] = deque()
        for _ in range(number):
            chunk = source.read(CHUNK)
            waiting.append((chunk, beside.submit(_sha256, chunk)))
            if len(waiting) > _HASHERS:
                yield _waited(waiting)
        while waiting:
            yield _waited(waiting)


def _waited(waiting: "deque[tuple[bytes, Future[bytes]]]") -> tuple[bytes, bytes]:
    chunk, digest = waiting.popleft()
    return chunk, digest.result()


def _sha256(chunk: bytes) -> bytes:
    return hashlib.sha256(chunk).digest()


def read(path: Path) -> Container:
    """Look at a backup file; raises Damaged where it is not a whole backup, before any key is tried."""
    with files.disk_errors("The disk with the backup"):
        try:
            with path.open("rb") as source:
                return _read(path, source)
        except FileNotFoundError:
            raise CannotUnlock(f"There is no backup at {path}.", "Check the name, or plug in the stick.") from None


def vault_of(path: Path) -> bytes | None:
    """Whose backup a file is, by its vault id; None where it is no backup at all."""
    try:
        with path.open("rb") as source:
            magic, vault, _, _ = _PREFIX.unpack(source.read(_PREFIX.size))
    except (OSError, struct.error):
        return None
    return vault if magic == _MAGIC else None


def front(header: Header, manifest: Manifest, dk: bytes) -> bytes:
    """Everything that stands before the book."""
    key = keyring.derive(dk, header.vault, "manifest")
    sealed = keyring.seal(key, manifest.encode(), _MAGIC + header.vault)
    copy = header.encode()
    prefix = _PREFIX.pack(_MAGIC, header.vault, len(copy), len(sealed))
    return prefix + hashlib.sha256(prefix + copy + sealed).digest() + copy + sealed


def _read(path: Path, source: BinaryIO) -> Container:
    prefix = source.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size or not prefix.startswith(_MAGIC[:7]):
        raise Damaged(f"{path.name} is not a backup of shopcrm.", "Choose a file that ends in .scb.", data_safe=True)
    magic, vault, header_length, manifest_length = _PREFIX.unpack(prefix)
    if header_length > headers.LARGEST or manifest_length > _LARGEST_MANIFEST:
        raise _rotten(path)
    digest, copy, sealed = source.read(_DIGEST_BYTES), source.read(header_length), source.read(manifest_length)
    if hashlib.sha256(prefix + copy + sealed).digest() != digest:
        raise _rotten(path)
    if magic != _MAGIC:
        raise CannotUnlock("A newer version of shopcrm made this backup.", "Install the newest shopcrm, then retry.")
    try:
        header = headers.parse(copy)
    except CrmError:
        raise _rotten(path) from None
    if header.vault != vault:
        raise _rotten(path)
    return Container(path, header, sealed, source.tell())


def _rotten(path: Path) -> Damaged:
    return Damaged(f"The beginning of {path.name} is damaged or incomplete.", _OLDER, data_safe=True)


def _manifest(sealed: bytes) -> Manifest | None:
    """A manifest as it was sealed; None where it is none, or cannot be of any book."""
    try:
        plain = json.loads(sealed)
        found = Manifest(
            gen=plain["gen"],
            size=plain["size"],
            schema=plain["schema"],
            counts=plain["counts"],
            head=Anchor(plain["head"]["seq"], bytes.fromhex(plain["head"]["mac"])),
            header=bytes.fromhex(plain["header"]),
            chunks=tuple(base64.b64decode(chunk) for chunk in plain["chunks"]),
            taken_at=plain["taken_at"],
            sums=plain.get("sums", {}),
        )
        from_stamp(found.taken_at)
        is_book = found.size > 0 and found.size % PAGE == 0 and len(found.chunks) == ceil(found.size / CHUNK)
        numbers = (found.gen, found.schema, found.head.seq, *found.counts.values(), *found.sums.values())
        return found if is_book and all(isinstance(one, int) for one in numbers) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
