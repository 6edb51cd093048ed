//! The calendar feed: valid by RFC 5545, under its person's rights, ended with the address or the person.

use serde_json::json;

use crate::kit::{Kit, each};

async fn open(kit: &Kit, who: &str) -> String {
    let made = kit.as_(who).act("/me/calendar").await.expect(201);
    format!("!{}", made["path"].as_str().unwrap())
}

/// The lines of a feed, put together again; fails if one is too long or ends otherwise than RFC 5545 asks.
fn unfolded(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n"), "the last line ends, too");
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    text.replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn it_holds_tasks_and_next_steps_folded_and_escaped() {
    each(async |kit| {
        let feed = open(kit, "rep").await;
        let title = "方案汇报；客户要求：价格, 交付; 路径 C:\\A，再加一段很长很长的标题好让这一行必须折叠起来才行";
        let body =
            json!({ "title": title, "due_at": "2026-11-25T07:00:00Z", "description": "第一行\n第二行\r\n第三行" });
        let timed = kit.make("rep", "tasks", body).await;
        let whole = kit
            .make("rep", "tasks", json!({ "title": "全天", "due_on": "2026-11-26" }))
            .await;
        kit.make("rep", "tasks", json!({ "title": "没有日期" })).await;
        kit.make("siyuan", "tasks", json!({ "title": "别人的", "due_on": "2026-11-26" }))
            .await;
        let done = kit
            .make("rep", "tasks", json!({ "title": "做完", "due_on": "2026-11-23" }))
            .await;
        kit.as_("rep")
            .change("tasks", &done, json!({ "status": "done" }))
            .await
            .expect(200);
        let deal = kit.light("rep", "产线升级").await;
        let answer = kit.nobody().get(&feed).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "text/calendar; charset=utf-8")
        );
        let lines = unfolded(&answer.text());
        let has = |line: &str| lines.iter().any(|l| l == line);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:成单",
            "END:VCALENDAR",
            &format!("UID:task-{timed}@stagecraft"),
            "SUMMARY:方案汇报；客户要求：价格\\, 交付\\; 路径 C:\\\\A，再加一段很长很长的标题好让这一行必须折叠起来才行",
            "DESCRIPTION:第一行\\n第二行\\n第三行",
            "DTSTART:20261125T070000Z",
            "DTEND:20261125T073000Z",
            &format!("UID:task-{whole}@stagecraft"),
            "DTSTART;VALUE=DATE:20261126",
            "DTEND;VALUE=DATE:20261127",
            "TRANSP:TRANSPARENT",
            "SUMMARY:✓ 做完",
            "DTSTAMP:20261124T020000Z",
            &format!("UID:step-{deal}@stagecraft"),
            "SUMMARY:首次联系并接通 · 产线升级",
        ] {
            assert!(has(line), "{line} in\n{}", lines.join("\n"));
        }
        assert!(!lines.iter().any(|l| l.contains("没有日期") || l.contains("别人的")));
        assert_eq!(lines.iter().filter(|l| *l == "BEGIN:VEVENT").count(), 4);
        assert_eq!(lines.iter().filter(|l| *l == "END:VEVENT").count(), 4);
        // What is done long ago goes.
        kit.at("2026-12-30T02:00:00Z");
        assert!(!kit.nobody().get(&feed).await.text().contains("做完"));
    });
}

#[test]
fn its_address_is_the_only_key_and_ends_when_it_is_revoked_or_replaced() {
    each(async |kit| {
        assert_eq!(kit.as_("rep").get("/me/calendar").await.expect(200)["active"], false);
        let first = open(kit, "rep").await;
        assert_eq!(kit.as_("rep").get("/me/calendar").await.expect(200)["active"], true);
        assert_eq!(kit.nobody().get(&first).await.status, 200);
        let second = open(kit, "rep").await;
        kit.nobody().get(&first).await.problem(404, "not_found");
        assert_eq!(kit.nobody().get(&second).await.status, 200);
        // It opens nothing else.
        let secret = second
            .trim_start_matches("!/calendar/")
            .trim_end_matches(".ics")
            .to_owned();
        kit.secret(&secret).get("/tasks").await.problem(401, "unauthenticated");
        for wrong in [
            "!/calendar/x.ics",
            "!/calendar/.ics",
            &second.replace(".ics", ""),
            &second.replace(".ics", ".ICS"),
        ] {
            kit.nobody().get(wrong).await.problem(404, "not_found");
        }
        kit.as_("rep").delete("/me/calendar").await.expect(204);
        kit.nobody().get(&second).await.problem(404, "not_found");
        kit.as_("rep").delete("/me/calendar").await.problem(404, "not_found");
        kit.nobody().act("/me/calendar").await.problem(401, "unauthenticated");
    });
}

#[test]
fn it_shows_what_its_person_may_see_at_that_moment_and_ends_with_them() {
    each(async |kit| {
        let hidden = json!({ "objects": { "tasks": { "read": "own", "create": true, "update": "own", "hidden": ["description"] } } });
        let clerk = kit.hire("clerk", hidden).await;
        clerk
            .post("/tasks", json!({ "title": "送样", "due_on": "2026-11-25" }))
            .await
            .expect(201);
        let mine = clerk.list("tasks", json!({ "all": [] })).await[0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        kit.as_("admin")
            .change("tasks", &mine, json!({ "description": "底价九十万" }))
            .await
            .expect(200);
        let made = clerk.act("/me/calendar").await.expect(201);
        let feed = format!("!{}", made["path"].as_str().unwrap());
        let text = kit.nobody().get(&feed).await.text();
        assert!(text.contains("送样") && !text.contains("底价"), "{text}");
        // A role without what the filter needs has an empty calendar, not a fault.
        let role = kit
            .as_("admin")
            .list("roles", json!({ "field": "key", "op": "eq", "value": "clerk" }))
            .await[0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let blind = json!({ "objects": { "tasks": { "read": "own", "hidden": ["due_on"] } } });
        kit.as_("admin")
            .change("roles", &role, json!({ "rights": blind }))
            .await
            .expect(200);
        let text = kit.nobody().get(&feed).await.text();
        assert!(text.contains("BEGIN:VCALENDAR") && !text.contains("VEVENT"), "{text}");
        let user = kit
            .as_("admin")
            .list("users", json!({ "field": "name", "op": "eq", "value": "clerk" }))
            .await[0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        kit.as_("admin")
            .change("users", &user, json!({ "active": false }))
            .await
            .expect(200);
        kit.nobody().get(&feed).await.problem(404, "not_found");
    });
}
