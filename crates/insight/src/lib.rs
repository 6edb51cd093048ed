//! Statistics that say how sure they are. Pure.

mod cohort;
mod compare;
mod intervals;
mod normal;

pub use cohort::{Cohort, Share, Spell};
pub use compare::{Homogeneity, benjamini_hochberg, homogeneity};
pub use intervals::{Interval, newcombe, wilson};
pub use normal::two_sided;
