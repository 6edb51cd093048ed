//! Random companies, roles and changes: everybody sees, finds, counts and changes what a naive reference says, no more
//! and no less.

mod reads;
pub mod shown;
mod sops;
mod steps;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::App;
use kernel::{FixedClock, SeededIds};
use store::testing::{self, TestDb};

use crate::choices::{Choices, cases, check};
use crate::sample::now;
use world::World;

/// Companies have numbers of their own, so that all can live in one database.
static COMPANIES: AtomicI64 = AtomicI64::new(1);

#[test]
fn everybody_sees_what_is_theirs_on_sqlite() {
    on(&testing::sqlite(), cases(2_000));
}

#[test]
fn everybody_sees_what_is_theirs_on_postgres() {
    if let Some(db) = testing::databases().into_iter().find(|db| db.name == "postgres") {
        on(&db, cases(2_000).div_ceil(10));
    }
}

fn on(db: &TestDb, cases: u32) {
    let clock = Arc::new(FixedClock::new(now()));
    let app = App::new(db.store.clone(), clock.clone(), Arc::new(SeededIds::new(1))).unwrap();
    check(cases, 700, |c| sequence(&app, &clock, c));
}

/// What one sequence did, for the message when it fails.
pub type Story = Vec<String>;

fn sequence(app: &App, clock: &Arc<FixedClock>, c: &mut Choices) -> Result<(), String> {
    let company = COMPANIES.fetch_add(1, Ordering::Relaxed);
    let choices = c.clone();
    let (here, at) = (app.clone(), clock.clone());
    let lived = app.store().write_blocking(move |tx| {
        let mut c = choices.clone();
        at.set(now());
        // The company comes from one number, so that all others are left for what happens in it.
        let mut world = World::random(&mut Choices::seeded(c.number() as u64), &here, company);
        world.store(tx)?;
        let mut story = Story::new();
        let outcome = live(&mut c, tx, &here, &at, &mut world, &mut story);
        Ok(outcome
            .map(|()| (world, c))
            .map_err(|fault| format!("{fault}\n{}", story.join("\n"))))
    });
    let (world, mut c) = lived.map_err(|e| e.to_string())??;
    // The words of a change are found, and what it adds is added up, once it is committed.
    let here = app.clone();
    let found = app.store().read_blocking(move |tx| {
        let outcome = (0..3).try_for_each(|_| {
            reads::search(&mut c, tx, &here, &world)?;
            reads::add_up(&mut c, tx, &here, &world)
        });
        Ok(outcome)
    });
    found.map_err(|e| e.to_string())?
}

fn live(
    c: &mut Choices,
    tx: &mut store::Tx<'_>,
    app: &App,
    clock: &FixedClock,
    world: &mut World,
    story: &mut Story,
) -> Result<(), String> {
    for _ in 0..3 + c.below(7) {
        clock.set(app.now().plus_seconds(1));
        steps::step(c, tx, app, world, story)?;
        reads::look(c, tx, app, world, story)?;
    }
    if c.chance(30) {
        sops::look(c, tx, app, world, story)?;
    }
    Ok(())
}
