"""The data map names every column of every table, and nothing else."""

import re

import pytest

from shopcrm.data_map import HOW_LONG, TABLES
from shopcrm.vault.vault import Vault
from tests.vault.rules import query

INTERNAL = re.compile(r"sqlite_.*|search_(words|digits)(_.*)?")
"""What SQLite keeps for itself, and the indexes over search_entries, which is in the map."""


def tables(vault: Vault) -> set[str]:
    """The tables of a fresh shop."""
    names = vault.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in names if not INTERNAL.fullmatch(name)}


def test_every_table_is_in_the_map_and_the_map_names_no_other(vault: Vault) -> None:
    assert tables(vault) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_in_the_map_and_the_map_names_no_other(vault: Vault, table: str) -> None:
    columns = {row[1] for row in vault.read(query, f"PRAGMA table_info({table})")}
    assert columns == set(TABLES[table].columns)


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_one_customer_can_be_picked_out(vault: Vault, table: str) -> None:
    belongs = TABLES[table].belongs
    if belongs:
        condition = belongs.replace("?1", "1001").replace("?", "1001")
        assert vault.read(query, f"SELECT count(*) FROM {table} WHERE {condition}") == [(0,)]
    currency = TABLES[table].currency
    if currency:
        assert vault.read(query, f"SELECT {currency} FROM {table}") == []


@pytest.mark.parametrize("table", TABLES)
def test_what_a_customer_owns_is_shown_or_says_why_not(table: str) -> None:
    for name, column in TABLES[table].columns.items():
        assert bool(column.label) != bool(column.hidden), f"{table}.{name} is either shown or says why not"
        assert column.why
        if column.unit == "money":
            assert TABLES[table].currency, f"{table}.{name} is money without a currency"
    if any(column.whose == "customer" and column.label for column in TABLES[table].columns.values()):
        assert TABLES[table].belongs or TABLES[table].matched, f"{table} holds a customer's data but cannot tell whose"
    assert TABLES[table].keep in HOW_LONG
    assert TABLES[table].matched in ("", *TABLES[table].columns)
