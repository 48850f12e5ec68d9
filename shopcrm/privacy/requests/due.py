"""Requests that are due, for Today and for the list of everything with a date."""

from datetime import date, timedelta

from shopcrm.privacy.requests import log
from shopcrm.privacy.requests.clocks import TO_ACKNOWLEDGE, Standing
from shopcrm.privacy.requests.reading import count, row_ids, rows_for
from shopcrm.privacy.requests.records import RIGHT_WORDS, STAGE_WORDS, RequestFilter, RequestRow
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.today import MOST_TO_DO_NEXT, DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months, short_day

SOON = timedelta(days=7)
"""So long before its day a request stands on Today."""
REMINDER = "the shop's own reminder, a month after the last word"
_TELL_RULE = "UK GDPR Art 19: tell those who had the data"


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """What falls due on requests up to a day, what is late included: an answer, an acknowledgement, a reminder."""
    found = [(_deadline(row, standing), row) for row, standing in _watched(tx)]
    return [deadline for deadline, _ in found if deadline is not None and deadline.due <= until]


def do_next(tx: Tx) -> list[DoNext]:
    """The requests to answer, to remind of or to finish now, what is late first."""
    found = []
    for row, standing in _watched(tx):
        deadline = _deadline(row, standing)
        if deadline is None or (deadline.due > tx.today + SOON and row.state == "open"):
            continue
        words = (
            row.due_words.removeprefix(TO_ACKNOWLEDGE)
            if row.due is not None
            else f"since {short_day(standing.spoke or row.received_on)}"
        )
        said = deadline.what if row.state == "done" else f"{deadline.what}: {words}"
        found.append((deadline.due, DoNext(deadline.ref, said, row.late)))
    return [one for _, one in sorted(found, key=lambda pair: (not pair[1].urgent, pair[0]))][:MOST_TO_DO_NEXT]


@read("requests.waiting", role=Role.ASSISTANT)
def waiting(tx: Tx) -> str:
    """How many requests the register shows first, those with something left to do included, and how many are late.

    In words; blank for none.
    """
    shown = count(tx)
    late = count(tx, RequestFilter.LATE)
    counts = ((shown, "to do"), (late, "late"))
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _watched(tx: Tx) -> list[tuple[RequestRow, Standing]]:
    """Requests that are open, and those that are closed with something left to do, with what their logs come to."""
    ids = row_ids(tx)
    standings = log.standings(tx, ids)
    return [(row, standings[row.id]) for row in rows_for(tx, ids)]


def _deadline(row: RequestRow, standing: Standing) -> Deadline | None:
    """The next day of a request: the law's while one runs, else a reminder a month after the last word."""
    number = f"{ref('D', row.id)} of {row.name}"
    if row.state == "done":
        what = f"Finish what is left on {number}"
        return Deadline(row.closed_on or row.received_on, what, ref("D", row.id), _TELL_RULE)
    if row.target is not None:
        verb = "Acknowledge" if row.stage == "acknowledge" else "Answer"
        return Deadline(row.target, f"{verb} {number} ({RIGHT_WORDS[row.right].lower()})", ref("D", row.id), row.rule)
    last = standing.spoke or row.received_on
    verb = STAGE_WORDS[row.stage].lower() if row.stage != "answer" else "answer"
    what = f"Remind or close {number}: {verb}" if row.paused else f"Tell the outcome of {number}"
    return Deadline(add_months(last, 1), what, ref("D", row.id), REMINDER)
