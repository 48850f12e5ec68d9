-- Which column is which field in files with these columns, as a person has said once: the next such file is read so too.

CREATE TABLE import_mappings (
    columns TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    mapping TEXT NOT NULL,
    said_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
