-- What people ask for about their data, and complaints about it: a log of what happened to each. Its clock is worked out
-- from the log by the rules; state, outcome, closed_on and due_on are an index over the log. due_on: the last day allowed
-- as it stood when the request was closed, for rules and holidays may change later.

CREATE TABLE data_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "right" TEXT NOT NULL CHECK ("right" IN (
        'access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'marketing', 'automated', 'complaint'
    )),
    regime TEXT NOT NULL CHECK (regime IN ('uk', 'eu', 'ccpa')),
    region TEXT NOT NULL,
    received_on TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('counter', 'phone', 'email', 'letter', 'web', 'social', 'other')),
    customer_id INTEGER REFERENCES customers (id),
    name TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    representative TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    outcome TEXT CHECK (outcome IN (
        'granted', 'partly', 'refused', 'not_found', 'withdrawn', 'not_identified', 'no_duty', 'duplicate', 'answered'
    )),
    closed_on TEXT,
    due_on TEXT,
    CHECK ((state = 'done') = (outcome IS NOT NULL) AND (state = 'done') = (closed_on IS NOT NULL)),
    CHECK (due_on IS NULL OR state = 'done')
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('data_requests', 1000);
CREATE INDEX data_requests_open ON data_requests (id) WHERE state = 'open';
CREATE INDEX data_requests_closed ON data_requests (closed_on, id) WHERE state = 'done';
CREATE INDEX data_requests_by_customer ON data_requests (customer_id, id) WHERE customer_id IS NOT NULL;

-- on_day: the day on which it happened, in the shop's own time; at: when it was written down. task_id: the entry that added
-- the task which this one finishes.
CREATE TABLE request_events (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES data_requests (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'received', 'person', 'acknowledged', 'authority_asked', 'authority_shown', 'identity_asked', 'identity_shown',
        'identity_never', 'fee_asked', 'fee_paid', 'clarification_asked', 'clarified', 'extended', 'note', 'task_added',
        'task_done', 'letter', 'told_recipients', 'done', 'reopened'
    )),
    on_day TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    value TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    task_id INTEGER REFERENCES request_events (id),
    document_id INTEGER REFERENCES documents (id) ON DELETE SET NULL,
    CHECK ((kind = 'task_done') = (task_id IS NOT NULL))
) STRICT;
CREATE INDEX request_events_by_request ON request_events (request_id, id);
CREATE INDEX request_events_by_task ON request_events (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX request_events_by_document ON request_events (document_id) WHERE document_id IS NOT NULL;

-- A letter may be removed from a customer's documents; that it was sent stays on record.
CREATE TRIGGER request_events_are_a_ledger
BEFORE UPDATE ON request_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
AND NOT (old.document_id IS NOT NULL AND new.document_id IS NULL AND (old.id, old.request_id, old.kind, old.on_day, old.at,
    old.staff_id, old.value, old.body, old.task_id) IS (new.id, new.request_id, new.kind, new.on_day, new.at,
    new.staff_id, new.value, new.body, new.task_id))
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER request_events_are_never_deleted BEFORE DELETE ON request_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
