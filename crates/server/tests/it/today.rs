//! One's day: what is first and why, what is late, what comes.

use serde_json::{Value as Json, json};

use crate::kit::each;
use crate::sop::{publish, simple};

fn titles(items: &Json) -> Vec<String> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn it_groups_by_when_things_are_due_and_says_why_the_first_is_first() {
    each(async |kit| {
        let rep = kit.as_("rep");
        for (title, due) in [
            ("昨天", Some("2026-11-23")),
            ("今天", Some("2026-11-24")),
            ("明天", Some("2026-11-25")),
            ("后天", Some("2026-11-26")),
            ("某天", None),
        ] {
            kit.make("rep", "tasks", json!({ "title": title, "due_on": due })).await;
        }
        kit.make(
            "rep",
            "tasks",
            json!({ "title": "下午三点", "due_at": "2026-11-24T07:00:00Z" }),
        )
        .await;
        let done = kit
            .make("rep", "tasks", json!({ "title": "做完的", "due_on": "2026-11-24" }))
            .await;
        rep.change("tasks", &done, json!({ "status": "done" }))
            .await
            .expect(200);
        kit.make("siyuan", "tasks", json!({ "title": "别人的", "due_on": "2026-11-24" }))
            .await;
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let contact = kit
            .make(
                "rep",
                "contacts",
                json!({ "name": "赵国栋", "account": account, "phone": "13800138000" }),
            )
            .await;
        let sop = kit.sop("light").await;
        let body = json!({ "name": "大单", "amount": "500000.00", "account": account, "sop": sop });
        let deal = kit.make("rep", "opportunities", body).await;
        kit.make(
            "rep",
            "stakeholders",
            json!({ "opportunity": deal, "contact": contact, "role": "decider" }),
        )
        .await;
        let day = rep.get("/today").await.expect(200);
        assert_eq!(titles(&day["overdue"]), ["昨天"]);
        assert_eq!(titles(&day["today"]), ["首次联系并接通", "下午三点", "今天"]);
        assert_eq!(titles(&day["tomorrow"]), ["明天"]);
        assert_eq!(
            (&day["best"]["title"], &day["best"]["overdue"]),
            (&json!("昨天"), &json!(true))
        );
        let step = &day["today"][0];
        assert_eq!(
            (
                &step["kind"],
                &step["id"],
                &step["step"],
                &step["required"],
                &step["step_kind"]
            ),
            (
                &json!("step"),
                &json!(deal),
                &json!("first_contact"),
                &json!(true),
                &json!("activity")
            )
        );
        assert_eq!(
            (&step["opportunity"], &step["account"]["name"], &step["amount"]),
            (
                &json!({ "id": deal, "name": "大单" }),
                &json!("苏州恒立"),
                &json!("500000.00")
            )
        );
        assert_eq!(
            (&day["today"][1]["all_day"], &day["today"][2]["all_day"]),
            (&json!(false), &json!(true))
        );
        // An hour later the step is late, and a required step goes before a task.
        kit.at("2026-11-24T04:00:00Z");
        let day = rep.get("/today").await.expect(200);
        assert_eq!(titles(&day["overdue"]), ["昨天", "首次联系并接通"]);
        assert_eq!(
            (
                &day["best"]["title"],
                &day["best"]["contact"]["name"],
                &day["best"]["contact"]["phone"]
            ),
            (&json!("首次联系并接通"), &json!("赵国栋"), &json!("13800138000"))
        );
        assert_eq!(day["best"]["reason"], "今天已到期，还没有完成");
        let en = rep.clone().lang("en").get("/today").await.expect(200);
        assert_eq!(
            (&en["best"]["reason"], &en["best"]["title"]),
            (
                &json!("It was due today and is still open"),
                &json!("Make the first contact")
            )
        );
    });
}

#[test]
fn of_several_late_steps_the_one_with_the_most_at_stake_is_first() {
    each(async |kit| {
        let sop = kit.sop("light").await;
        for (name, amount) in [("小单", "10.00"), ("大单", "9000.00"), ("中单", "500.00")] {
            kit.make(
                "rep",
                "opportunities",
                json!({ "name": name, "amount": amount, "sop": sop }),
            )
            .await;
        }
        kit.at("2026-11-26T04:00:00Z");
        let day = kit.as_("rep").get("/today").await.expect(200);
        assert_eq!(day["best"]["opportunity"]["name"], "大单");
        assert_eq!(day["best"]["reason"], "已逾期 2 天，在所有逾期事项中金额最大");
        assert_eq!(day["overdue"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn with_nothing_to_do_it_is_empty_and_for_everybody_there() {
    each(async |kit| {
        let empty = kit.as_("rep").get("/today").await.expect(200);
        assert_eq!(
            (
                &empty["best"],
                &empty["overdue"],
                &empty["today"],
                &empty["tomorrow"],
                &empty["waiting"]
            ),
            (&json!(null), &json!([]), &json!([]), &json!([]), &json!([]))
        );
        for who in ["admin", "ops", "manager", "service", "viewer"] {
            kit.as_(who).get("/today").await.expect(200);
        }
        // A role that doesn't see what the day is made of has an empty one.
        let hidden = json!({ "objects": { "opportunities": { "read": "own", "hidden": ["next_due_at", "status"] }, "tasks": { "read": "own", "hidden": ["due_on"] } } });
        let clerk = kit.hire("clerk", hidden).await;
        assert_eq!(clerk.get("/today").await.expect(200)["best"], json!(null));
    });
}

#[test]
fn what_belongs_to_a_record_that_ended_or_is_gone_asks_for_nothing() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let sop = kit.sop("light").await;
        let mut deals = Vec::new();
        for name in ["在谈", "输掉的", "删除的"] {
            let deal = kit
                .make("rep", "opportunities", json!({ "name": name, "sop": sop }))
                .await;
            let task = json!({ "title": format!("{name}的任务"), "due_on": "2026-11-23", "opportunity": deal });
            kit.make("rep", "tasks", task).await;
            deals.push(deal);
        }
        let account = kit.make("rep", "accounts", json!({ "name": "撤掉的客户" })).await;
        let task = json!({ "title": "客户的任务", "due_on": "2026-11-23", "account": account });
        kit.make("rep", "tasks", task).await;
        kit.make("rep", "tasks", json!({ "title": "自己的事", "due_on": "2026-11-23" }))
            .await;
        let tasks = async || {
            let day = rep.get("/today").await.expect(200);
            let overdue = day["overdue"].as_array().unwrap();
            let tasks: Vec<Json> = overdue.iter().filter(|i| i["kind"] == "task").cloned().collect();
            let mut titles = titles(&Json::Array(tasks));
            titles.sort();
            titles
        };
        assert_eq!(tasks().await.len(), 5);

        let lost = json!({ "reason": "price" });
        rep.post(&format!("/opportunities/{}/lose", deals[1]), lost)
            .await
            .expect(200);
        rep.remove("opportunities", &deals[2]).await.expect(204);
        rep.remove("accounts", &account).await.expect(204);
        assert_eq!(tasks().await, ["在谈的任务", "自己的事"]);
    });
}

#[test]
fn an_approval_waits_for_who_may_give_it() {
    each(async |kit| {
        let steps = "      - {key: talk, kind: customer_confirmation, title: {zh: 确认条款, en: Agree terms}, required: true, due: 1d}\n      \
                     - {key: review, kind: approval, title: {zh: 折扣审批, en: Approve the discount}, required: true, due: 2d}";
        let sop = publish(kit, &simple("asks_manager", steps)).await;
        let deal = kit
            .make(
                "rep",
                "opportunities",
                json!({ "name": "苏州恒立", "sop": sop, "amount": "86000.00" }),
            )
            .await;
        let own = kit
            .make("manager", "opportunities", json!({ "name": "自己的", "sop": sop }))
            .await;
        let waiting = async |who: &str| kit.as_(who).get("/today").await.expect(200)["waiting"].clone();
        // Not before it is its turn.
        assert_eq!(waiting("manager").await, json!([]));
        for (who, id) in [("rep", &deal), ("manager", &own)] {
            let path = format!("/opportunities/{id}/steps/talk/complete");
            kit.as_(who).act(&path).await.expect(200);
        }
        let found = waiting("manager").await;
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        assert_eq!(
            (
                &found[0]["kind"],
                &found[0]["step"],
                &found[0]["step_title"],
                &found[0]["opportunity"]["id"],
                &found[0]["created_by"]["name"],
                &found[0]["amount"]
            ),
            (
                &json!("approval"),
                &json!("review"),
                &json!("折扣审批"),
                &json!(deal),
                &json!("林晓彤"),
                &json!("86000.00")
            )
        );
        let en = kit.as_("manager").lang("en").get("/today").await.expect(200);
        assert_eq!(en["waiting"][0]["step_title"], "Approve the discount");
        // To the one whose deal it is there is nothing to do meanwhile.
        kit.at("2026-11-25T03:00:00Z");
        let day = async |who: &str| kit.as_(who).get("/today").await.expect(200);
        let rep = day("rep").await;
        assert_eq!(
            (&rep["tomorrow"][0]["step"], &rep["tomorrow"][0]["waits"]),
            (&json!("review"), &json!(true))
        );
        assert_eq!(rep["best"], Json::Null);
        // Neither for those who may not give it, nor for those who don't see the deal, nor for readers.
        for who in ["rep", "south", "viewer"] {
            assert_eq!(waiting(who).await, json!([]), "{who}");
        }
        // An exception to the approval is one decision, not two.
        let waive = format!("/opportunities/{deal}/steps/review/waive");
        let asked = kit
            .as_("rep")
            .post(&waive, json!({ "reason": "折扣在本人权限以内" }))
            .await
            .expect(201);
        let found = waiting("manager").await;
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        assert_eq!((&found[0]["kind"], &found[0]["id"]), (&json!("waiver"), &asked["id"]));
        let en = kit.as_("manager").lang("en").get("/today").await.expect(200);
        assert_eq!(en["waiting"][0]["step_title"], "Approve the discount");
        assert_eq!(day("rep").await["tomorrow"][0]["waits"], true);
        let reject = format!("/waivers/{}/reject", asked["id"].as_str().unwrap());
        kit.as_("manager")
            .post(&reject, json!({ "comment": "我来看" }))
            .await
            .expect(200);
        let approve = format!("/opportunities/{deal}/steps/review/complete");
        kit.as_("manager").act(&approve).await.expect(200);
        assert_eq!(waiting("manager").await, json!([]));
    });
}

#[test]
fn a_step_whose_exception_is_asked_for_is_nothing_to_do_now() {
    each(async |kit| {
        let sop = kit.sop("light").await;
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "大单", "sop": sop }))
            .await;
        let rep = kit.as_("rep");
        let best = rep.get("/today").await.expect(200)["best"].clone();
        assert_eq!(
            (&best["step"], &best["waits"]),
            (&json!("first_contact"), &json!(false))
        );
        let waive = format!("/opportunities/{deal}/steps/first_contact/waive");
        let why = json!({ "reason": "客户就在展台，已经当面谈过" });
        let waiver = rep.post(&waive, why).await.expect(201);
        let day = rep.get("/today").await.expect(200);
        assert_eq!((&day["best"], &day["today"][0]["waits"]), (&Json::Null, &json!(true)));
        let reject = format!("/waivers/{}/reject", waiver["id"].as_str().unwrap());
        let why = json!({ "comment": "还是打个电话" });
        kit.as_("manager").post(&reject, why).await.expect(200);
        assert_eq!(rep.get("/today").await.expect(200)["best"]["step"], "first_contact");
    });
}
