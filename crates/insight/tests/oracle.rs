//! Figures of a real CRM, computed by others from the same file.
#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use insight::{Cohort, Spell, homogeneity, newcombe};
use serde_json::Value as Json;

/// The last day of the file.
const SNAPSHOT: &str = "2017-12-31";

fn shared() -> Option<(Json, String)> {
    let root = std::env::var_os("STAGECRAFT_SHARED").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let oracle = std::fs::read(root.join("oracle/maven_crm.json")).ok()?;
    let deals = std::fs::read_to_string(root.join("data/maven_crm/sales_pipeline.csv")).ok()?;
    Some((serde_json::from_slice(&oracle).unwrap(), deals))
}

/// Days since some day, by the civil calendar.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-').map(|p| p.parse::<i64>().ok());
    let (y, m, d) = (parts.next()??, parts.next()??, parts.next()??);
    let (y, m) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
    Some(365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (m * 153 + 2) / 5 + d - 1)
}

#[test]
fn a_real_crm_by_others_figures() {
    let Some((oracle, deals)) = shared() else {
        eprintln!("SKIPPED: the shared data sets aren't here (STAGECRAFT_SHARED)");
        return;
    };
    let mut lines = deals.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let (agent, stage, engaged, closed) = (
        column("sales_agent"),
        column("deal_stage"),
        column("engage_date"),
        column("close_date"),
    );
    let snapshot = day(SNAPSHOT).unwrap();
    let mut spells = Vec::new();
    let mut agents: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let (won, lost) = (cells[stage] == "Won", cells[stage] == "Lost");
        if won || lost {
            let entry = agents.entry(cells[agent]).or_default();
            entry.0 += u64::from(won);
            entry.1 += 1;
        }
        let Some(from) = day(cells[engaged]) else { continue };
        let at = day(cells[closed]).unwrap_or(snapshot) - from;
        spells.push(Spell {
            from: at,
            to: at + 1,
            left: [u64::from(won), u64::from(lost)],
            open: u64::from(!won && !lost),
        });
    }
    let cohort = Cohort::new(spells);
    let km = &oracle["km_time_to_close_all_engaged"];
    assert_eq!(cohort.entered(), km["n"].as_u64().unwrap());
    assert_eq!(cohort.median(), km["median"].as_f64());
    let close = |what: &str, found: f64, expected: &Json| {
        let expected = expected.as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{what}: {found} isn't {expected}");
    };
    for (days, expected) in km["S(t)"].as_object().unwrap() {
        close(days, cohort.stay(days.parse().unwrap()), expected);
    }
    for (k, kind) in ["won", "lost"].into_iter().enumerate() {
        for (days, expected) in oracle["aalen_johansen_cif"][kind].as_object().unwrap() {
            let share = cohort.share(k, days.parse().unwrap()).unwrap();
            close(&format!("{kind} {days}"), share.rate, expected);
        }
    }
    let groups: Vec<_> = agents.into_values().collect();
    let test = homogeneity(&groups).unwrap();
    let expected = &oracle["agent_homogeneity_chi2"];
    assert!(
        (test.chi2 - expected["chi2"].as_f64().unwrap()).abs() < 1e-6,
        "{test:?}"
    );
    assert!((test.p - expected["p"].as_f64().unwrap()).abs() < 1e-9, "{test:?}");
    close("freedom", test.freedom as f64, &expected["dof"]);
    let halves = &oracle["ab_first_half_vs_second_half_close"];
    let pair = |key: &str| (halves[key][0].as_u64().unwrap(), halves[key][1].as_u64().unwrap());
    let found = newcombe(pair("B"), pair("A")).unwrap();
    close("low", found.low, &halves["newcombe95_diff_B-A"][0]);
    close("high", found.high, &halves["newcombe95_diff_B-A"][1]);
}
