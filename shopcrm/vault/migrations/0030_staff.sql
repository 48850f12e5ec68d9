-- After how many minutes without a key the screen locks for whom; a role without a row follows the shop's settings.
CREATE TABLE role_locks (
    role TEXT PRIMARY KEY CHECK (role IN ('owner', 'manager', 'assistant', 'viewer')),
    idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 1 AND 120)
) STRICT, WITHOUT ROWID;
