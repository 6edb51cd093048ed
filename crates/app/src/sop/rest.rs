//! Runs that rest while their record is out of play, and go on when it comes back.

use kernel::{Error, Id, Result};
use records::Cx;
use sop::{Action, Run, State};
use store::Tx;

use super::run::act;
use crate::App;

fn run_of(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Option<Run>> {
    let stored = store::sop::run(tx, cx.workspace.id, id)?;
    stored
        .map(|stored| serde_json::from_str(&stored.run).map_err(Error::internal))
        .transpose()
}

/// Lets a record's run rest, if one goes on.
pub(crate) fn rest(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, why: &str) -> Result<()> {
    if run_of(tx, cx, id)?.is_none_or(|run| run.state != State::Active) {
        return Ok(());
    }
    let hold = Action::Hold {
        reason: why.to_owned(),
        until: None,
    };
    act(tx, app, cx, object, id, hold, None)
}

/// Lets it go on, if it rests.
pub(crate) fn wake(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<()> {
    if run_of(tx, cx, id)?.is_none_or(|run| run.state != State::OnHold) {
        return Ok(());
    }
    act(tx, app, cx, object, id, Action::Resume, None)
}

/// Whether a record's run goes on and has not come to its end.
pub(crate) fn is_active(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<bool> {
    Ok(run_of(tx, cx, id)?.is_some_and(|run| run.state == State::Active))
}

/// Whether a record's run has come to its end.
pub(crate) fn is_complete(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<bool> {
    Ok(run_of(tx, cx, id)?.is_some_and(|run| run.state == State::Completed))
}
