//! The packs that ship are documents without a fault.

mod common;

use kernel::Lang;
use sop::{Parsed, parse, reads, to_yaml, validate};

const PACKS: [&str; 6] = [
    "sops/light.yaml",
    "sops/solution_selling.yaml",
    "sops/retail_sale.yaml",
    "sops/channel_sale.yaml",
    "sops/renewal.yaml",
    "sops/key_account.yaml",
];

fn parsed(name: &str) -> Parsed {
    parse(&common::pack(name)).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

#[test]
fn packs_are_read_and_written_the_same() {
    for name in PACKS {
        let document = parsed(name).document;
        let written = to_yaml(&document);
        let again = parse(&written).unwrap_or_else(|faults| panic!("{name}: {faults:#?}\n{written}"));
        assert_eq!(document, again.document, "{name}");
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(parse(&json).unwrap().document, document, "{name} as JSON");
    }
}

#[test]
fn packs_may_be_published() {
    let cx = common::cx(Lang::Zh, common::at("2026-11-20T10:00"));
    for name in PACKS {
        let parsed = parsed(name);
        assert_eq!(validate(&parsed, &cx), [], "{name}");
        assert!(!reads(&parsed.document, &cx.registry).is_empty());
    }
}
