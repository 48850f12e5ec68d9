"""Nothing of a customer is forgotten by a merge: the tables and columns are those of the schema, not of a list."""

import re
from typing import Any

import pytest

from shopcrm.data_map import TABLES
from shopcrm.shop import customers, merge
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft, rows
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.shop.merge.lives import ACTS, book, happen, set_up, what_is_wrong
from tests.vault.rules import query, rule, run

KEEP, LOSE = 700_001, 900_001
"""Numbers that nothing else bears."""
STAYS = {
    ("merges", "lose_id"): "finds the person by her old number",
    ("merge_rows", "row_key"): "parts the records again",
    ("merge_rows", "before"): "parts the records again",
    ("merge_rows", "after"): "parts the records again",
    ("erasures", "customer_id"): "an erased record is never made one with another",
    ("tombstones", "customer_id"): "an erased record is never made one with another",
    ("activity", "customer_id"): "the chain is sealed; the kept record shows it too",
    ("activity", "ref"): "the chain is sealed",
    ("activity", "detail"): "the chain is sealed",
    ("activity", "digest"): "a seal",
    ("activity", "mac"): "a seal",
}
"""Where the number of the record that goes may still stand, and why."""
EVERYTHING = [*((name, amount) for name in ACTS if name not in ("leaves", "is put away") for amount in (700, 1203))]


def _draft(mail: str) -> CustomerDraft:
    return CustomerDraft(
        "Ana", "Baker", emails=(ContactDraft(mail),), phones=(ContactDraft("07700 900123"),),
        addresses=(AddressDraft("1 High Street", town="Leeds"),), tags=("roses", mail), note="Likes roses",
    )  # fmt: skip


@pytest.fixture
def two(vault: Vault) -> tuple[int, int]:
    """Two records, each of which everything has happened to that can happen to one."""
    vault.write(set_up)
    for number, mail in ((KEEP, "quince@example.com"), (LOSE, "medlar@example.com")):
        vault.write(run, f"UPDATE sqlite_sequence SET seq = {number - 1} WHERE name = 'customers'")
        assert vault.write(customers.add, _draft(mail)) == number
    happen(vault, LOSE, ("joins", 0))
    for name, amount in (*EVERYTHING, *EVERYTHING):
        happen(vault, LOSE, (name, amount))
        happen(vault, KEEP, (name, amount))
    vault.write(run, "INSERT INTO merges (customer_id, lose_id, at, staff_id)"
                     f" VALUES ({LOSE}, 900002, '2026-01-01T00:00:00Z', 1)")  # fmt: skip
    return KEEP, LOSE


def test_every_act_can_happen(vault: Vault) -> None:
    vault.write(set_up)
    ana = vault.write(customers.add, _draft("quince@example.com"))
    done = happen(vault, ana, *EVERYTHING, *EVERYTHING, ("leaves", 0), ("is put away", 0))
    assert set(done) == set(ACTS)


def test_the_two_have_something_in_every_table_that_names_a_customer(vault: Vault, two: tuple[int, int]) -> None:
    for table in naming_customers(vault):
        if (table, "customer_id") not in STAYS:
            for customer in two:
                found = vault.read(query, f"SELECT count(*) FROM {table} WHERE customer_id = {customer}")
                assert found > [(0,)] or table == "merges", f"{table}: nothing to carry: add an act to ACTS"


def test_of_the_record_that_goes_no_trace_is_left_and_all_of_it_comes_back(vault: Vault, two: tuple[int, int]) -> None:
    before = vault.read(book)
    assert what_is_wrong(vault) == []
    done = vault.write(merge.merge, MergeDraft(*two))
    assert traces(vault, LOSE) <= set(STAYS)
    assert what_is_wrong(vault) == []
    vault.write(merge.unmerge, done.merge_id)
    after = vault.read(book)
    for table in before:
        assert after[table] == before[table], table
    assert what_is_wrong(vault) == []


def test_what_was_judged_of_each_alone_is_not_said_of_both(vault: Vault, two: tuple[int, int]) -> None:
    assert {"customer_groups", "scores", "legal_forms"} <= set(rows.LET_GO)
    moving = {row.kind: row.becomes for row in vault.read(merge.preview, MergeDraft(*two)).rows}
    vault.write(merge.merge, MergeDraft(*two))
    for table in rows.LET_GO:
        assert vault.read(query, f"SELECT count(*) FROM {table} WHERE customer_id = {KEEP}") == [(0,)]
    assert moving["forecasts"] == moving["groups"] == "goes: worked out anew"


def test_every_column_that_names_a_customer_is_in_the_plan_of_a_merge(vault: Vault) -> None:
    tables = [name for (name,) in vault.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in tables:
        for key in vault.read(query, f"PRAGMA foreign_key_list({table})"):
            if key[2] == "customers":
                assert key[3] == "customer_id", f"{table}.{key[3]} would still point at the record that goes"
    handled = {*rows.CARRIED, *rows.KEEPERS, *rows.LET_GO, *rows.JOINED}
    for table in naming_customers(vault):
        assert table in handled or TABLES[table].merge in ("work out", "stay"), table
        assert TABLES[table].merge != "stay" or (table, "customer_id") in STAYS, f"{table} may not simply stay"


def test_every_ledger_refuses_any_other_change_through_the_gate_of_a_merge(vault: Vault, two: tuple[int, int]) -> None:
    del two
    ledgers = vault.read(query, "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger'"
                                " AND name LIKE '%are_a_ledger' OR name LIKE '%is_a_ledger'")  # fmt: skip
    assert {"consent_events", "order_events", "payments", "loyalty_lots", "stamps"} <= {name for (name,) in ledgers}
    for (table,) in ledgers:
        assert vault.read(query, f"SELECT count(*) FROM {table}") > [(0,)], table
        for column in columns_of(vault, table):
            if column != "customer_id":
                with pytest.raises(Exception, match="ledger"):
                    vault.write(forge, table, column)


@rule("test.forge", "write")
def forge(tx: Tx, table: str, column: str) -> None:
    """What no merge may do."""
    with tx.gate("merge"):
        tx.run(f"UPDATE {table} SET {column} = {column}")


def naming_customers(vault: Vault) -> list[str]:
    """Every table with a column `customer_id`."""
    tables = [name for (name,) in vault.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [table for table in tables if "customer_id" in columns_of(vault, table)]


def columns_of(vault: Vault, table: str) -> list[str]:
    """The columns of a table."""
    return [row[1] for row in vault.read(query, f"PRAGMA table_info({table})")]


def traces(vault: Vault, customer: int) -> set[tuple[str, str]]:
    """Every column in which the number of a customer stands, by itself or within a text."""
    found = set()
    word = re.compile(rf"(?<!\d){customer}(?!\d)")
    for (table,) in vault.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                                      " AND name NOT LIKE 'search_%\\_%' ESCAPE '\\'"):  # fmt: skip
        if table.startswith("sqlite"):
            continue
        for column in columns_of(vault, table):
            values: list[Any] = vault.read(query, f"SELECT {column} FROM {table}")
            if any(word.search(value if isinstance(value, str) else repr(value)) for (value,) in values):
                found.add((table, column))
    return found
