"""What was done in the shop, by whom and when: the activity, as a list to look through."""

import json
from dataclasses import dataclass

from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

MOST_LISTED = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the activity. at: a stamp, UTC. verb: the operation's name. detail: JSON, or None once erased.

    ref: the record that it is about, where there is one; customer_id: the person.
    """

    seq: int
    at: str
    staff: str
    verb: str
    ref: str | None
    customer_id: int | None
    detail: str | None
    rehearsed: bool


@read("acts.row_ids", role=Role.MANAGER)
def row_ids(tx: Tx, about: str = "", limit: int = MOST_LISTED, staff: int | None = None) -> list[int]:
    """The entries of the list, the latest first.

    about: only those about this record, a reference such as C-1042. staff: only what this member of staff did.
    """
    if staff is not None:
        found = tx.all("SELECT seq FROM activity WHERE staff_id = ? ORDER BY seq DESC LIMIT ?", (staff, limit))
    elif about:
        letter, _, number = about.partition("-")
        customer = int(number) if letter == "C" and number.isdigit() else None
        found = tx.all(
            "SELECT seq FROM activity WHERE ref = ? UNION SELECT seq FROM activity WHERE customer_id = ?"
            " ORDER BY seq DESC LIMIT ?",
            (about, customer, limit),
        )
    else:
        found = tx.all("SELECT seq FROM activity ORDER BY seq DESC LIMIT ?", (limit,))
    return [row[0] for row in found]


@read("acts.rows_for", role=Role.MANAGER)
def rows_for(tx: Tx, entries: list[int]) -> tuple[Entry, ...]:
    """These entries, in the order asked for."""
    rows = tx.all(
        "SELECT seq, at, staff.name, verb, ref, customer_id, detail, rehearsed FROM activity"
        f" JOIN staff ON staff.id = staff_id WHERE seq IN ({','.join('?' * len(entries))})",
        entries,
    )
    found = {row[0]: Entry(*row[:7], *map(bool, row[7:])) for row in rows}
    return tuple(found[one] for one in entries)


@read("acts.last_at")
def last_at(tx: Tx) -> str | None:
    """When the book was last changed, a stamp; None for a book that never was."""
    row = tx.maybe("SELECT at FROM activity ORDER BY seq DESC LIMIT 1")
    return row[0] if row else None


@read("acts.backups_made")
def backups_made(tx: Tx) -> frozenset[str]:
    """The file names of backups that this book noted as made and proven, or as tried and whole."""
    rows = tx.all("SELECT detail FROM activity WHERE verb = 'backups.made' AND detail IS NOT NULL")
    tried = tx.all("SELECT file FROM drills WHERE outcome = 'passed'")
    return frozenset([*(str(json.loads(detail).get("file", "")) for (detail,) in rows), *(file for (file,) in tried)])


@read("acts.how_many")
def how_many(tx: Tx) -> dict[str, int]:
    """How many records the book holds, named as a backup names them."""
    tables = ("customers", "orders", "products", "documents", "data_requests", "breaches")
    return {name: int(tx.value(f"SELECT count(*) FROM {name}")) for name in tables}
