"""What becomes of records that were let go: by kind, each in the transaction of the person's yes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shopcrm.data_map import TABLES
from shopcrm.data_map.shape import ORDER
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft, fates
from shopcrm.privacy.retention.records import Due, Kind
from shopcrm.shop import customers, documents, rollups, search
from shopcrm.vault.tx import Tx

REASON = "not needed any more, found when old records were looked through"
_TIED = tuple(name for name, one in TABLES.items() if ORDER in one.belongs and name != "kept_orders")
"""Tables whose rows are found through an order."""


def let_go(tx: Tx, kind: Kind, due: Sequence[Due]) -> None:
    """Let records of a kind go; what that means is said in `records.WORDS`."""
    _LET_GO[kind](tx, due)
    tx.forget_undo()


def _erase(tx: Tx, due: Sequence[Due]) -> None:
    for done, one in enumerate(due):
        tx.step(done, len(due), "Erasing")
        erasure.erase(tx, ErasureDraft(one.record, erasure.plan(tx, one.record).typed, REASON))


def _cut_loose(tx: Tx, due: Sequence[Due]) -> None:
    """Make sales nobody's: what the data map empties, then the customer, and the numbers at other services."""
    people = sorted({one.customer for one in due if one.customer is not None})
    emptied = {table: values for table in _TIED if (values := fates.empty_values(tx, table))}
    rollups.set_aside(tx, people)
    for done, one in enumerate(due):
        tx.step(done, len(due), "Cutting orders loose")
        _cut_one(tx, one.record, emptied)
    rollups.take_in(tx, people)
    days = tx.all(f"SELECT DISTINCT placed_on FROM orders WHERE id IN ({', '.join(str(one.record) for one in due)})")
    rollups.rebuild_for(tx, people, [row[0] for row in days])


def _cut_one(tx: Tx, order: int, emptied: Mapping[str, Mapping[str, Any]]) -> None:
    with tx.gate("erase"):
        for table, values in emptied.items():
            where = TABLES[table].belongs.replace(ORDER, "order_id = ?")
            settings = ", ".join(f"{name} = ?" for name in values)
            tx.run(f"UPDATE {table} SET {settings} WHERE {where}", (*values.values(), order))
        tx.run("UPDATE payments SET external_id = NULL WHERE order_id = ?", (order,))
        tx.run(
            "UPDATE activity SET nonce = NULL, detail = NULL, customer_id = NULL WHERE ref = 'O-' || ?1 OR ref IN"
            " (SELECT 'R-' || id FROM returns WHERE order_id = ?1)",
            (order,),
        )
    tx.run("UPDATE tickets SET order_id = NULL, return_id = NULL WHERE order_id = ?", (order,))
    tx.change_one(
        "UPDATE orders SET customer_id = NULL, deliver_to = '', note = '', platform = '', external_id = NULL,"
        " external_name = NULL WHERE id = ?",
        (order,),
    )


def _of_the_erased(tx: Tx, due: Sequence[Due]) -> None:
    erasure.purge_due(tx)


def _notes(tx: Tx, due: Sequence[Due]) -> None:
    for one in due:
        customers.remove_note(tx, one.record)


def _documents(tx: Tx, due: Sequence[Due]) -> None:
    for one in due:
        documents.remove(tx, one.record)


def _tickets(tx: Tx, due: Sequence[Due]) -> None:
    tx.run("PRAGMA defer_foreign_keys = ON")
    for one in due:
        search.forget(tx, "T", one.record)
        tx.change_one(
            "UPDATE tickets SET customer_id = NULL, order_id = NULL, return_id = NULL, subject = '' WHERE id = ?",
            (one.record,),
        )
        with tx.gate("erase"):
            tx.run("UPDATE ticket_events SET body = '' WHERE ticket_id = ?", (one.record,))
            _forget_activity(tx, f"T-{one.record}")


def _requests(tx: Tx, due: Sequence[Due]) -> None:
    for one in due:
        tx.change_one(
            "UPDATE data_requests SET customer_id = NULL, name = '', contact = '', representative = '', words = ''"
            " WHERE id = ?",
            (one.record,),
        )
        with tx.gate("erase"):
            tx.run("UPDATE request_events SET body = '', document_id = NULL WHERE request_id = ?", (one.record,))
            _forget_activity(tx, f"D-{one.record}")


def _imports(tx: Tx, due: Sequence[Due]) -> None:
    for one in due:
        tx.run("DELETE FROM import_changes WHERE import_id = ?", (one.record,))


def _merges(tx: Tx, due: Sequence[Due]) -> None:
    for one in due:
        tx.run("DELETE FROM merge_rows WHERE merge_id = ?", (one.record,))


def _forget_activity(tx: Tx, reference: str) -> None:
    """Empty what the activity says of a record, and whose it was; the chain verifies without. Gate: erase."""
    tx.run("UPDATE activity SET nonce = NULL, detail = NULL, customer_id = NULL WHERE ref = ?", (reference,))


_LET_GO: Mapping[Kind, Callable[[Tx, Sequence[Due]], None]] = {
    "enquirers": _erase,
    "former": _erase,
    "orders": _cut_loose,
    "erased": _of_the_erased,
    "notes": _notes,
    "documents": _documents,
    "tickets": _tickets,
    "requests": _requests,
    "imports": _imports,
    "merges": _merges,
}
