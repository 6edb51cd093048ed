//! Talks with the company's own question lists, needs with their sources and confirmations, the map of who decides.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

/// A list of operations' with a question of every kind; gives its id.
async fn list(kit: &Kit, more: Json) -> String {
    let mut body = json!({ "name": "停线损失", "name_en": "Downtime", "purpose": "第一次见生产负责人时" });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let list = kit.make("ops", "question_lists", body).await;
    let questions = [
        json!({ "text": "追溯现在怎么做？", "text_en": "How is it traced today?", "part": "s", "answer": "choice", "key": "q_how", "position": 1,
            "choices": "人工台账 | By hand\n条码 | Bar codes\n没有 | Not at all", "important": true }),
        json!({ "text": "人工台账要几个人？", "part": "p", "answer": "number", "key": "q_people", "position": 2, "important": true,
            "condition": { "exists": { "path": "answers", "where": { "all": [
                { "field": "question", "op": "eq", "value": "q_how" }, { "field": "choice", "op": "eq", "value": "人工台账" }] } } } }),
        json!({ "text": "停线一小时损失多少？", "part": "i", "answer": "money", "key": "q_loss", "position": 3, "important": true }),
        json!({ "text": "谁最着急？", "part": "n", "answer": "person", "key": "q_who", "position": 4 }),
        json!({ "text": "最迟哪天要用上？", "part": "other", "answer": "day", "key": "q_when", "position": 5 }),
        json!({ "text": "还试过什么？", "part": "p", "position": 6 }),
    ];
    for mut question in questions {
        question["list"] = json!(list);
        kit.make("ops", "questions", question).await;
    }
    list
}

fn question<'a>(talk: &'a Json, key: &str) -> &'a Json {
    let lists = talk["lists"].as_array().unwrap().iter();
    let mut all = lists.flat_map(|l| l["questions"].as_array().unwrap());
    all.find(|q| q["key"] == key).unwrap_or_else(|| panic!("{key}: {talk}"))
}

#[test]
fn a_talk_asks_the_lists_that_fit_and_takes_every_kind_of_answer() {
    each(async |kit| {
        let own = list(kit, json!({})).await;
        let deal = kit.light("rep", "追溯").await;
        let (rep, path) = (kit.as_("rep"), format!("/opportunities/{deal}"));
        let talk = async || rep.get(&format!("{path}/talk")).await.expect(200);
        let answer = async |key: &str, body: Json| rep.put(&format!("{path}/answers/{key}"), body).await;
        let before = talk().await;
        assert_eq!(question(&before, "q_people")["asked"], false);
        assert_eq!(
            question(&before, "q_how")["choices"][0],
            json!({ "key": "人工台账", "label": "人工台账" })
        );
        let english = kit.as_("rep").lang("en").get(&format!("{path}/talk")).await.expect(200);
        assert_eq!(question(&english, "q_how")["choices"][0]["label"], "By hand");
        // Important and unanswered: worth the next talk, with the reason.
        let next: Vec<&str> = before["next"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n["question"].as_str().unwrap())
            .collect();
        assert!(
            next.contains(&"q_how") && next.contains(&"q_loss") && !next.contains(&"q_people"),
            "{next:?}"
        );
        assert!(before["next"][0]["reason"].as_str().unwrap().chars().count() > 8);

        // What doesn't fit is refused where it stands, and says what would.
        let many = answer("q_how", json!({ "value": "扫码枪" }))
            .await
            .fault("invalid_value", "/value");
        assert!(many["errors"][0]["text"].as_str().unwrap().contains("条码"), "{many}");
        answer("q_people", json!({ "value": "many" }))
            .await
            .fault("invalid_value", "/value");
        answer("q_when", json!({ "value": "soon" }))
            .await
            .fault("invalid_value", "/value");
        answer("q_how", json!({ "text": "人工台账" }))
            .await
            .fault("required", "/text");
        answer("q_none", json!({ "text": "什么都没有" }))
            .await
            .problem(404, "not_found");
        let theirs = kit.make("jiayi", "contacts", json!({ "name": "南方的人" })).await;
        answer("q_who", json!({ "value": theirs }))
            .await
            .fault("reference_not_found", "/value");

        answer("q_how", json!({ "value": "人工台账" })).await.expect(200);
        answer("q_people", json!({ "value": 2.5, "text": "两个人，旺季加半个" }))
            .await
            .expect(200);
        answer("q_loss", json!({ "value": "36000.00" })).await.expect(200);
        let zhao = kit.make("rep", "contacts", json!({ "name": "赵国栋" })).await;
        answer("q_who", json!({ "value": zhao })).await.expect(200);
        answer(
            "q_when",
            json!({ "unknown_because": "等集团批预算", "will_know_by": "2026-12-01" }),
        )
        .await
        .expect(200);
        let after = talk().await;
        let given = |key: &str| question(&after, key)["given"].clone();
        assert_eq!(question(&after, "q_people")["asked"], true);
        assert_eq!(
            (&given("q_people")["number"], &given("q_people")["text"]),
            (&json!(2.5), &json!("两个人，旺季加半个"))
        );
        assert_eq!(
            (&given("q_loss")["amount"], &given("q_loss")["currency"]),
            (&json!("36000.00"), &json!("CNY"))
        );
        assert_eq!(given("q_who")["person"], json!({ "id": zhao, "name": "赵国栋" }));
        assert_eq!(question(&after, "q_when")["standing"], "waiting");
        let covered: Vec<Json> = after["coverage"].as_array().unwrap().clone();
        let i = covered.iter().find(|c| c["part"] == "I").unwrap();
        assert_eq!(
            (
                &i["answered"],
                after["next"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|n| n["question"] == "q_loss")
            ),
            (&json!(1), false)
        );

        // Who may, and who may not.
        kit.as_("viewer").get(&format!("{path}/talk")).await.expect(200);
        kit.as_("jiayi")
            .get(&format!("{path}/talk"))
            .await
            .problem(404, "not_found");
        let nothing = kit.as_("service").get(&format!("{path}/talk")).await.expect(200);
        assert_eq!((&nothing["lists"], &nothing["next"]), (&json!([]), &json!([])));
        let refused = rep.post("/question_lists", json!({ "name": "我的" })).await;
        refused.problem(403, "forbidden");

        // Said anew: the version before stays in the history with who and when.
        answer("q_loss", json!({ "value": "52000.00" })).await.expect(200);
        let history = async |key: &str| rep.get(&format!("{path}/answers/{key}")).await;
        let before = history("q_loss").await.expect(200)["versions"].clone();
        assert_eq!(
            (before.as_array().unwrap().len(), &before[0]["was"]["amount"]),
            (1, &json!("36000.00"))
        );
        assert_eq!(
            (&before[0]["by"]["name"], &before[0]["at"]),
            (
                &rep.get("/me").await.expect(200)["user"]["name"],
                &json!("2026-11-24T02:00:00.000000Z")
            )
        );
        assert_eq!(history("q_how").await.expect(200)["versions"], json!([]));
        assert_eq!(history("q_none").await.expect(200)["versions"], json!([]));
        kit.as_("jiayi")
            .get(&format!("{path}/answers/q_loss"))
            .await
            .problem(404, "not_found");

        // Conditions read values: so can lists and gates.
        let losing = json!({ "exists": { "path": "answers", "where": { "all": [
            { "field": "question", "op": "eq", "value": "q_loss" }, { "field": "amount", "op": "gt", "value": "50000.00" }] } } });
        assert_eq!(rep.list("opportunities", losing).await.len(), 1);
        kit.as_("ops")
            .change("question_lists", &own, json!({ "active": false }))
            .await
            .expect(200);
        assert!(
            talk().await["lists"]
                .as_array()
                .unwrap()
                .iter()
                .all(|l| l["own"] == false)
        );
    });
}

#[test]
fn lists_are_chosen_by_industry_product_and_phase() {
    each(async |kit| {
        let product = kit
            .make("ops", "products", json!({ "name": "追溯模块", "code": "TRC-1" }))
            .await;
        list(kit, json!({ "industry": "食品", "product": product })).await;
        let food = kit
            .make("rep", "accounts", json!({ "name": "苏州恒立食品", "industry": "食品" }))
            .await;
        let deal = kit.light("rep", "追溯").await;
        let own = async || {
            let talk = kit
                .as_("rep")
                .get(&format!("/opportunities/{deal}/talk"))
                .await
                .expect(200);
            talk["lists"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|l| l["own"] == true)
                .count()
        };
        assert_eq!(own().await, 0);
        kit.as_("rep")
            .change("opportunities", &deal, json!({ "account": food }))
            .await
            .expect(200);
        assert_eq!(own().await, 0);
        kit.make("rep", "line_items", json!({ "opportunity": deal, "product": product }))
            .await;
        assert_eq!(own().await, 1);
        // A list of a later phase isn't asked yet.
        kit.make("ops", "question_lists", json!({ "name": "签约前", "phase": "sign" }))
            .await;
        assert_eq!(own().await, 1);
        // What a question must be.
        let ops = kit.as_("ops");
        let of = kit.make("ops", "question_lists", json!({ "name": "检查" })).await;
        let ask = async |body: Json| {
            let mut body = body;
            body["list"] = json!(of);
            ops.post("/questions", body).await
        };
        ask(json!({ "text": "选哪个？", "answer": "choice", "choices": "只有一个" }))
            .await
            .fault("required", "/choices");
        ask(json!({ "text": "？", "key": "Q 1" }))
            .await
            .fault("invalid_value", "/key");
        let wrong = ask(json!({ "text": "？", "condition": { "field": "nothing", "op": "eq", "value": 1 } })).await;
        wrong.fault("unknown_field", "/condition/field");
        let made = ask(json!({ "text": "自动生成代号" })).await.expect(201);
        assert!(made["key"].as_str().unwrap().starts_with("q_"), "{made}");
    });
}

#[test]
fn a_need_says_where_it_is_from_and_is_confirmed_by_the_customer() {
    each(async |kit| {
        let deal = kit.light("rep", "换线").await;
        let (rep, zhao) = (
            kit.as_("rep"),
            kit.make("rep", "contacts", json!({ "name": "赵国栋" })).await,
        );
        rep.put(
            &format!("/opportunities/{deal}/answers/light_today"),
            json!({ "text": "换线要停机两小时，每天两次" }),
        )
        .await
        .expect(200);
        let answers = rep
            .list("answers", json!({ "field": "opportunity", "op": "eq", "value": deal }))
            .await;
        let body = json!({ "opportunity": deal, "title": "换线停机太久", "contact": zhao, "impact": "180000.00", "budget": "300000.00",
            "answer": answers[0]["id"], "why": "订单越来越碎" });
        rep.post("/needs", body.clone()).await.fault("required", "/source");
        let mut told = body;
        told["source"] = json!("11 月 20 日现场，赵国栋");
        let need = rep.post("/needs", told.clone()).await.expect(201);
        let id = need["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (&need["status"], &need["said_on"]),
            (&json!("proposed"), &json!("2026-11-24"))
        );
        assert_eq!(need["fed"], json!(["budget", "pain", "pain_amount"]));
        // What it says stands on the deal, whose history tells it.
        let record = rep.get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!(
            (&record["pain"], &record["pain_amount"], &record["budget"]),
            (&json!("换线停机太久"), &json!("180000.00"), &json!("300000.00"))
        );
        // A second need leaves what is there.
        told["title"] = json!("质量追不到批次");
        let other = rep.post("/needs", told).await.expect(201);
        assert_eq!(other["fed"], json!(null));

        let confirm = async |who: &str, body: Json| kit.as_(who).post(&format!("/needs/{id}/confirm"), body).await;
        let yes = json!({ "status": "confirmed", "how": "message", "by": zhao, "words": "对，就是这个" });
        for who in ["jiayi", "service"] {
            confirm(who, yes.clone()).await.problem(404, "not_found");
        }
        confirm("viewer", yes.clone()).await.problem(403, "forbidden");
        for (key, value, code) in [
            ("status", json!("proposed"), "invalid_value"),
            ("how", json!("link"), "invalid_value"),
            ("how", json!("smoke"), "invalid_value"),
            ("by", json!(null), "required"),
            ("at", json!("2027-01-01T00:00:00Z"), "invalid_value"),
        ] {
            let mut wrong = yes.clone();
            wrong[key] = value;
            confirm("rep", wrong).await.fault(code, &format!("/{key}"));
        }
        confirm(
            "rep",
            json!({ "status": "corrected", "how": "call", "by": zhao, "words": "是" }),
        )
        .await
        .fault("required", "/words");
        let done = confirm("rep", yes).await.expect(200);
        assert_eq!(
            (&done["status"], &done["confirmed_by"]["name"], &done["confirmed_how"]),
            (&json!("confirmed"), &json!("赵国栋"), &json!("message"))
        );
        let gate =
            json!({ "exists": { "path": "needs", "where": { "field": "status", "op": "eq", "value": "confirmed" } } });
        assert_eq!(rep.list("opportunities", gate).await.len(), 1);
        rep.change("needs", &id, json!({ "status": "refused" }))
            .await
            .fault("read_only_field", "/status");

        // A change names its source, follows on the deal, and asks for a new confirmation.
        rep.change("needs", &id, json!({ "impact": "240000.00" }))
            .await
            .fault("required", "/source");
        let changed = rep
            .change(
                "needs",
                &id,
                json!({ "impact": "240000.00", "source": "11 月 24 日电话，赵国栋" }),
            )
            .await
            .expect(200);
        assert_eq!(
            (&changed["status"], &changed["confirmed_at"]),
            (&json!("proposed"), &json!(null))
        );
        let record = rep.get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!(record["pain_amount"], "240000.00");
        let story = rep
            .get(&format!("/opportunities/{deal}/timeline?limit=100"))
            .await
            .expect(200);
        let fields = |object: &str| {
            let events = story["data"]
                .as_array()
                .unwrap()
                .iter()
                .filter(move |e| e["object"] == object);
            events
                .flat_map(|e| {
                    e["fields"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|f| f["field"].as_str().unwrap().to_owned())
                })
                .collect::<Vec<_>>()
        };
        assert!(
            fields("opportunities").contains(&"pain_amount".to_owned())
                && fields("needs").contains(&"source".to_owned()),
            "{story}"
        );
        // What was written on the deal by hand stays.
        rep.change("opportunities", &deal, json!({ "pain_amount": "200000.00" }))
            .await
            .expect(200);
        rep.change("needs", &id, json!({ "impact": "260000.00", "source": "第二次电话" }))
            .await
            .expect(200);
        let record = rep.get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!(record["pain_amount"], "200000.00");
    });
}

#[test]
fn the_map_says_who_decides_and_what_lacks() {
    each(async |kit| {
        let deal = kit.make("rep", "opportunities", json!({ "name": "产线升级" })).await;
        let (rep, path) = (kit.as_("rep"), format!("/opportunities/{deal}/decision_unit"));
        let map = async || rep.get(&path).await.expect(200);
        let mut people = Vec::new();
        for (name, role) in [("赵国栋", "decider"), ("刘静怡", "influencer"), ("马鹏飞", "user")] {
            let contact = kit
                .make("rep", "contacts", json!({ "name": name, "title": "经理" }))
                .await;
            let body = json!({ "opportunity": deal, "contact": contact, "role": role, "influence": "high" });
            people.push((contact, kit.make("rep", "stakeholders", body).await));
        }
        let boss = &people[0].1;
        for (_, id) in &people[1..] {
            rep.change("stakeholders", id, json!({ "reports_to": boss }))
                .await
                .expect(200);
        }
        rep.change("stakeholders", boss, json!({ "reports_to": people[1].1 }))
            .await
            .fault("invalid_value", "/reports_to");
        rep.change("stakeholders", boss, json!({ "reports_to": boss }))
            .await
            .fault("invalid_value", "/reports_to");
        let elsewhere = kit.light("rep", "别的").await;
        let stranger = kit
            .make(
                "rep",
                "stakeholders",
                json!({ "opportunity": elsewhere, "contact": people[0].0 }),
            )
            .await;
        rep.change("stakeholders", boss, json!({ "reports_to": stranger }))
            .await
            .fault("invalid_value", "/reports_to");

        // Talks by contact; an unanswered call is none.
        let log = async |contact: &str, reached: &str| {
            let body = json!({ "kind": "call", "reached": reached, "contact": contact });
            rep.post(&format!("/opportunities/{deal}/log"), body).await.expect(201);
        };
        log(&people[0].0, "no_answer").await;
        log(&people[1].0, "connected").await;
        let beside = kit.make("rep", "contacts", json!({ "name": "周会计" })).await;
        log(&beside, "connected").await;
        rep.change("stakeholders", &people[1].1, json!({ "attitude": "negative" }))
            .await
            .expect(200);
        rep.change("stakeholders", &people[1].1, json!({ "attitude": "neutral" }))
            .await
            .expect(200);
        let seen = map().await;
        let one = |id: &str| {
            seen["people"]
                .as_array()
                .unwrap()
                .iter()
                .find(|p| p["id"] == id)
                .unwrap()
                .clone()
        };
        assert_eq!(
            (&one(boss)["last_contact_at"], &one(boss)["title"]),
            (&json!(null), &json!("经理"))
        );
        let liu = one(&people[1].1);
        assert_eq!(
            (&liu["reports_to"], liu["last_contact_at"].is_string()),
            (&json!(boss), true)
        );
        let went: Vec<_> = liu["attitudes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| (a["from"].clone(), a["to"].clone()))
            .collect();
        assert_eq!(
            went,
            [
                (json!("unknown"), json!("negative")),
                (json!("negative"), json!("neutral"))
            ]
        );
        assert_eq!(seen["beside"][0]["name"], "周会计");
        assert_eq!(seen["gaps"], json!([]), "nothing is asked before the first talk");

        // Each gap is a condition; what closes it is what a list or a gate would ask.
        rep.change("stakeholders", &people[1].1, json!({ "attitude": "negative" }))
            .await
            .expect(200);
        let jump = kit
            .as_("admin")
            .post(&format!("/opportunities/{deal}/advance"), json!({}))
            .await;
        assert!(matches!(jump.status, 200 | 409), "{}", jump.text());
        kit.as_("viewer").get(&path).await.expect(200);
        kit.as_("jiayi").get(&path).await.problem(404, "not_found");
        let nothing = kit.as_("service").get(&path).await.expect(200);
        assert_eq!(
            (&nothing["people"], &nothing["gaps"], &nothing["beside"]),
            (&json!([]), &json!([]), &json!([]))
        );
    });
}

#[test]
fn gaps_are_said_in_words_and_close_by_their_own_condition() {
    each(async |kit| {
        let deal = crate::sop::Deal::new(kit).await;
        deal.prospect().await;
        deal.rep.act(&deal.path("/advance")).await.expect(200);
        let gaps = async |lang: &str| {
            kit.as_("rep")
                .lang(lang)
                .get(&deal.path("/decision_unit"))
                .await
                .expect(200)["gaps"]
                .clone()
        };
        let keys = |gaps: &Json| {
            gaps.as_array()
                .unwrap()
                .iter()
                .map(|g| g["key"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let before = gaps("zh-CN").await;
        assert!(
            keys(&before).contains(&"user".to_owned()) && !keys(&before).contains(&"decider".to_owned()),
            "{before}"
        );
        let gap = before
            .as_array()
            .unwrap()
            .iter()
            .find(|g| g["key"] == "user")
            .unwrap()
            .clone();
        assert!(
            gap["text"].as_str().unwrap().contains("使用") && gap["rule"].as_str().unwrap().contains("使用者"),
            "{gap}"
        );
        let all = json!({ "all": [{ "field": "id", "op": "eq", "value": deal.id }, gap["condition"]] });
        assert_eq!(deal.rep.list("opportunities", all.clone()).await.len(), 0);
        let contact = kit.make("rep", "contacts", json!({ "name": "马鹏飞" })).await;
        kit.make(
            "rep",
            "stakeholders",
            json!({ "opportunity": deal.id, "contact": contact, "role": "user" }),
        )
        .await;
        assert!(!keys(&gaps("en").await).contains(&"user".to_owned()));
        assert_eq!(deal.rep.list("opportunities", all).await.len(), 1);
    });
}

#[test]
fn answers_are_compared_between_won_and_lost_deals() {
    each(async |kit| {
        list(kit, json!({})).await;
        let light = kit.sop("light").await;
        for n in 0..3 {
            let deal = kit.light("rep", &format!("第 {n} 单")).await;
            let rep = kit.as_("rep");
            let body = json!({ "value": if n == 0 { "条码" } else { "没有" } });
            rep.put(&format!("/opportunities/{deal}/answers/q_how"), body)
                .await
                .expect(200);
            if n < 2 {
                let lost = json!({ "reason": "price", "closed_on": "2026-11-24" });
                rep.post(&format!("/opportunities/{deal}/lose"), lost).await.expect(200);
            }
        }
        let table = kit
            .as_("manager")
            .get(&format!("/insights/answers?sop={light}"))
            .await
            .expect(200);
        assert_eq!((&table["won"], &table["lost"]), (&json!(0), &json!(2)));
        let row = |choice: Json| {
            let rows = table["rows"].as_array().unwrap().iter();
            rows.clone()
                .find(|r| r["question"] == "q_how" && r["choice"] == choice)
                .cloned()
                .unwrap_or_default()
        };
        assert_eq!(
            (&row(json!(null))["lost"]["k"], &row(json!(null))["lost"]["n"]),
            (&json!(2), &json!(2))
        );
        let codes = row(json!("条码"));
        assert_eq!(
            (&codes["lost"]["k"], &codes["lost"]["n"], &codes["verdict"]),
            (&json!(1), &json!(2), &json!("too_few"))
        );
        assert!(codes["lost"]["low"].as_f64().unwrap() < 0.5 && codes["won"]["share"].is_null());
        // The figure opens its deals.
        assert_eq!(
            kit.as_("manager")
                .list("opportunities", codes["lost"]["filter"].clone())
                .await
                .len(),
            1
        );
        // Others count what they see.
        let south = kit
            .as_("south")
            .get(&format!("/insights/answers?sop={light}"))
            .await
            .expect(200);
        assert_eq!(south["lost"], 0);
        kit.as_("service")
            .get("/insights/answers")
            .await
            .problem(404, "not_found");
        let none = kit.id("rep");
        kit.as_("rep")
            .get(&format!("/insights/answers?sop={none}"))
            .await
            .problem(404, "not_found");
    });
}
