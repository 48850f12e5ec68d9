"""Numbered SQL migrations, one transaction each; a newer file is refused."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock

_FOLDER = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x53686F70
"""`Shop` in ASCII, written into the file so that its kind can be told once it is open."""


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """Every migration as (number, SQL), in order."""
    found = []
    for entry in _FOLDER.iterdir():
        numbered = re.fullmatch(r"(\d{4})_\w+\.sql", entry.name)
        if numbered:
            found.append((int(numbered[1]), entry.read_text(encoding="utf-8")))
    return tuple(sorted(found))


def newest() -> int:
    """The schema version that this program writes."""
    return migrations()[-1][0]


def version(connection: Any) -> int:
    """The schema version of an open file."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def pending(connection: Any) -> bool:
    """Whether `upgrade` would change the file; raises CannotUnlock where a newer program wrote it."""
    have = version(connection)
    if have > newest():
        raise CannotUnlock(
            "A newer version of shopcrm wrote this shop.",
            "Install the newest shopcrm on this computer, then open it again.",
        )
    return have < newest()


def upgrade(connection: Any, until: int | None = None) -> list[int]:
    """Apply what is missing; answers the numbers applied. until: the last one wanted, for a book as it was then.

    Each is one transaction together with its version; a fresh file gets them all in one, for nobody is half-way there.
    """
    have = version(connection)
    last = newest() if until is None else until
    missing = [one for one in migrations() if have < one[0] <= last] if pending(connection) else []
    for step in [missing] if missing and have == 0 else [[one] for one in missing]:
        _apply(connection, step)
    return [number for number, _ in missing]


def _apply(connection: Any, step: list[tuple[int, str]]) -> None:
    """Apply migrations in one transaction. One that makes a table anew does so as SQLite advises: references rest and
    are proven before the commit, for else dropping a table looks for the references to each of its rows.
    """
    anew = any("DROP TABLE" in sql for _, sql in step)
    connection.execute(f"PRAGMA foreign_keys = {'OFF' if anew else 'ON'}")
    try:
        connection.executescript("\n".join(("BEGIN IMMEDIATE;", *(sql for _, sql in step))))
        connection.execute(f"PRAGMA user_version = {step[-1][0]}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if anew and connection.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError(f"migration {step[-1][0]} broke a reference")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.rollback()
        connection.execute("PRAGMA foreign_keys = ON")
