"""The journal of an import: what it added, changed and took away, so that it can be taken back exactly.

New customers and orders get ids in one run, so that one line of the journal stands for all of them and for what hangs
on them; everything done to records that were there before has a line of its own.
"""

import json
from collections.abc import Mapping
from typing import Any

from shopcrm.vault.tx import Tx

RANGES = ("customers", "orders")
LEDGERS = ("payments", "order_events", "consent_events", "notes")


class Ids:
    """The next free ids of the tables that an import adds to: known beforehand, so that rows can go in by the batch."""

    def __init__(self, tx: Tx) -> None:
        self._next = {
            table: int(tx.value(f"SELECT coalesce(max(id), 0) FROM {table}"))
            for table in ("contact_points", "addresses", "order_lines", "order_events", "payments", "consent_events")
        }
        for table in ("customers", "orders", "notes"):
            self._next[table] = int(
                tx.value("SELECT coalesce(max(seq), 1000) FROM sqlite_sequence WHERE name = ?", (table,))
            )
        self.first = {table: last + 1 for table, last in self._next.items()}

    def take(self, table: str) -> int:
        """The next id of a table."""
        self._next[table] += 1
        return self._next[table]

    def given(self, table: str, row: int) -> None:
        """Note the id of a row that another rule of the shop has added."""
        self._next[table] = max(self._next[table], row)

    def last(self, table: str) -> int:
        """The last id given."""
        return self._next[table]


class Journal:
    """Collects an import's changes and writes them down at the end."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str | None, str | None]] = []

    def added(self, table: str, key: Mapping[str, Any]) -> None:
        """A row was added to a record that was there before; `key` are the columns by which it is found again."""
        self._rows.append((table, _text(key), None, "{}"))

    def changed(self, table: str, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Columns of a row were changed."""
        self._rows.append((table, _text({"id": row_id}), _text(before), _text(after)))

    def removed(self, table: str, row_id: int, before: Mapping[str, Any]) -> None:
        """A row was taken away; `before` is the whole of it."""
        self._rows.append((table, _text({"id": row_id}), _text(before), None))

    def write(self, tx: Tx, import_id: int, ids: Ids) -> None:
        """Write the journal: the runs of new ids, where each ledger ended, and every change in its order."""
        marks = [
            (table, _text({"from": ids.first[table], "to": ids.last(table)}), None, None)
            for table in RANGES
            if ids.last(table) >= ids.first[table]
        ]
        ends = [(table, _text({"end": ids.last(table)}), None, None) for table in LEDGERS]
        tx.run_many(
            "INSERT INTO import_changes (import_id, table_name, row_key, before, after) VALUES (?, ?, ?, ?, ?)",
            [(import_id, *row) for row in (*marks, *ends, *self._rows)],
        )


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
