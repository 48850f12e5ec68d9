-- Entries about the book itself and no record in it: backups, restores, changes of key. They are few among many.
CREATE INDEX activity_of_the_book ON activity (verb, seq) WHERE ref IS NULL;
