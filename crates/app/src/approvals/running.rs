//! An approval with its course, as it is stored and saved again.

use kernel::{Error, Id, Instant, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{self as rows, find};

use super::people::{Asked, Org};
use super::rules::{Came, Course, Seat, State, Status, Then};
use super::steps::{self, Step, Who};
use super::{Approval, ApprovalSeat, SUBJECTS, due, kinds};
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::notices::{Told, tell};

/// People of a by-right step who are asked by name; whoever else has the right may decide as well.
const ASKED: usize = 20;

/// An approval under way.
pub(super) struct Running {
    pub approval: Approval,
    pub steps: Vec<Step>,
    pub course: Course,
    /// The course as it is stored.
    before: Course,
    pub seats: Vec<ApprovalSeat>,
}

impl Running {
    /// What the asker sees.
    ///
    /// # Errors
    /// `not_found` for what they don't.
    pub fn load(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Self> {
        let approval: Approval = rows::load_as(tx, cx, id, Action::Read)?;
        let system = cx.as_system();
        let of = Condition::leaf(ApprovalSeat::approval, Op::Eq, id.to_string());
        let mut seats: Vec<ApprovalSeat> = find(tx, &system, &of, 10_000)?;
        seats.sort_by_key(|seat| seat.place);
        let unfit = || Error::internal(format!("approval {id} can't be read"));
        let steps = steps::read(Some(&approval.steps));
        let step = usize::try_from(approval.step).ok().and_then(|n| steps.get(n));
        let read = |seat: &ApprovalSeat| {
            Some(Seat {
                id: Some(seat.id),
                step: seat.step,
                person: seat.person,
                came: Came::parse(&seat.came)?,
                from: seat.whose,
                state: State::parse(&seat.state)?,
            })
        };
        let course = Course {
            asker: approval.created_by.unwrap_or(Id::NONE),
            status: Status::parse(&approval.status).ok_or_else(unfit)?,
            step: approval.step,
            steps: i64::try_from(steps.len()).map_err(Error::internal)?,
            mode: step.ok_or_else(unfit)?.works(),
            seats: seats.iter().map(read).collect::<Option<_>>().ok_or_else(unfit)?,
            alone: approval.alone,
        };
        Ok(Self {
            before: course.clone(),
            approval,
            steps,
            course,
            seats,
        })
    }

    /// The present step.
    pub fn step(&self) -> Result<&Step> {
        let step = usize::try_from(self.course.step).ok().and_then(|n| self.steps.get(n));
        step.ok_or_else(|| Error::internal("an approval without its step"))
    }

    /// What it is about: the kind of record and the record.
    pub fn subject(&self) -> Option<(&'static str, Id)> {
        subject(&self.approval)
    }

    /// Goes where a deed leads.
    pub fn go(&mut self, tx: &mut Tx<'_>, app: &App, cx: &Cx, then: Then) -> Result<()> {
        match then {
            Then::Nothing => Ok(()),
            Then::Enter(step) => self.enter(tx, app, cx, step),
        }
    }

    /// Asks the people of a step.
    pub fn enter(&mut self, tx: &mut Tx<'_>, app: &App, cx: &Cx, step: i64) -> Result<()> {
        self.course.step = step;
        let here = self.step()?.clone();
        let system = cx.as_system();
        let org = Org::load(tx, &system)?;
        let barred = self.barred(tx, &system)?;
        let asker = self.course.asker;
        let mut people = org.asked(&here, asker, &barred);
        if let Some(right) = here.right() {
            people = self.with_right(tx, app, cx, right, &barred)?;
        }
        // Who has a right decides by it, however high others stand.
        let above = if here.right().is_some() {
            Vec::new()
        } else {
            org.above(asker, &barred)
        };
        self.course.enter(step, here.works(), &people, &above, &barred);
        self.tell_copies(tx, cx, &org, &here)
    }

    /// Who may not decide beside the asker.
    pub fn barred(&self, tx: &mut Tx<'_>, system: &Cx) -> Result<Vec<Id>> {
        kinds::of(&self.approval.kind).concerned(tx, system, &self.approval)
    }

    /// People with a right who see the subject.
    pub fn with_right(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, right: &str, barred: &[Id]) -> Result<Vec<Asked>> {
        let org = Org::load(tx, &cx.as_system())?;
        let mut found = Vec::new();
        for person in org.with_right(right) {
            if person == self.course.asker || barred.contains(&person) || found.len() == ASKED {
                continue;
            }
            let theirs = app.as_user(tx, cx.workspace.id, person)?;
            if sees(tx, &theirs, self.subject())? {
                found.push((person, Came::Flow, None));
            }
        }
        Ok(found)
    }

    fn tell_copies(&self, tx: &mut Tx<'_>, cx: &Cx, org: &Org, step: &Step) -> Result<()> {
        for person in org.people(&step.copy, self.course.asker) {
            self.tell(tx, cx, person, "approval_copy", &format!("{}", self.course.step))?;
        }
        Ok(())
    }

    /// Tells somebody something about it; `which` tells repeated news apart.
    pub fn tell(&self, tx: &mut Tx<'_>, cx: &Cx, to: Id, kind: &'static str, which: &str) -> Result<()> {
        let id = self.approval.id;
        tell(
            tx,
            cx,
            &Told {
                to,
                kind,
                key: format!("{kind}:{id}:{which}"),
                object: Approval::OBJECT,
                record: id,
                about: (Approval::OBJECT, id),
            },
        )
    }

    /// Stores what has changed, tells those whom it waits for and who asked, and lets the capability know what came of it.
    pub fn save(mut self, tx: &mut Tx<'_>, app: &App, cx: &Cx, comment: Option<&str>) -> Result<()> {
        let system = cx.as_system();
        self.save_approval(tx, app, &system)?;
        for n in 0..self.course.seats.len() {
            self.save_seat(tx, app, &system, n, comment)?;
        }
        let status = self.course.status;
        if status == self.before.status {
            return Ok(());
        }
        let news = match status {
            Status::Approved => Some("approval_approved"),
            Status::Rejected => Some("approval_rejected"),
            Status::Returned => Some("approval_returned"),
            Status::Pending | Status::Withdrawn => None,
        };
        if let Some(news) = news {
            self.tell(tx, cx, self.course.asker, news, &self.course.seats.len().to_string())?;
        }
        kinds::of(&self.approval.kind).decided(tx, app, &system, &self.approval, status, comment)
    }

    fn save_approval(&mut self, tx: &mut Tx<'_>, app: &App, system: &Cx) -> Result<()> {
        let object = system.object(Approval::OBJECT)?;
        let old = rows::load(tx, system, object, self.approval.id, Action::Read)?.ok_or_else(Error::not_found)?;
        let mut body = Map::new();
        let course = &self.course;
        body.insert(Approval::status.into(), json!(course.status.as_str()));
        body.insert(Approval::step.into(), json!(course.step.to_string()));
        body.insert(Approval::alone.into(), json!(course.alone));
        // Each decision makes a new version, so that of two at once the version decides.
        body.insert(
            Approval::decisions.into(),
            json!((self.approval.decisions + 1).to_string()),
        );
        let over = course.status.is_final().then(|| system.now.to_rfc3339());
        body.insert(Approval::decided_at.into(), json!(over));
        save_changes(tx, app, system, object, &old, &body, Mode::Program).map(|_| ())
    }

    fn save_seat(&self, tx: &mut Tx<'_>, app: &App, system: &Cx, n: usize, comment: Option<&str>) -> Result<()> {
        let (seat, old) = (&self.course.seats[n], self.before.seats.get(n));
        if old == Some(seat) {
            return Ok(());
        }
        let object = system.object(ApprovalSeat::OBJECT)?;
        let mut body = Map::new();
        body.insert(ApprovalSeat::state.into(), json!(seat.state.as_str()));
        body.insert(ApprovalSeat::whose.into(), json!(seat.from));
        if !seat.state.is_open() {
            body.insert(ApprovalSeat::decided_at.into(), json!(system.now.to_rfc3339()));
        }
        let acted = old.is_none_or(|old| old.state == State::Waiting) && system.user == Some(seat.person);
        if acted && seat.state != State::Passed {
            body.insert(ApprovalSeat::comment.into(), json!(comment));
        }
        let asked = seat.state == State::Waiting && old.is_none_or(|old| old.state != State::Waiting);
        let hours = self
            .steps
            .get(usize::try_from(seat.step).unwrap_or_default())
            .and_then(|step| step.hours);
        let due = hours
            .filter(|_| asked)
            .map(|hours| system.workspace.calendar.add_minutes(system.now, hours * 60));
        if asked {
            body.insert(ApprovalSeat::due_at.into(), json!(due.map(Instant::to_rfc3339)));
        }
        let id = match seat.id {
            Some(id) => {
                let old = rows::load(tx, system, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
                save_changes(tx, app, system, object, &old, &body, Mode::Program)?;
                id
            }
            None => {
                body.insert(ApprovalSeat::approval.into(), json!(self.approval.id));
                body.insert(ApprovalSeat::person.into(), json!(seat.person));
                body.insert(ApprovalSeat::step.into(), json!(seat.step.to_string()));
                body.insert(ApprovalSeat::place.into(), json!(n.to_string()));
                body.insert(ApprovalSeat::came.into(), json!(seat.came.as_str()));
                body.retain(|_, value| !value.is_null());
                store_new(tx, app, system, object, &body, Mode::Program)?
            }
        };
        if asked {
            self.tell(
                tx,
                system,
                seat.person,
                "approval_waiting",
                &format!("{id}:{}", self.approval.decisions),
            )?;
            due::plan(tx, app, system, id, due)?;
        }
        Ok(())
    }
}

/// What an approval is about.
pub(super) fn subject(approval: &Approval) -> Option<(&'static str, Id)> {
    let ids = [approval.opportunity, approval.account, approval.lead];
    SUBJECTS
        .iter()
        .zip(ids)
        .find_map(|((object, _), id)| Some((*object, id?)))
}

/// Whether somebody sees the subject.
pub(super) fn sees(tx: &mut Tx<'_>, cx: &Cx, subject: Option<(&str, Id)>) -> Result<bool> {
    let Some((object, id)) = subject else { return Ok(false) };
    match cx.object(object) {
        Ok(object) => rows::may(tx, cx, object, id, Action::Read),
        Err(_) => Ok(false),
    }
}

/// The words of a comment, kept only if there are any.
pub(super) fn said(comment: Option<&str>) -> Option<&str> {
    comment.map(str::trim).filter(|text| !text.is_empty())
}

/// Steps as they are stored.
pub(super) fn to_json(steps: &[Step]) -> Json {
    serde_json::to_value(steps).unwrap_or_default()
}

/// The step of those for whom nothing else is said: the asker's superior.
pub(super) fn superior() -> Step {
    Step::of(Who::Superior)
}
