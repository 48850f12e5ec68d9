CREATE TRIGGER activity_changes_only_by_erasure BEFORE UPDATE ON activity
WHEN (SELECT state FROM ledger_gate) <> 'erase' OR new.detail IS NOT NULL OR new.nonce IS NOT NULL
    OR (new.seq, new.at, new.recorded_at, new.rehearsed, new.staff_id, new.verb, new.digest, new.mac)
        IS NOT (old.seq, old.at, old.recorded_at, old.rehearsed, old.staff_id, old.verb, old.digest, old.mac)
    OR new.ref IS NOT old.ref
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER consent_events_are_a_ledger BEFORE UPDATE ON consent_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER consent_events_are_never_deleted BEFORE DELETE ON consent_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER order_events_are_a_ledger BEFORE UPDATE ON order_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER order_events_are_never_deleted BEFORE DELETE ON order_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER payments_are_a_ledger BEFORE UPDATE ON payments
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payments
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

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

CREATE TABLE customers (
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
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
    confirmed_on TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE daily_sales (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    orders INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE extra_holidays (
    day TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_changes (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;

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

CREATE TABLE ledger_gate (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL CHECK (state IN ('shut', 'erase', 'merge', 'undo'))
) STRICT;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE name_words (
    word TEXT PRIMARY KEY,
    uses INTEGER NOT NULL CHECK (uses > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    body TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT 'typed'
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

CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'credit', 'fee', 'failed')),
    method TEXT NOT NULL CHECK (method IN ('card', 'cash', 'transfer', 'cheque', 'online', 'credit', 'other')),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    reverses INTEGER REFERENCES payments (id),
    CHECK (kind <> 'in' OR amount > 0),
    CHECK (kind <> 'out' OR amount < 0),
    CHECK (kind <> 'fee' OR amount < 0),
    CHECK (kind <> 'failed' OR amount > 0),
    CHECK (kind <> 'credit' OR amount <> 0)
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

CREATE VIRTUAL TABLE search_digits USING fts5 (
    digits, content = 'search_entries', content_rowid = 'id', tokenize = 'trigram'
);

CREATE TABLE search_entries (
    id INTEGER PRIMARY KEY,
    letter TEXT NOT NULL CHECK (letter IN ('C', 'P', 'N')),
    record_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    digits TEXT NOT NULL DEFAULT '',
    UNIQUE (letter, record_id)
) STRICT;

CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = 'search_entries', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'assistant', 'viewer')),
    slot TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
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

CREATE INDEX addresses_by_customer ON addresses (customer_id);

CREATE INDEX addresses_by_postcode ON addresses (postcode) WHERE postcode <> '';

CREATE INDEX consent_events_by_person ON consent_events (customer_id, purpose, channel, at, id);

CREATE INDEX contact_points_by_domain ON contact_points (substr(normal, instr(normal, '@') + 1), customer_id)
    WHERE kind = 'email';

CREATE INDEX contact_points_by_value ON contact_points (normal, kind);

CREATE INDEX customer_external_ids_by_customer ON customer_external_ids (customer_id);

CREATE INDEX customer_tags_by_tag ON customer_tags (tag, customer_id);

CREATE INDEX customers_by_name ON customers (status, sort_name, id);

CREATE INDEX documents_by_customer ON documents (customer_id);

CREATE INDEX import_changes_by_import ON import_changes (import_id, id);

CREATE INDEX notes_by_customer ON notes (customer_id, id);

CREATE INDEX order_events_by_order ON order_events (order_id, id);

CREATE UNIQUE INDEX order_events_taken_back_once ON order_events (takes_back) WHERE takes_back IS NOT NULL;

CREATE INDEX order_lines_by_product ON order_lines (product_id) WHERE product_id IS NOT NULL;

CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id);

CREATE INDEX orders_by_day ON orders (placed_at, id);

CREATE UNIQUE INDEX orders_by_external_id ON orders (platform, external_id) WHERE external_id IS NOT NULL;

CREATE INDEX orders_by_external_name ON orders (external_name) WHERE external_name IS NOT NULL;

CREATE INDEX orders_cancelled ON orders (placed_at, id) WHERE stage = 'cancelled';

CREATE INDEX orders_failed ON orders (placed_at, id) WHERE payment_failed = 1 AND stage <> 'cancelled';

CREATE INDEX orders_to_do ON orders (placed_at, id) WHERE stage IN ('placed', 'packed');

CREATE INDEX orders_unpaid ON orders (placed_at, id) WHERE total > settled + refunded AND stage <> 'cancelled';

CREATE INDEX payments_by_order ON payments (order_id, id);

CREATE UNIQUE INDEX payments_reversed_once ON payments (reverses) WHERE reverses IS NOT NULL;

CREATE INDEX products_by_name ON products (archived, name, id);

CREATE UNIQUE INDEX suppressions_in_force ON suppressions (digest, purpose, channel) WHERE lifted_at IS NULL;

