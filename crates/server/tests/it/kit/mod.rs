//! A small company on each database, reached through the router as named people.

mod client;

use std::sync::Arc;

use app::App;
use app::demo::{Staff, staff};
use axum::Router;
use kernel::{FixedClock, Id, Instant, Lang, SeededIds};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::auth::{self, Session};
use store::testing::databases;

pub use client::{As, Reply};

/// Tuesday, 10:00 in Shanghai.
pub const NOW: &str = "2026-11-24T02:00:00Z";

/// Everybody's password is `stagecraft-demo`; hashing it once is enough.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$yXb7YDbRM8ZO4czxfMLs8Q$XcytVLMy2Eo92Z99//0Qqdg9s01xuGvyTzcqMQb1PaA";

/// A company on one database.
pub struct Kit {
    /// The clock that the product goes by.
    pub clock: Arc<FixedClock>,
    pub app: App,
    pub staff: Staff,
    router: Router,
}

/// Runs a test on each database, in a company of its own.
pub fn each(test: impl AsyncFn(&Kit)) {
    on_each(async |app, clock| test(&Kit::new(app, clock).await).await);
}

/// Runs a test on each database, before there is a company.
pub fn each_bare(config: &server::Config, test: impl AsyncFn(&Bare)) {
    on_each(async |app, _| {
        let router = server::router(server::State::new(app, config.clone()));
        test(&Bare { router }).await;
    });
}

/// An installation without a company.
pub struct Bare {
    router: Router,
}

impl Bare {
    /// Someone who isn't signed in.
    pub fn nobody(&self) -> As<'_> {
        As::new(&self.router, None)
    }

    /// Whoever holds this cookie.
    pub fn cookie(&self, cookie: &str) -> As<'_> {
        As::new(&self.router, None).header("cookie", cookie)
    }
}

fn on_each(test: impl AsyncFn(App, Arc<FixedClock>)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    for db in databases() {
        // Shown only if the test fails.
        eprintln!("on {}", db.name);
        let clock = Arc::new(FixedClock::new(Instant::parse(NOW).unwrap()));
        let app = App::new(db.store.clone(), clock.clone(), Arc::new(SeededIds::new(7))).unwrap();
        runtime.block_on(test(app, clock));
    }
}

impl Kit {
    async fn new(app: App, clock: Arc<FixedClock>) -> Self {
        let here = app.clone();
        let staff = app
            .store()
            .write(move |tx| {
                let staff = staff(tx, &here, Lang::Zh, HASH)?;
                for person in &staff.people {
                    open(tx, &here, &staff, person.id, person.email)?;
                }
                Ok(staff)
            })
            .await
            .unwrap();
        // One proxy, so that a test can say where somebody is.
        let config = server::Config {
            proxies: 1,
            ..server::Config::default()
        };
        let router = server::router(server::State::new(app.clone(), config));
        Self {
            clock,
            app,
            staff,
            router,
        }
    }

    /// A second server over the same data.
    pub fn second(&self) -> Self {
        let ids = Arc::new(SeededIds::new(8));
        let open = || App::new(self.app.store().clone(), self.clock.clone(), ids);
        let app = tokio::task::block_in_place(open).unwrap();
        Self {
            clock: self.clock.clone(),
            router: server::router(server::State::new(app.clone(), server::Config::default())),
            app,
            staff: self.staff.clone(),
        }
    }

    /// One of the ten by what stands before the @, with a session of their own: `admin`, `ops`, `manager`, `rep`,
    /// `siyuan`, `junjie` (both in rep's team), `south` (a manager), `jiayi` (in south's team), `service`, `viewer`.
    pub fn as_(&self, who: &str) -> As<'_> {
        self.secret(&format!("{who}@demo.example"))
    }

    /// Whoever holds a secret.
    pub fn secret(&self, secret: &str) -> As<'_> {
        As::new(&self.router, Some(secret.to_owned()))
    }

    /// Someone who isn't signed in.
    pub fn nobody(&self) -> As<'_> {
        As::new(&self.router, None)
    }

    /// Someone at a network address who isn't signed in.
    pub fn from(&self, address: &str) -> As<'_> {
        self.nobody().header("x-forwarded-for", address)
    }

    /// The id of one of the ten.
    pub fn id(&self, who: &str) -> String {
        let email = format!("{who}@demo.example");
        let person = self.staff.people.iter().find(|p| p.email == email);
        person
            .unwrap_or_else(|| panic!("{who} doesn't work here"))
            .id
            .to_string()
    }

    /// Lets time pass.
    pub fn at(&self, time: &str) {
        self.clock
            .set(Instant::parse(time).unwrap_or_else(|| panic!("{time} isn't a time")));
    }

    /// Makes a record; gives its id.
    pub async fn make(&self, who: &str, object: &str, body: Json) -> String {
        let made = self.as_(who).post(&format!("/{object}"), body).await.expect(201);
        made["id"].as_str().unwrap().to_owned()
    }

    /// An opportunity of the light SOP with this name.
    pub async fn light(&self, who: &str, name: &str) -> String {
        let sop = self.sop("light").await;
        self.make(who, "opportunities", json!({ "name": name, "sop": sop }))
            .await
    }

    /// The id of an SOP by its key.
    pub async fn sop(&self, key: &str) -> String {
        let found = self
            .as_("admin")
            .list("sops", json!({ "field": "key", "op": "eq", "value": key }))
            .await;
        found[0]["id"].as_str().unwrap().to_owned()
    }

    /// Someone new under a role of their own with these rights, in the rep's team; signs in as `name`.
    pub async fn hire(&self, name: &str, rights: Json) -> As<'_> {
        let role = self
            .make("admin", "roles", json!({ "name": name, "key": name, "rights": rights }))
            .await;
        let team = self.as_("rep").get("/me").await.expect(200)["user"]["team"]["id"].clone();
        let email = format!("{name}@demo.example");
        let body = json!({ "name": name, "email": email, "role": role, "team": team });
        let id: Id = self.make("admin", "users", body).await.parse().unwrap();
        let (app, staff) = (self.app.clone(), self.staff.clone());
        let secret = email.clone();
        self.app
            .store()
            .write(move |tx| open(tx, &app, &staff, id, &secret))
            .await
            .unwrap();
        self.secret(&email)
    }
}

/// Opens a session whose secret is `secret`.
fn open(tx: &mut store::Tx<'_>, app: &App, staff: &Staff, user: Id, secret: &str) -> kernel::Result<()> {
    let now = app.now();
    let session = Session {
        id: app.new_id(now),
        workspace: staff.cx.workspace.id,
        user,
        name: None,
        read_only: false,
        created_at: now,
        seen_at: now,
        expires_at: now.plus_seconds(400 * 86_400),
    };
    auth::insert_session(tx, Sha256::digest(secret.as_bytes()).as_slice(), &session)
}
