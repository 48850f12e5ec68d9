-- People and businesses, how to reach them, and what was noted about them.

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
INSERT INTO sqlite_sequence (name, seq) VALUES ('customers', 1000);
CREATE INDEX customers_by_name ON customers (status, sort_name, id);

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
CREATE INDEX contact_points_by_value ON contact_points (normal, kind);
CREATE INDEX contact_points_by_domain ON contact_points (substr(normal, instr(normal, '@') + 1), customer_id)
    WHERE kind = 'email';

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
CREATE INDEX addresses_by_customer ON addresses (customer_id);
CREATE INDEX addresses_by_postcode ON addresses (postcode) WHERE postcode <> '';

CREATE TABLE customer_external_ids (
    platform TEXT NOT NULL,
    external_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    PRIMARY KEY (platform, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_external_ids_by_customer ON customer_external_ids (customer_id);

CREATE TABLE customer_tags (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    tag TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (customer_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tags_by_tag ON customer_tags (tag, customer_id);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    body TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT 'typed'
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('notes', 1000);
CREATE INDEX notes_by_customer ON notes (customer_id, id);
