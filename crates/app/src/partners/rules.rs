//! Pure decisions about registered deals.

use kernel::Day;

/// What a registered deal meets, from nothing to the worst.
pub(super) const CONFLICTS: &[(&str, &str, &str)] = &[
    ("none", "没有冲突", "None"),
    ("customer", "已是我方客户或线索", "Known to us"),
    ("partner", "其他伙伴已报备", "Registered by another"),
    ("deal", "我方商机在跟", "We have a deal there"),
];

/// Days for which an accepted deal is kept for its partner.
pub(super) const PROTECTED: i32 = 90;

/// The worst of what was found.
pub(super) fn conflict(deals: usize, registrations: usize, known: usize) -> &'static str {
    match (deals, registrations, known) {
        (0, 0, 0) => "none",
        (0, 0, _) => "customer",
        (0, ..) => "partner",
        _ => "deal",
    }
}

/// Whether a registration still stands in the way of another.
pub(super) fn holds(status: &str, protected_until: Option<Day>, today: Day) -> bool {
    match status {
        "submitted" => true,
        "accepted" => protected_until.is_none_or(|until| until >= today),
        _ => false,
    }
}

/// Whether a region is among those of a contract, which names none or some.
pub(super) fn in_regions<'r>(mut regions: impl Iterator<Item = &'r str>, region: Option<&str>) -> bool {
    let Some(region) = region.map(|r| r.trim().to_lowercase()).filter(|r| !r.is_empty()) else {
        return true;
    };
    let Some(first) = regions.next() else { return true };
    std::iter::once(first).chain(regions).any(|r| {
        let r = r.to_lowercase();
        region.starts_with(&r) || r.starts_with(&region)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_conflict_is_told() {
        for (found, expected) in [
            ((0, 0, 0), "none"),
            ((0, 0, 2), "customer"),
            ((0, 1, 2), "partner"),
            ((1, 0, 0), "deal"),
            ((1, 1, 1), "deal"),
        ] {
            assert_eq!(conflict(found.0, found.1, found.2), expected);
        }
    }

    #[test]
    fn protection_ends() {
        let today = Day(20_000);
        for (status, until, expected) in [
            ("submitted", None, true),
            ("accepted", Some(today), true),
            ("accepted", Some(today.plus(-1)), false),
            ("accepted", None, true),
            ("refused", Some(today), false),
        ] {
            assert_eq!(holds(status, until, today), expected, "{status} {until:?}");
        }
    }

    #[test]
    fn regions_are_those_of_the_contract() {
        for (regions, region, expected) in [
            (vec![], Some("江苏"), true),
            (vec!["江苏", "上海"], Some("上海市"), true),
            (vec!["江苏省"], Some("江苏"), true),
            (vec!["江苏"], Some("浙江"), false),
            (vec!["江苏"], None, true),
            (vec!["East"], Some("east china"), true),
        ] {
            assert_eq!(in_regions(regions.into_iter(), region), expected, "{region:?}");
        }
    }
}
