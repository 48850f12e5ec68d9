-- Loyalty: lots of points earned, and what was taken from each. Balance = lots - allocations; nothing is clamped: a debt
-- is a lot below zero, repaid first. A programme is never changed, only followed by the next one.

CREATE TABLE loyalty_programmes (
    id INTEGER PRIMARY KEY,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    points INTEGER NOT NULL CHECK (points >= 0),
    per_amount INTEGER NOT NULL CHECK (per_amount > 0),
    rounding TEXT NOT NULL CHECK (rounding IN ('down', 'nearest', 'up')),
    lock_days INTEGER NOT NULL CHECK (lock_days BETWEEN 0 AND 366),
    expiry_months INTEGER NOT NULL CHECK (expiry_months BETWEEN 0 AND 120),
    worth_points INTEGER NOT NULL CHECK (worth_points > 0),
    worth_amount INTEGER NOT NULL CHECK (worth_amount > 0),
    least_points INTEGER NOT NULL CHECK (least_points >= 0),
    birthday_points INTEGER NOT NULL CHECK (birthday_points >= 0),
    warn_days INTEGER NOT NULL CHECK (warn_days BETWEEN 0 AND 366),
    tier_basis TEXT NOT NULL CHECK (tier_basis IN ('points', 'spend')),
    downgrade TEXT NOT NULL CHECK (downgrade IN ('one_step', 'to_fit', 'never')),
    grace_days INTEGER NOT NULL CHECK (grace_days BETWEEN 0 AND 366),
    rules TEXT NOT NULL,
    tiers TEXT NOT NULL,
    rewards TEXT NOT NULL,
    created_at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff (id)
) STRICT;

CREATE TABLE loyalty_cards (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    number TEXT NOT NULL UNIQUE,
    joined_at TEXT NOT NULL,
    left_at TEXT,
    tier TEXT NOT NULL DEFAULT '',
    tier_since TEXT,
    review_on TEXT
) STRICT;
CREATE INDEX loyalty_cards_to_review ON loyalty_cards (review_on) WHERE review_on IS NOT NULL;

-- Under which terms an order earns: fixed when it first does, so that later changes of the programme or of a product
-- change nothing. rates: by product, what a piece of it earns.
CREATE TABLE loyalty_orders (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    programme_id INTEGER NOT NULL REFERENCES loyalty_programmes (id),
    tier_percent INTEGER NOT NULL DEFAULT 100 CHECK (tier_percent BETWEEN 100 AND 1000),
    rates TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX loyalty_orders_by_customer ON loyalty_orders (customer_id, order_id);

-- spend: what counts for the tier, minor units. earned_on, unlock_on (the first day on which it can be used) and
-- expires_on (the last) are dates at the shop.
CREATE TABLE loyalty_lots (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    points INTEGER NOT NULL CHECK (points <> 0),
    reason TEXT NOT NULL CHECK (reason IN ('order', 'birthday', 'goodwill', 'adjusted', 'debt')),
    order_id INTEGER REFERENCES orders (id),
    spend INTEGER NOT NULL DEFAULT 0,
    earned_on TEXT NOT NULL,
    unlock_on TEXT NOT NULL,
    expires_on TEXT,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK ((points < 0) = (reason = 'debt')),
    CHECK (reason <> 'order' OR order_id IS NOT NULL)
) STRICT;
CREATE INDEX loyalty_lots_by_customer ON loyalty_lots (customer_id, id);
CREATE INDEX loyalty_lots_by_order ON loyalty_lots (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX loyalty_lots_by_expiry ON loyalty_lots (expires_on, id) WHERE expires_on IS NOT NULL;

-- points: taken from the lot; below zero it is given back to it, or, for a debt, repays it. reverses: what is given back,
-- or what giving back was a mistake, so that the points are taken again. spend: what no longer counts
-- for the tier, for the order named. made_on: the date at the shop.
CREATE TABLE loyalty_allocations (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES loyalty_lots (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('redeemed', 'expired', 'reversed', 'adjusted', 'repaid', 'given_back')),
    points INTEGER NOT NULL CHECK (points <> 0),
    order_id INTEGER REFERENCES orders (id),
    payment_id INTEGER REFERENCES payments (id),
    reverses INTEGER REFERENCES loyalty_allocations (id),
    spend INTEGER NOT NULL DEFAULT 0,
    made_on TEXT NOT NULL,
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '',
    CHECK (kind <> 'given_back' OR reverses IS NOT NULL),
    CHECK (reverses IS NULL OR kind IN ('given_back', 'redeemed'))
) STRICT;
CREATE INDEX loyalty_allocations_by_lot ON loyalty_allocations (lot_id, points);
CREATE INDEX loyalty_allocations_by_customer ON loyalty_allocations (customer_id, id);
CREATE INDEX loyalty_allocations_by_order ON loyalty_allocations (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX loyalty_allocations_reversed ON loyalty_allocations (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX loyalty_allocations_by_payment ON loyalty_allocations (payment_id) WHERE payment_id IS NOT NULL;

-- No allocation exceeds its lot, above or below zero.
CREATE TRIGGER loyalty_allocations_fit_their_lot AFTER INSERT ON loyalty_allocations
WHEN (SELECT lot.points > 0 AND taken NOT BETWEEN 0 AND lot.points OR lot.points < 0 AND taken NOT BETWEEN lot.points AND 0
    FROM loyalty_lots AS lot, (SELECT sum(points) AS taken FROM loyalty_allocations WHERE lot_id = new.lot_id)
    WHERE lot.id = new.lot_id)
BEGIN SELECT RAISE(ABORT, 'allocation'); END;

-- "Six coffees": one row for each stamp given or taken, or a card that was filled.
CREATE TABLE stamp_cards (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    stamps INTEGER NOT NULL CHECK (stamps BETWEEN 2 AND 100),
    product_id INTEGER REFERENCES products (id),
    reward TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE stamps (
    id INTEGER PRIMARY KEY,
    card_id INTEGER NOT NULL REFERENCES stamp_cards (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('bought', 'given', 'reversed', 'used', 'given_back')),
    count INTEGER NOT NULL CHECK (count <> 0),
    order_id INTEGER REFERENCES orders (id),
    reverses INTEGER REFERENCES stamps (id),
    at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX stamps_by_customer ON stamps (customer_id, card_id, id);
CREATE INDEX stamps_by_order ON stamps (order_id) WHERE order_id IS NOT NULL;

CREATE TRIGGER loyalty_lots_are_a_ledger BEFORE UPDATE ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER loyalty_lots_only_change_hands BEFORE UPDATE OF
    id, points, reason, order_id, spend, earned_on, unlock_on, expires_on, at, staff_id, note
ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER loyalty_lots_are_never_deleted BEFORE DELETE ON loyalty_lots
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER loyalty_allocations_are_a_ledger BEFORE UPDATE ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER loyalty_allocations_only_change_hands BEFORE UPDATE OF
    id, lot_id, kind, points, order_id, payment_id, reverses, spend, made_on, at, staff_id, note
ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER loyalty_allocations_are_never_deleted BEFORE DELETE ON loyalty_allocations
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER stamps_are_a_ledger BEFORE UPDATE ON stamps
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER stamps_only_change_hands BEFORE UPDATE OF
    id, card_id, kind, count, order_id, reverses, at, staff_id ON stamps
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER stamps_are_never_deleted BEFORE DELETE ON stamps
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
