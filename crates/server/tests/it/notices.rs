//! What people are told of: mentions, comments, tasks given to them, reminders; each once, and only what they may see.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn notices(kit: &Kit, who: &str) -> Vec<(String, Json)> {
    let page = kit.as_(who).get("/notices").await.expect(200);
    let told = page["data"].as_array().unwrap();
    told.iter()
        .map(|n| (n["kind"].as_str().unwrap().to_owned(), n["about"]["name"].clone()))
        .collect()
}

/// Does the jobs that are due, as the server does beside the requests.
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

fn mention(kit: &Kit, name: &str, who: &str) -> String {
    format!("@[{name}]({})", kit.id(who))
}

#[test]
fn who_is_mentioned_hears_of_it_once_under_their_own_name() {
    each(async |kit| {
        let deal = kit.light("rep", "产线升级").await;
        let body = format!(
            "请 {} 看一下报价，抄送 {}",
            mention(kit, "老板", "manager"),
            mention(kit, "我", "rep")
        );
        let note = kit
            .make("rep", "notes", json!({ "opportunity": deal, "body": body }))
            .await;
        let page = kit.as_("manager").get("/notices").await.expect(200);
        let notice = &page["data"][0];
        assert_eq!(
            (
                &notice["kind"],
                &notice["actor"]["name"],
                &notice["object"],
                &notice["about"],
                &notice["read"],
                &page["unread"]
            ),
            (
                &json!("mentioned"),
                &json!("林晓彤"),
                &json!("opportunities"),
                &json!({ "id": deal, "name": "产线升级" }),
                &json!(false),
                &json!(1)
            )
        );
        assert_eq!(notice["text"], "请 @张伟 看一下报价，抄送 @林晓彤");
        // Nobody is told what they did themselves.
        assert_eq!(notices(kit, "rep").await, []);
        // An edit tells only who is new.
        let stored = kit.as_("rep").get(&format!("/notes/{note}")).await.expect(200)["body"]
            .as_str()
            .unwrap()
            .to_owned();
        kit.as_("rep")
            .change(
                "notes",
                &note,
                json!({ "body": format!("{stored}！{}", mention(kit, "陈静", "ops")) }),
            )
            .await
            .expect(200);
        assert_eq!(notices(kit, "manager").await.len(), 1);
        assert_eq!(notices(kit, "ops").await.len(), 1);
    });
}

#[test]
fn who_cannot_read_it_cannot_be_mentioned_and_who_is_gone_is_only_a_name() {
    each(async |kit| {
        let deal = kit.light("rep", "产线升级").await;
        let note =
            |who: &str, name: &str| json!({ "opportunity": deal, "body": format!("{} 你好", mention(kit, name, who)) });
        let refused = kit
            .as_("rep")
            .post("/notes", note("siyuan", "李思远"))
            .await
            .fault("invalid_value", "/body");
        assert!(
            refused["errors"][0]["text"]
                .as_str()
                .unwrap()
                .contains("李思远看不到这条记录"),
            "{refused}"
        );
        assert_eq!(notices(kit, "siyuan").await, []);
        kit.as_("admin")
            .change("users", &kit.id("ops"), json!({ "active": false }))
            .await
            .expect(200);
        let made = kit.as_("rep").post("/notes", note("ops", "陈静")).await.expect(201);
        assert_eq!(made["body"], "@陈静 你好");
        // One that points nowhere, or only looks like a mention, stays as it was written.
        let body = "@[谁](01900000-0000-7000-8000-000000000000) @[谁](x) @谁";
        let made = kit
            .as_("rep")
            .post("/notes", json!({ "opportunity": deal, "body": body }))
            .await
            .expect(201);
        assert_eq!(made["body"], "@谁 @[谁](x) @谁");
        // On what the writer can't see either, the fault is theirs.
        let foreign = kit.light("jiayi", "别人的").await;
        let body = json!({ "opportunity": foreign, "body": mention(kit, "张伟", "manager") });
        kit.as_("rep")
            .post("/notes", body)
            .await
            .fault("reference_not_found", "/opportunity");
    });
}

#[test]
fn an_owner_hears_of_remarks_and_an_assignee_of_tasks() {
    each(async |kit| {
        let deal = kit.light("rep", "产线升级").await;
        kit.make(
            "manager",
            "notes",
            json!({ "opportunity": deal, "body": "注意付款条件" }),
        )
        .await;
        let task = kit
            .make(
                "manager",
                "tasks",
                json!({ "title": "补合同", "owner": kit.id("rep"), "due_on": "2026-11-25" }),
            )
            .await;
        assert_eq!(
            notices(kit, "rep").await,
            [
                ("assigned".to_owned(), json!("补合同")),
                ("commented".to_owned(), json!("产线升级"))
            ]
        );
        // Comments on a task reach its owner, and whom they mention.
        kit.make(
            "manager",
            "notes",
            json!({ "task": task, "body": mention(kit, "林晓彤", "rep") }),
        )
        .await;
        let told = notices(kit, "rep").await;
        assert_eq!((told.len(), &told[0]), (3, &("mentioned".to_owned(), json!("补合同"))));
        // A task that goes on to somebody else tells them, not the one it leaves.
        kit.as_("manager")
            .change("tasks", &task, json!({ "owner": kit.id("siyuan") }))
            .await
            .expect(200);
        assert_eq!(notices(kit, "siyuan").await, [("assigned".to_owned(), json!("补合同"))]);
        // What one may no longer see says nothing of itself.
        let page = kit.as_("rep").get("/notices").await.expect(200);
        assert_eq!(
            (&page["data"][0]["about"], &page["data"][0]["text"]),
            (&json!(null), &json!(null))
        );
        assert_eq!(page["data"][1]["about"], json!(null));
        assert_eq!(page["data"][2]["about"]["name"], "产线升级");
    });
}

#[test]
fn notices_are_read_and_unread_and_nobody_elses() {
    each(async |kit| {
        let deal = kit.light("rep", "产线升级").await;
        for i in 0..5 {
            kit.make(
                "manager",
                "notes",
                json!({ "opportunity": deal, "body": format!("第 {i} 条") }),
            )
            .await;
        }
        let rep = kit.as_("rep");
        let first = rep.query("/notices", &[("limit", "2")]).await.expect(200);
        assert_eq!(
            (first["data"].as_array().unwrap().len(), &first["unread"]),
            (2, &json!(5))
        );
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = rep
            .query("/notices", &[("limit", "200"), ("cursor", cursor)])
            .await
            .expect(200);
        assert_eq!(
            (rest["data"].as_array().unwrap().len(), &rest["next_cursor"]),
            (3, &json!(null))
        );
        let (newest, second) = (first["data"][0]["id"].clone(), first["data"][1]["id"].clone());
        assert_eq!(
            rep.post("/notices/mark", json!({ "ids": [newest] })).await.expect(200)["unread"],
            4
        );
        assert_eq!(
            rep.post("/notices/mark", json!({ "ids": [newest], "read": false }))
                .await
                .expect(200)["unread"],
            5
        );
        assert_eq!(
            rep.post("/notices/mark", json!({ "up_to": second })).await.expect(200)["unread"],
            1
        );
        let unread = rep.query("/notices", &[("unread", "true")]).await.expect(200);
        assert_eq!(
            unread["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|n| n["id"].clone())
                .collect::<Vec<_>>(),
            std::slice::from_ref(&newest)
        );
        // Another's are not there, and asking wrongly teaches.
        kit.as_("siyuan")
            .post("/notices/mark", json!({ "ids": [newest] }))
            .await
            .problem(404, "not_found");
        rep.post("/notices/mark", json!({}))
            .await
            .fault("invalid_value", "/ids");
        rep.query("/notices", &[("cursor", "x")])
            .await
            .problem(422, "invalid_cursor");
        for (who, unread) in [("siyuan", "false"), ("rep", "true")] {
            kit.as_(who)
                .query("/notices", &[("cursor", cursor), ("unread", unread)])
                .await
                .fault("invalid_cursor", "/cursor");
        }
        rep.query("/notices", &[("unread", "yes")])
            .await
            .fault("invalid_value", "/unread");
        kit.nobody().get("/notices").await.problem(401, "unauthenticated");
        let token = rep
            .post("/me/tokens", json!({ "name": "读", "read_only": true }))
            .await
            .expect(201)["token"]
            .clone();
        let reader = kit.secret(token.as_str().unwrap());
        reader.get("/notices").await.expect(200);
        reader
            .post("/notices/mark", json!({ "up_to": newest }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn a_reminder_comes_when_it_is_time_and_once() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let due = json!({ "title": "回电", "due_at": "2026-11-24T08:00:00Z", "remind": "m10" });
        let task = kit.make("rep", "tasks", due).await;
        // Put back and forth: what holds in the end counts, once.
        rep.change("tasks", &task, json!({ "remind": "h1" })).await.expect(200);
        rep.change("tasks", &task, json!({ "remind": "m10" })).await.expect(200);
        let gone = kit
            .make(
                "rep",
                "tasks",
                json!({ "title": "不用了", "due_at": "2026-11-24T08:00:00Z", "remind": "m10" }),
            )
            .await;
        rep.remove("tasks", &gone).await.expect(204);
        let done = kit
            .make(
                "rep",
                "tasks",
                json!({ "title": "做完了", "due_at": "2026-11-24T08:00:00Z", "remind": "m10" }),
            )
            .await;
        rep.change("tasks", &done, json!({ "status": "done" }))
            .await
            .expect(200);
        kit.make(
            "rep",
            "tasks",
            json!({ "title": "早过了", "due_on": "2026-11-20", "remind": "at" }),
        )
        .await;
        jobs(kit).await;
        assert_eq!(notices(kit, "rep").await, []);
        kit.at("2026-11-24T07:10:00Z");
        jobs(kit).await;
        assert_eq!(notices(kit, "rep").await, []);
        kit.at("2026-11-24T07:50:00Z");
        jobs(kit).await;
        jobs(kit).await;
        assert_eq!(notices(kit, "rep").await, [("reminder".to_owned(), json!("回电"))]);
        // Too late for the reminder, in time for the task: at once. And it reaches who has the task by then.
        let soon = kit
            .make(
                "rep",
                "tasks",
                json!({ "title": "马上", "due_at": "2026-11-24T08:10:00Z", "remind": "h1" }),
            )
            .await;
        kit.as_("manager")
            .change("tasks", &soon, json!({ "owner": kit.id("siyuan") }))
            .await
            .expect(200);
        jobs(kit).await;
        assert_eq!(notices(kit, "rep").await.len(), 1);
        assert!(
            notices(kit, "siyuan")
                .await
                .contains(&("reminder".to_owned(), json!("马上")))
        );
    });
}

#[test]
fn reminders_that_many_workers_look_for_come_once() {
    each(async |kit| {
        for i in 0..40 {
            kit.make(
                "rep",
                "tasks",
                json!({ "title": format!("任务 {i}"), "due_at": "2026-11-24T08:00:00Z", "remind": "m10" }),
            )
            .await;
        }
        kit.at("2026-11-24T07:55:00Z");
        let workers: Vec<_> = (0..6)
            .map(|_| {
                let (store, here) = (kit.app.store().clone(), kit.app.clone());
                tokio::spawn(async move {
                    loop {
                        let here = here.clone();
                        if !store.write(move |tx| app::jobs::work(tx, &here)).await.unwrap() {
                            return;
                        }
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        jobs(kit).await;
        let page = kit.as_("rep").query("/notices", &[("limit", "200")]).await.expect(200);
        assert_eq!(
            (page["data"].as_array().unwrap().len(), &page["unread"]),
            (40, &json!(40))
        );
    });
}

#[test]
fn a_mention_tells_no_name_that_one_may_not_read() {
    each(async |kit| {
        let rights = json!({ "objects": { "accounts": { "read": "own", "create": true }, "notes": { "read": "all", "create": true } } });
        let loner = kit.hire("loner", rights).await;
        let account = loner.post("/accounts", json!({ "name": "一家" })).await.expect(201)["id"].clone();
        let body = format!("请 {} 看", mention(kit, "谁", "manager"));
        let made = loner
            .post("/notes", json!({ "account": account, "body": body }))
            .await
            .expect(201);
        assert_eq!(made["body"], "请 @谁 看");
        // The same person a thousand times is one; many are refused before anything is looked up.
        let deal = kit.light("rep", "产线升级").await;
        let many = mention(kit, "张伟", "manager").repeat(400);
        kit.make("rep", "notes", json!({ "opportunity": deal, "body": many }))
            .await;
        assert_eq!(notices(kit, "manager").await.len(), 1);
        let all: String = (0..21)
            .map(|n| format!("@[谁](01900000-0000-7000-8000-{n:012})"))
            .collect();
        kit.as_("rep")
            .post("/notes", json!({ "opportunity": deal, "body": all }))
            .await
            .fault("invalid_value", "/body");
    });
}
