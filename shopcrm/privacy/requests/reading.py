"""Looking at requests: one whole with its clock and log, and the register."""

import json
from datetime import date

from shopcrm.privacy.requests import clocks, log, telling
from shopcrm.privacy.requests.clocks import Head, Standing
from shopcrm.privacy.requests.gaps import FOLLOWED, gaps
from shopcrm.privacy.requests.records import (
    Clock,
    DataRequest,
    LetterKind,
    RequestDraft,
    RequestEvent,
    RequestFilter,
    RequestRow,
    Right,
    Stage,
    Task,
    outcome_words,
)
from shopcrm.privacy.requests.writing import holder, law_of, points
from shopcrm.shop import search
from shopcrm.vault.refs import CustomerId, RequestId, looks_like_ref, parse_ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Row, Tx

MOST_CUSTOMERS = 200
"""Of so many customers that a text means, the requests are listed."""

_NAME = (
    "coalesce(nullif(customers.name, ''), nullif(data_requests.name, ''),"
    " CASE customers.status WHEN 'erased' THEN 'Erased customer C-' || customer_id END, nullif(contact, ''),"
    " 'Somebody')"
)
_WHOSE = "LEFT JOIN customers ON customers.id = customer_id"
_ROW = (
    f'SELECT data_requests.id, "right", regime, customer_id, {_NAME}, received_on, state, outcome, closed_on,'
    f" region, due_on FROM data_requests {_WHOSE}"
)
_WHERE = {
    RequestFilter.OPEN: "state = 'open'",
    RequestFilter.LATE: "state = 'open'",
    RequestFilter.COMPLAINTS: "\"right\" = 'complaint'",
    RequestFilter.DONE: "state = 'done'",
    RequestFilter.ALL: "1",
}
_WITH_TASKS = """state = 'done' AND EXISTS (
    SELECT 1 FROM request_events AS task WHERE task.request_id = data_requests.id AND task.kind = 'task_added'
    AND task.id > (SELECT max(id) FROM request_events WHERE request_id = data_requests.id AND kind = 'done')
    AND NOT EXISTS (SELECT 1 FROM request_events AS ticked WHERE ticked.task_id = task.id)
)"""


@read("requests.card", role=Role.ASSISTANT)
def card(tx: Tx, request: RequestId) -> DataRequest:
    """A request, whole, with its clock worked out from its log; raises NotFound."""
    found = log.find(tx, request)
    row = tx.one(
        f"SELECT channel, words, {_NAME}, contact, coalesce(customers.status, '') FROM data_requests {_WHOSE}"
        " WHERE data_requests.id = ?",
        (request,),
    )
    channel, words, name, contact, status = row
    head, standing = found.head, found.standing
    events = _events(tx, request)
    duplicates = tuple(same_person(tx, request))
    warnings = telling.warnings_of(head.right, found.customer_id, name, status, request, duplicates)
    return DataRequest(
        id=request,
        right=head.right,
        regime=head.regime,
        region=head.region,
        received_on=head.received_on,
        channel=channel,
        words=words,
        customer_id=found.customer_id,
        name=name,
        contact=contact,
        representative=found.representative,
        state="open" if standing.outcome is None else "done",
        stage=stage_of(head, standing, found.clock),
        outcome=standing.outcome,
        outcome_words=outcome_words(head.right, standing.outcome),
        closed_on=standing.closed_on,
        clock=found.clock,
        events=events,
        tasks=_tasks(events, standing),
        duplicates=duplicates,
        warnings=warnings,
        letters=letters_for(head, standing),
        gaps=gaps(tx, found),
    )


@read("requests.row_ids", role=Role.ASSISTANT)
def row_ids(tx: Tx, show: RequestFilter = RequestFilter.OPEN, limit: int = -1) -> list[int]:
    """The requests of the register.

    Open ones by the day they are due, those that wait or are undated after them, and last those that are closed with
    something left to do; all others the newest first.
    """
    if show in (RequestFilter.OPEN, RequestFilter.LATE):
        rows = _rows(tx, tx.all(f"{_ROW} WHERE {_WHERE[show]} ORDER BY data_requests.id"))
        rows = [row for row in rows if row.late] if show is RequestFilter.LATE else rows
        found = [row.id for row in sorted(rows, key=lambda row: (row.target or date.max, row.id))]
        found += left_over(tx) if show is RequestFilter.OPEN else []
    else:
        order = "closed_on DESC, id DESC" if show is RequestFilter.DONE else "received_on DESC, id DESC"
        found = [row[0] for row in tx.all(f"SELECT id FROM data_requests WHERE {_WHERE[show]} ORDER BY {order}")]
    return found if limit < 0 else found[:limit]


@read("requests.count", role=Role.ASSISTANT)
def count(tx: Tx, show: RequestFilter = RequestFilter.OPEN) -> int:
    """How many requests the register shows."""
    return len(row_ids(tx, show))


@read("requests.rows_for", role=Role.ASSISTANT)
def rows_for(tx: Tx, ids: list[int]) -> list[RequestRow]:
    """The rows of these requests, in this order; one that is gone is left out."""
    rows = tx.all(f"{_ROW} WHERE data_requests.id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
    made = {row.id: row for row in _rows(tx, rows)}
    return [made[one] for one in ids if one in made]


@read("requests.of_customer", role=Role.ASSISTANT)
def of_customer(tx: Tx, customer: CustomerId) -> list[RequestRow]:
    """A customer's requests, the newest first."""
    rows = tx.all(f"{_ROW} WHERE customer_id = ? ORDER BY received_on DESC, data_requests.id DESC", (customer,))
    return _rows(tx, rows)


@read("requests.find_ids", role=Role.ASSISTANT)
def find_ids(tx: Tx, text: str, limit: int = 500) -> list[int]:
    """Requests whose number, name or contact has the text, and those of the customers that it means, newest first."""
    typed = text.strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
    if looks_like_ref(typed):
        letter, record = parse_ref(typed)
        number = record if letter == "D" else 0
    people = search.customer_ids(tx, typed, MOST_CUSTOMERS) if typed else []
    rows = tx.all(
        "SELECT id, name || ' ' || contact || ' ' || representative, customer_id FROM data_requests"
        " ORDER BY received_on DESC, id DESC"
    )
    wanted = typed.casefold()
    hers = set(people)
    found = [one for one, words, whom in rows if wanted in words.casefold() or whom in hers]
    return list(dict.fromkeys([*(one for one, *_ in rows if one == number), *found]))[:limit]


@read("requests.same_person", role=Role.ASSISTANT)
def same_person(tx: Tx, request: RequestId) -> list[RequestRow]:
    """Other requests of the same person, open or closed, the newest first."""
    customer, name, contact = tx.one("SELECT customer_id, name, contact FROM data_requests WHERE id = ?", (request,))
    return [row for row in _of_person(tx, customer, name, contact) if row.id != request]


@read("requests.alike", role=Role.ASSISTANT)
def alike(tx: Tx, draft: RequestDraft) -> list[RequestRow]:
    """Open requests of whom a draft is about, before it is entered: two requests for one person."""
    customer = None if draft.customer is None else holder(tx, draft.customer)
    return [row for row in _of_person(tx, customer, draft.name, draft.contact) if row.state == "open"]


@read("requests.unclaimed", role=Role.ASSISTANT)
def unclaimed(tx: Tx, customer: CustomerId) -> list[tuple[RequestId, Right]]:
    """Open requests that may be a customer's by name or contact, and of which nobody said whose they are."""
    ids = _ids_of_person(tx, customer, "", "")
    rows = tx.all(
        "SELECT id, \"right\" FROM data_requests WHERE state = 'open' AND customer_id IS NULL"
        " AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(ids),),
    )
    return [(number, right) for number, right in rows]


@read("requests.clock_of", role=Role.ASSISTANT)
def clock_of(tx: Tx, draft: RequestDraft) -> Clock:
    """What the clock of a request will say, before it is entered; raises InvalidValue as `open` does."""
    regime, region = law_of(tx, draft)
    head = Head(draft.right, regime, region, draft.received_on or tx.today)
    return clocks.clock(head, Standing(), clocks.calendar_for(tx, region), tx.today)


@read("requests.warnings", role=Role.ASSISTANT)
def warnings(tx: Tx, draft: RequestDraft) -> tuple[str, ...]:
    """What to know of a request before it is entered; it can be entered all the same."""
    customer = None if draft.customer is None else holder(tx, draft.customer)
    status, name = ("", draft.name)
    if customer is not None:
        status, name = tx.one("SELECT status, name FROM customers WHERE id = ?", (customer,))
    found = telling.warnings_of(draft.right, customer, name, status, None, tuple(alike(tx, draft)))
    moved = telling.moved(draft.customer, customer)
    return (*moved, *found, *clock_of(tx, draft).warnings)


def wrong(tx: Tx) -> int:
    """How many requests are indexed otherwise than their logs say; for a full check."""
    rows = tx.all("SELECT id, state, outcome, closed_on FROM data_requests")
    standings = log.standings(tx, [row[0] for row in rows])
    made = {
        one: ("done" if standing.outcome else "open", standing.outcome, standing.closed_on and str(standing.closed_on))
        for one, standing in standings.items()
    }
    return sum(tuple(kept) != made[one] for one, *kept in rows)


def left_over(tx: Tx) -> list[RequestId]:
    """Closed requests after which something is still to be done, the earliest closed first."""
    return [row[0] for row in tx.all(f"SELECT id FROM data_requests WHERE {_WITH_TASKS} ORDER BY closed_on, id")]


def stage_of(head: Head, standing: Standing, clock: Clock) -> Stage:
    """What a request waits for."""
    if standing.outcome is not None:
        left = any(done is None for task, done in standing.tasks.items() if task > standing.closed_by)
        return "tasks" if left and standing.outcome in FOLLOWED else "done"
    for proof, (stage, _) in clocks.WAITING.items():
        if proof in standing.asked:
            return stage
    if standing.question is not None:
        return "clarification"
    return "acknowledge" if head.right == "complaint" and clock.due is not None else "answer"


def letters_for(head: Head, standing: Standing) -> tuple[LetterKind, ...]:
    """The letters that fit how a request stands, the likeliest first."""
    if standing.outcome is not None:
        first: tuple[LetterKind, ...] = ("completion",)
        if standing.outcome in ("refused", "not_identified", "no_duty"):
            first = ("refusal",)
        elif standing.outcome == "partly":
            first = ("refusal", "completion")
        lifts = head.right == "restriction" and standing.outcome in FOLLOWED
        return (*first, "lifting") if lifts else first
    found: list[LetterKind] = []
    if {"identity", "authority"}.intersection(standing.asked):
        found.append("identity")
    if standing.question is not None:
        found.append("clarification")
    if standing.extended:
        found.append("extension")
    return (*found, "acknowledgement")


def _rows(tx: Tx, rows: list[Row]) -> list[RequestRow]:
    standings = log.standings(tx, [row[0] for row in rows])
    return [_row(tx, row, standings[row[0]]) for row in rows]


def _row(tx: Tx, row: Row, standing: Standing) -> RequestRow:
    request, right, regime, customer, name, received_on, state, outcome, closed_on, region, due_on = row
    head = log.head_of((right, regime, region, received_on, due_on))
    clock = clocks.clock(head, standing, clocks.calendar_for(tx, region), tx.today)
    open_tasks = sum(done is None for done in standing.tasks.values())
    return RequestRow(
        *(request, right, regime, customer, name, head.received_on, state, stage_of(head, standing, clock), outcome),
        *(closed_on and date.fromisoformat(closed_on), clock.due, clock.target, clock.late, clock.paused),
        *(clock.words, open_tasks, clock.rule),
    )


def _of_person(tx: Tx, customer: int | None, name: str, contact: str) -> list[RequestRow]:
    """Every request of a person, by her record, else by the name or the contact that was typed, the newest first."""
    return rows_for(tx, _ids_of_person(tx, customer, name, contact))


def _ids_of_person(tx: Tx, customer: int | None, name: str, contact: str) -> list[RequestId]:
    folded = {text.casefold() for text in (name.strip(), contact.strip()) if text.strip()}
    people = reached_at(tx, contact.strip())
    if customer is not None:
        hers = tx.all("SELECT typed FROM contact_points WHERE customer_id = ?", (customer,))
        full = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
        folded |= {text.casefold() for text in (full, *(row[0] for row in hers)) if text}
        people = {customer}
    rows = tx.all(
        f"SELECT data_requests.id, customer_id, {_NAME}, contact FROM data_requests {_WHOSE}"
        " ORDER BY received_on DESC, data_requests.id DESC"
    )
    return [
        one
        for one, whom, called, reach in rows
        if whom in people or (None in (whom, customer) and folded & {called.casefold(), reach.casefold()})
    ]


def reached_at(tx: Tx, contact: str) -> set[CustomerId]:
    """The customers who have an e-mail address or a number that was typed."""
    if not contact.strip():
        return set()
    normal = [point for _, point in points(contact.strip(), tx.calendar.country)] or [contact]
    rows = tx.all("SELECT customer_id FROM contact_points WHERE normal = ?", (normal[0],))
    return {row[0] for row in rows}


def _tasks(events: tuple[RequestEvent, ...], standing: Standing) -> tuple[Task, ...]:
    return tuple(
        Task(event.id, event.body, event.on, standing.tasks[event.id]) for event in events if event.kind == "task_added"
    )


def _events(tx: Tx, request: RequestId) -> tuple[RequestEvent, ...]:
    """The log in the order of what happened."""
    rows = tx.all(
        "SELECT event.id, event.kind, event.on_day, event.at, staff.name, event.value, event.body, task.value,"
        " task.body, event.document_id FROM request_events AS event JOIN staff ON staff.id = event.staff_id"
        " LEFT JOIN request_events AS task ON task.id = event.task_id"
        " WHERE event.request_id = ? ORDER BY event.on_day, event.id",
        (request,),
    )
    right = tx.value('SELECT "right" FROM data_requests WHERE id = ?', (request,))
    return tuple(
        RequestEvent(
            *(number, kind, date.fromisoformat(on), at, staff, value, telling.task_words(value, body)),
            *(telling.event_words(right, kind, value, telling.task_words(task or "", task_body or "")), document),
        )
        for number, kind, on, at, staff, value, body, task, task_body, document in rows
    )
