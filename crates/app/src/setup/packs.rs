//! What the program brings with it.

use std::collections::BTreeMap;

use kernel::Day;

/// The SOPs that a new company begins with; the first for a kind of record is its preferred one.
pub const SOP_PACKS: &[&str] = &[
    include_str!("../../../../packs/sops/solution_selling.yaml"),
    include_str!("../../../../packs/sops/light.yaml"),
    include_str!("../../../../packs/sops/lead_qualification.yaml"),
];

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
