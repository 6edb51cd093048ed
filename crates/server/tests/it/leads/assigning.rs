//! Leads handed out by region and by turn.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn team(kit: &Kit, who: &str) -> Json {
    kit.as_(who).get("/me").await.expect(200)["user"]["team"]["id"].clone()
}

async fn lead(kit: &Kit, region: &str) -> String {
    kit.make("ops", "leads", json!({ "name": "某某", "region": region }))
        .await
}

#[test]
fn a_region_goes_to_its_team_where_everybody_has_their_turn() {
    each(async |kit| {
        let east = team(kit, "rep").await;
        kit.make(
            "admin",
            "assignment_rules",
            json!({ "name": "华东线索", "regions": "江苏、上海", "team": east, "respond_within": "30" }),
        )
        .await;
        let rest = json!({ "name": "其余", "position": "20", "person": kit.id("jiayi") });
        let rest = kit.make("admin", "assignment_rules", rest).await;
        let me = kit.as_("ops");
        let mut owners = Vec::new();
        for _ in 0..4 {
            let id = lead(kit, "江苏省").await;
            let answer = me.act(&format!("/leads/{id}/assign")).await.expect(200);
            owners.push(answer["owner"]["id"].as_str().unwrap().to_owned());
            let because = answer["because"].as_str().unwrap();
            assert!(because.contains("华东线索") && because.contains("江苏省"), "{because}");
            let lead = me.get(&format!("/leads/{id}")).await.expect(200);
            assert_eq!(lead["owner"]["id"], answer["owner"]["id"]);
            assert_eq!(lead["team"]["id"], east);
            assert_eq!(lead["assigned_by"]["name"], "华东线索");
            assert_eq!(lead["response_due_at"], "2026-11-24T02:30:00.000000Z");
        }
        // Three reps, not their manager; then it begins again.
        assert_eq!(owners, ["rep", "siyuan", "junjie", "rep"].map(|who| kit.id(who)));

        // Who is away is passed over.
        kit.as_("admin")
            .change("users", &kit.id("siyuan"), json!({ "active": false }))
            .await
            .expect(200);
        let id = lead(kit, "上海").await;
        let answer = me.act(&format!("/leads/{id}/assign")).await.expect(200);
        assert_eq!(answer["owner"]["id"], kit.id("junjie"));

        // Elsewhere, and without a region, the other rule.
        for region in ["广东", ""] {
            let id = lead(kit, region).await;
            let answer = me
                .clone()
                .lang("en")
                .act(&format!("/leads/{id}/assign"))
                .await
                .expect(200);
            assert_eq!(answer["owner"]["id"], kit.id("jiayi"));
            assert!(answer["because"].as_str().unwrap().contains("always to"), "{answer}");
        }
        // No rule, no assignment.
        kit.as_("admin")
            .change("assignment_rules", &rest, json!({ "active": false }))
            .await
            .expect(200);
        let id = lead(kit, "广东").await;
        me.act(&format!("/leads/{id}/assign")).await.problem(409, "wrong_state");
    });
}

#[test]
fn a_rep_may_hand_over_by_rule_but_not_by_choice() {
    each(async |kit| {
        kit.make(
            "admin",
            "assignment_rules",
            json!({ "name": "全部", "person": kit.id("jiayi") }),
        )
        .await;
        let me = kit.as_("rep");
        let id = kit.make("rep", "leads", json!({ "name": "某某" })).await;
        me.change("leads", &id, json!({ "owner": kit.id("jiayi") }))
            .await
            .problem(403, "forbidden");
        me.act(&format!("/leads/{id}/assign")).await.expect(200);
        // It is out of reach now.
        me.get(&format!("/leads/{id}")).await.problem(404, "not_found");
        // Whose it is already keeps it, with their team.
        let own = kit.make("jiayi", "leads", json!({ "name": "某某" })).await;
        kit.as_("jiayi").act(&format!("/leads/{own}/assign")).await.expect(200);
        let lead = kit.as_("jiayi").get(&format!("/leads/{own}")).await.expect(200);
        assert_eq!(lead["team"]["id"], team(kit, "jiayi").await);
        // By hand is said, too.
        kit.as_("admin")
            .change("leads", &id, json!({ "owner": kit.id("rep") }))
            .await
            .expect(200);
        let lead = me.get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["assigned_by"], Json::Null);
        assert_eq!(lead["team"]["id"], team(kit, "rep").await);
    });
}

#[test]
fn rules_go_by_condition_skill_and_load_and_a_fallback_comes_last() {
    each(async |kit| {
        let east = team(kit, "rep").await;
        let fallback = json!({ "name": "兜底", "position": "1", "person": kit.id("jiayi"), "fallback": true });
        kit.make("admin", "assignment_rules", fallback).await;
        let fair = json!({"field": "source", "op": "eq", "value": "展会"});
        let body = json!({ "name": "德语展会", "position": "5", "team": east, "condition": fair, "skill": "德语" });
        kit.make("admin", "assignment_rules", body).await;
        let body = json!({ "name": "其他展会", "position": "6", "team": east, "condition": fair, "way": "load", "most_open": "2" });
        kit.make("admin", "assignment_rules", body).await;
        let ops = kit.as_("ops");
        let assign = async |source: &str| -> (String, String) {
            let id = kit
                .make("ops", "leads", json!({ "name": "某某", "source": source }))
                .await;
            let answer = ops.act(&format!("/leads/{id}/assign")).await.expect(200);
            let lead = ops.get(&format!("/leads/{id}")).await.expect(200);
            assert_eq!(lead["assigned_because"]["zh"], answer["because"]);
            (
                answer["owner"]["id"].as_str().unwrap().to_owned(),
                answer["because"].as_str().unwrap().to_owned(),
            )
        };
        // Nobody has the skill: the next rule, to who has the least in hand.
        kit.make("rep", "leads", json!({ "name": "在手" })).await;
        let (owner, because) = assign("展会").await;
        assert_eq!(owner, kit.id("siyuan"), "{because}");
        assert!(
            because.contains("在手线索最少（0 条）") && because.contains("展会"),
            "{because}"
        );
        assert_eq!(assign("展会").await.0, kit.id("junjie"));
        for _ in 0..3 {
            assign("展会").await;
        }
        // All three are full now.
        let (owner, because) = assign("展会").await;
        assert_eq!(owner, kit.id("jiayi"));
        assert!(because.contains("没有其他规则适用"), "{because}");
        // Who has the skill gets it, however much they have.
        kit.as_("admin")
            .change("users", &kit.id("rep"), json!({ "skills": "注塑、德语" }))
            .await
            .expect(200);
        let (owner, because) = assign("展会").await;
        assert_eq!(owner, kit.id("rep"));
        assert!(because.contains("技能 德语"), "{because}");
        assert_eq!(assign("官网").await.0, kit.id("jiayi"));
        let wrong = json!({ "name": "x", "team": east, "condition": {"field": "mood", "op": "eq", "value": "x"} });
        kit.as_("admin")
            .post("/assignment_rules", wrong)
            .await
            .problem(422, "unknown_field");
        let never = json!({ "name": "x", "team": east, "most_open": "0" });
        kit.as_("admin")
            .post("/assignment_rules", never)
            .await
            .fault("invalid_value", "/most_open");
    });
}

#[test]
fn a_rule_names_a_team_or_a_person() {
    each(async |kit| {
        let me = kit.as_("admin");
        me.post("/assignment_rules", json!({ "name": "x" }))
            .await
            .fault("invalid_value", "/team");
        let both = json!({ "name": "x", "person": kit.id("rep"), "team": team(kit, "rep").await });
        me.post("/assignment_rules", both).await.fault("invalid_value", "/team");
        let never = json!({ "name": "x", "person": kit.id("rep"), "respond_within": "0" });
        me.post("/assignment_rules", never)
            .await
            .fault("invalid_value", "/respond_within");
        let mine = json!({ "name": "x", "person": kit.id("rep") });
        kit.as_("rep")
            .post("/assignment_rules", mine)
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn leads_that_come_at_the_same_moment_are_dealt_out_evenly() {
    each(async |kit| {
        let east = team(kit, "rep").await;
        kit.make("admin", "assignment_rules", json!({ "name": "轮流", "team": east }))
            .await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(lead(kit, "").await);
        }
        let mut waiting = Vec::new();
        for id in &ids {
            let me = kit.as_("ops");
            let path = format!("/leads/{id}/assign");
            waiting.push(async move { me.act(&path).await.expect(200)["owner"]["id"].clone() });
        }
        let owners = futures(waiting).await;
        for who in ["rep", "siyuan", "junjie"] {
            let n = owners.iter().filter(|o| **o == json!(kit.id(who))).count();
            assert_eq!(n, 4, "{who}: {owners:?}");
        }
    });
}

/// All of them at once.
async fn futures<T>(waiting: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = waiting.into_iter().map(Box::pin).map(|f| (f, None)).collect();
    std::future::poll_fn(|context| {
        let mut all = true;
        for (future, done) in &mut waiting {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *done = Some(value),
                    std::task::Poll::Pending => all = false,
                }
            }
        }
        if all {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}
