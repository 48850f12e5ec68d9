"""Looking at tickets: one whole with its conversation and clocks, and lists of them."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from shopcrm.errors import NotFound
from shopcrm.shop import listing
from shopcrm.shop.tickets import clocks, log, policies
from shopcrm.shop.tickets.clocks import PAUSED, Terms, late_words, left_words
from shopcrm.shop.tickets.records import (
    CATEGORY_WORDS,
    PRIORITY_WORDS,
    STATE_WORDS,
    Ticket,
    TicketEvent,
    TicketFilter,
    TicketRow,
    TicketSort,
)
from shopcrm.vault.refs import CustomerId, OrderId, ReturnId, TicketId, looks_like_ref, parse_ref, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx, from_stamp, stamp

_HEAD = (
    "tickets.id, subject, customer_id, coalesce(customers.name, ''), order_id, return_id, channel, category, priority,"
    " state, opened_at, tickets.updated_at, resolved_at, replied_at, merged_into, split_from"
)
_ROW = (
    "tickets.id, subject, customer_id, coalesce(customers.name, ''), channel, category, priority, state, opened_at,"
    " tickets.updated_at, next_due, next_due_at, breached, merged_into, policy_id"
)
_WHOSE = "LEFT JOIN customers ON customers.id = customer_id"

# Spelled as the partial indexes are. Those are named, for left alone the planner gathers the states and sorts.
_RUNNING = "state IN ('new', 'open', 'waiting_supplier')"
_WHERE = {
    TicketFilter.INBOX: _RUNNING,
    TicketFilter.WAITING: "state IN ('waiting_customer', 'waiting_supplier')",
    TicketFilter.RESOLVED: "state = 'resolved'",
    TicketFilter.CLOSED: "state = 'closed'",
    TicketFilter.BREACHED: "state IN ('new', 'open', 'waiting_customer', 'waiting_supplier')"
    " AND (breached = 1 OR next_due_at < ?1)",
    TicketFilter.ALL: "opened_at > ''",
}
_THROUGH = {
    TicketFilter.INBOX: "tickets INDEXED BY tickets_due",
    TicketFilter.WAITING: "tickets INDEXED BY tickets_waiting",
}
_OWN_ORDER = {
    TicketFilter.INBOX: TicketSort.DUE,
    TicketFilter.WAITING: TicketSort.CHANGED,
    TicketFilter.BREACHED: TicketSort.DUE,
}
_ORDER = {
    TicketSort.DUE: "next_due_at, id",
    TicketSort.NEWEST: "opened_at DESC, id DESC",
    TicketSort.OLDEST: "opened_at, id",
    TicketSort.CHANGED: "updated_at DESC, id DESC",
}


@read("tickets.card")
def card(tx: Tx, ticket: TicketId) -> Ticket:
    """A ticket, whole, with its clocks worked out from its log; raises NotFound."""
    row = tx.maybe(f"SELECT {_HEAD}, policy_id FROM tickets {_WHOSE} WHERE tickets.id = ?", (ticket,))
    if row is None:
        raise NotFound(f"There is no ticket {ref('T', ticket)}.", "Check the reference, or use Find.")
    *head, policy = row
    terms = policies.terms_of(tx, policy)
    standing = clocks.replayed(log.entries(tx, ticket))
    found = tuple(clocks.clock(standing, terms, name, tx.now) for name in log.CLOCKS)
    events = _events(tx, ticket)
    return Ticket(*(*head, *_satisfaction(events), found, events))


def _satisfaction(events: tuple[TicketEvent, ...]) -> tuple[bool, int | None, str]:
    """Whether satisfaction was asked for at the latest resolution, and what was answered."""
    asked, score, comment = False, None, ""
    for event in sorted(events, key=lambda one: one.id):
        if event.kind in ("resolved", "reopened"):
            asked, score, comment = False, None, ""
        elif event.kind == "asked":
            asked = True
        elif event.kind == "satisfaction":
            score, comment = int(event.value), event.body
    return asked, score, comment


@read("tickets.row_ids")
def row_ids(
    tx: Tx, show: TicketFilter = TicketFilter.INBOX, sort: TicketSort | None = None, limit: int = -1
) -> list[int]:
    """The tickets of a list. sort: the list's own order where None: the inbox by its next deadline, others by day.

    limit: how many at most; all by default.
    """
    order = _ORDER[sort or _OWN_ORDER.get(show, TicketSort.NEWEST)]
    sql = f"SELECT id FROM {_THROUGH.get(show, 'tickets')} WHERE {_WHERE[show]} ORDER BY {order} LIMIT ?2"
    return listing.ids(tx, sql, (tx.stamp, limit))


@read("tickets.count")
def count(tx: Tx, show: TicketFilter = TicketFilter.INBOX) -> int:
    """How many tickets a list shows."""
    found: int = tx.value(f"SELECT count(*) FROM tickets WHERE {_WHERE[show]} AND ?1 = ?1", (tx.stamp,))
    return found


@read("tickets.rows_for")
def rows_for(tx: Tx, ids: list[int]) -> list[TicketRow]:
    """The rows of these tickets, in this order; one that is gone is left out."""
    sql = (
        f"SELECT {_ROW} FROM json_each(?) AS wanted JOIN tickets ON tickets.id = wanted.value {_WHOSE}"
        " ORDER BY wanted.key"
    )
    return _rows(tx, tx.all(sql, (json.dumps(ids),)))


@read("tickets.of_customer")
def of_customer(tx: Tx, customer: CustomerId, limit: int = 50) -> list[TicketRow]:
    """A customer's tickets, the newest first."""
    return _listed(tx, "customer_id = ?", "opened_at DESC, tickets.id DESC", customer, limit)


@read("tickets.of_order")
def of_order(tx: Tx, order: OrderId, limit: int = 50) -> list[TicketRow]:
    """The tickets about an order, the newest first."""
    return _listed(tx, "order_id = ?", "tickets.id DESC", order, limit)


@read("tickets.of_return")
def of_return(tx: Tx, ret: ReturnId, limit: int = 50) -> list[TicketRow]:
    """The tickets about a return, the newest first."""
    return _listed(tx, "return_id = ?", "tickets.id DESC", ret, limit)


@read("tickets.due_soon")
def due_soon(tx: Tx, until: date | None = None, limit: int = 50) -> list[TicketRow]:
    """Tickets with a promise that is late, or due by the end of a day, today where None; the soonest first."""
    day = min(until or tx.today, date(9998, 12, 31)) + timedelta(days=1)
    end = stamp(datetime.combine(day, time(), ZoneInfo(tx.calendar.zone)))
    rows = tx.all(
        f"SELECT {_ROW} FROM {_THROUGH[TicketFilter.INBOX]} {_WHOSE} WHERE {_RUNNING} AND next_due_at < ?"
        " ORDER BY next_due_at, tickets.id LIMIT ?",
        (end, limit),
    )
    return _rows(tx, rows)


def _listed(tx: Tx, where: str, order: str, record: int, limit: int) -> list[TicketRow]:
    sql = f"SELECT {_ROW} FROM tickets {_WHOSE} WHERE {where} ORDER BY {order} LIMIT ?"
    return _rows(tx, tx.all(sql, (record, limit)))


def _rows(tx: Tx, rows: list[Row]) -> list[TicketRow]:
    terms = {policy: policies.terms_of(tx, policy) for policy in {row[-1] for row in rows}}
    return [_row(tx.now, row, terms) for row in rows]


def _row(now: datetime, row: Row, terms: Mapping[int, Terms]) -> TicketRow:
    *head, due, due_at, breached, merged_into, policy = row
    state = head[7]
    over = from_stamp(due_at) if due_at else None
    late = over is not None and over < now
    if over is None:
        words = f"merged into {ref('T', merged_into)}" if merged_into else _AT_REST[state]
    elif late:
        words = late_words(over, now)
    else:
        words = left_words(terms[policy].hours.minutes_between(now, over))
    return TicketRow(*(*head, due, due_at, words, late, bool(breached) or late))


_AT_REST = {"waiting_customer": PAUSED, "resolved": "resolved", "closed": "closed"}


def _events(tx: Tx, ticket: int) -> tuple[TicketEvent, ...]:
    """The log in the order of what happened."""
    rows = tx.all(
        "SELECT event.id, kind, at, staff.name, channel, value, body FROM ticket_events AS event"
        " JOIN staff ON staff.id = staff_id WHERE ticket_id = ? ORDER BY at, event.id",
        (ticket,),
    )
    return tuple(_event(*row) for row in rows)


def _event(number: int, kind: str, at: str, staff: str, channel: str, value: str, body: str) -> TicketEvent:
    about = None
    meant, _, reference = value.rpartition(" ")
    if looks_like_ref(reference) and parse_ref(reference)[0] == "T":
        about = parse_ref(reference)[1]
    carried = meant if kind == "absorbed" else kind
    said_by: Literal["customer", "shop", ""] = ""
    if carried == "reply":
        said_by = "shop"
    elif carried == "message" or (carried == "opened" and body):
        said_by = "customer"
    words = event_words(kind, value, meant, reference)
    return TicketEvent(number, kind, at, staff, channel, value, body, words, said_by, carried == "note", about)  # type: ignore[arg-type]


def event_words(kind: str, value: str, meant: str, reference: str) -> str:
    """What happened, in a line. value: of the entry; meant, reference: its two parts."""
    if kind == "absorbed":
        carried = {"message": "Message", "reply": "Reply", "note": "Note"}.get(meant)
        return f"{carried} on {reference}" if carried else f"{reference} was merged into this one"
    if kind == "linked":
        return f"No longer linked with {value[1:]}" if value.startswith("-") else f"Linked with {value}"
    if kind == "breached":
        return "The first reply was late" if value == "first_response" else "The solution was late"
    made = {
        "state": STATE_WORDS.get(value, value),
        "priority": f"Priority: {PRIORITY_WORDS.get(value, value)}",
        "category": f"Kind: {CATEGORY_WORDS.get(value, value)}",
        "satisfaction": f"Satisfaction: {value} of 5",
        "merged": f"Merged into {value}",
        "split": f"{value} was split off",
    }
    return made.get(kind) or _PLAIN[kind]


_PLAIN = {
    "opened": "Opened",
    "message": "Message",
    "reply": "Reply",
    "note": "Note",
    "resolved": "Resolved",
    "reopened": "Opened again",
    "closed": "Closed",
    "asked": "Asked how satisfied the customer is",
}
