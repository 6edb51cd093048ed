//! Work beside the requests: sealing the journal, forgetting what has expired, doing the jobs that are due.

use std::time::Duration;

use kernel::Result;
use store::{auth, idempotency, journal};

use crate::State;

/// Jobs done in one go, so that other work has its turn.
const MANY: usize = 200;

/// Runs until the server ends.
pub(crate) async fn work(state: State) {
    let mut round = 0_u64;
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        round += 1;
        let mut done = vec![("seal", seal(&state).await), ("jobs", due(&state).await)];
        if round % 300 == 1 {
            done.push(("purge", purge(&state).await));
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

async fn purge(state: &State) -> Result<()> {
    let app = state.app().clone();
    let now = app.now();
    app.store()
        .write(move |tx| {
            auth::purge(tx, now)?;
            idempotency::purge(tx, now)?;
            app::notices::purge(tx, now)?;
            Ok(())
        })
        .await
}
