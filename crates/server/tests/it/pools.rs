//! Public pools as named users: claimed once, within everybody's share, veiled until then, and filled by rule.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::leads::jobs;

async fn pool(kit: &Kit, more: Json) -> String {
    let mut body = json!({ "name": "公海一", "active": true });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    kit.make("ops", "pools", body).await
}

/// A lead of this person's that they give back.
async fn given_back(kit: &Kit, who: &str, name: &str) -> String {
    let body = json!({ "name": name, "company": "苏州恒测仪器有限公司", "phone": "13800138000", "need": "排产" });
    let id = kit.make(who, "leads", body).await;
    let reason = json!({ "reason": "客户明年才有预算，先放回公海" });
    kit.as_(who)
        .post(&format!("/leads/{id}/release"), reason)
        .await
        .expect(200);
    id
}

#[test]
fn what_is_in_a_pool_stays_veiled_until_it_is_claimed() {
    each(async |kit| {
        let pool = pool(kit, json!({ "daily_views": 1 })).await;
        let one = given_back(kit, "siyuan", "王小明").await;
        let two = given_back(kit, "siyuan", "李四").await;
        let me = kit.as_("rep");
        me.get(&format!("/leads/{one}")).await.problem(404, "not_found");
        let page = me.get(&format!("/pools/{pool}/leads")).await.expect(200);
        assert_eq!(page["data"].as_array().unwrap().len(), 2);
        let text = page.to_string();
        for secret in ["王小明", "恒测", "13800138000", "排产", "李四"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert_eq!(page["data"][0]["company"], "苏州****");

        // Details are counted, the same ones once; the number stays masked.
        let open = async |lead: &str| me.act(&format!("/pools/{pool}/leads/{lead}/open")).await;
        let seen = open(&one).await.expect(200);
        assert_eq!(
            (&seen["lead"]["company"], &seen["lead"]["need"]),
            (&json!("苏州恒测仪器有限公司"), &json!("排产"))
        );
        assert_eq!(
            (&seen["lead"]["name"], &seen["lead"]["phone"]),
            (&json!("王**"), &json!("138****8000"))
        );
        open(&one).await.expect(200);
        let problem = open(&two).await.problem(409, "wrong_state");
        assert_eq!(problem["limit"], "views");

        let shares = me.get("/pools/mine").await.expect(200);
        assert_eq!(
            (&shares["data"][0]["leads"], &shares["data"][0]["views"]),
            (&json!(2), &json!(1))
        );

        me.post(&format!("/pools/{pool}/claim"), json!({ "lead": one }))
            .await
            .expect(200);
        let lead = me.get(&format!("/leads/{one}")).await.expect(200);
        assert_eq!(
            (&lead["name"], &lead["phone"]),
            (&json!("王小明"), &json!("13800138000"))
        );
        assert_eq!(
            (&lead["pool"], &lead["previous_owner"]["id"]),
            (&Json::Null, &json!(kit.id("siyuan")))
        );
        assert_eq!(lead["protected_until"], "2026-12-01T02:00:00.000000Z");
        assert!(lead["assigned_because"]["zh"].as_str().unwrap().contains("公海一"));
        // The next day everybody has a new share.
        kit.at("2026-11-25T02:00:00Z");
        open(&two).await.expect(200);

        for who in ["viewer", "service"] {
            let mine = kit.as_(who).get("/pools/mine").await.expect(200);
            let all = mine["data"].as_array().unwrap().len();
            assert_eq!(all, usize::from(who == "service"), "{who}");
        }
        kit.as_("viewer")
            .get(&format!("/pools/{pool}/leads"))
            .await
            .problem(404, "not_found");
        kit.as_("viewer")
            .act(&format!("/pools/{pool}/claim"))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn two_want_it_and_one_has_it() {
    each(async |kit| {
        let pool = pool(kit, json!({})).await;
        let path = format!("/pools/{pool}/claim");
        for round in 0..5 {
            let id = given_back(kit, "jiayi", &format!("第{round}条")).await;
            let (a, b) = (kit.as_("rep"), kit.as_("siyuan"));
            let body = json!({ "lead": id });
            let (first, second) = tokio::join!(a.post(&path, body.clone()), b.post(&path, body.clone()));
            let mut statuses = [first.status, second.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "{} {}", first.text(), second.text());
            let owner = kit.as_("admin").get(&format!("/leads/{id}")).await.expect(200)["owner"]["id"].clone();
            let winner = if first.status == 200 { "rep" } else { "siyuan" };
            assert_eq!(owner, json!(kit.id(winner)));
        }
    });
}

#[test]
fn everybody_has_their_share() {
    each(async |kit| {
        let pool = pool(kit, json!({ "daily_claims": 2, "capacity": 3 })).await;
        let path = format!("/pools/{pool}/claim");
        for n in 0..5 {
            given_back(kit, "siyuan", &format!("第{n}条")).await;
        }
        let me = kit.as_("rep");
        // In turn: the oldest of the same score first.
        for _ in 0..2 {
            me.act(&path).await.expect(200);
        }
        assert_eq!(me.act(&path).await.problem(409, "wrong_state")["limit"], "claims");
        kit.at("2026-11-25T02:00:00Z");
        me.act(&path).await.expect(200);
        assert_eq!(me.act(&path).await.problem(409, "wrong_state")["limit"], "capacity");
        // A refused claim counts as none.
        let mine = me.get("/pools/mine").await.expect(200);
        assert_eq!(
            (&mine["data"][0]["claims"], &mine["data"][0]["held"]),
            (&json!(1), &json!(3))
        );
        // Who gave it back waits.
        let theirs = kit.as_("siyuan").act(&path).await.problem(409, "wrong_state");
        assert!(theirs["detail"].as_str().unwrap().contains("没有可领取"), "{theirs}");
        let page = kit.as_("siyuan").get(&format!("/pools/{pool}/leads")).await.expect(200);
        let row = &page["data"][0];
        assert!(row["rests"]["text"].as_str().unwrap().contains("冷却"), "{row}");
        let body = json!({ "lead": row["id"] });
        let refused = kit
            .as_("siyuan")
            .post(&path, body.clone())
            .await
            .problem(409, "wrong_state");
        assert_eq!(refused["until"], "2026-12-01T02:00:00.000000Z");
        kit.at("2026-12-01T02:00:01Z");
        kit.as_("siyuan").post(&path, body).await.expect(200);
    });
}

#[test]
fn pools_are_by_condition_and_team() {
    each(async |kit| {
        let south = kit.as_("jiayi").get("/me").await.expect(200)["user"]["team"]["id"].clone();
        let first = json!({ "name": "华南公海", "team": south, "condition": {"field": "region", "op": "eq", "value": "广东"}, "fresh_hours": 2 });
        let first = pool(kit, first).await;
        let rest = pool(kit, json!({ "position": 20 })).await;
        let id = kit
            .make("siyuan", "leads", json!({ "name": "粤", "region": "广东" }))
            .await;
        let path = format!("/leads/{id}/release");
        kit.as_("siyuan").act(&path).await.fault("required", "/reason");
        kit.as_("siyuan")
            .post(&path, json!({ "reason": "暂无" }))
            .await
            .fault("required", "/reason");
        let done = kit
            .as_("siyuan")
            .post(&path, json!({ "reason": "不在我的区域" }))
            .await
            .expect(200);
        assert_eq!(done["pool"]["id"], json!(first));
        kit.as_("rep")
            .get(&format!("/pools/{first}/leads"))
            .await
            .problem(404, "not_found");
        assert_eq!(
            kit.as_("rep").get("/pools/mine").await.expect(200)["data"][0]["id"],
            json!(rest)
        );
        // What has just come in rests.
        let claim = format!("/pools/{first}/claim");
        kit.as_("jiayi")
            .post(&claim, json!({ "lead": id }))
            .await
            .problem(409, "wrong_state");
        kit.at("2026-11-24T04:00:00Z");
        kit.as_("jiayi").post(&claim, json!({ "lead": id })).await.expect(200);
        // A pool with leads in it can be switched off, not deleted.
        given_back(kit, "siyuan", "某某").await;
        kit.as_("ops").remove("pools", &rest).await.problem(409, "in_use");
        let wrong = json!({ "name": "x", "condition": {"field": "mood", "op": "eq", "value": 1} });
        kit.as_("ops").post("/pools", wrong).await.problem(422, "unknown_field");
        kit.as_("ops")
            .post("/pools", json!({ "name": "x", "capacity": 0 }))
            .await
            .fault("invalid_value", "/capacity");
        kit.as_("rep")
            .post("/pools", json!({ "name": "x" }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn what_is_left_alone_goes_back_and_its_owner_was_told_before() {
    each(async |kit| {
        let pool = pool(kit, json!({ "contact_days": 10, "progress_days": 30, "warn_days": 2 })).await;
        let left = kit.make("rep", "leads", json!({ "name": "没人管" })).await;
        let called = kit.make("rep", "leads", json!({ "name": "常联系" })).await;
        let kept = kit.make("rep", "leads", json!({ "name": "特批" })).await;
        let reason = json!({ "until": "2026-12-31", "reason": "客户内部走招标流程" });
        kit.as_("rep")
            .post(&format!("/leads/{kept}/keep"), reason.clone())
            .await
            .problem(403, "forbidden");
        let standing = kit
            .as_("manager")
            .post(&format!("/leads/{kept}/keep"), reason)
            .await
            .expect(200);
        assert_eq!(standing["returns_at"], "2026-12-31T16:00:00.000000Z");
        let standing = kit.as_("rep").get(&format!("/leads/{left}/standing")).await.expect(200);
        assert_eq!(
            (&standing["returns_at"], &standing["why"]),
            (&json!("2026-12-04T02:00:00.000000Z"), &json!("contact"))
        );

        kit.at("2026-12-01T02:00:00Z");
        let call = json!({ "kind": "call", "reached": "no_answer" });
        kit.as_("rep")
            .post(&format!("/leads/{called}/log"), call.clone())
            .await
            .expect(201);
        // Who would lose what, tomorrow and later, under the rules as they are and as they would be.
        let ops = kit.as_("ops");
        let seen = ops.post("/pools/preview", json!({})).await.expect(200);
        assert_eq!((&seen["now"], &seen["then"]), (&json!(0), &json!(0)));
        let seen = ops.post("/pools/preview", json!({ "days": 5 })).await.expect(200);
        assert_eq!(
            (&seen["then"], &seen["owners"][0]["owner"]["id"]),
            (&json!(1), &json!(kit.id("rep")))
        );
        assert_eq!(seen["leads"][0]["record"]["id"], json!(left));
        let draft = json!({ "pool": pool, "draft": { "contact_days": 5 } });
        let seen = ops.post("/pools/preview", draft).await.expect(200);
        assert_eq!((&seen["now"], &seen["then"]), (&json!(0), &json!(1)));
        kit.as_("rep")
            .post("/pools/preview", json!({}))
            .await
            .problem(403, "forbidden");

        let told = async |kind: &str| -> Vec<Json> {
            let page = kit.as_("rep").get("/notices").await.expect(200);
            let all = page["data"].as_array().unwrap().clone();
            all.into_iter()
                .filter(|n| n["kind"] == kind)
                .map(|n| n["about"]["id"].clone())
                .collect()
        };
        kit.at("2026-12-02T17:30:00Z");
        jobs(kit).await;
        assert_eq!(told("lead_returning").await, [json!(left)]);
        kit.as_("rep").get(&format!("/leads/{left}")).await.expect(200);
        kit.at("2026-12-04T17:30:00Z");
        jobs(kit).await;
        assert_eq!(told("lead_returned").await, [json!(pool)]);
        kit.as_("rep")
            .get(&format!("/leads/{left}"))
            .await
            .problem(404, "not_found");
        for id in [&called, &kept] {
            kit.as_("rep").get(&format!("/leads/{id}")).await.expect(200);
        }
        let lead = kit.as_("admin").get(&format!("/leads/{left}")).await.expect(200);
        assert_eq!((&lead["pool"]["id"], &lead["owner"]), (&json!(pool), &Json::Null));
        let kinds = crate::leads::kinds(kit, &left).await;
        assert_eq!(kinds[0], "returned", "{kinds:?}");
        // It needn't wait for the night.
        kit.at("2026-12-06T04:00:00Z");
        let log = format!("/leads/{called}/log");
        let me = kit.as_("rep");
        me.post(&log, call.clone()).await.expect(201);
        let soon = kit.make("rep", "leads", json!({ "name": "再来一条" })).await;
        kit.at("2026-12-11T04:00:00Z");
        me.post(&log, call.clone()).await.expect(201);
        kit.at("2026-12-16T04:00:01Z");
        me.act("/pools/return").await.problem(403, "forbidden");
        kit.as_("admin").act("/pools/return").await.expect(200);
        jobs(kit).await;
        me.get(&format!("/leads/{soon}")).await.problem(404, "not_found");
        // A month without being qualified counts, too.
        for at in ["2026-12-17T04:00:00Z", "2026-12-22T04:00:00Z"] {
            kit.at(at);
            me.post(&log, call.clone()).await.expect(201);
        }
        kit.at("2026-12-24T17:30:00Z");
        jobs(kit).await;
        me.get(&format!("/leads/{called}")).await.problem(404, "not_found");
    });
}
