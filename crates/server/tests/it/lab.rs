//! The lab: how runs went, who is told of what is overdue, how versions differ, what a draft would have done.

use app::supervision;
use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};
use crate::sop::publish;

/// Two stages; the first asks for two steps, one of them within a working day.
const DUO: &str = "sop:
  key: duo
  name: {zh: 两段, en: Duo}
  object: opportunities
  description: {zh: 试验, en: Trial}
  owner_role: rep
  review_after_days: 90
roles:
  - key: rep
    name: {zh: 销售代表, en: Sales rep}
stages:
  - key: meet
    phase: contact
    name: {zh: 见面, en: Meet}
    goal: {zh: 见面, en: Meet}
    role: rep
    target: 5d
    probability: 20
    standards:
      - {zh: 如实记录, en: Record it as it is}
    cautions:
      - {zh: 不要逼单, en: Don't press}
    steps:
      - {key: visit, kind: document, title: {zh: 上门, en: Visit}, required: true, due: 1d, skip: reason}
      - {key: note, kind: document, title: {zh: 记录, en: Note}, required: true, due: 3d, skip: reason}
  - key: sign
    phase: sign
    name: {zh: 签约, en: Sign}
    goal: {zh: 签约, en: Sign}
    role: rep
    target: 5d
    probability: 60
    signing: true
    standards:
      - {zh: 如实记录, en: Record it as it is}
    cautions:
      - {zh: 不要逼单, en: Don't press}
    steps:
      - {key: paper, kind: document, title: {zh: 合同, en: Paper}, required: true, due: 2d, skip: reason}
";

async fn deal(kit: &Kit, who: &str, sop: &str, name: &str) -> String {
    kit.make(
        who,
        "opportunities",
        json!({ "name": name, "sop": sop, "amount": "1000" }),
    )
    .await
}

async fn act(kit: &Kit, who: &str, deal: &str, verb: &str, body: Json) {
    let answer = kit.as_(who).post(&format!("/opportunities/{deal}/{verb}"), body).await;
    assert!(answer.status < 300, "{verb}: {}", answer.text());
}

/// Lets the job do all that there is to do.
///
/// On PostgreSQL what other tests have under way may hide it for a moment.
async fn supervised(kit: &Kit) {
    while kit.app.store().read(supervision::behind).await.unwrap() {
        let here = kit.app.clone();
        let Some(found) = kit
            .app
            .store()
            .read(move |tx| supervision::look(tx, &here))
            .await
            .unwrap()
        else {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let here = kit.app.clone();
        kit.app
            .store()
            .write(move |tx| supervision::keep(tx, &here, &found))
            .await
            .unwrap();
    }
}

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
                supervision::escalate(tx, &cx)
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

#[test]
fn versions_are_compared_and_a_draft_is_tried_on_what_happened() {
    each(async |kit| {
        let sop = publish(kit, DUO).await;
        let done = deal(kit, "rep", &sop, "一").await;
        for step in ["visit", "note"] {
            act(kit, "rep", &done, &format!("steps/{step}/complete"), json!({})).await;
        }
        act(kit, "rep", &done, "advance", json!({})).await;
        let skipping = deal(kit, "siyuan", &sop, "二").await;
        act(
            kit,
            "siyuan",
            &skipping,
            "steps/note/skip",
            json!({ "reason": "客户不愿留下书面记录，改为电话确认" }),
        )
        .await;
        kit.at("2026-11-24T06:00:00Z");
        act(kit, "siyuan", &skipping, "steps/visit/complete", json!({})).await;
        act(kit, "siyuan", &skipping, "advance", json!({})).await;

        // The draft wants an account, and a new step, and the visit within an hour.
        let changed = DUO
            .replace("title: {zh: 上门, en: Visit}, required: true, due: 1d", "title: {zh: 上门, en: Visit}, required: true, due: 1h")
            .replace("  - key: sign\n    phase", "    exit:\n      - {text: {zh: 已选客户, en: Has an account}, when: {field: account, op: is_empty, value: false}}\n  - key: sign\n    phase")
            .replace("      - {key: note", "      - {key: plan, kind: document, title: {zh: 拜访计划, en: Plan}, required: true, skip: reason}\n      - {key: note");
        let draft = kit
            .as_("ops")
            .post("/sops", json!({ "yaml": changed }))
            .await
            .expect(201);
        let path = format!("/sop_versions/{}", draft["id"].as_str().unwrap());
        let differs = kit.as_("rep").get(&format!("{path}/compare")).await.expect(200);
        assert_eq!((&differs["changed"], &differs["same"]), (&json!(1), &json!(false)));
        let words: Vec<_> = differs["stages"][0]["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n["text"].as_str().unwrap())
            .collect();
        assert!(
            words.contains(&"步骤「上门」期限由「1 个工作日」改为「1 个工作小时」"),
            "{words:?}"
        );
        assert!(words.contains(&"新增必做步骤「拜访计划」"), "{words:?}");
        assert!(words.contains(&"出口新增条件「已选客户」"), "{words:?}");
        let english = kit
            .as_("rep")
            .lang("en")
            .get(&format!("{path}/compare"))
            .await
            .expect(200);
        assert!(
            english.to_string().contains("The gate also asks for “Has an account”"),
            "{english}"
        );

        let tried = kit
            .as_("manager")
            .post(&format!("{path}/simulate"), json!({}))
            .await
            .expect(200);
        let gate = &tried["gates"][0];
        assert_eq!(
            (&tried["deals"], &gate["passed"], &gate["stopped"]),
            (&json!(2), &json!(2), &json!(2)),
            "{tried}"
        );
        let lack = |key: &str| {
            gate["lacks"]
                .as_array()
                .unwrap()
                .iter()
                .find(|l| l["key"] == key)
                .cloned()
                .unwrap_or_default()
        };
        assert_eq!(lack("exit:0")["stopped"], 2);
        // Nobody could have marked a step that there wasn't.
        assert_eq!(
            (&lack("plan")["stopped"], &lack("plan")["unknown"]),
            (&json!(0), &json!(2))
        );
        assert_eq!(gate["deals"].as_array().unwrap().len(), 2);
        let visit = tried["times"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["step"] == "visit")
            .cloned()
            .unwrap();
        assert_eq!((&visit["done"], &visit["late"]), (&json!(2), &json!(1)), "{visit}");

        // A filter narrows; what isn't one's own isn't tried; who doesn't decide isn't told.
        let one = json!({ "filter": { "field": "name", "op": "eq", "value": "一" } });
        let tried = kit
            .as_("manager")
            .post(&format!("{path}/simulate"), one)
            .await
            .expect(200);
        assert_eq!(tried["deals"], 1);
        let tried = kit
            .as_("south")
            .post(&format!("{path}/simulate"), json!({}))
            .await
            .expect(200);
        assert_eq!(tried["deals"], 0);
        kit.as_("rep")
            .post(&format!("{path}/simulate"), json!({}))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn rules_choose_the_sop_of_new_deals_and_a_share_goes_to_another_version_at_random() {
    each(async |kit| {
        let duo = publish(kit, DUO).await;
        let first = kit.as_("ops").get(&format!("/sops/{duo}")).await.expect(200)["current"]["id"].clone();
        // Without rules nothing is written down.
        let plain = kit.make("rep", "opportunities", json!({ "name": "无规则" })).await;
        assert_eq!(
            kit.as_("rep")
                .list(
                    "sop_assignments",
                    json!({ "field": "opportunity", "op": "eq", "value": plain })
                )
                .await
                .len(),
            0
        );
        let big = json!({ "field": "amount", "op": "gte", "value": "100000" });
        let rule = kit
            .make(
                "ops",
                "sop_rules",
                json!({ "name": "大单", "sop": duo, "condition": big }),
            )
            .await;
        let chosen = async |body: Json| {
            let id = kit.make("rep", "opportunities", body).await;
            let deal = kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200);
            let noted = kit
                .as_("rep")
                .list(
                    "sop_assignments",
                    json!({ "field": "opportunity", "op": "eq", "value": id }),
                )
                .await;
            (deal["sop"]["id"].clone(), deal["sop_version"]["id"].clone(), noted)
        };
        let (sop, _, noted) = chosen(json!({ "name": "大", "amount": "200000" })).await;
        assert_eq!(sop, json!(duo));
        assert_eq!(
            (noted.len(), &noted[0]["arm"], &noted[0]["rule"]["id"]),
            (1, &json!("rule"), &json!(rule)),
            "{noted:?}"
        );
        let (sop, _, noted) = chosen(json!({ "name": "小", "amount": "200" })).await;
        assert!(sop != json!(duo) && noted.is_empty());
        // Whoever names one has it.
        let light = kit.sop("light").await;
        let (sop, _, noted) = chosen(json!({ "name": "指定", "amount": "200000", "sop": light })).await;
        assert!(sop == json!(light) && noted.is_empty());
        let seen = kit.as_("manager").get("/sop_rules/preview").await.expect(200);
        assert_eq!(
            (&seen["rules"][0]["n"], &seen["rules"][1]["rule"]),
            (&json!(2), &Json::Null),
            "{seen}"
        );

        // Half of them at random between the first version and the second.
        let second = DUO.replace("due: 1d", "due: 2d");
        publish(kit, &second).await;
        kit.as_("ops")
            .change("sop_rules", &rule, json!({ "other": first }))
            .await
            .fault("invalid_value", "/share");
        kit.as_("ops")
            .change("sop_rules", &rule, json!({ "other": first, "share": "50" }))
            .await
            .expect(200);
        let mut arms = std::collections::BTreeMap::new();
        for i in 0..24 {
            let (_, version, noted) = chosen(json!({ "name": format!("试 {i}"), "amount": "200000" })).await;
            let arm = noted[0]["arm"].as_str().unwrap().to_owned();
            assert_eq!(version == first, arm == "other", "{noted:?}");
            assert_eq!(noted[0]["sop_version"]["id"], version);
            *arms.entry(arm).or_insert(0) += 1;
        }
        assert!(arms.len() == 2 && arms.values().all(|n| *n >= 3), "{arms:?}");
        // What a new deal doesn't have can't be asked for; reps don't write rules.
        let items = json!({ "exists": { "path": "line_items" } });
        kit.as_("ops")
            .post("/sop_rules", json!({ "name": "产品", "sop": duo, "condition": items }))
            .await
            .fault("invalid_value", "/condition");
        kit.as_("rep")
            .post("/sop_rules", json!({ "name": "我的", "sop": duo }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn an_improvement_leads_to_a_draft_and_tells_when_its_effect_can_be_known() {
    each(async |kit| {
        let duo = publish(kit, DUO).await;
        let body = json!({ "name": "见面记录常被遗漏", "source": "supervision", "sop": duo, "stage": "meet", "step": "note", "measure": "skipped" });
        let one = kit.make("manager", "improvements", body).await;
        let effect = async || {
            kit.as_("manager")
                .get(&format!("/improvements/{one}/effect"))
                .await
                .expect(200)
        };
        assert_eq!(effect().await["state"], "no_draft");
        let draft = kit
            .as_("ops")
            .post("/sops", json!({ "yaml": DUO.replace("due: 3d", "due: 2d") }))
            .await
            .expect(201);
        let version = draft["id"].as_str().unwrap();
        kit.as_("manager")
            .change("improvements", &one, json!({ "draft": version, "status": "drafting" }))
            .await
            .expect(200);
        assert_eq!(effect().await["state"], "unpublished");
        kit.as_("ops")
            .post(
                &format!("/sop_versions/{version}/publish"),
                json!({ "summary": "缩短期限", "reason": "常被遗漏" }),
            )
            .await
            .expect(204);
        let early = effect().await;
        assert_eq!(
            (&early["state"], &early["from"]),
            (&json!("too_early"), &json!("2026-12-25")),
            "{early}"
        );
        let new = deal(kit, "rep", &duo, "新版").await;
        act(kit, "rep", &new, "steps/visit/complete", json!({})).await;
        act(
            kit,
            "rep",
            &new,
            "steps/note/skip",
            json!({ "reason": "客户不愿留下书面记录，改为电话确认" }),
        )
        .await;
        act(kit, "rep", &new, "advance", json!({})).await;
        supervised(kit).await;
        kit.at("2027-01-20T02:00:00Z");
        let later = effect().await;
        assert_eq!(
            (&later["state"], &later["after"]["k"], &later["after"]["n"]),
            (&json!("too_early"), &json!(1), &json!(1)),
            "{later}"
        );
        // A rep proposes, sees what others propose, and doesn't change it.
        let own = kit
            .make("rep", "improvements", json!({ "name": "少填一项", "source": "idea" }))
            .await;
        kit.as_("rep")
            .change("improvements", &one, json!({ "name": "别的" }))
            .await
            .problem(403, "forbidden");
        assert_eq!(
            kit.as_("rep")
                .get(&format!("/improvements/{own}/effect"))
                .await
                .expect(200)["state"],
            "no_measure"
        );
    });
}

#[test]
fn running_deals_move_to_another_version_and_back() {
    each(async |kit| {
        let duo = publish(kit, DUO).await;
        let early = deal(kit, "rep", &duo, "早").await;
        act(kit, "rep", &early, "steps/visit/complete", json!({})).await;
        let far = deal(kit, "siyuan", &duo, "远").await;
        for step in ["visit", "note"] {
            act(kit, "siyuan", &far, &format!("steps/{step}/complete"), json!({})).await;
        }
        act(kit, "siyuan", &far, "advance", json!({})).await;
        let lost = deal(kit, "rep", &duo, "输").await;
        act(kit, "rep", &lost, "lose", json!({ "reason": "price" })).await;
        kit.at("2026-11-25T02:00:00Z");
        publish(
            kit,
            &DUO.replace("key: sign", "key: close")
                .replace("{key: note", "{key: memo"),
        )
        .await;
        let version = kit.as_("ops").get(&format!("/sops/{duo}")).await.expect(200)["current"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/sop_versions/{version}/move");
        let standing = async |id: &str| {
            let deal = kit.as_("admin").get(&format!("/opportunities/{id}")).await.expect(200);
            (
                deal["sop_version"]["name"].clone(),
                deal["stage"].clone(),
                deal["stage_entered_at"].clone(),
                deal["steps_done"].clone(),
            )
        };
        let before = (standing(&early).await, standing(&far).await);

        // Looking changes nothing, and says what can't be.
        let seen = kit
            .as_("ops")
            .post(&format!("{path}/preview"), json!({}))
            .await
            .expect(200);
        assert_eq!(
            (&seen["would_move"], &seen["would_stay"]),
            (&json!(1), &json!(1)),
            "{seen}"
        );
        assert_eq!(
            (&seen["cannot"][0]["name"], &seen["lacking_stages"][0]["key"]),
            (&json!("远"), &json!("sign"))
        );
        assert_eq!(before, (standing(&early).await, standing(&far).await));
        kit.as_("manager")
            .post(&format!("{path}/preview"), json!({}))
            .await
            .problem(403, "forbidden");
        kit.as_("ops")
            .post(
                &path,
                json!({ "stages": { "sign": "nowhere" }, "reason": "统一到新版" }),
            )
            .await
            .fault("invalid_value", "/stages");
        kit.as_("ops").post(&path, json!({})).await.fault("required", "/reason");

        let body = json!({ "stages": { "sign": "close" }, "reason": "统一到新版" });
        let done = kit.as_("ops").post(&path, body).await.expect(200);
        assert_eq!((&done["moved"], &done["after"]), (&json!(2), &Json::Null), "{done}");
        let now = standing(&early).await;
        // In the stage of the same key nothing begins anew, and what was done stays done.
        assert_eq!(
            (&now.0, &now.1, &now.2, &now.3),
            (&json!("两段 v2"), &json!("meet"), &before.0.2, &json!(1))
        );
        assert_eq!(standing(&far).await.1, "close");
        let view = kit
            .as_("rep")
            .get(&format!("/opportunities/{early}/sop"))
            .await
            .expect(200);
        assert!(
            view.to_string().contains("memo") && !view.to_string().contains("\"note\""),
            "{view}"
        );
        let timeline = kit
            .as_("rep")
            .get(&format!("/opportunities/{early}/timeline"))
            .await
            .expect(200);
        assert!(
            timeline["data"]
                .as_array()
                .unwrap()
                .iter()
                .any(|e| e["kind"] == "sop_moved"),
            "{timeline}"
        );
        supervised(kit).await;

        // Back again, but for what has gone on since.
        let undo = format!("/sop_moves/{}/undo", done["move"].as_str().unwrap());
        kit.as_("rep").post(&undo, json!({})).await.problem(403, "forbidden");
        let undone = kit.as_("ops").post(&undo, json!({})).await.expect(200);
        assert_eq!(undone["undone"], 2, "{undone}");
        assert_eq!(before, (standing(&early).await, standing(&far).await));
        assert_eq!(kit.as_("ops").post(&undo, json!({})).await.expect(200)["undone"], 2);
        act(kit, "siyuan", &far, "steps/paper/complete", json!({})).await;
        act(kit, "siyuan", &far, "win", json!({})).await;
        // One alone, by a filter; after it has gone on there is no way back.
        let one = json!({ "filter": { "field": "id", "op": "eq", "value": early }, "reason": "先试一单" });
        let again = kit.as_("ops").post(&path, one).await.expect(200);
        assert_eq!(again["moved"], 1);
        act(kit, "rep", &early, "steps/memo/complete", json!({})).await;
        act(kit, "rep", &early, "advance", json!({})).await;
        let late = kit
            .as_("ops")
            .post(
                &format!("/sop_moves/{}/undo", again["move"].as_str().unwrap()),
                json!({}),
            )
            .await
            .expect(200);
        assert_eq!(late["undone"], 0);
        assert_eq!(standing(&early).await.1, "close");
    });
}
