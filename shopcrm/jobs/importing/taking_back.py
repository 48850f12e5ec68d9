"""Taking an import back: what it added goes, what it changed is as before, and what has a later history stays.

A no that came in a file is still a no: it stays with a customer who was there before, and of one who came with the
import and goes again, the do-not-contact list keeps the address or number.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from shopcrm.errors import NotFound, Refused
from shopcrm.jobs.importing.report import UndoReport
from shopcrm.shop import customers, rollups, search
from shopcrm.vault.refs import ImportId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

_KINDS = {
    "contact_points": "contact details",
    "order_lines": "lines",
    "consent_events": "answers",
    "addresses": "addresses",
}


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import as the list shows it; `summary`: what it did -> how many."""

    id: ImportId
    at: str
    staff: str
    format: str
    file_name: str
    rows: int
    summary: dict[str, int]
    undone_at: str | None


@dataclass(slots=True)
class _Outcome:
    removed: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


@read("imports.past", role=Role.MANAGER)
def past_imports(tx: Tx, limit: int = 100) -> tuple[PastImport, ...]:
    """The imports so far, the latest first."""
    rows = tx.all(
        "SELECT imports.id, at, staff.name, format, file_name, rows, summary, undone_at FROM imports"
        " JOIN staff ON staff.id = staff_id ORDER BY imports.id DESC LIMIT ?",
        (limit,),
    )
    return tuple(PastImport(*(*row[:6], json.loads(row[6]), row[7])) for row in rows)


@write("imports.undo", role=Role.MANAGER)
def undo(tx: Tx, import_id: ImportId) -> UndoReport:
    """Take an import back, values that it changed restored; answers what stayed, and why.

    Raises NotFound for no such import, Refused for one that was taken back already or whose journal was let go.
    """
    row = tx.maybe("SELECT at, undone_at FROM imports WHERE id = ?", (import_id,))
    if row is None:
        raise NotFound(f"There is no import {ref('I', import_id)}.", "Its number was told when it was made.")
    at, undone = row
    if undone:
        raise Refused(f"{ref('I', import_id)} was taken back already.")
    journal = tx.all(
        "SELECT table_name, row_key, before, after FROM import_changes WHERE import_id = ? ORDER BY id", (import_id,)
    )
    if not journal:
        raise Refused(
            f"What taking {ref('I', import_id)} back needs was let go with other old records.",
            "Change the records by hand, or restore a backup.",
        )
    spans, ends = _spans(journal)
    done = _Outcome()
    with tx.gate("undo"):
        _take_back_changes(tx, journal, ends, done)
        _remove_orders(tx, spans.get("orders", (1, 0)), ends, at, done)
        _remove_customers(tx, spans.get("customers", (1, 0)), ends, at, done)
    for customer in sorted(done.touched):
        if tx.maybe("SELECT 1 FROM customers WHERE id = ?", (customer,)):
            customers.reindex(tx, customer)
    rollups.rebuild(tx)
    tx.change_one("UPDATE imports SET undone_at = ? WHERE id = ?", (tx.stamp, import_id))
    tx.note(ref("I", import_id), removed=dict(done.removed), restored=dict(done.restored), kept=len(done.kept))
    return UndoReport(dict(done.removed), dict(done.restored), tuple(done.kept))


def _spans(journal: Iterable[tuple[Any, ...]]) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """The runs of ids that the import gave out, and where each ledger ended when it was over."""
    spans: dict[str, tuple[int, int]] = {}
    ends: dict[str, int] = {}
    for table, key, _, after in journal:
        found = json.loads(key)
        if after is None and "from" in found:
            spans[table] = (found["from"], found["to"])
        elif after is None and "end" in found:
            ends[table] = found["end"]
    return spans, ends


def _take_back_changes(tx: Tx, journal: list[tuple[Any, ...]], ends: dict[str, int], done: _Outcome) -> None:
    """Undo, last first, what was done to records that were there before the import.

    An order that went on since stays whole: half of it as before would be neither the one order nor the other.
    """
    went_on = _went_on(tx, journal, ends)
    kept: set[int] = set()
    for table, key_text, before, after in reversed(journal):
        key = json.loads(key_text)
        if "from" in key or "end" in key:
            continue
        if went_on and (order := _order_of(tx, table, key, before)) in went_on:
            kept.add(order)
            continue
        if before is None:
            _remove_added(tx, table, key, done)
        elif after is None:
            values = json.loads(before)
            if tx.maybe("SELECT 1 FROM orders WHERE id = ?", (values["order_id"],)):
                _insert(tx, table, values)
        else:
            _restore(tx, table, key["id"], json.loads(before), json.loads(after), done)
    done.kept += [f"{ref('O', order)}: {went_on[order]}" for order in sorted(kept)]


def _went_on(tx: Tx, journal: list[tuple[Any, ...]], ends: dict[str, int]) -> dict[int, str]:
    """The orders that stay as they are, and why: one with a return, or changed since, by hand or by a later import.

    Also one whose money moved since: what was paid back may be what the import brought.
    """
    found = dict.fromkeys(_changed_since(tx, journal), "changed since the import")
    for table, why, where in (
        ("order_events", "changed since the import", "kind = 'edited' AND id > ?"),
        ("payments", "money moved on it since", "id > ?"),
    ):
        later = f"SELECT DISTINCT order_id FROM {table} WHERE {where}"
        found |= {order: why for (order,) in tx.rows(later, (ends.get(table, 0),))}
    return found | {order: "it has a return since" for (order,) in tx.rows("SELECT DISTINCT order_id FROM returns")}


def _changed_since(tx: Tx, journal: Iterable[tuple[Any, ...]]) -> Iterator[int]:
    """The orders that the import has changed, and that are not any more as it left them."""
    for table, key, before, after in journal:
        if table == "orders" and before is not None:
            order = json.loads(key)["id"]
            if _stands(tx, table, order, json.loads(after)) is False:
                yield order


def _order_of(tx: Tx, table: str, key: dict[str, Any], before: str | None) -> int:
    """The order that an entry of the journal is about, 0 where it is about none."""
    if table == "orders":
        return int(key["id"])
    if table not in ("order_lines", "order_events", "payments"):
        return 0
    if before is not None:
        return int(json.loads(before)["order_id"])
    row = tx.maybe(f"SELECT order_id FROM {table} WHERE id = ?", (key["id"],))
    return row[0] if row else 0


def _remove_added(tx: Tx, table: str, key: dict[str, Any], done: _Outcome) -> None:
    where = " AND ".join(f"{column} = ?" for column in key)
    owner = "customer_id" if table not in ("order_lines", "order_events", "payments") else "order_id"
    row = tx.maybe(f"SELECT {owner} FROM {table} WHERE {where}", tuple(key.values()))
    if row is None:
        return
    if table == "consent_events":
        answer = tx.value("SELECT answer FROM consent_events WHERE id = ?", (key["id"],))
        if answer in ("withdraw", "object"):
            done.kept.append(f"{ref('C', row[0])}: the no that came in the file stays")
            return
        tx.run("UPDATE suppressions SET lifted_at = NULL, lifted_by = NULL WHERE lifted_by = ?", (key["id"],))
    if table == "notes":
        search.forget(tx, "N", key["id"])
    tx.run(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))
    if owner == "customer_id":
        done.touched.add(row[0])
    done.removed[_KINDS.get(table, table.replace("_", " "))] += 1


def _restore(tx: Tx, table: str, row_id: int, before: dict[str, Any], after: dict[str, Any], done: _Outcome) -> None:
    """Put earlier values back where nobody has changed them since."""
    letter = "C" if table == "customers" else "O"
    stands = _stands(tx, table, row_id, after)
    if stands is None:
        return
    if not stands:
        done.kept.append(f"{ref(letter, row_id)}: changed since the import")
        return
    tx.change_one(
        f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in before)} WHERE id = ?", (*before.values(), row_id)
    )
    done.restored[table] += 1
    if table == "customers":
        done.touched.add(row_id)


def _stands(tx: Tx, table: str, row_id: int, after: dict[str, Any]) -> bool | None:
    """Whether a row is still as the import left it; None where it is gone."""
    row = tx.maybe(f"SELECT {', '.join(after)} FROM {table} WHERE id = ?", (row_id,))
    return None if row is None else row == tuple(after.values())


def _insert(tx: Tx, table: str, values: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(values))
    tx.insert(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def _remove_orders(tx: Tx, span: tuple[int, int], ends: dict[str, int], at: str, done: _Outcome) -> None:
    """Remove the orders that came with the import, but for those that went on since."""
    kept = tx.all(
        "SELECT id FROM orders WHERE id BETWEEN ?1 AND ?2 AND (updated_at <> ?3"
        " OR EXISTS (SELECT 1 FROM kept_orders WHERE order_id = orders.id)"
        " OR EXISTS (SELECT 1 FROM returns WHERE order_id = orders.id)"
        " OR EXISTS (SELECT 1 FROM tickets WHERE order_id = orders.id)"
        " OR EXISTS (SELECT 1 FROM loyalty_lots WHERE order_id = orders.id)"
        " OR EXISTS (SELECT 1 FROM stamps WHERE order_id = orders.id)"
        " OR EXISTS (SELECT 1 FROM payments WHERE order_id = orders.id AND payments.id > ?4)"
        " OR EXISTS (SELECT 1 FROM order_events WHERE order_id = orders.id AND order_events.id > ?5))",
        (*span, at, ends.get("payments", 0), ends.get("order_events", 0)),
    )
    done.kept += [f"{ref('O', order)}: it went on after the import" for (order,) in kept]
    keep = json.dumps([order for (order,) in kept])
    gone = "order_id BETWEEN ?1 AND ?2 AND order_id NOT IN (SELECT value FROM json_each(?3))"
    tx.run("DELETE FROM customer_totals WHERE last_order_id BETWEEN ? AND ?", span)
    done.removed["payments"] += tx.run(f"DELETE FROM payments WHERE {gone}", (*span, keep))
    tx.run(f"DELETE FROM loyalty_orders WHERE {gone}", (*span, keep))
    tx.run(f"DELETE FROM order_events WHERE {gone}", (*span, keep))
    tx.run(f"DELETE FROM order_lines WHERE {gone}", (*span, keep))
    done.removed["orders"] += tx.run(f"DELETE FROM orders WHERE {gone.replace('order_id', 'id')}", (*span, keep))


_LIVE_ON = """
SELECT id, CASE
    WHEN status = 'erased' THEN 'was erased'
    WHEN EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id) THEN 'has orders that stay'
    WHEN EXISTS (SELECT 1 FROM consent_events WHERE customer_id = customers.id AND answer IN ('withdraw', 'object')
        AND NOT CASE
            WHEN channel IN ('sms', 'phone')
                THEN EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id AND kind = 'phone')
            WHEN channel = 'post' THEN EXISTS (SELECT 1 FROM addresses WHERE customer_id = customers.id)
            ELSE EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id AND kind = channel)
        END) THEN 'the no that came in the file stays'
    WHEN EXISTS (SELECT 1 FROM consent_events WHERE customer_id = customers.id AND id > ?4) THEN 'has answered since'
    WHEN EXISTS (SELECT 1 FROM consent_reviews WHERE customer_id = customers.id)
        OR EXISTS (SELECT 1 FROM confirmations WHERE customer_id = customers.id)
        OR EXISTS (SELECT 1 FROM tps_checks WHERE customer_id = customers.id)
        OR EXISTS (SELECT 1 FROM legal_forms WHERE customer_id = customers.id) THEN 'was looked at since'
    WHEN EXISTS (SELECT 1 FROM restrictions WHERE customer_id = customers.id) THEN 'was restricted'
    WHEN EXISTS (SELECT 1 FROM data_requests WHERE customer_id = customers.id) THEN 'has asked about their data'
    WHEN EXISTS (SELECT 1 FROM notes WHERE customer_id = customers.id AND id > ?5) THEN 'has notes made since'
    WHEN EXISTS (SELECT 1 FROM documents WHERE customer_id = customers.id) THEN 'has documents'
    WHEN EXISTS (SELECT 1 FROM store_credit WHERE customer_id = customers.id) THEN 'has store credit'
    WHEN EXISTS (SELECT 1 FROM tickets WHERE customer_id = customers.id) THEN 'has tickets'
    WHEN EXISTS (SELECT 1 FROM reminders WHERE customer_id = customers.id) THEN 'has reminders'
    WHEN EXISTS (SELECT 1 FROM loyalty_cards WHERE customer_id = customers.id)
        OR EXISTS (SELECT 1 FROM loyalty_lots WHERE customer_id = customers.id)
        OR EXISTS (SELECT 1 FROM stamps WHERE customer_id = customers.id) THEN 'has points'
    WHEN EXISTS (SELECT 1 FROM recommendations WHERE customer_id = customers.id) THEN 'has answered since'
    WHEN EXISTS (SELECT 1 FROM merges WHERE customer_id = customers.id AND undone_at IS NULL)
        THEN 'was merged with another record'
    WHEN updated_at <> ?3 OR confirmed_on IS NOT NULL THEN 'was changed since the import'
END AS reason FROM customers WHERE id BETWEEN ?1 AND ?2 AND reason IS NOT NULL
"""
"""Why a customer stays. A no is kept by her record where no address or number of hers can keep it."""


def _remove_customers(tx: Tx, span: tuple[int, int], ends: dict[str, int], at: str, done: _Outcome) -> None:
    """Remove the people who came with the import, but for those who have a history since."""
    kept = tx.all(_LIVE_ON, (*span, at, ends.get("consent_events", 0), ends.get("notes", 0)))
    done.kept += [f"{ref('C', customer)}: {reason}" for customer, reason in kept]
    keep = json.dumps([customer for customer, _ in kept])
    gone = "customer_id BETWEEN ?1 AND ?2 AND customer_id NOT IN (SELECT value FROM json_each(?3))"
    _say_who_stays_suppressed(tx, gone, (*span, keep), done)
    words: Counter[str] = Counter()
    entries = (
        "FROM search_entries WHERE (letter = 'C' AND record_id BETWEEN ?1 AND ?2"
        " AND record_id NOT IN (SELECT value FROM json_each(?3)))"
        f" OR (letter = 'N' AND record_id IN (SELECT id FROM notes WHERE {gone}))"
    )
    for (indexed,) in tx.rows(f"SELECT words {entries}", (*span, keep)):
        words.update(search.vocabulary_of(indexed))
    tx.run(f"DELETE {entries}", (*span, keep))
    _count_less(tx, words)
    tx.run(
        f"UPDATE suppressions SET lifted_at = NULL, lifted_by = NULL WHERE lifted_by IN"
        f" (SELECT id FROM consent_events WHERE {gone})",
        (*span, keep),
    )
    for table in (
        "consent_events", "notes", "customer_tags", "customer_external_ids", "addresses", "contact_points",
        "customer_totals", "told_apart", "merges",
    ):  # fmt: skip
        tx.run(f"DELETE FROM {table} WHERE {gone}", (*span, keep))
    tx.run(f"DELETE FROM told_apart WHERE {gone.replace('customer_id', 'other_id')}", (*span, keep))
    done.removed["customers"] += tx.run(
        f"DELETE FROM customers WHERE {gone.replace('customer_id', 'id')}", (*span, keep)
    )


def _say_who_stays_suppressed(tx: Tx, gone: str, those: tuple[int, int, str], done: _Outcome) -> None:
    """Note how many go whose no stays, as a hash of each address and number on the do-not-contact list."""
    number = tx.value(
        f"SELECT count(DISTINCT customer_id) FROM consent_events WHERE answer IN ('withdraw', 'object') AND {gone}",
        those,
    )
    if number:
        who = "a customer" if number == 1 else f"{number:,} customers"
        done.kept.append(f"the do-not-contact list keeps {who}: the no that came in the file stays")


def _count_less(tx: Tx, words: Counter[str]) -> None:
    """As `search.forget` does for one record, for many at once: a word that nobody bears is forgotten."""
    tx.run_many("DELETE FROM name_words WHERE word = ? AND uses <= ?", list(words.items()))
    tx.run_many("UPDATE name_words SET uses = uses - ?2 WHERE word = ?1 AND uses > ?2", list(words.items()))
