//! The packs that a new company begins with, under the product's own definitions.

use std::sync::Arc;

use kernel::{Calendar, Currency, Instant, Lang, WorkspaceId};
use records::{Cx, Workspace};

#[test]
fn every_pack_can_be_published() {
    let workspace = Workspace {
        id: WorkspaceId(1),
        name: "x".to_owned(),
        currency: Currency::parse("CNY").unwrap(),
        calendar: Calendar::weekdays(chrono_tz::Asia::Shanghai),
        lang: Lang::Zh,
    };
    let cx = Cx::system(Arc::new(workspace), app::registry(), Instant(0));
    for pack in app::packs::all() {
        let parsed = sop::parse(pack.sop).unwrap_or_else(|faults| panic!("{}: {faults:#?}", pack.key));
        assert_eq!(parsed.document.sop.key, pack.key);
        let faults = sop::validate(&parsed, &cx);
        assert!(faults.is_empty(), "{}: {faults:?}", parsed.document.sop.key);
    }
}
