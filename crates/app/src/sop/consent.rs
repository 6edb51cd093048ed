//! Four eyes: what needs consent isn't consented to by whose deal it is, nor by who asked for it. Where there is nobody
//! else who could, as in a company of one, they may: the journal says who did.

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, ObjectDef, Op, Rights, Value};
use sop::{Action as Verb, Kind, Skip};
use store::Tx;
use store::records as rows;

use super::run::Loaded;
use crate::App;
use crate::people::{Role, User};

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
    pub fn refuse(&self, loaded: &Loaded<'_>, action: &Verb) -> Result<()> {
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
        match &self.refused {
            Some(refused) if needs => Err(refused.clone()),
            _ => Ok(()),
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
    let known = cx.object(User::OBJECT).is_ok_and(|users| {
        let name = users.field(User::name);
        name.is_some_and(|f| cx.sees(users, f) && !cx.is_masked(users, f))
    });
    let (zh, en) = if known {
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
