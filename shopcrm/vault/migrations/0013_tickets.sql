-- Tickets: a log of what was said and what happened; every clock is worked out from the log and from the service policy
-- that stood when the ticket was opened. Everything from state to breached is an index over the log, worked out anew by a
-- full check. minutes: of opening hours.

-- A policy is never changed, only followed by the next one: tickets keep the one that they were opened under.
CREATE TABLE service_policies (
    id INTEGER PRIMARY KEY,
    hours TEXT NOT NULL,
    closed_days TEXT NOT NULL,
    keeps_holidays INTEGER NOT NULL CHECK (keeps_holidays IN (0, 1)),
    zone TEXT NOT NULL,
    region TEXT NOT NULL,
    proclaimed TEXT NOT NULL,
    first_response TEXT NOT NULL,
    resolution TEXT NOT NULL,
    created_at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff (id)
) STRICT;

CREATE TABLE tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customers (id),
    order_id INTEGER REFERENCES orders (id),
    return_id INTEGER REFERENCES returns (id),
    subject TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('counter', 'phone', 'email', 'letter', 'web', 'social', 'chat')),
    category TEXT NOT NULL CHECK (category IN (
        'question', 'order', 'delivery', 'return', 'complaint', 'praise', 'other'
    )),
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    policy_id INTEGER NOT NULL REFERENCES service_policies (id),
    opened_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN (
        'new', 'open', 'waiting_customer', 'waiting_supplier', 'resolved', 'closed'
    )),
    next_due_at TEXT,
    next_due TEXT CHECK (next_due IN ('first_response', 'resolution')),
    response_due_at TEXT,
    resolution_due_at TEXT,
    replied_at TEXT,
    resolved_at TEXT,
    response_minutes INTEGER CHECK (response_minutes >= 0),
    resolution_minutes INTEGER CHECK (resolution_minutes >= 0),
    breached INTEGER NOT NULL DEFAULT 0 CHECK (breached IN (0, 1)),
    merged_into INTEGER REFERENCES tickets (id),
    split_from INTEGER REFERENCES tickets (id),
    updated_at TEXT NOT NULL,
    CHECK ((next_due_at IS NULL) = (next_due IS NULL)),
    CHECK ((replied_at IS NULL) = (response_minutes IS NULL)),
    CHECK ((resolved_at IS NULL) = (resolution_minutes IS NULL))
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 1000);
CREATE INDEX tickets_due ON tickets (next_due_at, id) WHERE state IN ('new', 'open', 'waiting_supplier');
CREATE INDEX tickets_waiting ON tickets (updated_at, id) WHERE state IN ('waiting_customer', 'waiting_supplier');
CREATE INDEX tickets_by_day ON tickets (opened_at, id);
CREATE INDEX tickets_by_state ON tickets (state, opened_at, id);
CREATE INDEX tickets_by_customer ON tickets (customer_id, opened_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX tickets_by_order ON tickets (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX tickets_by_return ON tickets (return_id, id) WHERE return_id IS NOT NULL;
CREATE INDEX tickets_by_reply ON tickets (replied_at, id) WHERE replied_at IS NOT NULL;
CREATE INDEX tickets_by_resolution ON tickets (resolved_at, id) WHERE resolved_at IS NOT NULL;

CREATE TABLE ticket_events (
    id INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'opened', 'message', 'reply', 'note', 'state', 'priority', 'category', 'linked', 'resolved', 'reopened', 'closed',
        'satisfaction', 'breached', 'merged', 'absorbed', 'split', 'asked'
    )),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN (
        '', 'counter', 'phone', 'email', 'letter', 'web', 'social', 'chat'
    )),
    value TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);
CREATE INDEX ticket_events_by_kind ON ticket_events (kind, at) WHERE kind IN ('satisfaction', 'breached', 'resolved', 'asked');

CREATE TRIGGER ticket_events_are_a_ledger BEFORE UPDATE ON ticket_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER ticket_events_are_never_deleted BEFORE DELETE ON ticket_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- Would she recommend us, 0 to 10; asked at most once a quarter.
CREATE TABLE recommendations (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    comment TEXT NOT NULL DEFAULT '',
    ticket_id INTEGER REFERENCES tickets (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX recommendations_by_customer ON recommendations (customer_id, at);
CREATE INDEX recommendations_by_day ON recommendations (at);

CREATE TABLE saved_replies (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL COLLATE NOCASE UNIQUE,
    body TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE knowledge_notes (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL COLLATE NOCASE UNIQUE,
    body TEXT NOT NULL,
    words TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;
