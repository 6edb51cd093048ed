//! Alignments of real events with a normative process, against figures computed elsewhere (PM4Py). Where the shared data
//! sets aren't, there is nothing to check against.
#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::Value as Json;
use sop::align::{Aligner, fitness, read_pnml};

fn shared(path: &str) -> Option<String> {
    let root = std::env::var_os("STAGECRAFT_SHARED").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    std::fs::read_to_string(root.join(path)).ok()
}

/// The cases of the log by name of activity; the file has numbers, whose names are told by how often they occur.
fn cases(csv: &str, activities: &Json) -> Vec<Vec<String>> {
    let rows: Vec<(&str, &str, &str)> = csv
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.trim().split(',');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect();
    let mut often: HashMap<&str, u64> = HashMap::new();
    for (_, activity, _) in &rows {
        *often.entry(activity).or_default() += 1;
    }
    let names: HashMap<u64, &String> = activities
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, n)| (n.as_u64().unwrap(), name))
        .collect();
    let mut by_case: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for (case, activity, at) in &rows {
        by_case.entry(case).or_default().push((at, activity));
    }
    by_case
        .into_values()
        .map(|mut events| {
            events.sort_by_key(|(at, _)| *at);
            events
                .iter()
                .map(|(_, activity)| names[&often[activity]].clone())
                .collect()
        })
        .collect()
}

#[test]
fn the_bpi_challenge_2012_fits_its_sop_as_others_found() {
    let (Some(net), Some(log), Some(found), Some(variants)) = (
        shared("oracle/bpi12w_sop.pnml"),
        shared("data/bpi12w/bpi_12_w.csv"),
        shared("oracle/pm_bpi12w.json"),
        shared("oracle/alignments_bpi12w_variants.json"),
    ) else {
        eprintln!("SKIPPED: the shared data sets aren't here (STAGECRAFT_SHARED)");
        return;
    };
    let found: Json = serde_json::from_str(&found).unwrap();
    let cases = cases(&log, &found["activities"]);
    assert_eq!(
        (cases.len(), cases.iter().map(Vec::len).sum::<usize>()),
        (9_658, 72_413)
    );

    let began = Instant::now();
    let mut net = read_pnml(&net).unwrap();
    let mut counted: HashMap<Vec<u32>, u64> = HashMap::new();
    for case in &cases {
        let trace = case.iter().map(|activity| net.activity(activity)).collect();
        *counted.entry(trace).or_default() += 1;
    }
    let expected: Json = serde_json::from_str(&variants).unwrap();
    let expected: Vec<(Vec<u32>, u64, u64, f64)> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|v| {
            let trace = v["trace"]
                .as_array()
                .unwrap()
                .iter()
                .map(|a| net.activity(a.as_str().unwrap()));
            let cost = v["log_moves"].as_u64().unwrap() + v["model_moves"].as_u64().unwrap();
            (
                trace.collect(),
                v["count"].as_u64().unwrap(),
                cost,
                v["fitness"].as_f64().unwrap(),
            )
        })
        .collect();
    let mut aligner = Aligner::new(&net);
    let shortest = aligner.align(&[]).unwrap().cost;
    let costs: HashMap<&Vec<u32>, u32> = counted.keys().map(|t| (t, aligner.align(t).unwrap().cost)).collect();
    let took = began.elapsed();

    let fitting: u64 = counted.iter().filter(|(t, _)| costs[t] == 0).map(|(_, n)| n).sum();
    assert_eq!(fitting, 9_547);
    assert!(!expected.is_empty());
    for (trace, _, cost, fits) in &expected {
        // Two events of one moment may stand in either order: such a variant isn't in the log as we read it.
        let own = match costs.get(trace) {
            Some(own) => *own,
            None => aligner.align(trace).unwrap().cost,
        };
        assert_eq!(u64::from(own), *cost, "{trace:?}");
        assert!((fitness(own, trace.len(), shortest) - fits).abs() < 1e-9, "{trace:?}");
    }
    println!("{} variants of {} cases in {took:?}", counted.len(), cases.len());
    // Unoptimised on a busy machine it still takes less than the second that is asked for.
    assert!(took.as_secs_f64() < 2.0, "{took:?}");
}
