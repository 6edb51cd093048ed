//! A version tried on what really happened: which of its gates would have stopped which deals, and how late its steps would
//! have been.
//!
//! What history can tell: when stages were left, which steps were done and when, and that what the gate of its own version
//! asked for was there. What it can't: what fields held then. Other conditions are judged by what they hold today; those
//! that follow the day, and steps that nobody could have marked since their version had none such, are not to be known.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kernel::{Day, Error, Id, Instant, Result, WorkTime};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use sop::{Document, Kind, Left, Run, Stage, StepState};
use store::Tx;
use store::records::{Held, find, held, load_as};

use super::SopVersion;
use super::facts::asked;
use super::versions::Version;
use crate::App;
use crate::opportunities::Opportunity;
use crate::people::{User, names_are_open};

/// Deals that are tried at most.
const DEALS: usize = 200_000;
/// Deals that are listed for each gate.
const LISTED: usize = 100;
/// Days back that are tried if nothing is said.
const BACK: i32 = 365;

/// Something that a gate of the version asks for.
struct Asked<'d> {
    /// Its key: a step, or `exit:0`.
    key: String,
    title: &'d kernel::Text,
    /// The step's kind of proof; `None` for a condition.
    step: Option<&'d sop::Step>,
    /// Where its condition stands among those that were asked.
    condition: Option<usize>,
    /// That condition.
    when: Option<&'d Condition>,
}

/// A gate of the version.
struct Gate<'d> {
    stage: &'d Stage,
    asks: Vec<Asked<'d>>,
    passed: u64,
    stopped: u64,
    unknown: u64,
    lacks: BTreeMap<usize, (u64, u64)>,
    owners: HashMap<Option<Id>, u64>,
    listed: Vec<(Id, Option<Id>, Vec<usize>)>,
}

/// A step's times.
#[derive(Default)]
struct Times {
    done: u64,
    late: u64,
    over: Vec<i64>,
}

/// Tries a version on deals: those of the last twelve months, or those that a filter finds. Cost grows with the deals.
///
/// # Errors
/// `not_found` for a version that may not be seen; what is wrong with the filter.
pub fn simulate(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, filter: Option<Condition>) -> Result<Json> {
    load_as::<SopVersion>(tx, cx, id, Action::Read)?;
    // What a gate lacks tells of fields: it is told to those who write SOPs or decide on exceptions to them.
    if !cx.rights.can("waiver.decide") {
        cx.require("sop.edit")?;
    }
    let tried = app.versions().get(tx, cx, id)?;
    let document = &tried.document;
    if document.sop.object != Opportunity::OBJECT {
        return Err(Error::new(kernel::Code::WrongState).detail(
            "只有商机的流程可以用历史商机试跑",
            "Only an SOP of opportunities can be tried on past deals",
        ));
    }
    let object = cx.object(Opportunity::OBJECT)?;
    let since = cx.today().plus(-BACK);
    let standard = filter.is_none();
    let filter = filter.unwrap_or_else(|| Condition::leaf(Opportunity::engaged_on, Op::Gte, since.to_string()));
    let (mut gates, conditions) = gates(document);
    let deals = held(tx, cx, object, &filter, &conditions, DEALS)?;
    let in_use = app.versions().in_use(tx, cx)?;
    let versions: HashMap<Id, &Arc<Version>> = in_use.versions.iter().map(|v| (v.record.id, v)).collect();
    let mut times: BTreeMap<(usize, usize), Times> = BTreeMap::new();
    let first = Day(cx.today().0 - 3_650);
    let work = WorkTime::new(&cx.workspace.calendar, first, cx.today().plus(1));
    let (mut compared, mut strangers) = (0_u64, 0_u64);
    store::sop::each_run(tx, cx.workspace.id, Opportunity::OBJECT, |subject, followed, json| {
        let (Ok(at), Some(version)) = (deals.binary_search_by_key(&subject, |d| d.id), versions.get(&followed)) else {
            return Ok(());
        };
        let run: Run = serde_json::from_str(json).map_err(Error::internal)?;
        let known = run.visits.iter().any(|v| document.stage(&v.stage).is_some());
        compared += u64::from(known);
        strangers += u64::from(!known);
        for gate in &mut gates {
            gate.ask(&deals[at], &run, &version.document);
        }
        timed(document, &run, &work, &cx.workspace.calendar, &mut times);
        Ok(())
    })?;
    let names = names(tx, cx)?;
    let shown: Vec<Json> = gates
        .iter()
        .filter(|g| g.passed > 0)
        .map(|g| shown(tx, cx, g, &names))
        .collect::<Result<_>>()?;
    Ok(json!({
        "since": standard.then(|| since.to_string()),
        "filter": filter,
        "deals": deals.len(), "capped": deals.len() == DEALS, "compared": compared, "other_stages": strangers,
        "stopped": gates.iter().map(|g| g.stopped).sum::<u64>(),
        "gates": shown,
        "times": late(cx, document, times),
        "untried": gates.iter().filter(|g| g.passed == 0).map(|g| g.stage.name.get(cx.lang)).collect::<Vec<_>>(),
    }))
}

/// The gates of a document, and every condition that they ask.
fn gates(document: &Document) -> (Vec<Gate<'_>>, Vec<Condition>) {
    let mut all = Vec::new();
    let gates = document.stages.iter().map(|stage| {
        let (keys, conditions) = asked(stage);
        let place = |key: &str| keys.iter().position(|k| k == key).map(|i| all.len() + i);
        let steps = stage.required().map(|step| Asked {
            key: step.key.clone(),
            title: &step.title,
            step: Some(step),
            condition: place(&step.key),
            when: step.done_when.as_ref(),
        });
        let mut asks: Vec<Asked<'_>> = steps.collect();
        let first = all.len() + keys.len();
        asks.extend(stage.exit.iter().enumerate().map(|(i, exit)| Asked {
            key: format!("exit:{i}"),
            title: &exit.text,
            step: None,
            condition: Some(first + i),
            when: Some(&exit.when),
        }));
        all.extend(conditions.into_iter().take(keys.len() + stage.exit.len()));
        Gate {
            stage,
            asks,
            passed: 0,
            stopped: 0,
            unknown: 0,
            lacks: BTreeMap::new(),
            owners: HashMap::new(),
            listed: Vec::new(),
        }
    });
    let gates = gates.collect();
    (gates, all)
}

impl Gate<'_> {
    /// Whether the gate would have stopped a deal that left its stage forwards; the last time counts.
    fn ask(&mut self, deal: &Held, run: &Run, followed: &Document) {
        let on = |left: Option<Left>| matches!(left, Some(Left::Forward | Left::Won | Left::Completed));
        let last = run
            .visits
            .iter()
            .rev()
            .find(|v| v.stage == self.stage.key && on(v.left));
        let Some(last) = last else { return };
        // The gate of its own version held then, unless history passed it by force.
        let held = followed
            .stage(&self.stage.key)
            .map(|(_, stage)| stage)
            .filter(|_| !last.forced);
        self.passed += 1;
        let (mut lacks, mut unsure) = (Vec::new(), Vec::new());
        for (i, ask) in self.asks.iter().enumerate() {
            match ask.judge(deal, run, followed, held) {
                Some(true) => {}
                Some(false) => lacks.push(i),
                None => unsure.push(i),
            }
        }
        for i in &lacks {
            self.lacks.entry(*i).or_default().0 += 1;
        }
        for i in &unsure {
            self.lacks.entry(*i).or_default().1 += 1;
        }
        if !lacks.is_empty() {
            self.stopped += 1;
            *self.owners.entry(deal.owner).or_default() += 1;
            if self.listed.len() < LISTED {
                self.listed.push((deal.id, deal.owner, lacks));
            }
        } else if !unsure.is_empty() {
            self.unknown += 1;
        }
    }
}

impl Asked<'_> {
    /// Whether it was there; `None` if nobody can know.
    fn judge(&self, deal: &Held, run: &Run, followed: &Document, held: Option<&Stage>) -> Option<bool> {
        // What the gate asked for then was there.
        if held.is_some_and(|stage| self.is_asked_by(stage)) {
            return Some(true);
        }
        let holds = self.condition.and_then(|i| deal.holds.get(i).copied());
        // What follows the day says nothing of another day.
        let holds = holds.filter(|_| self.when.is_some_and(|when| !when.follows_the_day()));
        let Some(step) = self.step else { return holds };
        if run.steps.contains_key(&step.key) {
            return Some(true);
        }
        if self.when.is_some() {
            return holds;
        }
        // Whoever followed a version with this step could have done it, and didn't.
        let mut steps = followed.stages.iter().flat_map(|s| &s.steps);
        steps.any(|s| s.key == step.key).then_some(false)
    }

    /// Whether a gate asks for the same.
    fn is_asked_by(&self, stage: &Stage) -> bool {
        match self.step {
            Some(step) => stage
                .required()
                .any(|s| s.key == step.key && s.done_when == step.done_when),
            None => stage.exit.iter().any(|exit| Some(&exit.when) == self.when),
        }
    }
}

/// How long steps took from when their stage was entered, against the time that the document gives them.
fn timed(
    document: &Document,
    run: &Run,
    work: &WorkTime,
    calendar: &kernel::Calendar,
    times: &mut BTreeMap<(usize, usize), Times>,
) {
    for (s, stage) in document.stages.iter().enumerate() {
        for (i, step) in stage.steps.iter().enumerate() {
            let (Some(due), Some(StepState::Done { at, .. })) = (step.due, run.steps.get(&step.key)) else {
                continue;
            };
            if step.kind == Kind::Timer {
                continue;
            }
            let entered = |at: Instant| {
                let stays = run.visits.iter().rev().filter(|v| v.stage == stage.key);
                stays.map(|v| v.entered_at).find(|entered| *entered <= at)
            };
            let Some(entered) = entered(*at) else { continue };
            let took = work.minutes_between(entered, *at);
            let over = took - due.minutes(calendar);
            let time = times.entry((s, i)).or_default();
            time.done += 1;
            if over > 0 {
                time.late += 1;
                time.over.push(over);
            }
        }
    }
}

fn late(cx: &Cx, document: &Document, times: BTreeMap<(usize, usize), Times>) -> Vec<Json> {
    let row = |((s, i), mut time): ((usize, usize), Times)| {
        let (stage, step) = (&document.stages[s], &document.stages[s].steps[i]);
        time.over.sort_unstable();
        let median = time.over.get(time.over.len() / 2).copied();
        let share = insight::wilson(time.late, time.done);
        json!({
            "stage": stage.key, "stage_name": stage.name.get(cx.lang), "step": step.key, "title": step.title.get(cx.lang),
            "due": step.due.map(String::from), "done": time.done, "late": time.late, "median_minutes_over": median,
            "low": share.map(|i| i.low), "high": share.map(|i| i.high),
        })
    };
    times.into_iter().map(row).collect()
}

fn names(tx: &mut Tx<'_>, cx: &Cx) -> Result<HashMap<Id, String>> {
    if !names_are_open(cx) {
        return Ok(HashMap::new());
    }
    let users: Vec<User> = find(tx, cx, &Condition::always(), 10_000)?;
    Ok(users.into_iter().map(|u| (u.id, u.name)).collect())
}

fn shown(tx: &mut Tx<'_>, cx: &Cx, gate: &Gate<'_>, names: &HashMap<Id, String>) -> Result<Json> {
    let person = |id: &Option<Id>| id.and_then(|id| names.get(&id).map(|name| json!({ "id": id, "name": name })));
    let mut owners: Vec<_> = gate.owners.iter().collect();
    owners.sort_by_key(|(id, n)| (std::cmp::Reverse(**n), **id));
    let lacks = gate.lacks.iter().map(|(i, (stopped, unknown))| {
        let ask = &gate.asks[*i];
        json!({ "key": ask.key, "text": ask.title.get(cx.lang), "stopped": stopped, "unknown": unknown })
    });
    let ids: Vec<String> = gate.listed.iter().map(|(id, ..)| id.to_string()).collect();
    let found: Vec<Opportunity> = find(tx, cx, &Condition::leaf("id", Op::In, ids), LISTED)?;
    let called: HashMap<Id, &Opportunity> = found.iter().map(|o| (o.id, o)).collect();
    let object = cx.object(Opportunity::OBJECT)?;
    let named = object
        .field(Opportunity::name)
        .is_some_and(|f| cx.sees_whole(object, f));
    let deals = gate.listed.iter().filter_map(|(id, owner, lacks)| {
        let deal = called.get(id)?;
        let lacks: Vec<&str> = lacks.iter().map(|i| gate.asks[*i].title.get(cx.lang)).collect();
        let name = if named { json!(deal.name) } else { Json::Null };
        Some(json!({ "id": id, "name": name, "status": deal.status, "owner": person(owner), "lacks": lacks }))
    });
    let share = insight::wilson(gate.stopped, gate.passed);
    Ok(json!({
        "stage": gate.stage.key, "name": gate.stage.name.get(cx.lang),
        "passed": gate.passed, "stopped": gate.stopped, "unknown": gate.unknown,
        "low": share.map(|i| i.low), "high": share.map(|i| i.high),
        "lacks": lacks.collect::<Vec<_>>(),
        "owners": owners.into_iter().map(|(id, n)| json!({ "owner": person(id), "n": n })).collect::<Vec<_>>(),
        "deals": deals.collect::<Vec<_>>(),
    }))
}
