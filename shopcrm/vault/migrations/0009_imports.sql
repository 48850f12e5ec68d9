-- What each import changed, row by row, so that it can be taken back.

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
INSERT INTO sqlite_sequence (name, seq) VALUES ('imports', 1000);

CREATE TABLE import_changes (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX import_changes_by_import ON import_changes (import_id, id);
