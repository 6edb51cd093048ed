use proptest::prelude::*;

use super::*;

/// A net written as transitions from place to place: `label: places taken > places given`, a label of `-` is silent.
fn net(places: usize, transitions: &[(&str, &[usize], &[usize])]) -> Net {
    let mut net = Net::default();
    for place in 0..places {
        net.place(u32::from(place == 0), u32::from(place == places - 1));
    }
    for (label, takes, gives) in transitions {
        let label = (*label != "-").then(|| net.activity(label));
        let one = |places: &[usize]| places.iter().map(|p| (*p, 1)).collect();
        net.transition(Transition {
            label,
            takes: one(takes),
            gives: one(gives),
        });
    }
    net
}

fn cost(net: &mut Net, trace: &str) -> (u32, u32) {
    let trace: Vec<u32> = trace.chars().map(|c| net.activity(&c.to_string())).collect();
    let found = Aligner::new(net).align(&trace).unwrap();
    assert_eq!(found.cost, found.log_moves() + found.model_moves());
    (found.log_moves(), found.model_moves())
}

#[test]
fn loops_branches_silence_and_parallel_parts() {
    // a, then b and c in any order, then d or e, and back to the beginning of that choice by a silent step.
    let mut net = net(
        8,
        &[
            ("a", &[0], &[1, 2]),
            ("b", &[1], &[3]),
            ("c", &[2], &[4]),
            ("-", &[3, 4], &[5]),
            ("d", &[5], &[6]),
            ("e", &[5], &[6]),
            ("-", &[6], &[5]),
            ("-", &[6], &[7]),
        ],
    );
    for (trace, log, model) in [
        ("abcd", 0, 0),
        ("acbe", 0, 0),
        ("abcdeded", 0, 0),
        ("", 0, 4),
        ("abd", 0, 1),
        ("abccd", 1, 0),
        ("bcd", 0, 1),
        ("dabc", 1, 1),
        ("xaxbxcxd", 4, 0),
        ("abcx", 1, 1),
    ] {
        assert_eq!(cost(&mut net, trace), (log, model), "{trace}");
    }
}

#[test]
fn what_never_ends_and_what_never_stops_growing_are_told() {
    let stuck = net(3, &[("a", &[0], &[1])]);
    assert_eq!(Aligner::new(&stuck).align(&[0]), Err(NoAlignment::NoEnd));
    // Each silent step adds a token: the end is never reached, and there is no bound.
    let mut growing = net(3, &[("-", &[0], &[0, 1])]);
    growing.last[2] = 1;
    assert_eq!(Aligner::within(&growing, 10_000).align(&[]), Err(NoAlignment::TooLarge));
}

/// The cost by trying everything: the edit distance (without replacing) to the nearest of the model's own traces.
fn by_hand(words: &[&str], trace: &str) -> u32 {
    let distance = |word: &str| {
        let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), trace.chars().collect());
        let mut row: Vec<u32> = (0..=b.len() as u32).collect();
        for (i, x) in a.iter().enumerate() {
            let mut next = vec![i as u32 + 1];
            for (j, y) in b.iter().enumerate() {
                let both = if x == y { row[j] } else { u32::MAX };
                next.push(both.min(row[j + 1] + 1).min(next[j] + 1));
            }
            row = next;
        }
        row[b.len()]
    };
    words.iter().map(|word| distance(word)).min().unwrap_or(u32::MAX)
}

proptest! {
    #[test]
    fn the_cost_is_the_distance_to_the_nearest_run_of_the_model(trace in "[abcd]{0,7}") {
        let words = ["ab", "abcb", "abcbcb", "abcbcbcb", "abcbcbcbcb", "d", "abcbcbcbcbcb"];
        let mut net = net(4, &[("a", &[0], &[1]), ("b", &[1], &[2]), ("c", &[2], &[1]), ("-", &[2], &[3]), ("d", &[0], &[3])]);
        let (log, model) = cost(&mut net, &trace);
        prop_assert_eq!(log + model, by_hand(&words, &trace), "{}", trace);
    }
}

#[test]
fn a_net_is_read_from_pnml() {
    let read = |body: &str| {
        read_pnml(&format!(
            "<pnml xmlns='x'><net id='n'><page id='p'>{body}</page></net></pnml>"
        ))
    };
    let mut net = read(
        "<place id='p0'><initialMarking><text>2</text></initialMarking></place><place id='p1'/>
         <transition id='t'><name><text>go</text></name></transition>
         <transition id='s'/>
         <arc id='1' source='p0' target='t'><inscription><text>2</text></inscription></arc>
         <arc id='2' source='t' target='p1'/>",
    )
    .unwrap();
    let go = net.activity("go");
    assert_eq!((go, &net.first, &net.last), (0, &vec![2, 0], &vec![0, 1]));
    assert_eq!(Aligner::new(&net).align(&[go]).unwrap().cost, 0);
    assert_eq!(
        read("<arc id='1' source='a' target='b'/>").unwrap_err(),
        PnmlFault::Unknown("a → b".into())
    );
    assert!(matches!(read_pnml("<pnml>"), Err(PnmlFault::Xml(_))));
    assert_eq!(read_pnml("<pnml/>").unwrap_err(), PnmlFault::NoNet);
    let inhibited =
        "<place id='a'/><transition id='b'/><arc id='1' source='a' target='b'><type value='inhibitor'/></arc>";
    assert_eq!(read(inhibited).unwrap_err(), PnmlFault::Arc("a → b".into()));
}
