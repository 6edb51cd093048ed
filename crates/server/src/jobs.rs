//! Work beside the requests: sealing the journal, forgetting what has expired, doing the jobs that are due.

use std::time::Duration;

use app::mail::{self, Delivery, Mailer};
use kernel::{Error, Result};
use store::{auth, idempotency, journal};

use crate::State;

/// Jobs done in one go, so that other work has its turn.
const MANY: usize = 200;

/// How long runs are aligned in one go.
const ALIGNING: Duration = Duration::from_millis(100);

/// Hundreds of deals judged again in one go.
const ROUNDS: usize = 10;

/// Runs until the server ends.
pub(crate) async fn work(state: State) {
    let mut round = 0_u64;
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        round += 1;
        let mut done = vec![
            ("seal", seal(&state).await),
            ("jobs", due(&state).await),
            ("health", health(&state).await),
            ("conformance", conformance(&state).await),
            ("tiers", tiers(&state).await),
        ];
        if let Some(mailer) = state.0.config.mailer.clone() {
            if round % 5 == 1 {
                done.push(("digests", digests(&state, &mailer).await));
            }
            done.push(("mail", send(&state, &mailer).await));
        }
        if round % 15 == 1 {
            done.push(("escalation", escalation(&state).await));
        }
        if round % 300 == 1 {
            done.push(("purge", purge(&state).await));
            done.push(("files", files(&state).await));
        }
        for (what, result) in done {
            if let Err(error) = result {
                tracing::warn!(%error, what, "a job failed and will be tried again");
            }
        }
    }
}

async fn seal(state: &State) -> Result<()> {
    let now = state.app().now();
    state
        .app()
        .store()
        .write(move |tx| journal::seal(tx, now).map(|_| ()))
        .await
}

/// Does what is due, one job after another; one that fails makes way for the next.
async fn due(state: &State) -> Result<()> {
    for _ in 0..MANY {
        let (app, here) = (state.app().clone(), state.app().clone());
        match app.store().write(move |tx| app::jobs::work(tx, &here)).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                tracing::warn!(%error, "a job failed and will be tried again");
                let (why, here) = (error.to_string(), app.clone());
                app.store()
                    .write(move |tx| app::jobs::postpone(tx, &here, &why))
                    .await?;
            }
        }
    }
    Ok(())
}

/// Writes the digests whose hour has come.
async fn digests(state: &State, mailer: &Mailer) -> Result<()> {
    let page = mailer.page().map(str::to_owned);
    loop {
        let (app, here, page) = (state.app().clone(), state.app().clone(), page.clone());
        let read = app.store().read(move |tx| mail::digests(tx, &here, page.as_deref()));
        let (messages, more) = read.await?;
        if messages.is_empty() {
            return Ok(());
        }
        let here = app.clone();
        app.store().write(move |tx| mail::post(tx, &here, &messages)).await?;
        if !more {
            return Ok(());
        }
    }
}

/// Sends what is due. Who sends a message has it alone; what became of it is written down afterwards.
async fn send(state: &State, mailer: &Mailer) -> Result<()> {
    for _ in 0..MANY {
        let (app, here) = (state.app().clone(), state.app().clone());
        let Some(message) = app.store().write(move |tx| mail::take(tx, &here)).await? else {
            return Ok(());
        };
        let (mailer, letter) = (mailer.clone(), message.clone());
        let now = app.now();
        let delivery = tokio::task::spawn_blocking(move || mailer.send(&letter, now)).await;
        let delivery = delivery.map_err(Error::internal)?;
        if delivery != Delivery::Sent {
            // Whom it was for is nobody's business in a log.
            tracing::warn!(id = %message.id, outcome = ?delivery, "a message was not sent");
        }
        let here = app.clone();
        app.store()
            .write(move |tx| mail::settle(tx, &here, &message, &delivery))
            .await?;
    }
    Ok(())
}

/// Judges deals again that time alone may have changed, a hundred to a transaction.
async fn health(state: &State) -> Result<()> {
    let (app, here) = (state.app().clone(), state.app().clone());
    let companies = app.store().read(store::workspace::workspaces).await?;
    for company in companies {
        for _ in 0..ROUNDS {
            let here = here.clone();
            let id = company.workspace.id;
            let more = app.store().write(move |tx| {
                let cx = here.system(tx, id)?;
                app::health::refresh_due(tx, &here, &cx)
            });
            if !more.await? {
                break;
            }
        }
    }
    Ok(())
}

/// Begins the runs of tiers that are due. They take their time, so nothing waits for them; whoever takes one has it alone.
async fn tiers(state: &State) -> Result<()> {
    let (app, here) = (state.app().clone(), state.app().clone());
    let due = app.store().read(move |tx| {
        let mut due = Vec::new();
        for company in store::workspace::workspaces(tx)? {
            let cx = here.system(tx, company.workspace.id)?;
            if app::tiers::due(tx, &cx)? {
                due.push(company.workspace.id);
            }
        }
        Ok(due)
    });
    for company in due.await? {
        let app = app.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = app::tiers::run(&app, company) {
                tracing::warn!(%error, "the tiers weren't computed and will be tried again");
            }
        });
    }
    Ok(())
}

/// Aligns runs in which something happened, for a short while: it is nobody's hurry, and requests come first.
async fn conformance(state: &State) -> Result<()> {
    let began = std::time::Instant::now();
    while began.elapsed() < ALIGNING {
        let (app, here) = (state.app().clone(), state.app().clone());
        let Some(found) = app.store().read(move |tx| app::supervision::look(tx, &here)).await? else {
            break;
        };
        let here = app.clone();
        app.store()
            .write(move |tx| app::supervision::keep(tx, &here, &found))
            .await?;
    }
    Ok(())
}

/// Tells people of steps that are overdue.
async fn escalation(state: &State) -> Result<()> {
    let app = state.app().clone();
    for company in app.store().read(store::workspace::workspaces).await? {
        let (here, there, id) = (app.clone(), app.clone(), company.workspace.id);
        let found = app.store().read(move |tx| {
            let cx = here.system(tx, id)?;
            app::supervision::overdue(tx, &cx)
        });
        if let Some(found) = found.await? {
            let told = app.store().write(move |tx| {
                let cx = there.system(tx, id)?;
                app::supervision::tell_overdue(tx, &cx, &found)
            });
            told.await?;
        }
    }
    Ok(())
}

/// Lets go of bytes that no file names.
async fn files(state: &State) -> Result<()> {
    let app = state.app().clone();
    loop {
        let here = app.clone();
        if !app.store().write(move |tx| app::files::sweep(tx, &here)).await? {
            return Ok(());
        }
    }
}

async fn purge(state: &State) -> Result<()> {
    let app = state.app().clone();
    let now = app.now();
    app.store()
        .write(move |tx| {
            auth::purge(tx, now)?;
            idempotency::purge(tx, now)?;
            app::notices::purge(tx, now)?;
            mail::purge(tx, now)?;
            store::pools::purge(tx, now)?;
            Ok(())
        })
        .await
}
