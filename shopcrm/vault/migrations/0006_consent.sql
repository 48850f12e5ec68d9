-- What people said about being contacted, and the keyed hashes of those who must not be.

CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    text TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (purpose, version)
) STRICT;

CREATE TABLE consent_events (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'phone', 'post', 'social')),
    answer TEXT NOT NULL CHECK (answer IN ('grant', 'withdraw', 'object', 'soft_opt_in', 'not_now')),
    wording_id INTEGER REFERENCES wordings (id),
    method TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    captured_by INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX consent_events_by_person ON consent_events (customer_id, purpose, channel, at, id);

CREATE TRIGGER consent_events_are_a_ledger BEFORE UPDATE ON consent_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER consent_events_are_never_deleted BEFORE DELETE ON consent_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- purpose and channel '' mean every purpose, every channel.
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'post')),
    purpose TEXT NOT NULL DEFAULT '' CHECK (purpose IN ('', 'marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'phone', 'post', 'social')),
    reason TEXT NOT NULL CHECK (reason IN ('withdrawn', 'objected', 'asked')),
    source TEXT NOT NULL,
    at TEXT NOT NULL,
    lifted_at TEXT,
    lifted_by INTEGER REFERENCES consent_events (id)
) STRICT;
CREATE UNIQUE INDEX suppressions_in_force ON suppressions (digest, purpose, channel) WHERE lifted_at IS NULL;
