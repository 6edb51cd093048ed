//! What is offered in a deal: prices with their reasons, exact sums with tax, bundles, and products that fit what is needed.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

/// The id of a product by its code.
async fn product(kit: &Kit, code: &str) -> String {
    let found = kit
        .as_("admin")
        .list("products", json!({ "field": "code", "op": "eq", "value": code }))
        .await;
    found[0]["id"].as_str().unwrap().to_owned()
}

/// A deal of the rep's with a customer of the East, tier A, in the car trade.
async fn deal(kit: &Kit) -> String {
    let account = json!({ "name": "苏州恒立", "region": "华东", "tier": "A", "industry": "汽车零部件" });
    let account = kit.make("rep", "accounts", account).await;
    let sop = kit.sop("light").await;
    let body = json!({ "name": "一号线", "account": account, "sop": sop });
    kit.make("rep", "opportunities", body).await
}

async fn offer(kit: &Kit, who: &str, deal: &str) -> Json {
    kit.as_(who)
        .get(&format!("/opportunities/{deal}/offer"))
        .await
        .expect(200)
}

async fn take(kit: &Kit, who: &str, deal: &str, body: Json) -> crate::kit::Reply {
    kit.as_(who)
        .post(&format!("/opportunities/{deal}/offer/products"), body)
        .await
}

async fn price(kit: &Kit, list: &str, product: &str, price: &str, at_least: &str) {
    let body = json!({ "price_list": list, "product": product, "price": price, "at_least": at_least });
    kit.make("ops", "prices", body).await;
}

#[test]
fn a_line_takes_the_price_that_applies_and_says_why() {
    each(async |kit| {
        let (deal, gateway) = (deal(kit).await, product(kit, "PLC-60").await);
        let made = take(kit, "rep", &deal, json!({ "product": gateway, "quantity": "2" }))
            .await
            .expect(200);
        let line = &made["lines"][0];
        assert_eq!(
            (&line["unit_price"], &line["tax"], &line["rate"]),
            (&json!("18000.00"), &json!("standard"), &json!("13.00"))
        );
        assert!(line["price"]["why"].as_str().unwrap().starts_with("标准价"), "{line}");
        assert_eq!(line["sum"]["gross"], "36000.00");
        assert_eq!(
            (&line["sum"]["net"], &line["sum"]["tax"]),
            (&json!("31858.41"), &json!("4141.59"))
        );

        let list = json!({ "name": "华东大客户价目", "region": "华东", "tier": "A", "valid_from": "2026-01-01", "valid_to": "2026-12-31" });
        let list = kit.make("ops", "price_lists", list).await;
        price(kit, &list, &gateway, "16500.00", "1").await;
        price(kit, &list, &gateway, "15800.00", "20").await;
        let again = json!({ "price_list": list, "product": gateway, "price": "1", "at_least": "20" });
        kit.as_("ops").post("/prices", again).await.problem(409, "duplicate");

        // The line that is there keeps its price, and says what it would be now.
        let now = offer(kit, "rep", &deal).await;
        assert_eq!(
            (&now["lines"][0]["price"]["same"], &now["lines"][0]["price"]["price"]),
            (&json!(false), &json!("16500.00"))
        );
        let line = json!({ "opportunity": deal, "product": gateway, "quantity": "20" });
        let line = kit.make("rep", "line_items", line).await;
        let now = offer(kit, "rep", &deal).await;
        let second = &now["lines"][1];
        assert_eq!(
            (&second["id"], &second["unit_price"]),
            (&json!(line), &json!("15800.00"))
        );
        assert_eq!(
            second["price"]["why"],
            "华东大客户价目，华东，A 级客户，20 起，有效期至 2026-12-31"
        );
        assert_eq!(second["price"]["same"], true);
        let english = kit
            .as_("rep")
            .lang("en")
            .get(&format!("/opportunities/{deal}/offer"))
            .await
            .expect(200);
        assert!(english["lines"][1]["price"]["why"].as_str().unwrap().contains("tier A"));

        // A price that is given stays.
        let own = json!({ "opportunity": deal, "product": gateway, "unit_price": "12.34", "discount": "10" });
        kit.make("rep", "line_items", own).await;
        let third = &offer(kit, "rep", &deal).await["lines"][2];
        assert_eq!(
            (&third["sum"]["list"], &third["sum"]["discount"], &third["sum"]["gross"]),
            (&json!("12.34"), &json!("1.23"), &json!("11.11"))
        );
    });
}

#[test]
fn the_amount_follows_when_asked_and_totals_add_up() {
    each(async |kit| {
        let deal = deal(kit).await;
        let path = format!("/opportunities/{deal}/offer/amount");
        kit.as_("rep").act(&path).await.problem(409, "wrong_state");
        for (code, quantity) in [("MES-10", "1"), ("SRV-70", "1"), ("SRV-80", "2")] {
            let body = json!({ "product": product(kit, code).await, "quantity": quantity });
            take(kit, "rep", &deal, body).await.expect(200);
        }
        let now = offer(kit, "rep", &deal).await;
        assert_eq!(now["total"]["gross"], "920000.00");
        let parts: Vec<_> = now["total"]["by_tax"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| (p["rate"].clone(), p["amount"].clone()))
            .collect();
        assert_eq!(
            parts,
            [(json!("13.00"), json!("78230.09")), (json!("6.00"), json!("13584.90"))]
        );
        assert_eq!(
            (&now["total"]["tax"], &now["total"]["net"]),
            (&json!("91814.99"), &json!("828185.01"))
        );
        assert_eq!(now["amount"], Json::Null, "nothing changes silently");
        let followed = kit.as_("rep").act(&path).await.expect(200);
        assert_eq!(followed["amount"], "920000.00");
        kit.as_("rep")
            .if_match(1)
            .act(&path)
            .await
            .problem(412, "version_conflict");

        // A line without a price is in the way; so is another currency.
        let open = kit.make("ops", "products", json!({ "name": "定制开发" })).await;
        kit.make("rep", "line_items", json!({ "opportunity": deal, "product": open }))
            .await;
        let now = offer(kit, "rep", &deal).await;
        assert_eq!(
            (&now["unpriced"], &now["total"]["gross"]),
            (&json!(1), &json!("920000.00"))
        );
        kit.as_("rep").act(&path).await.problem(409, "wrong_state");
        let dollars = json!({ "opportunity": deal, "product": open, "currency": "USD", "unit_price": "5" });
        kit.as_("rep")
            .post("/line_items", dollars)
            .await
            .fault("invalid_value", "/currency");
        let line = offer(kit, "rep", &deal).await["lines"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        kit.as_("rep")
            .change("line_items", &line, json!({ "currency": "USD" }))
            .await
            .fault("invalid_value", "/currency");
        kit.as_("rep")
            .change("opportunities", &deal, json!({ "currency": "USD" }))
            .await
            .fault("invalid_value", "/currency");
        for (field, value) in [
            ("quantity", "0"),
            ("quantity", "-1"),
            ("unit_price", "-0.01"),
            ("discount", "100.01"),
        ] {
            let pointer = format!("/{field}");
            kit.as_("rep")
                .change("line_items", &line, json!({ field: value }))
                .await
                .fault("invalid_value", &pointer);
        }
    });
}

#[test]
fn who_may_not_see_costs_sees_no_margin() {
    each(async |kit| {
        let (deal, mes) = (deal(kit).await, product(kit, "MES-10").await);
        take(kit, "rep", &deal, json!({ "product": mes })).await.expect(200);
        let sum = |json: Json| json["total"].clone();
        let manager = sum(offer(kit, "manager", &deal).await);
        assert_eq!(
            (&manager["cost"], &manager["margin"], &manager["margin_rate"]),
            (&json!("236000.00"), &json!("365769.91"), &json!("60.78"))
        );
        for who in ["rep", "viewer"] {
            let told = offer(kit, who, &deal).await;
            assert!(
                !told.to_string().contains("236000") && told["total"]["margin"].is_null(),
                "{who}: {told}"
            );
            let record = kit.as_(who).get(&format!("/products/{mes}")).await.expect(200);
            assert!(record.get("cost").is_none(), "{who}");
        }
        kit.as_("rep")
            .change("products", &mes, json!({ "cost": "1" }))
            .await
            .problem(403, "forbidden");
        let path = format!("/opportunities/{deal}/offer");
        kit.as_("jiayi").get(&path).await.problem(404, "not_found");
        let without = offer(kit, "service", &deal).await;
        assert_eq!(
            (&without["lines"], &without["total"]),
            (&json!([]), &Json::Null),
            "who reads no lines"
        );
        take(kit, "jiayi", &deal, json!({ "product": mes }))
            .await
            .problem(404, "not_found");
        take(kit, "viewer", &deal, json!({ "product": mes }))
            .await
            .problem(403, "forbidden");
        kit.as_("viewer")
            .act(&format!("/opportunities/{deal}/offer/amount"))
            .await
            .problem(403, "forbidden");

        // Whoever sees no prices sees the products only; and matches tell no more than one reads.
        let rights = json!({ "objects": {
            "*": { "read": "all" }, "line_items": { "read": "all", "hidden": ["unit_price"] }, "fabs": { "read": "none" } } });
        let clerk = kit.hire("clerk", rights).await;
        let told = clerk.get(&format!("/opportunities/{deal}/offer")).await.expect(200);
        assert_eq!(told["lines"][0]["product"]["id"], json!(mes));
        assert!(
            told["total"].is_null() && !told.to_string().contains("680000"),
            "{told}"
        );
    });
}

#[test]
fn a_bundle_is_taken_by_its_rules() {
    each(async |kit| {
        let deal = deal(kit).await;
        let (mes, gateway, care, help) = (
            product(kit, "MES-10").await,
            product(kit, "PLC-60").await,
            product(kit, "SRV-80").await,
            product(kit, "SRV-70").await,
        );
        let bundle = json!({ "name": "起步套餐", "kind": "bundle", "choose_at_least": 1 });
        let bundle = kit.make("ops", "products", bundle).await;
        take(kit, "rep", &deal, json!({ "product": bundle }))
            .await
            .fault("invalid_value", "/chosen");
        for (product, rule, quantity, discount) in [
            (&mes, "fixed", "1", Some("5")),
            (&gateway, "fixed", "10", Some("10")),
            (&care, "choice", "1", None),
            (&help, "optional", "1", None),
        ] {
            let body = json!({ "bundle": bundle, "product": product, "rule": rule, "quantity": quantity, "discount": discount });
            kit.make("ops", "bundle_items", body).await;
        }
        let nested = json!({ "bundle": bundle, "product": bundle });
        kit.as_("ops")
            .post("/bundle_items", nested)
            .await
            .fault("invalid_value", "/product");
        kit.as_("ops")
            .post("/bundle_items", json!({ "bundle": mes, "product": care }))
            .await
            .fault("invalid_value", "/bundle");

        take(kit, "rep", &deal, json!({ "product": bundle }))
            .await
            .fault("invalid_value", "/chosen");
        take(kit, "rep", &deal, json!({ "product": bundle, "chosen": [mes] }))
            .await
            .fault("invalid_value", "/chosen");
        take(kit, "rep", &deal, json!({ "product": bundle, "quantity": "0" }))
            .await
            .fault("invalid_value", "/quantity");
        assert_eq!(
            offer(kit, "rep", &deal).await["lines"],
            json!([]),
            "all of it or nothing"
        );
        let made = take(
            kit,
            "rep",
            &deal,
            json!({ "product": bundle, "quantity": "2", "chosen": [care] }),
        )
        .await
        .expect(200);
        let lines: Vec<_> = made["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| (l["quantity"].clone(), l["discount"].clone(), l["sum"]["gross"].clone()))
            .collect();
        assert_eq!(
            lines,
            [
                (json!("2.00"), json!("5.00"), json!("1292000.00")),
                (json!("20.00"), json!("10.00"), json!("324000.00")),
                (json!("2.00"), json!("0.00"), json!("120000.00")),
            ]
        );
        assert_eq!(made["lines"][0]["bundle"], json!(bundle));
        // What is no longer sold isn't put on a deal.
        kit.as_("ops")
            .change("products", &gateway, json!({ "active": false }))
            .await
            .expect(200);
        take(kit, "rep", &deal, json!({ "product": gateway }))
            .await
            .fault("invalid_value", "/product");
    });
}

#[test]
fn needs_find_products_with_reasons() {
    each(async |kit| {
        let deal = deal(kit).await;
        let path = format!("/opportunities/{deal}/matches");
        let (mes, qms, agv) = (
            product(kit, "MES-10").await,
            product(kit, "QMS-30").await,
            product(kit, "AGV-40").await,
        );
        let fab = json!({ "product": qms, "feature": "批次追溯", "advantage": "正反向", "benefit": "只隔离一个批次", "evidence": "审厂记录", "words": "批次、追溯" });
        let fab = kit.make("ops", "fabs", fab).await;
        let fact = |product: &str, kind: &str, name: &str, words: &str| json!({ "product": product, "kind": kind, "name": name, "words": words });
        kit.make("ops", "capability_facts", fact(&mes, "can", "缩短换线", "换线"))
            .await;
        kit.make("ops", "capability_facts", fact(&mes, "cannot", "不做批次追溯", "追溯"))
            .await;
        kit.make("ops", "capability_facts", fact(&qms, "needs", "设备要联网", "批次"))
            .await;
        let gone = kit
            .make("ops", "capability_facts", fact(&agv, "can", "送料", "换线"))
            .await;
        kit.as_("ops").remove("capability_facts", &gone).await.expect(204);
        kit.as_("ops")
            .change("products", &qms, json!({ "industries": "汽车零部件、电子" }))
            .await
            .expect(200);

        let nothing = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(
            (&nothing["suggestions"], &nothing["from"]),
            (&json!([]), &json!("answers"))
        );
        kit.as_("rep")
            .change("opportunities", &deal, json!({ "pain": "质量问题找不到是哪个批次" }))
            .await
            .expect(200);
        let by_pain = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(by_pain["suggestions"][0]["product"]["id"], json!(qms), "{by_pain}");

        for title in ["质量问题找不到是哪个批次，要能追溯", "换线太慢", "食堂要扩建"] {
            kit.make(
                "rep",
                "needs",
                json!({ "opportunity": deal, "title": title, "source": "王经理，首次拜访" }),
            )
            .await;
        }
        let found = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(found["from"], "needs");
        let first = &found["suggestions"][0];
        assert_eq!(
            (&first["product"]["id"], &first["score"]),
            (&json!(qms), &json!(4)),
            "{found}"
        );
        let points: i64 = first["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["points"].as_i64().unwrap())
            .sum();
        assert_eq!(points, 4, "a score is the sum of its reasons");
        assert_eq!(
            (&first["fabs"][0]["id"], &first["needs"]),
            (&json!(fab), &json!(["设备要联网"]))
        );
        assert_eq!(first["record"]["points"], 0, "nothing was sold before: too few to say");
        let second = &found["suggestions"][1];
        assert_eq!((&second["product"]["id"], &second["score"]), (&json!(mes), &json!(-2)));
        assert_eq!(found["suggestions"].as_array().unwrap().len(), 2);
        let unmet: Vec<_> = found["needs"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|n| n["answered"] == false)
            .map(|n| n["label"].clone())
            .collect();
        assert_eq!(unmet, [json!("食堂要扩建")]);

        take(kit, "rep", &deal, json!({ "product": qms })).await.expect(200);
        let found = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(found["suggestions"][0]["on_deal"], true);
        assert_eq!(
            found["needs"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|n| n["offered"] == true)
                .count(),
            1
        );

        // Words follow the facts; what isn't sold in the region isn't suggested; strangers learn nothing.
        kit.as_("ops")
            .change("fabs", &fab, json!({ "words": "仓库" }))
            .await
            .expect(200);
        let found = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(found["suggestions"][0]["product"]["id"], json!(mes), "{found}");
        kit.as_("ops")
            .change("products", &mes, json!({ "regions": "华南" }))
            .await
            .expect(200);
        assert_eq!(kit.as_("rep").get(&path).await.expect(200)["suggestions"], json!([]));
        kit.as_("jiayi").get(&path).await.problem(404, "not_found");
        let blind = json!({ "objects": { "*": { "read": "all" }, "capability_facts": { "read": "none" }, "fabs": { "read": "none" } } });
        let clerk = kit.hire("clerk", blind).await;
        assert_eq!(clerk.get(&path).await.expect(200)["suggestions"], json!([]));
    });
}

#[test]
fn price_lists_and_prices_are_kept_right() {
    each(async |kit| {
        let wrong = json!({ "name": "x", "valid_from": "2026-12-01", "valid_to": "2026-11-01" });
        kit.as_("ops")
            .post("/price_lists", wrong)
            .await
            .fault("invalid_value", "/valid_to");
        let dollars = kit
            .make(
                "ops",
                "price_lists",
                json!({ "name": "Export", "currency": "USD", "with_tax": false }),
            )
            .await;
        let gateway = product(kit, "PLC-60").await;
        let made = json!({ "price_list": dollars, "product": gateway, "price": "2500" });
        let made = kit.as_("ops").post("/prices", made).await.expect(201);
        assert_eq!((&made["currency"], &made["at_least"]), (&json!("USD"), &json!(1)));
        for (field, value) in [("price", "-1"), ("at_least", "0")] {
            let mut body = json!({ "price_list": dollars, "product": product(kit, "MES-10").await, "price": "1" });
            body[field] = json!(value);
            kit.as_("ops")
                .post("/prices", body)
                .await
                .fault("invalid_value", &format!("/{field}"));
        }
        kit.as_("rep")
            .post("/price_lists", json!({ "name": "mine" }))
            .await
            .problem(403, "forbidden");
        assert_eq!(
            kit.as_("rep").list("prices", json!({ "all": [] })).await.len(),
            1,
            "everybody reads prices"
        );

        // A deal in dollars takes the dollar price, before tax; exports have none.
        let sop = kit.sop("light").await;
        let deal = json!({ "name": "Export", "sop": sop, "currency": "USD" });
        let deal = kit.make("rep", "opportunities", deal).await;
        kit.as_("ops")
            .change("products", &gateway, json!({ "tax": "zero" }))
            .await
            .expect(200);
        let told = take(kit, "rep", &deal, json!({ "product": gateway, "quantity": "1.5" }))
            .await
            .expect(200);
        let line = &told["lines"][0];
        assert_eq!(
            (&line["currency"], &line["unit_price"], &line["with_tax"]),
            (&json!("USD"), &json!("2500.00"), &json!(false))
        );
        assert_eq!(
            (&line["sum"]["gross"], &line["sum"]["tax"]),
            (&json!("3750.00"), &json!("0.00"))
        );
        take(kit, "rep", &deal, json!({ "product": product(kit, "MES-10").await }))
            .await
            .expect(200);
        let told = offer(kit, "rep", &deal).await;
        assert!(
            told["lines"][1]["unit_price"].is_null(),
            "no price in dollars: none is made up"
        );
    });
}
