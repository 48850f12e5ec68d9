"""How tickets end: resolved, closed, opened again, and how satisfied the customer was."""

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop.tickets import log, typed
from shopcrm.vault.refs import TicketId
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx

WORST, BEST = 1, 5


@write("tickets.resolve")
def resolve(tx: Tx, ticket: TicketId, body: str = "", ask: bool = False) -> None:
    """Say that a ticket is solved.

    body: a last reply to the customer, if there is one. ask: she was asked how satisfied she is. Raises
    Refused for a ticket that is resolved or closed already.
    """
    found = log.unmerged(tx, ticket)
    if found.standing.state == "resolved":
        raise Refused(f"{found.ref} is resolved already.", "")
    log.not_done(found)
    text = typed.block("body", body)
    entered = [log.enter(tx, ticket, "reply", body=text, channel=found.channel)] if text else []
    entered.append(log.enter(tx, ticket, "resolved"))
    if ask:
        log.enter(tx, ticket, "asked")
    log.note(tx, found, entered[0], "Resolve", asked=ask)


@write("tickets.reopen")
def reopen(tx: Tx, ticket: TicketId) -> None:
    """Open a ticket again; its clock of the solution runs on from where it stood. Raises Refused for an open one."""
    found = log.unmerged(tx, ticket)
    if found.standing.state not in ("resolved", "closed"):
        raise Refused(f"{found.ref} is open.", "")
    first = log.enter(tx, ticket, "reopened")
    log.note(tx, found, first, "Reopen")


@write("tickets.close")
def close(tx: Tx, ticket: TicketId) -> None:
    """Put a ticket away for good: what the customer says next is a new matter. Raises Refused for a closed one."""
    found = log.unmerged(tx, ticket)
    if found.standing.state == "closed":
        raise Refused(f"{found.ref} is closed already.", "")
    first = log.enter(tx, ticket, "closed")
    log.note(tx, found, first, "Close", before=found.standing.state)


@write("tickets.rate")
def rate(tx: Tx, ticket: TicketId, score: int, comment: str = "") -> None:
    """Enter how satisfied the customer is with the solution, from 1 to 5; a later answer takes the place of an earlier.

    Raises InvalidValue for another number, Refused for a ticket that is not resolved.
    """
    found = log.unmerged(tx, ticket)
    if found.standing.resolved_at is None:
        raise Refused(f"{found.ref} is not resolved.", "Satisfaction is asked for once it is.")
    if not WORST <= score <= BEST:
        raise InvalidValue("score", f"Satisfaction is a number from {WORST} to {BEST}.", "5 is the best.")
    first = log.enter(tx, ticket, "satisfaction", str(score), typed.block("comment", comment))
    log.note(tx, found, first, "Satisfaction on", score=score)
