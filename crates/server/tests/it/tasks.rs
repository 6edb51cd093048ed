//! Tasks: their day and time agree, a series goes on, people are told.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn task(kit: &Kit, who: &str, body: Json) -> Json {
    let id = kit.make(who, "tasks", body).await;
    kit.as_(who).get(&format!("/tasks/{id}")).await.expect(200)
}

fn id(record: &Json) -> &str {
    record["id"].as_str().unwrap()
}

#[test]
fn completing_a_task_of_a_series_makes_the_next_once_and_with_all_that_belongs_to_it() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let deal = kit.light("rep", "一单").await;
        let body = json!({
            "title": "周报", "kind": "send", "repeat": "weekly", "repeat_days": ["4", "1"], "due_at": "2026-11-23T07:30:00Z",
            "opportunity": deal, "description": "发给主管", "remind": "h1",
        });
        let first = task(kit, "rep", body).await;
        assert_eq!(
            (
                &first["due_on"],
                &first["repeat_from"],
                &first["remind_at"],
                &first["repeat_days"]
            ),
            (
                &json!("2026-11-23"),
                &json!("2026-11-23"),
                &json!("2026-11-23T06:30:00.000000Z"),
                &json!(["1", "4"])
            )
        );
        let done = rep
            .change("tasks", id(&first), json!({ "status": "done" }))
            .await
            .expect(200);
        assert!(done["done_at"].is_string());
        let next = done["next_task"]["id"].as_str().unwrap().to_owned();
        let next = rep.get(&format!("/tasks/{next}")).await.expect(200);
        for (field, value) in [
            ("title", json!("周报")),
            ("kind", json!("send")),
            ("status", json!("open")),
            ("due_on", json!("2026-11-26")),
            ("due_at", json!("2026-11-26T07:30:00.000000Z")),
            ("remind_at", json!("2026-11-26T06:30:00.000000Z")),
            ("repeat_from", json!("2026-11-23")),
            ("description", json!("发给主管")),
            ("done_at", json!(null)),
            ("next_task", json!(null)),
        ] {
            assert_eq!(next[field], value, "{field}");
        }
        for field in ["owner", "team", "opportunity", "account"] {
            assert_eq!(next[field], first[field], "{field}");
        }
        // Opened and completed again, it has its next already.
        rep.change("tasks", id(&first), json!({ "status": "open" }))
            .await
            .expect(200);
        rep.change("tasks", id(&first), json!({ "status": "done" }))
            .await
            .expect(200);
        assert_eq!(
            rep.list("tasks", json!({ "field": "title", "op": "eq", "value": "周报" }))
                .await
                .len(),
            2
        );
    });
}

#[test]
fn what_was_missed_is_not_made_up_for_and_months_keep_their_day() {
    each(async |kit| {
        let rep = kit.as_("rep");
        for (repeat, due, next) in [
            ("daily", "2026-11-20", "2026-11-24"),
            ("daily", "2026-11-24", "2026-11-25"),
            ("weekly", "2026-11-17", "2026-11-24"),
            ("monthly", "2026-10-31", "2026-11-30"),
        ] {
            let made = task(kit, "rep", json!({ "title": repeat, "repeat": repeat, "due_on": due })).await;
            let done = rep
                .change("tasks", id(&made), json!({ "status": "done" }))
                .await
                .expect(200);
            let path = format!("/tasks/{}", done["next_task"]["id"].as_str().unwrap());
            assert_eq!(rep.get(&path).await.expect(200)["due_on"], next, "{repeat} {due}");
        }
        // From the shorter month on to the longer: the 31st again.
        let november = rep
            .list("tasks", json!({ "field": "due_on", "op": "eq", "value": "2026-11-30" }))
            .await;
        kit.at("2026-11-30T02:00:00Z");
        let done = rep
            .change("tasks", id(&november[0]), json!({ "status": "done" }))
            .await
            .expect(200);
        let path = format!("/tasks/{}", done["next_task"]["id"].as_str().unwrap());
        assert_eq!(rep.get(&path).await.expect(200)["due_on"], "2026-12-31");
        // A day is needed; the field is named.
        rep.post("/tasks", json!({ "title": "x", "repeat": "daily" }))
            .await
            .fault("required", "/due_on");
        let made = task(
            kit,
            "rep",
            json!({ "title": "x", "repeat": "daily", "due_on": "2026-12-01" }),
        )
        .await;
        rep.change("tasks", id(&made), json!({ "due_on": null }))
            .await
            .fault("required", "/due_on");
    });
}

#[test]
fn a_moved_day_takes_the_time_along_and_a_given_time_decides_the_day() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let made = task(
            kit,
            "rep",
            json!({ "title": "拜访", "due_at": "2026-11-24T23:30:00Z", "remind": "at" }),
        )
        .await;
        assert_eq!(made["due_on"], "2026-11-25");
        let moved = rep
            .change("tasks", id(&made), json!({ "due_on": "2026-11-27" }))
            .await
            .expect(200);
        assert_eq!(
            (&moved["due_at"], &moved["remind_at"]),
            (
                &json!("2026-11-26T23:30:00.000000Z"),
                &json!("2026-11-26T23:30:00.000000Z")
            )
        );
        let whole = rep
            .change("tasks", id(&made), json!({ "due_at": null }))
            .await
            .expect(200);
        assert_eq!(
            (&whole["due_on"], &whole["remind_at"]),
            (&json!("2026-11-27"), &json!("2026-11-27T01:00:00.000000Z"))
        );
        let never = rep
            .change("tasks", id(&made), json!({ "due_on": null }))
            .await
            .expect(200);
        assert_eq!((&never["due_at"], &never["remind_at"]), (&json!(null), &json!(null)));
    });
}

#[test]
fn the_next_of_a_series_follows_the_rights_and_only_the_series() {
    each(async |kit| {
        let made = task(
            kit,
            "rep",
            json!({ "title": "例行", "repeat": "daily", "due_on": "2026-11-24" }),
        )
        .await;
        // Another rep doesn't see it; the manager may complete it, and the next is the rep's still.
        kit.as_("siyuan")
            .get(&format!("/tasks/{}", id(&made)))
            .await
            .problem(404, "not_found");
        let done = kit
            .as_("manager")
            .change("tasks", id(&made), json!({ "status": "done" }))
            .await
            .expect(200);
        let next = kit
            .as_("rep")
            .get(&format!("/tasks/{}", done["next_task"]["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!((&next["owner"], &next["team"]), (&made["owner"], &made["team"]));
        // A made-up next one or anchor is refused.
        for field in ["next_task", "repeat_from", "remind_at", "done_at"] {
            let body = json!({ "title": "x", field: "2026-11-24" });
            kit.as_("rep")
                .post("/tasks", body)
                .await
                .fault("read_only_field", &format!("/{field}"));
        }
        let single = task(kit, "rep", json!({ "title": "一次", "due_on": "2026-11-24" })).await;
        let done = kit
            .as_("rep")
            .change("tasks", id(&single), json!({ "status": "done" }))
            .await
            .expect(200);
        assert_eq!(done["next_task"], json!(null));
    });
}
