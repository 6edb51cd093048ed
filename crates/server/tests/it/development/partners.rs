//! Partners and the deals they register; referrals from who named somebody to the deal.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_registered_deal_is_checked_and_becomes_an_opportunity() {
    each(async |kit| {
        let me = kit.as_("manager");
        kit.as_("ops").act("/packs/channel_sale/install").await.expect(200);
        let partner = json!({ "name": "苏州联创", "regions": "江苏、上海", "contract_to": "2027-06-30" });
        let partner = kit.make("manager", "partners", partner).await;
        let deal =
            json!({ "partner": partner, "company": "无锡恒远机械有限公司", "region": "江苏", "amount": "120000.00" });
        let first = kit.make("manager", "deal_registrations", deal).await;
        let read = me.get(&format!("/deal_registrations/{first}")).await.expect(200);
        assert_eq!([&read["status"], &read["conflict"]], ["submitted", "none"]);

        let accepted = me.act(&format!("/deal_registrations/{first}/accept")).await.expect(200);
        assert_eq!(accepted["status"], "accepted");
        assert_eq!(accepted["protected_until"], "2027-02-22");
        let opportunity = accepted["opportunity"]["id"].as_str().unwrap().to_owned();
        let made = me.get(&format!("/opportunities/{opportunity}")).await.expect(200);
        assert_eq!(
            [&made["amount"], &made["stage"], &made["source"]],
            ["120000.00", "register", "渠道：苏州联创"]
        );
        me.act(&format!("/deal_registrations/{first}/accept"))
            .await
            .problem(409, "wrong_state");

        // The same company once more: it meets the deal that was made, and the registration.
        let other = kit
            .make("manager", "partners", json!({ "name": "常州众合", "regions": "浙江" }))
            .await;
        let again = json!({ "partner": other, "company": "无锡恒远机械", "region": "江苏" });
        let again = kit.make("manager", "deal_registrations", again).await;
        let read = me.get(&format!("/deal_registrations/{again}")).await.expect(200);
        assert_eq!(read["conflict"], "deal");
        let met = me
            .get(&format!("/deal_registrations/{again}/conflicts"))
            .await
            .expect(200);
        assert_eq!([&met["elsewhere"], &met["outside_regions"]], [false, true]);
        let objects: Vec<_> = met["found"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["object"].as_str().unwrap())
            .collect();
        assert!(
            objects.contains(&"opportunities") && objects.contains(&"deal_registrations"),
            "{met}"
        );
        me.act(&format!("/deal_registrations/{again}/accept"))
            .await
            .fault("required", "/reason");
        // Nobody grants themselves what others have: a conflict is for a manager to decide.
        let own = kit.make("rep", "partners", json!({ "name": "自家渠道" })).await;
        let own = json!({ "partner": own, "company": "无锡恒远机械", "region": "江苏" });
        let own = kit.make("rep", "deal_registrations", own).await;
        kit.as_("rep")
            .post(
                &format!("/deal_registrations/{own}/accept"),
                json!({ "reason": "这个客户一直由我们渠道跟进" }),
            )
            .await
            .problem(403, "forbidden");
        me.post(
            &format!("/deal_registrations/{again}/refuse"),
            json!({ "reason": "无" }),
        )
        .await
        .fault("required", "/reason");
        let refused = me
            .post(
                &format!("/deal_registrations/{again}/refuse"),
                json!({ "reason": "苏州联创已先报备，保护期到明年二月" }),
            )
            .await
            .expect(200);
        assert_eq!(refused["status"], "refused");

        let figures = me.get(&format!("/partners/{partner}/figures")).await.expect(200);
        assert_eq!(
            [
                &figures["registered"]["n"],
                &figures["accepted"]["n"],
                &figures["open"]["n"]
            ],
            [1, 1, 1]
        );
        assert_eq!(figures["rate"], json!(null));
        assert_eq!(
            me.list("opportunities", figures["open"]["filter"].clone()).await.len(),
            1
        );
    });
}

#[test]
fn what_one_may_not_see_is_only_said_to_be_there() {
    each(async |kit| {
        // A lead of the south, whose company the partner's manager doesn't see.
        kit.make(
            "jiayi",
            "leads",
            json!({ "name": "陈静", "company": "佛山恒远机械有限公司" }),
        )
        .await;
        let asked = json!({ "company": "佛山恒远机械" });
        let met = kit
            .as_("manager")
            .post("/deal_registrations/check", asked.clone())
            .await
            .expect(200);
        assert_eq!(met, json!({ "conflict": "customer", "found": [], "elsewhere": true }));
        let met = kit
            .as_("south")
            .post("/deal_registrations/check", asked.clone())
            .await
            .expect(200);
        assert_eq!(met["found"][0]["name"], "陈静");
        kit.as_("viewer")
            .post("/deal_registrations/check", asked)
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn a_rep_registers_and_decides_for_their_own_partners() {
    each(async |kit| {
        let mine = kit.make("rep", "partners", json!({ "name": "自己的伙伴" })).await;
        let deal = kit
            .make(
                "rep",
                "deal_registrations",
                json!({ "partner": mine, "company": "镇江万顺" }),
            )
            .await;
        kit.as_("jiayi")
            .get(&format!("/deal_registrations/{deal}"))
            .await
            .expect(200);
        kit.as_("jiayi")
            .act(&format!("/deal_registrations/{deal}/accept"))
            .await
            .problem(403, "forbidden");
        kit.as_("viewer")
            .act(&format!("/deal_registrations/{deal}/accept"))
            .await
            .problem(403, "forbidden");
        let accepted = kit
            .as_("rep")
            .act(&format!("/deal_registrations/{deal}/accept"))
            .await
            .expect(200);
        // Without the channel's pack it follows the SOP that all deals follow.
        let id = accepted["opportunity"]["id"].as_str().unwrap();
        assert_eq!(
            kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200)["stage"],
            "develop"
        );
    });
}

#[test]
fn a_referral_is_traced_and_thanked() {
    each(async |kit| {
        let me = kit.as_("rep");
        let account = kit.make("rep", "accounts", json!({ "name": "老客户" })).await;
        let contact = kit
            .make("rep", "contacts", json!({ "name": "王总", "account": account }))
            .await;
        me.post("/referrals", json!({ "name": "某厂", "named_on": "2026-11-10" }))
            .await
            .fault("required", "/referrer_contact");
        let body =
            json!({ "name": "某厂李工", "named_on": "2026-11-10", "referrer_contact": contact, "moment": "results" });
        let referral = kit.make("rep", "referrals", body).await;
        let read = me.get(&format!("/referrals/{referral}")).await.expect(200);
        assert_eq!(read["referrer_account"]["id"], json!(account));
        let late = me.get("/referrals/figures").await.expect(200);
        assert_eq!(
            [&late["named"]["n"], &late["unthanked"]["n"], &late["won"]["n"]],
            [1, 1, 0]
        );

        let deal = kit.light("rep", "某厂项目").await;
        me.change("referrals", &referral, json!({ "opportunity": deal }))
            .await
            .expect(200);
        me.change("referrals", &referral, json!({ "thanked_on": "2026-11-24" }))
            .await
            .fault("required", "/thanked_how");
        let thanks = json!({ "thanked_on": "2026-11-24", "thanked_how": "当面致谢，并告知进展" });
        me.change("referrals", &referral, thanks).await.expect(200);
        me.change("referrals", &referral, json!({ "thanked_on": "2026-11-25" }))
            .await
            .fault("invalid_value", "/thanked_on");
        let figures = me.get("/referrals/figures").await.expect(200);
        assert_eq!(
            [
                &figures["deals"]["n"],
                &figures["thanked"]["n"],
                &figures["unthanked"]["n"]
            ],
            [1, 1, 0]
        );
        assert_eq!(me.list("referrals", figures["deals"]["filter"].clone()).await.len(), 1);
        // Another team's rep has their own.
        assert_eq!(
            kit.as_("jiayi").get("/referrals/figures").await.expect(200)["named"]["n"],
            0
        );
    });
}
