-- Returns: what comes back, in which state, what was decided, how it was settled. State is derived from the lines in
-- the same transaction and rebuilt by a full check; the log tells the story and is never changed.

CREATE TABLE returns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    basis TEXT NOT NULL CHECK (basis IN ('faulty', 'cancelled', 'goodwill')),
    state TEXT NOT NULL DEFAULT 'expected' CHECK (state IN ('expected', 'deciding', 'settling', 'done', 'withdrawn')),
    told_on TEXT NOT NULL,
    delivered_on TEXT NOT NULL,
    informed_on TEXT,
    never_informed INTEGER NOT NULL DEFAULT 0 CHECK (never_informed IN (0, 1)),
    sent_on TEXT,
    agreed_on TEXT,
    repair_asked_on TEXT,
    repaired_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    opened_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (informed_on IS NULL OR never_informed = 0)
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('returns', 1000);
CREATE INDEX returns_by_order ON returns (order_id, id);
CREATE INDEX returns_by_state ON returns (state, opened_at, id);
CREATE INDEX returns_by_day ON returns (opened_at, id);
CREATE INDEX returns_open ON returns (opened_at, id) WHERE state IN ('expected', 'deciding', 'settling');
CREATE INDEX returns_over ON returns (opened_at, id) WHERE state IN ('done', 'withdrawn');

CREATE TABLE return_settlements (
    id INTEGER PRIMARY KEY,
    return_id INTEGER NOT NULL REFERENCES returns (id),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    value INTEGER NOT NULL CHECK (value >= 0),
    tax INTEGER NOT NULL CHECK (tax >= 0),
    delivery INTEGER NOT NULL DEFAULT 0 CHECK (delivery >= 0),
    deduction INTEGER NOT NULL DEFAULT 0 CHECK (deduction >= 0),
    deducted_because TEXT NOT NULL DEFAULT '',
    exchange_order_id INTEGER REFERENCES orders (id),
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1)),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK (deduction > 0 OR deducted_because = '')
) STRICT;
CREATE INDEX return_settlements_by_return ON return_settlements (return_id, id);
CREATE INDEX return_settlements_by_exchange ON return_settlements (exchange_order_id) WHERE exchange_order_id IS NOT NULL;

-- A line of a return that came back in several states is split, so that each row has one reception and one decision.
CREATE TABLE return_lines (
    id INTEGER PRIMARY KEY,
    return_id INTEGER NOT NULL REFERENCES returns (id),
    order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    reason TEXT NOT NULL CHECK (reason IN (
        'faulty', 'damaged', 'wrong_item', 'not_described', 'changed_mind', 'does_not_fit', 'late', 'other'
    )),
    detail TEXT NOT NULL DEFAULT '',
    reception TEXT NOT NULL DEFAULT 'expected' CHECK (reception IN (
        'expected', 'received', 'short', 'wrong_item', 'damaged', 'lost', 'kept'
    )),
    decision TEXT NOT NULL DEFAULT 'waiting' CHECK (decision IN ('waiting', 'accepted', 'rejected')),
    rejected_because TEXT NOT NULL DEFAULT '',
    back_on TEXT,
    restock TEXT CHECK (restock IN ('shelf', 'seconds', 'bin')),
    outcome TEXT CHECK (outcome IN ('money', 'repair')),
    settlement_id INTEGER REFERENCES return_settlements (id),
    value INTEGER CHECK (value >= 0),
    tax INTEGER CHECK (tax >= 0),
    CHECK (decision = 'rejected' OR rejected_because = ''),
    CHECK ((outcome IS NULL) = (settlement_id IS NULL))
) STRICT;
CREATE INDEX return_lines_by_return ON return_lines (return_id, id);
CREATE INDEX return_lines_by_order_line ON return_lines (order_line_id);
CREATE INDEX return_lines_by_settlement ON return_lines (settlement_id) WHERE settlement_id IS NOT NULL;

CREATE TABLE return_events (
    id INTEGER PRIMARY KEY,
    return_id INTEGER NOT NULL REFERENCES returns (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'opened', 'changed', 'received', 'decided', 'settled', 'repaired', 'withdrawn', 'reopened', 'taken_back', 'note'
    )),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX return_events_by_return ON return_events (return_id, id);

CREATE TRIGGER return_events_are_a_ledger BEFORE UPDATE ON return_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER return_events_are_never_deleted BEFORE DELETE ON return_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
