//! From what a customer needs to what we offer: the products, services and bundles whose facts and FABs speak of it, each
//! with the sum of reasons behind its place, and what no product answers.

mod judging;
mod like;
mod needs;
mod suggest;
mod words;

pub use suggest::matches;
