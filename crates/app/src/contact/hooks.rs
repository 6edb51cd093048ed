//! Where contact comes in when other records are written.

use kernel::{Code, Day, Error, Id, Instant, Result};
use records::{Condition, Cx, Op, Value};
use store::Tx;

use super::reach::{Counted, error, may_reach};
use super::refusal::{Said, lock, stands};
use super::rules::{Answer, Channel, When};
use super::{Consent, Who};
use crate::App;
use crate::activities::Activity;
use crate::engine::{Draft, Hooks, Saved};
use crate::tasks::Task;

/// The channel by which a kind of task reaches a customer; none for those that don't.
pub(super) fn channel_of(kind: &str) -> Option<Channel> {
    match kind {
        "send" => Some(Channel::Message),
        other => Channel::parse(other),
    }
}

/// Refuses to plan a contact that may not be. It is asked once the task is stored: only then it is known that the asker
/// sees whom it is with, and a refusal must not tell of others.
pub(crate) fn check_task(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let (Some(_), Value::Text(kind)) = (saved.new, saved.get(Task::kind)) else {
        return Ok(());
    };
    let Some(channel) = channel_of(kind) else { return Ok(()) };
    let decisive = [
        Task::kind,
        Task::contact,
        Task::lead,
        Task::account,
        Task::due_on,
        Task::due_at,
    ];
    let planned = decisive.iter().any(|key| saved.changed(key)) || reopened(saved);
    if !planned || *saved.get(Task::status) == Value::from("done") {
        return Ok(());
    }
    let id = |key: &str| match saved.get(key) {
        Value::Id(id) => Some(*id),
        _ => None,
    };
    let who = Who {
        contact: id(Task::contact),
        lead: id(Task::lead),
        account: id(Task::account),
    };
    let when = when(cx, saved.get(Task::due_on), saved.get(Task::due_at));
    ask(tx, app, cx, &who, channel, when, id("id"))
}

fn reopened(saved: &Saved<'_>) -> bool {
    let status = saved.object.index(Task::status);
    let before = saved.old.zip(status).map(|(old, i)| &old[i]);
    before.is_some_and(|status| *status == Value::from("done"))
}

/// What is overdue is to be done now.
fn when(cx: &Cx, on: &Value, at: &Value) -> When {
    match (at, on) {
        (Value::Int(at), _) if *at > cx.now.0 => When::At(Instant(*at)),
        (Value::Int(_), _) => When::At(cx.now),
        (_, Value::Int(day)) => When::On(i32::try_from(*day).map_or(cx.today(), Day).max(cx.today())),
        _ => When::On(cx.today()),
    }
}

fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, who: &Who, channel: Channel, when: When, task: Option<Id>) -> Result<()> {
    if who.is_nobody() {
        return Ok(());
    }
    match may_reach(tx, app, cx, who, (channel, when), Counted::Planned(task))? {
        Answer::Allowed => Ok(()),
        Answer::Refused(refused) => Err(error(&refused)),
    }
}

/// Whether the next task of a series may be planned; what was done is done whatever comes of it.
pub(crate) fn next_of_series(tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &Draft<'_>, next: Day) -> Result<bool> {
    let Value::Text(kind) = draft.get(Task::kind) else {
        return Ok(true);
    };
    let Some(channel) = channel_of(kind) else {
        return Ok(true);
    };
    let who = Who {
        contact: draft.id(Task::contact),
        lead: draft.id(Task::lead),
        account: draft.id(Task::account),
    };
    let when = match draft.get(Task::due_at) {
        Value::Int(at) => {
            let tz = cx.workspace.calendar.tz;
            When::At(next.at(Instant(*at).minute(tz), tz))
        }
        _ => When::On(next),
    };
    match ask(tx, app, cx, &who, channel, when, draft.id("id")) {
        Err(refused) if refused.code() == Code::ContactRefused => Ok(false),
        other => other.map(|()| true),
    }
}

/// A talk in which the customer asked not to be contacted any more locks at once.
pub(crate) fn refused_in_log(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let asked = Value::from("do_not_contact");
    if saved.new.is_none() || *saved.get(Activity::outcome) != asked || !saved.changed(Activity::outcome) {
        return Ok(());
    }
    let id = |key: &str| match saved.get(key) {
        Value::Id(id) => Some(*id),
        _ => None,
    };
    let (contact, lead) = (id(Activity::contact), id(Activity::lead));
    // Whom it was with, as closely as it is known.
    let who = Who {
        contact,
        lead: lead.filter(|_| contact.is_none()),
        account: id(Activity::account).filter(|_| contact.is_none() && lead.is_none()),
    };
    if who.is_nobody() {
        return Err(Error::field(
            "/contact",
            Code::Required,
            "请选择是谁要求不再联系：联系人、线索或客户",
            "Choose who asked not to be contacted: a contact, a lead or an account",
        ));
    }
    let said = match saved.get(Activity::body) {
        Value::Text(body) => Some(body.chars().take(2_000).collect()),
        _ => None,
    };
    let said = Said {
        said,
        source: Some("log".to_owned()),
        ..Said::default()
    };
    lock(tx, app, cx, &who, &said).map(|_| ())
}

/// Tasks that would reach somebody who refused: they ask for nothing any more.
pub(crate) fn asks_for_nothing() -> Condition {
    let kinds = ["call", "visit", "meeting", "send"];
    let refused = |path: &str| Condition::Exists {
        path: path.to_owned(),
        filter: Some(Box::new(stands().and(Condition::leaf("channels", Op::IsEmpty, true)))),
    };
    Condition::leaf(Task::kind, Op::In, serde_json::json!(kinds)).and(Condition::Any(vec![
        refused("contact.refusals"),
        refused("lead.refusals"),
        refused("account.refusals"),
    ]))
}

pub(crate) struct ConsentHooks;

impl Hooks for ConsentHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(Consent::given_at, cx.now);
        if matches!(draft.get(Consent::given_at), Value::Int(at) if *at > cx.now.plus_seconds(300).0) {
            return Err(Error::field(
                "/given_at",
                Code::InvalidValue,
                "授权时间不能晚于现在",
                "Consent can't have been given later than now",
            ));
        }
        Ok(())
    }

    fn saved(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if saved.new.is_none() {
            return Err(Error::new(Code::WrongState).detail(
                "授权记录是凭证，不能删除；客户不再同意时请撤回",
                "The ledger of consent is evidence and isn't deleted: withdraw the consent instead",
            ));
        }
        Ok(())
    }
}

/// Whether a task still asks for anything: not if it would reach somebody who refused since it was planned.
pub(crate) fn to_be_done(tx: &mut Tx<'_>, app: &App, cx: &Cx, task: &Task) -> Result<bool> {
    let Some(channel) = task.kind.as_deref().and_then(channel_of) else {
        return Ok(true);
    };
    let who = Who {
        contact: task.contact,
        lead: task.lead,
        account: task.account,
    };
    let answer = may_reach(tx, app, cx, &who, (channel, When::At(cx.now)), Counted::Happened)?;
    Ok(!matches!(answer, Answer::Refused(no) if no.why == super::Why::Refusal))
}
