//! A company with its people, the packs, and some random procedures; deals that begin in it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::people::Role;
use app::setup::{self, Setup};
use app::{App, engine, sop as runs};
use kernel::{Code, FixedClock, Id, Lang, Result, SeededIds, WorkspaceId};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Value as Json, json};
use sop::{Document, Run};
use store::records as rows;
use store::{Store, Tx, journal};

use super::documents;
use crate::choices::Choices;
use crate::sample::now;

/// What all deals of a batch share.
#[derive(Clone)]
pub struct Company {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub id: WorkspaceId,
    /// A representative, their manager, the administrator.
    pub users: [Id; 3],
    pub sops: Vec<Id>,
    pub product: Id,
    documents: Arc<Mutex<HashMap<Id, Arc<Document>>>>,
}

/// Two deals with one account, and what hangs on them.
pub struct Scene {
    pub deals: Vec<Id>,
    pub account: Id,
    pub contacts: Vec<Id>,
}

impl Company {
    /// The company with this number, always the same.
    pub fn found(store: &Store, number: u32) -> Self {
        let c = &mut Choices::seeded(u64::from(number));
        let clock = Arc::new(FixedClock::new(now()));
        let app = App::new(
            store.clone(),
            clock.clone(),
            Arc::new(SeededIds::new(i64::from(number) + 1)),
        )
        .unwrap();
        let random: Vec<String> = (0..8).map(|n| documents::random(c, n)).collect();
        let here = app.clone();
        let (id, users, sops, product) = store
            .write_blocking(move |tx| {
                let setup = Setup {
                    company: "成单".to_owned(),
                    currency: "CNY".to_owned(),
                    time_zone: "Asia/Shanghai".to_owned(),
                    lang: Lang::Zh,
                    name: "管理员".to_owned(),
                    email: format!("admin{number}@example.com"),
                };
                let founded = setup::found(tx, &here, &setup, "unusable")?;
                let cx = founded.cx;
                let roles: Vec<Role> = rows::find(tx, &cx, &Condition::always(), 100)?;
                let team = setup::make(tx, &here, &cx, "teams", json!({"name": "一组"}))?;
                let mut users = [founded.admin; 3];
                for (i, key) in ["rep", "manager"].into_iter().enumerate() {
                    let role = roles.iter().find(|r| r.key == key).map(|r| r.id);
                    let email = format!("{key}{number}@example.com");
                    let body = json!({"name": key, "email": email, "role": role, "team": team});
                    users[i] = setup::make(tx, &here, &cx, "users", body)?;
                }
                let product = setup::make(tx, &here, &cx, "products", json!({"name": "产品", "kind": "product"}))?;
                for yaml in &random {
                    // Some can't be published; those stay drafts.
                    match runs::install(tx, &here, &cx, yaml) {
                        Err(e) if e.code() != Code::InvalidValue => return Err(e),
                        _ => {}
                    }
                }
                let published = Condition::leaf("current", Op::IsEmpty, false).and(Condition::leaf(
                    "object",
                    Op::Eq,
                    "opportunities",
                ));
                let sops = rows::ids(tx, &cx, cx.object("sops")?, &published, 100)?;
                assert!(sops.len() > 4, "most can be published");
                Ok((cx.workspace.id, users, sops, product))
            })
            .unwrap();
        Self {
            app,
            clock,
            id,
            users,
            sops,
            product,
            documents: Arc::default(),
        }
    }

    pub fn system(&self, tx: &mut Tx<'_>) -> Result<Cx> {
        self.app.system(tx, self.id)
    }

    /// Begins two deals of the representative.
    pub fn begin(&self, c: &mut Choices) -> Result<Scene> {
        // The packs come first, and are tried as often as all others together.
        let mut sop = || {
            if c.chance(50) {
                self.sops[c.below(2)]
            } else {
                *c.pick(&self.sops)
            }
        };
        let chosen = [sop(), sop()];
        let here = self.clone();
        self.app.store().write_blocking(move |tx| {
            let cx = here.app.as_user(tx, here.id, here.users[0])?;
            let mut make = |object: &str, body: Json| match body {
                Json::Object(body) => engine::create(tx, &here.app, &cx, object, &body),
                _ => unreachable!("a body is an object"),
            };
            let account = make("accounts", json!({"name": "客户"}))?;
            let mut contacts = Vec::new();
            for name in ["张三", "李四"] {
                contacts.push(make("contacts", json!({"name": name, "account": account}))?);
            }
            let mut deals = Vec::new();
            for sop in chosen {
                deals.push(make(
                    "opportunities",
                    json!({"name": "商机", "account": account, "sop": sop}),
                )?);
            }
            Ok(Scene {
                deals,
                account,
                contacts,
            })
        })
    }

    /// A deal's run and the document it follows.
    pub fn run(&self, tx: &mut Tx<'_>, deal: Id) -> Result<Option<(Run, Arc<Document>)>> {
        let Some(stored) = store::sop::run(tx, self.id, deal)? else {
            return Ok(None);
        };
        let run = serde_json::from_str(&stored.run).map_err(kernel::Error::internal)?;
        let known = self.documents.lock().unwrap().get(&stored.version).cloned();
        if let Some(document) = known {
            return Ok(Some((run, document)));
        }
        let cx = self.system(tx)?;
        let document = Arc::new(sop::parse(&runs::document(tx, &cx, stored.version)?).unwrap().document);
        self.documents.lock().unwrap().insert(stored.version, document.clone());
        Ok(Some((run, document)))
    }

    /// What is wrong with what is stored of the deals.
    pub fn faults(&self, tx: &mut Tx<'_>, deals: &[Id]) -> Result<Vec<String>> {
        let cx = self.system(tx)?;
        let object = cx.object("opportunities")?;
        let mut faults = Vec::new();
        for deal in deals {
            let Some(stored) = store::sop::run(tx, self.id, *deal)? else {
                faults.push(format!("{deal} has no run"));
                continue;
            };
            faults.extend(runs::rebuild(tx, &self.app, &cx, &stored, false)?);
            let run: Run = serde_json::from_str(&stored.run).map_err(kernel::Error::internal)?;
            if run.visits.iter().any(|v| v.forced) {
                faults.push(format!("{deal} was let through a gate"));
            }
            if let Some(values) = rows::load(tx, &cx, object, *deal, Action::Read)? {
                let get = |key: &str| &values[object.index(key).unwrap()];
                let events = journal::timeline(tx, self.id, *deal, None, 1000)?;
                let ended = events
                    .iter()
                    .find(|e| e.record == *deal && matches!(e.kind.as_str(), "won" | "lost" | "reopened"))
                    .filter(|e| e.kind != "reopened");
                let closed = ended.map(|e| match e.meta.get("on").and_then(Json::as_i64) {
                    Some(on) => on,
                    None => i64::from(e.at.day(cx.workspace.calendar.tz).0),
                });
                let days = match (get("engaged_on"), closed) {
                    (Value::Int(from), Some(to)) => Value::Int(to - from),
                    _ => Value::Null,
                };
                let reason = ended
                    .and_then(|e| e.meta.get("reason"))
                    .and_then(Json::as_str)
                    .unwrap_or_default();
                let expected = [closed.map_or(Value::Null, Value::Int), days, Value::from(reason)];
                let found = ["closed_on", "cycle_days", "loss_reason"].map(|key| get(key).clone());
                if found != expected {
                    faults.push(format!("{deal} ended {found:?}, the journal says {expected:?}"));
                }
            }
        }
        Ok(faults)
    }
}
