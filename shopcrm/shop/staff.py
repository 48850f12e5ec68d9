"""Who works here, what they may do, and when their screen locks. Logins themselves are the vault's (`vault/logins.py`).

What each role may do stands in `shop/roles.py`.
"""

from dataclasses import dataclass
from typing import Literal

from shopcrm.errors import InvalidValue
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

RoleName = Literal["owner", "manager", "assistant", "viewer"]
LONGEST_LOCK = 120
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. since, left_at, last_at (of their last change): stamps, UTC, or None. changes: how many."""

    id: int
    name: str
    role: Role
    since: str
    left_at: str | None
    last_at: str | None
    changes: int


@dataclass(frozen=True, slots=True)
class Here:
    """What the screens need to know: how many have a login, and after how many minutes this person's screen locks."""

    people: int
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class Lock:
    """After how many minutes a role's screen locks; own: it differs from the shop's own setting."""

    role: Role
    idle_minutes: int
    own: bool


@read("staff.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[Member, ...]:
    """Everybody who works here, then those who left; in the order in which they came."""
    rows = tx.all(
        "SELECT id, name, role, created_at, left_at, max(at), count(seq) FROM staff"
        " LEFT JOIN activity ON staff_id = staff.id GROUP BY staff.id ORDER BY left_at IS NOT NULL, staff.id"
    )
    return tuple(Member(row[0], row[1], Role[row[2].upper()], *row[3:]) for row in rows)


@read("staff.here")
def here(tx: Tx) -> Here:
    """How many have a login, and after how many minutes the screen of who asks locks."""
    minutes = next(one.idle_minutes for one in locks(tx) if one.role is tx.staff.role)
    return Here(int(tx.value("SELECT count(*) FROM staff WHERE left_at IS NULL")), minutes)


@read("staff.locks")
def locks(tx: Tx) -> tuple[Lock, ...]:
    """After how many minutes without a key the screen of each role locks, the highest role first."""
    own: dict[str, int] = dict(tx.all("SELECT role, idle_minutes FROM role_locks"))
    shops = int(tx.value("SELECT idle_minutes FROM profile"))
    names = [(role, role.name.lower()) for role in sorted(Role, reverse=True)]
    return tuple(Lock(role, own.get(name, shops), name in own) for role, name in names)


@write("staff.set_lock", role=Role.OWNER)
def set_lock(tx: Tx, role: RoleName, minutes: int | None) -> None:
    """Say after how many minutes the screen of a role locks; None follows the shop's setting.

    Raises InvalidValue outside 1 to 120.
    """
    if minutes is not None and not 1 <= minutes <= LONGEST_LOCK:
        raise InvalidValue("minutes", f"The screen locks after 1 to {LONGEST_LOCK} minutes.")
    before = tx.maybe("SELECT idle_minutes FROM role_locks WHERE role = ?", (role,))
    if minutes is None:
        tx.run("DELETE FROM role_locks WHERE role = ?", (role,))
    else:
        tx.run("INSERT OR REPLACE INTO role_locks (role, idle_minutes) VALUES (?, ?)", (role, minutes))
    tx.note(role=role, minutes=minutes)
    tx.offer_undo(f"Lock of the {role}", set_lock, role, before[0] if before else None)
