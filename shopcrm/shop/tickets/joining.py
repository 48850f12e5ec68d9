"""Tickets and what they belong with: customer, order, return; two about the same merged, one about two things split."""

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import search
from shopcrm.shop.tickets import log, policies, typed
from shopcrm.shop.tickets.records import DONE
from shopcrm.shop.tickets.writing import remove, whom_about
from shopcrm.vault.refs import CustomerId, OrderId, ReturnId, TicketId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx

_SAID = "('opened', 'message', 'reply', 'note', 'absorbed')"
_CARRIED = (
    "INSERT INTO ticket_events (ticket_id, kind, at, staff_id, channel, value, body)"
    " SELECT ?1, 'absorbed', at, staff_id, channel, CASE kind WHEN 'absorbed' THEN value"
    " WHEN 'opened' THEN 'message ' || ?2 ELSE kind || ' ' || ?2 END, body FROM ticket_events"
)
"""Copies entries into the log of another ticket. ?1: that ticket; ?2: the reference of the one that they come from."""

_COLUMN = {"C": "customer_id", "O": "order_id", "R": "return_id"}

Links = tuple[int | None, int | None, int | None]


@write("tickets.link")
def link(
    tx: Tx,
    ticket: TicketId,
    customer: CustomerId | None = None,
    order: OrderId | None = None,
    ret: ReturnId | None = None,
) -> None:
    """Link a ticket with a customer, an order or a return; what is not named stays as it is.

    Raises InvalidValue where they are not of the same customer, NotFound for records that are not there.
    """
    now = _links(tx, ticket)
    set_links(tx, ticket, customer or now[0], order or (now[1] if ret is None else None), ret or now[2])


@write("tickets.set_links")
def set_links(
    tx: Tx, ticket: TicketId, customer: CustomerId | None, order: OrderId | None, ret: ReturnId | None
) -> None:
    """Link a ticket with just these; None takes a link off. Raises as `link` does."""
    found = log.unmerged(tx, ticket)
    before = _links(tx, ticket)
    _relink(tx, ticket, before, whom_about(tx, customer, order, ret))
    log.settle(tx, ticket)
    tx.note(found.ref, customer or found.customer_id)
    tx.offer_undo(f"Link {found.ref}", set_links, ticket, *before)


def _links(tx: Tx, ticket: TicketId) -> Links:
    log.unmerged(tx, ticket)
    customer, order, ret = tx.one("SELECT customer_id, order_id, return_id FROM tickets WHERE id = ?", (ticket,))
    return customer, order, ret


def _relink(tx: Tx, ticket: TicketId, before: Links, after: Links) -> None:
    for letter, was, now in zip(_COLUMN, before, after, strict=True):
        if was != now:
            log.enter(tx, ticket, "linked", ref(letter, now) if now is not None else f"-{ref(letter, was or 0)}")
    tx.change_one("UPDATE tickets SET customer_id = ?, order_id = ?, return_id = ? WHERE id = ?", (*after, ticket))


@write("tickets.merge")
def merge(tx: Tx, keep: TicketId, lose: TicketId) -> None:
    """Let a ticket go on in another that is about the same: what was said on it is carried over, later words follow.

    keep: the one that stays; it must still be open. A reply on the other one counts as a reply on this one, if this one
    was open by then. Raises Refused for a ticket with itself, for one that was merged, for two customers' tickets.
    """
    if keep == lose:
        raise Refused("A ticket cannot be merged with itself.", "Choose another one.")
    kept, lost = log.unmerged(tx, keep), log.unmerged(tx, lose)
    if kept.standing.state in DONE:
        raise Refused(f"{kept.ref} is {kept.standing.state}.", "Reopen it first, or keep the other one.")
    if kept.customer_id and lost.customer_id and kept.customer_id != lost.customer_id:
        raise Refused("These tickets are of different customers.", "Check the customer of each first.")
    before, others = _links(tx, keep), _links(tx, lose)
    subject = tx.value("SELECT subject FROM tickets WHERE id = ?", (lose,))
    first = log.enter(tx, keep, "absorbed", f"ticket {lost.ref}", subject)
    tx.run(f"{_CARRIED} WHERE ticket_id = ?3 AND kind IN {_SAID} AND body <> '' ORDER BY id", (keep, lost.ref, lose))
    both = (before[0] or others[0], *((before[1:]) if any(before[1:]) else others[1:]))
    _relink(tx, keep, before, both)
    log.enter(tx, lose, "merged", kept.ref)
    tx.change_one("UPDATE tickets SET merged_into = ? WHERE id = ?", (keep, lose))
    log.settle(tx, keep)
    log.settle(tx, lose)
    tx.note(kept.ref, kept.customer_id or lost.customer_id, merged=lost.ref)
    tx.offer_undo(f"Merge {lost.ref} into {kept.ref}", unmerge, keep, lose, first)


@write("tickets.unmerge")
def unmerge(tx: Tx, keep: TicketId, lose: TicketId, entry: int) -> None:
    """Take back a merge, and the links that came with it. entry: the first that was carried over.

    Raises Refused where anything was said since: it would belong to nobody.
    """
    kept = log.unmerged(tx, keep)
    carried = ("ticket " + ref("T", lose), keep, entry)
    if tx.maybe("SELECT id FROM ticket_events WHERE value = ? AND ticket_id = ? AND id = ?", carried) is None:
        raise Refused(f"{ref('T', lose)} was not merged into {kept.ref}.", "Open the ticket again.")
    since = tx.value(
        "SELECT count(*) FROM ticket_events WHERE ticket_id = ? AND id > ?"
        " AND kind NOT IN ('absorbed', 'linked', 'breached')",
        (keep, entry),
    )
    later = tx.value(
        "SELECT count(*) FROM ticket_events WHERE ticket_id = ? AND id > ? AND value LIKE 'ticket %'", (keep, entry)
    )
    if since or later:
        raise Refused(f"Something was entered on {kept.ref} since.", "Split off what belongs elsewhere instead.")
    for (linked,) in tx.all(
        "SELECT value FROM ticket_events WHERE ticket_id = ? AND id > ? AND kind = 'linked'", (keep, entry)
    ):
        tx.change_one(f"UPDATE tickets SET {_COLUMN[linked[0]]} = NULL WHERE id = ?", (keep,))
    with tx.gate("undo"):
        tx.run("DELETE FROM ticket_events WHERE ticket_id = ? AND id >= ? AND kind <> 'breached'", (keep, entry))
        tx.run("DELETE FROM ticket_events WHERE ticket_id = ? AND kind = 'merged'", (lose,))
    tx.change_one("UPDATE tickets SET merged_into = NULL WHERE id = ?", (lose,))
    log.settle(tx, keep)
    log.settle(tx, lose)
    tx.note(kept.ref, kept.customer_id, unmerged=ref("T", lose))


@write("tickets.split")
def split(tx: Tx, ticket: TicketId, events: tuple[int, ...], subject: str) -> TicketId:
    """Open a new ticket for another matter that came up on this one, with the entries that belong to it.

    events: which of its messages, replies and notes to carry over; they stay here too. The new ticket has the same
    customer, priority and links; its clocks start now. Raises Refused for entries that are not of this ticket.
    """
    found = log.unmerged(tx, ticket)
    text = typed.line("subject", subject, "The subject")
    chosen = sorted(set(events))
    if not chosen:
        raise InvalidValue("events", "Choose what belongs to the other matter.", "Mark at least one message.")
    marks = ", ".join("?" * len(chosen))
    those = f"ticket_id = ? AND kind IN {_SAID} AND body <> '' AND id IN ({marks})"
    if tx.value(f"SELECT count(*) FROM ticket_events WHERE {those}", (ticket, *chosen)) != len(chosen):
        raise Refused("Only messages, replies and notes of this ticket can be split off.", "Mark some of them.")
    new = tx.insert(
        "INSERT INTO tickets (customer_id, order_id, return_id, subject, channel, category, priority, policy_id,"
        " opened_at, updated_at, split_from) SELECT customer_id, order_id, return_id, ?, channel, category, priority,"
        " ?, ?, ?, id FROM tickets WHERE id = ?",
        (text, policies.in_force(tx), tx.stamp, tx.stamp, ticket),
    )
    standing = found.standing
    log.enter(tx, new, "opened", f"{standing.priority} {standing.category}", channel=found.channel)
    tx.run(f"{_CARRIED} WHERE ticket_id = ?3 AND id IN ({marks}) ORDER BY id", (new, found.ref, ticket, *chosen))
    log.enter(tx, ticket, "split", ref("T", new))
    log.settle(tx, new)
    log.settle(tx, ticket)
    search.index(tx, "T", new, text)
    tx.note(found.ref, found.customer_id, split=ref("T", new))
    tx.offer_undo(f"Split {ref('T', new)} off {found.ref}", unsplit, ticket, new)
    return new


@write("tickets.unsplit")
def unsplit(tx: Tx, ticket: TicketId, new: TicketId) -> None:
    """Take back a split; raises Refused where anything was entered on the new ticket since."""
    found = log.unmerged(tx, new)
    others = tx.value(
        "SELECT count(*) FROM ticket_events WHERE ticket_id = ? AND kind NOT IN ('opened', 'absorbed', 'breached')",
        (new,),
    )
    if others or tx.maybe("SELECT id FROM tickets WHERE id = ? AND split_from = ?", (new, ticket)) is None:
        raise Refused(f"Something was entered on {found.ref} since.", "Merge it back instead.")
    remove(tx, new)
    with tx.gate("undo"):
        tx.run("DELETE FROM ticket_events WHERE ticket_id = ? AND kind = 'split' AND value = ?", (ticket, found.ref))
    log.settle(tx, ticket)
    tx.note(ref("T", ticket), found.customer_id, unsplit=found.ref)
