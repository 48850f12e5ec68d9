-- The shop's own settings: what prints on papers and steers dates.

CREATE TABLE profile (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    region TEXT NOT NULL,
    zone TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    tax_number TEXT NOT NULL DEFAULT '',
    prices_include_tax INTEGER NOT NULL DEFAULT 1 CHECK (prices_include_tax IN (0, 1)),
    regulator TEXT NOT NULL DEFAULT 'Information Commissioner''s Office',
    regulator_contact TEXT NOT NULL DEFAULT 'ico.org.uk/make-a-complaint, telephone 0303 123 1113',
    idle_minutes INTEGER NOT NULL DEFAULT 5 CHECK (idle_minutes BETWEEN 1 AND 120),
    first_steps_done INTEGER NOT NULL DEFAULT 0 CHECK (first_steps_done IN (0, 1)),
    demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1))
) STRICT;

-- Public holidays proclaimed since the program was made: dates that the law sets move past them.
CREATE TABLE extra_holidays (
    day TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
