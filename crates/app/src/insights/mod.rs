//! Figures that say how sure they are.

mod bins;
mod dashboard;
mod figure;
mod kept;
mod rates;

pub use dashboard::{Ask, dashboard};
pub(crate) use figure::{figure, figure_sum, n};
pub use kept::of_deal;
pub(crate) use kept::{check, moved, rebuild, saved};
pub use rates::win_rate;
