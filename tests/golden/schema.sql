CREATE TRIGGER activity_changes_only_by_erasure BEFORE UPDATE ON activity
WHEN (SELECT state FROM ledger_gate) <> 'erase' OR new.detail IS NOT NULL OR new.nonce IS NOT NULL
    OR (new.seq, new.at, new.recorded_at, new.rehearsed, new.staff_id, new.verb, new.digest, new.mac)
        IS NOT (old.seq, old.at, old.recorded_at, old.rehearsed, old.staff_id, old.verb, old.digest, old.mac)
    OR new.ref IS NOT old.ref
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER breach_events_are_a_ledger BEFORE UPDATE ON breach_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER breach_events_are_never_deleted BEFORE DELETE ON breach_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER consent_events_are_a_ledger BEFORE UPDATE ON consent_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER consent_events_are_never_deleted BEFORE DELETE ON consent_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER consent_events_only_change_hands BEFORE UPDATE OF
    id, purpose, channel, answer, wording_id, method, evidence, captured_by, at, recorded_at ON consent_events
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_allocations_add_up AFTER INSERT ON loyalty_allocations
BEGIN
    INSERT INTO daily_points (day, points) VALUES (NEW.made_on, -NEW.points)
    ON CONFLICT (day) DO UPDATE SET points = points + excluded.points;
END;

CREATE TRIGGER loyalty_allocations_are_a_ledger BEFORE UPDATE ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_allocations_are_never_deleted BEFORE DELETE ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_allocations_fit_their_lot AFTER INSERT ON loyalty_allocations
WHEN (SELECT lot.points > 0 AND taken NOT BETWEEN 0 AND lot.points OR lot.points < 0 AND taken NOT BETWEEN lot.points AND 0
    FROM loyalty_lots AS lot, (SELECT sum(points) AS taken FROM loyalty_allocations WHERE lot_id = new.lot_id)
    WHERE lot.id = new.lot_id)
BEGIN SELECT RAISE(ABORT, 'allocation'); END;

CREATE TRIGGER loyalty_allocations_leave AFTER DELETE ON loyalty_allocations
BEGIN
    UPDATE daily_points SET points = points + OLD.points WHERE day = OLD.made_on;
END;

CREATE TRIGGER loyalty_allocations_only_change_hands BEFORE UPDATE OF
    id, lot_id, kind, points, order_id, payment_id, reverses, spend, made_on, at, staff_id, note
ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_lots_add_up AFTER INSERT ON loyalty_lots
BEGIN
    INSERT INTO daily_points (day, points) VALUES (NEW.earned_on, NEW.points)
    ON CONFLICT (day) DO UPDATE SET points = points + excluded.points;
END;

CREATE TRIGGER loyalty_lots_are_a_ledger BEFORE UPDATE ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_lots_are_never_deleted BEFORE DELETE ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER loyalty_lots_leave AFTER DELETE ON loyalty_lots
BEGIN
    UPDATE daily_points SET points = points - OLD.points WHERE day = OLD.earned_on;
END;

CREATE TRIGGER loyalty_lots_only_change_hands BEFORE UPDATE OF
    id, points, reason, order_id, spend, earned_on, unlock_on, expires_on, at, staff_id, note
ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER order_events_are_a_ledger BEFORE UPDATE ON order_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER order_events_are_never_deleted BEFORE DELETE ON order_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER order_events_stay_through_a_merge BEFORE UPDATE ON order_events
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER parental_consents_are_a_ledger BEFORE UPDATE ON parental_consents
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER parental_consents_are_never_deleted BEFORE DELETE ON parental_consents
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER parental_consents_only_change_hands BEFORE UPDATE OF event_id, parent, checked ON parental_consents
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER payments_are_a_ledger BEFORE UPDATE ON payments
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payments
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

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

CREATE TRIGGER retention_decisions_are_a_ledger BEFORE UPDATE ON retention_decisions
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER retention_decisions_are_never_deleted BEFORE DELETE ON retention_decisions
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER return_events_are_a_ledger BEFORE UPDATE ON return_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER return_events_are_never_deleted BEFORE DELETE ON return_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER soft_opt_ins_are_a_ledger BEFORE UPDATE ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER soft_opt_ins_are_never_deleted BEFORE DELETE ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER soft_opt_ins_only_change_hands BEFORE UPDATE OF event_id, order_id, sold_on, family, offered ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER stamps_are_a_ledger BEFORE UPDATE ON stamps
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER stamps_are_never_deleted BEFORE DELETE ON stamps
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER stamps_only_change_hands BEFORE UPDATE OF
    id, card_id, kind, count, order_id, reverses, at, staff_id ON stamps
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER store_credit_is_a_ledger BEFORE UPDATE ON store_credit
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER store_credit_is_never_deleted BEFORE DELETE ON store_credit
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER store_credit_only_changes_hands BEFORE UPDATE OF
    id, currency, amount, kind, payment_id, reverses, at, staff_id, note ON store_credit
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER ticket_events_are_a_ledger BEFORE UPDATE ON ticket_events
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER ticket_events_are_never_deleted BEFORE DELETE ON ticket_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

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

CREATE TABLE acquisition_spend (
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (month, currency)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    label TEXT NOT NULL DEFAULT '',
    line1 TEXT NOT NULL DEFAULT '',
    line2 TEXT NOT NULL DEFAULT '',
    town TEXT NOT NULL DEFAULT '',
    county TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    preferred INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
    wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong IN (0, 1)),
    do_not_use INTEGER NOT NULL DEFAULT 0 CHECK (do_not_use IN (0, 1)),
    checked_on TEXT,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE audit_answers (
    audit_id INTEGER NOT NULL REFERENCES audits (id),
    question TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'partly', 'no', 'does_not_apply')),
    note TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    PRIMARY KEY (audit_id, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE audits (
    id INTEGER PRIMARY KEY,
    begun_on TEXT NOT NULL,
    finished_on TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

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

CREATE TABLE chore_runs (
    id INTEGER PRIMARY KEY,
    chore TEXT NOT NULL,
    due_at TEXT,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'skipped', 'failed')),
    words TEXT NOT NULL DEFAULT '',
    seen_at TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'phone', 'post', 'social')),
    wording_id INTEGER NOT NULL REFERENCES wordings (id),
    asked_at TEXT NOT NULL,
    asked_how TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    confirmed_at TEXT,
    confirmed_how TEXT NOT NULL DEFAULT '',
    event_id INTEGER REFERENCES consent_events (id) ON DELETE SET NULL,
    dropped_at TEXT
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

CREATE TABLE consent_papers (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    event_id INTEGER NOT NULL REFERENCES consent_events (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    UNIQUE (event_id, document_id)
) STRICT;

CREATE TABLE consent_reviews (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    event_id INTEGER NOT NULL REFERENCES consent_events (id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    reviewed_on TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

CREATE TABLE consent_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    review_months INTEGER NOT NULL CHECK (review_months BETWEEN 1 AND 120)
) STRICT;

CREATE TABLE contact_points (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
    typed TEXT NOT NULL,
    normal TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    preferred INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
    wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong IN (0, 1)),
    bounced INTEGER NOT NULL DEFAULT 0 CHECK (bounced IN (0, 1)),
    do_not_use INTEGER NOT NULL DEFAULT 0 CHECK (do_not_use IN (0, 1)),
    checked_on TEXT,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (customer_id, kind, normal)
) STRICT;

CREATE TABLE customer_external_ids (
    platform TEXT NOT NULL,
    external_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    PRIMARY KEY (platform, external_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_groups (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    last_on TEXT NOT NULL,
    orders INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    recency INTEGER NOT NULL CHECK (recency BETWEEN 1 AND 5),
    frequency INTEGER NOT NULL CHECK (frequency BETWEEN 1 AND 5),
    spending INTEGER NOT NULL CHECK (spending BETWEEN 1 AND 5),
    since_on TEXT NOT NULL
) STRICT;

CREATE TABLE customer_tags (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    tag TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (customer_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_totals (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    currency TEXT NOT NULL,
    orders INTEGER NOT NULL,
    total INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    last_order_id INTEGER NOT NULL REFERENCES orders (id),
    PRIMARY KEY (customer_id, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE "customers" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'business')),
    given_name TEXT NOT NULL DEFAULT '',
    family_name TEXT NOT NULL DEFAULT '',
    company TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    birthday TEXT,
    source TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived', 'restricted', 'erased')),
    confirmed_on TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (status <> 'erased' OR (name = '' AND sort_name = ''))
) STRICT;

CREATE TABLE daily_buyers (
    day TEXT NOT NULL,
    previous TEXT NOT NULL,
    customers INTEGER NOT NULL,
    PRIMARY KEY (day, previous),
    CHECK (previous < day)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_points (
    day TEXT PRIMARY KEY,
    points INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_promises (
    day TEXT PRIMARY KEY,
    orders INTEGER NOT NULL,
    late INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_sales (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    orders INTEGER NOT NULL,
    total INTEGER NOT NULL, known INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('evidence', 'letter', 'slip', 'other')),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    body BLOB NOT NULL CHECK (length(body) <= 5242880),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL
) STRICT;

CREATE TABLE drafts (
    staff_id INTEGER PRIMARY KEY REFERENCES staff (id),
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;

CREATE TABLE drills (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    file TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    milliseconds INTEGER NOT NULL CHECK (milliseconds >= 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')),
    counts TEXT NOT NULL,
    problems TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    CHECK ((outcome = 'failed') = (problems <> '[]'))
) STRICT;

CREATE TABLE erasures (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL,
    request_id INTEGER,
    kept_until TEXT,
    report TEXT NOT NULL
) STRICT;

CREATE TABLE extra_holidays (
    day TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE figure_targets (
    figure TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('', 'day', 'week', 'month', 'quarter', 'tax_year')),
    currency TEXT NOT NULL CHECK (length(currency) IN (0, 3)),
    value INTEGER NOT NULL,
    PRIMARY KEY (figure, period, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE forecasts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    made_on TEXT NOT NULL,
    until TEXT NOT NULL,
    customers INTEGER NOT NULL,
    weeks INTEGER NOT NULL,
    why_not TEXT NOT NULL,
    said_on TEXT,
    said_until TEXT,
    said REAL,
    came INTEGER
) STRICT;

CREATE TABLE group_moves (
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    moved_on TEXT NOT NULL,
    from_group TEXT NOT NULL,
    to_group TEXT NOT NULL,
    PRIMARY KEY (customer_id, moved_on),
    CHECK (from_group <> to_group)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_changes (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;

CREATE TABLE import_mappings (
    columns TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    mapping TEXT NOT NULL,
    said_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    format TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    rows INTEGER NOT NULL,
    summary TEXT NOT NULL,
    undone_at TEXT
) STRICT;

CREATE TABLE kept_orders (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    keep_until TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE knowledge_notes (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL COLLATE NOCASE UNIQUE,
    body TEXT NOT NULL,
    words TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE lawful_bases (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'phone', 'post', 'social')),
    basis TEXT NOT NULL CHECK (basis IN ('legitimate_interest', 'contract', 'legal_duty')),
    aim TEXT NOT NULL CHECK (aim <> ''),
    need TEXT NOT NULL CHECK (need <> ''),
    balance TEXT NOT NULL DEFAULT '',
    review_on TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    ended_at TEXT,
    CHECK (basis <> 'legitimate_interest' OR balance <> ''),
    CHECK (purpose <> 'marketing' OR basis = 'legitimate_interest')
) STRICT;

CREATE TABLE ledger_gate (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL CHECK (state IN ('shut', 'erase', 'merge', 'undo'))
) STRICT;

CREATE TABLE legal_forms (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    form TEXT NOT NULL CHECK (form IN ('sole_trader', 'partnership', 'company')),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL
) STRICT;

CREATE TABLE loyalty_allocations (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES loyalty_lots (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('redeemed', 'expired', 'reversed', 'adjusted', 'repaid', 'given_back')),
    points INTEGER NOT NULL CHECK (points <> 0),
    order_id INTEGER REFERENCES orders (id),
    payment_id INTEGER REFERENCES payments (id),
    reverses INTEGER REFERENCES loyalty_allocations (id),
    spend INTEGER NOT NULL DEFAULT 0,
    made_on TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK (kind <> 'given_back' OR reverses IS NOT NULL),
    CHECK (reverses IS NULL OR kind IN ('given_back', 'redeemed'))
) STRICT;

CREATE TABLE loyalty_cards (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    number TEXT NOT NULL UNIQUE,
    joined_at TEXT NOT NULL,
    left_at TEXT,
    tier TEXT NOT NULL DEFAULT '',
    tier_since TEXT,
    review_on TEXT
) STRICT;

CREATE TABLE loyalty_lots (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    points INTEGER NOT NULL CHECK (points <> 0),
    reason TEXT NOT NULL CHECK (reason IN ('order', 'birthday', 'goodwill', 'adjusted', 'debt')),
    order_id INTEGER REFERENCES orders (id),
    spend INTEGER NOT NULL DEFAULT 0,
    earned_on TEXT NOT NULL,
    unlock_on TEXT NOT NULL,
    expires_on TEXT,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK ((points < 0) = (reason = 'debt')),
    CHECK (reason <> 'order' OR order_id IS NOT NULL)
) STRICT;

CREATE TABLE loyalty_orders (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    programme_id INTEGER NOT NULL REFERENCES loyalty_programmes (id),
    tier_percent INTEGER NOT NULL DEFAULT 100 CHECK (tier_percent BETWEEN 100 AND 1000),
    rates TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE loyalty_programmes (
    id INTEGER PRIMARY KEY,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    points INTEGER NOT NULL CHECK (points >= 0),
    per_amount INTEGER NOT NULL CHECK (per_amount > 0),
    rounding TEXT NOT NULL CHECK (rounding IN ('down', 'nearest', 'up')),
    lock_days INTEGER NOT NULL CHECK (lock_days BETWEEN 0 AND 366),
    expiry_months INTEGER NOT NULL CHECK (expiry_months BETWEEN 0 AND 120),
    worth_points INTEGER NOT NULL CHECK (worth_points > 0),
    worth_amount INTEGER NOT NULL CHECK (worth_amount > 0),
    least_points INTEGER NOT NULL CHECK (least_points >= 0),
    birthday_points INTEGER NOT NULL CHECK (birthday_points >= 0),
    warn_days INTEGER NOT NULL CHECK (warn_days BETWEEN 0 AND 366),
    tier_basis TEXT NOT NULL CHECK (tier_basis IN ('points', 'spend')),
    downgrade TEXT NOT NULL CHECK (downgrade IN ('one_step', 'to_fit', 'never')),
    grace_days INTEGER NOT NULL CHECK (grace_days BETWEEN 0 AND 366),
    rules TEXT NOT NULL,
    tiers TEXT NOT NULL,
    rewards TEXT NOT NULL,
    created_at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff (id)
) STRICT;

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

CREATE TABLE merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    lose_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    undone_at TEXT
) STRICT;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE name_words (
    word TEXT PRIMARY KEY,
    uses INTEGER NOT NULL CHECK (uses > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE not_junk (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    body TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT 'typed'
) STRICT;

CREATE TABLE old_keys (
    id INTEGER PRIMARY KEY,
    slot TEXT NOT NULL,
    public BLOB NOT NULL UNIQUE CHECK (length(public) = 32),
    private BLOB NOT NULL CHECK (length(private) = 32),
    ended_at TEXT NOT NULL
) STRICT;

CREATE TABLE order_events (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'placed', 'packed', 'shipped', 'delivered', 'cancelled', 'edited', 'taken_back'
    )),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    carrier TEXT NOT NULL DEFAULT '',
    tracking TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    takes_back INTEGER REFERENCES order_events (id),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL))
) STRICT;

CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    product_id INTEGER REFERENCES products (id),
    sku TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    discount INTEGER NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax INTEGER NOT NULL DEFAULT 0 CHECK (tax >= 0),
    cost INTEGER CHECK (cost >= 0),
    UNIQUE (order_id, position)
) STRICT;

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customers (id),
    placed_at TEXT NOT NULL,
    placed_on TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('counter', 'phone', 'email', 'web', 'market', 'other')),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('included', 'excluded', 'unknown')),
    order_discount INTEGER NOT NULL DEFAULT 0 CHECK (order_discount >= 0),
    shipping INTEGER NOT NULL DEFAULT 0 CHECK (shipping >= 0),
    goods INTEGER NOT NULL,
    discount INTEGER NOT NULL CHECK (discount >= 0),
    tax INTEGER NOT NULL CHECK (tax >= 0),
    total INTEGER NOT NULL CHECK (total >= 0),
    stated_total INTEGER,
    promised_on TEXT,
    deliver_to TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    platform TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    external_name TEXT,
    stage TEXT NOT NULL DEFAULT 'placed' CHECK (stage IN ('placed', 'packed', 'shipped', 'delivered', 'cancelled')),
    settled INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    payment_failed INTEGER NOT NULL DEFAULT 0 CHECK (payment_failed IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE parental_consents (
    event_id INTEGER PRIMARY KEY REFERENCES consent_events (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    parent TEXT NOT NULL CHECK (parent <> ''),
    checked TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE "payments" (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'credit', 'points', 'allowed', 'fee', 'failed')),
    method TEXT NOT NULL CHECK (method IN (
        'card', 'cash', 'transfer', 'cheque', 'online', 'credit', 'points', 'exchange', 'other'
    )),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    reverses INTEGER REFERENCES "payments" (id),
    reason TEXT NOT NULL DEFAULT '' CHECK (reason IN ('', 'return', 'exchange', 'goodwill')),
    settlement_id INTEGER REFERENCES return_settlements (id),
    CHECK (kind <> 'in' OR amount > 0),
    CHECK (kind <> 'out' OR amount < 0),
    CHECK (kind <> 'fee' OR amount < 0),
    CHECK (kind <> 'failed' OR amount > 0),
    CHECK (kind NOT IN ('credit', 'points', 'allowed') OR amount <> 0)
) STRICT;

CREATE TABLE privacy_notices (
    version INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    text TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

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

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sku TEXT COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL COLLATE NOCASE,
    family TEXT NOT NULL DEFAULT '',
    price INTEGER NOT NULL CHECK (price >= 0),
    cost INTEGER CHECK (cost >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    tax_rate INTEGER NOT NULL DEFAULT 0 CHECK (tax_rate BETWEEN 0 AND 10000),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE profile (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    region TEXT NOT NULL,
    zone TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    tax_number TEXT NOT NULL DEFAULT '',
    prices_include_tax INTEGER NOT NULL DEFAULT 1 CHECK (prices_include_tax IN (0, 1)),
    regulator TEXT NOT NULL DEFAULT 'Information Commissioner''s Office',
    regulator_contact TEXT NOT NULL DEFAULT 'ico.org.uk/make-a-complaint, telephone 0303 123 1113',
    idle_minutes INTEGER NOT NULL DEFAULT 5 CHECK (idle_minutes BETWEEN 1 AND 120),
    first_steps_done INTEGER NOT NULL DEFAULT 0 CHECK (first_steps_done IN (0, 1)),
    demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1))
) STRICT;

CREATE TABLE quality_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    stale_months INTEGER NOT NULL CHECK (stale_months BETWEEN 1 AND 240)
) STRICT;

CREATE TABLE recommendations (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    comment TEXT NOT NULL DEFAULT '',
    ticket_id INTEGER REFERENCES tickets (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    customer_id INTEGER REFERENCES customers (id),
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    repeats TEXT NOT NULL DEFAULT '' CHECK (repeats IN ('', 'daily', 'weekly', 'monthly', 'yearly')),
    first_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    done_at TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

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

CREATE TABLE restrictions (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    grounds TEXT NOT NULL CHECK (grounds IN ('accuracy', 'unlawful', 'claims', 'objection')),
    note TEXT NOT NULL DEFAULT '',
    status_before TEXT NOT NULL CHECK (status_before IN ('active', 'archived')),
    since TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    told_on TEXT,
    told_how TEXT NOT NULL DEFAULT '',
    lifted_at TEXT,
    CHECK (lifted_at IS NULL OR told_on IS NOT NULL)
) STRICT;

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

CREATE TABLE retention_rules (
    kind TEXT PRIMARY KEY,
    months INTEGER NOT NULL CHECK (months BETWEEN 0 AND 1200),
    because TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE role_locks (
    role TEXT PRIMARY KEY CHECK (role IN ('owner', 'manager', 'assistant', 'viewer')),
    idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 1 AND 120)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_replies (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL COLLATE NOCASE UNIQUE,
    body TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE scores (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    made_on TEXT NOT NULL,
    weeks INTEGER NOT NULL,
    expected_orders REAL NOT NULL CHECK (expected_orders >= 0),
    expected_value INTEGER CHECK (expected_value >= 0),
    currency TEXT NOT NULL,
    still_here REAL NOT NULL CHECK (still_here BETWEEN 0 AND 1)
) STRICT;

CREATE VIRTUAL TABLE search_digits USING fts5 (
    digits, content = 'search_entries', content_rowid = 'id', tokenize = 'trigram'
);

CREATE TABLE "search_entries" (
    id INTEGER PRIMARY KEY,
    letter TEXT NOT NULL CHECK (letter IN ('C', 'P', 'N', 'T')),
    record_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    digits TEXT NOT NULL DEFAULT '',
    UNIQUE (letter, record_id)
) STRICT;

CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = 'search_entries', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TABLE segment_counts (
    day TEXT NOT NULL,
    segment TEXT NOT NULL,
    customers INTEGER NOT NULL CHECK (customers >= 0),
    PRIMARY KEY (day, segment)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    rules TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

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

CREATE TABLE soft_opt_ins (
    event_id INTEGER PRIMARY KEY REFERENCES consent_events (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    order_id INTEGER REFERENCES orders (id) ON DELETE SET NULL,
    sold_on TEXT NOT NULL,
    family TEXT NOT NULL CHECK (family <> ''),
    offered TEXT NOT NULL CHECK (offered <> '')
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'assistant', 'viewer')),
    slot TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
, left_at TEXT, key_at TEXT) STRICT;

CREATE TABLE stamp_cards (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    stamps INTEGER NOT NULL CHECK (stamps BETWEEN 2 AND 100),
    product_id INTEGER REFERENCES products (id),
    reward TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE stamps (
    id INTEGER PRIMARY KEY,
    card_id INTEGER NOT NULL REFERENCES stamp_cards (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('bought', 'given', 'reversed', 'used', 'given_back')),
    count INTEGER NOT NULL CHECK (count <> 0),
    order_id INTEGER REFERENCES orders (id),
    reverses INTEGER REFERENCES stamps (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

CREATE TABLE store_credit (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    kind TEXT NOT NULL CHECK (kind IN ('return', 'goodwill', 'gift', 'spent', 'adjusted', 'taken_back')),
    payment_id INTEGER REFERENCES payments (id),
    reverses INTEGER REFERENCES store_credit (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK (kind NOT IN ('return', 'goodwill', 'gift') OR amount > 0),
    CHECK (kind <> 'spent' OR amount < 0),
    CHECK ((kind = 'taken_back') = (reverses IS NOT NULL))
) STRICT;

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

CREATE TABLE told_apart (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    other_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    PRIMARY KEY (customer_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone_marks (
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'external')),
    uid TEXT NOT NULL REFERENCES tombstones (uid),
    PRIMARY KEY (digest, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstones (
    uid TEXT PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tps_checks (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    listed_on TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

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

CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    text TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (purpose, version)
) STRICT;

CREATE INDEX activity_by_customer ON activity (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX activity_by_ref ON activity (ref) WHERE ref IS NOT NULL;

CREATE INDEX activity_of_the_book ON activity (verb, seq) WHERE ref IS NULL;

CREATE INDEX addresses_by_customer ON addresses (customer_id);

CREATE INDEX addresses_by_postcode ON addresses (postcode) WHERE postcode <> '';

CREATE INDEX addresses_of_no_use ON addresses (customer_id) WHERE preferred = 1 AND wrong + do_not_use > 0;

CREATE INDEX addresses_without_postcode ON addresses (customer_id) WHERE postcode = '';

CREATE UNIQUE INDEX audits_one_at_a_time ON audits (finished_on IS NULL) WHERE finished_on IS NULL;

CREATE INDEX breach_events_by_breach ON breach_events (breach_id, id);

CREATE UNIQUE INDEX breach_events_taken_back_once ON breach_events (takes_back) WHERE takes_back IS NOT NULL;

CREATE INDEX chore_runs_by_chore ON chore_runs (chore, at);

CREATE UNIQUE INDEX chore_runs_once_for_each_moment ON chore_runs (chore, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX confirmations_by_customer ON confirmations (customer_id, purpose, channel);

CREATE INDEX confirmations_by_event ON confirmations (event_id) WHERE event_id IS NOT NULL;

CREATE INDEX consent_events_by_answer ON consent_events (answer, at);

CREATE INDEX consent_events_by_person ON consent_events (customer_id, purpose, channel, at, id);

CREATE INDEX consent_events_by_wording ON consent_events (wording_id) WHERE wording_id IS NOT NULL;

CREATE INDEX consent_papers_by_customer ON consent_papers (customer_id, event_id);

CREATE INDEX consent_papers_by_document ON consent_papers (document_id);

CREATE INDEX consent_reviews_by_customer ON consent_reviews (customer_id);

CREATE INDEX consent_reviews_by_event ON consent_reviews (event_id, reviewed_on);

CREATE INDEX contact_points_by_domain ON contact_points (substr(normal, instr(normal, '@') + 1), customer_id)
    WHERE kind = 'email';

CREATE INDEX contact_points_by_value ON contact_points (normal, kind);

CREATE INDEX contact_points_of_no_use ON contact_points (customer_id) WHERE preferred = 1 AND wrong + bounced + do_not_use > 0;

CREATE INDEX customer_external_ids_by_customer ON customer_external_ids (customer_id);

CREATE INDEX customer_tags_by_tag ON customer_tags (tag, customer_id);

CREATE INDEX customer_totals_by_first ON customer_totals (currency, first_on);

CREATE INDEX customers_by_birthday ON customers (substr(birthday, -5)) WHERE birthday IS NOT NULL;

CREATE INDEX customers_by_name ON customers (CASE status WHEN 'restricted' THEN 'active' ELSE status END, sort_name, id);

CREATE INDEX customers_not_in_use ON customers (id) WHERE status <> 'active';

CREATE INDEX daily_buyers_by_previous ON daily_buyers (previous, day, customers);

CREATE INDEX data_requests_by_customer ON data_requests (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE INDEX data_requests_closed ON data_requests (closed_on, id) WHERE state = 'done';

CREATE INDEX data_requests_open ON data_requests (id) WHERE state = 'open';

CREATE INDEX documents_by_customer ON documents (customer_id);

CREATE INDEX group_moves_by_day ON group_moves (moved_on, customer_id);

CREATE INDEX import_changes_by_import ON import_changes (import_id, id);

CREATE INDEX kept_orders_by_day ON kept_orders (keep_until, order_id);

CREATE UNIQUE INDEX lawful_bases_in_force ON lawful_bases (purpose, channel) WHERE ended_at IS NULL;

CREATE INDEX loyalty_allocations_by_customer ON loyalty_allocations (customer_id, id);

CREATE INDEX loyalty_allocations_by_lot ON loyalty_allocations (lot_id, points);

CREATE INDEX loyalty_allocations_by_order ON loyalty_allocations (order_id, id) WHERE order_id IS NOT NULL;

CREATE INDEX loyalty_allocations_by_payment ON loyalty_allocations (payment_id) WHERE payment_id IS NOT NULL;

CREATE INDEX loyalty_allocations_reversed ON loyalty_allocations (reverses) WHERE reverses IS NOT NULL;

CREATE INDEX loyalty_cards_to_review ON loyalty_cards (review_on) WHERE review_on IS NOT NULL;

CREATE INDEX loyalty_lots_by_customer ON loyalty_lots (customer_id, id);

CREATE INDEX loyalty_lots_by_expiry ON loyalty_lots (expires_on, id) WHERE expires_on IS NOT NULL;

CREATE INDEX loyalty_lots_by_order ON loyalty_lots (order_id, id) WHERE order_id IS NOT NULL;

CREATE INDEX loyalty_orders_by_customer ON loyalty_orders (customer_id, order_id);

CREATE INDEX merge_rows_by_merge ON merge_rows (merge_id, id);

CREATE INDEX merges_by_customer ON merges (customer_id, id);

CREATE INDEX merges_by_lost ON merges (lose_id) WHERE undone_at IS NULL;

CREATE INDEX notes_by_customer ON notes (customer_id, id);

CREATE INDEX order_events_by_order ON order_events (order_id, id);

CREATE UNIQUE INDEX order_events_taken_back_once ON order_events (takes_back) WHERE takes_back IS NOT NULL;

CREATE INDEX order_lines_by_product ON order_lines (product_id, order_id) WHERE product_id IS NOT NULL;

CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id);

CREATE INDEX orders_by_day ON orders (placed_at, id);

CREATE UNIQUE INDEX orders_by_external_id ON orders (platform, external_id) WHERE external_id IS NOT NULL;

CREATE INDEX orders_by_external_name ON orders (external_name) WHERE external_name IS NOT NULL;

CREATE INDEX orders_cancelled ON orders (placed_at, id) WHERE stage = 'cancelled';

CREATE INDEX orders_failed ON orders (placed_at, id) WHERE payment_failed = 1 AND stage <> 'cancelled';

CREATE INDEX orders_given_back ON orders (customer_id, placed_on) WHERE refunded > 0 AND refunded >= total;

CREATE INDEX orders_to_do ON orders (placed_at, id) WHERE stage IN ('placed', 'packed');

CREATE INDEX orders_unpaid ON orders (placed_at, id) WHERE total > settled + refunded AND stage <> 'cancelled';

CREATE INDEX parental_consents_by_customer ON parental_consents (customer_id);

CREATE INDEX payments_by_order ON payments (order_id, id);

CREATE INDEX payments_by_settlement ON payments (settlement_id) WHERE settlement_id IS NOT NULL;

CREATE INDEX payments_given_back ON payments (at, currency, amount)
WHERE kind IN ('out', 'credit', 'points', 'allowed') AND amount < 0;

CREATE UNIQUE INDEX payments_reversed_once ON payments (reverses) WHERE reverses IS NOT NULL;

CREATE INDEX products_by_name ON products (archived, name, id);

CREATE INDEX recommendations_by_customer ON recommendations (customer_id, at);

CREATE INDEX recommendations_by_day ON recommendations (at);

CREATE INDEX reminders_by_customer ON reminders (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX reminders_by_day ON reminders (due_on, id) WHERE state = 'open';

CREATE INDEX request_events_by_document ON request_events (document_id) WHERE document_id IS NOT NULL;

CREATE INDEX request_events_by_request ON request_events (request_id, id);

CREATE INDEX request_events_by_task ON request_events (task_id) WHERE task_id IS NOT NULL;

CREATE INDEX restrictions_by_customer ON restrictions (customer_id, id);

CREATE UNIQUE INDEX restrictions_in_force ON restrictions (customer_id) WHERE lifted_at IS NULL;

CREATE INDEX retention_declined_by_customer ON retention_declined (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX return_events_by_return ON return_events (return_id, id);

CREATE INDEX return_lines_by_order_line ON return_lines (order_line_id);

CREATE INDEX return_lines_by_return ON return_lines (return_id, id);

CREATE INDEX return_lines_by_settlement ON return_lines (settlement_id) WHERE settlement_id IS NOT NULL;

CREATE INDEX return_settlements_by_exchange ON return_settlements (exchange_order_id) WHERE exchange_order_id IS NOT NULL;

CREATE INDEX return_settlements_by_return ON return_settlements (return_id, id);

CREATE INDEX returns_by_day ON returns (opened_at, id);

CREATE INDEX returns_by_order ON returns (order_id, id);

CREATE INDEX returns_by_state ON returns (state, opened_at, id);

CREATE INDEX returns_open ON returns (opened_at, id) WHERE state IN ('expected', 'deciding', 'settling');

CREATE INDEX returns_over ON returns (opened_at, id) WHERE state IN ('done', 'withdrawn');

CREATE INDEX soft_opt_ins_by_customer ON soft_opt_ins (customer_id);

CREATE INDEX soft_opt_ins_by_order ON soft_opt_ins (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX stamps_by_customer ON stamps (customer_id, card_id, id);

CREATE INDEX stamps_by_order ON stamps (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX store_credit_by_customer ON store_credit (customer_id, currency, id);

CREATE UNIQUE INDEX store_credit_by_payment ON store_credit (payment_id) WHERE payment_id IS NOT NULL;

CREATE UNIQUE INDEX store_credit_reversed_once ON store_credit (reverses) WHERE reverses IS NOT NULL;

CREATE UNIQUE INDEX suppressions_in_force ON suppressions (digest, purpose, channel) WHERE lifted_at IS NULL;

CREATE INDEX ticket_events_by_kind ON ticket_events (kind, at) WHERE kind IN ('satisfaction', 'breached', 'resolved', 'asked');

CREATE INDEX ticket_events_by_ticket ON ticket_events (ticket_id, id);

CREATE INDEX tickets_by_customer ON tickets (customer_id, opened_at, id) WHERE customer_id IS NOT NULL;

CREATE INDEX tickets_by_day ON tickets (opened_at, id);

CREATE INDEX tickets_by_order ON tickets (order_id, id) WHERE order_id IS NOT NULL;

CREATE INDEX tickets_by_reply ON tickets (replied_at, id) WHERE replied_at IS NOT NULL;

CREATE INDEX tickets_by_resolution ON tickets (resolved_at, id) WHERE resolved_at IS NOT NULL;

CREATE INDEX tickets_by_return ON tickets (return_id, id) WHERE return_id IS NOT NULL;

CREATE INDEX tickets_by_state ON tickets (state, opened_at, id);

CREATE INDEX tickets_due ON tickets (next_due_at, id) WHERE state IN ('new', 'open', 'waiting_supplier');

CREATE INDEX tickets_waiting ON tickets (updated_at, id) WHERE state IN ('waiting_customer', 'waiting_supplier');

CREATE INDEX tps_checks_by_customer ON tps_checks (customer_id, number, checked_on, id);

CREATE INDEX training_by_day ON training (held_on, id);

