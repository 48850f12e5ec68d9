"""Numbered SQL migrations, one transaction each; a newer file is refused."""

import re
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock

_FOLDER = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x53686F70
"""`Shop` in ASCII, written into the file so that its kind can be told once it is open."""


def migrations() -> list[tuple[int, str]]:
    """Every migration as (number, SQL), in order."""
    found = []
    for entry in _FOLDER.iterdir():
        numbered = re.fullmatch(r"(\d{4})_\w+\.sql", entry.name)
        if numbered:
            found.append((int(numbered[1]), entry.read_text(encoding="utf-8")))
    return sorted(found)


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


def upgrade(connection: Any) -> list[int]:
    """Apply what is missing; answers the numbers applied. Each is one transaction together with its version."""
    applied: list[int] = []
    have = version(connection)
    for number, sql in migrations() if pending(connection) else ():
        if number > have:
            _apply(connection, number, sql)
            applied.append(number)
    return applied


def _apply(connection: Any, number: int, sql: str) -> None:
    marks = f"PRAGMA user_version = {number}; PRAGMA application_id = {APPLICATION_ID};"
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\n{marks}\nCOMMIT;")
    finally:
        if connection.in_transaction:
            connection.rollback()
