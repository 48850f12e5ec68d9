-- Orders with their lines, and the two ledgers that tell what happened to them: events and payments.
-- goods, discount, tax and total are computed from the lines; stage, settled, refunded and payment_failed are derived from
-- the ledgers in the same transaction and rebuilt by a full check.

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customers (id),
    placed_at TEXT NOT NULL,
    placed_on TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('counter', 'phone', 'email', 'web', 'market', 'other')),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('included', 'excluded', 'unknown')),
    order_discount INTEGER NOT NULL DEFAULT 0 CHECK (order_discount >= 0),
    shipping INTEGER NOT NULL DEFAULT 0 CHECK (shipping >= 0),
    goods INTEGER NOT NULL,
    discount INTEGER NOT NULL CHECK (discount >= 0),
    tax INTEGER NOT NULL CHECK (tax >= 0),
    total INTEGER NOT NULL CHECK (total >= 0),
    stated_total INTEGER,
    promised_on TEXT,
    deliver_to TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    platform TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    external_name TEXT,
    stage TEXT NOT NULL DEFAULT 'placed' CHECK (stage IN ('placed', 'packed', 'shipped', 'delivered', 'cancelled')),
    settled INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    payment_failed INTEGER NOT NULL DEFAULT 0 CHECK (payment_failed IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', 1000);
CREATE INDEX orders_by_day ON orders (placed_at, id);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id);
CREATE UNIQUE INDEX orders_by_external_id ON orders (platform, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX orders_by_external_name ON orders (external_name) WHERE external_name IS NOT NULL;
CREATE INDEX orders_to_do ON orders (placed_at, id) WHERE stage IN ('placed', 'packed');
-- The column stands on the left: the planner turns a comparison round to have it so, and then no longer knows it again.
CREATE INDEX orders_unpaid ON orders (placed_at, id) WHERE total > settled + refunded AND stage <> 'cancelled';
CREATE INDEX orders_failed ON orders (placed_at, id) WHERE payment_failed = 1 AND stage <> 'cancelled';
CREATE INDEX orders_cancelled ON orders (placed_at, id) WHERE stage = 'cancelled';

CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    product_id INTEGER REFERENCES products (id),
    sku TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    discount INTEGER NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax INTEGER NOT NULL DEFAULT 0 CHECK (tax >= 0),
    cost INTEGER CHECK (cost >= 0),
    UNIQUE (order_id, position)
) STRICT;
CREATE INDEX order_lines_by_product ON order_lines (product_id) WHERE product_id IS NOT NULL;

CREATE TABLE order_events (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'placed', 'packed', 'shipped', 'delivered', 'cancelled', 'edited', 'taken_back'
    )),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    carrier TEXT NOT NULL DEFAULT '',
    tracking TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    takes_back INTEGER REFERENCES order_events (id),
    CHECK ((kind = 'taken_back') = (takes_back IS NOT NULL))
) STRICT;
CREATE INDEX order_events_by_order ON order_events (order_id, id);
CREATE UNIQUE INDEX order_events_taken_back_once ON order_events (takes_back) WHERE takes_back IS NOT NULL;

CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'credit', 'fee', 'failed')),
    method TEXT NOT NULL CHECK (method IN ('card', 'cash', 'transfer', 'cheque', 'online', 'credit', 'other')),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    reverses INTEGER REFERENCES payments (id),
    CHECK (kind <> 'in' OR amount > 0),
    CHECK (kind <> 'out' OR amount < 0),
    CHECK (kind <> 'fee' OR amount < 0),
    CHECK (kind <> 'failed' OR amount > 0),
    CHECK (kind <> 'credit' OR amount <> 0)
) STRICT;
CREATE INDEX payments_by_order ON payments (order_id, id);
CREATE UNIQUE INDEX payments_reversed_once ON payments (reverses) WHERE reverses IS NOT NULL;

CREATE TRIGGER order_events_are_a_ledger BEFORE UPDATE ON order_events
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER order_events_are_never_deleted BEFORE DELETE ON order_events
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER payments_are_a_ledger BEFORE UPDATE ON payments
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payments
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
