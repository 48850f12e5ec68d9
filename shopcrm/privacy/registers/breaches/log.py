"""The log of a breach: entries that are never changed; a mistake is taken back by another entry."""

from datetime import datetime

from shopcrm.errors import NotFound, Refused
from shopcrm.privacy.registers.breaches.records import EventKind
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx, stamp

LASTING = frozenset({"logged", "changed", "taken_back"})
"""Entries that tell of the record itself: they are not taken back."""


def enter(
    tx: Tx, breach: int, kind: EventKind, value: str = "", body: str = "", happened_at: datetime | None = None
) -> int:
    """Enter what was decided or done, and note it without its words; answers the entry's number."""
    event = tx.insert(
        "INSERT INTO breach_events (breach_id, kind, happened_at, value, body, at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (breach, kind, stamp(happened_at or tx.now), value, body, tx.stamp, tx.staff.id),
    )
    tx.note(ref("B", breach), what=kind)
    if kind not in LASTING:
        tx.offer_undo(f"Enter in {ref('B', breach)}", take_back, (event,))
    return event


@write("breaches.take_back")
def take_back(tx: Tx, events: tuple[int, ...]) -> None:
    """Take entries of a breach's log back that were a mistake; they and this stay to be read.

    Raises NotFound for no such entry, Refused for one that was taken back already or that tells of the record itself.
    """
    for event in events:
        row = tx.maybe(
            "SELECT breach_id, kind, (SELECT count(*) FROM breach_events AS later WHERE later.takes_back = one.id)"
            " FROM breach_events AS one WHERE id = ?",
            (event,),
        )
        if row is None:
            raise NotFound("There is no such entry.", "Open the breach again.")
        breach, kind, taken = row
        if taken or kind in LASTING:
            raise Refused("That entry cannot be taken back, or was already.", "Open the breach again.")
        tx.insert(
            "INSERT INTO breach_events (breach_id, kind, happened_at, takes_back, at, staff_id)"
            " VALUES (?, 'taken_back', ?, ?, ?, ?)",
            (breach, tx.stamp, event, tx.stamp, tx.staff.id),
        )
        tx.note(ref("B", breach), what="taken_back", entry=kind)


def must_be_there(tx: Tx, breach: int) -> None:
    """Raises NotFound for a breach that is not in the register."""
    if tx.maybe("SELECT id FROM breaches WHERE id = ?", (breach,)) is None:
        raise NotFound(f"There is no breach {ref('B', breach)}.", "Privacy, Breaches lists them.")
