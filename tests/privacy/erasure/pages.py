"""The pages of an encrypted book as they stand on the disk, free ones and those of the log included, in clear."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from shopcrm.vault.database import PAGE
from shopcrm.vault.keyring import SALT_BYTES

_RESERVED, _IV = 80, 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def in_clear(folder: Path, dk: bytes) -> bytes:
    """Every page of every book and log in a folder, decrypted as SQLCipher 4 does, whether or not it is in use."""
    found = []
    for book in sorted(folder.glob("data-*.db")):
        content = book.read_bytes()
        found += [_page(content[at : at + PAGE], dk, first=at == 0) for at in range(0, len(content), PAGE)]
        log = book.with_name(book.name + "-wal")
        if log.exists():
            found += list(_frames(log.read_bytes(), dk))
    return b"".join(found)


def _frames(log: bytes, dk: bytes) -> Iterator[bytes]:
    for at in range(_LOG_HEADER, len(log) - PAGE - _FRAME_HEADER + 1, _FRAME_HEADER + PAGE):
        number = int.from_bytes(log[at : at + 4], "big")
        page = log[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]
        yield _page(page, dk, first=number == 1)


def _page(page: bytes, dk: bytes, *, first: bool) -> bytes:
    start = SALT_BYTES if first else 0
    cipher = Cipher(AES(dk[:32]), CBC(page[-_RESERVED : -_RESERVED + _IV])).decryptor()
    return cipher.update(page[start : PAGE - _RESERVED]) + cipher.finalize()
