//! Runs that rest while their record is out of play, and go on when it comes back.

use kernel::{Error, Id, Result};
use records::Cx;
use serde_json::json;
use sop::{Action, Run, State};
use store::Tx;

use super::run::{Loaded, act};
use crate::App;
use crate::opportunities::Opportunity;

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
    act(tx, app, cx, object, id, hold, None).map(|_| ())
}

/// Lets it go on, if it rests.
pub(crate) fn wake(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<()> {
    if run_of(tx, cx, id)?.is_none_or(|run| run.state != State::OnHold) {
        return Ok(());
    }
    act(tx, app, cx, object, id, Action::Resume, None).map(|_| ())
}

/// Takes a lost deal up again in the stage in which it was lost. Its row no longer says how it ended; the timeline and
/// the stay that ended do.
///
/// # Errors
/// `wrong_state` if it isn't lost; `required` without a reason in words.
pub fn reopen<'c>(tx: &mut Tx<'_>, app: &App, cx: &'c Cx, id: Id, reason: Option<String>) -> Result<Loaded<'c>> {
    let note = reason.as_ref().map(|reason| json!({ "reason": reason }));
    let revive = Action::Revive {
        reason: reason.unwrap_or_default(),
    };
    act(tx, app, cx, Opportunity::OBJECT, id, revive, note)
}

/// Whether a record's run goes on and has not come to its end.
pub(crate) fn is_active(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<bool> {
    Ok(run_of(tx, cx, id)?.is_some_and(|run| run.state == State::Active))
}

/// Whether a record's run has come to its end.
pub(crate) fn is_complete(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<bool> {
    Ok(run_of(tx, cx, id)?.is_some_and(|run| run.state == State::Completed))
}
