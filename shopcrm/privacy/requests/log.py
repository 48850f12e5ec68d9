"""The log of a request: entries are only added; what the register is sorted by is an index over it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shopcrm.errors import NotFound, Refused
from shopcrm.privacy.requests import clocks
from shopcrm.privacy.requests.clocks import Entry, Head, Standing
from shopcrm.privacy.requests.records import Clock, EventKind
from shopcrm.vault.refs import CustomerId, RequestId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Row, Tx

HEAD = '"right", regime, region, received_on, due_on'


@dataclass(frozen=True, slots=True)
class Found:
    """A request that is about to change: whose it is, and how it stands."""

    id: RequestId
    customer_id: CustomerId | None
    representative: str
    head: Head
    standing: Standing
    clock: Clock

    @property
    def ref(self) -> str:
        """Its reference."""
        return ref("D", self.id)


def head_of(row: Row) -> Head:
    """The columns of HEAD as the clock needs them."""
    right, regime, region, received_on, due_on = row
    return Head(right, regime, region, date.fromisoformat(received_on), date.fromisoformat(due_on) if due_on else None)


def find(tx: Tx, request: RequestId) -> Found:
    """A request and how it stands; raises NotFound."""
    row = tx.maybe(f"SELECT id, customer_id, representative, {HEAD} FROM data_requests WHERE id = ?", (request,))
    if row is None:
        raise NotFound(f"There is no request {ref('D', request)}.", "Check the reference, or look in the register.")
    head = head_of(row[3:])
    standing = standings(tx, [request])[request]
    clock = clocks.clock(head, standing, clocks.calendar_for(tx, head.region), tx.today)
    return Found(row[0], row[1], row[2], head, standing, clock)


def find_open(tx: Tx, request: RequestId) -> Found:
    """A request that is still to be answered; raises Refused for one that is closed."""
    found = find(tx, request)
    if found.standing.outcome is not None:
        raise Refused(f"{found.ref} is closed.", "Open it again first.")
    return found


def standings(tx: Tx, requests: Iterable[RequestId]) -> dict[RequestId, Standing]:
    """What the logs of some requests come to."""
    wanted = list(requests)
    rows = tx.all(
        "SELECT request_id, id, kind, on_day, value, task_id FROM request_events"
        " WHERE request_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(wanted),),
    )
    entries: dict[RequestId, list[Entry]] = {request: [] for request in wanted}
    done: dict[RequestId, list[tuple[int, date]]] = {request: [] for request in wanted}
    for request, entry, kind, on_day, value, task in rows:
        on = date.fromisoformat(on_day)
        entries[request].append(Entry(entry, kind, on, value))
        if task is not None:
            done[request].append((task, on))
    found = {request: clocks.replayed(log) for request, log in entries.items()}
    for request, finished in done.items():
        found[request].tasks.update(finished)
    return found


def enter(
    tx: Tx,
    request: RequestId,
    kind: EventKind,
    on: date,
    value: str = "",
    body: str = "",
    *,
    task: int | None = None,
    document: int | None = None,
) -> int:
    """Add an entry to a request's log; answers its number."""
    return tx.insert(
        "INSERT INTO request_events (request_id, kind, on_day, at, staff_id, value, body, task_id, document_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (request, kind, on.isoformat(), tx.stamp, tx.staff.id, value, body, task, document),
    )


def settle(tx: Tx, request: RequestId) -> None:
    """Bring the index of a request up to its log. The due day of one that is closed is kept as it stood then."""
    before = "UPDATE data_requests SET state = 'open', outcome = NULL, closed_on = NULL, due_on = NULL WHERE id = ?"
    tx.change_one(before, (request,))
    found = find(tx, request)
    closed_on, due = found.standing.closed_on, found.clock.due
    if closed_on is not None:
        tx.change_one(
            "UPDATE data_requests SET state = 'done', outcome = ?, closed_on = ?, due_on = ? WHERE id = ?",
            (found.standing.outcome, closed_on.isoformat(), due and due.isoformat(), request),
        )


def written(tx: Tx, found: Found, first: int, label: str, **detail: object) -> None:
    """Settle a request after a write, say it in the activity, and offer to take its entries back. first: the first."""
    settle(tx, found.id)
    tx.note(found.ref, found.customer_id, **detail)
    tx.offer_undo(f"{label} {found.ref}", take_back, found.id, first)


@write("requests.take_back")
def take_back(tx: Tx, request: RequestId, entry: int) -> None:
    """Take back what was entered last on a request, by the person who entered it. entry: the first of those entries.

    Raises Refused for what stays on record (receipt, who it is, letters), for what another person entered, and where
    something was entered since.
    """
    found = find(tx, request)
    rows = tx.all("SELECT kind, at, staff_id FROM request_events WHERE request_id = ? AND id >= ?", (request, entry))
    kinds = [row[0] for row in rows]
    if not rows or STAYS.intersection(kinds):
        raise Refused("That entry cannot be taken back.", "Enter what is right after it.")
    if {row[2] for row in rows} != {tx.staff.id} or len({row[1] for row in rows}) > 1:
        raise Refused("Something was entered on this request since.", "Open the request again.")
    with tx.gate("undo"):
        tx.run("DELETE FROM request_events WHERE request_id = ? AND id >= ? AND task_id IS NOT NULL", (request, entry))
        tx.run("DELETE FROM request_events WHERE request_id = ? AND id >= ?", (request, entry))
    settle(tx, request)
    tx.note(found.ref, found.customer_id, taken_back=kinds)


STAYS = {"received", "person", "letter"}
"""What cannot be unsaid: another entry corrects it."""
