-- People who were erased (UK GDPR Art 17): that it was done, what the law keeps of their purchases and until when, and
-- keyed hashes that keep them from coming back with a file or a backup.

-- report: what was deleted, anonymised and kept, by kind and number. kept_until: the last day; NULL where nothing is kept.
CREATE TABLE erasures (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL,
    request_id INTEGER,
    kept_until TEXT,
    report TEXT NOT NULL
) STRICT;

-- One for each record that was one with hers. customer_id is no reference: a restored book may never have known her.
CREATE TABLE tombstones (
    uid TEXT PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstone_marks (
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'external')),
    uid TEXT NOT NULL REFERENCES tombstones (uid),
    PRIMARY KEY (digest, uid)
) STRICT, WITHOUT ROWID;

-- Her orders, and until when each is kept under her number; name and address only where the invoice needs them.
CREATE TABLE kept_orders (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    keep_until TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX kept_orders_by_day ON kept_orders (keep_until, order_id);
