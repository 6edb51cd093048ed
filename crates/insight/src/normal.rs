//! The normal distribution.

use statrs::function::erf::erfc;

/// Its 97.5 % point.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// How likely something at least so far from the middle is, on either side.
pub fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}
