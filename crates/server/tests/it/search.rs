//! Search over everything, each under their own rights.

use serde_json::{Value as Json, json};

use crate::kit::{As, each};

async fn hits(asker: &As<'_>, q: &str) -> Vec<String> {
    let found = asker.query("/search", &[("q", q)]).await.expect(200);
    let mut hits: Vec<_> = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| format!("{}:{}", h["object"].as_str().unwrap(), h["name"].as_str().unwrap()))
        .collect();
    hits.sort();
    hits
}

#[test]
fn words_pinyin_initials_and_tails_of_numbers_find_records() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let account = kit
            .make(
                "rep",
                "accounts",
                json!({ "name": "苏州恒立精密机械", "industry": "机械", "phone": "0512-66668888" }),
            )
            .await;
        kit.make(
            "rep",
            "contacts",
            json!({ "name": "张国栋", "account": account, "phone": "13800138000", "email": "guodong@hengli.example" }),
        )
        .await;
        kit.make(
            "rep",
            "opportunities",
            json!({ "name": "Hengli line upgrade", "number": "OP-0042" }),
        )
        .await;
        for q in [
            "张国栋",
            "国栋",
            "zhangguodong",
            "zgd",
            "zhanggu",
            "8000",
            "13800138000",
            "guodong@hengli.example",
        ] {
            assert_eq!(hits(&rep, q).await, ["contacts:张国栋"], "{q}");
        }
        for q in ["恒立", "suzhou", "szhl", "66668888"] {
            assert_eq!(hits(&rep, q).await, ["accounts:苏州恒立精密机械"], "{q}");
        }
        assert!(
            hits(&rep, "OP-0042")
                .await
                .contains(&"opportunities:Hengli line upgrade".to_owned())
        );
        assert!(
            hits(&rep, "upgr")
                .await
                .contains(&"opportunities:Hengli line upgrade".to_owned())
        );
        for q in [
            "",
            "   ",
            "没有的",
            "%",
            "\"",
            "'",
            "*",
            "a OR b",
            "(",
            "NEAR(",
            "\\",
            "-",
        ] {
            let found = hits(&rep, q).await;
            assert!(found.is_empty() || q == "-", "{q}: {found:?}");
        }
        let found = rep.query("/search", &[("q", "张国栋")]).await.expect(200);
        assert_eq!(found["data"][0]["hint"], "苏州恒立精密机械");
    });
}

#[test]
fn nobody_finds_what_they_may_not_see() {
    each(async |kit| {
        let account = kit.make("jiayi", "accounts", json!({ "name": "深圳凌云电子" })).await;
        kit.make(
            "jiayi",
            "contacts",
            json!({ "name": "许海燕", "account": account, "phone": "13912345678", "email": "xu@lingyun.example" }),
        )
        .await;
        kit.make("jiayi", "opportunities", json!({ "name": "凌云检测工站" }))
            .await;
        assert_eq!(hits(&kit.as_("rep"), "凌云").await, Vec::<String>::new());
        assert_eq!(hits(&kit.as_("rep"), "许海燕").await, Vec::<String>::new());
        assert_eq!(hits(&kit.as_("manager"), "凌云").await, ["accounts:深圳凌云电子"]);
        assert_eq!(
            hits(&kit.as_("south"), "凌云").await,
            ["accounts:深圳凌云电子", "opportunities:凌云检测工站"]
        );
        assert_eq!(hits(&kit.as_("viewer"), "许海燕").await, ["contacts:许海燕"]);
        // Where a number or an address is masked, nobody finds the person by it.
        assert_eq!(hits(&kit.as_("viewer"), "13912345678").await, Vec::<String>::new());
        assert_eq!(hits(&kit.as_("viewer"), "5678").await, Vec::<String>::new());
        assert_eq!(
            hits(&kit.as_("service"), "xu@lingyun.example").await,
            Vec::<String>::new()
        );
        assert_eq!(hits(&kit.as_("south"), "5678").await, ["contacts:许海燕"]);
        // A transfer moves it at once.
        let deal = kit.as_("south").list("opportunities", json!({ "all": [] })).await[0]["id"].clone();
        kit.as_("south")
            .change(
                "opportunities",
                deal.as_str().unwrap(),
                json!({ "owner": kit.id("rep") }),
            )
            .await;
        assert_eq!(hits(&kit.as_("rep"), "凌云检测").await, ["opportunities:凌云检测工站"]);
        assert_eq!(hits(&kit.as_("jiayi"), "凌云检测").await, Vec::<String>::new());
    });
}

#[test]
fn a_search_is_limited_and_may_name_its_objects() {
    each(async |kit| {
        let rep = kit.as_("rep");
        for i in 0..4 {
            kit.make("rep", "accounts", json!({ "name": format!("恒立{i}") })).await;
            kit.make("rep", "opportunities", json!({ "name": format!("恒立{i}") }))
                .await;
        }
        let found = rep.query("/search", &[("q", "恒立"), ("limit", "3")]).await.expect(200);
        assert_eq!(found["data"].as_array().unwrap().len(), 3);
        let found = rep
            .query("/search", &[("q", "恒立"), ("objects", "accounts")])
            .await
            .expect(200);
        assert!(
            found["data"]
                .as_array()
                .unwrap()
                .iter()
                .all(|h| h["object"] == "accounts")
                && found["data"].as_array().unwrap().len() == 4
        );
        for limit in ["0", "51"] {
            rep.query("/search", &[("q", "x"), ("limit", limit)])
                .await
                .fault("invalid_value", "/limit");
        }
        let service = kit
            .as_("service")
            .query("/search", &[("q", "恒立"), ("objects", "waivers,nope")])
            .await
            .expect(200);
        assert_eq!(service["data"], json!([]));
    });
}

#[test]
fn tasks_are_found_with_what_they_are_about() {
    each(async |kit| {
        let deal = kit.make("rep", "opportunities", json!({ "name": "恒立产线" })).await;
        kit.make("rep", "tasks", json!({ "title": "准备样机演示", "opportunity": deal }))
            .await;
        kit.make("jiayi", "tasks", json!({ "title": "样机维护" })).await;
        let rep = kit.as_("rep");
        for q in ["样机", "yangji", "zbyj", "演示"] {
            assert_eq!(hits(&rep, q).await, ["tasks:准备样机演示"], "{q}");
        }
        let found = rep.query("/search", &[("q", "样机")]).await.expect(200);
        assert_eq!(found["data"][0]["hint"], "恒立产线");
        assert_eq!(
            rep.query("/tasks", &[("q", "yangji")]).await.expect(200)["data"][0]["title"],
            "准备样机演示"
        );
    });
}

#[test]
fn what_one_had_in_hand_comes_first() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let mut ids = Vec::new();
        for name in ["苏州恒立机械", "苏州恒泰电子", "苏州汇通食品", "恒"] {
            ids.push(kit.make("rep", "accounts", json!({ "name": name })).await);
        }
        let hidden = kit.make("jiayi", "accounts", json!({ "name": "苏州恒信" })).await;
        let names = async |q: &str, recent: &[&String]| {
            let recent = recent.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(",");
            let found = rep.query("/search", &[("q", q), ("recent", &recent)]).await.expect(200);
            let name = |h: &Json| h["name"].as_str().unwrap().to_owned();
            found["data"].as_array().unwrap().iter().map(name).collect::<Vec<_>>()
        };
        // Without words: those, in their order, as far as they are seen.
        assert_eq!(
            names("", &[&ids[2], &hidden, &ids[0]]).await,
            ["苏州汇通食品", "苏州恒立机械"]
        );
        // With words: those that match, then the others.
        assert_eq!(names("heng", &[&ids[2], &ids[0]]).await[0], "苏州恒立机械");
        assert_eq!(names("恒", &[&ids[1]]).await[0], "苏州恒泰电子");
        assert_eq!(names("szht", &[&ids[2]]).await, ["苏州汇通食品", "苏州恒泰电子"]);
        assert_eq!(names("没有", &[&ids[2]]).await, Vec::<String>::new());
        assert_eq!(names("恒信", &[&hidden]).await, Vec::<String>::new());
        assert_eq!(names("%", &[&ids[2]]).await, Vec::<String>::new());
        for recent in ["7", "x,y", &[ids[0].as_str(); 21].join(",")] {
            rep.query("/search", &[("q", "a"), ("recent", recent)])
                .await
                .fault("invalid_value", "/recent");
        }
    });
}
