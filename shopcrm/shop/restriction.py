"""Restricted customers: their records are kept and seen, and not used, until they were told that it ends.

UK GDPR Art 18: while the accuracy is contested, the use was unlawful, a claim needs the records, or an objection is
being weighed. What they ask, pay or complain of themselves is still written down and answered.
"""

from dataclasses import dataclass
from typing import Literal

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop.erased import refuse_erased
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day

Grounds = Literal["accuracy", "unlawful", "claims", "objection"]
GROUNDS: dict[Grounds, str] = {
    "accuracy": "says that the details are wrong, and they are being checked",
    "unlawful": "we should not have used them, and they are kept instead of erased",
    "claims": "needs them for a legal claim",
    "objection": "objected, and it is being weighed",
}
"""Why a record is restricted (Art 18(1)(a) to (d)), in words that follow the customer's name."""


AnswerPurpose = Literal["asked", "agreed", "claim", "protects"]
ANSWER_PURPOSES: dict[AnswerPurpose, str] = {
    "asked": "it answers what they asked",
    "agreed": "they agreed to it",
    "claim": "a legal claim",
    "protects": "it protects somebody's rights",
}
"""What a restricted person may be written to for (UK GDPR Art 18(2)); an answer to her own question is her wish."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction. since, lifted_at: stamps, UTC. told_on: the day on which the person was told that it ends."""

    id: int
    grounds: Grounds
    note: str
    since: str
    staff: str
    told_on: str | None
    told_how: str
    lifted_at: str | None


@read("restriction.standing")
def standing(tx: Tx, customer: CustomerId) -> Restriction | None:
    """The restriction that is in force, if there is one."""
    return next((one for one in history(tx, customer) if one.lifted_at is None), None)


@read("restriction.history")
def history(tx: Tx, customer: CustomerId) -> tuple[Restriction, ...]:
    """Every restriction of a customer's record, the latest first."""
    rows = tx.all(
        "SELECT restrictions.id, grounds, note, since, staff.name, told_on, told_how, lifted_at FROM restrictions"
        " JOIN staff ON staff.id = staff_id WHERE customer_id = ? ORDER BY restrictions.id DESC",
        (customer,),
    )
    return tuple(Restriction(*row) for row in rows)


@read("restriction.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[tuple[int, str, Restriction], ...]:
    """Every restriction in force with its customer's id and name, the longest standing first."""
    rows = tx.all(
        "SELECT customer_id, customers.name, restrictions.id, grounds, note, since, staff.name, told_on, told_how,"
        " lifted_at FROM restrictions JOIN customers ON customers.id = customer_id JOIN staff ON staff.id = staff_id"
        " WHERE lifted_at IS NULL ORDER BY since, restrictions.id"
    )
    return tuple((row[0], row[1], Restriction(*row[2:])) for row in rows)


@read("restriction.waiting", role=Role.MANAGER)
def waiting(tx: Tx) -> str:
    """How many restrictions are in force, in words; blank for none."""
    found: int = tx.value("SELECT count(*) FROM restrictions WHERE lifted_at IS NULL")
    return f"{found} restricted" if found else ""


def refuse_restricted(tx: Tx, customer: CustomerId | None) -> None:
    """Raises Refused where a customer's record must not be used: it is restricted, or erased."""
    if customer is None:
        return
    row = tx.maybe("SELECT status, name FROM customers WHERE id = ?", (customer,))
    if row is None or row[0] not in ("restricted", "erased"):
        return
    refuse_erased(tx, customer)
    raise Refused(
        f"{row[1]}'s record is restricted since {since_words(tx, customer)}: it may be seen, not used.",
        "Lift the restriction first, under More (F12) on the customer's page. Nothing was changed.",
    )


def check_answer(tx: Tx, customer: CustomerId | None, purpose: AnswerPurpose | None, what: str = "the reply") -> None:
    """Raises Refused where a restricted record is used for no stated purpose; InvalidValue for an unknown one."""
    if purpose is not None and purpose not in ANSWER_PURPOSES:
        raise InvalidValue("purpose", f"The purpose is one of {', '.join(ANSWER_PURPOSES)}.")
    held = None if customer is None else standing(tx, customer)
    if customer is not None and held is not None and purpose is None:
        name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
        raise Refused(
            f"{name}'s record is restricted since {since_words(tx, customer)}. Nothing was recorded.",
            f"Say what {what} is for: {'; '.join(ANSWER_PURPOSES.values())}.",
        )


def since_words(tx: Tx, customer: CustomerId) -> str:
    """The day on which the restriction that is in force began, in words."""
    found = standing(tx, customer)
    return short_day(tx.calendar.local_date(from_stamp(found.since))) if found else ""
