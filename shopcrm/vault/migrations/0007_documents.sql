-- Evidence, letters sent and signed slips: up to 5 MB each, hashed.

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
INSERT INTO sqlite_sequence (name, seq) VALUES ('documents', 1000);
CREATE INDEX documents_by_customer ON documents (customer_id);
