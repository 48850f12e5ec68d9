-- A customer may be restricted (UK GDPR Art 18: seen, not used) or erased (Art 17: what the law needs is kept, nameless).
-- SQLite cannot change a CHECK, so the table is made anew, row for row; numbers that were given out are not given again.

CREATE TABLE customers_wider (
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
INSERT INTO customers_wider (id, uid, kind, given_name, family_name, company, name, sort_name, birthday, source, status,
    confirmed_on, created_at, updated_at)
SELECT id, uid, kind, given_name, family_name, company, name, sort_name, birthday, source, status,
    confirmed_on, created_at, updated_at FROM customers;
DELETE FROM sqlite_sequence WHERE name = 'customers_wider';
INSERT INTO sqlite_sequence (name, seq) SELECT 'customers_wider', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE customers;
ALTER TABLE customers_wider RENAME TO customers;
-- The restricted stand in the list among those in use.
CREATE INDEX customers_by_name ON customers (CASE status WHEN 'restricted' THEN 'active' ELSE status END, sort_name, id);
CREATE INDEX customers_not_in_use ON customers (id) WHERE status <> 'active';

-- A restriction, why, and until when. told_on: when the person was told that it will be lifted, which comes first (Art 18(3)).
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
CREATE UNIQUE INDEX restrictions_in_force ON restrictions (customer_id) WHERE lifted_at IS NULL;
CREATE INDEX restrictions_by_customer ON restrictions (customer_id, id);
