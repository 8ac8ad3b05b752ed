-- The ledger. Times are microseconds since 1970 (UTC); days are text, `2024-12-16`.
--
-- Two times are kept apart everywhere: when something was said or happened (`said_*`, `day_*`)
-- and when we came to know it (`seen`, `known_from`) and ceased to hold it (`until`,
-- `known_to`; empty while it holds). `--as-of` compares the second pair alone.

PRAGMA application_id = 1398897011;     -- `Says`: a file of ours

CREATE TABLE outlet (
    id    INTEGER PRIMARY KEY,
    key   TEXT NOT NULL UNIQUE,          -- folded name, or host
    name  TEXT NOT NULL
);

CREATE TABLE story (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    seen  INTEGER NOT NULL
);

CREATE TABLE article (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,   -- canonical address, or what stands for it
    url          TEXT,
    outlet       INTEGER NOT NULL REFERENCES outlet,
    story        INTEGER REFERENCES story,
    seen         INTEGER NOT NULL,
    refetch_at   INTEGER,                -- when to look again; empty: never
    refetch_step INTEGER NOT NULL DEFAULT 0,
    gone         INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX article_refetch ON article (refetch_at) WHERE refetch_at IS NOT NULL;
CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL;
CREATE INDEX article_outlet ON article (outlet, seen);

CREATE TABLE version (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,      -- of the article's key and the text's hash
    article   INTEGER NOT NULL REFERENCES article,
    number    INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    until     INTEGER,                   -- when the next version was seen
    input     TEXT NOT NULL,
    day       TEXT,                      -- day of publication as the page says it
    head      TEXT NOT NULL,             -- headline, times, byline as JSON
    blocks    TEXT NOT NULL,             -- [start, end, role, kept] in bytes of the text
    raw       BLOB,                      -- as fetched, compressed; empty where it is the text
    raw_hash  BLOB NOT NULL,
    text      BLOB NOT NULL,             -- compressed
    text_hash BLOB NOT NULL,
    body_hash BLOB NOT NULL,             -- of what tells versions apart: the report's words
    engine    TEXT NOT NULL,             -- that read it last
    UNIQUE (article, number)
);
CREATE INDEX version_seen ON version (seen);

CREATE VIRTUAL TABLE report_words USING fts5 (
    headline, body, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE print (                     -- sampled hashes of runs of words
    hash    INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (hash, version)
) WITHOUT ROWID;

CREATE TABLE copy (
    version INTEGER NOT NULL REFERENCES version,
    of      INTEGER NOT NULL REFERENCES version,
    kind    TEXT NOT NULL,               -- exact, near, part
    share   REAL NOT NULL,               -- of the smaller text that stands in the other
    PRIMARY KEY (version, of)
) WITHOUT ROWID;
CREATE INDEX copy_of ON copy (of);

CREATE TABLE origin (
    id    INTEGER PRIMARY KEY,
    key   TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,                 -- AFP; The Courier; Ukraine's military intelligence
    kind  TEXT NOT NULL                  -- agency, outlet, source
);

CREATE TABLE statement (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,     -- of version, engine and spans
    version    INTEGER NOT NULL REFERENCES version,
    outlet     INTEGER NOT NULL,
    engine     TEXT NOT NULL,
    ordinal    INTEGER NOT NULL,
    part       TEXT NOT NULL,
    voice      TEXT NOT NULL,
    mode       TEXT NOT NULL,
    certainty  TEXT NOT NULL,
    spans      TEXT NOT NULL,            -- source, cue, content, quoted, ... in bytes of the text
    said_from  TEXT,
    said_to    TEXT,
    day        TEXT NOT NULL,            -- to sort by: said, else published, else seen
    within     INTEGER,
    gist       INTEGER NOT NULL,         -- hash of the content's words
    origin     INTEGER REFERENCES origin,
    evidence   TEXT,                     -- why it has that origin, as JSON
    known_from INTEGER NOT NULL,
    known_to   INTEGER,
    replaces   INTEGER,
    review     TEXT NOT NULL DEFAULT ''  -- accepted, rejected, corrected
);
CREATE INDEX statement_version ON statement (version);
CREATE INDEX statement_day ON statement (day, id);
CREATE INDEX statement_outlet ON statement (outlet, day, id);
CREATE INDEX statement_replaces ON statement (replaces) WHERE replaces IS NOT NULL;

CREATE VIRTUAL TABLE statement_words USING fts5 (
    source, content, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE actor (
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    role    TEXT,
    party   TEXT,
    unnamed INTEGER NOT NULL
);
CREATE INDEX actor_party ON actor (party) WHERE party IS NOT NULL;

CREATE TABLE speaker (
    actor     INTEGER NOT NULL REFERENCES actor,
    statement INTEGER NOT NULL REFERENCES statement,
    party     TEXT,                      -- the actor's
    day       TEXT NOT NULL,             -- the statement's, here and below: lists are in its order
    start     INTEGER,
    stop      INTEGER,
    PRIMARY KEY (actor, statement)
) WITHOUT ROWID;
CREATE INDEX speaker_party ON speaker (party COLLATE NOCASE, day, statement) WHERE party IS NOT NULL;
CREATE INDEX speaker_statement ON speaker (statement);

CREATE TABLE via (
    statement INTEGER NOT NULL REFERENCES statement,
    name      TEXT NOT NULL,
    kind      TEXT,
    day       TEXT NOT NULL,
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL
);
CREATE INDEX via_statement ON via (statement);
CREATE INDEX via_name ON via (name COLLATE NOCASE, day, statement);

CREATE TABLE figure (
    id        INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES statement,
    day       TEXT NOT NULL,
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    low       REAL,
    high      REAL,
    bound     TEXT NOT NULL,
    unit      TEXT,
    si_low    REAL,
    si_high   REAL,
    si_unit   TEXT,
    counts    TEXT,
    outcome   TEXT,
    negated   INTEGER NOT NULL,
    amount    TEXT NOT NULL,             -- for people: ≥ 30
    shown     TEXT NOT NULL              -- for people: ≥ 30 soldiers · killed
);
CREATE INDEX figure_statement ON figure (statement);
CREATE INDEX figure_outcome ON figure (outcome, day, statement) WHERE outcome IS NOT NULL;

CREATE TABLE place (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    precision TEXT NOT NULL,
    geonames  INTEGER,
    country   TEXT,
    region    INTEGER,                   -- GeoNames number of the region that it lies in
    within    TEXT,                      -- what the text puts an unknown place in
    latitude  REAL,
    longitude REAL
);
CREATE INDEX place_geonames ON place (geonames) WHERE geonames IS NOT NULL;
CREATE INDEX place_region ON place (region) WHERE region IS NOT NULL;
CREATE INDEX place_country ON place (country);

CREATE TABLE located (
    id        INTEGER PRIMARY KEY,
    place     INTEGER NOT NULL REFERENCES place,
    statement INTEGER NOT NULL REFERENCES statement,
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL
);
CREATE INDEX located_statement ON located (statement);

-- Every area that a statement is about: the place itself, its region, its country, what the text
-- puts an unknown place in. By hash, see `place::areas`.
CREATE TABLE area (
    area      INTEGER NOT NULL,
    day       TEXT NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (area, day, statement)
) WITHOUT ROWID;

-- Spots in space and time: id is that of `located`; the third axis counts days since 1970.
CREATE VIRTUAL TABLE spot USING rtree (id, south, north, west, east, first, last);

CREATE TABLE moment (
    statement INTEGER NOT NULL REFERENCES statement,
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL,
    day_from  TEXT,
    day_to    TEXT,
    edtf      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    said      INTEGER NOT NULL,          -- 1 where it is the day of saying
    shown     TEXT NOT NULL
);
CREATE INDEX moment_statement ON moment (statement);
CREATE INDEX moment_day ON moment (day_from, statement) WHERE said = 0;

CREATE TABLE quotation (                 -- hashes of quoted runs of words
    hash      INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (hash, statement)
) WITHOUT ROWID;

CREATE TABLE question (
    id         INTEGER PRIMARY KEY,
    asks       TEXT NOT NULL,
    dimension  TEXT NOT NULL,            -- count, m2, kg, percentage, USD: what answers are measured in
    thing      TEXT NOT NULL,            -- stem of what is counted: soldier, people, territori
    whose      TEXT NOT NULL,            -- the side or people that is counted; empty: not said
    outcome    TEXT NOT NULL,
    scope      TEXT NOT NULL,            -- event, state or total
    place      INTEGER REFERENCES place,
    country    TEXT,
    day_from   TEXT NOT NULL,
    day_to     TEXT NOT NULL,
    dated      INTEGER NOT NULL,         -- 0: the days are only those around publication
    seen       INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    labels     TEXT NOT NULL DEFAULT '', -- the standing's words, to search by
    merged     INTEGER REFERENCES question,
    standing   TEXT                      -- computed from its answers, large, so last; empty: to be computed
);
CREATE INDEX question_place ON question (place, day_to);
CREATE INDEX question_thing ON question (thing, outcome, place, day_to);
CREATE INDEX question_whose ON question (thing, outcome, whose, day_to) WHERE whose <> '';
CREATE INDEX question_country ON question (thing, country, day_to);
CREATE INDEX question_changed ON question (changed);
CREATE INDEX question_stale ON question (id) WHERE standing IS NULL;

CREATE TABLE answer (
    id         INTEGER PRIMARY KEY,
    question   INTEGER NOT NULL REFERENCES question,
    figure     INTEGER NOT NULL REFERENCES figure,
    statement  INTEGER NOT NULL REFERENCES statement,
    score      REAL NOT NULL,
    reasons    TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to   INTEGER,
    withdrawn  TEXT,                     -- the outlet's words that take it back
    telling    INTEGER NOT NULL,         -- hash of party and amount: equal ones in the same days are one telling
    earlier    INTEGER NOT NULL,         -- 1 where the text says that it was said before the others
    review     INTEGER,                  -- the decision that put it here
    ended_by   INTEGER                   -- the decision that ended it
);
CREATE INDEX answer_question ON answer (question);
CREATE INDEX answer_telling ON answer (question, telling);
CREATE INDEX answer_statement ON answer (statement);
CREATE INDEX answer_figure ON answer (figure);

-- What a reviewer ruled for good: a figure of an article, known by its words, never answers a
-- question (0) or always does (1), in every version and every reading.
CREATE TABLE ruling (
    article  INTEGER NOT NULL,
    figure   INTEGER NOT NULL,           -- hash of the figure's words
    question INTEGER NOT NULL,
    answers  INTEGER NOT NULL,
    review   INTEGER NOT NULL,           -- the last one counts; taking it back leaves those before
    PRIMARY KEY (article, figure, question, review)
) WITHOUT ROWID;

CREATE TABLE incomparable (
    one    INTEGER NOT NULL REFERENCES question,
    other  INTEGER NOT NULL REFERENCES question,
    reason TEXT NOT NULL,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;

CREATE TABLE review (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    who      TEXT NOT NULL,
    action   TEXT NOT NULL,
    target   TEXT NOT NULL,              -- an id as shown: s-…, q-…
    detail   TEXT NOT NULL,              -- JSON
    evidence TEXT,
    undone   INTEGER,                    -- when it was taken back
    orphan   INTEGER NOT NULL DEFAULT 0  -- its statement has no successor in a newer reading
);
CREATE INDEX review_target ON review (target);

CREATE TABLE source (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL DEFAULT '',
    kind          TEXT NOT NULL,         -- feed, sitemap, page
    host          TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    added         INTEGER NOT NULL,
    next_poll     INTEGER,               -- empty: paused or gone
    last_poll     INTEGER,
    last_change   INTEGER,
    pace          INTEGER NOT NULL,      -- seconds between polls
    failures      INTEGER NOT NULL DEFAULT 0,
    trouble       TEXT,                  -- what went wrong last; empty: nothing
    state         TEXT NOT NULL,         -- active, paused, gone
    content_hash  BLOB
);
CREATE INDEX source_due ON source (next_poll) WHERE next_poll IS NOT NULL;

CREATE TABLE item (                      -- what a source has listed
    source  INTEGER NOT NULL REFERENCES source,
    guid    TEXT NOT NULL,
    url     TEXT,
    stamp   TEXT,                        -- the feed's word for its last change
    seen    INTEGER NOT NULL,
    kept    INTEGER,                     -- when its article was added; empty: not yet
    tries   INTEGER NOT NULL DEFAULT 0,
    retry   INTEGER,
    trouble TEXT,
    PRIMARY KEY (source, guid)
) WITHOUT ROWID;
CREATE INDEX item_waiting ON item (retry) WHERE kept IS NULL;

CREATE TABLE log (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    words   TEXT NOT NULL
);
CREATE INDEX log_at ON log (at);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
