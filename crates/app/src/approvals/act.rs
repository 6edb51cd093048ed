//! What people do with an approval: decide, ask others, take it back.

use kernel::{Code, Error, Id, Result};
use records::Cx;
use store::Tx;

use super::kinds;
use super::rules::{Came, Deed, No, Seat, State, Status};
use super::running::{Running, said, sees};
use crate::App;
use crate::people::User;

/// Characters of a comment.
const COMMENT: usize = 500;

/// Does something with an approval that the asker sees.
///
/// # Errors
/// `forbidden` for who isn't asked, `wrong_state` if it has been decided, `required` where a reason is needed.
pub fn act(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, deed: Deed, comment: Option<&str>) -> Result<()> {
    cx.writes()?;
    let mut running = Running::load(tx, cx, id)?;
    let who = cx.user.ok_or_else(Error::forbidden)?;
    let comment = said(comment);
    if comment.is_some_and(|text| text.chars().count() > COMMENT) {
        return Err(Error::field(
            "/comment",
            Code::InvalidValue,
            format!("意见最多 {COMMENT} 字"),
            format!("A comment has {COMMENT} characters at most"),
        ));
    }
    let decides = !matches!(deed, Deed::Withdraw | Deed::Resend);
    if decides {
        if let Some(refused) = asked(tx, app, cx, &mut running)? {
            return Err(refused);
        }
        if let Deed::Add(to) | Deed::HandOver(to) = deed {
            colleague(tx, app, cx, &running, to)?;
        }
    }
    let then = running.course.act(who, deed).map_err(refusal)?;
    running.go(tx, app, cx, then)?;
    running.save(tx, app, cx, comment)
}

/// Whether it is for the asker to decide on an approval that they see.
pub(crate) fn may_decide(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<bool> {
    let mut running = Running::load(tx, cx, id)?;
    decides(tx, app, cx, &mut running)
}

/// The same of one that was loaded.
pub(super) fn decides(tx: &mut Tx<'_>, app: &App, cx: &Cx, running: &mut Running) -> Result<bool> {
    if cx.read_only || running.course.status != Status::Pending || asked(tx, app, cx, running)?.is_some() {
        return Ok(false);
    }
    Ok(cx.user.is_some_and(|who| running.course.waits_for(who).is_some()))
}

/// Gives whoever decides by right their seat; or says why it isn't theirs to decide.
fn asked(tx: &mut Tx<'_>, app: &App, cx: &Cx, running: &mut Running) -> Result<Option<Error>> {
    let Some(who) = cx.user else {
        return Ok(Some(Error::forbidden()));
    };
    let waits = running.course.waits_for(who);
    let right = running.step()?.right().map(str::to_owned);
    if let Some(right) = &right {
        // The right counts now, not when it was asked for.
        if !cx.rights.can(right) {
            return Ok(Some(Error::forbidden()));
        }
    }
    let own = waits.is_some_and(|_| who == running.course.asker);
    if (right.is_some() || waits.is_some() && !own)
        && let Some(refused) = kinds::of(&running.approval.kind).refuses(tx, app, cx, &running.approval)?
    {
        return Ok(Some(refused));
    }
    let Some(right) = right.filter(|_| waits.is_none() && running.course.status == Status::Pending) else {
        return Ok(None);
    };
    // Others were asked by name; whoever has the right and sees the subject is as good.
    let handed = running
        .course
        .seats
        .iter()
        .any(|s| s.person == who && s.state == State::HandedOver);
    if handed || !sees(tx, cx, running.subject())? {
        return Ok(None);
    }
    // Four eyes, as long as there are four.
    let barred = running.barred(tx, &cx.as_system())?;
    if (who == running.course.asker || barred.contains(&who))
        && !running.with_right(tx, app, cx, &right, &barred)?.is_empty()
    {
        return Ok(Some(Error::forbidden().detail(
            "自己提出的申请要由另一位有审批权限的人决定",
            "What one asked for is decided by somebody else who may approve",
        )));
    }
    let step = running.course.step;
    running.course.alone |= who == running.course.asker;
    running.course.seats.push(Seat {
        id: None,
        step,
        person: who,
        came: Came::Flow,
        from: None,
        state: State::Waiting,
    });
    Ok(None)
}

/// Whoever is to decide instead or first: somebody who works here and isn't concerned.
fn colleague(tx: &mut Tx<'_>, app: &App, cx: &Cx, running: &Running, to: Id) -> Result<()> {
    let system = cx.as_system();
    let nobody = || {
        Error::field(
            "/to",
            Code::ReferenceNotFound,
            "请选择一位在职的同事",
            "Choose a colleague who works here",
        )
    };
    // Nobody is found out by their id.
    let users = cx.object(User::OBJECT).map_err(|_| nobody())?;
    if !store::records::may(tx, cx, users, to, records::Action::Read)? {
        return Err(nobody());
    }
    let user: User = store::records::load_as(tx, &system, to, records::Action::Read)?;
    if !user.active {
        return Err(nobody());
    }
    if running.barred(tx, &system)?.contains(&to) {
        return Err(refusal(No::Oneself));
    }
    if let Some(right) = running.step()?.right() {
        let theirs = app.as_user(tx, cx.workspace.id, to)?;
        if !theirs.rights.can(right) || !sees(tx, &theirs, running.subject())? {
            return Err(Error::field(
                "/to",
                Code::InvalidValue,
                "此人没有审批权限，或看不到这条记录",
                "They have no right to approve this, or don't see the record",
            ));
        }
    }
    Ok(())
}

/// A refusal in words that say what to do.
fn refusal(no: No) -> Error {
    let wrong = |zh: &str, en: &str| Error::new(Code::WrongState).detail(zh, en);
    match no {
        No::NotAsked => Error::forbidden().detail(
            "这项审批不在等您：请由列出的审批人处理",
            "It doesn't wait for you: those who are named decide",
        ),
        No::NotAsker => Error::forbidden().detail(
            "只有申请人可以撤回或重新提交",
            "Only who asked may withdraw it or send it again",
        ),
        No::Over(Status::Returned) => wrong(
            "已退回申请人，等其重新提交",
            "It was returned: who asked has to send it again",
        ),
        No::Over(Status::Pending) => wrong("正在审批中", "It is being decided on"),
        No::Over(_) => wrong("此申请已有结论", "It has been decided already"),
        No::AskedAlready => Error::field(
            "/to",
            Code::Duplicate,
            "此人已在审批人中，请换一位",
            "They are asked already: choose somebody else",
        ),
        No::Oneself => Error::field(
            "/to",
            Code::InvalidValue,
            "不能交给申请人或与此事有关的人",
            "It can't be given to who asked, nor to whom it concerns",
        ),
    }
}

/// Reads a verb of the API, with whom it names.
pub fn deed(verb: &str, to: Option<Id>) -> Result<Deed> {
    let named = || to.ok_or_else(|| Error::field("/to", Code::Required, "请选择一位同事", "Choose a colleague"));
    Ok(match verb {
        "approve" => Deed::Approve,
        "reject" => Deed::Reject,
        "return" => Deed::Return,
        "withdraw" => Deed::Withdraw,
        "resend" => Deed::Resend,
        "add" => Deed::Add(named()?),
        "hand_over" => Deed::HandOver(named()?),
        _ => return Err(Error::not_found()),
    })
}

/// Whether what was done says why: who is refused, or gets it back, should know.
///
/// # Errors
/// `required` without words.
pub fn says_why(deed: Deed, comment: Option<&str>) -> Result<()> {
    if matches!(deed, Deed::Reject | Deed::Return) && comment.is_none_or(sop::is_thin) {
        return Err(Error::field(
            "/comment",
            Code::Required,
            "请写明原因，让申请人知道该怎么办（“无”“暂无”之类不算）",
            "Say why, so that who asked knows what to do; placeholders don't count",
        ));
    }
    Ok(())
}
