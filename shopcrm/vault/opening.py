"""What opening a shop hands to the open shop: whose it is, its keys, its clock and its calendar."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.vault.guard import Ballast, InstanceLock
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Keys, Slot
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import Staff, Tx
from shopcrm.workdays import Calendar

Clock = Callable[[], datetime]

_WHO = "SELECT id, name, role FROM staff WHERE left_at IS NULL AND "


def machine_clock() -> datetime:
    """The computer's own clock, UTC: the default, and what `recorded_at` always says."""
    return datetime.now(UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """What opening the shop worked out, and the open shop goes on with."""

    folder: Path
    header: Header
    slot: Slot
    keys: Keys
    lock: InstanceLock
    ballast: Ballast
    clock: Clock
    rehearsed: bool
    idle_seconds: float
    read_only: CrmError | None = None
    named: str | None = None
    """Who was said to be working."""
    no_room: bool = False
    """Whether the disk takes no file any more: the book can only be looked at."""


def who(connection: Any, slot: Slot, named: str | None) -> Staff:
    """Whose slot it is. The recovery code acts for the owner who was named, else for the first one, as does an owner's
    slot that the book lacks.

    Raises CannotUnlock for a login that the book does not know, or no longer, and where who was named is no owner.
    """
    row = connection.execute(f"{_WHO} slot = ?", (slot.id,)).fetchone()
    if row is None and slot.k0 is not None and not _has_left(connection, slot):
        row = _owner(connection, named if slot.is_recovery else None)
    if row is None:
        raise CannotUnlock("This login is not in the book any more.", "Ask the owner to add you again.")
    return Staff(row[0], row[1], Role[row[2].upper()])


def _owner(connection: Any, named: str | None) -> Any:
    """The row of the owner of that name, or of the first one; None where the book has no owner."""
    owners = connection.execute(f"{_WHO} role = 'owner' ORDER BY id").fetchall()
    if not named or not owners:
        return owners[0] if owners else None
    for one in owners:
        if _plain(one[1]) == _plain(named):
            return one
    raise CannotUnlock(
        f"The recovery code is the owners', and {named} is none of them.", "Type it with an owner's name."
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _has_left(connection: Any, slot: Slot) -> bool:
    return connection.execute("SELECT 1 FROM staff WHERE slot = ?", (slot.id,)).fetchone() is not None


def calendar_of_book(tx: Tx) -> Calendar:
    """The calendar that the shop's own settings describe."""
    return _calendar(*tx.one("SELECT zone, region, (SELECT group_concat(day) FROM extra_holidays) FROM profile"))


@lru_cache(4)
def _calendar(zone: str, region: str, extra: str | None) -> Calendar:
    return Calendar(zone, region, frozenset(map(date.fromisoformat, extra.split(",") if extra else ())))
