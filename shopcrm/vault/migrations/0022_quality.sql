-- Data quality: what a person said about doubtful records. The doubts themselves are worked out each time, never kept.

CREATE TABLE not_junk (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;

-- After how many months without an order or a word a record is asked about: is it still correct?
CREATE TABLE quality_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    stale_months INTEGER NOT NULL CHECK (stale_months BETWEEN 1 AND 240)
) STRICT;
INSERT INTO quality_settings (id, stale_months) VALUES (1, 24);

CREATE INDEX contact_points_of_no_use ON contact_points (customer_id) WHERE preferred = 1 AND wrong + bounced + do_not_use > 0;
CREATE INDEX addresses_of_no_use ON addresses (customer_id) WHERE preferred = 1 AND wrong + do_not_use > 0;
CREATE INDEX addresses_without_postcode ON addresses (customer_id) WHERE postcode = '';
