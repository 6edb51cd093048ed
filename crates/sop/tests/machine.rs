//! Random documents and random actions: no action reaches a state that the document forbids, and the events alone
//! give the same state.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{at, calendar, id};
use kernel::{Day, Text};
use proptest::prelude::*;
use records::{Condition, Op};
use sop::{
    Acting, Action, Document, Event, Evidence, Exit, Facts, Kind, Lack, Left, Move, Next, Outcome, Phase, Question,
    QuestionGroup, QuestionKind, QuestionList, Refusal, Role, Run, Skip, Sop, Span, Stage, State, Step, Weight, decide,
    due_at, parse, projection, start, to_yaml,
};

fn text() -> impl Strategy<Value = Text> {
    let part = prop_oneof![
        "[a-zA-Z,:#'\"{}\\[\\]&*!|>%@` .-]{1,20}",
        "[\u{4e00}-\u{4e20}，。：“”]{1,8}",
        "\\PC{1,10}",
        "[a-z]{1,3}\n[a-z]{1,3}",
        "[0-9]{1,4}"
    ];
    let part = part
        .prop_map(|t: String| t.trim().to_owned())
        .prop_filter("blank", |t| !t.is_empty());
    (part.clone(), part).prop_map(|(zh, en)| Text::new(zh, en))
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        Just(Condition::leaf("pain", Op::IsEmpty, false)),
        Just(Condition::leaf("amount", Op::Gt, "0")),
        Just(Condition::Not(Box::new(Condition::Exists {
            path: "stakeholders".to_owned(),
            filter: None
        }))),
    ]
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![(1_u16..40).prop_map(Span::Hours), (1_u16..20).prop_map(Span::Days)]
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [(T, &'static str)]) -> impl Strategy<Value = T> {
    prop::sample::select(all.iter().map(|(value, _)| *value).collect::<Vec<_>>())
}

fn step() -> impl Strategy<Value = Step> {
    let words = (
        text(),
        prop::option::of(text()),
        one_of(&Kind::ALL),
        one_of(&Skip::ALL),
        one_of(&Weight::ALL),
    );
    let rest = (
        any::<bool>(),
        prop::option::of(span()),
        prop::option::of(condition()),
        any::<bool>(),
    );
    (words, rest).prop_map(
        |((title, why, kind, skip, severity), (required, due, done_when, asks))| Step {
            key: String::new(),
            kind,
            title,
            required,
            role: None,
            wait: due.filter(|_| kind == Kind::Timer),
            due,
            skip,
            severity,
            guidance: None,
            why,
            items: Vec::new(),
            questions: if asks { vec!["list".to_owned()] } else { Vec::new() },
            done_when,
            fix: None,
        },
    )
}

fn stage(count: usize) -> impl Strategy<Value = Stage> {
    let way = (0..count, prop::option::of(condition())).prop_map(|(to, when)| Next {
        to: format!("s{to}"),
        when,
    });
    let ways = prop::option::weighted(0.3, prop::collection::vec(way, 0..3));
    let exits = prop::collection::vec(
        (text(), condition()).prop_map(|(text, when)| Exit { text, when, fix: None }),
        0..3,
    );
    (
        text(),
        span(),
        any::<bool>(),
        prop::collection::vec(step(), 0..4),
        exits,
        ways,
    )
        .prop_map(|(name, target, signing, steps, exit, next)| Stage {
            key: String::new(),
            phase: Phase::Discover,
            goal: name.clone(),
            name,
            role: "rep".to_owned(),
            target,
            probability: 50,
            signing,
            standards: Vec::new(),
            cautions: Vec::new(),
            appraisal: None,
            steps,
            exit,
            next,
        })
}

fn document() -> impl Strategy<Value = Document> {
    let stages = (1_usize..5).prop_flat_map(|count| prop::collection::vec(stage(count), count));
    (stages, text()).prop_map(|(mut stages, name)| {
        for (i, stage) in stages.iter_mut().enumerate() {
            stage.key = format!("s{i}");
            for (j, step) in stage.steps.iter_mut().enumerate() {
                step.key = format!("t{i}_{j}");
            }
        }
        let question = |key: &str, important| Question {
            key: key.to_owned(),
            text: name.clone(),
            important,
            kind: QuestionKind::Open,
        };
        let group = QuestionGroup {
            key: "I".to_owned(),
            name: name.clone(),
            questions: vec![question("q1", true), question("q2", false)],
        };
        Document {
            sop: Sop {
                key: "random".to_owned(),
                name: name.clone(),
                object: "opportunities".to_owned(),
                description: name.clone(),
                owner_role: "rep".to_owned(),
                review_after_days: 30,
            },
            roles: vec![Role {
                key: "rep".to_owned(),
                name: name.clone(),
            }],
            stages,
            questions: vec![QuestionList {
                key: "list".to_owned(),
                name: name.clone(),
                groups: vec![group],
            }],
        }
    })
}

/// What somebody does, as numbers that fit any document.
#[derive(Clone, Debug)]
struct Move_ {
    action: usize,
    pick: usize,
    words: bool,
    manager: bool,
    historical: bool,
    minutes: i64,
    bits: u32,
}

fn moves() -> impl Strategy<Value = Vec<Move_>> {
    let one = (
        0_usize..14,
        0_usize..6,
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.1),
        0_i64..3000,
        any::<u32>(),
    );
    let one = one.prop_map(|(action, pick, words, manager, historical, minutes, bits)| Move_ {
        action,
        pick,
        words,
        manager,
        historical,
        minutes,
        bits,
    });
    prop::collection::vec(one, 0..40)
}

fn action(m: &Move_, document: &Document, stage: &Stage, today: Day) -> Action {
    let step = stage
        .steps
        .get(m.pick)
        .map_or_else(|| "nowhere".to_owned(), |s| s.key.clone());
    let reason = if m.words { "客户改了主意" } else { "无" }.to_owned();
    let to = document.stages.get(m.pick).map(|s| s.key.clone()).filter(|_| m.words);
    match m.action {
        0 => Action::Observe,
        1 | 2 => Action::Complete { step },
        3 => Action::Skip { step, reason },
        4 => Action::Reopen { step },
        5 => Action::Waive { step },
        6 => Action::Advance { to },
        7 | 8 => Action::Advance { to: None },
        9 => Action::Back { to, reason },
        10 => Action::Hold { reason, until: None },
        11 => {
            if m.words {
                Action::Resume
            } else {
                Action::Win
            }
        }
        12 => Action::Revive { reason },
        _ => {
            if m.pick == 0 {
                Action::Lose {
                    reason: "price".to_owned(),
                    on: today,
                }
            } else {
                Action::Resume
            }
        }
    }
}

/// Data at random; mostly it holds, so that runs get on.
fn facts(stage: &Stage, bits: u32, today: Day) -> Facts {
    let bit = |i: usize| (bits >> (i % 16)) & 3 != 0;
    let answers = match bits >> 28 {
        0 => None,
        1 => Some(Evidence::Thin),
        2 => Some(Evidence::Unknown(today.plus(-1))),
        3 | 4 => Some(Evidence::Unknown(today)),
        _ => Some(Evidence::Good),
    };
    Facts {
        steps: stage
            .steps
            .iter()
            .enumerate()
            .filter(|(_, s)| s.done_when.is_some())
            .map(|(i, s)| (s.key.clone(), bit(i)))
            .collect(),
        exit: (0..stage.exit.len()).map(|i| bit(i + 5)).collect(),
        next: (0..3).map(|i| bit(i + 9)).collect(),
        answers: answers
            .map(|a| ("q1".to_owned(), a))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
    }
}

/// The rule in its plainest form: what keeps the stage from being left, given what was accepted by hand so far.
fn naive_lacks(
    stage: &Stage,
    facts: &Facts,
    done: &BTreeSet<String>,
    left_out: &BTreeSet<String>,
    today: Day,
) -> Vec<Lack> {
    let mut lacks = Vec::new();
    for step in &stage.steps {
        let asked = step.kind == Kind::Questionnaire && !step.questions.is_empty();
        let settled = if left_out.contains(&step.key) {
            true
        } else if step.done_when.is_some() {
            facts.steps[&step.key]
        } else if asked {
            match facts.answers.get("q1") {
                Some(Evidence::Good) => true,
                Some(Evidence::Unknown(by)) => *by >= today,
                _ => false,
            }
        } else {
            done.contains(&step.key)
        };
        if step.required && !settled {
            lacks.push(Lack::Step(step.key.clone()));
        }
    }
    lacks.extend((0..stage.exit.len()).filter(|i| !facts.exit[*i]).map(Lack::Exit));
    lacks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_are_read_as_they_were_written(document in document()) {
        let yaml = to_yaml(&document);
        let read = parse(&yaml).map_err(|faults| TestCaseError::fail(format!("{faults:#?}\n{yaml}")))?;
        prop_assert_eq!(read.document, document, "{}", yaml);
    }

    #[test]
    fn no_action_reaches_a_forbidden_state(document in document(), moves in moves()) {
        let calendar = calendar();
        let mut now = at("2026-11-20T10:00");
        let acting = |m: &Move_, now| Acting { now, by: Some(id(1)), may_approve: m.manager, historical: m.historical, calendar: &calendar };
        let first = Move_ { action: 0, pick: 0, words: false, manager: false, historical: false, minutes: 0, bits: 0 };
        let mut events = start(&document, id(9), None, &acting(&first, now)).expect("a start");
        let mut run = Run::replay(&events).expect("a run");
        let (mut done, mut left_out) = (BTreeSet::new(), BTreeSet::new());

        for m in &moves {
            now = now.plus_seconds(m.minutes * 60);
            let today = now.day(calendar.tz);
            let (index, stage) = document.stage(&run.stage).expect("a stage of the document");
            let (facts, before) = (facts(stage, m.bits, today), run.clone());
            let action = action(m, &document, stage, today);
            let lacks = naive_lacks(stage, &facts, &done, &left_out, today);
            let result = decide(&document, &run, &facts, &action, &acting(m, now));

            if let Err(refusal) = &result {
                if let Refusal::GateNotMet(found) = refusal {
                    prop_assert_eq!(found, &lacks);
                    prop_assert!(!found.is_empty() && !m.historical);
                }
                continue;
            }
            let new = result.expect("it was done");
            if matches!(before.state, State::Completed | State::Stopped) && !matches!(action, Action::Revive { .. }) {
                prop_assert!(new.is_empty());
            }
            let mut from = stage;
            for event in &new {
                run.apply(event);
                match event {
                    Event::StageEntered { stage: to, how: Move::Forward, .. } => {
                        let way = document.ways_on(index).into_iter().enumerate().find(|(i, w)| w.to == *to && (w.when.is_none() || facts.next[*i] || m.historical));
                        prop_assert!(way.is_some(), "no way to {}", to);
                        prop_assert!(lacks.is_empty() || m.historical);
                        prop_assert!(!from.signing || run.outcome == Outcome::Won);
                        from = document.stage(to).expect("a stage").1;
                    }
                    Event::StageEntered { stage: to, how: Move::Back, .. } => {
                        prop_assert!(before.visits.iter().any(|v| v.stage == *to));
                        let won_at = before.visits.iter().position(|v| v.left == Some(Left::Won));
                        let seen = before.visits.iter().rposition(|v| v.stage == *to);
                        prop_assert!(won_at.is_none_or(|won| seen > Some(won)), "back across signing");
                    }
                    Event::Won { .. } => {
                        prop_assert!(stage.signing && before.outcome == Outcome::Open && (lacks.is_empty() || m.historical));
                    }
                    Event::Completed { .. } => {
                        prop_assert!(document.ways_on(index).is_empty() && (lacks.is_empty() || m.historical));
                    }
                    Event::Lost { .. } => prop_assert_eq!(before.outcome, Outcome::Open),
                    Event::Reopened { .. } => {
                        prop_assert!(before.outcome == Outcome::Lost && m.words);
                        prop_assert_eq!(&run.stage, &before.stage);
                        let kept = before.visits.len();
                        prop_assert_eq!(&run.visits[..kept], &before.visits[..]);
                        prop_assert_eq!(run.trail(), before.trail());
                    }
                    // No action of the machine: whole versions are moved.
                    Event::Moved { .. } | Event::Unmoved { .. } => prop_assert!(false, "{:?}", event),
                    Event::StepDone { step, by_hand, .. } => {
                        let step = stage.step(step).expect("a step of the stage");
                        let by_data = step.by_data();
                        prop_assert_eq!(*by_hand, !by_data);
                        prop_assert!(!by_hand || step.kind != Kind::Approval || m.manager);
                        if *by_hand {
                            done.insert(step.key.clone());
                            left_out.remove(&step.key);
                        }
                    }
                    Event::StepSkipped { step, .. } => {
                        let found = stage.step(step).expect("a step of the stage");
                        prop_assert!(found.skip == Skip::Free || m.words);
                        prop_assert!(found.skip != Skip::Consent || m.manager);
                        left_out.insert(step.clone());
                    }
                    Event::StepWaived { step, .. } => {
                        prop_assert!(m.manager);
                        left_out.insert(step.clone());
                    }
                    Event::StepReopened { step, .. } => {
                        done.remove(step);
                        left_out.remove(step);
                    }
                    Event::Held { .. } => prop_assert_eq!(before.state, State::Active),
                    Event::Resumed { paused, .. } => {
                        prop_assert_eq!(before.state, State::OnHold);
                        let since = before.held_since.expect("it rested");
                        prop_assert_eq!(*paused, calendar.minutes_between(since, now));
                    }
                    Event::Started { .. } => prop_assert!(false, "started twice"),
                }
            }
            events.extend(new);
            prop_assert!(before.state != State::OnHold || run.stage == before.stage);
            check_times_and_sums(&document, &run, &facts, &calendar)?;
        }
        prop_assert_eq!(Run::replay(&events), Some(run.clone()));
        let json = serde_json::to_string(&events).expect("JSON");
        let read: Vec<Event> = serde_json::from_str(&json).expect("events");
        prop_assert_eq!(Run::replay(&read), Some(run.clone()));
        let stored: Run = serde_json::from_str(&serde_json::to_string(&run).expect("JSON")).expect("a run");
        prop_assert_eq!(stored, run);
    }
}

fn check_times_and_sums(
    document: &Document,
    run: &Run,
    facts: &Facts,
    calendar: &kernel::Calendar,
) -> Result<(), TestCaseError> {
    let (_, stage) = document.stage(&run.stage).expect("a stage");
    for step in &stage.steps {
        let due = due_at(step, run, calendar);
        prop_assert_eq!(due.is_some(), step.due.is_some() && run.state == State::Active);
        if let (Some(due), Some(span)) = (due, step.due) {
            let worked = calendar.minutes_between(run.entered_at, due);
            prop_assert_eq!(worked, span.minutes(calendar) + run.paused_minutes);
        }
    }
    let facts_now = if facts.exit.len() == stage.exit.len() {
        facts.clone()
    } else {
        Facts::none(stage)
    };
    let sums = projection(document, run, &facts_now, calendar);
    prop_assert_eq!(sums.next_step.is_some(), run.state == State::Active);
    prop_assert_eq!(sums.next_due_at.is_some(), run.state == State::Active);
    prop_assert!(sums.done <= sums.required);
    let lacks = sop::lacking(document, stage, run, &facts_now, None);
    match sums.next_step.as_deref() {
        Some("advance:") => prop_assert!(lacks.is_empty()),
        Some(key) if lacks.is_empty() => prop_assert!(stage.step(key).is_some_and(|s| !s.required)),
        Some(key) => prop_assert!(lacks.contains(&Lack::from(key.to_owned()))),
        None => {}
    }
    Ok(())
}
