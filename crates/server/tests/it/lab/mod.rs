//! The lab: how runs went, who is told of what is overdue, how versions differ, what a draft would have done.

mod choice;
mod supervision;
mod versions;

use serde_json::{Value as Json, json};

use crate::kit::Kit;

/// Two stages; the first asks for two steps, one of them within a working day.
pub const DUO: &str = "sop:
  key: duo
  name: {zh: 两段, en: Duo}
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
      - {key: note, kind: document, title: {zh: 记录, en: Note}, required: true, due: 3d, skip: reason}
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

pub async fn deal(kit: &Kit, who: &str, sop: &str, name: &str) -> String {
    kit.make(
        who,
        "opportunities",
        json!({ "name": name, "sop": sop, "amount": "1000" }),
    )
    .await
}

pub async fn act(kit: &Kit, who: &str, deal: &str, verb: &str, body: Json) {
    let answer = kit.as_(who).post(&format!("/opportunities/{deal}/{verb}"), body).await;
    assert!(answer.status < 300, "{verb}: {}", answer.text());
}

/// Lets the job do all that there is to do.
///
/// On PostgreSQL what other tests have under way may hide it for a moment.
pub async fn supervised(kit: &Kit) {
    while kit.app.store().read(app::supervision::behind).await.unwrap() {
        let here = kit.app.clone();
        let Some(found) = kit
            .app
            .store()
            .read(move |tx| app::supervision::look(tx, &here))
            .await
            .unwrap()
        else {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let here = kit.app.clone();
        kit.app
            .store()
            .write(move |tx| app::supervision::keep(tx, &here, &found))
            .await
            .unwrap();
    }
}
