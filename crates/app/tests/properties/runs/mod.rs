//! Random deals under random procedures: whatever people do, the stored run is what the journal says, what lists show of
//! it is what the data says, and no stage is left while its gate lacks something.

mod acts;
mod company;
mod damage;
mod documents;
mod gate;

use std::collections::BTreeMap;

use app::check::check as check_all;
use kernel::{Code, Id};
use store::records as rows;
use store::{Tx, testing};

use crate::choices::{Choices, cases, check};
use acts::Act;
use company::Company;

/// Deals that share a company, its procedures and its database.
const BATCH: u32 = 80;

#[test]
fn runs_are_what_the_journal_says() {
    let db = testing::sqlite();
    // A sequence is long: one for ten cases of other properties.
    let total = cases(2_400).div_ceil(10);
    for batch in 0..total.div_ceil(BATCH) {
        let company = Company::found(&db.store, batch);
        check(BATCH.min(total - batch * BATCH), 500, |c| deal(c, &company));
    }
    let app = Company::found(&db.store, total).app;
    let report = check_all(&app, false).unwrap();
    assert!(
        report.is_fine() && report.runs >= u64::from(total),
        "{:#?}",
        report.lines(kernel::Lang::En)
    );
}

fn deal(c: &mut Choices, company: &Company) -> Result<(), String> {
    let mut story = Vec::new();
    let scene = company.begin(c).map_err(|e| e.to_string())?;
    for _ in 0..4 + c.below(36) {
        let act = acts::pick(c, company, &scene);
        let told = format!("{act:?}");
        let outcome = step(company, &scene.deals, act);
        let done = outcome
            .as_ref()
            .map_or_else(|_| "!", |code| code.map_or("done", Code::as_str));
        story.push(format!("{told}: {done}"));
        outcome.map_err(|fault| format!("{fault}\nafter\n{}", story.join("\n")))?;
    }
    Ok(())
}

/// Does something in a transaction of its own and looks at what it left; tells how it was refused, if it was.
fn step(company: &Company, deals: &[Id], act: Act) -> Result<Option<Code>, String> {
    let refused = {
        let (here, deals, act) = (company.clone(), deals.to_vec(), act.clone());
        let done = company
            .app
            .store()
            .write_blocking(move |tx| watched(tx, &here, &deals, &act));
        match done {
            Ok(None) => None,
            Ok(Some(fault)) => return Err(fault),
            Err(e) => Some(e),
        }
    };
    let code = refused.as_ref().map(kernel::Error::code);
    if code == Some(Code::Internal) {
        return Err(refused.map(|e| e.to_string()).unwrap_or_default());
    }
    let (here, deals, deal) = (company.clone(), deals.to_vec(), act.moves());
    let faults = company.app.store().write_blocking(move |tx| {
        let mut faults = here.faults(tx, &deals)?;
        if let Some(deal) = deal.filter(|_| code == Some(Code::GateNotMet))
            && gate::lacking(tx, &here, deal)?.is_none_or(|lacking| lacking.is_empty())
        {
            faults.push("the gate was refused although nothing is lacking".to_owned());
        }
        Ok(faults)
    });
    match faults.map_err(|e| e.to_string())? {
        faults if faults.is_empty() => Ok(code),
        faults => Err(faults.join("\n")),
    }
}

/// Does it, and tells what is wrong with what came of it.
fn watched(tx: &mut Tx<'_>, company: &Company, deals: &[Id], act: &Act) -> kernel::Result<Option<String>> {
    let before = states(tx, company, deals)?;
    let lacking = match act.moves() {
        Some(deal) => gate::lacking(tx, company, deal)?,
        None => None,
    };
    acts::act(tx, company, act)?;
    if let Some(lacking) = lacking.filter(|l| !l.is_empty()) {
        return Ok(Some(format!("it moved on although {lacking:?} were lacking")));
    }
    // Only verbs on a run change where it stands.
    let mut after = states(tx, company, deals)?;
    after.retain(|deal, state| before.get(deal).is_some_and(|was| was != state));
    let moved = after.keys().find(|deal| act.verb_on() != Some(**deal));
    Ok(moved.map(|deal| format!("{} became {}", before[deal], after[deal])))
}

/// Stage and status of each deal, as its record shows them.
fn states(tx: &mut Tx<'_>, company: &Company, deals: &[Id]) -> kernel::Result<BTreeMap<Id, String>> {
    let cx = company.system(tx)?;
    let object = cx.object("opportunities")?;
    let fields = ["stage", "status", "sop_version"].map(str::to_owned);
    let mut all = BTreeMap::new();
    for deal in deals {
        if let Some((_, json)) = rows::get(tx, &cx, object, *deal, &fields)? {
            let json: serde_json::Value = serde_json::from_slice(&json).map_err(kernel::Error::internal)?;
            all.insert(
                *deal,
                format!("{} {} {}", json["stage"], json["status"], json["sop_version"]),
            );
        }
    }
    Ok(all)
}
