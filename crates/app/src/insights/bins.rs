//! The spans of days in which stays are counted: single days at first, wider ones later.

/// The first day of each span. A stay of `n` days is counted in the last span that doesn't begin after `n`.
pub const EDGES: [i64; 20] = [
    0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 28, 42, 56, 84, 112, 140, 182, 273, 365, 730,
];

/// The span that so many days fall into, by its first day.
pub fn bin(days: i64) -> i64 {
    EDGES.iter().rev().find(|edge| **edge <= days).copied().unwrap_or(0)
}

/// The day after the last of the span that begins at `edge`; `None` for the last span, which has no end.
pub fn end(edge: i64) -> Option<i64> {
    EDGES.iter().find(|next| **next > edge).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_into_spans() {
        for (days, first, after) in [
            (-1, 0, Some(1)),
            (0, 0, Some(1)),
            (4, 4, Some(5)),
            (6, 5, Some(7)),
            (7, 7, Some(10)),
            (364, 273, Some(365)),
            (9_999, 730, None),
        ] {
            assert_eq!((bin(days), end(bin(days))), (first, after), "{days}");
        }
    }
}
