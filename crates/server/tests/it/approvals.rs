//! Approvals: flows, who is asked and in which order, what people do with them, stand-ins, limits of time.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};
use crate::races::at_once;

/// The rep's team is led by `manager`, the company by `admin`.
async fn lead(kit: &Kit) {
    let admin = kit.as_("admin");
    let teams = admin.get("/teams").await.expect(200)["data"].clone();
    for team in teams.as_array().unwrap() {
        let name = team["name"].as_str().unwrap();
        let manager = match name {
            "华东大区" => "manager",
            "华南大区" => "south",
            _ => "admin",
        };
        let body = json!({ "manager": kit.id(manager) });
        admin
            .change("teams", team["id"].as_str().unwrap(), body)
            .await
            .expect(200);
    }
}

async fn role(kit: &Kit, key: &str) -> String {
    let found = kit
        .as_("admin")
        .list("roles", json!({ "field": "key", "op": "eq", "value": key }))
        .await;
    found[0]["id"].as_str().unwrap().to_owned()
}

/// A flow for requests about deals, in force.
async fn flow(kit: &Kit, steps: Json) -> String {
    let body = json!({ "name": "请示", "kind": "request", "steps": steps, "active": true });
    kit.make("ops", "approval_flows", body).await
}

/// A request of the rep's about a deal of theirs; gives its id.
async fn ask(kit: &Kit, who: &str) -> String {
    let deal = kit.light(who, "产线升级").await;
    ask_about(kit, who, &deal).await
}

async fn ask_about(kit: &Kit, who: &str, deal: &str) -> String {
    let body = json!({ "title": "请技术总监同去拜访", "reason": "客户总工点名要谈工艺细节" });
    let asked = kit
        .as_(who)
        .post(&format!("/opportunities/{deal}/request"), body)
        .await
        .expect(201);
    asked["id"].as_str().unwrap().to_owned()
}

async fn course(asker: &As<'_>, id: &str) -> Json {
    asker.get(&format!("/approvals/{id}/course")).await.expect(200)
}

/// Whom it waits for, by address.
async fn waits(kit: &Kit, id: &str) -> Vec<String> {
    let course = course(&kit.as_("admin"), id).await;
    let people = [
        "admin", "ops", "manager", "rep", "siyuan", "junjie", "south", "jiayi", "service", "viewer",
    ];
    let waiting = course["seats"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["state"] == "waiting");
    let who = |seat: &Json| {
        let is = |p: &&&str| json!(kit.id(p)) == seat["person"]["id"];
        people.iter().find(is).map(|p| (*p).to_owned()).unwrap()
    };
    waiting.map(who).collect()
}

async fn act(kit: &Kit, who: &str, id: &str, verb: &str, body: Json) -> crate::kit::Reply {
    kit.as_(who).post(&format!("/approvals/{id}/{verb}"), body).await
}

async fn approve(kit: &Kit, who: &str, id: &str) {
    act(kit, who, id, "approve", json!({})).await.expect(200);
}

async fn status(kit: &Kit, id: &str) -> String {
    let found = kit.as_("admin").get(&format!("/approvals/{id}")).await.expect(200);
    found["status"].as_str().unwrap().to_owned()
}

async fn notices(kit: &Kit, who: &str) -> Vec<String> {
    let page = kit.as_(who).get("/notices").await.expect(200);
    let told = page["data"].as_array().unwrap();
    told.iter().map(|n| n["kind"].as_str().unwrap().to_owned()).collect()
}

async fn jobs(kit: &Kit) {
    loop {
        let here = kit.app.clone();
        if !kit
            .app
            .store()
            .write(move |tx| app::jobs::work(tx, &here))
            .await
            .unwrap()
        {
            return;
        }
    }
}

#[test]
fn without_a_flow_the_superior_decides_and_the_asker_hears_of_it() {
    each(async |kit| {
        lead(kit).await;
        let deal = kit.light("rep", "产线升级").await;
        let path = format!("/opportunities/{deal}/request");
        let rep = kit.as_("rep");
        let body = |title: &str, reason: &str| json!({ "title": title, "reason": reason });
        rep.post(&path, body(" ", "客户总工点名要谈工艺细节"))
            .await
            .fault("required", "/title");
        rep.post(&path, body("请技术总监同去拜访", "暂无"))
            .await
            .fault("required", "/reason");
        kit.as_("jiayi")
            .post(&path, body("一", "客户总工点名"))
            .await
            .problem(404, "not_found");
        kit.as_("viewer")
            .post(&path, body("一", "客户总工点名"))
            .await
            .problem(403, "forbidden");
        let id = ask_about(kit, "rep", &deal).await;
        assert_eq!(waits(kit, &id).await, ["manager"]);
        assert_eq!(notices(kit, "manager").await, ["approval_waiting"]);
        let waiting = kit.as_("manager").get("/today").await.expect(200)["waiting"].clone();
        assert_eq!(
            (
                &waiting[0]["kind"],
                &waiting[0]["id"],
                &waiting[0]["step_title"],
                &waiting[0]["opportunity"]["id"]
            ),
            (
                &json!("request"),
                &json!(id),
                &json!("请技术总监同去拜访"),
                &json!(deal)
            )
        );
        // Nobody else decides, and who may not see it doesn't find it.
        act(kit, "rep", &id, "approve", json!({}))
            .await
            .problem(403, "forbidden");
        act(kit, "ops", &id, "approve", json!({}))
            .await
            .problem(403, "forbidden");
        act(kit, "jiayi", &id, "approve", json!({}))
            .await
            .problem(404, "not_found");
        kit.as_("jiayi")
            .get(&format!("/approvals/{id}/course"))
            .await
            .problem(404, "not_found");
        act(kit, "manager", &id, "reject", json!({}))
            .await
            .fault("required", "/comment");
        let done = act(kit, "manager", &id, "approve", json!({ "comment": "周四可以" }))
            .await
            .expect(200);
        assert_eq!(
            (&done["status"], &done["seats"][0]["comment"], &done["may"]["decide"]),
            (&json!("approved"), &json!("周四可以"), &json!(false))
        );
        assert_eq!(notices(kit, "rep").await, ["approval_approved"]);
        act(kit, "manager", &id, "approve", json!({}))
            .await
            .problem(409, "wrong_state");
        assert_eq!(kit.as_("manager").get("/today").await.expect(200)["waiting"], json!([]));
        // Deals can be found by what was asked about them.
        let asked = json!({ "exists": { "path": "approvals", "where": { "field": "status", "op": "eq", "value": "approved" } } });
        assert_eq!(rep.list("opportunities", asked).await.len(), 1);
    });
}

#[test]
fn a_flow_asks_step_by_step_and_a_running_one_keeps_its_steps() {
    each(async |kit| {
        lead(kit).await;
        let ops = role(kit, "ops").await;
        let steps = json!([
            { "who": ["superior"] },
            { "who": [{ "role": ops }, { "person": kit.id("south") }], "mode": "all", "copy": [{ "person": kit.id("service") }] },
        ]);
        let flow = flow(kit, steps).await;
        let id = ask(kit, "rep").await;
        // Who decides sees it, although the deal isn't theirs to see.
        approve(kit, "manager", &id).await;
        assert_eq!(waits(kit, &id).await, ["ops", "south"]);
        assert_eq!(notices(kit, "service").await, ["approval_copy"]);
        let seen = course(&kit.as_("south"), &id).await;
        assert_eq!(
            (&seen["title"], &seen["about"]),
            (&json!("请技术总监同去拜访"), &Json::Null)
        );
        assert_eq!(seen["steps"][0]["who"], json!(["直属上级"]));
        let english = course(&kit.as_("south").lang("en"), &id).await;
        assert_eq!(english["steps"][0]["who"], json!(["the superior"]));
        // The flow changes; this one goes on as it began.
        let other = json!({ "steps": [{ "who": [{ "person": kit.id("siyuan") }] }] });
        kit.as_("ops").change("approval_flows", &flow, other).await.expect(200);
        approve(kit, "ops", &id).await;
        assert_eq!(
            (waits(kit, &id).await, status(kit, &id).await),
            (vec!["south".to_owned()], "pending".to_owned())
        );
        approve(kit, "south", &id).await;
        assert_eq!(status(kit, &id).await, "approved");
        assert_eq!(waits(kit, &ask(kit, "rep").await).await, ["siyuan"]);
    });
}

#[test]
fn one_of_several_is_enough_and_others_come_in_turn() {
    each(async |kit| {
        lead(kit).await;
        let people = json!([{ "person": kit.id("ops") }, { "person": kit.id("manager") }]);
        let flow = flow(kit, json!([{ "who": people, "mode": "any" }])).await;
        let any = ask(kit, "rep").await;
        approve(kit, "manager", &any).await;
        assert_eq!(status(kit, &any).await, "approved");
        act(kit, "ops", &any, "approve", json!({}))
            .await
            .problem(409, "wrong_state");
        let steps = json!({ "steps": [{ "who": people, "mode": "in_turn" }] });
        kit.as_("ops").change("approval_flows", &flow, steps).await.expect(200);
        let turn = ask(kit, "rep").await;
        act(kit, "manager", &turn, "approve", json!({}))
            .await
            .problem(403, "forbidden");
        approve(kit, "ops", &turn).await;
        approve(kit, "manager", &turn).await;
        assert_eq!(status(kit, &turn).await, "approved");
        // Superiors one above the other, up to the top.
        let admin = role(kit, "admin").await;
        let steps = json!({ "steps": [{ "who": [{ "superiors": { "role": admin } }] }] });
        kit.as_("ops").change("approval_flows", &flow, steps).await.expect(200);
        let above = ask(kit, "rep").await;
        approve(kit, "manager", &above).await;
        assert_eq!(
            (status(kit, &above).await, waits(kit, &above).await),
            ("pending".into(), vec!["admin".to_owned()])
        );
        approve(kit, "admin", &above).await;
        assert_eq!(status(kit, &above).await, "approved");
    });
}

#[test]
fn it_is_returned_sent_again_withdrawn() {
    each(async |kit| {
        lead(kit).await;
        let id = ask(kit, "rep").await;
        act(kit, "manager", &id, "return", json!({}))
            .await
            .fault("required", "/comment");
        act(kit, "manager", &id, "return", json!({ "comment": "请写明费用" }))
            .await
            .expect(200);
        assert_eq!(
            (status(kit, &id).await, notices(kit, "rep").await),
            ("returned".into(), vec!["approval_returned".to_owned()])
        );
        act(kit, "manager", &id, "approve", json!({}))
            .await
            .problem(409, "wrong_state");
        act(kit, "manager", &id, "resend", json!({}))
            .await
            .problem(403, "forbidden");
        act(kit, "rep", &id, "resend", json!({})).await.expect(200);
        assert_eq!(waits(kit, &id).await, ["manager"]);
        assert_eq!(notices(kit, "manager").await.len(), 2);
        act(kit, "manager", &id, "withdraw", json!({}))
            .await
            .problem(403, "forbidden");
        act(kit, "rep", &id, "withdraw", json!({})).await.expect(200);
        act(kit, "manager", &id, "approve", json!({}))
            .await
            .problem(409, "wrong_state");
        act(kit, "rep", &id, "resend", json!({}))
            .await
            .problem(409, "wrong_state");
        assert_eq!(
            course(&kit.as_("rep"), &id).await["may"],
            json!({ "decide": false, "withdraw": false, "resend": false })
        );
    });
}

#[test]
fn somebody_is_added_or_decides_instead() {
    each(async |kit| {
        lead(kit).await;
        let id = ask(kit, "rep").await;
        let to = |who: &str| json!({ "to": kit.id(who) });
        act(kit, "manager", &id, "add", json!({}))
            .await
            .fault("required", "/to");
        act(kit, "manager", &id, "add", to("rep"))
            .await
            .fault("invalid_value", "/to");
        act(kit, "rep", &id, "add", to("ops")).await.problem(403, "forbidden");
        act(kit, "manager", &id, "add", to("ops")).await.expect(200);
        assert_eq!(waits(kit, &id).await, ["ops"]);
        act(kit, "ops", &id, "add", to("manager"))
            .await
            .problem(409, "duplicate");
        act(kit, "ops", &id, "hand_over", to("service")).await.expect(200);
        approve(kit, "service", &id).await;
        assert_eq!(
            (status(kit, &id).await, waits(kit, &id).await),
            ("pending".into(), vec!["manager".to_owned()])
        );
        approve(kit, "manager", &id).await;
        assert_eq!(status(kit, &id).await, "approved");
        // A colleague who has left can't be chosen.
        let other = ask(kit, "rep").await;
        kit.as_("admin")
            .change("users", &kit.id("viewer"), json!({ "active": false }))
            .await
            .expect(200);
        act(kit, "manager", &other, "hand_over", to("viewer"))
            .await
            .fault("reference_not_found", "/to");
    });
}

#[test]
fn nobody_decides_on_their_own_request_unless_nobody_else_is_there() {
    each(async |kit| {
        lead(kit).await;
        let own = json!([{ "person": kit.id("manager") }]);
        flow(kit, json!([{ "who": own }])).await;
        // It goes to whoever stands above.
        let id = ask(kit, "manager").await;
        assert_eq!(waits(kit, &id).await, ["admin"]);
        // Above the top there is nobody, and it says so.
        kit.as_("admin")
            .change("users", &kit.id("manager"), json!({ "active": false }))
            .await
            .expect(200);
        let alone = ask(kit, "admin").await;
        let course = course(&kit.as_("admin"), &alone).await;
        assert_eq!(
            (&course["alone"], &course["may"]["decide"]),
            (&json!(true), &json!(true))
        );
        approve(kit, "admin", &alone).await;
        assert_eq!(status(kit, &alone).await, "approved");
    });
}

#[test]
fn while_somebody_is_away_another_decides_and_what_waits_for_who_left_goes_on() {
    each(async |kit| {
        lead(kit).await;
        let before = ask(kit, "rep").await;
        let away =
            |from: &str, until: &str, to: &str| json!({ "stand_in": kit.id(to), "begins": from, "until": until });
        let manager = kit.as_("manager");
        manager
            .post("/approval_delegations", away("2026-11-25", "2026-11-24", "ops"))
            .await
            .fault("invalid_value", "/until");
        manager
            .post("/approval_delegations", away("2026-11-24", "2026-11-27", "manager"))
            .await
            .fault("invalid_value", "/stand_in");
        manager
            .post("/approval_delegations", away("2026-11-25", "2026-11-27", "ops"))
            .await
            .expect(201);
        jobs(kit).await;
        assert_eq!(waits(kit, &before).await, ["manager"], "not before it begins");
        kit.at("2026-11-25T02:00:00Z");
        jobs(kit).await;
        assert_eq!(waits(kit, &before).await, ["ops"]);
        let during = ask(kit, "rep").await;
        assert_eq!(waits(kit, &during).await, ["ops"]);
        let seat = course(&kit.as_("ops"), &during).await["seats"][0].clone();
        assert_eq!(
            (&seat["came"], &seat["whose"]["name"]),
            (&json!("stand_in"), &json!("张伟"))
        );
        // Ops' own request isn't theirs to decide, stand-in or not.
        kit.at("2026-11-30T02:00:00Z");
        let after = ask(kit, "rep").await;
        assert_eq!(waits(kit, &after).await, ["manager"]);
        kit.as_("admin")
            .change("users", &kit.id("manager"), json!({ "active": false }))
            .await
            .expect(200);
        assert_eq!(waits(kit, &after).await, ["admin"]);
    });
}

#[test]
fn what_waits_too_long_is_brought_to_mind_and_then_goes_to_the_superior() {
    each(async |kit| {
        lead(kit).await;
        flow(kit, json!([{ "who": ["superior"], "hours": 4 }])).await;
        let id = ask(kit, "rep").await;
        assert_eq!(
            course(&kit.as_("rep"), &id).await["seats"][0]["due_at"],
            "2026-11-24T07:30:00.000000Z"
        );
        kit.at("2026-11-24T06:30:00Z");
        jobs(kit).await;
        assert_eq!(notices(kit, "manager").await, ["approval_reminder", "approval_waiting"]);
        kit.at("2026-11-24T08:00:00Z");
        jobs(kit).await;
        jobs(kit).await;
        assert_eq!(waits(kit, &id).await, ["admin"]);
        assert_eq!(notices(kit, "admin").await, ["approval_waiting"]);
        act(kit, "manager", &id, "approve", json!({}))
            .await
            .problem(403, "forbidden");
        approve(kit, "admin", &id).await;
        assert_eq!(status(kit, &id).await, "approved");
    });
}

#[test]
fn a_flow_is_checked_before_it_is_in_force() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let new = |more: Json| {
            let mut body = json!({ "name": "一", "kind": "request" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        ops.post("/approval_flows", new(json!({ "active": true })))
            .await
            .fault("required", "/steps");
        for steps in [
            json!([{ "who": [] }]),
            json!([{ "who": ["superior"], "hours": 0 }]),
            json!([{ "who": [{ "right": "waiver.decide" }] }]),
            json!([{ "who": [{ "superiors": {} }] }]),
            json!([{ "who": [{ "superiors": { "levels": 2 } }, "superior"] }]),
            json!([{ "who": [{ "role": kit.id("rep") }] }]),
        ] {
            ops.post("/approval_flows", new(json!({ "steps": steps })))
                .await
                .fault("invalid_value", "/steps/0");
        }
        ops.post("/approval_flows", new(json!({ "steps": [{ "whom": 1 }] })))
            .await
            .fault("invalid_value", "/steps");
        ops.post(
            "/approval_flows",
            new(json!({ "condition": { "field": "nope", "op": "eq", "value": 1 } })),
        )
        .await
        .problem(422, "unknown_field");
        ops.post("/approval_flows", new(json!({ "kind": "waiver", "object": "leads" })))
            .await
            .fault("invalid_value", "/object");
        kit.as_("manager")
            .post("/approval_flows", new(json!({})))
            .await
            .problem(403, "forbidden");
        kit.as_("rep").get("/approval_flows").await.expect(200);
    });
}

#[test]
fn the_first_flow_that_fits_the_record_is_used() {
    each(async |kit| {
        lead(kit).await;
        let large = json!({ "field": "amount", "op": "gte", "value": "1000000.00" });
        for (position, condition, who) in [(1, Some(&large), "south"), (2, None, "ops")] {
            let body = json!({ "name": who, "kind": "request", "position": position.to_string(), "condition": condition,
                "steps": [{ "who": [{ "person": kit.id(who) }] }], "active": true });
            kit.make("ops", "approval_flows", body).await;
        }
        let sop = kit.sop("light").await;
        for (amount, who) in [("999999.99", "ops"), ("1000000.00", "south")] {
            let body = json!({ "name": amount, "sop": sop, "amount": amount });
            let deal = kit.make("rep", "opportunities", body).await;
            assert_eq!(waits(kit, &ask_about(kit, "rep", &deal).await).await, [who]);
        }
    });
}

#[test]
fn a_waiver_goes_through_the_flow_that_the_company_wrote() {
    each(async |kit| {
        lead(kit).await;
        let steps = json!([{ "who": ["superior"] }, { "who": [{ "person": kit.id("siyuan") }] }]);
        let body = json!({ "name": "例外", "kind": "waiver", "steps": steps, "active": true });
        kit.make("ops", "approval_flows", body).await;
        let deal = crate::sop::Deal::new(kit).await;
        let path = deal.path("/steps/know_person/waive");
        let waiver = deal
            .rep
            .post(&path, json!({ "reason": "客户只有一个人" }))
            .await
            .expect(201);
        let id = waiver["approval"]["id"].as_str().unwrap();
        let decide = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        kit.as_("ops").act(&decide).await.problem(403, "forbidden");
        assert_eq!(kit.as_("manager").act(&decide).await.expect(200)["status"], "pending");
        assert_eq!(deal.step("know_person").await["state"], "open");
        // Somebody without the right, whom the flow names.
        approve(kit, "siyuan", id).await;
        assert_eq!(deal.step("know_person").await["state"], "waived");
        let waiver = deal
            .rep
            .get(&format!("/waivers/{}", waiver["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(
            (&waiver["status"], &waiver["decided_by"]["id"]),
            (&json!("approved"), &json!(kit.id("siyuan")))
        );
        // One that is withdrawn leaves the step as it is.
        let again = crate::sop::Deal::new(kit).await;
        let asked = again
            .rep
            .post(
                &again.path("/steps/know_person/waive"),
                json!({ "reason": "客户只有一个人" }),
            )
            .await
            .expect(201);
        let id = asked["approval"]["id"].as_str().unwrap();
        act(kit, "rep", id, "withdraw", json!({})).await.expect(200);
        let step = again.step("know_person").await;
        assert_eq!((&step["state"], &step["waiver"]), (&json!("open"), &Json::Null));
    });
}

#[test]
fn of_many_who_decide_at_once_one_does() {
    each(async |kit| {
        lead(kit).await;
        let people =
            json!([{ "person": kit.id("ops") }, { "person": kit.id("manager") }, { "person": kit.id("south") }]);
        flow(kit, json!([{ "who": people, "mode": "any" }])).await;
        let id = ask(kit, "rep").await;
        let decide = |who, verb: &str| {
            (
                kit.as_(who),
                "POST",
                format!("/approvals/{id}/{verb}"),
                json!({ "comment": "都看过了，没问题" }),
            )
        };
        let all = [
            ("ops", "approve"),
            ("manager", "reject"),
            ("south", "approve"),
            ("rep", "withdraw"),
            ("ops", "reject"),
        ];
        let decided = at_once(all.map(|(who, verb)| decide(who, verb)).into()).await;
        assert_eq!((decided[&200].len(), decided[&409].len()), (1, 4));
        assert_eq!(
            status(kit, &id).await,
            decided[&200][0].json["status"].as_str().unwrap()
        );
        // The same decision sent again under its key is answered with the first answer.
        let other = ask(kit, "rep").await;
        let path = format!("/approvals/{other}/approve");
        for _ in 0..2 {
            kit.as_("ops").key("once").post(&path, json!({})).await.expect(200);
        }
        // A version that is no longer the present one is refused.
        let third = ask(kit, "rep").await;
        let stale = kit
            .as_("ops")
            .if_match(99)
            .post(&format!("/approvals/{third}/approve"), json!({}))
            .await;
        stale.problem(412, "version_conflict");
    });
}
