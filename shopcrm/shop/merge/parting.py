"""Parting two records that were made one: both are as they were, and what happened since stays with the kept one.

What follows a row that goes back goes with it: points that its orders earned since, credit taken back on it. A no that
was said meanwhile counts for both, since nobody knows which of them said it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shopcrm.errors import NotFound, Refused
from shopcrm.shop import consent, customers, loyalty, rollups, search, store_credit
from shopcrm.shop.merge import answers
from shopcrm.shop.merge.joining import RULES
from shopcrm.shop.merge.naming import came_since, label_of, title_of
from shopcrm.shop.merge.records import SINGLE, Field, MergeDraft, Parted
from shopcrm.shop.merge.rows import CARRIED, JOINED, LET_GO, Change, columns_of, journal_of, key_of
from shopcrm.vault.refs import MergeId, ref
from shopcrm.vault.tx import Tx

_SAID_SINCE = "said while two records were one"
_FOLLOWERS = (
    ("loyalty_lots", "order_id", "orders"),
    ("loyalty_orders", "order_id", "orders"),
    ("loyalty_allocations", "lot_id", "loyalty_lots"),
    ("stamps", "order_id", "orders"),
    ("stamps", "reverses", "stamps"),
    ("store_credit", "reverses", "store_credit"),
)
"""What came since and follows a row that goes back: table, the column that names that row, and its table."""


def part(tx: Tx, merge: MergeId) -> tuple[Parted, MergeDraft]:
    """Part two records that were made one; answers what came of it, and what would make them one again.

    Raises what `customers.unmerge` raises.
    """
    held = tx.maybe("SELECT customer_id, lose_id, undone_at FROM merges WHERE id = ?", (merge,))
    if held is None:
        raise NotFound(f"There is no merge {ref('M', merge)}.", "More, Duplicates, Merged lists those that were made.")
    keep, lose, undone = held
    journal = journal_of(tx, merge)
    _check(tx, merge, keep, undone, journal)
    moved = {one.table: one.key for one in journal if one.kind == "moved"}
    since = _said_since(tx, keep, moved, journal)
    used = _points_since(tx, moved, journal)
    rollups.set_aside(tx, (keep,))
    _remove_added(tx, journal)
    for table in LET_GO:
        tx.run(f"DELETE FROM {table} WHERE customer_id = ?", (keep,))
    _insert_removed(tx, journal)
    _hand_back(tx, moved, keep, lose)
    kept = (*_restore_changed(tx, journal, lose), *_came_since(tx, moved, keep))
    _settle(tx, keep, lose, since, used)
    tx.run("DELETE FROM merge_rows WHERE merge_id = ?", (merge,))
    tx.change_one("UPDATE merges SET undone_at = ? WHERE id = ?", (tx.stamp, merge))
    tx.note(ref("C", keep), keep, unmerge=ref("M", merge), restored=ref("C", lose))
    return Parted(merge, keep, lose, _counted(journal), kept), MergeDraft(keep, lose, _taken(journal, keep))


def _taken(journal: Sequence[Change], keep: int) -> tuple[Field, ...]:
    """Which values of the kept record gave way to the other's, as the journal of the merge tells."""
    found: list[Field] = []
    for one in journal:
        before, after = one.before or {}, one.after or {}
        if one.kind != "changed":
            continue
        if one.table == "customers":
            found += [name for name in SINGLE if before[name] != after[name]]
        elif one.table in RULES and before["customer_id"] == keep and before["preferred"] > after["preferred"]:
            found.append("address" if one.table == "addresses" else before["kind"])
    return tuple(dict.fromkeys(found))


def _check(tx: Tx, merge: int, keep: int, undone: str | None, journal: Sequence[Change]) -> None:
    number = ref("M", merge)
    if undone:
        raise Refused(f"{number} was undone already.")
    if not journal or not tx.value("SELECT name FROM customers WHERE id = ?", (keep,)):
        raise Refused(f"The person of {number} was erased since: nothing is left to restore.")
    later = tx.maybe(
        "SELECT id FROM merges WHERE customer_id = ? AND id > ? AND undone_at IS NULL ORDER BY id DESC", (keep, merge)
    )
    if later:
        raise Refused(f"{ref('C', keep)} was merged again since.", f"Undo {ref('M', later[0])} first.")
    ours = _ids([one for one in journal if one.kind == "added" and one.table == "loyalty_allocations"])
    if tx.maybe("SELECT 1 FROM loyalty_allocations WHERE reverses IN (SELECT value FROM json_each(?))", (ours,)):
        raise Refused("Points that paid a debt when the records were merged were given back since.")


def _ids(changes: Sequence[Change]) -> str:
    return json.dumps([one_id for one in changes for one_id in one.key.get("ids", ())])


def _said_since(tx: Tx, keep: int, moved: Mapping[str, Any], journal: Sequence[Change]) -> list[tuple[int, str]]:
    """The answers given since the merge: number and answer."""
    ours = _ids([one for one in journal if one.kind == "added" and one.table == "consent_events"])
    end = moved.get("consent_events", {"end": 0})["end"]
    return [
        (row[0], row[1])
        for row in tx.all(
            "SELECT id, answer FROM consent_events WHERE customer_id = ? AND id > ?"
            " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id",
            (keep, end, ours),
        )
    ]


def _points_since(tx: Tx, moved: Mapping[str, Any], journal: Sequence[Change]) -> bool:
    """Whether points moved since the merge."""
    found = False
    for table in ("loyalty_lots", "loyalty_allocations"):
        ours = _ids([one for one in journal if one.kind == "added" and one.table == table])
        end = moved.get(table, {"end": 0})["end"]
        later = f"SELECT 1 FROM {table} WHERE id > ? AND id NOT IN (SELECT value FROM json_each(?))"
        found = found or tx.maybe(later, (end, ours)) is not None
    return found


def _remove_added(tx: Tx, journal: Sequence[Change]) -> None:
    """Take away what the merge itself had entered."""
    with tx.gate("undo"):
        for one in reversed(journal):
            if one.kind != "added":
                continue
            if "ids" in one.key:
                marks = json.dumps(one.key["ids"])
                tx.run(f"DELETE FROM {one.table} WHERE id IN (SELECT value FROM json_each(?))", (marks,))
            for key in one.key.get("keys", ()):
                tx.run(f"DELETE FROM {one.table} WHERE {_where(key)}", tuple(key.values()))


def _insert_removed(tx: Tx, journal: Sequence[Change]) -> None:
    for one in journal:
        if one.kind == "removed" and one.before is not None:
            _insert(tx, one.table, one.before)


def _insert(tx: Tx, table: str, values: Mapping[str, Any]) -> None:
    """Put a row back; one whose number was given to another since gets a new one, one about somebody gone does not."""
    values = dict(values)
    owner = values.get("customer_id")
    if owner is not None and not tx.maybe("SELECT 1 FROM customers WHERE id = ?", (owner,)):
        return
    numbered = table != "customers" and key_of(tx, table) == ("id",)
    if numbered and tx.maybe(f"SELECT 1 FROM {table} WHERE id = ?", (values["id"],)):
        del values["id"]
    marks = ", ".join("?" * len(values))
    tx.run(f"INSERT OR IGNORE INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def _hand_back(tx: Tx, moved: Mapping[str, Any], keep: int, lose: int) -> None:
    with tx.gate("merge"):
        for table in CARRIED:
            if table in moved:
                (key,) = key_of(tx, table)
                tx.run(
                    f"UPDATE {table} SET customer_id = ? WHERE customer_id = ? AND {key} IN"
                    " (SELECT value FROM json_each(?))",
                    (lose, keep, json.dumps(moved[table]["ids"])),
                )
        for table, column, of in _FOLLOWERS:
            key = key_of(tx, of)[0]
            tx.run(
                f"UPDATE {table} SET customer_id = ?1 WHERE customer_id = ?2 AND {column} IN"
                f" (SELECT {key} FROM {of} WHERE customer_id = ?1)",
                (lose, keep),
            )
        tx.run(
            "UPDATE store_credit SET customer_id = ?1 WHERE customer_id = ?2 AND amount > 0 AND payment_id IN (SELECT"
            " payments.id FROM payments JOIN orders ON orders.id = order_id WHERE orders.customer_id = ?1)",
            (lose, keep),
        )


def _restore_changed(tx: Tx, journal: Sequence[Change], lose: int) -> tuple[str, ...]:
    """Put earlier values back, but for those that somebody changed since; answers what stayed so, in words."""
    kept: list[str] = []
    for one in journal:
        if one.kind != "changed" or one.before is None or one.after is None:
            continue
        names = columns_of(one.table)
        row = tx.maybe(f"SELECT {', '.join(names)} FROM {one.table} WHERE {_where(one.key)}", tuple(one.key.values()))
        if row is None:
            if one.before.get("customer_id") == lose:
                _insert(tx, one.table, one.before)
            continue
        now = dict(zip(names, row, strict=True))
        changed = [name for name in names if one.before[name] != one.after[name]]
        back = {name: one.before[name] for name in changed if now[name] == one.after[name] or name == "customer_id"}
        stayed = [name for name in changed if name not in back and name != "updated_at"]
        kept += [f"{label_of(one.table, name)}: changed since, stays as it is now" for name in stayed]
        if back:
            marks = ", ".join(f"{name} = ?" for name in back)
            tx.run(
                f"UPDATE OR IGNORE {one.table} SET {marks} WHERE {_where(one.key)}",
                (*back.values(), *one.key.values()),
            )
    return tuple(dict.fromkeys(kept))


def _came_since(tx: Tx, moved: Mapping[str, Any], keep: int) -> Iterator[str]:
    """What came since the merge and stays with the kept record, by name."""
    stays = f"came since and stays with {ref('C', keep)}"
    for table in (*CARRIED, *JOINED):
        known = table in moved or table in CARRIED
        if known and table != "merges" and key_of(tx, table) == ("id",):
            end = moved.get(table, {"end": 0})["end"]
            yield from (f"{words} {stays}" for words in came_since(tx, table, keep, end))


def _settle(tx: Tx, keep: int, lose: int, since: Sequence[tuple[int, str]], points_moved: bool) -> None:
    """Sums, search, and what follows from what came since."""
    for customer in (keep, lose):
        for balance in store_credit.balances(tx, customer):
            if balance.minor < 0:
                raise Refused(
                    "Store credit that came with the other record was used since.", "Give the credit back first."
                )
    for event, answer in since:
        if answer in consent.NO:
            answers.repeat(tx, lose, event, _SAID_SINCE)
    if since:
        for customer in (keep, lose):
            consent.keep_suppressed(tx, customer)
    if points_moved:
        for customer in (keep, lose):
            loyalty.put_in_order(tx, customer)
    rollups.take_in(tx, (keep, lose))
    for customer in (keep, lose):
        search.forget(tx, "C", customer)
        customers.reindex(tx, customer)


def _where(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{column} = ?" for column in key)


def _counted(journal: Sequence[Change]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for one in journal:
        if one.kind == "moved":
            counts[title_of(one.table)] += len(one.key["ids"])
        elif one.kind in ("changed", "removed"):
            counts[title_of(one.table)] += 1
    return {title: number for title, number in counts.items() if number}
