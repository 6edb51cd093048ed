//! Builds the view of a run.

use std::collections::BTreeMap;

use kernel::{Calendar, Id, Instant};

use crate::due::{due_at, target_at};
use crate::missing::{Asker, missing};
use crate::reasons::Reasons;
use crate::view::{
    Answer, AnswerView, GateView, NextView, Person, QuestionGroupView, QuestionListView, QuestionView, SopView,
    StageBrief, StageName, StageView, StepView, VersionView, WaiverView,
};
use crate::{
    Evidence, Facts, Kind, Lack, NextStep, Outcome, QuestionKind, QuestionList, Run, Skip, Stage, State, Step,
    StepState, is_settled, lacking, projection,
};

/// Everything that a view is built from besides the document.
pub struct Showing<'a> {
    /// Who asks, about what.
    pub asker: Asker<'a>,
    /// Which version it is.
    pub version: VersionView,
    /// The run.
    pub run: &'a Run,
    /// What the data says.
    pub facts: &'a Facts,
    /// The answers there are, by question.
    pub answers: &'a BTreeMap<String, Answer>,
    /// The latest waiver of each step of the stage that has one.
    pub waivers: &'a BTreeMap<String, WaiverView>,
    /// The name of a user.
    pub name_of: &'a dyn Fn(Id) -> String,
    /// The verbs that the asker has a right to.
    pub allowed: &'a dyn Fn(&str) -> bool,
}

impl Showing<'_> {
    /// The view; `None` if the run stands in a stage that the document doesn't have.
    pub fn view(self) -> Option<SopView> {
        let document = self.asker.document;
        let (index, stage) = document.stage(&self.run.stage)?;
        let today = self.now().day(self.calendar().tz);
        let lacks = lacking(document, stage, self.run, self.facts, Some(today));
        let live = self.run.state == State::Active;
        let ways = document.ways_on(index);
        let open = ways
            .iter()
            .enumerate()
            .filter(|(i, way)| self.facts.open_way(*i, way.when.is_some()));
        let to = open
            .filter_map(|(_, way)| document.stage(&way.to))
            .map(|(_, s)| StageName {
                key: s.key.clone(),
                name: self.asker.say(&s.name).to_owned(),
            });
        let gate = GateView {
            met: lacks.is_empty() && live,
            to: to.collect(),
            missing: missing(&self.asker, stage, self.facts, &lacks, today),
        };
        Some(SopView {
            status: self.run.status(),
            run: self.run.state.as_str(),
            stages: document
                .stages
                .iter()
                .enumerate()
                .map(|(i, s)| self.brief(i, s, index))
                .collect(),
            stage: self.stage(stage),
            steps: stage.steps.iter().map(|step| self.step(step)).collect(),
            next: self.next(stage, &lacks),
            gate,
            questions: document
                .questions
                .iter()
                .filter(|l| asks(stage, l))
                .map(|l| self.questions(l))
                .collect(),
            verbs: self.verbs(stage),
            version: self.version,
        })
    }

    fn now(&self) -> Instant {
        self.asker.cx.now
    }

    fn calendar(&self) -> &Calendar {
        &self.asker.cx.workspace.calendar
    }

    fn brief(&self, index: usize, stage: &Stage, current: usize) -> StageBrief {
        let visit = self.run.visits.iter().rev().find(|v| v.stage == stage.key);
        let ended = matches!(self.run.state, State::Completed);
        let state = match () {
            () if index == current && !ended => "current",
            () if self.run.trail().contains(&stage.key.as_str()) => "done",
            () if index < current => "passed",
            () => "ahead",
        };
        // A stage that was gone back from is ahead again: its old times would mislead.
        let visit = visit.filter(|_| state != "ahead");
        StageBrief {
            key: stage.key.clone(),
            name: self.asker.say(&stage.name).to_owned(),
            phase: stage.phase.as_str(),
            state,
            entered_at: visit.map(|v| v.entered_at.to_rfc3339()),
            left_at: visit.and_then(|v| v.left_at).map(Instant::to_rfc3339),
            probability: stage.probability,
        }
    }

    fn stage(&self, stage: &Stage) -> StageView {
        let say = |texts: &[kernel::Text]| texts.iter().map(|t| self.asker.say(t).to_owned()).collect();
        let tz = self.calendar().tz;
        let sums = projection(self.asker.document, self.run, self.facts, self.calendar());
        let until = self.run.visits.last().and_then(|v| v.left_at).unwrap_or(self.now());
        StageView {
            key: stage.key.clone(),
            name: self.asker.say(&stage.name).to_owned(),
            goal: self.asker.say(&stage.goal).to_owned(),
            role: self.role(&stage.role),
            standards: say(&stage.standards),
            cautions: say(&stage.cautions),
            appraisal: stage.appraisal.as_ref().map(|t| self.asker.say(t).to_owned()),
            entered_at: self.run.entered_at.to_rfc3339(),
            target_at: target_at(stage, self.run, self.calendar()).map(Instant::to_rfc3339),
            days: until.day(tz).0 - self.run.entered_at.day(tz).0,
            steps_done: sums.done,
            steps_required: sums.required,
        }
    }

    fn role(&self, key: &str) -> String {
        self.asker
            .document
            .role_name(key)
            .map_or(key, |name| self.asker.say(name))
            .to_owned()
    }

    fn step(&self, step: &Step) -> StepView {
        let document = self.asker.document;
        let today = self.now().day(self.calendar().tz);
        let settled = is_settled(document, step, self.run, self.facts, Some(today));
        let noted = self.run.steps.get(&step.key);
        let state = match noted {
            Some(StepState::Done { .. }) | None => {
                if settled {
                    "done"
                } else {
                    "open"
                }
            }
            Some(other) => other.as_str(),
        };
        let (done_at, done_by) = match noted.filter(|_| settled) {
            Some(StepState::Done { at, by, .. } | StepState::Skipped { at, by } | StepState::Waived { at, by }) => {
                (Some(*at), *by)
            }
            None => (None, None),
        };
        let due = due_at(step, self.run, self.calendar()).filter(|_| !settled);
        let say = |text: &Option<kernel::Text>| text.as_ref().map(|t| self.asker.say(t).to_owned());
        StepView {
            key: step.key.clone(),
            title: self.asker.say(&step.title).to_owned(),
            kind: kind_key(step.kind),
            required: step.required,
            role: self.role(step.role.as_deref().unwrap_or(&self.stage_role(step))),
            state,
            due_at: due.map(Instant::to_rfc3339),
            overdue: due.is_some_and(|due| due < self.now()),
            done_at: done_at.map(Instant::to_rfc3339),
            done_by: done_by.map(|id| Person {
                id,
                name: (self.name_of)(id),
            }),
            by_data: step.by_data(),
            guidance: say(&step.guidance),
            why: say(&step.why),
            items: step.items.iter().map(|t| self.asker.say(t).to_owned()).collect(),
            consent: step.skip == Skip::Consent && !self.asker.approves,
            needs_reason: step.skip != Skip::Free,
            waiver: self.waivers.get(&step.key).cloned(),
            missing: if settled {
                None
            } else {
                self.asker.why_open(step, self.facts, today)
            },
            fix: if settled {
                None
            } else {
                self.asker.fix_of(step, self.facts, today)
            },
            waits_for: self.waits_for(step).filter(|_| !settled),
            thin: self.facts.is_thin(document, step),
            questions: step.questions.clone(),
        }
    }

    /// Whose approval it waits for; nothing to the one who may give it.
    fn waits_for(&self, step: &Step) -> Option<String> {
        let others = step.kind == Kind::Approval && !self.asker.approves;
        others.then(|| self.role(step.role.as_deref().unwrap_or(&self.stage_role(step))))
    }

    fn stage_role(&self, step: &Step) -> String {
        let stage = self
            .asker
            .document
            .stages
            .iter()
            .find(|s| s.steps.iter().any(|other| other.key == step.key));
        stage.map(|s| s.role.clone()).unwrap_or_default()
    }

    fn next(&self, stage: &Stage, lacks: &[Lack]) -> Option<NextView> {
        let document = self.asker.document;
        let stored = projection(document, self.run, self.facts, self.calendar());
        let (due, today) = (stored.next_due_at, self.now().day(self.calendar().tz));
        let mut next = NextStep::from_key(&stored.next_step?);
        // What was "not known yet" may have run out since the projection was made: then that comes first.
        if let (NextStep::Advance, Some(lack)) = (&next, lacks.first()) {
            next = NextStep::from_key(&String::from(lack.clone()));
        }
        let (kind, fix, step) = match &next {
            NextStep::Step(key) => {
                let step = stage.step(key)?;
                (
                    kind_key(step.kind),
                    self.asker.fix_of(step, self.facts, today),
                    Some(step),
                )
            }
            NextStep::Exit(index) => (
                "gate",
                self.asker.missing_exit(stage.exit.get(*index)?, *index).fix,
                None,
            ),
            NextStep::Advance => ("advance", None, None),
        };
        Some(NextView {
            step: next.to_key(),
            text: next.text(document, &stage.key, self.asker.lang())?.into_owned(),
            reason: Reasons { asker: self.asker }.reason(&next, step, due),
            due_at: due.map(Instant::to_rfc3339),
            overdue: due.is_some_and(|due| due < self.now()),
            kind,
            fix,
            waits_for: step.and_then(|step| self.waits_for(step)),
        })
    }

    fn questions(&self, list: &QuestionList) -> QuestionListView {
        let groups = list.groups.iter().map(|group| QuestionGroupView {
            key: group.key.clone(),
            name: self.asker.say(&group.name).to_owned(),
            questions: group
                .questions
                .iter()
                .map(|q| QuestionView {
                    key: q.key.clone(),
                    text: self.asker.say(&q.text).to_owned(),
                    important: q.important,
                    kind: if q.kind == QuestionKind::Open { "open" } else { "closed" },
                    answer: self.answers.get(&q.key).map(|a| answer(a, q.kind)),
                })
                .collect(),
        });
        QuestionListView {
            key: list.key.clone(),
            name: self.asker.say(&list.name).to_owned(),
            groups: groups.collect(),
        }
    }

    /// What the state and the asker's rights allow.
    fn verbs(&self, stage: &Stage) -> Vec<&'static str> {
        let (live, held) = (self.run.state == State::Active, self.run.state == State::OnHold);
        let open = self.run.outcome == Outcome::Open;
        let all = [
            ("advance", live),
            (
                "back",
                live && self
                    .run
                    .back_to()
                    .iter()
                    .any(|key| self.asker.document.stage(key).is_some()),
            ),
            ("hold", live),
            ("resume", held),
            ("win", live && open && stage.signing),
            ("lose", open && (live || held)),
            ("reopen", self.run.outcome == Outcome::Lost),
        ];
        all.into_iter()
            .filter(|(verb, possible)| *possible && (self.allowed)(verb))
            .map(|(verb, _)| verb)
            .collect()
    }
}

fn asks(stage: &Stage, list: &QuestionList) -> bool {
    stage.steps.iter().any(|step| step.questions.contains(&list.key))
}

fn answer(answer: &Answer, kind: QuestionKind) -> AnswerView {
    let evidence = Evidence::of(
        answer.text.as_deref(),
        answer.unknown_because.as_deref(),
        answer.will_know_by,
    );
    AnswerView {
        text: answer.text.clone(),
        unknown_because: answer.unknown_because.clone(),
        will_know_by: answer.will_know_by.map(|day| day.to_string()),
        thin: evidence.is_some_and(|e| e.is_thin(kind)),
        at: answer.at.to_rfc3339(),
        by: answer.by.clone(),
    }
}

fn kind_key(kind: Kind) -> &'static str {
    Kind::ALL.iter().find(|(k, _)| *k == kind).map_or("", |(_, key)| key)
}
