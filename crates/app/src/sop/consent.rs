//! Four eyes: what needs consent isn't consented to by whose deal it is, nor by who asked for it. Where there is nobody
//! else who could, as in a company of one, they may: the journal says who did.

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, ObjectDef, Op, Rights, Value};
use serde_json::Value as Json;
use sop::{Action as Verb, Kind, Skip};
use store::records as rows;
use store::{Tx, journal};

use super::run::Loaded;
use crate::App;
use crate::people::{Role, User, names_are_open};

/// The right to consent and to approve.
pub(super) const CONSENT: &str = "waiver.decide";
/// People that a refusal names at most.
const NAMED: usize = 3;

/// Whether the asker may consent to something about a record.
pub(super) struct Consent {
    /// Whether they may.
    pub may: bool,
    /// The refusal, if it is theirs and others could.
    refused: Option<Error>,
}

impl Consent {
    /// For steps of a run that the asker may move.
    pub fn to_steps(tx: &mut Tx<'_>, app: &App, cx: &Cx, loaded: &Loaded<'_>) -> Result<Self> {
        if !cx.rights.can(CONSENT) || !owns(cx, loaded.object, &loaded.values) {
            return Ok(Self {
                may: cx.rights.can(CONSENT),
                refused: None,
            });
        }
        let about = (loaded.object, loaded.subject()?, Action::Update);
        let refused = must_be_anothers(tx, app, cx, about, &[cx.user])?;
        Ok(Self {
            may: refused.is_none(),
            refused,
        })
    }

    /// Refuses an action that needs the consent which the asker can't give themselves, and says who could.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn refuse(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, loaded: &Loaded<'_>, action: &Verb) -> Result<()> {
        let stage = loaded.version.document.stage(&loaded.run.stage);
        let step = |key: &str| {
            let step = stage.and_then(|(_, stage)| stage.step(key));
            step.filter(|_| !loaded.run.steps.contains_key(key))
        };
        let needs = match action {
            Verb::Complete { step: key } => step(key).is_some_and(|s| s.kind == Kind::Approval),
            Verb::Skip { step: key, .. } => step(key).is_some_and(|s| s.skip == Skip::Consent),
            _ => false,
        };
        if !needs {
            return Ok(());
        }
        let refused = match &self.refused {
            None if self.may && gave_away(tx, cx, loaded)? => {
                let about = (loaded.object, loaded.subject()?, Action::Update);
                must_be_anothers(tx, app, cx, about, &[cx.user])?
            }
            refused => refused.clone(),
        };
        refused.map_or(Ok(()), Err)
    }
}

/// Whether the record was the asker's own in its present stage: who gives it away for a moment is still concerned.
fn gave_away(tx: &mut Tx<'_>, cx: &Cx, loaded: &Loaded<'_>) -> Result<bool> {
    const PAGE: usize = 200;
    let me = cx.user.map(|id| Json::from(id.to_string()));
    let subject = loaded.subject()?;
    let mut before = None;
    loop {
        let page = journal::timeline(tx, cx.workspace.id, subject, before, PAGE)?;
        let here = page.iter().take_while(|event| event.at >= loaded.run.entered_at);
        let was_mine = |event: &&journal::Event| {
            let owners = event.values.as_ref().and_then(|values| values.get("owner"));
            event.record == subject && me.is_some() && owners.and_then(|pair| pair.get(0)) == me.as_ref()
        };
        if here.clone().any(|event| was_mine(&event)) {
            return Ok(true);
        }
        match page.last() {
            Some(last) if page.len() == PAGE && last.at >= loaded.run.entered_at => before = Some(last.seq),
            _ => return Ok(false),
        }
    }
}

/// Whether the record is the asker's own.
fn owns(cx: &Cx, object: &ObjectDef, values: &[Value]) -> bool {
    cx.user.is_some() && object.index("owner").is_some_and(|i| values[i] == cx.user.into())
}

/// The refusal to decide on what one asked for, or on an exception of one's own deal; none if nobody else could.
pub(super) fn of_waiver(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    (object, subject): (&ObjectDef, Id),
    asked_by: Option<Id>,
) -> Result<Option<Error>> {
    let system = cx.as_system();
    let values = rows::load(tx, &system, object, subject, Action::Read)?.unwrap_or_default();
    let owner = object.index("owner").and_then(|i| match values.get(i) {
        Some(Value::Id(owner)) => Some(*owner),
        _ => None,
    });
    if cx.user != asked_by && cx.user != owner {
        return Ok(None);
    }
    must_be_anothers(
        tx,
        app,
        cx,
        (object, subject, Action::Read),
        &[cx.user, asked_by, owner],
    )
}

/// The refusal, if there are people other than `concerned` who may consent and act on the record so.
fn must_be_anothers(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    (object, id, action): (&ObjectDef, Id, Action),
    concerned: &[Option<Id>],
) -> Result<Option<Error>> {
    let system = cx.as_system();
    let roles: Vec<Role> = rows::find(tx, &system, &Condition::always(), 10_000)?;
    let consents = |role: &&Role| serde_json::from_str::<Rights>(&role.rights).is_ok_and(|r| r.can(CONSENT));
    let mut names = Vec::new();
    for role in roles.iter().filter(consents) {
        let active =
            Condition::leaf(User::role, Op::Eq, role.id.to_string()).and(Condition::leaf(User::active, Op::Eq, true));
        let users: Vec<User> = rows::find(tx, &system, &active, 10_000)?;
        for user in users.into_iter().filter(|user| !concerned.contains(&Some(user.id))) {
            let theirs = app.as_user(tx, cx.workspace.id, user.id)?;
            if theirs.object(object.key).is_ok() && rows::may(tx, &theirs, object, id, action)? {
                names.push(user.name);
            }
            if names.len() == NAMED {
                return Ok(Some(refusal(cx, &names)));
            }
        }
    }
    Ok((!names.is_empty()).then(|| refusal(cx, &names)))
}

fn refusal(cx: &Cx, names: &[String]) -> Error {
    let (zh, en) = if names_are_open(cx) {
        (
            format!("，例如{}", names.join("、")),
            format!(", such as {}", names.join(", ")),
        )
    } else {
        Default::default()
    };
    Error::forbidden().detail(
        format!("自己的商机和自己提出的例外，要由另一位有审批权限的人决定{zh}"),
        format!("On your own deals, and on what you asked for, somebody else who may approve decides{en}"),
    )
}
