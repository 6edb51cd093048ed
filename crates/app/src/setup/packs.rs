//! What the program brings with it.

use std::collections::BTreeMap;

use kernel::Day;

/// The public holidays of China and the days worked to make up for them, as announced by the State Council; an
/// administrator changes them in the workspace's settings.
pub fn holidays() -> BTreeMap<Day, bool> {
    let text = include_str!("../../../../packs/holidays_cn.txt");
    text.lines()
        .filter_map(|line| {
            let (day, word) = line.split('#').next().unwrap_or("").trim().split_once(' ')?;
            Some((Day::parse(day)?, word.trim() == "work"))
        })
        .collect()
}
