-- The vault's own facts: identity, keys of the audit chain, the ledger gate, who works here, what was done.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_gate (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL CHECK (state IN ('shut', 'erase', 'merge', 'undo'))
) STRICT;
INSERT INTO ledger_gate (id, state) VALUES (1, 'shut');

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'assistant', 'viewer')),
    slot TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

-- detail and nonce are the only parts that erasure may empty; the digest and the MAC still verify afterwards.
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    rehearsed INTEGER NOT NULL CHECK (rehearsed IN (0, 1)),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    verb TEXT NOT NULL,
    ref TEXT,
    customer_id INTEGER,
    nonce BLOB,
    detail TEXT,
    digest BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE INDEX activity_by_customer ON activity (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX activity_by_ref ON activity (ref) WHERE ref IS NOT NULL;

CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER activity_changes_only_by_erasure BEFORE UPDATE ON activity
WHEN (SELECT state FROM ledger_gate) <> 'erase' OR new.detail IS NOT NULL OR new.nonce IS NOT NULL
    OR (new.seq, new.at, new.recorded_at, new.rehearsed, new.staff_id, new.verb, new.digest, new.mac)
        IS NOT (old.seq, old.at, old.recorded_at, old.rehearsed, old.staff_id, old.verb, old.digest, old.mac)
    OR new.ref IS NOT old.ref
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- A half-filled form, kept when the screen locks and offered at that person's next unlock.
CREATE TABLE drafts (
    staff_id INTEGER PRIMARY KEY REFERENCES staff (id),
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
