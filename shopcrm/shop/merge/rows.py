"""The rows of two customers, as the data map tells where they are: which change hands, and what became of the others.

No list of tables is kept here, so that a new table cannot be forgotten.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shopcrm.data_map import TABLES
from shopcrm.shop import suppression
from shopcrm.vault.tx import Row, Tx

CARRIED = tuple(name for name, one in TABLES.items() if "customer_id" in one.columns and one.merge == "carry")
"""Tables whose rows change hands, each by itself."""
KEEPERS = tuple(name for name, one in TABLES.items() if one.merge == "keeper's")
LET_GO = tuple(name for name, one in TABLES.items() if one.merge == "let go")
JOINED = tuple(name for name, one in TABLES.items() if one.merge == "join")
_WATCHED = {
    "customers": "id IN (?1, ?2)",
    **dict.fromkeys((*JOINED, *KEEPERS, *LET_GO), "customer_id IN (?1, ?2)"),
    "told_apart": "customer_id IN (?1, ?2) OR other_id IN (?1, ?2)",
}
_SUPPRESSIONS = "suppressions"

Key = tuple[Any, ...]
Rows = dict[str, dict[Key, Row]]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a merge's journal: what became of a row, or of a run of rows, of a table."""

    table: str
    kind: str
    key: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Before:
    """How the rows stood: those that change hands by their keys, where each ledger ended, the others whole."""

    keep: int
    lose: int
    handed: dict[str, list[Any]] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    whole: Rows = field(default_factory=dict)


def key_of(tx: Tx, table: str) -> tuple[str, ...]:
    """The columns of a table's primary key."""
    return tuple(row[0] for row in tx.all("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,)))


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table that a journal can hold."""
    return tuple(name for name in TABLES[table].columns if (table, name) != (_SUPPRESSIONS, "digest"))


def look(tx: Tx, keep: int, lose: int) -> Before:
    """How the rows of two customers stand before they are made one."""
    found = Before(keep, lose)
    for table in CARRIED:
        (key,) = key_of(tx, table)
        found.handed[table] = [row[0] for row in tx.all(f"SELECT {key} FROM {table} WHERE customer_id = ?", (lose,))]
        if key == "id":
            found.ends[table] = tx.value(f"SELECT coalesce(max(id), 0) FROM {table}")
    found.whole = _whole(tx, keep, lose)
    return found


def compare(tx: Tx, before: Before) -> list[Change]:
    """What became of every row since: the journal of a merge."""
    found = [
        Change(table, "moved", {"ids": ids, "end": before.ends.get(table, 0)})
        for table, ids in before.handed.items()
        if ids or before.ends.get(table)
    ]
    for table, end in before.ends.items():
        new = tx.all(f"SELECT id FROM {table} WHERE id > ? AND customer_id = ?", (end, before.keep))
        if new:
            found.append(Change(table, "added", {"ids": [row[0] for row in new]}))
    for table in JOINED:
        if key_of(tx, table) == ("id",):
            end = tx.value(f"SELECT coalesce(max(id), 0) FROM {table}")
            found.append(Change(table, "moved", {"ids": [], "end": end}))
    after = _whole(tx, before.keep, before.lose)
    for table, rows in before.whole.items():
        found += _changes(tx, table, rows, after[table])
    return found


def write_down(tx: Tx, merge: int, changes: Iterable[Change]) -> None:
    """Keep the journal of a merge."""
    tx.run_many(
        "INSERT INTO merge_rows (merge_id, table_name, kind, row_key, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [(merge, one.table, one.kind, _text(one.key), _text(one.before), _text(one.after)) for one in changes],
    )


def journal_of(tx: Tx, merge: int) -> list[Change]:
    """The journal of a merge; empty once it was purged."""
    rows = tx.all(
        "SELECT table_name, kind, row_key, before, after FROM merge_rows WHERE merge_id = ? ORDER BY id", (merge,)
    )
    return [Change(table, kind, *(text and json.loads(text) for text in texts)) for table, kind, *texts in rows]


def _text(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False)


def _whole(tx: Tx, keep: int, lose: int) -> Rows:
    found = {table: _by_key(tx, table, where, (keep, lose)) for table, where in _WATCHED.items()}
    points = [*suppression.points_of(tx, keep), *suppression.points_of(tx, lose)]
    found[_SUPPRESSIONS] = {}
    for mark in {suppression.digest(tx, point.kind, point.key) for point in points}:
        found[_SUPPRESSIONS] |= _by_key(tx, _SUPPRESSIONS, "digest = ?1", (mark,))
    return found


def _by_key(tx: Tx, table: str, where: str, values: tuple[Any, ...]) -> dict[Key, Row]:
    names = columns_of(table)
    places = [names.index(column) for column in key_of(tx, table)]
    rows = tx.all(f"SELECT {', '.join(names)} FROM {table} WHERE {where}", values)
    return {tuple(row[place] for place in places): row for row in rows}


def _changes(tx: Tx, table: str, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> list[Change]:
    names, key_names = columns_of(table), key_of(tx, table)

    def named(row: Row) -> dict[str, Any]:
        return dict(zip(names, row, strict=True))

    found = []
    for key, row in before.items():
        where = dict(zip(key_names, key, strict=True))
        if key not in after:
            found.append(Change(table, "removed", where, named(row)))
        elif after[key] != row:
            found.append(Change(table, "changed", where, named(row), named(after[key])))
    new = [dict(zip(key_names, key, strict=True)) for key in after if key not in before]
    return [*found, *(Change(table, "added", {"keys": [key]}) for key in new)]
