//! The one table of limits. `docs/api.md` lists them and a test compares the two.

/// Bytes of a request's body (files aside).
pub const BODY_BYTES: usize = 1024 * 1024;
/// Bytes of a file that is imported.
pub const FILE_BYTES: usize = 50 * 1024 * 1024;
/// Bytes of a file on a record.
pub const UPLOAD_BYTES: usize = 100 * 1024 * 1024;
/// Nesting of a JSON body.
pub const JSON_DEPTH: usize = 32;
/// Bytes of a text field.
pub const TEXT_BYTES: usize = 64 * 1024;
/// Rows of a page at most.
pub const PAGE_ROWS: usize = 200;
/// Rows of a page if the caller names no limit.
pub const PAGE_ROWS_DEFAULT: usize = 50;
/// Leaves of a condition.
pub const CONDITION_LEAVES: usize = 100;
/// Nesting of a condition.
pub const CONDITION_DEPTH: usize = 16;
/// References and collections that a comparison of a condition leads through.
pub const CONDITION_STEPS: usize = 6;
/// Collections within each other in a condition: each multiplies the rows that are looked at.
pub const CONDITION_COLLECTIONS: usize = 4;
/// Values of all `in` of a condition.
pub const CONDITION_VALUES: usize = 1000;
/// Values of an `in`.
pub const IN_VALUES: usize = 200;
/// Sort keys of a list.
pub const SORT_KEYS: usize = 4;
/// Groups of an aggregate.
pub const GROUP_KEYS: usize = 4;
/// Measures of an aggregate.
pub const MEASURES: usize = 10;
/// Rows that an aggregate answers with at most.
pub const AGGREGATE_ROWS: usize = 2000;
/// Bytes of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_BYTES: usize = 255;
/// Records of one bulk request.
pub const BULK_RECORDS: usize = 1000;
