//! What is stored of runs can be spoilt; the check tells, and makes it again from the journal.

use app::check::check;
use kernel::Id;
use records::Value;
use store::records as rows;
use store::sop::{self, StoredVisit};
use store::testing;

use super::company::Company;
use crate::choices::Choices;

/// Ways to spoil what is stored of a deal.
const WAYS: [&str; 7] = [
    "next step",
    "steps done",
    "stage",
    "status",
    "run",
    "visit",
    "extra visit",
];

#[test]
fn a_spoilt_projection_is_told_and_mended() {
    let db = testing::sqlite();
    let company = Company::found(&db.store, 7);
    let scene = company.begin(&mut Choices::seeded(8)).unwrap();
    assert!(check(&company.app, false).unwrap().is_fine());
    for way in WAYS {
        spoil(&company, scene.deals[0], way);
        let told = check(&company.app, false).unwrap();
        assert!(!told.projections.is_empty() && !told.is_fine(), "{way}: nobody noticed");
        assert_eq!(
            check(&company.app, false).unwrap().projections,
            told.projections,
            "{way}: looking changed it"
        );
        let mended = check(&company.app, true).unwrap();
        assert_eq!((mended.projections, mended.rebuilt), (told.projections, true), "{way}");
        let after = check(&company.app, false).unwrap();
        assert!(after.is_fine(), "{way}: {:?}", after.lines(kernel::Lang::En));
    }
}

fn spoil(company: &Company, deal: Id, way: &'static str) {
    let here = company.clone();
    let done = company.app.store().write_blocking(move |tx| {
        let cx = here.system(tx)?;
        let object = cx.object("opportunities")?;
        let values = rows::load(tx, &cx, object, deal, records::Action::Read)?.unwrap();
        let set = |tx: &mut store::Tx<'_>, key: &str, value: Value| {
            rows::project(tx, &cx, object, &values, &[(object.index(key).unwrap(), value)]).map(|_| ())
        };
        let mut run = sop::run(tx, here.id, deal)?.unwrap();
        let visit = StoredVisit {
            stage: "elsewhere".to_owned(),
            entered_at: cx.now,
            left_at: None,
            how: None,
            forced: false,
            score: sop::Score::default(),
        };
        match way {
            "next step" => set(tx, "next_step", "elsewhere".into()),
            "steps done" => set(tx, "steps_done", 99.into()),
            "stage" => set(tx, "stage", "elsewhere".into()),
            "status" => set(tx, "status", "won".into()),
            "run" => {
                run.run = run.run.replace("\"paused_minutes\":0", "\"paused_minutes\":5");
                sop::put_run(tx, here.id, &run)
            }
            "visit" => sop::put_visits(tx, here.id, &run, 0, &[visit]),
            _ => sop::put_visits(tx, here.id, &run, 1, &[visit.clone(), visit]),
        }
    });
    done.unwrap();
}
