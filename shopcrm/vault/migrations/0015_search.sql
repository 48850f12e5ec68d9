-- Tickets are found by the words of their subject: the index takes their letter too. The entries keep their places, so
-- the words that stand behind them need not be read again.

CREATE TABLE search_entries_with_tickets (
    id INTEGER PRIMARY KEY,
    letter TEXT NOT NULL CHECK (letter IN ('C', 'P', 'N', 'T')),
    record_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    digits TEXT NOT NULL DEFAULT '',
    UNIQUE (letter, record_id)
) STRICT;
INSERT INTO search_entries_with_tickets (id, letter, record_id, words, digits)
SELECT id, letter, record_id, words, digits FROM search_entries ORDER BY id;
DROP TABLE search_entries;
ALTER TABLE search_entries_with_tickets RENAME TO search_entries;

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
