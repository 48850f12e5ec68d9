-- Reminders: what somebody wants to be reminded of, about a customer or about nobody, once or again and again.

-- first_on: where a series began, so that one on the 31st, or on 29 February, comes back to its day. due_on: its next day.
-- uid: names it for calendars, and says nothing else.
CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    customer_id INTEGER REFERENCES customers (id),
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    repeats TEXT NOT NULL DEFAULT '' CHECK (repeats IN ('', 'daily', 'weekly', 'monthly', 'yearly')),
    first_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    done_at TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('reminders', 1000);
CREATE INDEX reminders_by_day ON reminders (due_on, id) WHERE state = 'open';
CREATE INDEX reminders_by_customer ON reminders (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX customers_by_birthday ON customers (substr(birthday, -5)) WHERE birthday IS NOT NULL;

-- What the program does by itself, each time that it did, was told not to, or failed. due_at: the moment that it was due
-- for; empty where somebody asked for it. seen_at: when a person read that it failed.
CREATE TABLE chore_runs (
    id INTEGER PRIMARY KEY,
    chore TEXT NOT NULL,
    due_at TEXT,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'skipped', 'failed')),
    words TEXT NOT NULL DEFAULT '',
    seen_at TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE UNIQUE INDEX chore_runs_once_for_each_moment ON chore_runs (chore, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX chore_runs_by_chore ON chore_runs (chore, at);
