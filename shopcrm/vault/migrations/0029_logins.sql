-- A member of staff who left keeps her row: the activity names her. Her login is gone.
ALTER TABLE staff ADD COLUMN left_at TEXT;
-- Since when her login has the key that it has; empty: since she was added.
ALTER TABLE staff ADD COLUMN key_at TEXT;

-- A changed passphrase or key file makes a new key pair. The private key of the old one stays here, inside the book, so
-- that backups that were sealed to it open for who can open the book. public: as it stands in a backup's header.
CREATE TABLE old_keys (
    id INTEGER PRIMARY KEY,
    slot TEXT NOT NULL,
    public BLOB NOT NULL UNIQUE CHECK (length(public) = 32),
    private BLOB NOT NULL CHECK (length(private) = 32),
    ended_at TEXT NOT NULL
) STRICT;
