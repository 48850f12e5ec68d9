-- What makes an answer about contact count, beside the answer itself: the facts of a soft opt-in, a parent's word, the
-- papers that prove it, the question that waits to be confirmed; and the grounds to contact someone that are no consent.

-- PECR reg 22(3): got in a sale, for similar goods, and stopping was offered at once. sold_on and family say which sale.
CREATE TABLE soft_opt_ins (
    event_id INTEGER PRIMARY KEY REFERENCES consent_events (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    order_id INTEGER REFERENCES orders (id) ON DELETE SET NULL,
    sold_on TEXT NOT NULL,
    family TEXT NOT NULL CHECK (family <> ''),
    offered TEXT NOT NULL CHECK (offered <> '')
) STRICT;
CREATE INDEX soft_opt_ins_by_customer ON soft_opt_ins (customer_id);
CREATE INDEX soft_opt_ins_by_order ON soft_opt_ins (order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER soft_opt_ins_are_a_ledger BEFORE UPDATE ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER soft_opt_ins_only_change_hands BEFORE UPDATE OF event_id, order_id, sold_on, family, offered ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER soft_opt_ins_are_never_deleted BEFORE DELETE ON soft_opt_ins
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- Who said yes for a child (UK GDPR Art 8), and how the shop knows that it was a parent.
CREATE TABLE parental_consents (
    event_id INTEGER PRIMARY KEY REFERENCES consent_events (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    parent TEXT NOT NULL CHECK (parent <> ''),
    checked TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX parental_consents_by_customer ON parental_consents (customer_id);
CREATE TRIGGER parental_consents_are_a_ledger BEFORE UPDATE ON parental_consents
WHEN (SELECT state FROM ledger_gate) = 'shut'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER parental_consents_only_change_hands BEFORE UPDATE OF event_id, parent, checked ON parental_consents
WHEN (SELECT state FROM ledger_gate) = 'merge'
BEGIN SELECT RAISE(ABORT, 'ledger'); END;
CREATE TRIGGER parental_consents_are_never_deleted BEFORE DELETE ON parental_consents
WHEN (SELECT state FROM ledger_gate) NOT IN ('erase', 'undo')
BEGIN SELECT RAISE(ABORT, 'ledger'); END;

-- Which document proves which answer.
CREATE TABLE consent_papers (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    event_id INTEGER NOT NULL REFERENCES consent_events (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL,
    UNIQUE (event_id, document_id)
) STRICT;
CREATE INDEX consent_papers_by_customer ON consent_papers (customer_id, event_id);
CREATE INDEX consent_papers_by_document ON consent_papers (document_id);

-- Double opt-in: asked, then confirmed by the person. Until then nothing is allowed by it.
CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'phone', 'post', 'social')),
    wording_id INTEGER NOT NULL REFERENCES wordings (id),
    asked_at TEXT NOT NULL,
    asked_how TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    confirmed_at TEXT,
    confirmed_how TEXT NOT NULL DEFAULT '',
    event_id INTEGER REFERENCES consent_events (id) ON DELETE SET NULL,
    dropped_at TEXT
) STRICT;
CREATE INDEX confirmations_by_customer ON confirmations (customer_id, purpose, channel);
CREATE INDEX confirmations_by_event ON confirmations (event_id) WHERE event_id IS NOT NULL;

-- PECR protects individual subscribers, and a business that is no limited company is one.
CREATE TABLE legal_forms (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    form TEXT NOT NULL CHECK (form IN ('sole_trader', 'partnership', 'company')),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    at TEXT NOT NULL
) STRICT;

-- What the Telephone Preference Service said of a number, and when (PECR reg 21). listed_on: since when it is listed.
CREATE TABLE tps_checks (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    listed_on TEXT,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX tps_checks_by_customer ON tps_checks (customer_id, number, checked_on, id);

-- A yes that was looked at again and still counts.
CREATE TABLE consent_reviews (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    event_id INTEGER NOT NULL REFERENCES consent_events (id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    reviewed_on TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX consent_reviews_by_event ON consent_reviews (event_id, reviewed_on);
CREATE INDEX consent_reviews_by_customer ON consent_reviews (customer_id);

CREATE TABLE consent_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    review_months INTEGER NOT NULL CHECK (review_months BETWEEN 1 AND 120)
) STRICT;
INSERT INTO consent_settings (id, review_months) VALUES (1, 24);

-- Why people may be contacted without consent: the assessment in three parts, and when to look at it again. A basis is
-- never rewritten: a changed one ends it. channel '' means every channel.
CREATE TABLE lawful_bases (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'feedback')),
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'phone', 'post', 'social')),
    basis TEXT NOT NULL CHECK (basis IN ('legitimate_interest', 'contract', 'legal_duty')),
    aim TEXT NOT NULL CHECK (aim <> ''),
    need TEXT NOT NULL CHECK (need <> ''),
    balance TEXT NOT NULL DEFAULT '',
    review_on TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    ended_at TEXT,
    CHECK (basis <> 'legitimate_interest' OR balance <> ''),
    CHECK (purpose <> 'marketing' OR basis = 'legitimate_interest')
) STRICT;
CREATE UNIQUE INDEX lawful_bases_in_force ON lawful_bases (purpose, channel) WHERE ended_at IS NULL;
CREATE INDEX consent_events_by_answer ON consent_events (answer, at);
CREATE INDEX consent_events_by_wording ON consent_events (wording_id) WHERE wording_id IS NOT NULL;
