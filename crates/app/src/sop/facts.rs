//! What the data says of the stage a run stands in: its conditions asked in one statement, as the system.

use std::collections::BTreeMap;

use kernel::{Day, Id, Result};
use records::{Condition, Cx, ObjectDef, Op};
use sop::{Document, Evidence, Facts, Run, Stage, Unmet};
use store::Tx;
use store::records::{check, find};

use super::Answer;
use super::run::Loaded;

/// The facts about the stage that `run` stands in.
pub(super) fn facts(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    subject: Id,
    document: &Document,
    run: &Run,
) -> Result<Facts> {
    let Some((_, stage)) = document.stage(&run.stage) else {
        return Ok(Facts::default());
    };
    let (keys, conditions) = asked(stage);
    let held = check(tx, &cx.as_system(), object, subject, &conditions)?;
    let asks = stage.steps.iter().any(|s| !s.questions.is_empty());
    let answers = if asks {
        evidence(&answers(tx, cx, subject)?)
    } else {
        BTreeMap::new()
    };
    Ok(told(stage, keys, held, answers))
}

/// The conditions of a stage: of its steps, with their keys, then of its gate, then of its ways on.
pub(super) fn asked(stage: &Stage) -> (Vec<String>, Vec<Condition>) {
    let steps = stage
        .steps
        .iter()
        .filter_map(|s| Some((s.key.clone(), s.done_when.clone()?)));
    let (keys, mut conditions): (Vec<String>, Vec<Condition>) = steps.unzip();
    conditions.extend(stage.exit.iter().map(|e| e.when.clone()));
    let ways = stage.next.as_deref().unwrap_or_default();
    conditions.extend(ways.iter().map(|w| w.when.clone().unwrap_or_else(Condition::always)));
    (keys, conditions)
}

/// The facts that the answers to [`asked`] say.
pub(super) fn told(stage: &Stage, keys: Vec<String>, held: Vec<bool>, answers: BTreeMap<String, Evidence>) -> Facts {
    let mut held = held.into_iter();
    let steps = keys.into_iter().zip(held.by_ref()).collect();
    let exit = held.by_ref().take(stage.exit.len()).collect();
    let next = held.collect();
    Facts {
        steps,
        exit,
        next,
        answers,
    }
}

/// What is left of those conditions of the stage that ask for several things.
pub(super) fn unmet(tx: &mut Tx<'_>, cx: &Cx, loaded: &Loaded<'_>) -> Result<Unmet> {
    let mut unmet = Unmet::default();
    let Some((_, stage)) = loaded.version.document.stage(&loaded.run.stage) else {
        return Ok(unmet);
    };
    let facts = &loaded.facts;
    let steps = stage.steps.iter().filter(|s| facts.steps.get(&s.key) == Some(&false));
    let steps = steps.filter_map(|s| Some((s, parts(s.done_when.as_ref()?)?)));
    let exits = stage
        .exit
        .iter()
        .enumerate()
        .filter(|(i, _)| facts.exit.get(*i) == Some(&false));
    let exits = exits.filter_map(|(i, exit)| Some((i, parts(&exit.when)?)));
    let (steps, exits) = (steps.collect::<Vec<_>>(), exits.collect::<Vec<_>>());
    let several = steps.iter().map(|(_, p)| *p).chain(exits.iter().map(|(_, p)| *p));
    let all: Vec<Condition> = several.flatten().cloned().collect();
    let mut held = check(tx, &cx.as_system(), loaded.object, loaded.subject()?, &all)?.into_iter();
    let mut open = |parts: &[Condition]| {
        let pairs = parts.iter().zip(held.by_ref().take(parts.len()));
        let open: Vec<_> = pairs.filter(|(_, held)| !held).map(|(part, _)| part.clone()).collect();
        (!open.is_empty() && open.len() < parts.len()).then_some(Condition::All(open))
    };
    for (step, parts) in steps {
        if let Some(open) = open(parts) {
            unmet.steps.insert(step.key.clone(), open);
        }
    }
    for (index, parts) in exits {
        if let Some(open) = open(parts) {
            unmet.exit.insert(index, open);
        }
    }
    Ok(unmet)
}

/// What a condition asks for, if it is several things.
fn parts(condition: &Condition) -> Option<&[Condition]> {
    match condition {
        Condition::All(parts) => Some(parts),
        _ => None,
    }
}

/// The answers recorded on a record.
pub(super) fn answers(tx: &mut Tx<'_>, cx: &Cx, subject: Id) -> Result<Vec<Answer>> {
    let of = Condition::leaf(Answer::opportunity, Op::Eq, subject.to_string());
    find(tx, &cx.as_system(), &of, 1_000)
}

fn evidence(answers: &[Answer]) -> BTreeMap<String, Evidence> {
    let good = |a: &Answer| Evidence::of(a.text.as_deref(), a.unknown_because.as_deref(), a.will_know_by);
    answers
        .iter()
        .filter_map(|a| Some((a.question.clone(), good(a)?)))
        .collect()
}

/// Whether a text is only a placeholder.
pub(super) fn is_thin(text: Option<&str>, because: Option<&str>, by: Option<Day>) -> bool {
    Evidence::of(text, because, by) == Some(Evidence::Thin)
}
