//! Documents in and out; versions published, retired, preferred.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::sop::{publish, simple};

const STEP: &str =
    "      - {key: ask, kind: checklist, title: {zh: 问, en: Ask}, required: true, items: [{zh: 问, en: Ask}]}";

async fn draft(kit: &Kit, yaml: &str) -> Json {
    kit.as_("ops").post("/sops", json!({ "yaml": yaml })).await.expect(201)
}

#[test]
fn an_imported_document_is_a_draft_until_it_is_published() {
    each(async |kit| {
        let version = draft(kit, &simple("trial", STEP)).await;
        assert_eq!((&version["status"], &version["number"]), (&json!("draft"), &json!(1)));
        let id = version["id"].as_str().unwrap();
        let sop = version["sop"]["id"].clone();
        kit.as_("rep")
            .post("/opportunities", json!({ "name": "x", "sop": sop }))
            .await
            .fault("invalid_value", "/sop");
        let document = kit.as_("rep").get(&format!("/sop_versions/{id}/document")).await;
        assert_eq!(
            (document.header("content-type"), document.text()),
            ("application/yaml", simple("trial", STEP))
        );
        kit.as_("ops")
            .act(&format!("/sop_versions/{id}/publish"))
            .await
            .expect(204);
        let deal = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "x", "sop": sop }))
            .await
            .expect(201);
        assert_eq!(deal["stage"], "only");
        kit.as_("ops")
            .act(&format!("/sop_versions/{id}/publish"))
            .await
            .problem(409, "wrong_state");
        let outline = kit
            .as_("rep")
            .lang("en")
            .get(&format!("/sop_versions/{id}/outline"))
            .await
            .expect(200);
        assert_eq!(
            (
                &outline["sop"]["name"],
                &outline["stages"][0]["name"],
                &outline["stages"][0]["steps"][0]["title"]
            ),
            (&json!("Trial"), &json!("Only"), &json!("Ask"))
        );
    });
}

#[test]
fn a_document_is_given_as_json_to_those_who_ask_for_it() {
    each(async |kit| {
        let version = draft(kit, &simple("trial", STEP)).await;
        let path = format!("/sop_versions/{}/document", version["id"].as_str().unwrap());
        let reply = kit.as_("rep").header("accept", "application/json").get(&path).await;
        assert_eq!(reply.header("content-type"), "application/json");
        let json = reply.expect(200);
        assert_eq!(
            (&json["sop"]["key"], &json["stages"][0]["steps"][0]["key"]),
            (&json!("trial"), &json!("ask"))
        );
        let schema = kit.as_("rep").get("/sop/schema.json").await.expect(200);
        assert!(schema["$schema"].is_string());
    });
}

#[test]
fn faults_are_told_with_line_and_column() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let yaml = simple("trial", STEP).replace("kind: checklist", "kind: dance");
        let problem = ops.post("/sops", json!({ "yaml": yaml })).await;
        assert_eq!(problem.status, 422, "{}", problem.text());
        let line = yaml.lines().position(|l| l.contains("dance")).unwrap() + 1;
        assert!(
            problem.text().contains(&format!("第 {line} 行第 ")),
            "{}",
            problem.text()
        );
        let english = ops.clone().lang("en").post("/sops", json!({ "yaml": yaml })).await;
        assert!(
            english.text().contains(&format!("ine {line}, column ")),
            "{}",
            english.text()
        );
        for broken in ["", "sop: [", "- a", "sop:\n  key: x\n", "a: &a [*a]", "\t"] {
            let reply = ops.post("/sops", json!({ "yaml": broken })).await;
            assert_eq!(reply.status, 422, "{broken:?}: {}", reply.text());
        }
        ops.post("/sops", json!({})).await.fault("required", "/yaml");
        ops.post("/sops", json!({ "yaml": 5 }))
            .await
            .problem(422, "invalid_value");
        ops.post("/sops", json!({ "yml": "" }))
            .await
            .fault("unknown_field", "/yml");
        // What can be read but never hold is found when it is published.
        let step = "      - {key: ask, kind: field, title: {zh: 问, en: Ask}, required: true, done_when: {field: nope, op: is_empty}}";
        let yaml = simple("wrong", step);
        let version = draft(kit, &yaml).await;
        let problem = ops
            .act(&format!("/sop_versions/{}/publish", version["id"].as_str().unwrap()))
            .await;
        let line = yaml.lines().position(|l| l.contains("nope")).unwrap() + 1;
        assert!(
            problem.status == 422 && problem.text().contains(&format!("第 {line} 行")),
            "{}",
            problem.text()
        );
        let kept = kit
            .as_("ops")
            .get(&format!("/sop_versions/{}", version["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(kept["status"], "draft");
    });
}

#[test]
fn only_those_who_may_edit_sops_import_publish_retire_and_prefer() {
    each(async |kit| {
        let version = draft(kit, &simple("trial", STEP)).await;
        let (version, sop) = (version["id"].as_str().unwrap(), version["sop"]["id"].as_str().unwrap());
        for who in ["manager", "rep", "service", "viewer"] {
            let asker = kit.as_(who);
            asker
                .post("/sops", json!({ "yaml": simple("mine", STEP) }))
                .await
                .problem(403, "forbidden");
            for path in [
                format!("/sop_versions/{version}/publish"),
                format!("/sop_versions/{version}/retire"),
                format!("/sops/{sop}/prefer"),
            ] {
                asker.act(&path).await.problem(403, "forbidden");
            }
        }
        for path in ["publish", "retire"] {
            kit.as_("ops")
                .act(&format!("/sop_versions/01234567-89ab-7cde-8f01-23456789abcd/{path}"))
                .await
                .problem(404, "not_found");
        }
    });
}

#[test]
fn a_new_version_is_for_new_records_and_running_ones_stay_on_theirs() {
    each(async |kit| {
        let sop = publish(kit, &simple("trial", STEP)).await;
        let old = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "旧", "sop": sop }))
            .await
            .expect(201);
        let more = format!(
            "{STEP}\n      - {{key: more, kind: checklist, title: {{zh: 再问, en: Ask more}}, required: true, items: [{{zh: 问, en: Ask}}]}}"
        );
        publish(kit, &simple("trial", &more)).await;
        let new = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "新", "sop": sop }))
            .await
            .expect(201);
        assert_eq!((&old["steps_required"], &new["steps_required"]), (&json!(1), &json!(2)));
        let id = old["id"].as_str().unwrap();
        let view = kit
            .as_("rep")
            .get(&format!("/opportunities/{id}/sop"))
            .await
            .expect(200);
        assert_eq!(
            (&view["version"]["number"], view["steps"].as_array().unwrap().len()),
            (&json!(1), 1)
        );
        kit.as_("rep")
            .act(&format!("/opportunities/{id}/steps/ask/complete"))
            .await
            .expect(200);
        let won = kit
            .as_("rep")
            .act(&format!("/opportunities/{id}/win"))
            .await
            .expect(200);
        assert_eq!(won["status"], "won");
        let versions = kit
            .as_("rep")
            .list("sop_versions", json!({ "field": "sop", "op": "eq", "value": sop }))
            .await;
        let mut states: Vec<_> = versions
            .iter()
            .map(|v| format!("{} {}", v["number"], v["status"].as_str().unwrap()))
            .collect();
        states.sort();
        assert_eq!(states, ["1 retired", "2 published"]);
    });
}

#[test]
fn a_retired_sop_takes_no_new_records() {
    each(async |kit| {
        let sop = publish(kit, &simple("trial", STEP)).await;
        let deal = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "x", "sop": sop }))
            .await
            .expect(201);
        let version = kit.as_("ops").get(&format!("/sops/{sop}")).await.expect(200)["current"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        kit.as_("ops")
            .act(&format!("/sop_versions/{version}/retire"))
            .await
            .expect(204);
        kit.as_("ops")
            .act(&format!("/sop_versions/{version}/retire"))
            .await
            .problem(409, "wrong_state");
        kit.as_("rep")
            .post("/opportunities", json!({ "name": "x", "sop": sop }))
            .await
            .fault("invalid_value", "/sop");
        // The one that runs goes on.
        let path = format!("/opportunities/{}", deal["id"].as_str().unwrap());
        kit.as_("rep")
            .act(&format!("{path}/steps/ask/complete"))
            .await
            .expect(200);
        kit.as_("rep").act(&format!("{path}/win")).await.expect(200);
    });
}

#[test]
fn the_preferred_sop_is_the_one_for_deals_that_name_none() {
    each(async |kit| {
        let light = kit.sop("light").await;
        kit.as_("ops").act(&format!("/sops/{light}/prefer")).await.expect(204);
        let deal = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "x" }))
            .await
            .expect(201);
        assert_eq!(deal["stage"], "prospecting");
        let preferred = kit
            .as_("rep")
            .list(
                "sops",
                json!({ "all": [
                    { "field": "preferred", "op": "eq", "value": true },
                    { "field": "object", "op": "eq", "value": "opportunities" },
                ] }),
            )
            .await;
        assert_eq!((preferred.len(), &preferred[0]["key"]), (1, &json!("light")));
    });
}
