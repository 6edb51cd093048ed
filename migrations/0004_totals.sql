-- Counts and sums of opportunities kept for each combination of what they are mostly summed up by, so that a pipeline
-- of a million costs no more than one of a thousand. `key` tells the combinations apart where some of it is null; a sum
-- is kept in halves of 32 bits, which don't overflow; `deleted_at` is always null, as for living rows.
CREATE TABLE opportunity_total (
    workspace_id @i64 NOT NULL,
    key @bytes NOT NULL,
    owner @id,
    team @id,
    sop @id,
    sop_version @id,
    stage @text,
    phase @text,
    status @text,
    health @text,
    currency @text,
    deleted_at @i64,
    n @i64 NOT NULL,
    amount_high @i64 NOT NULL,
    amount_low @i64 NOT NULL,
    PRIMARY KEY (workspace_id, key)
) @clustered;

-- What has happened to deals, counted as it happens: begun, won, lost (by day), stays in stages (by month of entry), with
-- their amounts and how their steps went. Statistics of time cost as much as there are owners, days and stages.
CREATE TABLE deal_flow (
    workspace_id @i64 NOT NULL,
    kind @text NOT NULL,
    day @i64 NOT NULL,
    key @bytes NOT NULL,
    owner @id,
    team @id,
    sop @id,
    currency @text,
    stage @text NOT NULL,
    at @i64 NOT NULL,
    deleted_at @i64,
    n @i64 NOT NULL,
    amount_high @i64 NOT NULL,
    amount_low @i64 NOT NULL,
    on_time @i64 NOT NULL,
    late @i64 NOT NULL,
    left_out @i64 NOT NULL,
    PRIMARY KEY (workspace_id, kind, day, key)
) @clustered;
