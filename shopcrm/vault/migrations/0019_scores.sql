-- What the program worked out about each customer, and the forecast that it came from: both replaced as a whole.

CREATE TABLE forecasts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    made_on TEXT NOT NULL,
    until TEXT NOT NULL,
    customers INTEGER NOT NULL,
    weeks INTEGER NOT NULL,
    why_not TEXT NOT NULL,
    said_on TEXT,
    said_until TEXT,
    said REAL,
    came INTEGER
) STRICT;

CREATE TABLE scores (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    made_on TEXT NOT NULL,
    weeks INTEGER NOT NULL,
    expected_orders REAL NOT NULL CHECK (expected_orders >= 0),
    expected_value INTEGER CHECK (expected_value >= 0),
    currency TEXT NOT NULL,
    still_here REAL NOT NULL CHECK (still_here BETWEEN 0 AND 1)
) STRICT;

-- Orders of which nothing was kept: few, and looked for where it is asked who still buys.
CREATE INDEX orders_given_back ON orders (customer_id, placed_on) WHERE refunded > 0 AND refunded >= total;
