"""The log of a ticket: entries are only added; the columns that lists are sorted by are an index over it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from shopcrm.errors import NotFound, Refused
from shopcrm.plain_text import clean_block
from shopcrm.shop import search
from shopcrm.shop.tickets import clocks, policies
from shopcrm.shop.tickets.clocks import Entry, Standing, Terms
from shopcrm.shop.tickets.records import Channel, ClockName, EventKind
from shopcrm.vault.refs import CustomerId, TicketId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Row, Tx, from_stamp, stamp

CLOCKS: tuple[ClockName, ...] = ("first_response", "resolution")
_INDEX = (
    "state, priority, category, next_due_at, next_due, response_due_at, resolution_due_at, replied_at, resolved_at,"
    " response_minutes, resolution_minutes, breached, updated_at"
)
_OVER = """
SELECT id, ?2, {clock}_due_at FROM tickets INDEXED BY tickets_due
WHERE state IN ('new', 'open', 'waiting_supplier') AND next_due_at < ?1 AND {clock}_due_at < ?1 AND NOT EXISTS (
    SELECT 1 FROM ticket_events WHERE ticket_id = tickets.id AND kind = 'breached' AND value = ?2
)
"""


@dataclass(frozen=True, slots=True)
class Head:
    """A ticket that is about to change: whose it is, and how it stands."""

    id: TicketId
    customer_id: CustomerId | None
    channel: Channel
    merged_into: TicketId | None
    standing: Standing

    @property
    def ref(self) -> str:
        """Its reference."""
        return ref("T", self.id)


def head(tx: Tx, ticket: TicketId) -> Head:
    """A ticket and how it stands; raises NotFound."""
    row = tx.maybe("SELECT id, customer_id, channel, merged_into FROM tickets WHERE id = ?", (ticket,))
    if row is None:
        raise NotFound(f"There is no ticket {ref('T', ticket)}.", "Check the reference, or use Find.")
    return Head(*(*row, clocks.replayed(entries(tx, ticket))))


def followed(tx: Tx, ticket: TicketId) -> Head:
    """The ticket where a conversation goes on: itself, or the one that it was merged into."""
    found = head(tx, ticket)
    while found.merged_into is not None:
        found = head(tx, found.merged_into)
    return found


def unmerged(tx: Tx, ticket: TicketId) -> Head:
    """A ticket that was not merged into another; raises Refused for one that was."""
    found = head(tx, ticket)
    if found.merged_into is not None:
        into = followed(tx, found.merged_into).ref
        raise Refused(f"{found.ref} was merged into {into}.", f"Open {into} instead.")
    return found


def not_done(found: Head) -> Head:
    """A ticket on which there is still something to do; raises Refused for one that is resolved or closed."""
    if found.standing.state in ("resolved", "closed"):
        raise Refused(f"{found.ref} is {found.standing.state}.", "Reopen it first.")
    return found


def entries(tx: Tx, ticket: TicketId) -> list[Entry]:
    """The log as clocks read it, in the order in which it was entered."""
    rows = tx.all("SELECT id, kind, at, value FROM ticket_events WHERE ticket_id = ? ORDER BY id", (ticket,))
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(row[0], row[1], from_stamp(row[2]), row[3])


def enter(
    tx: Tx, ticket: TicketId, kind: EventKind, value: str = "", body: str = "", channel: str = "", at: str | None = None
) -> int:
    """Add an entry to a ticket's log; answers its number. at: a stamp, now where None."""
    return tx.insert(
        "INSERT INTO ticket_events (ticket_id, kind, at, staff_id, channel, value, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (ticket, kind, at or tx.stamp, tx.staff.id, channel, value, clean_block(body)),
    )


def settle(tx: Tx, ticket: TicketId) -> None:
    """Bring the index of a ticket up to its log, and enter the promises that were broken by now, each once."""
    policy, subject, before = tx.one("SELECT policy_id, subject, state FROM tickets WHERE id = ?", (ticket,))
    terms = policies.terms_of(tx, policy)
    standing = clocks.replayed(entries(tx, ticket))
    for clock in CLOCKS:
        broken_at = clocks.reckon(standing, terms, clock, tx.now).broken_at
        if broken_at is not None and clock not in standing.broken:
            enter(tx, ticket, "breached", clock, at=stamp(broken_at))
            standing.broken.add(clock)
    columns = ", ".join(f"{name} = ?" for name in _INDEX.split(", "))
    tx.change_one(f"UPDATE tickets SET {columns} WHERE id = ?", (*_index_of(standing, terms), ticket))
    if "closed" in (before, standing.state):
        search.index(tx, "T", ticket, subject, put_away=standing.state == "closed")


def note(tx: Tx, found: Head, first: int, label: str, **detail: object) -> None:
    """Settle a ticket after a write, say it in the activity, and offer to take its entries back. first: the first."""
    settle(tx, found.id)
    tx.note(found.ref, found.customer_id, **detail)
    tx.offer_undo(f"{label} {found.ref}", take_back, found.id, first)


@write("tickets.take_back")
def take_back(tx: Tx, ticket: TicketId, entry: int) -> None:
    """Take back what was entered last on a ticket, by the person who entered it. entry: the first of those entries.

    Raises Refused for the opening, for what another person entered, and where something was entered since.
    """
    found = unmerged(tx, ticket)
    rows = tx.all(
        "SELECT kind, at, staff_id FROM ticket_events WHERE ticket_id = ? AND id >= ? AND kind <> 'breached'",
        (ticket, entry),
    )
    kinds = [row[0] for row in rows]
    if not rows or _STAYS.intersection(kinds):
        raise Refused("That entry cannot be taken back.", "Enter what is right after it.")
    if {row[2] for row in rows} != {tx.staff.id} or len({row[1] for row in rows}) > 1:
        raise Refused("Something was entered on this ticket since.", "Open the ticket again.")
    with tx.gate("undo"):
        tx.run("DELETE FROM ticket_events WHERE ticket_id = ? AND id >= ? AND kind <> 'breached'", (ticket, entry))
    settle(tx, ticket)
    tx.note(found.ref, found.customer_id, taken_back=kinds)


_STAYS = {"opened", "linked", "merged", "absorbed", "split"}
"""Entries that say what other records know too; their own inverse takes them back."""


@write("tickets.notice_breaches")
def notice_breaches(tx: Tx, limit: int | None = None) -> int:
    """Enter the promises that were broken by now on open tickets; answers how many tickets were late.

    limit: at most so many tickets, so that nobody waits for the rest. Raises Cancelled.
    """
    late = sorted({ticket for ticket, _, _ in _over(tx)})[:limit]
    for done, ticket in enumerate(late):
        tx.step(done, len(late), "Noticing what is late")
        settle(tx, ticket)
    tx.note(tickets=len(late))
    return len(late)


def unnoticed(tx: Tx) -> list[tuple[ClockName, str]]:
    """Promises that are broken by now but not entered yet, each with when it was over."""
    return [(clock, due_at) for _, clock, due_at in _over(tx)]


def _over(tx: Tx) -> list[Row]:
    """Tickets with a promise that is broken by now and not entered: which promise, and when it was over."""
    columns: dict[ClockName, str] = {"first_response": "response", "resolution": "resolution"}
    return [row for clock, name in columns.items() for row in tx.all(_OVER.format(clock=name), (tx.stamp, clock))]


def wrong(tx: Tx) -> int:
    """How many tickets are indexed otherwise than their logs say; for a full check."""
    return sum(tuple(kept) != made for _, kept, made in _compared(tx))


@write("tickets.rebuild")
def rebuild(tx: Tx) -> int:
    """Work out the index of every ticket anew from its log; answers how many were wrong."""
    columns = ", ".join(f"{name} = ?" for name in _INDEX.split(", "))
    mended = [(*made, ticket) for ticket, kept, made in _compared(tx) if tuple(kept) != made]
    tx.run_many(f"UPDATE tickets SET {columns} WHERE id = ?", mended)
    tx.note(tickets=len(mended))
    return len(mended)


def _compared(tx: Tx) -> Iterator[tuple[TicketId, Row, Row]]:
    """Each ticket with its index as it is kept and as its log makes it."""
    terms = policies.terms_by_id(tx)
    rows = tx.rows(
        f"SELECT tickets.id, policy_id, event.id, event.kind, event.at, event.value, {_INDEX} FROM tickets"
        " JOIN ticket_events AS event ON ticket_id = tickets.id ORDER BY tickets.id, event.id"
    )
    for (ticket, policy), log in groupby(rows, key=lambda row: row[:2]):
        lines = list(log)
        standing = clocks.replayed(_entry(line[2:6]) for line in lines)
        yield ticket, lines[0][6:], _index_of(standing, terms[policy])


def _index_of(standing: Standing, terms: Terms) -> Row:
    """The columns of a ticket that follow from its log, whatever the time is."""
    pending = clocks.pending(standing, terms)
    due = {clock: stamp(over) for clock, over in pending.items()}
    next_due = min(due.items(), key=lambda one: one[1]) if due else (None, None)
    minutes = [
        done and clocks.reckon(standing, terms, clock, done).used // 60
        for clock, done in zip(CLOCKS, (standing.replied_at, standing.resolved_at), strict=True)
    ]
    return (
        *(standing.state, standing.priority, standing.category),
        *(*reversed(next_due), *(due.get(clock) for clock in CLOCKS)),
        *(done and stamp(done) for done in (standing.replied_at, standing.resolved_at)),
        *minutes,
        int(bool(standing.broken)),
        standing.last_at and stamp(standing.last_at),
    )
