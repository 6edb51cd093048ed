//! What must hold of the records engine and of runs whatever is in them, tried on random data against naive references.
//! `PROPTEST_CASES` says how many cases each property tries.
#![allow(clippy::unwrap_used, reason = "tests stop at the first fault")]

mod choices;
mod company;
mod conditions;
mod plain;
mod reach;
mod rights;
mod runs;
mod sample;
mod sums;
mod tree;
mod values;
mod walk;
