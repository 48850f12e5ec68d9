"""Tickets that are due, for Today and for the list of everything with a date."""

from datetime import date

from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.tickets.reading import due_soon
from shopcrm.shop.tickets.records import ClockName, TicketRow
from shopcrm.shop.today import MOST_TO_DO_NEXT, DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx, from_stamp

RULE = "the shop's own promise, in opening hours"
MOST_LISTED = 10_000
_ASKED: dict[ClockName, str] = {"first_response": "Answer", "resolution": "Solve"}


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """The promises on tickets that fall due up to a day, those that are late included."""
    return [
        Deadline(tx.calendar.local_date(from_stamp(row.due_at)), _words(row), ref("T", row.id), RULE)
        for row in due_soon(tx, until, MOST_LISTED)
        if row.due_at is not None
    ]


def do_next(tx: Tx) -> list[DoNext]:
    """The tickets to answer or solve today, what is late first."""
    return [
        DoNext(ref("T", row.id), f"{_words(row)}: {row.due_words}", row.late)
        for row in due_soon(tx, limit=MOST_TO_DO_NEXT)
    ]


def _words(row: TicketRow) -> str:
    whose = f" of {row.customer_name}" if row.customer_name else ""
    return f"{_ASKED[row.due or 'resolution']} {ref('T', row.id)}{whose}"
