//! What the database looks like, and what a company leaves in it, under the product's own definitions.

use std::sync::Arc;

use kernel::{FixedClock, Instant, SeededIds};

#[test]
fn the_migrated_tables_are_what_the_definitions_say() {
    for db in store::testing::databases() {
        let objects = app::registry().objects().to_vec();
        let faults = db
            .store
            .read_blocking(move |tx| store::records::check_columns(tx, &objects))
            .unwrap();
        assert_eq!(faults, Vec::<String>::new(), "{}", db.name);
    }
}

#[test]
fn a_company_at_work_passes_its_own_check() {
    for db in store::testing::databases() {
        let clock = Arc::new(FixedClock::new(Instant::parse(crate::kit::NOW).unwrap()));
        let app = app::App::new(db.store.clone(), clock, Arc::new(SeededIds::new(3))).unwrap();
        let here = app.clone();
        db.store
            .write_blocking(move |tx| app::demo::fill(tx, &here, kernel::Lang::En, "", app::demo::Size::SMALL))
            .unwrap();
        let report = app::check::check(&app, false).unwrap();
        assert!(report.is_fine(), "{}: {:?}", db.name, report.lines(kernel::Lang::En));
        assert!(report.runs > 60, "{} runs", report.runs);
    }
}
