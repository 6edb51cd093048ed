//! Companies above and below each other.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn company(kit: &Kit, who: &str, name: &str, parent: Option<&str>) -> String {
    kit.make(who, "accounts", json!({ "name": name, "parent": parent }))
        .await
}

/// The group that somebody reads at a company.
async fn head(kit: &Kit, who: &str, id: &str) -> Json {
    let account = kit.as_(who).get(&format!("/accounts/{id}")).await.expect(200);
    account["head"]["id"].clone()
}

#[test]
fn the_topmost_company_is_the_group_of_all_below_it() {
    each(async |kit| {
        let group = company(kit, "rep", "恒立集团", None).await;
        assert_eq!(head(kit, "rep", &group).await, Json::Null);
        let plant = company(kit, "rep", "恒立苏州", Some(&group)).await;
        let shop = company(kit, "rep", "恒立苏州二厂", Some(&plant)).await;
        for id in [&group, &plant, &shop] {
            assert_eq!(head(kit, "rep", id).await, json!(group));
        }
        // Nobody changed the companies themselves.
        let version = kit.as_("rep").get(&format!("/accounts/{group}")).await.expect(200)["version"].clone();
        assert_eq!(version, 1);
        // The group is bought by another; all below move with it.
        let world = company(kit, "rep", "环球工业", None).await;
        kit.as_("rep")
            .change("accounts", &group, json!({ "parent": world }))
            .await
            .expect(200);
        for id in [&world, &group, &plant, &shop] {
            assert_eq!(head(kit, "rep", id).await, json!(world));
        }
        let filter = json!({ "field": "head", "op": "eq", "value": world });
        assert_eq!(kit.as_("rep").list("accounts", filter).await.len(), 4);
        // One leaves with what is below it, and the rest stays.
        kit.as_("rep")
            .change("accounts", &plant, json!({ "parent": null }))
            .await
            .expect(200);
        assert_eq!(head(kit, "rep", &shop).await, json!(plant));
        assert_eq!(head(kit, "rep", &group).await, json!(world));
        kit.as_("rep")
            .change("accounts", &group, json!({ "parent": null }))
            .await
            .expect(200);
        assert_eq!(head(kit, "rep", &group).await, Json::Null);
        assert_eq!(head(kit, "rep", &world).await, Json::Null);
    });
}

#[test]
fn one_that_goes_leaves_its_companies_and_gets_them_back() {
    each(async |kit| {
        let top = company(kit, "rep", "甲集团", None).await;
        let middle = company(kit, "rep", "乙公司", Some(&top)).await;
        let low = company(kit, "rep", "丙工厂", Some(&middle)).await;
        kit.as_("rep").remove("accounts", &middle).await.expect(204);
        assert_eq!(head(kit, "rep", &top).await, Json::Null);
        assert_eq!(head(kit, "rep", &low).await, Json::Null);
        kit.as_("rep")
            .act(&format!("/accounts/{middle}/restore"))
            .await
            .expect(200);
        for id in [&top, &middle, &low] {
            assert_eq!(head(kit, "rep", id).await, json!(top));
        }
        // Meanwhile the upper one may have gone below the lower one: then it can't come back as it was.
        kit.as_("rep").remove("accounts", &middle).await.expect(204);
        kit.as_("rep")
            .change("accounts", &top, json!({ "parent": low }))
            .await
            .expect(200);
        kit.as_("rep")
            .act(&format!("/accounts/{middle}/restore"))
            .await
            .fault("invalid_value", "/parent");
        assert_eq!(head(kit, "rep", &top).await, json!(low));
    });
}

#[test]
fn nobody_makes_a_circle_by_any_way() {
    each(async |kit| {
        let top = company(kit, "rep", "甲集团", None).await;
        let middle = company(kit, "rep", "乙公司", Some(&top)).await;
        let low = company(kit, "rep", "丙工厂", Some(&middle)).await;
        let rep = kit.as_("rep");
        for parent in [&top, &middle, &low] {
            let refused = rep.change("accounts", &top, json!({ "parent": parent })).await;
            let problem = refused.fault("invalid_value", "/parent");
            assert!(
                problem["errors"][0]["text"].as_str().unwrap().contains("循环"),
                "{problem}"
            );
        }
        let said = rep
            .clone()
            .lang("en")
            .change("accounts", &top, json!({ "parent": low }))
            .await;
        let problem = said.fault("invalid_value", "/parent");
        assert!(
            problem["errors"][0]["text"].as_str().unwrap().contains("circle"),
            "{problem}"
        );
        let bulk = json!({ "filter": { "field": "id", "op": "eq", "value": top }, "action": "update", "values": { "parent": low } });
        let answer = kit.as_("ops").post("/accounts/bulk", bulk).await;
        assert!(answer.status != 500, "{}", answer.text());
        assert_eq!(head(kit, "rep", &low).await, json!(top));
        // Twenty levels are enough for anybody.
        let mut above = top;
        for n in 0..19 {
            above = company(kit, "rep", &format!("第{n}层"), Some(&above)).await;
        }
        let deeper = rep
            .post("/accounts", json!({ "name": "再下一层", "parent": above }))
            .await;
        deeper.fault("invalid_value", "/parent");
    });
}

#[test]
fn a_company_is_not_seen_through_its_group() {
    each(async |kit| {
        // A group in the south with a plant in the east.
        let group = company(kit, "jiayi", "南方集团", None).await;
        let plant = company(kit, "ops", "南方集团华东工厂", Some(&group)).await;
        let body = json!({ "owner": kit.id("rep") });
        kit.as_("ops").change("accounts", &plant, body).await.expect(200);
        kit.make(
            "jiayi",
            "opportunities",
            json!({ "name": "南方大单", "account": group, "amount": "9.00" }),
        )
        .await;
        // Whoever sees the plant doesn't see the group by it, nor its name, nor that it is this one.
        let seen = kit.as_("rep").get(&format!("/accounts/{plant}")).await.expect(200);
        assert_eq!((&seen["parent"], &seen["head"]), (&Json::Null, &Json::Null));
        kit.as_("rep")
            .get(&format!("/accounts/{group}"))
            .await
            .problem(404, "not_found");
        let by_group = json!({ "field": "head", "op": "eq", "value": group });
        let found = kit.as_("rep").list("accounts", by_group.clone()).await;
        assert!(found.iter().all(|a| a["id"] == plant), "{found:?}");
        let deals = json!({ "field": "account.head", "op": "eq", "value": group });
        assert_eq!(kit.as_("rep").list("opportunities", deals.clone()).await.len(), 0);
        let sum = json!({ "filter": deals, "measures": ["count", "sum:amount"] });
        let rows = kit
            .as_("rep")
            .post("/opportunities/aggregate", sum.clone())
            .await
            .expect(200);
        assert_eq!(rows["rows"][0]["count"], 0);
        // The manager of the group sees it with what is below and theirs, and no deal that isn't.
        let rows = kit.as_("south").post("/opportunities/aggregate", sum).await.expect(200);
        assert_eq!(
            (&rows["rows"][0]["count"], &rows["rows"][0]["sum:amount"]),
            (&json!(1), &json!("9.00"))
        );
        // Nobody puts a company below one that they don't see, and the refusal doesn't tell that it stands above.
        let ops = kit.as_("ops");
        ops.change("accounts", &plant, json!({ "parent": null }))
            .await
            .expect(200);
        ops.change("accounts", &group, json!({ "parent": plant }))
            .await
            .expect(200);
        let refused = kit
            .as_("rep")
            .change("accounts", &plant, json!({ "parent": group }))
            .await;
        refused.fault("reference_not_found", "/parent");
        let other = company(kit, "rep", "别家", None).await;
        let refused = kit
            .as_("rep")
            .change("accounts", &other, json!({ "parent": group }))
            .await;
        refused.fault("reference_not_found", "/parent");
    });
}

#[test]
fn the_check_finds_a_group_that_is_wrong_and_mends_it() {
    each(async |kit| {
        let top = company(kit, "rep", "甲集团", None).await;
        let low = company(kit, "rep", "乙公司", Some(&top)).await;
        let (app, id) = (kit.app.clone(), low.clone());
        let report = tokio::task::spawn_blocking(move || {
            let here = app.clone();
            let workspace = app.store().write_blocking(move |tx| {
                let workspace = store::workspace::workspaces(tx)?[0].workspace.id;
                let cx = here.system(tx, workspace)?;
                let object = cx.object("accounts")?;
                let id = id.parse().unwrap();
                let old = store::records::load(tx, &cx, object, id, records::Action::Read)?.unwrap();
                let head = object.index("head").unwrap();
                store::records::find_out(tx, &cx, object, &old, &[(head, records::Value::Null)])?;
                Ok(workspace)
            });
            workspace.unwrap();
            (
                app::check::check(&app, true).unwrap(),
                app::check::check(&app, false).unwrap(),
            )
        });
        let (found, after) = report.await.unwrap();
        assert_eq!(found.projections.len(), 1, "{:?}", found.projections);
        assert!(after.is_fine(), "{:?}", after.lines(kernel::Lang::En));
        assert_eq!(head(kit, "rep", &low).await, json!(top));
    });
}
