-- Sums kept in the same transaction as the orders and payments they come from; a full check rebuilds and compares them.

CREATE TABLE daily_sales (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    orders INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_totals (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    currency TEXT NOT NULL,
    orders INTEGER NOT NULL,
    total INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    last_order_id INTEGER NOT NULL REFERENCES orders (id),
    PRIMARY KEY (customer_id, currency)
) STRICT, WITHOUT ROWID;
