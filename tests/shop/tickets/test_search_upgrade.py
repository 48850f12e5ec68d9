"""A book from before there were tickets: its search index goes on as it was, and takes tickets too."""

from typing import Any

import pytest
import sqlcipher3

from shopcrm.vault import migrate

BEFORE_TICKETS = 14


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A book just before the upgrade, with two records that can be found."""
    every = migrate.migrations()
    connection = sqlcipher3.connect(":memory:")
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "migrations", lambda: every[:BEFORE_TICKETS])
        migrate.upgrade(connection)
    connection.execute("INSERT INTO search_entries VALUES (1001, 'C', 1001, 'ann\nlee', '07700900123')")
    connection.execute("INSERT INTO search_entries VALUES (281474976711657, 'P', 1001, 'vase', '')")
    connection.commit()
    return connection


def found(connection: Any, table: str, text: str) -> list[int]:
    """The entries with that text."""
    rows = connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid", (text,))
    return [row[0] for row in rows]


def test_what_could_be_found_is_found_and_forgotten_as_before(connection: Any) -> None:
    assert BEFORE_TICKETS + 1 in migrate.upgrade(connection)
    assert found(connection, "search_words", "ann") == [1001]
    assert found(connection, "search_digits", "00123") == [1001]
    connection.execute("UPDATE search_entries SET words = 'bo' WHERE id = 1001")
    connection.execute("DELETE FROM search_entries WHERE letter = 'P'")
    assert [found(connection, "search_words", word) for word in ("ann", "bo", "vase")] == [[], [1001], []]
    connection.execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")
    connection.execute("INSERT INTO search_digits (search_digits, rank) VALUES ('integrity-check', 1)")


def test_tickets_are_taken_in_and_other_letters_are_not(connection: Any) -> None:
    migrate.upgrade(connection)
    connection.execute("INSERT INTO search_entries VALUES (844424930132969, 'T', 1001, 'wilted roses', '')")
    assert found(connection, "search_words", "ros*") == [844424930132969]
    with pytest.raises(sqlcipher3.IntegrityError):
        connection.execute("INSERT INTO search_entries VALUES (5, 'X', 1001, 'x', '')")


def test_what_is_erased_still_leaves_no_word_behind(connection: Any) -> None:
    migrate.upgrade(connection)
    for table in ("search_words", "search_digits"):
        rows = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'").fetchall()
        assert rows == [(1,)]
