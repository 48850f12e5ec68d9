-- Two records of one person made one, and everything that is needed to part them again.

CREATE TABLE merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    lose_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    undone_at TEXT
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('merges', 1000);
CREATE INDEX merges_by_customer ON merges (customer_id, id);
CREATE INDEX merges_by_lost ON merges (lose_id) WHERE undone_at IS NULL;

CREATE TABLE merge_rows (
    id INTEGER PRIMARY KEY,
    merge_id INTEGER NOT NULL REFERENCES merges (id),
    table_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('moved', 'changed', 'removed', 'added')),
    row_key TEXT NOT NULL,
    before TEXT,
    after TEXT,
    CHECK ((before IS NOT NULL) = (kind IN ('changed', 'removed'))),
    CHECK ((after IS NOT NULL) = (kind = 'changed'))
) STRICT;
CREATE INDEX merge_rows_by_merge ON merge_rows (merge_id, id);

-- Records that a person has looked at and found to be of two people; told in both directions.
CREATE TABLE told_apart (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    other_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (customer_id, other_id)
) STRICT, WITHOUT ROWID;

-- A merge changes the owner and nothing else; who an order belongs to does not stand in its events.
CREATE TRIGGER consent_events_only_change_hands BEFORE UPDATE OF
    id, purpose, channel, answer, wording_id, method, evidence, captured_by, at, recorded_at ON consent_events
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER order_events_stay_through_a_merge BEFORE UPDATE ON order_events
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
