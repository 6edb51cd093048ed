//! The daily digest: who chose it gets one a day, at their hour, in their language, of what they may see.

use app::App;
use app::mail::{self, Delivery};
use kernel::Id;
use serde_json::json;
use store::mail::Mail;

use crate::kit::{Kit, each};

/// Writes the digests that are due, as the server does beside the requests.
async fn write(kit: &Kit) {
    post(&kit.app).await;
}

async fn post(app: &App) {
    loop {
        let here = app.clone();
        let read = app
            .store()
            .read(move |tx| mail::digests(tx, &here, Some("https://crm.example.com")));
        let (messages, more) = read.await.unwrap();
        let here = app.clone();
        app.store()
            .write(move |tx| mail::post(tx, &here, &messages))
            .await
            .unwrap();
        if !more {
            return;
        }
    }
}

async fn take(kit: &Kit) -> Option<Mail> {
    let here = kit.app.clone();
    kit.app.store().write(move |tx| mail::take(tx, &here)).await.unwrap()
}

async fn settle(kit: &Kit, message: &Mail, delivery: Delivery) {
    let (here, message) = (kit.app.clone(), message.clone());
    kit.app
        .store()
        .write(move |tx| mail::settle(tx, &here, &message, &delivery))
        .await
        .unwrap();
}

async fn choose(kit: &Kit, who: &str, hour: serde_json::Value) {
    kit.as_(who)
        .patch("/me", json!({ "digest_at": hour }))
        .await
        .expect(200);
}

#[test]
fn it_tells_what_is_late_and_what_today_brings_once_a_day() {
    each(async |kit| {
        kit.make(
            "rep",
            "tasks",
            json!({ "title": "催<合同> & 回款", "due_on": "2026-11-22" }),
        )
        .await;
        kit.make(
            "rep",
            "tasks",
            json!({ "title": "下午拜访", "due_at": "2026-11-24T07:00:00Z" }),
        )
        .await;
        kit.make("rep", "tasks", json!({ "title": "明天的", "due_on": "2026-11-25" }))
            .await;
        kit.make("siyuan", "tasks", json!({ "title": "别人的", "due_on": "2026-11-24" }))
            .await;
        kit.light("rep", "产线升级").await;
        choose(kit, "rep", json!("09:00")).await;
        // It is 10:00; two programs look at once, and again.
        write(kit).await;
        write(kit).await;
        let message = take(kit).await.unwrap();
        assert_eq!(take(kit).await, None);
        assert_eq!(
            (message.address.as_str(), message.subject.as_str()),
            ("rep@demo.example", "成单：今天 2 项，逾期 1 项")
        );
        for line in [
            "林晓彤，您好：",
            "逾期 (1)",
            "- 催<合同> & 回款 · 逾期 2 天",
            "今天 (2)",
            "- 下午拜访 · 15:00",
            "- 首次联系并接通 · 产线升级",
            "打开今日: https://crm.example.com/today",
        ] {
            assert!(message.body.contains(line), "{line} in\n{}", message.body);
        }
        assert!(
            !message.body.contains("明天的") && !message.body.contains("别人的"),
            "{}",
            message.body
        );
        assert!(
            message.html.contains("<li>催&lt;合同&gt; &amp; 回款 · 逾期 2 天</li>"),
            "{}",
            message.html
        );
        settle(kit, &message, Delivery::Sent).await;
        kit.at("2026-11-24T03:30:00Z");
        write(kit).await;
        assert_eq!(take(kit).await, None);
        // The next day again, in the language chosen meanwhile.
        kit.as_("rep").patch("/me", json!({ "lang": "en" })).await.expect(200);
        kit.at("2026-11-25T01:00:00Z");
        write(kit).await;
        let message = take(kit).await.unwrap();
        assert_eq!(message.subject, "Stagecraft: 1 today, 3 overdue");
        assert!(
            message.body.contains("- 催<合同> & 回款 · 3 days late") && message.html.contains("lang=\"en\""),
            "{}",
            message.body
        );
    });
}

#[test]
fn only_who_chose_it_gets_it_at_their_hour_and_only_if_there_is_something() {
    each(async |kit| {
        for who in ["rep", "siyuan", "junjie"] {
            kit.make(who, "tasks", json!({ "title": "今天的", "due_on": "2026-11-24" }))
                .await;
        }
        choose(kit, "rep", json!("11:00")).await;
        choose(kit, "siyuan", json!("06:00")).await;
        choose(kit, "manager", json!("09:00")).await;
        // Before its hour, too long after it, with nothing to say, not chosen: no mail.
        write(kit).await;
        assert_eq!(take(kit).await, None);
        kit.at("2026-11-24T03:00:00Z");
        choose(kit, "rep", json!(null)).await;
        write(kit).await;
        assert_eq!(take(kit).await, None);
        choose(kit, "rep", json!("11:00")).await;
        kit.as_("admin")
            .change("users", &kit.id("rep"), json!({ "active": false }))
            .await
            .expect(200);
        write(kit).await;
        assert_eq!(take(kit).await, None);
        kit.as_("admin")
            .change("users", &kit.id("rep"), json!({ "active": true }))
            .await
            .expect(200);
        write(kit).await;
        assert_eq!(take(kit).await.unwrap().address, "rep@demo.example");
        kit.as_("siyuan")
            .patch("/me", json!({ "digest_at": "09:30" }))
            .await
            .fault("invalid_value", "/digest_at");
        // Late things alone don't disturb a Sunday; what falls on it does.
        kit.at("2026-11-29T01:00:00Z");
        choose(kit, "siyuan", json!("09:00")).await;
        write(kit).await;
        assert_eq!(take(kit).await, None);
        kit.make("siyuan", "tasks", json!({ "title": "值班", "due_on": "2026-11-29" }))
            .await;
        write(kit).await;
        assert_eq!(take(kit).await.unwrap().subject, "成单：今天 1 项，逾期 1 项");
    });
}

#[test]
fn what_could_not_be_sent_is_tried_again_and_what_may_have_been_is_not() {
    each(async |kit| {
        for who in ["rep", "siyuan", "junjie", "manager"] {
            kit.make(who, "tasks", json!({ "title": "今天的", "due_on": "2026-11-24" }))
                .await;
            choose(kit, who, json!("09:00")).await;
        }
        write(kit).await;
        let mut all = Vec::new();
        while let Some(message) = take(kit).await {
            all.push(message);
        }
        assert_eq!(all.len(), 4);
        settle(kit, &all[0], Delivery::Later("busy".into())).await;
        settle(kit, &all[1], Delivery::Refused("no such box".into())).await;
        settle(kit, &all[2], Delivery::Unknown("broke off".into())).await;
        // The fourth was left half sent by a program that ended.
        kit.at("2026-11-24T02:00:59Z");
        assert_eq!(take(kit).await, None);
        kit.at("2026-11-24T02:01:00Z");
        let again = take(kit).await.unwrap();
        assert_eq!(
            (again.id, again.attempts, again.body.as_str()),
            (all[0].id, 2, all[0].body.as_str())
        );
        settle(kit, &again, Delivery::Later("busy".into())).await;
        kit.at("2026-11-24T02:05:00Z");
        assert_eq!(take(kit).await, None);
        kit.at("2026-11-24T02:06:00Z");
        assert_eq!(take(kit).await.unwrap().attempts, 3);
        settle(kit, &again, Delivery::Later("busy".into())).await;
        // Hours later nothing else has come back, and nobody is written to anew.
        kit.at("2026-11-24T15:59:00Z");
        write(kit).await;
        let last = take(kit).await.unwrap();
        assert_eq!(last.id, all[0].id);
        assert_eq!(take(kit).await, None);
        // Yesterday's digest is worth nothing today.
        settle(kit, &last, Delivery::Later("busy".into())).await;
        kit.at("2026-11-24T20:00:00Z");
        assert_eq!(take(kit).await, None);
    });
}

#[test]
fn many_programs_write_and_take_each_message_once() {
    each(async |kit| {
        let people = ["rep", "siyuan", "junjie", "manager", "jiayi", "south", "ops", "admin"];
        for who in people {
            kit.make(who, "tasks", json!({ "title": "今天的", "due_on": "2026-11-24" }))
                .await;
            choose(kit, who, json!("09:00")).await;
        }
        let workers: Vec<_> = (0..5)
            .map(|_| {
                let (store, app) = (kit.app.store().clone(), kit.app.clone());
                tokio::spawn(async move {
                    post(&app).await;
                    let mut taken: Vec<Id> = Vec::new();
                    loop {
                        let here = app.clone();
                        match store.write(move |tx| mail::take(tx, &here)).await.unwrap() {
                            Some(message) => taken.push(message.id),
                            None => return taken,
                        }
                    }
                })
            })
            .collect();
        let mut taken = Vec::new();
        for worker in workers {
            taken.extend(worker.await.unwrap());
        }
        while let Some(message) = take(kit).await {
            taken.push(message.id);
        }
        let count = taken.len();
        taken.sort();
        taken.dedup();
        assert_eq!((count, taken.len()), (people.len(), people.len()));
    });
}
