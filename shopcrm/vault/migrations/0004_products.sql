-- What the shop sells. Prices in minor units; tax rates in basis points (2000 = 20 %).

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sku TEXT COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL COLLATE NOCASE,
    family TEXT NOT NULL DEFAULT '',
    price INTEGER NOT NULL CHECK (price >= 0),
    cost INTEGER CHECK (cost >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    tax_rate INTEGER NOT NULL DEFAULT 0 CHECK (tax_rate BETWEEN 0 AND 10000),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('products', 1000);
CREATE INDEX products_by_name ON products (archived, name, id);
