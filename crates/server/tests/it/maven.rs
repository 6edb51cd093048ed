//! A real CRM's 8,800 opportunities, that none of us wrote: what goes in comes out of the API exactly.

use std::path::PathBuf;

use app::import::{Options, Plan, run};
use kernel::Error;
use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

fn shared() -> Option<PathBuf> {
    let set = std::env::var_os("STAGECRAFT_SHARED").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    set.join("data/maven_crm").is_dir().then_some(set)
}

fn import(kit: &Kit, from: &std::path::Path) -> (usize, usize, usize) {
    let plan = Plan::read(include_str!("../../../../packs/mappings/maven_crm.yaml")).unwrap();
    let read = |file: &str| std::fs::read(from.join(file)).map_err(Error::internal);
    let options = Options {
        dry_run: false,
        historical: true,
    };
    // Imports wait for the store by themselves.
    let work = || run(&kit.app, &plan, options, &kit.staff.cx, &read, &mut |_, _| {});
    let outcomes = tokio::task::block_in_place(work).unwrap();
    let failed: Vec<_> = outcomes.iter().flat_map(|o| &o.failed).collect();
    assert!(failed.is_empty(), "{failed:?}");
    let sum = |f: fn(&app::import::Outcome) -> usize| outcomes.iter().map(f).sum();
    (sum(|o| o.created), sum(|o| o.updated), sum(|o| o.unchanged))
}

async fn rows(kit: &Kit, group: &[&str], measures: &[&str], filter: Json) -> Vec<Json> {
    let body = json!({ "group": group, "measures": measures, "filter": filter });
    let answer = kit
        .as_("admin")
        .post("/opportunities/aggregate", body)
        .await
        .expect(200);
    answer["rows"].as_array().unwrap().clone()
}

fn close(found: &Json, expected: f64) {
    let number = found.as_f64().or_else(|| found.as_str()?.parse().ok());
    assert!(
        number.is_some_and(|n| (n - expected).abs() < 1e-5),
        "{found} isn't {expected}"
    );
}

fn expect(rows: &[Json], group: &str, name: &str, measure: &str, expected: &Json) {
    let row = rows.iter().find(|r| r[group] == name || r[group]["name"] == name);
    let row = row.unwrap_or_else(|| panic!("{group} {name} is missing"));
    close(&row[measure], expected.as_f64().unwrap());
}

#[test]
fn a_real_crm_comes_out_of_the_api_as_it_went_in() {
    let Some(shared) = shared() else {
        eprintln!("SKIPPED: the shared data sets aren't here (STAGECRAFT_SHARED)");
        return;
    };
    let oracle: Json = serde_json::from_slice(&std::fs::read(shared.join("oracle/maven_crm.json")).unwrap()).unwrap();
    each(async |kit| {
        let from = shared.join("data/maven_crm");
        import(kit, &from);
        let ours = json!({ "field": "currency", "op": "eq", "value": "USD" });
        let won = json!({ "all": [ours, { "field": "status", "op": "eq", "value": "won" }] });

        let by_status = rows(
            kit,
            &["status"],
            &["count", "avg:cycle_days", "median:cycle_days"],
            ours.clone(),
        )
        .await;
        let stages = &oracle["stage_counts"];
        let open = stages["Engaging"].as_f64().unwrap() + stages["Prospecting"].as_f64().unwrap();
        expect(&by_status, "status", "open", "count", &json!(open));
        expect(&by_status, "status", "won", "count", &stages["Won"]);
        expect(&by_status, "status", "lost", "count", &stages["Lost"]);
        expect(
            &by_status,
            "status",
            "won",
            "avg:cycle_days",
            &oracle["overall"]["mean_days_won"],
        );
        expect(
            &by_status,
            "status",
            "won",
            "median:cycle_days",
            &oracle["overall"]["median_days_won"],
        );
        expect(
            &by_status,
            "status",
            "lost",
            "avg:cycle_days",
            &oracle["overall"]["mean_days_lost"],
        );
        expect(
            &by_status,
            "status",
            "lost",
            "median:cycle_days",
            &oracle["overall"]["median_days_lost"],
        );
        let by_stage = rows(
            kit,
            &["stage"],
            &["count"],
            json!({ "all": [ours, { "field": "status", "op": "eq", "value": "open" }] }),
        )
        .await;
        expect(&by_stage, "stage", "prospecting", "count", &stages["Prospecting"]);
        expect(&by_stage, "stage", "engaging", "count", &stages["Engaging"]);

        let all = rows(kit, &[], &["sum:amount", "avg:amount", "median:amount"], won.clone()).await;
        close(
            &all[0]["sum:amount"],
            oracle["overall"]["revenue_won"].as_f64().unwrap(),
        );
        close(
            &all[0]["avg:amount"],
            oracle["overall"]["avg_won_value"].as_f64().unwrap(),
        );
        close(
            &all[0]["median:amount"],
            oracle["overall"]["median_won_value"].as_f64().unwrap(),
        );
        for (group, list, name) in [
            ("owner", "by_sales_agent", "sales_agent"),
            ("team.region", "by_regional_office", "regional_office"),
        ] {
            let found = rows(kit, &[group], &["sum:amount", "count"], won.clone()).await;
            for row in oracle[list].as_array().unwrap() {
                expect(
                    &found,
                    group,
                    row[name].as_str().unwrap(),
                    "sum:amount",
                    &row["revenue"],
                );
                expect(&found, group, row[name].as_str().unwrap(), "count", &row["won"]);
            }
        }
        let teams = rows(kit, &["team.manager.name", "team.name"], &["sum:amount"], won.clone()).await;
        for row in oracle["by_manager"].as_array().unwrap() {
            let manager = row["manager"].as_str().unwrap();
            let team = teams
                .iter()
                .find(|t| t["team.name"].as_str().is_some_and(|n| n.ends_with(manager)))
                .unwrap();
            close(&team["sum:amount"], row["revenue"].as_f64().unwrap());
        }
        let quarters = rows(kit, &["closed_on:quarter"], &["sum:amount", "count"], won.clone()).await;
        for row in oracle["by_quarter"].as_array().unwrap() {
            let name = row["close_date"].as_str().unwrap().replace('Q', "-Q");
            expect(&quarters, "closed_on:quarter", &name, "sum:amount", &row["revenue"]);
        }
        for row in oracle["by_product"].as_array().unwrap() {
            let sold = json!({ "exists": { "path": "line_items", "where": { "field": "product.name", "op": "eq", "value": row["product"] } } });
            let found = rows(kit, &[], &["sum:amount", "count"], json!({ "all": [won, sold] })).await;
            close(&found[0]["sum:amount"], row["revenue"].as_f64().unwrap());
            close(&found[0]["count"], row["won"].as_f64().unwrap());
        }

        let rate = kit.as_("admin").get("/insights/win_rate").await.expect(200);
        let rate = &rate["rows"][0];
        close(&rate["rate"], oracle["overall"]["win_rate_closed"].as_f64().unwrap());
        close(&rate["low"], oracle["overall"]["wilson95"][0].as_f64().unwrap());
        close(&rate["high"], oracle["overall"]["wilson95"][1].as_f64().unwrap());

        // The ABC split of what was won, of all time.
        let abc = json!({ "way": { "abc": { "shares": [80, 95] } }, "tiers": [{}, {}, {}], "currency": "USD" });
        kit.as_("ops").put("/tiers", abc).await.expect(200);
        assert_eq!(crate::tiers::compute(kit), Some(85));
        let split = json!({ "group": ["tier"], "measures": ["count"] });
        let split = kit.as_("admin").post("/accounts/aggregate", split).await.expect(200);
        for (tier, n) in oracle["abc_accounts"]["counts"].as_object().unwrap() {
            expect(split["rows"].as_array().unwrap(), "tier", tier, "count", n);
        }
        for name in oracle["abc_accounts"]["top5"].as_object().unwrap().keys() {
            let named = json!({ "field": "name", "op": "eq", "value": name });
            assert_eq!(kit.as_("admin").list("accounts", named).await[0]["tier"], "A", "{name}");
        }

        // The same by what is kept as things happen, as of the last day.
        kit.at("2017-12-31T08:00:00Z");
        let year = kit
            .as_("admin")
            .get("/insights/dashboard?period=this_year")
            .await
            .expect(200);
        let card = |key: &str| {
            let cards = year["kpis"].as_array().unwrap();
            cards.iter().find(|c| c["key"] == key).unwrap().clone()
        };
        let overall = &oracle["overall"];
        assert_eq!(year["currency"], "USD");
        close(&card("won")["amount"], overall["revenue_won"].as_f64().unwrap());
        close(&card("won")["n"], overall["won"].as_f64().unwrap());
        close(&card("win_rate")["rate"], overall["win_rate_closed"].as_f64().unwrap());
        close(&card("win_rate")["low"], overall["wilson95"][0].as_f64().unwrap());
        close(&card("cycle")["median"], overall["median_days_won"].as_f64().unwrap());
        let months = year["trend"]["points"].as_array().unwrap();
        for (month, revenue) in oracle["revenue_by_close_month"].as_object().unwrap() {
            let point = months.iter().find(|p| p["from"] == format!("{month}-01")).unwrap();
            close(&point["amount"], revenue.as_f64().unwrap());
            close(&point["n"], oracle["won_by_close_month"][month].as_f64().unwrap());
        }
        let test = &year["owners"]["test"];
        close(
            &test["chi2"],
            oracle["agent_homogeneity_chi2"]["chi2"].as_f64().unwrap(),
        );
        close(&test["p"], oracle["agent_homogeneity_chi2"]["p"].as_f64().unwrap());
        assert_eq!(test["differ"], false);
        for row in oracle["by_sales_agent"].as_array().unwrap() {
            let owners = year["owners"]["rows"].as_array().unwrap();
            let found = owners
                .iter()
                .find(|o| o["owner"]["name"] == row["sales_agent"])
                .unwrap();
            close(&found["rate"], row["win_rate"].as_f64().unwrap());
            close(&found["amount"], row["revenue"].as_f64().unwrap());
        }

        // The journal keeps the original dates.
        let deal = &kit
            .as_("admin")
            .list(
                "opportunities",
                json!({ "field": "number", "op": "eq", "value": "1C1I7A6R" }),
            )
            .await[0];
        assert_eq!(
            (deal["engaged_on"].as_str(), deal["closed_on"].as_str()),
            (Some("2016-10-20"), Some("2017-03-01"))
        );
        let timeline = kit
            .as_("admin")
            .get(&format!("/opportunities/{}/timeline", deal["id"].as_str().unwrap()))
            .await
            .expect(200);
        let at = |kind: &str| {
            let entry = timeline["data"].as_array().unwrap().iter().find(|e| e["kind"] == kind);
            entry.unwrap()["at"].as_str().unwrap()[..10].to_owned()
        };
        assert_eq!(
            (at("created"), at("won")),
            ("2016-10-20".to_owned(), "2017-03-01".to_owned())
        );

        // A second import changes nothing.
        let (created, updated, _) = import(kit, &from);
        assert_eq!((created, updated), (0, 0));
    });
}
