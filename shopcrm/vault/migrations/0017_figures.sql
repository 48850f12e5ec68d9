-- Figures: what the shop aims at and spends to win customers, typed by the shopkeeper; and more sums by day, kept in the
-- same transaction as what they come from; a full check rebuilds and compares them.

-- value: in the figure's own unit. period: day, week, month, quarter, tax_year; '' where it is the same for all.
CREATE TABLE figure_targets (
    figure TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('', 'day', 'week', 'month', 'quarter', 'tax_year')),
    currency TEXT NOT NULL CHECK (length(currency) IN (0, 3)),
    value INTEGER NOT NULL,
    PRIMARY KEY (figure, period, currency)
) STRICT, WITHOUT ROWID;

-- month: 2026-11.
CREATE TABLE acquisition_spend (
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (month, currency)
) STRICT, WITHOUT ROWID;

-- known: what of it was sold to customers whom the book knows.
ALTER TABLE daily_sales ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
UPDATE daily_sales SET known = (
    SELECT coalesce(sum(orders.total), 0) FROM orders
    WHERE placed_on = day AND orders.currency = daily_sales.currency AND stage <> 'cancelled' AND customer_id IS NOT NULL
    AND placed_at BETWEEN date(day, '-2 days') AND date(day, '+3 days')
);

-- How many customers bought on a day and the time before on the day `previous`, '' where never: whoever bought between two
-- days is counted once by the first of her days among them, the one whose previous day lies before both.
CREATE TABLE daily_buyers (
    day TEXT NOT NULL,
    previous TEXT NOT NULL,
    customers INTEGER NOT NULL,
    PRIMARY KEY (day, previous),
    CHECK (previous < day)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_buyers_by_previous ON daily_buyers (previous, day, customers);

-- Orders by the day for which they were promised, and how many of them were sent after it.
CREATE TABLE daily_promises (
    day TEXT PRIMARY KEY,
    orders INTEGER NOT NULL,
    late INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- By how many points the balance of all customers together changed.
CREATE TABLE daily_points (
    day TEXT PRIMARY KEY,
    points INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_totals_by_first ON customer_totals (currency, first_on);
CREATE INDEX payments_given_back ON payments (at, currency, amount)
WHERE kind IN ('out', 'credit', 'points', 'allowed') AND amount < 0;

INSERT INTO daily_buyers (day, previous, customers)
SELECT day, previous, count(*) FROM (
    SELECT placed_on AS day,
        coalesce(lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on), '') AS previous
    FROM (SELECT DISTINCT customer_id, placed_on FROM orders WHERE customer_id IS NOT NULL AND stage <> 'cancelled')
) GROUP BY day, previous;

INSERT INTO daily_promises (day, orders, late)
SELECT promised_on, count(*), sum(coalesce((
    SELECT min(at) FROM order_events AS sent WHERE order_id = orders.id AND kind IN ('shipped', 'delivered')
    AND NOT EXISTS (SELECT 1 FROM order_events AS later WHERE later.takes_back = sent.id)
), '') > promised_on || 'T23:59:59Z')
FROM orders WHERE promised_on IS NOT NULL AND stage <> 'cancelled' GROUP BY promised_on;

INSERT INTO daily_points (day, points)
SELECT day, sum(points) FROM (
    SELECT earned_on AS day, points FROM loyalty_lots UNION ALL SELECT made_on, -points FROM loyalty_allocations
) GROUP BY day;

-- Points are entered from many places, and deleted with a person: the ledgers themselves keep their sum.
CREATE TRIGGER loyalty_lots_add_up AFTER INSERT ON loyalty_lots
BEGIN
    INSERT INTO daily_points (day, points) VALUES (NEW.earned_on, NEW.points)
    ON CONFLICT (day) DO UPDATE SET points = points + excluded.points;
END;
CREATE TRIGGER loyalty_lots_leave AFTER DELETE ON loyalty_lots
BEGIN
    UPDATE daily_points SET points = points - OLD.points WHERE day = OLD.earned_on;
END;
CREATE TRIGGER loyalty_allocations_add_up AFTER INSERT ON loyalty_allocations
BEGIN
    INSERT INTO daily_points (day, points) VALUES (NEW.made_on, -NEW.points)
    ON CONFLICT (day) DO UPDATE SET points = points + excluded.points;
END;
CREATE TRIGGER loyalty_allocations_leave AFTER DELETE ON loyalty_allocations
BEGIN
    UPDATE daily_points SET points = points + OLD.points WHERE day = OLD.made_on;
END;
