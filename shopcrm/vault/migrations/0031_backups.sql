-- Restore drills: how trying a backup went. counts: JSON, records by table. problems: JSON, a list of sentences.
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
