//! The product through its router, as named users, on both databases with the same body.

mod openapi;
