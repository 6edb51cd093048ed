//! A deal on its way through its SOP.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};

/// A deal of the light SOP and the one who works on it.
pub struct Deal<'k> {
    pub id: String,
    pub rep: As<'k>,
    kit: &'k Kit,
    contact: String,
}

impl<'k> Deal<'k> {
    pub async fn new(kit: &'k Kit) -> Self {
        let contact = kit.make("rep", "contacts", json!({ "name": "赵国栋" })).await;
        Deal {
            id: kit.light("rep", "产线升级").await,
            rep: kit.as_("rep"),
            kit,
            contact,
        }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/opportunities/{}{rest}", self.id)
    }

    pub async fn record(&self) -> Json {
        self.rep.get(&self.path("")).await.expect(200)
    }

    pub async fn sop(&self) -> Json {
        self.rep.get(&self.path("/sop")).await.expect(200)
    }

    pub async fn step(&self, key: &str) -> Json {
        let sop = self.sop().await;
        sop["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["key"] == key)
            .cloned()
            .unwrap_or_default()
    }

    pub async fn kinds(&self) -> Vec<String> {
        let page = self.rep.get(&self.path("/timeline?limit=200")).await.expect(200);
        let mut kinds: Vec<_> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["object"] == "opportunities")
            .map(|e| match e["meta"]["step"].as_str() {
                Some(step) => format!("{}:{step}", e["kind"].as_str().unwrap()),
                None => e["kind"].as_str().unwrap().to_owned(),
            })
            .collect();
        kinds.reverse();
        kinds
    }

    /// Meets the gate of the first stage.
    pub async fn prospect(&self) {
        let account = self.kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        self.rep
            .change("opportunities", &self.id, json!({ "account": account }))
            .await
            .expect(200);
        self.rep
            .post(
                &self.path("/log"),
                json!({ "kind": "call", "reached": "connected", "outcome": "advance" }),
            )
            .await
            .expect(201);
        let body = json!({ "opportunity": self.id, "contact": self.contact, "role": "decider", "met": true });
        self.kit.make("rep", "stakeholders", body).await;
    }

    /// Meets the gate of the second.
    pub async fn engage(&self) {
        let body = json!({ "pain": "换线要停机两小时，每天两次", "expected_close": "2026-12-20" });
        self.rep.change("opportunities", &self.id, body).await.expect(200);
        for question in ["light_if_nothing", "light_if_solved", "light_by_when"] {
            let body = json!({ "text": "每月损失约二十万元，生产部最着急" });
            self.rep
                .put(&self.path(&format!("/answers/{question}")), body)
                .await
                .expect(200);
        }
        let product = self.rep.get("/products?limit=1").await.expect(200)["data"][0]["id"].clone();
        self.kit
            .make(
                "rep",
                "line_items",
                json!({ "opportunity": self.id, "product": product }),
            )
            .await;
        self.rep.act(&self.path("/steps/send_offer/complete")).await.expect(200);
    }

    /// Meets the gate of the third.
    pub async fn close(&self) {
        self.rep
            .act(&self.path("/steps/confirm_terms/complete"))
            .await
            .expect(200);
        self.rep
            .change("opportunities", &self.id, json!({ "amount": "128000.00" }))
            .await
            .expect(200);
        self.rep
            .post(&self.path("/log"), json!({ "kind": "meeting", "outcome": "order" }))
            .await
            .expect(201);
    }

    pub async fn advance(&self) -> Json {
        self.rep.act(&self.path("/advance")).await.expect(200)
    }
}

#[test]
fn a_new_deal_starts_the_preferred_sop_or_the_one_it_names() {
    each(async |kit| {
        let deal = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "一单" }))
            .await
            .expect(201);
        assert_eq!(
            (
                &deal["sop"]["name"],
                &deal["stage"],
                &deal["phase"],
                &deal["probability_stage"]
            ),
            (&json!("方案型销售"), &json!("develop"), &json!("develop"), &json!(5))
        );
        assert_eq!((&deal["steps_done"], &deal["steps_required"]), (&json!(0), &json!(6)));
        assert_eq!(
            deal["next_step"],
            json!({ "step": "dev_account", "text": "关联客户档案" })
        );
        assert_eq!(deal["stage_entered_at"], "2026-11-24T02:00:00.000000Z");
        // A working day from Tuesday 10:00.
        assert_eq!(deal["next_due_at"], "2026-11-25T02:00:00.000000Z");
        let light = kit
            .as_("rep")
            .post(
                "/opportunities",
                json!({ "name": "一单", "sop": kit.sop("light").await }),
            )
            .await
            .expect(201);
        assert_eq!(
            (&light["sop"]["name"], &light["stage"]),
            (&json!("轻量销售"), &json!("prospecting"))
        );
        let read = kit
            .as_("rep")
            .lang("en")
            .get(&format!("/opportunities/{}", deal["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(read["next_step"]["text"], "Link the account");
        // What is there already counts from the start.
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let deal = kit
            .as_("rep")
            .post(
                "/opportunities",
                json!({ "name": "二单", "account": account, "source": "展会" }),
            )
            .await
            .expect(201);
        assert_eq!(
            (&deal["steps_done"], &deal["next_step"]["step"]),
            (&json!(2), &json!("dev_profile"))
        );
    });
}

#[test]
fn the_view_tells_what_the_page_draws() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let sop = deal.sop().await;
        assert_eq!(
            (
                &sop["version"]["sop"]["key"],
                &sop["version"]["number"],
                &sop["status"],
                &sop["run"]
            ),
            (&json!("light"), &json!(1), &json!("open"), &json!("active"))
        );
        let states: Vec<_> = sop["stages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["key"].as_str().unwrap(), s["state"].as_str().unwrap()))
            .collect();
        assert_eq!(
            states,
            [("prospecting", "current"), ("engaging", "ahead"), ("closing", "ahead")]
        );
        assert_eq!(
            (
                &sop["stage"]["name"],
                &sop["stage"]["steps_required"],
                &sop["stage"]["days"]
            ),
            (&json!("初步接触"), &json!(3), &json!(0))
        );
        assert!(
            sop["stage"]["standards"].as_array().unwrap().len() > 1
                && sop["stage"]["cautions"].as_array().unwrap().len() > 1
        );
        assert_eq!(sop["next"]["step"], "first_contact");
        assert!(sop["next"]["reason"].as_str().is_some_and(|r| !r.is_empty()));
        assert_eq!(sop["next"]["fix"], json!({ "kind": "log", "activity": "call" }));
        assert_eq!(
            (
                &sop["gate"]["met"],
                &sop["gate"]["to"][0]["key"],
                sop["gate"]["missing"].as_array().unwrap().len()
            ),
            (&json!(false), &json!("engaging"), 4)
        );
        assert_eq!(sop["questions"][0]["groups"][0]["questions"][0]["key"], "light_today");
        let mut verbs: Vec<_> = sop["verbs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap())
            .collect();
        verbs.sort_unstable();
        assert_eq!(verbs, ["advance", "hold", "lose"]);
        assert_eq!(
            kit.as_("viewer").get(&deal.path("/sop")).await.expect(200)["verbs"],
            json!([])
        );
        let step = deal.step("know_account").await;
        assert_eq!(
            step["fix"],
            json!({ "kind": "field", "object": "opportunities", "id": deal.id, "field": "account" })
        );
        assert_eq!(
            (&step["state"], &step["by_data"], &step["overdue"]),
            (&json!("open"), &json!(true), &json!(false))
        );
    });
}

#[test]
fn a_gate_that_is_not_met_says_what_is_missing_and_how_to_mend_it_in_the_askers_language() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let zh = deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        let en = deal
            .rep
            .clone()
            .lang("en")
            .act(&deal.path("/advance"))
            .await
            .problem(409, "gate_not_met");
        let steps: Vec<_> = zh["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["step"].clone())
            .collect();
        assert_eq!(
            steps,
            [
                json!("know_account"),
                json!("first_contact"),
                json!("know_person"),
                json!(null)
            ]
        );
        for (a, b) in zh["missing"]
            .as_array()
            .unwrap()
            .iter()
            .zip(en["missing"].as_array().unwrap())
        {
            let (zh, en) = (a["text"].as_str().unwrap(), b["text"].as_str().unwrap());
            assert!(
                zh.chars().any(|c| !c.is_ascii()) && !en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{zh} / {en}"
            );
            assert_eq!(a["fix"], b["fix"]);
            assert!(a["fix"]["kind"].is_string(), "{a}");
        }
        assert_eq!(zh["missing"][2]["fix"]["kind"], "create");
        assert_eq!(zh["missing"][2]["fix"]["object"], "stakeholders");
        assert_eq!(deal.record().await["stage"], "prospecting");
        // Doing what the fixes say opens it.
        deal.prospect().await;
        assert_eq!(
            deal.sop().await["gate"],
            json!({ "met": true, "to": [{ "key": "engaging", "name": "需求与报价" }], "missing": [] })
        );
        let sop = deal.advance().await;
        assert_eq!(sop["stage"]["key"], "engaging");
        let deal = deal.record().await;
        assert_eq!(
            (&deal["stage"], &deal["phase"], &deal["probability_stage"]),
            (&json!("engaging"), &json!("propose"), &json!(40))
        );
    });
}

#[test]
fn a_deal_goes_from_first_contact_to_won() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        deal.engage().await;
        deal.advance().await;
        deal.rep.act(&deal.path("/win")).await.problem(409, "gate_not_met");
        deal.close().await;
        kit.at("2026-11-27T02:00:00Z");
        let sop = deal.rep.act(&deal.path("/win")).await.expect(200);
        assert_eq!((&sop["status"], &sop["run"]), (&json!("won"), &json!("completed")));
        assert_eq!(sop["verbs"], json!([]));
        let record = deal.record().await;
        assert_eq!(
            (
                &record["status"],
                &record["closed_on"],
                &record["cycle_days"],
                &record["next_step"]
            ),
            (&json!("won"), &json!("2026-11-27"), &json!(3), &json!(null))
        );
        for verb in ["advance", "win", "resume", "steps/confirm_terms/reopen"] {
            deal.rep
                .act(&deal.path(&format!("/{verb}")))
                .await
                .problem(409, "wrong_state");
        }
        deal.rep
            .post(&deal.path("/lose"), json!({ "reason": "price" }))
            .await
            .problem(409, "wrong_state");
        let kinds = deal.kinds().await;
        for kind in [
            "sop_started",
            "stage_entered",
            "step_done:send_offer",
            "won",
            "sop_completed",
        ] {
            assert!(kinds.iter().any(|k| k == kind), "{kind}: {kinds:?}");
        }
    });
}

#[test]
fn what_holds_already_in_a_new_stage_is_noted_as_done_when_it_is_entered() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.rep
            .change("opportunities", &deal.id, json!({ "pain": "换线要停机两小时" }))
            .await
            .expect(200);
        deal.advance().await;
        let step = deal.step("record_pain").await;
        assert_eq!(
            (&step["state"], &step["done_by"]["name"]),
            (&json!("done"), &json!("林晓彤"))
        );
        let kinds = deal.kinds().await;
        let entered = kinds.iter().position(|k| k == "stage_entered").unwrap();
        assert!(
            kinds[entered + 1..].iter().any(|k| k == "step_done:record_pain"),
            "{kinds:?}"
        );
        assert!(
            kinds[entered + 1..].iter().any(|k| k == "step_done:find_decider"),
            "{kinds:?}"
        );
    });
}

#[test]
fn steps_that_follow_the_data_open_again_with_it() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        assert_eq!(deal.record().await["steps_done"], 3);
        deal.rep
            .change("opportunities", &deal.id, json!({ "account": null }))
            .await
            .expect(200);
        let record = deal.record().await;
        assert_eq!(
            (&record["steps_done"], &record["next_step"]["step"]),
            (&json!(2), &json!("know_account"))
        );
        assert!(deal.kinds().await.contains(&"step_reopened:know_account".to_owned()));
        let people = deal.rep.list("stakeholders", json!({ "all": [] })).await;
        deal.rep
            .remove("stakeholders", people[0]["id"].as_str().unwrap())
            .await
            .expect(204);
        assert_eq!(deal.record().await["steps_done"], 1);
        // They can't be completed or reopened by hand.
        for verb in ["complete", "reopen"] {
            let reply = deal.rep.act(&deal.path(&format!("/steps/know_account/{verb}"))).await;
            assert!(
                verb == "reopen" && reply.status == 200 || reply.status == 409,
                "{verb} {}",
                reply.text()
            );
        }
        deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
    });
}

#[test]
fn steps_are_completed_skipped_and_reopened_by_hand() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let act = async |step: &str, verb: &str, body: Json| {
            deal.rep.post(&deal.path(&format!("/steps/{step}/{verb}")), body).await
        };
        act("know_account", "skip", json!({}))
            .await
            .fault("required", "/reason");
        act("know_account", "skip", json!({ "reason": "暂无" }))
            .await
            .fault("required", "/reason");
        act("know_account", "skip", json!({ "reason": "x", "nope": 1 }))
            .await
            .fault("unknown_field", "/nope");
        act("know_account", "skip", json!({ "reason": "个人客户，没有公司" }))
            .await
            .expect(200);
        assert_eq!(deal.step("know_account").await["state"], "skipped");
        act("know_account", "skip", json!({ "reason": "个人客户，没有公司" }))
            .await
            .problem(409, "wrong_state");
        act("know_account", "reopen", json!({})).await.expect(200);
        assert_eq!(deal.step("know_account").await["state"], "open");
        // What can't be skipped without consent goes the way of a waiver.
        act("first_contact", "skip", json!({ "reason": "客户自己找上门来" }))
            .await
            .problem(403, "forbidden");
        act("send_offer", "complete", json!({}))
            .await
            .problem(409, "wrong_state");
        act("nope", "complete", json!({})).await.problem(409, "wrong_state");
        act("know_account", "fly", json!({})).await.problem(404, "not_found");
        deal.prospect().await;
        deal.advance().await;
        act("send_offer", "complete", json!({ "note": "视频讲解，客户两人在场" }))
            .await
            .expect(200);
        let step = deal.step("send_offer").await;
        assert_eq!(
            (&step["state"], &step["done_by"]["name"], &step["done_at"]),
            (&json!("done"), &json!("林晓彤"), &json!("2026-11-24T02:00:00.000000Z"))
        );
        act("send_offer", "complete", json!({})).await.expect(200);
        act("send_offer", "reopen", json!({})).await.expect(200);
        assert_eq!(deal.step("send_offer").await["state"], "open");
    });
}

#[test]
fn an_approval_is_for_somebody_who_may_approve() {
    each(async |kit| {
        let yaml = simple(
            "approval",
            "      - {key: review, kind: approval, title: {zh: 评审, en: Review}, required: true}",
        );
        let sop = publish(kit, &yaml).await;
        let id = kit
            .make("rep", "opportunities", json!({ "name": "x", "sop": sop }))
            .await;
        let path = format!("/opportunities/{id}/steps/review/complete");
        kit.as_("rep").act(&path).await.problem(403, "forbidden");
        kit.as_("south").act(&path).await.problem(404, "not_found");
        kit.as_("manager").act(&path).await.expect(200);
    });
}

#[test]
fn going_back_keeps_what_was_done_and_needs_a_reason() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.rep
            .post(&deal.path("/back"), json!({ "reason": "客户换了负责人" }))
            .await
            .problem(409, "wrong_state");
        deal.prospect().await;
        deal.advance().await;
        deal.rep.act(&deal.path("/steps/send_offer/complete")).await.expect(200);
        deal.rep
            .post(&deal.path("/back"), json!({}))
            .await
            .fault("required", "/reason");
        deal.rep
            .post(
                &deal.path("/back"),
                json!({ "to": "closing", "reason": "客户换了负责人" }),
            )
            .await
            .problem(409, "wrong_state");
        let sop = deal
            .rep
            .post(&deal.path("/back"), json!({ "reason": "客户换了负责人" }))
            .await
            .expect(200);
        assert_eq!(
            (&sop["stage"]["key"], &sop["gate"]["met"]),
            (&json!("prospecting"), &json!(true))
        );
        deal.advance().await;
        assert_eq!(deal.record().await["stage"], "engaging");
    });
}

#[test]
fn a_hold_pauses_what_is_due_until_it_is_taken_up_again() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let due = deal.record().await["next_due_at"].clone();
        assert_eq!(due, "2026-11-24T03:00:00.000000Z");
        let hold = async |body: Json| deal.rep.post(&deal.path("/hold"), body).await;
        hold(json!({})).await.fault("required", "/reason");
        hold(json!({ "reason": "客户放假", "until": "2026-11-23" }))
            .await
            .fault("invalid_value", "/until");
        hold(json!({ "reason": "客户放假", "until": "soon" }))
            .await
            .fault("invalid_value", "/until");
        kit.at("2026-11-24T02:30:00Z");
        let sop = hold(json!({ "reason": "客户放假", "until": "2026-11-27" }))
            .await
            .expect(200);
        assert_eq!(
            (&sop["status"], &sop["run"], &sop["verbs"]),
            (&json!("on_hold"), &json!("on_hold"), &json!(["resume", "lose"]))
        );
        assert_eq!(deal.record().await["status"], "on_hold");
        for verb in ["advance", "hold", "win", "steps/know_person/complete"] {
            let body = json!({ "reason": "客户放假" });
            let body = if verb == "hold" { body } else { json!({}) };
            deal.rep
                .post(&deal.path(&format!("/{verb}")), body)
                .await
                .problem(409, "wrong_state");
        }
        // Nothing is overdue while it rests.
        let today = deal.rep.get("/today").await.expect(200);
        assert_eq!(today["overdue"], json!([]));
        kit.at("2026-11-26T02:00:00Z");
        deal.rep.act(&deal.path("/resume")).await.expect(200);
        // Half an hour was left of the first contact's hour.
        assert_eq!(deal.record().await["next_due_at"], "2026-11-26T02:30:00.000000Z");
        deal.rep.act(&deal.path("/resume")).await.problem(409, "wrong_state");
    });
}

#[test]
fn a_lost_deal_has_its_reason_its_day_and_its_length() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let lose = async |body: Json| deal.rep.post(&deal.path("/lose"), body).await;
        lose(json!({})).await.fault("required", "/reason");
        lose(json!({ "reason": "bad luck" }))
            .await
            .problem(422, "invalid_value");
        lose(json!({ "reason": "price", "closed_on": "2026-11-25" }))
            .await
            .fault("invalid_value", "/closed_on");
        lose(json!({ "reason": "price", "closed_on": "yesterday" }))
            .await
            .fault("invalid_value", "/closed_on");
        lose(json!({ "reason": "price", "closed_on": "2025-01-01" }))
            .await
            .fault("invalid_value", "/closed_on");
        kit.at("2026-12-04T02:00:00Z");
        let sop = lose(json!({ "reason": "price", "detail": "贵了三成", "closed_on": "2026-12-01" }))
            .await
            .expect(200);
        assert_eq!((&sop["status"], &sop["run"]), (&json!("lost"), &json!("stopped")));
        let record = deal.record().await;
        assert_eq!(
            (
                &record["status"],
                &record["loss_reason"],
                &record["loss_detail"],
                &record["closed_on"],
                &record["cycle_days"]
            ),
            (
                &json!("lost"),
                &json!("price"),
                &json!("贵了三成"),
                &json!("2026-12-01"),
                &json!(7)
            )
        );
        lose(json!({ "reason": "price" })).await.problem(409, "wrong_state");
        deal.rep.act(&deal.path("/win")).await.problem(409, "wrong_state");
    });
}

#[test]
fn an_answer_is_a_text_or_why_it_is_not_known_yet() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let answer = async |key: &str, body: Json| deal.rep.put(&deal.path(&format!("/answers/{key}")), body).await;
        answer("nope", json!({ "text": "手工" }))
            .await
            .problem(404, "not_found");
        answer("light_today", json!({})).await.fault("required", "/text");
        answer("light_today", json!({ "text": " " }))
            .await
            .fault("required", "/text");
        answer("light_today", json!({ "text": "手工", "unknown_because": "没问" }))
            .await
            .fault("required", "/text");
        answer("light_today", json!({ "unknown_because": "负责人出差" }))
            .await
            .fault("required", "/will_know_by");
        answer(
            "light_today",
            json!({ "unknown_because": "负责人出差", "will_know_by": "2026-11-23" }),
        )
        .await
        .fault("invalid_value", "/will_know_by");
        answer("light_today", json!({ "text": 5 }))
            .await
            .fault("invalid_value", "/text");
        answer("light_today", json!({ "nope": 5 }))
            .await
            .fault("unknown_field", "/nope");
        let find = |sop: &Json, key: &str| -> Json {
            sop["questions"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|l| l["groups"].as_array().unwrap())
                .flat_map(|g| g["questions"].as_array().unwrap())
                .find(|q| q["key"] == key)
                .cloned()
                .unwrap_or_default()["answer"]
                .clone()
        };
        let sop = answer("light_today", json!({ "text": "手工登记在本子上，月底再抄一遍" }))
            .await
            .expect(200);
        let given = find(&sop, "light_today");
        assert_eq!(
            (&given["text"], &given["thin"], &given["by"]["name"]),
            (
                &json!("手工登记在本子上，月底再抄一遍"),
                &json!(false),
                &json!("林晓彤")
            )
        );
        // Placeholders are kept and flagged.
        for thin in ["暂无", "N/A", "1"] {
            let sop = answer("light_trigger", json!({ "text": thin })).await.expect(200);
            assert_eq!(find(&sop, "light_trigger")["thin"], true, "{thin}");
        }
        let sop = answer(
            "light_trouble",
            json!({ "unknown_because": "负责人出差", "will_know_by": "2026-11-30" }),
        )
        .await
        .expect(200);
        let unknown = find(&sop, "light_trouble");
        assert_eq!(
            (&unknown["unknown_because"], &unknown["will_know_by"], &unknown["text"]),
            (&json!("负责人出差"), &json!("2026-11-30"), &json!(null))
        );
        // A later answer replaces it.
        let sop = answer("light_trouble", json!({ "text": "换线太慢，每次两小时" }))
            .await
            .expect(200);
        assert_eq!(find(&sop, "light_trouble")["unknown_because"], json!(null));
        assert_eq!(deal.rep.get("/answers?count=true").await.expect(200)["count"], 3);
    });
}

#[test]
fn a_questionnaire_is_done_when_what_matters_is_answered_and_unknown_is_an_answer() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        let answer = async |key: &str, body: Json| {
            deal.rep
                .put(&deal.path(&format!("/answers/{key}")), body)
                .await
                .expect(200)
        };
        assert_eq!(deal.step("ask_value").await["state"], "open");
        answer("light_if_nothing", json!({ "text": "暂无" })).await;
        answer("light_if_solved", json!({ "text": "产能多两成" })).await;
        let step = deal.step("ask_value").await;
        assert_eq!((&step["state"], &step["thin"]), (&json!("open"), &json!(true)));
        answer(
            "light_if_nothing",
            json!({ "unknown_because": "财务在核算", "will_know_by": "2026-11-30" }),
        )
        .await;
        assert_eq!(deal.step("ask_value").await["state"], "done");
    });
}

#[test]
fn a_contact_is_logged_with_its_next_task_and_the_step_it_completes() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        let log = async |body: Json| deal.rep.post(&deal.path("/log"), body).await;
        let body = json!({ "kind": "meeting", "reached": "connected", "outcome": "advance", "body": "当面讲解了报价", "contact": deal.contact, "minutes": 40,
            "at": "2026-11-24T01:00:00Z", "next": { "title": "发合同", "due_on": "2026-11-26", "kind": "send" }, "step": "send_offer" });
        let made = log(body).await.expect(201);
        assert_eq!(
            (
                &made["activity"]["kind"],
                &made["activity"]["at"],
                &made["activity"]["contact"]["name"]
            ),
            (
                &json!("meeting"),
                &json!("2026-11-24T01:00:00.000000Z"),
                &json!("赵国栋")
            )
        );
        assert_eq!(
            (
                &made["task"]["title"],
                &made["task"]["due_on"],
                &made["task"]["opportunity"]["id"]
            ),
            (&json!("发合同"), &json!("2026-11-26"), &json!(deal.id))
        );
        assert_eq!(deal.step("send_offer").await["state"], "done");
        assert_eq!(log(json!({ "kind": "call" })).await.expect(201)["task"], json!(null));
        for (body, code, pointer) in [
            (json!({}), "required", "/kind"),
            (json!({ "kind": "telepathy" }), "invalid_value", "/kind"),
            (
                json!({ "kind": "call", "reached": "maybe" }),
                "invalid_value",
                "/reached",
            ),
            (
                json!({ "kind": "call", "at": "2026-11-24T03:00:00Z" }),
                "invalid_value",
                "/at",
            ),
            (json!({ "kind": "call", "at": "now" }), "invalid_value", "/at"),
            (json!({ "kind": "call", "contact": "x" }), "invalid_value", "/contact"),
            (
                json!({ "kind": "call", "contact": "01234567-89ab-7cde-8f01-23456789abcd" }),
                "reference_not_found",
                "/contact",
            ),
            (json!({ "kind": "call", "next": {} }), "required", "/next/title"),
            (
                json!({ "kind": "call", "next": { "title": "" } }),
                "required",
                "/next/title",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x".repeat(201) } }),
                "invalid_value",
                "/next/title",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x", "due_on": "soon" } }),
                "invalid_value",
                "/next/due_on",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x", "kind": "fly" } }),
                "invalid_value",
                "/next/kind",
            ),
            (json!({ "kind": "call", "nope": 1 }), "unknown_field", "/nope"),
            (json!({ "kind": "call", "step": "nope" }), "invalid_value", "/step"),
        ] {
            let shown = body.to_string();
            let reply = log(body).await;
            assert_eq!(reply.json["errors"][0]["pointer"], pointer, "{shown}: {}", reply.text());
            reply.fault(code, pointer);
        }
        // Nothing of a refused one is left behind.
        assert_eq!(deal.rep.get("/activities?count=true").await.expect(200)["count"], 3);
    });
}

#[test]
fn no_way_of_writing_passes_a_gate() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let admin = kit.as_("admin");
        for body in [
            json!({ "stage": "closing" }),
            json!({ "status": "won" }),
            json!({ "steps_done": 3 }),
            json!({ "sop_version": null }),
        ] {
            admin
                .change("opportunities", &deal.id, body.clone())
                .await
                .problem(422, "read_only_field");
            let outcome = admin
                .post("/opportunities/bulk", json!({ "ids": [deal.id], "set": body }))
                .await
                .expect(200);
            assert_eq!(outcome["failed"][0]["error"]["code"], "read_only_field");
        }
        let outcome = admin
            .post("/opportunities/bulk", json!({ "ids": [deal.id], "do": "advance" }))
            .await
            .expect(200);
        assert_eq!(outcome["failed"][0]["error"]["code"], "gate_not_met");
        admin.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        admin
            .post(&deal.path("/advance"), json!({ "to": "closing" }))
            .await
            .problem(409, "wrong_state");
        admin.act(&deal.path("/win")).await.problem(409, "wrong_state");
        for object in ["sop_versions", "sops", "waivers", "answers"] {
            admin
                .post(
                    &format!("/{object}/bulk"),
                    json!({ "filter": { "all": [] }, "set": {} }),
                )
                .await
                .problem(405, "method_not_allowed");
        }
        assert_eq!(deal.record().await["stage"], "prospecting");
        deal.prospect().await;
        let outcome = kit
            .as_("rep")
            .post("/opportunities/bulk", json!({ "ids": [deal.id], "do": "advance" }))
            .await
            .expect(200);
        assert_eq!(outcome["done"], 1);
        assert_eq!(deal.record().await["stage"], "engaging");
        // A gate that looks at the last 30 days closes again with time.
        deal.engage().await;
        kit.at("2027-01-05T02:00:00Z");
        deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        assert_eq!(deal.sop().await["gate"]["met"], false);
    });
}

#[test]
fn a_gate_names_only_the_step_where_its_field_is_hidden() {
    each(async |kit| {
        let yaml = simple(
            "secret",
            "      - {key: budget_known, kind: field, title: {zh: 确认预算, en: Settle the budget}, required: true, done_when: {field: budget, op: gt, value: \"500\"}}",
        );
        let sop = publish(kit, &yaml).await;
        let id = kit
            .make(
                "rep",
                "opportunities",
                json!({ "name": "x", "sop": sop, "budget": "77.00" }),
            )
            .await;
        let rights =
            json!({ "objects": { "opportunities": { "read": "all", "update": "all", "hidden": ["budget"] } } });
        let clerk = kit.hire("clerk", rights).await;
        let problem = clerk
            .act(&format!("/opportunities/{id}/advance"))
            .await
            .problem(409, "gate_not_met");
        assert_eq!(
            problem["missing"],
            json!([{ "step": "budget_known", "text": "确认预算", "fix": null }])
        );
        let seen = kit
            .as_("rep")
            .act(&format!("/opportunities/{id}/advance"))
            .await
            .problem(409, "gate_not_met");
        assert_eq!(seen["missing"][0]["fix"]["field"], "budget");
        let view = clerk.get(&format!("/opportunities/{id}/sop")).await;
        assert!(
            !view.text().contains("500") && !view.text().contains("\"budget\""),
            "{}",
            view.text()
        );
    });
}

/// A document of one signing stage with these steps.
pub fn simple(key: &str, steps: &str) -> String {
    format!(
        "sop:\n  key: {key}\n  name: {{zh: 试验, en: Trial}}\n  object: opportunities\n  description: {{zh: 试验, en: Trial}}\n  owner_role: rep\n  review_after_days: 90\n\
         roles:\n  - key: rep\n    name: {{zh: 销售代表, en: Sales rep}}\n\
         stages:\n  - key: only\n    phase: sign\n    name: {{zh: 唯一, en: Only}}\n    goal: {{zh: 签约, en: Sign}}\n    role: rep\n    target: 5d\n    probability: 50\n    signing: true\n    \
         standards:\n      - {{zh: 如实记录, en: Record it as it is}}\n    cautions:\n      - {{zh: 不要逼单, en: Don't press}}\n    steps:\n{steps}\n"
    )
}

/// Imports and publishes a document; gives its SOP.
pub async fn publish(kit: &Kit, yaml: &str) -> String {
    let version = kit.as_("ops").post("/sops", json!({ "yaml": yaml })).await.expect(201);
    kit.as_("ops")
        .act(&format!("/sop_versions/{}/publish", version["id"].as_str().unwrap()))
        .await
        .expect(204);
    version["sop"]["id"].as_str().unwrap().to_owned()
}
