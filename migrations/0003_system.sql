-- Companies, sign-in, and the runs of SOPs.

CREATE TABLE workspace (
    id @i64 NOT NULL PRIMARY KEY,
    name @text NOT NULL,
    currency @text NOT NULL,
    time_zone @text NOT NULL,
    lang @text NOT NULL,
    hours @json NOT NULL,
    exceptions @json NOT NULL,
    -- grows with every change of users, teams or roles, so that no process goes on with old rights
    rights_version @i64 NOT NULL,
    version @i64 NOT NULL,
    created_at @i64 NOT NULL
);

-- Passwords, argon2id.
CREATE TABLE credential (
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    hash @text NOT NULL,
    changed_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);

-- The link by which a person sets their password, found by the hash of its secret; one a person at most.
CREATE TABLE invitation (
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    secret_hash @bytes NOT NULL,
    created_at @i64 NOT NULL,
    expires_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE UNIQUE INDEX invitation_secret ON invitation (secret_hash);
CREATE INDEX invitation_expires ON invitation (expires_at);

-- Sessions of people and tokens of programs, found by the hash of their secret; a token has a name.
CREATE TABLE session (
    secret_hash @bytes NOT NULL PRIMARY KEY,
    id @id NOT NULL,
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    name @text,
    read_only @bool NOT NULL,
    created_at @i64 NOT NULL,
    seen_at @i64 NOT NULL,
    expires_at @i64 NOT NULL
);
CREATE INDEX session_of_user ON session (workspace_id, user_id, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Attempts counted per key (an account, an address) and quarter of an hour.
CREATE TABLE attempt (
    key @text NOT NULL,
    slot @i64 NOT NULL,
    count @i64 NOT NULL,
    PRIMARY KEY (key, slot)
);

-- The run of an SOP on a record: what its events made of it.
CREATE TABLE sop_run (
    workspace_id @i64 NOT NULL,
    subject_id @id NOT NULL,
    subject_object @text NOT NULL,
    version_id @id NOT NULL,
    run @json NOT NULL,
    stale @bool NOT NULL,
    PRIMARY KEY (workspace_id, subject_id)
);
CREATE INDEX sop_run_version ON sop_run (workspace_id, version_id);

-- The words for steps as lists show them: of a version, in a stage.
CREATE TABLE sop_text (
    workspace_id @i64 NOT NULL,
    version_id @id NOT NULL,
    stage @text NOT NULL,
    key @text NOT NULL,
    zh @text NOT NULL,
    en @text NOT NULL,
    PRIMARY KEY (workspace_id, version_id, stage, key)
) @clustered;

-- An e-mail address is one person's in the whole installation: it is what they sign in with.
CREATE UNIQUE INDEX app_user_sign_in ON app_user (email) WHERE deleted_at IS NULL;

-- What people are told of. `key` keeps the same from being told twice; `about` is the record whose page it opens;
-- `mark` orders rows for followers, as in the journal.
CREATE TABLE notice (
    seq @serial,
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    kind @text NOT NULL,
    key @text NOT NULL,
    object @text NOT NULL,
    record_id @id NOT NULL,
    about_object @text NOT NULL,
    about_id @id NOT NULL,
    actor @id,
    at @i64 NOT NULL,
    read_at @i64,
-- @sqlite
    mark INTEGER NOT NULL DEFAULT 0
-- @postgres
    mark bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)
-- @end
);
CREATE UNIQUE INDEX notice_key ON notice (workspace_id, user_id, key);
CREATE INDEX notice_of_user ON notice (workspace_id, user_id, seq);
CREATE INDEX notice_unread ON notice (workspace_id, user_id, seq) WHERE read_at IS NULL;
CREATE INDEX notice_age ON notice (at);
-- @postgres
CREATE INDEX notice_mark ON notice (mark, seq);
-- @end

-- The address of a person's calendar feed, found by the hash of its secret.
CREATE TABLE calendar_feed (
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    secret_hash @bytes NOT NULL,
    created_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE UNIQUE INDEX calendar_feed_secret ON calendar_feed (secret_hash);

-- Mail on its way out, and what went out. `day` keeps a digest to one a person and day; `state` is waiting, sending, sent,
-- failed, or unknown (the program ended between sending and writing it down: it isn't sent again).
CREATE TABLE mail (
    workspace_id @i64 NOT NULL,
    id @id NOT NULL,
    user_id @id NOT NULL,
    kind @text NOT NULL,
    day @i64 NOT NULL,
    address @text NOT NULL,
    subject @text NOT NULL,
    body @text NOT NULL,
    html @text NOT NULL,
    state @text NOT NULL,
    attempts @i64 NOT NULL,
    run_at @i64 NOT NULL,
    error @text,
    created_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX mail_once ON mail (workspace_id, user_id, kind, day);
CREATE INDEX mail_due ON mail (state, run_at);

-- What a person did with a public pool on a day: leads claimed, details looked at.
CREATE TABLE pool_use (
    workspace_id @i64 NOT NULL,
    pool_id @id NOT NULL,
    user_id @id NOT NULL,
    day @i64 NOT NULL,
    claims @i64 NOT NULL,
    views @i64 NOT NULL,
    PRIMARY KEY (workspace_id, pool_id, user_id, day)
);

-- The leads of pools whose details a person saw on a day: looking again costs nothing.
CREATE TABLE pool_view (
    workspace_id @i64 NOT NULL,
    user_id @id NOT NULL,
    day @i64 NOT NULL,
    lead_id @id NOT NULL,
    PRIMARY KEY (workspace_id, user_id, day, lead_id)
);

-- The words by which facts and FABs of products are found in what customers need, by their first two characters.
CREATE TABLE match_word (
    workspace_id @i64 NOT NULL,
    source_id @id NOT NULL,
    head @text NOT NULL,
    word @text NOT NULL,
    product_id @id NOT NULL,
    kind @text NOT NULL,
    PRIMARY KEY (workspace_id, source_id, word)
);
CREATE INDEX match_word_head ON match_word (workspace_id, head, word, product_id, kind, source_id);

-- What files hold, by the SHA-256 of it; the bytes themselves are outside of the database. What no file names is let go a day
-- after it was last seen.
CREATE TABLE content (
    workspace_id @i64 NOT NULL,
    hash @text NOT NULL,
    size @i64 NOT NULL,
    kind @text NOT NULL,
    seen_at @i64 NOT NULL,
    PRIMARY KEY (workspace_id, hash)
);
CREATE INDEX content_age ON content (seen_at);
-- Whether any file names it, one in the recycle bin included.
CREATE INDEX file_hash ON file (workspace_id, content, size);

-- Which public link a secret opens: its SHA-256, since the secret itself is nowhere.
CREATE TABLE public_link_key (
    hash @bytes NOT NULL PRIMARY KEY,
    workspace_id @i64 NOT NULL,
    link_id @id NOT NULL
);
