-- What was known at a time, also where something has been overwritten since.

CREATE TABLE merging (                   -- which question became which, and from when to when
    review        INTEGER PRIMARY KEY REFERENCES review,
    question      INTEGER NOT NULL REFERENCES question,
    became        INTEGER NOT NULL REFERENCES question,
    known_from    INTEGER NOT NULL,
    known_to      INTEGER
);
CREATE INDEX merging_question ON merging (question);
CREATE INDEX merging_became ON merging (became);
INSERT INTO merging
SELECT id, question, became, at, undone FROM (
    SELECT id, CAST(replace(target, 'q-', '') AS INTEGER) AS question,
           CAST(replace(json_extract(detail, '$.into'), 'q-', '') AS INTEGER) AS became, at, undone
    FROM review WHERE action = 'merge')
WHERE question IN (SELECT id FROM question) AND became IN (SELECT id FROM question);

CREATE TABLE wording (                   -- what a question asked until a report made it more exact
    id       INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES question,
    known_to INTEGER NOT NULL,
    asks     TEXT NOT NULL,
    whose    TEXT NOT NULL,
    day_from TEXT NOT NULL,
    day_to   TEXT NOT NULL,
    dated    INTEGER NOT NULL
);
CREATE INDEX wording_question ON wording (question);

ALTER TABLE actor ADD COLUMN role_from INTEGER;      -- when a text first said its role; empty: always known

ALTER TABLE article ADD COLUMN gone_at INTEGER;      -- when it was found to be gone
UPDATE article SET gone_at = (SELECT max(at) FROM log WHERE kind = 'gone' AND subject = 'a-' || article.id)
WHERE gone = 1;
ALTER TABLE article ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;   -- looks in a row that found nothing (404)

ALTER TABLE item ADD COLUMN text BLOB;               -- of what has no link, compressed, until it is kept

CREATE TABLE followed (                  -- what was followed, and how it fared, from when to when
    id         INTEGER PRIMARY KEY,
    source     INTEGER NOT NULL,
    url        TEXT NOT NULL,
    title      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    trouble    TEXT,
    known_from INTEGER NOT NULL,
    known_to   INTEGER
);
CREATE INDEX followed_source ON followed (source) WHERE known_to IS NULL;
-- How they fared before this table is not known: as they do now.
INSERT INTO followed (source, url, title, kind, state, trouble, known_from)
SELECT id, url, title, kind, state, trouble, added FROM source;

CREATE INDEX incomparable_other ON incomparable (other);
