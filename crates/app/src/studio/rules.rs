//! Who has to read a version, and when to remind them. Pure.

use std::collections::BTreeSet;

use kernel::Day;
use sop::Document;

/// Reminders to read a version at most: whoever ignores so many is for their manager to talk to.
pub(super) const REMINDERS: i64 = 5;

/// The roles that work by a document: those responsible for a stage or a step of it.
pub(super) fn working_roles(document: &Document) -> BTreeSet<&str> {
    let stages = document.stages.iter();
    let steps = stages.clone().flat_map(|s| &s.steps).filter_map(|s| s.role.as_deref());
    stages.map(|s| s.role.as_str()).chain(steps).collect()
}

/// Whether today is a day to remind somebody who was told last on `told` and reminded so often: each wait is twice the
/// one before, so that a reminder stays news.
pub(super) fn is_due(told: Day, reminded: i64, today: Day) -> bool {
    reminded < REMINDERS && i64::from(today.0 - told.0) >= 1_i64 << reminded.clamp(0, 16)
}

/// Whether `place` has the form of a stage or of a step in one.
pub(crate) fn is_place(place: &str) -> bool {
    let key = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    match place.split_once('/') {
        Some((stage, step)) => key(stage) && key(step),
        None => key(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_rarer_and_end() {
        let told = Day(20_000);
        for (reminded, after, due) in [
            (0, 0, false),
            (0, 1, true),
            (1, 1, false),
            (1, 2, true),
            (4, 15, false),
            (4, 16, true),
            (5, 400, false),
            (-1, 1, true),
        ] {
            assert_eq!(is_due(told, reminded, told.plus(after)), due, "{reminded} {after}");
        }
    }

    #[test]
    fn who_works_by_a_document_is_named_in_its_stages_and_steps() {
        let text = include_str!("../../../../packs/sops/solution_selling.yaml");
        let document = sop::parse(text).unwrap().document;
        let roles = working_roles(&document);
        assert!(roles.contains("rep") && !roles.contains("operations"), "{roles:?}");
    }

    #[test]
    fn a_place_is_a_stage_or_a_step_in_one() {
        for (place, fine) in [
            ("a", true),
            ("a_1/b", true),
            ("", false),
            ("a/", false),
            ("A", false),
            ("a/b/c", false),
            ("a b", false),
        ] {
            assert_eq!(is_place(place), fine, "{place}");
        }
    }
}
