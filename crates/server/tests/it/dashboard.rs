//! The dashboard: its figures are those of the records that it leads to, and everybody sees only their own.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};
use crate::sop::publish;

/// Two stages; the first asks for one step within a working day.
const TWO: &str = "sop:
  key: two
  name: {zh: 两步, en: Two}
  object: opportunities
  description: {zh: 试验, en: Trial}
  owner_role: rep
  review_after_days: 90
roles:
  - key: rep
    name: {zh: 销售代表, en: Sales rep}
stages:
  - key: meet
    phase: contact
    name: {zh: 见面, en: Meet}
    goal: {zh: 见面, en: Meet}
    role: rep
    target: 5d
    probability: 20
    standards:
      - {zh: 如实记录, en: Record it as it is}
    cautions:
      - {zh: 不要逼单, en: Don't press}
    steps:
      - {key: visit, kind: document, title: {zh: 上门, en: Visit}, required: true, due: 1d, skip: reason}
  - key: sign
    phase: sign
    name: {zh: 签约, en: Sign}
    goal: {zh: 签约, en: Sign}
    role: rep
    target: 5d
    probability: 60
    signing: true
    standards:
      - {zh: 如实记录, en: Record it as it is}
    cautions:
      - {zh: 不要逼单, en: Don't press}
    steps:
      - {key: paper, kind: document, title: {zh: 合同, en: Paper}, required: true, due: 2d, skip: reason}
";

struct Two<'k> {
    kit: &'k Kit,
    sop: String,
}

impl Two<'_> {
    async fn deal(&self, who: &str, amount: &str) -> String {
        let body = json!({ "name": format!("{who} {amount}"), "amount": amount, "sop": self.sop });
        self.kit.make(who, "opportunities", body).await
    }

    async fn act(&self, who: &str, deal: &str, verb: &str, body: Json) {
        let answer = self
            .kit
            .as_(who)
            .post(&format!("/opportunities/{deal}/{verb}"), body)
            .await;
        assert!(answer.status < 300, "{verb}: {}", answer.text());
    }

    async fn meet(&self, who: &str, deal: &str) {
        self.act(who, deal, "steps/visit/complete", json!({})).await;
        self.act(who, deal, "advance", json!({})).await;
    }

    async fn win(&self, who: &str, deal: &str) {
        self.act(who, deal, "steps/paper/complete", json!({})).await;
        self.act(who, deal, "win", json!({})).await;
    }

    async fn see(&self, who: &str) -> Json {
        let dashboard = self
            .kit
            .as_(who)
            .query("/insights/dashboard", &[("sop", &self.sop)])
            .await;
        dashboard.expect(200)
    }
}

fn card<'d>(dashboard: &'d Json, key: &str) -> &'d Json {
    let cards = dashboard["kpis"].as_array().unwrap();
    cards.iter().find(|c| c["key"] == key).unwrap_or(&Json::Null)
}

fn stage<'d>(dashboard: &'d Json, key: &str) -> &'d Json {
    let stages = dashboard["funnel"]["stages"].as_array().unwrap();
    stages.iter().find(|s| s["key"] == key).unwrap()
}

/// Every figure leads to as many records as it says.
async fn opens(who: &As<'_>, dashboard: &Json) {
    let mut figures = Vec::new();
    for card in dashboard["kpis"].as_array().unwrap() {
        figures.push((card["key"].to_string(), &card["n"], &card["filter"]));
    }
    for point in dashboard["trend"]["points"].as_array().unwrap() {
        figures.push((point["from"].to_string(), &point["n"], &point["filter"]));
    }
    for row in dashboard["owners"]["rows"].as_array().unwrap() {
        figures.push((row["owner"].to_string(), &row["n"], &row["filter"]));
    }
    for stage in dashboard["funnel"]["stages"].as_array().unwrap() {
        for (n, filter) in [("entered", "filter"), ("lost", "filter_lost"), ("open", "filter_open")] {
            figures.push((format!("{} {n}", stage["key"]), &stage[n], &stage[filter]));
        }
    }
    for (what, n, filter) in figures {
        let found = who.list("opportunities", filter.clone()).await.len();
        assert_eq!(Some(found as u64), n.as_u64(), "{what}: {filter}");
    }
}

fn proved(kit: &Kit) {
    let app = kit.app.clone();
    let report = tokio::task::block_in_place(|| app::check::check(&app, false)).unwrap();
    assert!(report.is_fine(), "{:#?}", report.lines(kernel::Lang::En));
}

#[test]
fn figures_are_those_of_the_records_they_lead_to() {
    each(async |kit| {
        let two = Two {
            kit,
            sop: publish(kit, TWO).await,
        };
        let won = two.deal("rep", "100000.00").await;
        let lost = two.deal("rep", "50000.00").await;
        let there = two.deal("siyuan", "30000.00").await;
        two.deal("siyuan", "20000.00").await;
        let gone = two.deal("siyuan", "7.00").await;
        // In time, then late.
        two.meet("rep", &won).await;
        kit.at("2026-12-01T02:00:00Z");
        two.meet("rep", &lost).await;
        two.win("rep", &won).await;
        two.meet("siyuan", &there).await;
        let body = json!({ "reason": "price", "closed_on": "2026-12-01" });
        two.act("rep", &lost, "lose", body).await;
        two.act("siyuan", &there, "back", json!({ "reason": "需求有变，重新确认" }))
            .await;
        kit.as_("siyuan").remove("opportunities", &gone).await.expect(204);
        let seen = two.see("manager").await;
        assert_eq!(
            (&seen["period"]["from"], &seen["period"]["until"]),
            (&json!("2026-10-01"), &json!("2026-12-01"))
        );
        let cards = |key: &str, what: &str| card(&seen, key)[what].clone();
        assert_eq!(
            (cards("won", "amount"), cards("won", "n")),
            (json!("100000.00"), json!(1))
        );
        assert_eq!(
            (cards("open", "amount"), cards("open", "n")),
            (json!("50000.00"), json!(2))
        );
        assert_eq!(cards("new", "n"), 4);
        assert_eq!((cards("win_rate", "won"), cards("win_rate", "n")), (json!(1), json!(2)));
        assert!(cards("win_rate", "low").as_f64().unwrap() < 0.1, "{seen}");
        assert_eq!((cards("cycle", "median"), cards("cycle", "n")), (json!(7.0), json!(1)));
        let meet = stage(&seen, "meet");
        assert_eq!(
            (
                &meet["entered"],
                &meet["on"],
                &meet["back"],
                &meet["lost"],
                &meet["open"]
            ),
            (&json!(5), &json!(3), &json!(0), &json!(0), &json!(2))
        );
        let sign = stage(&seen, "sign");
        assert_eq!(
            (&sign["entered"], &sign["on"], &sign["back"], &sign["lost"]),
            (&json!(3), &json!(1), &json!(1), &json!(1))
        );
        // What is worth what: a deal that is twice in a stage counts twice, as it does among those who entered.
        assert_eq!(
            (&meet["amount"], &sign["amount"]),
            (&json!("230000.00"), &json!("180000.00"))
        );
        assert_eq!(meet["others"], 0);
        // One visit was made in time, two late; siyuan's other deal says nothing yet.
        let heat = seen["heat"]["rows"].as_array().unwrap();
        let cell = |who: &str, place: usize| {
            let row = heat.iter().find(|r| r["owner"]["id"] == kit.id(who)).unwrap();
            let cell = &row["cells"][place];
            json!([cell["on_time"], cell["late"], cell["left_out"]])
        };
        assert_eq!((cell("rep", 0), cell("rep", 1)), (json!([1, 1, 0]), json!([0, 1, 0])));
        assert_eq!(cell("siyuan", 0)[1], 1);
        // Too little to compare anybody.
        assert_eq!(
            (&seen["owners"]["test"], &seen["owners"]["compared"]),
            (&json!(null), &json!(0))
        );
        assert_eq!(seen["funnel"]["cause"], json!(null));
        proved(kit);

        // An amount that changes is the amount of every stage; one in another currency isn't added up.
        kit.as_("rep")
            .change("opportunities", &won, json!({ "amount": "100001.00" }))
            .await
            .expect(200);
        kit.as_("siyuan")
            .change("opportunities", &there, json!({ "currency": "USD" }))
            .await
            .expect(200);
        let later = two.see("manager").await;
        let meant = |key: &str| {
            (
                stage(&later, key)["amount"].clone(),
                stage(&later, key)["others"].clone(),
            )
        };
        assert_eq!(meant("meet"), (json!("170001.00"), json!(2)));
        assert_eq!(meant("sign"), (json!("150001.00"), json!(1)));
        proved(kit);

        // A deal that is twice in a stage is one record.
        let counted = kit
            .as_("manager")
            .list("opportunities", meet["filter"].clone())
            .await
            .len();
        assert_eq!(counted, 4);
    });
}

#[test]
fn everybody_sees_their_own() {
    each(async |kit| {
        let two = Two {
            kit,
            sop: publish(kit, TWO).await,
        };
        for (who, amount) in [("rep", "1.00"), ("siyuan", "20.00"), ("jiayi", "300.00")] {
            let deal = two.deal(who, amount).await;
            two.meet(who, &deal).await;
            two.win(who, &deal).await;
        }
        for (who, amount) in [
            ("rep", "1.00"),
            ("siyuan", "20.00"),
            ("manager", "21.00"),
            ("south", "300.00"),
            ("admin", "321.00"),
            ("viewer", "321.00"),
        ] {
            let seen = two.see(who).await;
            assert_eq!(card(&seen, "won")["amount"], amount, "{who}");
            opens(&kit.as_(who), &seen).await;
        }
        // Who gives a deal away no longer counts it.
        let admin = kit.as_("admin");
        let deal = &admin
            .list(
                "opportunities",
                json!({ "field": "owner", "op": "eq", "value": kit.id("rep") }),
            )
            .await[0]["id"];
        admin
            .change(
                "opportunities",
                deal.as_str().unwrap(),
                json!({ "owner": kit.id("jiayi") }),
            )
            .await
            .expect(200);
        for (who, amount) in [("rep", "0.00"), ("manager", "20.00"), ("south", "301.00")] {
            assert_eq!(card(&two.see(who).await, "won")["amount"], amount, "{who}");
        }
        assert_eq!(stage(&two.see("rep").await, "meet")["entered"], 0);
        // Nor does one that lies in the recycle bin count.
        admin.remove("opportunities", deal.as_str().unwrap()).await.expect(204);
        assert_eq!(card(&two.see("south").await, "won")["amount"], "300.00");
        admin
            .act(&format!("/opportunities/{}/restore", deal.as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(card(&two.see("south").await, "won")["amount"], "301.00");
        proved(kit);
    });
}

#[test]
fn what_one_may_not_see_is_in_no_figure() {
    each(async |kit| {
        let two = Two {
            kit,
            sop: publish(kit, TWO).await,
        };
        two.deal("rep", "1.00").await;
        let rights = json!({ "objects": { "opportunities": { "read": "team", "hidden": ["amount", "closed_on"] }, "sops": { "read": "all" } } });
        let clerk = kit.hire("clerk", rights).await;
        let seen = clerk.get("/insights/dashboard").await.expect(200);
        let keys: Vec<_> = seen["kpis"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["key"].clone())
            .collect();
        assert_eq!(keys, ["open", "at_risk", "new", "overdue"]);
        assert_eq!(
            (&seen["trend"], &seen["owners"], &card(&seen, "open")["amount"]),
            (&json!(null), &json!(null), &json!(null))
        );
        assert_eq!(seen["teams"], json!([]));
        assert!(seen["funnel"].is_object(), "{seen}");
        assert_eq!(seen["funnel"]["stages"][0]["filter"], json!(null));
        assert_eq!(seen["funnel"]["stages"][0]["amount"], json!(null));
        let blind = kit
            .hire("blind", json!({ "objects": { "tasks": { "read": "own" } } }))
            .await;
        blind.get("/insights/dashboard").await.problem(404, "not_found");
        kit.nobody()
            .get("/insights/dashboard")
            .await
            .problem(401, "unauthenticated");
    });
}

#[test]
fn people_whom_one_may_not_know_are_one() {
    each(async |kit| {
        let two = Two {
            kit,
            sop: publish(kit, TWO).await,
        };
        for who in ["rep", "siyuan"] {
            let deal = two.deal(who, "1.00").await;
            two.meet(who, &deal).await;
            two.win(who, &deal).await;
        }
        let all = json!({ "read": "all" });
        let rights = json!({ "objects": { "opportunities": all, "sops": all, "stage_visits": all } });
        let clerk = kit.hire("clerk", rights).await;
        let seen = clerk
            .query("/insights/dashboard", &[("sop", &two.sop)])
            .await
            .expect(200);
        for rows in [&seen["owners"]["rows"], &seen["heat"]["rows"]] {
            assert_eq!(
                (rows.as_array().unwrap().len(), &rows[0]["owner"]),
                (1, &Json::Null),
                "{rows}"
            );
        }
        assert_eq!(seen["owners"]["rows"][0]["n"], 2);
        assert!(!seen.to_string().contains(&kit.id("rep")), "{seen}");
        opens(&clerk, &seen).await;
    });
}

#[test]
fn what_is_asked_wrongly_is_told() {
    each(async |kit| {
        let manager = kit.as_("manager");
        for (query, code, at) in [
            ("period=today", "invalid_value", "/period"),
            ("team=7", "invalid_value", "/team"),
        ] {
            manager
                .get(&format!("/insights/dashboard?{query}"))
                .await
                .fault(code, at);
        }
        let nowhere = "019a0000-0000-7000-8000-000000000000";
        for query in [format!("team={nowhere}"), format!("sop={nowhere}")] {
            manager
                .get(&format!("/insights/dashboard?{query}"))
                .await
                .problem(404, "not_found");
        }
        for period in ["this_month", "this_year", "last_month", "last_quarter", "last_year"] {
            manager
                .query("/insights/dashboard", &[("period", period)])
                .await
                .expect(200);
        }
        // A team is asked for with those below it.
        let team = manager.get("/me").await.expect(200)["user"]["team"]["id"].clone();
        let seen = manager
            .query("/insights/dashboard", &[("team", team.as_str().unwrap())])
            .await
            .expect(200);
        assert_eq!(seen["team"], team);
        opens(&manager, &seen).await;
    });
}
