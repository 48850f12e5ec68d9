"""The `head` file: the activity's last sequence and MAC after each commit, unsynced. Ahead of the book, it tells loss.

One line of fixed length, written in one call: ``gen seq mac tag``, the tag being HMAC-SHA256 under derive(DK,
"audit") of what stands before it, so that a torn or foreign line is known for what it is and ignored.
"""

import hmac
import os
from pathlib import Path

from shopcrm.vault import files
from shopcrm.vault.header import Anchor
from shopcrm.vault.keyring import derive

NAME = "head"
_LENGTH = 20 + 1 + 20 + 1 + 64 + 1 + 64 + 1


class HeadFile:
    """Open for the sitting; `note` after each commit, `read` at opening."""

    def __init__(self, folder: Path, dk: bytes, vault_id: bytes, gen: int) -> None:
        self._key = derive(dk, vault_id, "audit")
        self._gen = gen
        self._closed = False
        self._file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), files.PRIVATE_FILE)

    def read(self) -> Anchor | None:
        """The head last noted for this generation of the book; None where there is none, or it is torn or foreign."""
        os.lseek(self._file, 0, os.SEEK_SET)
        line = os.read(self._file, _LENGTH + 1)
        parts = line.split()
        if len(line) != _LENGTH or len(parts) != 4 or not hmac.compare_digest(parts[3], self._tag(line[:-65])):
            return None
        gen, seq, mac = int(parts[0]), int(parts[1]), bytes.fromhex(parts[2].decode("ascii"))
        return Anchor(seq, mac) if gen == self._gen else None

    def note(self, head: Anchor) -> None:
        """Write the head of the book; not flushed, for it is only ever a warning."""
        line = f"{self._gen:020} {head.seq:020} {head.mac.hex()} ".encode("ascii")
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, line + self._tag(line) + b"\n")

    def close(self) -> None:
        """Close the file. Twice does no harm: the descriptor may be another file's by then."""
        if not self._closed:
            self._closed = True
            os.close(self._file)

    def _tag(self, line: bytes) -> bytes:
        return hmac.digest(self._key, line, "sha256").hex().encode("ascii")
