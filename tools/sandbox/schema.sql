-- What the sandbox received. The ledger beside it says what it answered for; this says what it was.

CREATE TABLE IF NOT EXISTS messages (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL,
    sender      TEXT NOT NULL,
    recipient   TEXT NOT NULL COLLATE NOCASE,
    reference   TEXT,
    attempt     INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    text        TEXT NOT NULL,
    coding      TEXT,
    subject     TEXT NOT NULL,
    raw         BLOB
);
CREATE INDEX IF NOT EXISTS messages_of_a_recipient ON messages (channel, recipient, id);
CREATE INDEX IF NOT EXISTS messages_of_a_reference
    ON messages (channel, reference, attempt) WHERE reference IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_sent_again
    ON messages (channel, reference, attempt) WHERE attempt > 1;

CREATE TABLE IF NOT EXISTS recipients (
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL COLLATE NOCASE,
    messages INTEGER NOT NULL,
    last_id  INTEGER NOT NULL,
    PRIMARY KEY (channel, address)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recipients_by_news ON recipients (last_id);

-- Delivery reports still to be called back.
CREATE TABLE IF NOT EXISTS receipts (
    id         INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    url        TEXT NOT NULL,
    due_at     REAL NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS receipts_by_due ON receipts (due_at);
