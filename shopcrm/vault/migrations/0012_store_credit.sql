-- Store credit and points pay for orders, an exchange passes money from one order to the next, and what came back unpaid
-- is taken off the bill. SQLite cannot change a CHECK, so the ledger of payments is made anew, row for row.
-- It refers to itself by its passing name: a reference to the old ledger would be searched for each row that goes with it.

CREATE TABLE payments_wider (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'credit', 'points', 'allowed', 'fee', 'failed')),
    method TEXT NOT NULL CHECK (method IN (
        'card', 'cash', 'transfer', 'cheque', 'online', 'credit', 'points', 'exchange', 'other'
    )),
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    external_id TEXT,
    reverses INTEGER REFERENCES payments_wider (id),
    reason TEXT NOT NULL DEFAULT '' CHECK (reason IN ('', 'return', 'exchange', 'goodwill')),
    settlement_id INTEGER REFERENCES return_settlements (id),
    CHECK (kind <> 'in' OR amount > 0),
    CHECK (kind <> 'out' OR amount < 0),
    CHECK (kind <> 'fee' OR amount < 0),
    CHECK (kind <> 'failed' OR amount > 0),
    CHECK (kind NOT IN ('credit', 'points', 'allowed') OR amount <> 0)
) STRICT;
INSERT INTO payments_wider (id, order_id, kind, method, amount, currency, at, staff_id, note, external_id, reverses)
SELECT id, order_id, kind, method, amount, currency, at, staff_id, note, external_id, reverses FROM payments;
DROP TABLE payments;
ALTER TABLE payments_wider RENAME TO payments;
CREATE INDEX payments_by_order ON payments (order_id, id);
CREATE UNIQUE INDEX payments_reversed_once ON payments (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX payments_by_settlement ON payments (settlement_id) WHERE settlement_id IS NOT NULL;

CREATE TRIGGER payments_are_a_ledger BEFORE UPDATE ON payments
WHEN (SELECT state FROM ledger_gate) IN ('shut', 'merge')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payments
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- What the shop owes a customer in goods. A payment by credit draws on it, a refund as credit adds to it, each by one row.
-- adjusted: put right by hand, or carried over.
CREATE TABLE store_credit (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    kind TEXT NOT NULL CHECK (kind IN ('return', 'goodwill', 'gift', 'spent', 'adjusted', 'taken_back')),
    payment_id INTEGER REFERENCES payments (id),
    reverses INTEGER REFERENCES store_credit (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK (kind NOT IN ('return', 'goodwill', 'gift') OR amount > 0),
    CHECK (kind <> 'spent' OR amount < 0),
    CHECK ((kind = 'taken_back') = (reverses IS NOT NULL))
) STRICT;
CREATE INDEX store_credit_by_customer ON store_credit (customer_id, currency, id);
CREATE UNIQUE INDEX store_credit_by_payment ON store_credit (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX store_credit_reversed_once ON store_credit (reverses) WHERE reverses IS NOT NULL;

-- Credit that was spent though the book had not been told of it yet.
INSERT INTO store_credit (customer_id, currency, amount, kind, at, staff_id, note)
SELECT customer_id, currency, -min(running), 'adjusted', min(at), min(staff_id), 'From before the book kept count'
FROM (
    SELECT customer_id, payments.currency, at, staff_id,
        sum(-amount) OVER (PARTITION BY customer_id, payments.currency ORDER BY payments.id) AS running
    FROM payments JOIN orders ON orders.id = order_id WHERE kind = 'credit' AND customer_id IS NOT NULL
)
GROUP BY customer_id, currency HAVING min(running) < 0;
INSERT INTO store_credit (id, customer_id, currency, amount, kind, payment_id, reverses, at, staff_id, note)
SELECT earlier + payments.id, customer_id, payments.currency, -amount,
    CASE WHEN reverses IS NOT NULL THEN 'taken_back' WHEN amount < 0 THEN 'return' ELSE 'spent' END,
    payments.id, earlier + reverses, at, staff_id, payments.note
FROM payments JOIN orders ON orders.id = order_id, (SELECT count(*) AS earlier FROM store_credit)
WHERE kind = 'credit' AND customer_id IS NOT NULL ORDER BY payments.id;

CREATE TRIGGER store_credit_is_a_ledger BEFORE UPDATE ON store_credit
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
-- A merge changes the owner and nothing else.
CREATE TRIGGER store_credit_only_changes_hands BEFORE UPDATE OF
    id, currency, amount, kind, payment_id, reverses, at, staff_id, note ON store_credit
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER store_credit_is_never_deleted BEFORE DELETE ON store_credit
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
