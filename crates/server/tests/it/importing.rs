//! Files that come in by a plan, and the gates that they meet.

use app::import::{Options, Outcome, Plan, run};
use kernel::Result;
use serde_json::json;

use crate::kit::{Kit, each};

/// Imports one file under a plan.
fn import(kit: &Kit, plan: &str, csv: &str, historical: bool) -> Result<Outcome> {
    let plan = Plan::read(plan)?;
    let read = |_: &str| Ok(csv.as_bytes().to_vec());
    let options = Options {
        dry_run: false,
        historical,
    };
    // Imports wait for the store by themselves, away from the runtime.
    let work = || run(&kit.app, &plan, options, &kit.staff.cx, &read, &mut |_, _| {});
    let outcomes = std::thread::scope(|scope| scope.spawn(work).join().unwrap());
    outcomes.map(|mut outcomes| outcomes.remove(0))
}

fn deals(fields: &str, run: &str) -> String {
    format!(
        "steps:\n  - object: opportunities\n    file: deals.csv\n    key: number\n    fields:\n      number: {{column: number}}\n      name: {{column: name}}\n{fields}{run}"
    )
}

const RUN: &str = "    run:\n      sop: light\n      stage: {column: stage}\n      outcome: {column: outcome}\n      started_on: {column: start}\n      closed_on: {column: end}\n      loss_reason: unknown\n";
const HEAD: &str = "number,name,stage,outcome,start,end\n";

#[test]
fn an_import_meets_every_gate() {
    each(async |kit| {
        let csv = format!(
            "{HEAD}1,新单,prospecting,open,2026-11-01,\n2,赢单,prospecting,won,2026-10-01,2026-11-01\n3,后段,engaging,open,2026-10-01,\n4,输单,prospecting,lost,2026-10-01,2026-11-02\n"
        );
        let outcome = import(kit, &deals("", RUN), &csv, false).unwrap();
        let failed: Vec<_> = outcome
            .failed
            .iter()
            .map(|(line, e)| (*line, e.code().as_str()))
            .collect();
        assert_eq!(
            (outcome.created, failed),
            (2, vec![(3, "gate_not_met"), (4, "invalid_value")])
        );
        // Nothing of a refused row is left.
        let found = kit.as_("admin").list("opportunities", json!({ "all": [] })).await;
        let mut found: Vec<_> = found
            .iter()
            .map(|d| format!("{} {}", d["number"].as_str().unwrap(), d["status"].as_str().unwrap()))
            .collect();
        found.sort();
        assert_eq!(found, ["1 open", "4 lost"]);
        // Again, nothing changes.
        let again = import(kit, &deals("", RUN), &csv, false).unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 2));
    });
}

#[test]
fn history_passes_with_a_mark() {
    each(async |kit| {
        let csv = format!("{HEAD}2,赢单,prospecting,won,2026-10-01,2026-11-01\n3,后段,engaging,open,2026-10-01,\n");
        let outcome = import(kit, &deals("", RUN), &csv, true).unwrap();
        assert_eq!((outcome.created, outcome.failed.len()), (2, 0));
        let won = &kit
            .as_("admin")
            .list("opportunities", json!({ "field": "number", "op": "eq", "value": "2" }))
            .await[0];
        assert_eq!(
            (&won["status"], &won["closed_on"], &won["cycle_days"]),
            (&json!("won"), &json!("2026-11-01"), &json!(31))
        );
        let path = format!("/opportunities/{}/timeline", won["id"].as_str().unwrap());
        let page = kit.as_("admin").get(&path).await.expect(200);
        let won = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|e| e["kind"] == "won")
            .unwrap();
        assert_eq!(won["at"], "2026-11-01T01:00:00.000000Z");
        assert!(
            won["meta"]["lacking"]
                .as_array()
                .is_some_and(|lacking| !lacking.is_empty())
        );
    });
}

#[test]
fn what_a_run_keeps_is_not_imported_past_it() {
    each(async |kit| {
        for field in [
            "status",
            "stage",
            "phase",
            "sop_version",
            "steps_done",
            "closed_on",
            "next_step",
            "version",
            "id",
            "team",
        ] {
            let plan = deals(&format!("      {field}: {{value: x}}\n"), "");
            let error = import(kit, &plan, "number,name\n1,x\n", true).unwrap_err();
            assert_eq!(error.errors()[0].pointer, format!("/fields/{field}"));
        }
        for object in ["sops", "sop_versions", "waivers", "answers"] {
            let plan =
                format!("steps:\n  - object: {object}\n    file: x.csv\n    fields:\n      stage: {{value: x}}\n");
            let error = import(kit, &plan, "number\n1\n", true).unwrap_err();
            assert_eq!(error.errors()[0].pointer, "/object");
        }
    });
}
