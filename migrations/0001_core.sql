-- What everything else stands on: settings, the journal, search, answers kept for repeated requests, jobs.
-- In an index, workspace_id comes first; installation-wide housekeeping is the exception.

CREATE TABLE installation (
    key @text NOT NULL PRIMARY KEY,
    value @text NOT NULL
);

-- The journal: one row per event, never changed. It holds nothing personal; what was old and new is in journal_value.
-- `at` is when it happened, `recorded_at` when it was written down; `topic_id` is the record whose timeline shows it.
-- `mark` orders rows for consumers: on PostgreSQL the writing transaction, since a smaller seq can appear later.
CREATE TABLE journal (
    seq @serial,
    workspace_id @i64 NOT NULL,
    at @i64 NOT NULL,
    recorded_at @i64 NOT NULL,
    actor @id,
    object @text NOT NULL,
    record_id @id NOT NULL,
    topic_id @id NOT NULL,
    kind @text NOT NULL,
    meta @json NOT NULL,
    salted_hash @bytes,
-- @sqlite
    mark INTEGER NOT NULL DEFAULT 0
-- @postgres
    mark bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)
-- @end
);

CREATE INDEX journal_topic ON journal (workspace_id, topic_id, seq);
-- @postgres
CREATE INDEX journal_mark ON journal (mark, seq);
-- @end

-- What changed, kept with the person or company it is about. Erasing empties salt and data.
CREATE TABLE journal_value (
    workspace_id @i64 NOT NULL,
    seq @i64 NOT NULL,
    about_object @text NOT NULL,
    about_id @id NOT NULL,
    salt @bytes,
    data @json,
    PRIMARY KEY (workspace_id, seq)
) @clustered;

CREATE INDEX journal_value_about ON journal_value (workspace_id, about_id);

-- The chain over the journal: each row seals a batch of events, given as [first seq, last seq, events] spans.
CREATE TABLE journal_seal (
    workspace_id @i64 NOT NULL,
    n @i64 NOT NULL,
    spans @json NOT NULL,
    events @i64 NOT NULL,
    hash @bytes NOT NULL,
    sealed_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, n)
) @clustered;

-- Search: one document per record. `n` grows with each change of the record, so that it orders by recency.
-- @sqlite
CREATE TABLE search_doc (
    n INTEGER PRIMARY KEY,
    workspace_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    object TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX search_doc_id ON search_doc (workspace_id, id);
CREATE VIRTUAL TABLE search_word USING fts5 (
    name, other, private, scope,
    content = '', contentless_delete = 1, detail = column, prefix = '1 2', tokenize = "ascii tokenchars '_'"
);
INSERT INTO search_word (search_word, rank) VALUES ('automerge', 8);
-- @postgres
CREATE SEQUENCE search_recency;
CREATE TABLE search_doc (
    workspace_id bigint NOT NULL,
    id uuid NOT NULL,
    n bigint NOT NULL DEFAULT nextval('search_recency'),
    object text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX search_doc_recency ON search_doc (workspace_id, n);
CREATE INDEX search_doc_words ON search_doc USING gin (words) WITH (gin_pending_list_limit = 256);
-- @end

-- Answers to requests that carried an Idempotency-Key. The rows are in the order they came, since keys come in none.
CREATE TABLE idempotency (
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    key @text NOT NULL,
    request_hash @bytes NOT NULL,
    status @i64 NOT NULL,
    headers @json NOT NULL,
    body @bytes NOT NULL,
    at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, user_id, key)
);

CREATE INDEX idempotency_age ON idempotency (at);

-- Work to be done later. `lease_until` says that somebody is at it; `dedupe` keeps equal work from piling up.
CREATE TABLE job (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    kind @text NOT NULL,
    payload @json NOT NULL,
    dedupe @text,
    run_at @i64 NOT NULL,
    attempts @i64 NOT NULL,
    error @text,
    PRIMARY KEY (workspace_id, id)
) @clustered;

CREATE INDEX job_due ON job (run_at, workspace_id, id);
CREATE UNIQUE INDEX job_dedupe ON job (workspace_id, kind, dedupe);
