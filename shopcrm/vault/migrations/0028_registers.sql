-- What shows that the shop keeps the law: breaches, training, the yearly self-audit, the regulator's fee, what is processed
-- and why, the privacy notices that were given out, and what was decided about old records.

-- A breach as it is known now. Every change of it, and everything that was decided and done, stands in the ledger below.
CREATE TABLE breaches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    discovered_at TEXT NOT NULL,
    happened TEXT NOT NULL DEFAULT '',
    nature TEXT NOT NULL CHECK (nature IN (
        'misdirected', 'lost', 'stolen', 'attack', 'seen', 'altered', 'unavailable', 'other'
    )),
    cause TEXT NOT NULL DEFAULT '',
    people TEXT NOT NULL DEFAULT '',
    people_count INTEGER CHECK (people_count >= 0),
    data TEXT NOT NULL DEFAULT '',
    records_count INTEGER CHECK (records_count >= 0),
    consequences TEXT NOT NULL DEFAULT '',
    measures TEXT NOT NULL DEFAULT '',
    risk TEXT NOT NULL DEFAULT '' CHECK (risk IN ('', 'unlikely', 'likely', 'high')),
    risk_because TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('breaches', 1000);

-- happened_at: when what is entered happened; at: when it was entered. value: the decision, or the regulator's reference.
CREATE TABLE breach_events (
    id INTEGER PRIMARY KEY,
    breach_id INTEGER NOT NULL REFERENCES breaches (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'logged', 'changed', 'report', 'reported', 'delay', 'tell', 'told', 'note', 'closed', 'reopened', 'taken_back'
    )),
    happened_at TEXT NOT NULL,
    value TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    takes_back INTEGER REFERENCES breach_events (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL)),
    CHECK (kind NOT IN ('report', 'tell') OR value IN ('yes', 'no'))
) STRICT;
CREATE INDEX breach_events_by_breach ON breach_events (breach_id, id);
CREATE UNIQUE INDEX breach_events_taken_back_once ON breach_events (takes_back) WHERE takes_back IS NOT NULL;

CREATE TRIGGER breach_events_are_a_ledger BEFORE UPDATE ON breach_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER breach_events_are_never_deleted BEFORE DELETE ON breach_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- The training diary. minutes: how long it took. taken_back_at: entered by mistake.
CREATE TABLE training (
    id INTEGER PRIMARY KEY,
    held_on TEXT NOT NULL,
    who TEXT NOT NULL,
    topic TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 6000),
    note TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    taken_back_at TEXT
) STRICT;
CREATE INDEX training_by_day ON training (held_on, id);

-- The self-audit of a year: an answer for each question, in the words in which it was asked.
CREATE TABLE audits (
    id INTEGER PRIMARY KEY,
    begun_on TEXT NOT NULL,
    finished_on TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE UNIQUE INDEX audits_one_at_a_time ON audits (finished_on IS NULL) WHERE finished_on IS NULL;
CREATE TABLE audit_answers (
    audit_id INTEGER NOT NULL REFERENCES audits (id),
    question TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'partly', 'no', 'does_not_apply')),
    note TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    PRIMARY KEY (audit_id, question)
) STRICT, WITHOUT ROWID;

-- What was answered about the regulator's fee, and what that came to. turnover in whole pounds, amount in pence.
CREATE TABLE fee_checks (
    id INTEGER PRIMARY KEY,
    checked_on TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('business', 'charity')),
    staff_count INTEGER NOT NULL CHECK (staff_count >= 0),
    turnover INTEGER NOT NULL CHECK (turnover >= 0),
    beyond TEXT NOT NULL DEFAULT '',
    direct_debit INTEGER NOT NULL CHECK (direct_debit IN (0, 1)),
    tier INTEGER NOT NULL CHECK (tier BETWEEN 0 AND 3),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE TABLE fee_payments (
    id INTEGER PRIMARY KEY,
    paid_on TEXT NOT NULL,
    covers_until TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    number TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    taken_back_at TEXT
) STRICT;

-- What the shop does with personal details outside this book, or more than the book tells: added to the register by hand.
CREATE TABLE processing_activities (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    purpose TEXT NOT NULL,
    people TEXT NOT NULL,
    data TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN (
        'consent', 'contract', 'legal duty', 'vital interests', 'public task', 'legitimate interest'
    )),
    interest TEXT NOT NULL DEFAULT '',
    recipients TEXT NOT NULL DEFAULT '',
    transfers TEXT NOT NULL DEFAULT '',
    kept TEXT NOT NULL,
    security TEXT NOT NULL DEFAULT '',
    in_notice INTEGER NOT NULL DEFAULT 1 CHECK (in_notice IN (0, 1)),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;

-- How the shop keeps its books, and what its notice and register say beyond what the book knows.
CREATE TABLE accountability (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    books_as TEXT NOT NULL DEFAULT 'sole_trader' CHECK (books_as IN ('sole_trader', 'company')),
    year_end TEXT NOT NULL DEFAULT '03-31' CHECK (year_end GLOB '[01][0-9]-[0-3][0-9]'),
    oss INTEGER NOT NULL DEFAULT 0 CHECK (oss IN (0, 1)),
    claims INTEGER NOT NULL DEFAULT 0 CHECK (claims IN (0, 1)),
    joint TEXT NOT NULL DEFAULT '',
    representative TEXT NOT NULL DEFAULT '',
    officer TEXT NOT NULL DEFAULT '',
    recipients TEXT NOT NULL DEFAULT '',
    transfers TEXT NOT NULL DEFAULT '',
    security TEXT NOT NULL DEFAULT '',
    notice TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO accountability (id) VALUES (1);

-- Each privacy notice that was made, whole: what people were told, and from when.
CREATE TABLE privacy_notices (
    version INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    text TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

-- After how many months a kind of record is proposed to go, where the shop chose otherwise; 0: it is never proposed.
CREATE TABLE retention_rules (
    kind TEXT PRIMARY KEY,
    months INTEGER NOT NULL CHECK (months BETWEEN 0 AND 1200),
    because TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;

-- Records that were proposed and are kept after all, until a day on which they are proposed again.
CREATE TABLE retention_declined (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    because TEXT NOT NULL,
    again_on TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    UNIQUE (kind, record_id)
) STRICT;
CREATE INDEX retention_declined_by_customer ON retention_declined (customer_id) WHERE customer_id IS NOT NULL;

-- What was decided about proposals: how many, by which rule. It names nobody.
CREATE TABLE retention_decisions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('done', 'kept')),
    count INTEGER NOT NULL CHECK (count > 0),
    rule TEXT NOT NULL,
    because TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE TRIGGER retention_decisions_are_a_ledger BEFORE UPDATE ON retention_decisions
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER retention_decisions_are_never_deleted BEFORE DELETE ON retention_decisions
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
