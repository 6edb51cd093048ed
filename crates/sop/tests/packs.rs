//! The packs that ship are documents without a fault.

use sop::{parse, to_yaml};

fn packs() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/sops");
    let mut packs: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of packs")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("a pack"),
            )
        })
        .collect();
    packs.sort();
    packs
}

#[test]
fn packs_are_read_and_written_the_same() {
    for (name, text) in packs() {
        let parsed = parse(&text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        let written = to_yaml(&parsed.document);
        let again = parse(&written).unwrap_or_else(|faults| panic!("{name}: {faults:#?}\n{written}"));
        assert_eq!(parsed.document, again.document, "{name}");
    }
}
