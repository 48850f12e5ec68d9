"""Restricting the use of a customer's record, and lifting that again (UK GDPR Art 18)."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop import restriction
from shopcrm.shop.customers.writing import reindex
from shopcrm.shop.restriction import Grounds, Restriction
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import plausible

LONGEST_NOTE = 2_000
LONGEST_HOW = 60


@dataclass(frozen=True, slots=True)
class RestrictionDraft:
    """That a customer's record is to be seen and not used, and why."""

    customer: CustomerId
    grounds: Grounds
    note: str = ""


@write("restriction.restrict", role=Role.MANAGER)
def restrict(tx: Tx, draft: RestrictionDraft) -> None:
    """Restrict a customer's record: seen everywhere, used nowhere (UK GDPR Art 18(1)-(2)).

    Raises Refused for one that is restricted or erased already, NotFound for nobody.
    """
    if draft.grounds not in get_args(Grounds):
        raise InvalidValue("grounds", f"The reason is one of {', '.join(get_args(Grounds))}.")
    note = clean_block(draft.note)
    if len(note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    status = _status(tx, draft.customer)
    if status not in ("active", "archived"):
        raise Refused(f"{ref('C', draft.customer)} is {status} already.", "Nothing was changed.")
    _enter(tx, draft.customer, status, draft.grounds, note, tx.stamp)
    tx.note(ref("C", draft.customer), draft.customer, grounds=draft.grounds)
    tx.offer_undo(f"Restrict {ref('C', draft.customer)}", unrestrict, draft.customer)


def restrict_again(tx: Tx, customer: CustomerId, grounds: str, note: str, since: str) -> bool:
    """Restrict a record again in a restored book; answers whether that was needed. since: a stamp."""
    status = _status(tx, customer)
    if status not in ("active", "archived"):
        return False
    _enter(tx, customer, status, grounds, note, since)
    return True


@write("restriction.take_back", role=Role.MANAGER)
def unrestrict(tx: Tx, customer: CustomerId) -> None:
    """Take back a restriction that was entered by mistake, before anybody was told of its end; nothing of it stays.

    Raises Refused where the person was told already, and where nothing is restricted.
    """
    found = _in_force(tx, customer)
    if found.told_on is not None:
        raise Refused("The person was told that it ends.", "Lift the restriction instead.")
    before = tx.value("SELECT status_before FROM restrictions WHERE id = ?", (found.id,))
    tx.change_one("DELETE FROM restrictions WHERE id = ?", (found.id,))
    _set_status(tx, customer, before)
    tx.note(ref("C", customer), customer, grounds=found.grounds)
    tx.offer_undo("Take back a restriction", restrict, RestrictionDraft(customer, found.grounds, found.note))


@write("restriction.tell", role=Role.MANAGER)
def tell_before_lifting(tx: Tx, customer: CustomerId, on: str, how: str) -> None:
    """Write down that the person was told that the restriction will be lifted, which has to come first (Art 18(3)).

    on: the day, like 2026-11-22, not to come. how: by letter, by telephone. Raises Refused where nothing is restricted.
    """
    found = _in_force(tx, customer)
    day, told = _day(tx, on, found), clean_line(how)
    if not told or len(told) > LONGEST_HOW:
        raise InvalidValue("how", f"How were they told, in 1 to {LONGEST_HOW} characters?", "By letter, by telephone …")
    tx.change_one("UPDATE restrictions SET told_on = ?, told_how = ? WHERE id = ?", (day, told, found.id))
    tx.note(ref("C", customer), customer, told_on=day)


@write("restriction.lift", role=Role.MANAGER)
def lift_restriction(tx: Tx, customer: CustomerId) -> None:
    """Lift a restriction: the record is as it was before, in use or put away.

    Raises Refused until the person was told (Art 18(3)), and where nothing is restricted.
    """
    found = _in_force(tx, customer)
    if found.told_on is None:
        raise Refused(
            "A restriction ends only after the person was told that it will (UK GDPR Art 18(3)).",
            "Tell them, and write down when and how. The record is as it was.",
        )
    before = tx.value("SELECT status_before FROM restrictions WHERE id = ?", (found.id,))
    tx.change_one("UPDATE restrictions SET lifted_at = ? WHERE id = ?", (tx.stamp, found.id))
    _set_status(tx, customer, before)
    tx.note(ref("C", customer), customer, told_on=found.told_on)


def _enter(tx: Tx, customer: CustomerId, status: str, grounds: str, note: str, since: str) -> None:
    tx.insert(
        "INSERT INTO restrictions (customer_id, grounds, note, status_before, since, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (customer, grounds, note, status, since, tx.staff.id),
    )
    _set_status(tx, customer, "restricted")


def _in_force(tx: Tx, customer: CustomerId) -> Restriction:
    found = restriction.standing(tx, customer)
    if found is None:
        _status(tx, customer)
        raise Refused(f"{ref('C', customer)} is not restricted.", "Nothing was changed.")
    return found


def _status(tx: Tx, customer: CustomerId) -> str:
    row = tx.maybe("SELECT status FROM customers WHERE id = ?", (customer,))
    if row is None:
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    return str(row[0])


def _set_status(tx: Tx, customer: CustomerId, status: str) -> None:
    tx.change_one("UPDATE customers SET status = ?, updated_at = ? WHERE id = ?", (status, tx.stamp, customer))
    reindex(tx, customer)


def _day(tx: Tx, typed: str, found: Restriction) -> str:
    try:
        day = plausible("on", date.fromisoformat(typed.strip()))
    except ValueError:
        raise InvalidValue("on", "That is not a date.", "Write it like 2026-11-22.") from None
    if not tx.calendar.local_date(from_stamp(found.since)) <= day <= tx.today:
        raise InvalidValue("on", "The day lies between the start of the restriction and today.", "Check the date.")
    return day.isoformat()
