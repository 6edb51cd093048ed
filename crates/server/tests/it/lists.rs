//! Pages, orders, chosen fields, counts, search words of a list.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};

/// Every record of a list, page by page.
async fn walk(asker: &As<'_>, pairs: &[(&str, &str)], limit: usize) -> Vec<Json> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    let limit = limit.to_string();
    loop {
        let mut asked = pairs.to_vec();
        asked.push(("limit", &limit));
        if let Some(cursor) = &cursor {
            asked.push(("cursor", cursor));
        }
        let page = asker.query("/opportunities", &asked).await.expect(200);
        let rows = page["data"].as_array().unwrap();
        assert!(rows.len() <= limit.parse().unwrap());
        all.extend(rows.clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return all,
        }
        assert!(all.len() < 500, "the walk doesn't end");
    }
}

fn names(rows: &[Json]) -> Vec<String> {
    rows.iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
}

/// Deals with ties, nulls and Chinese names, some of the rep's, some of others.
async fn deals(kit: &Kit) {
    let names = [
        "张伟", "阿里", "李思", "王五", "Zebra", "apple", "赵六", "张三", "重庆", "银行", "周", "丁", "1号", "陈静",
    ];
    let amounts = [
        Some("5.00"),
        None,
        Some("10.00"),
        Some("5.00"),
        None,
        Some("-1.00"),
        Some("10.00"),
        None,
        Some("5.00"),
    ];
    let days = [Some("2026-12-01"), Some("2026-12-01"), None, Some("2027-01-05")];
    for (i, name) in names.iter().enumerate() {
        let body =
            json!({ "name": name, "amount": amounts[i % amounts.len()], "expected_close": days[i % days.len()] });
        let body: Json = body
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, v)| !v.is_null())
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        kit.make(["rep", "siyuan", "jiayi"][i % 3], "opportunities", body).await;
    }
}

#[test]
fn a_walk_gives_every_record_once_in_order_for_every_order_and_reach() {
    each(async |kit| {
        deals(kit).await;
        let orders = [
            "amount",
            "-amount",
            "name",
            "-name",
            "-amount,name",
            "amount,-name",
            "expected_close,-amount",
            "-expected_close,amount,name",
            "created_at",
            "-created_at",
            "-updated_at",
            "next_due_at",
            "-next_due_at",
            "id",
            "-id",
            "",
            "closed_on,amount",
            "-amount,id",
        ];
        for who in ["admin", "manager", "rep"] {
            let asker = kit.as_(who);
            for sort in orders {
                let whole = walk(&asker, &[("sort", sort)], 200).await;
                assert_eq!(
                    whole.len(),
                    match who {
                        "admin" => 14,
                        "manager" => 10,
                        _ => 5,
                    }
                );
                for limit in [1, 3] {
                    assert_eq!(
                        names(&walk(&asker, &[("sort", sort)], limit).await),
                        names(&whole),
                        "{who} {sort} {limit}"
                    );
                }
            }
        }
    });
}

#[test]
fn null_is_the_smallest_the_id_breaks_ties_and_names_sort_by_pinyin() {
    each(async |kit| {
        deals(kit).await;
        let admin = kit.as_("admin");
        let up = walk(&admin, &[("sort", "amount")], 200).await;
        let down = walk(&admin, &[("sort", "-amount")], 200).await;
        let ids = |rows: &[Json]| {
            rows.iter()
                .map(|r| r["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let mut turned = ids(&down);
        turned.reverse();
        assert_eq!(ids(&up), turned);
        assert!(up[0]["amount"].is_null() && !up[13]["amount"].is_null());
        let known: Vec<f64> = up
            .iter()
            .filter_map(|r| r["amount"].as_str())
            .map(|a| a.parse().unwrap())
            .collect();
        assert!(known.is_sorted());
        let by_name = names(&walk(&admin, &[("sort", "name")], 200).await);
        let pinyin = [
            "1号", "阿里", "apple", "陈静", "重庆", "丁", "李思", "王五", "银行", "张三", "张伟", "赵六", "周", "Zebra",
        ];
        let place = |name: &str| by_name.iter().position(|n| n == name).unwrap();
        // Chinese names among themselves by pinyin, zhong or chong aside.
        let chinese: Vec<usize> = pinyin
            .iter()
            .filter(|n| !n.is_ascii() && **n != "重庆" && **n != "1号")
            .map(|n| place(n))
            .collect();
        assert!(chinese.is_sorted(), "{by_name:?}");
        assert!(place("apple") < place("Zebra"));
    });
}

#[test]
fn a_cursor_belongs_to_its_user_filter_order_and_object() {
    each(async |kit| {
        deals(kit).await;
        let first = kit
            .as_("admin")
            .query("/opportunities", &[("sort", "name"), ("limit", "2")])
            .await
            .expect(200);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest: &[(&str, &str)] = &[("sort", "name"), ("limit", "2"), ("cursor", cursor)];
        kit.as_("admin").query("/opportunities", rest).await.expect(200);
        kit.as_("manager")
            .query("/opportunities", rest)
            .await
            .fault("invalid_cursor", "/cursor");
        let filter = json!({ "field": "amount", "op": "gt", "value": "0" }).to_string();
        let others: [&[(&str, &str)]; 4] = [
            &[("sort", "-name"), ("cursor", cursor)],
            &[("sort", "amount"), ("cursor", cursor)],
            &[("sort", "name"), ("filter", &filter), ("cursor", cursor)],
            &[("sort", "name"), ("q", "张"), ("cursor", cursor)],
        ];
        for pairs in others {
            kit.as_("admin")
                .query("/opportunities", pairs)
                .await
                .fault("invalid_cursor", "/cursor");
        }
        kit.as_("admin")
            .query("/accounts", &[("sort", "name"), ("cursor", cursor)])
            .await
            .fault("invalid_cursor", "/cursor");
        let (body, tag) = cursor.split_once('.').unwrap();
        let swapped = format!(
            "{}.{tag}",
            if body.starts_with('A') {
                body.replacen('A', "B", 1)
            } else {
                format!("A{}", &body[1..])
            }
        );
        for broken in [
            swapped.as_str(),
            "nope",
            ".",
            "a.b",
            body,
            "WyJ4Il0.AAAAAAAAAAAAAAAAAAAAAA",
            "💥.💥",
        ] {
            let pairs = [("sort", "name"), ("cursor", broken)];
            kit.as_("admin")
                .query("/opportunities", &pairs)
                .await
                .fault("invalid_cursor", "/cursor");
        }
        // The page's size and fields may change on the way.
        kit.as_("admin")
            .query(
                "/opportunities",
                &[("sort", "name"), ("limit", "5"), ("fields", "name"), ("cursor", cursor)],
            )
            .await
            .expect(200);
    });
}

#[test]
fn a_walk_goes_on_while_records_come_and_go() {
    each(async |kit| {
        deals(kit).await;
        let admin = kit.as_("admin");
        for q in [None, Some("张")] {
            let mut pairs = vec![("sort", "name"), ("limit", "1")];
            pairs.extend(q.map(|q| ("q", q)));
            let first = admin.query("/opportunities", &pairs).await.expect(200);
            kit.make("admin", "opportunities", json!({ "name": "张新来" })).await;
            let gone = first["data"][0]["id"].as_str().unwrap();
            admin.remove("opportunities", gone).await.expect(204);
            pairs.push(("cursor", first["next_cursor"].as_str().unwrap()));
            admin.query("/opportunities", &pairs).await.expect(200);
        }
    });
}

#[test]
fn a_page_has_one_to_two_hundred_rows() {
    each(async |kit| {
        for limit in ["0", "201", "-1", "x", "", "1.5", "99999999999999999999"] {
            kit.as_("rep")
                .query("/opportunities", &[("limit", limit)])
                .await
                .fault("invalid_value", "/limit");
        }
        for limit in ["1", "200"] {
            kit.as_("rep")
                .query("/opportunities", &[("limit", limit)])
                .await
                .expect(200);
        }
    });
}

#[test]
fn only_what_is_there_and_sortable_sorts() {
    each(async |kit| {
        let rep = kit.as_("rep");
        rep.get("/opportunities?sort=nope")
            .await
            .fault("unknown_field", "/sort");
        rep.get("/opportunities?sort=-").await.fault("unknown_field", "/sort");
        rep.get("/opportunities?sort=amount,,name")
            .await
            .fault("unknown_field", "/sort");
        rep.get("/opportunities?sort=description")
            .await
            .fault("invalid_value", "/sort");
        rep.get("/opportunities?sort=name,amount,expected_close,closed_on,created_at")
            .await
            .fault("invalid_value", "/sort");
        rep.get("/opportunities?sort=account.name")
            .await
            .fault("unknown_field", "/sort");
        // A hidden field is as unknown as one that was never there.
        let hidden = json!({ "objects": { "opportunities": { "read": "all", "hidden": ["amount"] } } });
        let clerk = kit.hire("clerk", hidden).await;
        let (a, b) = (
            clerk.get("/opportunities?sort=amount").await,
            clerk.get("/opportunities?sort=nope00").await,
        );
        assert_eq!(a.text().replace("amount", "nope00"), b.text());
        a.fault("unknown_field", "/sort");
        // Its default order names a field it doesn't see, and still it has a list.
        clerk.get("/opportunities").await.expect(200);
    });
}

#[test]
fn fields_are_chosen_by_name() {
    each(async |kit| {
        deals(kit).await;
        let page = kit
            .as_("rep")
            .get("/opportunities?fields=name,owner&limit=1")
            .await
            .expect(200);
        let keys: Vec<_> = page["data"][0].as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["id", "version", "name", "owner"]);
        assert_eq!(
            page["data"][0]["owner"],
            json!({ "id": kit.id("rep"), "name": "林晓彤" })
        );
        kit.as_("rep")
            .get("/opportunities?fields=name,nope")
            .await
            .fault("unknown_field", "/fields");
        kit.as_("service")
            .get("/opportunities?fields=budget")
            .await
            .fault("unknown_field", "/fields");
        let id = page["data"][0]["id"].as_str().unwrap();
        let one = kit
            .as_("rep")
            .get(&format!("/opportunities/{id}?fields=name"))
            .await
            .expect(200);
        assert_eq!(one.as_object().unwrap().len(), 3);
        kit.as_("rep")
            .get(&format!("/opportunities/{id}?fields=nope"))
            .await
            .fault("unknown_field", "/fields");
    });
}

#[test]
fn a_count_counts_what_the_list_would_give() {
    each(async |kit| {
        deals(kit).await;
        let rep = kit.as_("rep");
        assert_eq!(
            rep.get("/opportunities?count=true&limit=2").await.expect(200)["count"],
            5
        );
        let filter = json!({ "field": "amount", "op": "is_empty" }).to_string();
        let page = rep
            .query("/opportunities", &[("count", "true"), ("filter", &filter)])
            .await
            .expect(200);
        assert_eq!(
            page["count"].as_u64(),
            Some(page["data"].as_array().unwrap().len() as u64)
        );
        let page = kit
            .as_("admin")
            .query("/opportunities", &[("count", "true"), ("q", "张")])
            .await
            .expect(200);
        assert_eq!((&page["count"], page["data"].as_array().unwrap().len()), (&json!(2), 2));
        assert_eq!(rep.get("/opportunities").await.expect(200).get("count"), None);
        rep.get("/opportunities?count=yes")
            .await
            .fault("invalid_value", "/count");
    });
}

#[test]
fn search_words_narrow_a_list() {
    each(async |kit| {
        deals(kit).await;
        let found = async |who: &str, q: &str| names(&walk(&kit.as_(who), &[("q", q), ("sort", "name")], 2).await);
        assert_eq!(found("admin", "张").await, ["张三", "张伟"]);
        assert_eq!(found("admin", "zhangs").await, ["张三"]);
        assert_eq!(found("admin", "zw").await, ["张伟"]);
        assert_eq!(found("admin", "没有这个").await, Vec::<String>::new());
        // Each under their own reach: 张三 is siyuan's.
        assert_eq!(found("rep", "张").await, ["张伟"]);
        // An object without search words falls back to its name.
        kit.make("rep", "tasks", json!({ "title": "给张总回电" })).await;
        let tasks = kit.as_("rep").query("/tasks", &[("q", "张总")]).await.expect(200);
        assert_eq!(tasks["data"].as_array().unwrap().len(), 1);
        let filter = json!({ "field": "nope", "op": "is_empty" }).to_string();
        let reply = kit
            .as_("rep")
            .query("/tasks", &[("q", "张总"), ("filter", &filter)])
            .await;
        reply.fault("unknown_field", "/field");
    });
}
