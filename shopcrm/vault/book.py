"""The two connections to the encrypted file: one writes, one reads, each on its own thread."""

import threading
from pathlib import Path
from typing import Any

from shopcrm.errors import Refused
from shopcrm.vault import database


class Book:
    """One encrypted file, open. Whatever names the writer or the reader is called on that one's thread only.

    no_room: its disk is full, and it can only be looked at.
    """

    def __init__(self, path: Path, dk: bytes, *, no_room: bool = False) -> None:
        self.path = path
        self.writer: Any = None
        self.reader: Any = None
        self._dk = dk
        self._no_room = no_room
        self._interrupting = threading.Lock()

    def open_writer(self, *, read_only: bool) -> None:
        """Open the writing connection, closing the one before: after a bad page it fails even where the file is whole.

        Raises a CrmError where the file does not open.
        """
        self.close_writer()
        self.writer = database.connect(self.path, self._dk, read_only=read_only, no_room=self._no_room)

    def open_reader(self) -> None:
        """Open the reading connection, closing the one before. Raises a CrmError where the file does not open."""
        with self._interrupting:
            self._close_reader()
            self.reader = database.connect(self.path, self._dk, read_only=True, no_room=self._no_room)

    def close_writer(self) -> None:
        """Close the writing connection, if it is open."""
        connection, self.writer = self.writer, None
        if connection is not None:
            connection.close()

    def close_reader(self) -> None:
        """Close the reading connection, if it is open."""
        with self._interrupting:
            self._close_reader()

    def interrupt(self) -> None:
        """End the query that the reader runs; from any thread."""
        with self._interrupting:
            if self.reader is not None:
                self.reader.interrupt()

    def settle(self) -> None:
        """Merge the log into the file and require that all of it went. Raises Refused."""
        if self._no_room and not database.has_log(self.path):
            return
        if self.merge_log() != (0, 0, 0) or database.has_log(self.path):
            raise Refused("The book is busy and could not be copied.", "Wait a moment, then try again.")

    def merge_log(self) -> tuple[int, ...]:
        """Merge the log into the file as far as that can be done; answers what SQLite says of it."""
        return tuple(self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    def _close_reader(self) -> None:
        connection, self.reader = self.reader, None
        if connection is not None:
            connection.close()
