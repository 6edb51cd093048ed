//! How runs went, and who is told of what is overdue.

use app::supervision;
use serde_json::{Value as Json, json};

use super::{DUO, act, deal, supervised};
use crate::kit::{As, each};
use crate::sop::publish;

/// Every figure opens as many records as it says.
async fn opens(who: &As<'_>, seen: &Json) {
    let row = |row: &Json| {
        let mut figures = vec![("conformances".to_owned(), row["n"].clone(), row["filter"].clone())];
        for (_, figure) in row["how"].as_object().unwrap() {
            figures.push(("deviations".into(), figure["n"].clone(), figure["filter"].clone()));
        }
        figures
    };
    let mut figures = row(&seen["all"]);
    for group in seen["groups"].as_object().unwrap().values() {
        group["rows"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|r| figures.extend(row(r)));
    }
    for place in seen["places"].as_array().unwrap() {
        figures.push(("deviations".into(), place["n"].clone(), place["filter"].clone()));
    }
    figures.push((
        "opportunities".into(),
        seen["overdue"]["n"].clone(),
        seen["overdue"]["filter"].clone(),
    ));
    for (object, n, filter) in figures {
        assert_eq!(
            json!(who.list(&object, filter.clone()).await.len()),
            n,
            "{object} {filter}"
        );
    }
}

#[test]
fn supervision_shows_how_runs_went_and_every_figure_opens_its_records() {
    each(async |kit| {
        let sop = publish(kit, DUO).await;
        // One as it should be, one with a step left out and one late, one of another team, one that has only begun.
        let good = deal(kit, "rep", &sop, "好").await;
        for step in ["note", "visit"] {
            act(kit, "rep", &good, &format!("steps/{step}/complete"), json!({})).await;
        }
        act(kit, "rep", &good, "advance", json!({})).await;
        let poor = deal(kit, "rep", &sop, "差").await;
        let souths = deal(kit, "jiayi", &sop, "南").await;
        deal(kit, "rep", &sop, "新").await;
        kit.at("2026-11-26T02:00:00Z");
        act(kit, "rep", &poor, "steps/visit/complete", json!({})).await;
        act(
            kit,
            "rep",
            &poor,
            "steps/note/skip",
            json!({ "reason": "客户不愿留下书面记录，改为电话确认" }),
        )
        .await;
        act(kit, "rep", &poor, "advance", json!({})).await;
        act(kit, "jiayi", &souths, "lose", json!({ "reason": "price" })).await;
        supervised(kit).await;

        let manager = kit.as_("manager");
        let seen = manager.get("/supervision").await.expect(200);
        assert_eq!(
            (&seen["all"]["n"], &seen["all"]["fits"]),
            (&json!(2), &json!(1)),
            "{seen}"
        );
        assert_eq!(seen["all"]["how"]["late"]["n"], 1);
        assert_eq!(seen["all"]["how"]["skipped"]["n"], 1);
        opens(&manager, &seen).await;
        let kinds: Vec<_> = seen["places"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| (p["step"].clone(), p["how"].clone(), p["of"].clone()))
            .collect();
        assert!(
            kinds.contains(&(json!("note"), json!("skipped"), json!(2))),
            "{kinds:?}"
        );
        assert!(kinds.contains(&(json!("visit"), json!("late"), json!(2))), "{kinds:?}");
        // Two deals tell nothing about who does better.
        assert_eq!(seen["groups"]["owner"]["test"], Json::Null);

        // Everybody sees what is theirs to see, and no more.
        for (who, n) in [("jiayi", 1), ("rep", 2), ("admin", 3), ("siyuan", 0)] {
            let seen = kit.as_(who).get("/supervision?period=this_quarter").await.expect(200);
            assert_eq!(seen["all"]["n"], n, "{who}");
            opens(&kit.as_(who), &seen).await;
        }
        let of_rep = kit
            .as_("rep")
            .list("deviations", json!({ "field": "how", "op": "eq", "value": "skipped" }))
            .await;
        assert_eq!(of_rep[0]["title"], "见面：记录", "{of_rep:?}");
        kit.as_("rep")
            .get("/supervision?period=tomorrow")
            .await
            .fault("invalid_value", "/period");

        // What happens later is looked at again, and only that.
        act(kit, "rep", &poor, "steps/paper/complete", json!({})).await;
        act(kit, "rep", &poor, "win", json!({})).await;
        supervised(kit).await;
        let again = manager.get(&format!("/supervision?sop={sop}")).await.expect(200);
        assert_eq!(
            (&again["all"]["n"], &again["all"]["how"]["skipped"]["n"]),
            (&json!(2), &json!(1))
        );
        // A deal that comes to another's hands takes its figures along.
        let siyuan = kit.id("siyuan");
        manager
            .change("opportunities", &poor, json!({ "owner": siyuan }))
            .await
            .expect(200);
        supervised(kit).await;
        let theirs = kit.as_("siyuan").get("/supervision").await.expect(200);
        assert_eq!(theirs["all"]["n"], 1, "{theirs}");
    });
}

#[test]
fn overdue_steps_reach_the_owner_then_the_manager_then_the_one_above_in_working_hours() {
    each(async |kit| {
        let sop = publish(kit, DUO).await;
        let team = kit.as_("rep").get("/me").await.expect(200)["user"]["team"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let above = kit.as_("admin").get(&format!("/teams/{team}")).await.expect(200)["parent"]["id"].clone();
        for (team, who) in [(team.as_str(), "manager"), (above.as_str().unwrap(), "admin")] {
            kit.as_("admin")
                .change("teams", team, json!({ "manager": kit.id(who) }))
                .await
                .expect(200);
        }
        let late = deal(kit, "rep", &sop, "拖").await;
        let tell = async |time: &str| {
            kit.at(time);
            let here = kit.app.clone();
            let told = kit.app.store().write(move |tx| {
                let companies = store::workspace::workspaces(tx)?;
                let cx = here.system(tx, companies[0].workspace.id)?;
                let found = supervision::overdue(tx, &cx)?;
                found.map_or(Ok(0), |found| supervision::tell_overdue(tx, &cx, &found))
            });
            told.await.unwrap()
        };
        let news = async |who: &str| -> Vec<String> {
            let page = kit.as_(who).get("/notices").await.expect(200);
            let all = page["data"].as_array().unwrap().iter();
            let mine = all.filter(|n| n["kind"].as_str().is_some_and(|k| k.starts_with("step_overdue")));
            mine.map(|n| {
                format!(
                    "{}:{}",
                    n["kind"].as_str().unwrap(),
                    n["about"]["name"].as_str().unwrap()
                )
            })
            .collect()
        };
        // It is due on Wednesday at ten; nobody is told before, nor in the lunch break or at night.
        assert_eq!(tell("2026-11-25T01:59:00Z").await, 0);
        assert_eq!(tell("2026-11-25T04:30:00Z").await, 0);
        assert_eq!(tell("2026-11-25T06:00:00Z").await, 1);
        assert_eq!(news("rep").await, ["step_overdue:拖"]);
        assert_eq!(tell("2026-11-25T06:10:00Z").await, 0);
        // Eight working hours later the manager, who hears of it once.
        assert_eq!(tell("2026-11-26T02:00:00Z").await, 0);
        assert_eq!(tell("2026-11-26T03:00:00Z").await, 1);
        assert_eq!(news("manager").await, ["step_overdue_below:拖"]);
        assert_eq!(tell("2026-11-26T07:00:00Z").await, 0);
        // After twenty-four the manager above, over the weekend.
        assert_eq!(tell("2026-11-30T03:00:00Z").await, 0);
        assert_eq!(tell("2026-11-30T03:45:00Z").await, 1);
        assert_eq!(news("admin").await, ["step_overdue_below:拖"]);
        assert_eq!((news("rep").await.len(), news("manager").await.len()), (1, 1));
        // The rules are the company's.
        kit.as_("rep")
            .put("/supervision/rules", json!({}))
            .await
            .fault("required", "/on");
        let rules = kit.as_("rep").get("/supervision/rules").await.expect(200);
        assert_eq!(
            (&rules["manager_after"], &rules["quiet"]["outside_work"]),
            (&json!(8), &json!(true))
        );
        let mut off = rules.clone();
        off["on"] = json!(false);
        kit.as_("manager")
            .put("/supervision/rules", off.clone())
            .await
            .problem(403, "forbidden");
        let mut wrong = off.clone();
        wrong["manager_after"] = json!(100);
        kit.as_("ops")
            .put("/supervision/rules", wrong)
            .await
            .fault("invalid_value", "/manager_after");
        kit.as_("ops").put("/supervision/rules", off).await.expect(200);
        assert_eq!(tell("2026-12-02T03:00:00Z").await, 0);
        // Done is done: nobody is told of it any more.
        kit.as_("ops").put("/supervision/rules", rules).await.expect(200);
        act(kit, "rep", &late, "steps/visit/complete", json!({})).await;
    });
}
