-- One box over customers, products and notes; orders are found by number through their own indexes.
-- External content with secure-delete: what is erased leaves no word behind.

CREATE TABLE search_entries (
    id INTEGER PRIMARY KEY,
    letter TEXT NOT NULL CHECK (letter IN ('C', 'P', 'N')),
    record_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    digits TEXT NOT NULL DEFAULT '',
    UNIQUE (letter, record_id)
) STRICT;

CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = 'search_entries', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE search_digits USING fts5 (
    digits, content = 'search_entries', content_rowid = 'id', tokenize = 'trigram'
);
INSERT INTO search_digits (search_digits, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries
BEGIN
    INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
    INSERT INTO search_digits (rowid, digits) VALUES (new.id, new.digits);
END;
CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries
BEGIN
    INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO search_digits (search_digits, rowid, digits) VALUES ('delete', old.id, old.digits);
END;
CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries
BEGIN
    INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO search_digits (search_digits, rowid, digits) VALUES ('delete', old.id, old.digits);
    INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
    INSERT INTO search_digits (rowid, digits) VALUES (new.id, new.digits);
END;

-- Name words for near misses, counted by reference so that the list forgets too.
CREATE TABLE name_words (
    word TEXT PRIMARY KEY,
    uses INTEGER NOT NULL CHECK (uses > 0)
) STRICT, WITHOUT ROWID;
