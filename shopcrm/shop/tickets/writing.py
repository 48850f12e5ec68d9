"""Opening tickets, and what is said on them."""

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import search
from shopcrm.shop.erased import refuse_erased
from shopcrm.shop.restriction import AnswerPurpose, check_answer
from shopcrm.shop.tickets import log, policies, typed
from shopcrm.shop.tickets.records import (
    Category,
    Channel,
    Priority,
    State,
    Then,
    TicketDraft,
    WaitingFor,
)
from shopcrm.vault.refs import CustomerId, OrderId, ReturnId, TicketId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx, stamp


@write("tickets.open")
def open(tx: Tx, draft: TicketDraft) -> TicketId:
    """Open a ticket: its clocks start now, by the service policy of today.

    An order or a return names the customer too. Raises InvalidValue, naming the field, for a missing subject, and for
    an order or a return of another customer; NotFound for records that are not there.
    """
    subject = typed.line("subject", draft.subject, "The subject")
    body = typed.block("body", draft.body)
    customer, order, ret = whom_about(tx, draft.customer, draft.order, draft.ret)
    ticket = tx.insert(
        "INSERT INTO tickets (customer_id, order_id, return_id, subject, channel, category, priority, policy_id,"
        " opened_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(customer, order, ret, subject, draft.channel, draft.category, draft.priority),
            *(policies.in_force(tx), tx.stamp, tx.stamp),
        ),
    )
    log.enter(tx, ticket, "opened", f"{draft.priority} {draft.category}", body, draft.channel)
    log.settle(tx, ticket)
    search.index(tx, "T", ticket, subject)
    tx.note(ref("T", ticket), customer, priority=draft.priority, category=draft.category)
    tx.offer_undo(f"Open {ref('T', ticket)}", unopen, ticket)
    return ticket


@write("tickets.unopen")
def unopen(tx: Tx, ticket: TicketId) -> None:
    """Take back the opening of a ticket; raises Refused where anything was entered on it since."""
    found = log.unmerged(tx, ticket)
    others = tx.value(
        "SELECT count(*) FROM ticket_events WHERE ticket_id = ? AND kind NOT IN ('opened', 'breached')", (ticket,)
    )
    points_here = (
        "SELECT id FROM tickets WHERE split_from = ?1 OR merged_into = ?1"
        " UNION ALL SELECT id FROM recommendations WHERE ticket_id = ?1"
    )
    if others or tx.maybe(points_here, (ticket,)):
        raise Refused(f"Something was entered on {found.ref} since.", "Close it instead.")
    remove(tx, ticket)
    tx.note(found.ref, found.customer_id)


def remove(tx: Tx, ticket: TicketId) -> None:
    """Remove a ticket that should never have been."""
    with tx.gate("undo"):
        tx.run("DELETE FROM ticket_events WHERE ticket_id = ?", (ticket,))
    tx.change_one("DELETE FROM tickets WHERE id = ?", (ticket,))
    search.forget(tx, "T", ticket)


@write("tickets.message")
def message(tx: Tx, ticket: TicketId, body: str, channel: Channel | None = None, at: str | None = None) -> TicketId:
    """Enter what the customer said; answers the ticket where it landed: the one that this was merged into, if it was.

    channel: the ticket's own where None. at: when she said it, a date or an instant; now where None. A ticket that
    waits for her or is resolved is open again, unless she said it before. Raises Refused for a closed ticket.
    """
    found = log.followed(tx, ticket)
    standing = found.standing
    if standing.state == "closed":
        raise Refused(f"{found.ref} is closed.", "Reopen it, or open a new ticket.")
    text = typed.block("body", body, "The message")
    said = typed.moment(tx, at, standing.opened_at or tx.now)
    first = log.enter(tx, found.id, "message", body=text, channel=channel or found.channel, at=stamp(said))
    if standing.since is not None and said >= standing.since:
        if standing.state == "resolved":
            log.enter(tx, found.id, "reopened", at=stamp(said))
        elif standing.state == "waiting_customer":
            log.enter(tx, found.id, "state", "open", at=stamp(said))
    log.note(tx, found, first, "Message on")
    return found.id


@write("tickets.reply")
def reply(
    tx: Tx,
    ticket: TicketId,
    body: str,
    channel: Channel | None = None,
    then: Then = "waiting_customer",
    saved: int | None = None,
    purpose: AnswerPurpose | None = None,
) -> TicketId:
    """Enter a reply to the customer; answers the ticket where it landed, as `message` does.

    The first one ends the clock of the first reply. then: how the ticket stands after it. saved: the saved reply that
    it was made from. A word after the solution leaves a ticket resolved where `then` says so. purpose: what a
    restricted person is written to for; the activity keeps it. Raises Refused for a closed ticket, for a resolved one
    that would go on, and for a restricted person without a purpose.
    """
    found = log.followed(tx, ticket)
    check_answer(tx, found.customer_id, purpose)
    text = typed.block("body", body, "The reply")
    again = found.standing.state == "resolved" and then == "resolved"
    if not again:
        log.not_done(found)
    first = log.enter(tx, found.id, "reply", body=text, channel=channel or found.channel)
    if then == "resolved" and not again:
        log.enter(tx, found.id, "resolved")
    elif then != found.standing.state:
        log.enter(tx, found.id, "state", then)
    if saved is not None:
        tx.change_one("UPDATE saved_replies SET uses = uses + 1 WHERE id = ?", (saved,))
    stated = {} if purpose is None else {"purpose": purpose}
    log.note(tx, found, first, "Reply on", then=then, **stated)
    return found.id


@write("tickets.note")
def note(tx: Tx, ticket: TicketId, body: str) -> TicketId:
    """Enter a note that the customer does not get; answers the ticket where it landed. No clock minds it."""
    found = log.followed(tx, ticket)
    first = log.enter(tx, found.id, "note", body=typed.block("body", body, "The note"))
    log.note(tx, found, first, "Note on")
    return found.id


@write("tickets.set_priority")
def set_priority(tx: Tx, ticket: TicketId, priority: Priority) -> None:
    """Give a ticket another priority; its targets hold from now on. Raises Refused for one that is done."""
    found = log.not_done(log.unmerged(tx, ticket))
    if found.standing.priority == priority:
        raise Refused(f"{found.ref} has that priority already.", "Choose another one.")
    first = log.enter(tx, ticket, "priority", priority)
    log.note(tx, found, first, "Priority of", priority=priority, before=found.standing.priority)


@write("tickets.set_category")
def set_category(tx: Tx, ticket: TicketId, category: Category) -> None:
    """Say what kind of matter a ticket is."""
    found = log.unmerged(tx, ticket)
    if found.standing.category == category:
        raise Refused(f"{found.ref} is of that kind already.", "Choose another one.")
    first = log.enter(tx, ticket, "category", category)
    log.note(tx, found, first, "Kind of", category=category, before=found.standing.category)


@write("tickets.set_subject")
def set_subject(tx: Tx, ticket: TicketId, subject: str) -> None:
    """Give a ticket a better subject; raises InvalidValue for an empty one."""
    found = log.unmerged(tx, ticket)
    text = typed.line("subject", subject, "The subject")
    before = tx.value("SELECT subject FROM tickets WHERE id = ?", (ticket,))
    tx.change_one("UPDATE tickets SET subject = ? WHERE id = ?", (text, ticket))
    search.index(tx, "T", ticket, text, put_away=found.standing.state == "closed")
    tx.note(found.ref, found.customer_id)
    tx.offer_undo(f"Subject of {found.ref}", set_subject, ticket, before)


@write("tickets.wait")
def wait(tx: Tx, ticket: TicketId, for_: WaitingFor = "customer") -> None:
    """Let a ticket wait. For the customer both clocks stand still; for a supplier they run on.

    Raises Refused for a ticket that is done, or waits for the same already.
    """
    found = log.not_done(log.unmerged(tx, ticket))
    state: State = "waiting_customer" if for_ == "customer" else "waiting_supplier"
    if found.standing.state == state:
        raise Refused(f"{found.ref} waits for the {for_} already.", "")
    first = log.enter(tx, ticket, "state", state)
    log.note(tx, found, first, "Wait with", state=state)


@write("tickets.resume")
def resume(tx: Tx, ticket: TicketId) -> None:
    """End the waiting of a ticket; raises Refused for one that does not wait."""
    found = log.unmerged(tx, ticket)
    if found.standing.state not in ("waiting_customer", "waiting_supplier"):
        raise Refused(f"{found.ref} does not wait for anybody.", "")
    first = log.enter(tx, ticket, "state", "open")
    log.note(tx, found, first, "Go on with", state="open")


def whom_about(
    tx: Tx, customer: CustomerId | None, order: OrderId | None, ret: ReturnId | None
) -> tuple[CustomerId | None, OrderId | None, ReturnId | None]:
    """Customer, order and return of a ticket, each completed by the next; raises InvalidValue where they disagree."""
    if ret is not None:
        of = _found(tx, "SELECT order_id FROM returns WHERE id = ?", "R", ret)
        if order not in (None, of):
            raise InvalidValue("ret", f"{ref('R', ret)} is not of {ref('O', order or 0)}.", "Choose one of them.")
        order = of
    if order is not None:
        buyer = _found(tx, "SELECT customer_id FROM orders WHERE id = ?", "O", order)
        if customer is not None and buyer not in (None, customer):
            raise InvalidValue("order", f"{ref('O', order)} is another customer's.", "Check the customer.")
        customer = buyer or customer
    if customer is not None:
        _found(tx, "SELECT id FROM customers WHERE id = ?", "C", customer)
        refuse_erased(tx, customer)
    return customer, order, ret


def _found(tx: Tx, sql: str, letter: str, record: int) -> int | None:
    row = tx.maybe(sql, (record,))
    if row is None:
        raise NotFound(f"There is no {ref(letter, record)}.", "Check the reference, or use Find.")
    found: int | None = row[0]
    return found
