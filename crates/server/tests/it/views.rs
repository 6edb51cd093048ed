//! Saved views: one's own, and shared ones.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_personal_view_is_its_owners_alone_and_a_shared_one_is_read_by_all() {
    each(async |kit| {
        let filter = json!({ "field": "owner", "op": "eq", "value": { "me": true } });
        let body = json!({ "name": "我的", "object": "opportunities", "filter": filter, "sort": "-amount", "columns": ["name", "amount"] });
        let made = kit.as_("rep").post("/saved_views", body).await.expect(201);
        assert_eq!(
            (&made["filter"], &made["columns"], &made["owner"]["id"]),
            (&filter, &json!(["name", "amount"]), &json!(kit.id("rep")))
        );
        let id = made["id"].as_str().unwrap();
        let path = format!("/saved_views/{id}");
        for who in ["siyuan", "manager", "viewer"] {
            kit.as_(who).get(&path).await.problem(404, "not_found");
            kit.as_(who)
                .if_match(1)
                .patch(&path, json!({ "name": "x" }))
                .await
                .problem(404, "not_found");
        }
        kit.as_("rep")
            .change("saved_views", id, json!({ "shared": true }))
            .await
            .expect(200);
        for who in ["siyuan", "manager", "viewer"] {
            kit.as_(who).get(&path).await.expect(200);
            kit.as_(who)
                .change("saved_views", id, json!({ "name": "x" }))
                .await
                .problem(403, "forbidden");
            kit.as_(who).remove("saved_views", id).await.problem(403, "forbidden");
        }
        // Nobody makes one in another's name.
        let body = json!({ "name": "x", "object": "opportunities", "owner": kit.id("admin") });
        kit.as_("rep")
            .post("/saved_views", body)
            .await
            .fault("read_only_field", "/owner");
        kit.as_("rep").remove("saved_views", id).await.expect(204);
        kit.as_("siyuan")
            .act(&format!("{path}/restore"))
            .await
            .problem(404, "not_found");
        kit.as_("rep").act(&format!("{path}/restore")).await.expect(200);
    });
}

#[test]
fn a_view_is_checked_when_it_is_kept() {
    each(async |kit| {
        let view = |key: &str, value: serde_json::Value| json!({ "name": "x", "object": "opportunities", key: value });
        let rep = kit.as_("rep");
        rep.post("/saved_views", json!({ "name": "x" }))
            .await
            .fault("required", "/object");
        rep.post("/saved_views", json!({ "name": "x", "object": "nope" }))
            .await
            .fault("invalid_value", "/object");
        let filter = json!({ "all": [{ "field": "nope", "op": "is_empty" }] });
        rep.post("/saved_views", view("filter", filter))
            .await
            .fault("unknown_field", "/filter/all/0/field");
        let filter = json!({ "field": "amount", "op": "like", "value": 1 });
        rep.post("/saved_views", view("filter", filter))
            .await
            .fault("invalid_filter", "/filter/op");
        rep.post("/saved_views", view("sort", json!("nope")))
            .await
            .fault("unknown_field", "/sort");
        rep.post("/saved_views", view("columns", json!(["name", "nope"])))
            .await
            .fault("unknown_field", "/columns");
        rep.post("/saved_views", view("columns", json!("name")))
            .await
            .fault("invalid_value", "/columns");
        let hidden = json!({ "field": "budget", "op": "gt", "value": "0" });
        kit.as_("service")
            .post("/saved_views", view("filter", hidden))
            .await
            .fault("unknown_field", "/filter/field");
    });
}
