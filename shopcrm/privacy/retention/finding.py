"""Which records are due to go, by the rule of each kind; never what is open, restricted, or asked about."""

from collections.abc import Mapping
from datetime import date

from shopcrm.privacy import books
from shopcrm.privacy.erasure import due_for_purge
from shopcrm.privacy.retention.records import Due, Kind
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_FREE = (
    "{customer} NOT IN (SELECT customer_id FROM data_requests WHERE state = 'open' AND customer_id IS NOT NULL)"
    " AND {customer} NOT IN (SELECT customer_id FROM restrictions WHERE lifted_at IS NULL)"
)
_NOT_KEPT = (
    "NOT EXISTS (SELECT 1 FROM retention_declined WHERE kind = '{kind}' AND record_id = {record} AND again_on > ?4)"
)
_OPEN_ORDER = "stage IN ('placed', 'packed') OR (stage <> 'cancelled' AND total > settled + refunded)"
_OPEN_RETURN = "state NOT IN ('done', 'withdrawn')"
_OPEN_TICKET = "state NOT IN ('resolved', 'closed')"

_NOTHING_HEARD = f"""
    status IN ('active', 'archived') AND updated_at < ?1 AND coalesce(confirmed_on, '') < ?1
    AND NOT EXISTS (SELECT 1 FROM notes WHERE customer_id = customers.id AND at >= ?1)
    AND NOT EXISTS (SELECT 1 FROM consent_events WHERE customer_id = customers.id AND at >= ?1)
    AND NOT EXISTS (SELECT 1 FROM recommendations WHERE customer_id = customers.id AND at >= ?1)
    AND NOT EXISTS (SELECT 1 FROM loyalty_lots WHERE customer_id = customers.id AND at >= ?1)
    AND NOT EXISTS (SELECT 1 FROM data_requests WHERE customer_id = customers.id
        AND (state = 'open' OR closed_on >= ?1))
    AND NOT EXISTS (SELECT 1 FROM tickets WHERE customer_id = customers.id
        AND (updated_at >= ?1 OR {_OPEN_TICKET}))
    AND coalesce((SELECT sum(amount) FROM store_credit WHERE customer_id = customers.id), 0) = 0
"""
_PERSON = "SELECT customers.id, name, date(updated_at), customers.id FROM customers WHERE"
_SQL: Mapping[Kind, str] = {
    "enquirers": f"""{_PERSON} {_NOTHING_HEARD}
        AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id)""",
    "former": f"""{_PERSON} {_NOTHING_HEARD}
        AND EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id)
        AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id
            AND (placed_on > ?3 OR placed_at >= ?1 OR {_OPEN_ORDER}
                OR EXISTS (SELECT 1 FROM returns WHERE order_id = orders.id AND {_OPEN_RETURN})))""",
    "orders": f"""
        SELECT orders.id, coalesce(nullif(customers.name, ''), 'no customer'), placed_on, customer_id
        FROM orders LEFT JOIN customers ON customers.id = customer_id
        WHERE placed_on <= ?2 AND placed_at < date(?2, '+2 days') AND coalesce(customers.status, '') <> 'erased'
        AND (customer_id IS NOT NULL OR deliver_to <> '' OR orders.note <> '') AND NOT ({_OPEN_ORDER})
        AND NOT EXISTS (SELECT 1 FROM returns WHERE order_id = orders.id AND {_OPEN_RETURN})
        AND NOT EXISTS (SELECT 1 FROM tickets WHERE order_id = orders.id AND {_OPEN_TICKET})""",
    "notes": """
        SELECT notes.id, customers.name, date(notes.at), customer_id FROM notes
        JOIN customers ON customers.id = customer_id WHERE notes.at < ?1""",
    "documents": """
        SELECT documents.id, file_name || ' of ' || customers.name, date(documents.at), documents.customer_id
        FROM documents JOIN customers ON customers.id = documents.customer_id WHERE documents.at < ?1
        AND documents.id NOT IN (SELECT document_id FROM consent_papers)
        AND documents.kind NOT IN ('evidence', 'slip')""",
    "tickets": f"""
        SELECT tickets.id, coalesce(nullif(subject, ''), 'without a subject'), date(tickets.updated_at), customer_id
        FROM tickets WHERE updated_at < ?1 AND NOT ({_OPEN_TICKET})
        AND (customer_id IS NOT NULL OR subject <> '')""",
    "requests": """
        SELECT id, "right", closed_on, customer_id FROM data_requests
        WHERE state = 'done' AND closed_on < ?1 AND (customer_id IS NOT NULL OR name || contact || words <> '')""",
    "imports": """
        SELECT imports.id, file_name, date(at), NULL FROM imports
        WHERE at < ?1 AND id IN (SELECT import_id FROM import_changes)""",
    "merges": """
        SELECT merges.id, customers.name, date(at), customer_id FROM merges
        JOIN customers ON customers.id = customer_id
        WHERE at < ?1 AND merges.id IN (SELECT merge_id FROM merge_rows)""",
}
_KEYS: Mapping[Kind, str] = {
    "enquirers": "customers.id",
    "former": "customers.id",
    "orders": "orders.id",
    "notes": "notes.id",
    "documents": "documents.id",
    "tickets": "tickets.id",
    "requests": "data_requests.id",
    "imports": "imports.id",
    "merges": "merges.id",
}
LETTERS: Mapping[Kind, str] = {
    "enquirers": "C",
    "former": "C",
    "orders": "O",
    "erased": "O",
    "notes": "N",
    "documents": "F",
    "tickets": "T",
    "requests": "D",
    "imports": "I",
    "merges": "M",
}


def due(tx: Tx, kind: Kind, last_day: date) -> list[Due]:
    """The records of a kind that are due, the oldest first; those that were looked at and kept are not among them.

    last_day: the day up to which they are due.
    """
    if kind == "erased":
        return _erased(tx)
    rows = tx.all(f"{_query(kind)} ORDER BY 3, 1", _values(tx, last_day))
    return [Due(record, ref(LETTERS[kind], record), words, since, whose) for record, words, since, whose in rows]


def tally(tx: Tx, kind: Kind, last_day: date) -> tuple[int, str | None]:
    """How many records of a kind are due, and the day of the oldest."""
    if kind == "erased":
        found = _erased(tx)
        return len(found), found[0].since if found else None
    count, oldest = tx.one(
        f"WITH found (record, words, since, whose) AS ({_query(kind)}) SELECT count(*), min(since) FROM found",
        _values(tx, last_day),
    )
    return count, oldest


def _query(kind: Kind) -> str:
    customer = "coalesce(customer_id, 0)" if kind not in ("enquirers", "former") else "customers.id"
    customer = {"documents": "documents.customer_id", "imports": "0"}.get(kind, customer)
    not_kept = _NOT_KEPT.format(kind=kind, record=_KEYS[kind])
    return f"{_SQL[kind]} AND {not_kept} AND {_FREE.format(customer=customer)}"


def _values(tx: Tx, last_day: date) -> tuple[str, ...]:
    """?1: after every instant and date up to the last day; ?2: the last day; ?3: that of the books; ?4: today."""
    last = last_day.isoformat()
    return f"{last}T99", last, books.last_day_let_go(tx).isoformat(), tx.today.isoformat()


def _erased(tx: Tx) -> list[Due]:
    return [
        Due(one.order, ref("O", one.order), "kept for the books", one.keep_until.isoformat(), one.customer)
        for one in due_for_purge(tx)
    ]
