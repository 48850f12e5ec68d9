"""Migrations: all or nothing, in order, and the result is what the golden schema shows."""

from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from shopcrm.errors import CannotUnlock
from shopcrm.vault import migrate

GOLDEN = Path(__file__).parents[1] / "golden" / "schema.sql"


@pytest.fixture
def connection() -> Any:
    return sqlcipher3.connect(":memory:")


def schema_of(connection: Any) -> str:
    """Every statement of the schema, without the shadow tables that FTS5 makes for itself."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'search_*_*' ORDER BY type DESC, name"
    )
    return "".join(f"{sql};\n\n" for (sql,) in rows)


def test_a_fresh_file_that_replays_every_migration_has_the_golden_schema(connection: Any) -> None:
    migrate.upgrade(connection)
    assert schema_of(connection) == GOLDEN.read_text(encoding="utf-8")


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrate.migrations()] == list(range(1, migrate.newest() + 1))


def test_upgrading_twice_changes_nothing(connection: Any) -> None:
    assert migrate.upgrade(connection)
    assert migrate.upgrade(connection) == []
    assert migrate.version(connection) == migrate.newest()


def test_a_file_written_by_a_newer_program_is_refused_and_untouched(connection: Any) -> None:
    migrate.upgrade(connection)
    connection.execute(f"PRAGMA user_version = {migrate.newest() + 1}")
    with pytest.raises(CannotUnlock, match="newer version"):
        migrate.upgrade(connection)
    assert migrate.version(connection) == migrate.newest() + 1


def test_a_migration_that_fails_halfway_leaves_the_file_as_it_was(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);"
    migrate.upgrade(connection)
    before = schema_of(connection)
    number = migrate.newest() + 1
    monkeypatch.setattr(migrate, "migrations", lambda: [(number, broken)])
    with pytest.raises(sqlcipher3.OperationalError):
        migrate.upgrade(connection)
    assert schema_of(connection) == before
    assert not connection.in_transaction


def test_a_migration_that_makes_a_table_anew_and_breaks_a_reference_leaves_the_file_as_it_was(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(connection)
    connection.executescript(
        "CREATE TABLE shelves (id INTEGER PRIMARY KEY) STRICT; INSERT INTO shelves VALUES (1);"
        " CREATE TABLE jars (shelf INTEGER REFERENCES shelves (id)) STRICT; INSERT INTO jars VALUES (1);"
    )
    before = schema_of(connection)
    anew = (
        "CREATE TABLE wider (id INTEGER PRIMARY KEY) STRICT; DROP TABLE shelves; ALTER TABLE wider RENAME TO shelves;"
    )
    monkeypatch.setattr(migrate, "migrations", lambda: [(migrate.version(connection) + 1, anew)])
    with pytest.raises(RuntimeError, match="broke a reference"):
        migrate.upgrade(connection)
    assert schema_of(connection) == before
    assert connection.execute("SELECT count(*) FROM shelves").fetchone() == (1,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


LEDGERS = [
    *("activity", "order_events", "payments", "consent_events", "store_credit", "return_events", "ticket_events"),
    *("loyalty_lots", "loyalty_allocations", "stamps"),
    *("breach_events", "retention_decisions"),
]


@pytest.mark.parametrize("table", LEDGERS)
def test_every_ledger_has_triggers_against_change_and_removal(connection: Any, table: str) -> None:
    migrate.upgrade(connection)
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
    statements = " ".join(sql for (sql,) in rows)
    assert "BEFORE UPDATE" in statements
    assert "BEFORE DELETE" in statements


def test_what_was_given_back_before_is_taken_off_what_customers_spent(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = migrate.migrations()
    monkeypatch.setattr(migrate, "migrations", lambda: tuple(one for one in every if one[0] < 27))
    migrate.upgrade(connection)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for customer, stage, refunded in ((1, "delivered", 300), (1, "placed", 0), (1, "cancelled", 500), (2, "placed", 0)):
        row = {"customer_id": customer, "stage": stage, "refunded": refunded, "currency": "GBP", "total": 1000}
        needed = connection.execute("SELECT name, type FROM pragma_table_info('orders') WHERE pk = 0").fetchall()
        values = {name: row.get(name, 0 if kind == "INTEGER" else "") for name, kind in needed if name != "external_id"}
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO orders ({columns}) VALUES ({marks})", list(values.values()))
    for customer, total in ((1, 2000), (2, 1000)):
        connection.execute("INSERT INTO customer_totals VALUES (?, 'GBP', 1, ?, '', '', 1)", (customer, total))
    monkeypatch.setattr(migrate, "migrations", lambda: every[26:27])
    connection.execute("PRAGMA foreign_keys = OFF")
    migrate.upgrade(connection)
    assert connection.execute("SELECT customer_id, total FROM customer_totals").fetchall() == [(1, 1700), (2, 1000)]
