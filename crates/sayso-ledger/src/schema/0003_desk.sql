-- The desk: who may use it, what they follow, and what they have seen.

CREATE TABLE person (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role     TEXT NOT NULL,              -- reader, reviewer, keeper
    password TEXT NOT NULL,              -- argon2, with its own salt and cost
    added    INTEGER NOT NULL
);

-- Keys that stand for a person: a browser's session, a program's token. Only their SHA-256 is kept.
CREATE TABLE pass (
    id      INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL UNIQUE,
    person  INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
    kind    TEXT NOT NULL,               -- session, token
    name    TEXT NOT NULL,               -- what the person calls a token
    made    INTEGER NOT NULL,
    expires INTEGER                      -- empty: never
);
CREATE INDEX pass_person ON pass (person);

CREATE TABLE saved (                     -- searches that are come back to
    id     INTEGER PRIMARY KEY,
    who    TEXT NOT NULL,
    name   TEXT NOT NULL,
    query  TEXT NOT NULL,
    key    TEXT NOT NULL UNIQUE,         -- of its feed: whoever has it may read the feed
    made   INTEGER NOT NULL
);
CREATE INDEX saved_who ON saved (who);

CREATE INDEX version_edited ON version (seen) WHERE number > 1;
