-- Segments: rules saved by name; and the group of every customer by how lately, how often and how much she bought, kept
-- once a day so that moves can be told. What was kept on a day stays as it was seen on that day.

CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    rules TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

-- recency, frequency, spending: the fifth of all customers, 5 is the best.
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

-- '' is no group: nothing bought yet, or put away.
CREATE TABLE group_moves (
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    moved_on TEXT NOT NULL,
    from_group TEXT NOT NULL,
    to_group TEXT NOT NULL,
    PRIMARY KEY (customer_id, moved_on),
    CHECK (from_group <> to_group)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_moves_by_day ON group_moves (moved_on, customer_id);

-- segment: a group, or the number of a saved segment.
CREATE TABLE segment_counts (
    day TEXT NOT NULL,
    segment TEXT NOT NULL,
    customers INTEGER NOT NULL CHECK (customers >= 0),
    PRIMARY KEY (day, segment)
) STRICT, WITHOUT ROWID;
