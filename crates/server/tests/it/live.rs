//! Live across processes: what one server writes, the pages of another hear of, under their own people's rights.

use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::demo::{Staff, staff};
use kernel::{Id, Lang, SystemClock, SystemIds};
use serde_json::{Map, Value as Json, json};
use store::auth::{self, Session};
use store::testing::databases;
use store::{Options, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn app(store: Store) -> App {
    App::new(store, Arc::new(SystemClock), Arc::new(SystemIds::default())).unwrap()
}

fn id(staff: &Staff, who: &str) -> Id {
    let email = format!("{who}@demo.example");
    staff.people.iter().find(|p| p.email == email).unwrap().id
}

/// Opens a session whose secret is the name.
async fn sign_in(app: &App, staff: &Staff, who: &'static str) {
    let (here, workspace, user) = (app.clone(), staff.cx.workspace.id, id(staff, who));
    let open = app.store().write(move |tx| {
        let now = here.now();
        let session = Session {
            id: here.new_id(now),
            workspace,
            user,
            name: None,
            read_only: false,
            created_at: now,
            seen_at: now,
            expires_at: now.plus_seconds(3600),
        };
        let hash = app::Caller::new(who, None).secret_hash;
        auth::insert_session(tx, &hash, &session)
    });
    open.await.unwrap();
}

/// A page's stream of events.
struct Page(TcpStream, String);

impl Page {
    async fn open(address: std::net::SocketAddr, who: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("GET /api/v1/events HTTP/1.1\r\nhost: here\r\nauthorization: Bearer {who}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut page = Self(stream, String::new());
        assert!(page.hears("event: hello", 10).await, "{}", page.1);
        page
    }

    /// Whether the server ends it within so many seconds.
    async fn ends(&mut self, seconds: u64) -> bool {
        let until = tokio::time::Instant::now() + Duration::from_secs(seconds);
        let mut buffer = vec![0; 8192];
        loop {
            match tokio::time::timeout_at(until, self.0.read(&mut buffer)).await {
                Ok(Ok(n)) if n > 0 => self.1.push_str(&String::from_utf8_lossy(&buffer[..n])),
                // The last chunk of a body that has ended stands in what was read; the connection may stay.
                ended => return ended.is_ok() || self.1.ends_with("0\r\n\r\n"),
            }
            if self.1.ends_with("0\r\n\r\n") {
                return true;
            }
        }
    }

    /// Whether it hears this within so many seconds.
    async fn hears(&mut self, what: &str, seconds: u64) -> bool {
        let until = tokio::time::Instant::now() + Duration::from_secs(seconds);
        let mut buffer = vec![0; 8192];
        while !self.1.contains(what) {
            match tokio::time::timeout_at(until, self.0.read(&mut buffer)).await {
                Ok(Ok(n)) if n > 0 => self.1.push_str(&String::from_utf8_lossy(&buffer[..n])),
                _ => return false,
            }
        }
        true
    }
}

async fn make(app: &App, staff: &Staff, who: &str, object: &'static str, body: Json) -> Id {
    let (here, workspace, user) = (app.clone(), staff.cx.workspace.id, id(staff, who));
    let body: Map<String, Json> = serde_json::from_value(body).unwrap();
    let made = app.store().write(move |tx| {
        let cx = here.as_user(tx, workspace, user)?;
        app::engine::create(tx, &here, &cx, object, &body)
    });
    made.await.unwrap()
}

#[test]
fn what_one_server_writes_the_pages_of_another_hear_of() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    for db in databases() {
        let first = app(db.store.clone());
        // SQLite belongs to one process; PostgreSQL to as many as there are.
        let second = if db.name == "postgres" {
            let options = Options {
                readers: 2,
                writers: 2,
                read_only: false,
            };
            app(Store::open(&db.target, &options).unwrap())
        } else {
            first.clone()
        };
        runtime.block_on(async {
            let here = first.clone();
            let staff = first
                .store()
                .write(move |tx| staff(tx, &here, Lang::Zh, ""))
                .await
                .unwrap();
            for who in ["rep", "siyuan", "manager"] {
                sign_in(&first, &staff, who).await;
            }
            let serve = |app: &App| {
                server::serve(
                    server::State::new(app.clone(), server::Config::default()),
                    "127.0.0.1:0",
                )
            };
            let (one, two) = (serve(&first).await.unwrap(), serve(&second).await.unwrap());
            let mut rep = Page::open(two.address, "rep").await;
            let mut siyuan = Page::open(two.address, "siyuan").await;
            let mut manager = Page::open(one.address, "manager").await;
            // The streams begin where the followers first looked.
            tokio::time::sleep(Duration::from_secs(4)).await;

            // Written through the first server, heard by pages of the second, and the other way round.
            let deal = make(&first, &staff, "rep", "opportunities", json!({ "name": "产线升级" })).await;
            assert!(rep.hears(&deal.to_string(), 30).await, "{}: {}", db.name, rep.1);
            assert!(manager.hears(&deal.to_string(), 30).await, "{}: {}", db.name, manager.1);
            let body = format!("请 @[张伟]({}) 看", id(&staff, "manager"));
            let note = make(
                &second,
                &staff,
                "rep",
                "notes",
                json!({ "opportunity": deal, "body": body }),
            )
            .await;
            assert!(manager.hears(&note.to_string(), 30).await, "{}: {}", db.name, manager.1);
            assert!(manager.hears("event: notice", 30).await, "{}: {}", db.name, manager.1);
            // A task given away tells who has it now, wherever their page is, but not what it is about.
            let owner = id(&staff, "siyuan");
            let task = json!({ "title": "补合同", "owner": owner, "due_on": "2027-01-04", "opportunity": deal });
            let task = make(&first, &staff, "manager", "tasks", task).await;
            assert!(siyuan.hears("event: notice", 30).await, "{}: {}", db.name, siyuan.1);
            assert!(siyuan.hears(&task.to_string(), 30).await, "{}: {}", db.name, siyuan.1);
            assert!(manager.hears(&task.to_string(), 30).await, "{}: {}", db.name, manager.1);
            // Who may not see it hears nothing of it, and of no notice that is another's.
            assert!(!siyuan.hears(&deal.to_string(), 1).await, "{}: {}", db.name, siyuan.1);
            assert!(!rep.hears("event: notice", 1).await, "{}: {}", db.name, rep.1);
            // Who is deactivated hears no more, whoever's page it is and whatever is still open.
            let (here, workspace) = (first.clone(), staff.cx.workspace.id);
            let (admin, who) = (id(&staff, "admin"), id(&staff, "siyuan"));
            let out = first.store().write(move |tx| {
                let cx = here.as_user(tx, workspace, admin)?;
                app::engine::patch(
                    tx,
                    &here,
                    &cx,
                    "users",
                    who,
                    1,
                    &Map::from_iter([("active".to_owned(), json!(false))]),
                )
            });
            out.await.unwrap();
            let last = make(&first, &staff, "rep", "opportunities", json!({ "name": "之后" })).await;
            assert!(rep.hears(&last.to_string(), 30).await, "{}: {}", db.name, rep.1);
            assert!(siyuan.ends(30).await, "{}: {}", db.name, siyuan.1);
            drop((rep, siyuan, manager));
            one.stop().await;
            two.stop().await;
        });
        second.store().close_blocking();
    }
}
