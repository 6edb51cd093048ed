//! Statistics that say how sure they are. Pure.

mod intervals;

pub use intervals::{Interval, wilson};
