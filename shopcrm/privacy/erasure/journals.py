"""The journals that take imports and merges back, and everything else that still says what an erased record said."""

import json

from shopcrm.data_map import TABLES
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_LOST = "SELECT lose_id FROM merges WHERE customer_id = ?1 AND undone_at IS NULL"
_NUMBERS = f"(SELECT ?1 UNION {_LOST})"
"""A customer's numbers: her own, and those of the records that were made one with hers."""
_REFERENCES = {"orders": "O", "returns": "R", "tickets": "T", "documents": "F", "notes": "N", "merges": "M"}


def of_imports(tx: Tx, customer: int) -> int:
    """How many entries of imports' journals are about a customer's record, its earlier parts and its orders."""
    found: int = tx.value(f"SELECT count(*) FROM import_changes WHERE {_ABOUT}", (customer,))
    return found


def purge_imports(tx: Tx, customer: int) -> None:
    """Forget what imports changed of a customer: they cannot be taken back for her any more."""
    tx.run(f"DELETE FROM import_changes WHERE {_ABOUT}", (customer,))


def purge_activity(tx: Tx, customer: int) -> None:
    """Empty the details of every entry about a customer and her records; the chain verifies without them.

    To be called with the ledger gate open, while her records are still hers.
    """
    refs = [
        ref(letter, number)
        for table, letter in _REFERENCES.items()
        for (number,) in tx.all(f"SELECT id FROM {table} WHERE {_belongs(table)}", (customer,))
    ]
    tx.run(
        f"UPDATE activity SET nonce = NULL, detail = NULL WHERE detail IS NOT NULL AND (customer_id IN {_NUMBERS}"
        " OR ref IN (SELECT value FROM json_each(?2)))",
        (customer, json.dumps(refs)),
    )


def numbers_of(tx: Tx, customer: int) -> list[int]:
    """A customer's numbers, her own first."""
    rows = tx.all(f"SELECT * FROM {_NUMBERS}", (customer,))
    return sorted((row[0] for row in rows), key=lambda number: number != customer)


def _belongs(table: str) -> str:
    return TABLES[table].belongs.replace("?1", "?").replace("?", "?1")


def _about() -> str:
    """The condition for entries of imports' journals about a customer, through the map.

    Keys are compared as they are written: a journal may hold hundreds of thousands, and parsing each takes seconds.
    """
    key, before = "json_extract(row_key, '$.{}')", "json_extract(before, '$.{}')"
    written = """row_key IN (SELECT '{{"id": ' || {} || '}}' FROM {})"""
    cases = {
        "customers": written.format("number", f"(SELECT ?1 AS number UNION {_LOST})"),
        "customer_tags": f"{key.format('customer_id')} IN {_NUMBERS}",
        "customer_external_ids": f"({key.format('platform')}, {key.format('external_id')}) IN"
        f" (SELECT platform, external_id FROM customer_external_ids WHERE {_belongs('customer_external_ids')})",
    }
    for table, entry in TABLES.items():
        if entry.belongs and "id" in entry.columns and table not in cases:
            cases[table] = written.format("id", f"{table} WHERE {_belongs(table)}")
    listed = " ".join(f"WHEN '{table}' THEN {condition}" for table, condition in cases.items())
    removed = (
        f"before IS NOT NULL AND after IS NULL AND ({before.format('customer_id')} IN {_NUMBERS}"
        f" OR {before.format('order_id')} IN (SELECT id FROM orders WHERE {_belongs('orders')}))"
    )
    return f"(CASE table_name {listed} END OR ({removed}))"


_ABOUT = _about()
