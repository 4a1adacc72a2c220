-- The first form of a store. Times are milliseconds since 1970 in UTC.

-- Every version of the rules that has been in force, as its files were: records name it by its fingerprint.
CREATE TABLE rule_sets (
    fingerprint TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    version     TEXT NOT NULL,
    taken_at    INTEGER NOT NULL,
    sources     TEXT NOT NULL
) WITHOUT ROWID;

-- Which rules have been in force, in order. Once each open case has been looked at by them, `looked_at` is 1.
CREATE TABLE in_force (
    seq         INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL REFERENCES rule_sets (fingerprint),
    since       INTEGER NOT NULL,
    looked_at   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE cases (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    revision   INTEGER NOT NULL,
    -- The rules that it was last written under.
    rules      TEXT NOT NULL REFERENCES rule_sets (fingerprint),
    -- What lists are made by.
    flow       TEXT NOT NULL,
    step       TEXT,
    status     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    -- In ten-thousandths of the currency: to compare and to order by, never to count with.
    balance    INTEGER NOT NULL,
    customer   TEXT,
    due_date   TEXT,
    -- When something falls due by itself, or is tried again.
    due_at     INTEGER,
    -- Why it doesn't go on, in every language: a turn that is held, or rules that can't take the case.
    held       TEXT,
    -- How many of its effects are given up.
    dead       INTEGER NOT NULL DEFAULT 0,
    opened_at  INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- How many entries its journal has, and the hash of the last.
    entries    INTEGER NOT NULL,
    head       BLOB NOT NULL,
    -- The case as the engine writes it: last, as it is long and lists don't read it.
    state      TEXT NOT NULL
);
CREATE INDEX cases_due ON cases (due_at, number) WHERE due_at IS NOT NULL;
CREATE INDEX cases_overdue ON cases (due_date, number) WHERE balance > 0;
CREATE INDEX cases_held ON cases (number) WHERE held IS NOT NULL;
CREATE INDEX cases_dead ON cases (number) WHERE dead > 0;
CREATE INDEX cases_balance ON cases (balance);
CREATE INDEX cases_status ON cases (status, number);
CREATE INDEX cases_place ON cases (flow, status, step, number);
CREATE INDEX cases_customer ON cases (customer, number);

-- What is searched for: the case's id and the texts among its facts.
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5');

-- What the journal is sought by: each action that somebody has asked for, and whether it was allowed. There are few.
CREATE TABLE asked (
    number  INTEGER PRIMARY KEY,
    action  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    role    TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    UNIQUE (action, actor, role, allowed)
);

-- Every decision, in the order of time. An entry's hash is of the hash before it and of the record's text.
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY,
    case_number INTEGER NOT NULL REFERENCES cases (number),
    entry       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    asked       INTEGER NOT NULL REFERENCES asked (number),
    record      TEXT NOT NULL,
    hash        BLOB NOT NULL,
    UNIQUE (case_number, entry)
);
CREATE INDEX journal_asked ON journal (asked);
CREATE TRIGGER journal_is_kept BEFORE UPDATE ON journal
BEGIN SELECT RAISE (ABORT, 'a journal is only added to'); END;
CREATE TRIGGER journal_is_whole BEFORE DELETE ON journal
BEGIN SELECT RAISE (ABORT, 'a journal is only added to'); END;

-- What is asked of the world, by the effect's id.
CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    case_number INTEGER NOT NULL REFERENCES cases (number),
    carrier     TEXT NOT NULL,
    effect      TEXT NOT NULL,
    -- The template of its letter, if it sends one.
    template    TEXT,
    state       TEXT NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    -- When it is tried next, while it is pending.
    next_at     INTEGER,
    -- What went wrong last.
    problem     TEXT,
    made_at     INTEGER NOT NULL,
    ended_at    INTEGER,
    -- The effect as its record has it, with its letter.
    body        TEXT NOT NULL
);
CREATE INDEX outbox_pending ON outbox (carrier, next_at, seq) WHERE state = 'pending';
CREATE INDEX outbox_dead ON outbox (seq) WHERE state = 'dead';
CREATE INDEX outbox_case ON outbox (case_number);
CREATE INDEX outbox_letters ON outbox (seq) WHERE template IS NOT NULL;

-- What has happened on each civil day of the rules', counted as it is written: `what` is one of `store/figures.rs`.
CREATE TABLE days (
    what     TEXT NOT NULL,
    day      TEXT NOT NULL,
    -- The kind of entry, the letter's template, the flow and status: by what.
    name     TEXT NOT NULL,
    currency TEXT NOT NULL,
    count    INTEGER NOT NULL,
    -- In ten-thousandths of the currency.
    amount   INTEGER NOT NULL,
    PRIMARY KEY (what, day, name, currency)
) WITHOUT ROWID;

-- What was answered to a write, by who asked and the idempotency key.
CREATE TABLE answers (
    seq     INTEGER PRIMARY KEY,
    token   TEXT NOT NULL,
    key     TEXT NOT NULL,
    request BLOB NOT NULL,
    status  INTEGER NOT NULL,
    body    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (token, key)
);

-- Who may ask. The token itself isn't kept.
CREATE TABLE tokens (
    name       TEXT PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    revoked_at INTEGER
) WITHOUT ROWID;

-- Who is signed in at a browser. The session's secret isn't kept; times are the machine's.
CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY,
    token   TEXT NOT NULL REFERENCES tokens (name),
    ends_at INTEGER NOT NULL
) WITHOUT ROWID;
