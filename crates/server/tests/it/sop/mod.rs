//! A deal on its way through its SOP.

mod stages;
mod steps;

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit};

/// A deal of the light SOP and the one who works on it.
pub struct Deal<'k> {
    pub id: String,
    pub rep: As<'k>,
    kit: &'k Kit,
    contact: String,
}

impl<'k> Deal<'k> {
    pub async fn new(kit: &'k Kit) -> Self {
        let contact = kit.make("rep", "contacts", json!({ "name": "赵国栋" })).await;
        Deal {
            id: kit.light("rep", "产线升级").await,
            rep: kit.as_("rep"),
            kit,
            contact,
        }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/opportunities/{}{rest}", self.id)
    }

    pub async fn record(&self) -> Json {
        self.rep.get(&self.path("")).await.expect(200)
    }

    pub async fn sop(&self) -> Json {
        self.rep.get(&self.path("/sop")).await.expect(200)
    }

    pub async fn step(&self, key: &str) -> Json {
        let sop = self.sop().await;
        sop["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["key"] == key)
            .cloned()
            .unwrap_or_default()
    }

    pub async fn kinds(&self) -> Vec<String> {
        let page = self.rep.get(&self.path("/timeline?limit=200")).await.expect(200);
        let mut kinds: Vec<_> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["object"] == "opportunities")
            .map(|e| match e["meta"]["step"].as_str() {
                Some(step) => format!("{}:{step}", e["kind"].as_str().unwrap()),
                None => e["kind"].as_str().unwrap().to_owned(),
            })
            .collect();
        kinds.reverse();
        kinds
    }

    /// Meets the gate of the first stage.
    pub async fn prospect(&self) {
        let account = self.kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        self.rep
            .change("opportunities", &self.id, json!({ "account": account }))
            .await
            .expect(200);
        self.rep
            .post(
                &self.path("/log"),
                json!({ "kind": "call", "reached": "connected", "outcome": "advance" }),
            )
            .await
            .expect(201);
        let body = json!({ "opportunity": self.id, "contact": self.contact, "role": "decider", "met": true });
        self.kit.make("rep", "stakeholders", body).await;
    }

    /// Meets the gate of the second.
    pub async fn engage(&self) {
        let body = json!({ "pain": "换线要停机两小时，每天两次", "expected_close": "2026-12-20" });
        self.rep.change("opportunities", &self.id, body).await.expect(200);
        for question in ["light_if_nothing", "light_if_solved", "light_by_when"] {
            let body = json!({ "text": "每月损失约二十万元，生产部最着急" });
            self.rep
                .put(&self.path(&format!("/answers/{question}")), body)
                .await
                .expect(200);
        }
        let product = self.rep.get("/products?limit=1").await.expect(200)["data"][0]["id"].clone();
        self.kit
            .make(
                "rep",
                "line_items",
                json!({ "opportunity": self.id, "product": product }),
            )
            .await;
        self.rep.act(&self.path("/steps/send_offer/complete")).await.expect(200);
    }

    /// Meets the gate of the third.
    pub async fn close(&self) {
        self.rep
            .act(&self.path("/steps/confirm_terms/complete"))
            .await
            .expect(200);
        self.rep
            .change("opportunities", &self.id, json!({ "amount": "128000.00" }))
            .await
            .expect(200);
        self.rep
            .post(&self.path("/log"), json!({ "kind": "meeting", "outcome": "order" }))
            .await
            .expect(201);
    }

    pub async fn advance(&self) -> Json {
        self.rep.act(&self.path("/advance")).await.expect(200)
    }
}

/// A document of one signing stage with these steps.
pub fn simple(key: &str, steps: &str) -> String {
    format!(
        "sop:\n  key: {key}\n  name: {{zh: 试验, en: Trial}}\n  object: opportunities\n  description: {{zh: 试验, en: Trial}}\n  owner_role: rep\n  review_after_days: 90\n\
         roles:\n  - key: rep\n    name: {{zh: 销售代表, en: Sales rep}}\n\
         stages:\n  - key: only\n    phase: sign\n    name: {{zh: 唯一, en: Only}}\n    goal: {{zh: 签约, en: Sign}}\n    role: rep\n    target: 5d\n    probability: 50\n    signing: true\n    \
         standards:\n      - {{zh: 如实记录, en: Record it as it is}}\n    cautions:\n      - {{zh: 不要逼单, en: Don't press}}\n    steps:\n{steps}\n"
    )
}

/// Imports and publishes a document; gives its SOP.
pub async fn publish(kit: &Kit, yaml: &str) -> String {
    let version = kit.as_("ops").post("/sops", json!({ "yaml": yaml })).await.expect(201);
    kit.as_("ops")
        .post(
            &format!("/sop_versions/{}/publish", version["id"].as_str().unwrap()),
            json!({ "summary": "改了步骤", "reason": "更好用" }),
        )
        .await
        .expect(204);
    version["sop"]["id"].as_str().unwrap().to_owned()
}
