//! Versions side by side, tried on what happened, and moved to.

use serde_json::{Value as Json, json};

use super::{DUO, act, deal, supervised};
use crate::kit::each;
use crate::sop::publish;

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

        // The version in use is compared with the one that was in use before it.
        let why = json!({ "summary": "多一步", "reason": "客户常问计划" });
        kit.as_("ops").post(&format!("{path}/publish"), why).await.expect(204);
        let differs = kit.as_("rep").get(&format!("{path}/compare")).await.expect(200);
        assert_ne!(differs["with"]["id"], draft["id"]);
        assert_eq!((&differs["changed"], &differs["same"]), (&json!(1), &json!(false)));
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
