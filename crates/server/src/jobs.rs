//! Work beside the requests: sealing the journal, forgetting what has expired, looking again at stale runs.

use std::time::Duration;

use kernel::Result;
use store::{auth, idempotency, jobs, journal};

use crate::State;

/// Runs until the server ends.
pub(crate) async fn work(state: State) {
    let mut round = 0_u64;
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        round += 1;
        let mut done = vec![("seal", seal(&state).await), ("runs", stale_runs(&state).await)];
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

async fn stale_runs(state: &State) -> Result<()> {
    let app = state.app().clone();
    let here = app.clone();
    app.store()
        .write(move |tx| {
            let now = here.now();
            let Some(job) = jobs::claim(tx, now, 60)? else {
                return Ok(());
            };
            let cx = here.system(tx, job.workspace)?;
            if job.kind == "sop_refresh" && app::sop::refresh_stale(tx, &here, &cx)? {
                return jobs::retry(tx, &job, "", now);
            }
            jobs::finish(tx, &job)
        })
        .await
}

async fn purge(state: &State) -> Result<()> {
    let app = state.app().clone();
    let now = app.now();
    app.store()
        .write(move |tx| {
            auth::purge(tx, now)?;
            idempotency::purge(tx, now)?;
            Ok(())
        })
        .await
}
