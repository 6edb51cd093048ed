//! What must be right before a document is published.

use std::collections::BTreeSet;

use kernel::Text;
use records::{Condition, Cx, ObjectDef, bind};

use crate::fault::{Fault, Faults, Places, Severity};
use crate::never::{Fields, never};
use crate::{Document, Fix, Kind, Parsed, Stage, Step};

/// Checks a document against the objects there are. An empty list, or one of warnings only, may be published. `cx` is
/// the system's: what the author may not see is not hidden from gates.
pub fn validate(parsed: &Parsed, cx: &Cx) -> Vec<Fault> {
    let Parsed { document, places } = parsed;
    let mut check = Check {
        document,
        places,
        cx,
        faults: Faults::default(),
    };
    check.texts();
    check.keys();
    check.head();
    for (i, stage) in document.stages.iter().enumerate() {
        check.stage(i, stage);
    }
    check.questions();
    check.ways();
    check.faults.sorted()
}

pub(crate) struct Check<'a> {
    pub(crate) document: &'a Document,
    pub(crate) places: &'a Places,
    cx: &'a Cx,
    faults: Faults,
}

impl Check<'_> {
    pub(crate) fn error(&mut self, path: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.error(self.places.at(path), path, zh, en);
    }

    pub(crate) fn warn(&mut self, path: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults
            .push(self.places.at(path), path, Text::new(zh, en), Severity::Warning);
    }

    fn head(&mut self) {
        let sop = &self.document.sop;
        match self.cx.registry.object(&sop.object) {
            Some(object) if object.runs_sop => {}
            _ => self.error(
                "/sop/object",
                format!("“{}”不能运行 SOP：请写 opportunities 这样的对象", sop.object),
                format!(
                    "\"{}\" can't run an SOP: write an object such as opportunities",
                    sop.object
                ),
            ),
        }
        self.role("/sop/owner_role", &sop.owner_role);
        if self.document.stages.is_empty() {
            self.error("/stages", "至少要有一个阶段", "there must be at least one stage");
        }
    }

    fn role(&mut self, path: &str, key: &str) {
        if self.document.role_name(key).is_none() {
            let known = self
                .document
                .roles
                .iter()
                .map(|r| r.key.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            let (zh, en) = (
                format!("roles 里没有“{key}”：请先在 roles 中写明，或从 {known} 中选"),
                format!("there is no \"{key}\" among the roles: add it there, or choose from {known}"),
            );
            self.error(path, zh, en);
        }
    }

    fn stage(&mut self, index: usize, stage: &Stage) {
        let path = format!("/stages/{index}");
        self.role(&format!("{path}/role"), &stage.role);
        for (i, step) in stage.steps.iter().enumerate() {
            self.step(&format!("{path}/steps/{i}"), stage, step);
        }
        for (i, exit) in stage.exit.iter().enumerate() {
            let at = format!("{path}/exit/{i}");
            self.condition(&format!("{at}/when"), &exit.when);
            self.fix(&format!("{at}/fix"), stage, exit.fix.as_ref());
            if self.never([&exit.when]) {
                self.error(
                    &format!("{at}/when"),
                    "这个条件永远不会成立，没有商机能走出这个阶段：请修改",
                    "this condition can never hold, so nothing could leave the stage: change it",
                );
            }
        }
        self.contradictions(&path, stage);
        if stage.exit.is_empty() && stage.required().next().is_none() {
            self.warn(
                &path,
                "这个阶段没有必做步骤也没有推进条件，随时都能推进：建议至少写一条客户行动",
                "the stage has neither required steps nor a gate and can be left at any time: ask for at least one action of the customer",
            );
        }
    }

    /// Conditions that hold one by one but never together.
    fn contradictions(&mut self, path: &str, stage: &Stage) {
        let exits: Vec<&Condition> = stage.exit.iter().map(|e| &e.when).collect();
        let done: Vec<&Condition> = stage.required().filter_map(|s| s.done_when.as_ref()).collect();
        if exits.iter().chain(&done).any(|condition| self.never([*condition])) {
            return;
        }
        if self.never(exits.iter().copied()) {
            self.error(
                &format!("{path}/exit"),
                "这些条件互相矛盾，不可能同时成立：请修改其中一条",
                "these conditions contradict each other and can't all hold: change one of them",
            );
        } else if self.never(exits.into_iter().chain(done)) {
            self.warn(
                path,
                "必做步骤与推进条件互相矛盾：只有申请例外才能离开这个阶段",
                "the required steps and the gate contradict each other: only a waiver leads out of the stage",
            );
        }
    }

    fn step(&mut self, path: &str, stage: &Stage, step: &Step) {
        if let Some(role) = &step.role {
            self.role(&format!("{path}/role"), role);
        }
        for (i, key) in step.questions.iter().enumerate() {
            if self.document.question_list(key).is_none() {
                let at = format!("{path}/questions/{i}");
                self.error(
                    &at,
                    format!("没有名为“{key}”的问题清单：请在 questions 中补上"),
                    format!("there is no question list \"{key}\": add it under questions"),
                );
            }
        }
        self.fix(&format!("{path}/fix"), stage, step.fix.as_ref());
        match step.kind {
            Kind::Questionnaire if step.questions.is_empty() => {
                self.error(
                    path,
                    "问卷步骤要写明 questions",
                    "a questionnaire must name its questions",
                );
            }
            Kind::Timer if step.wait.is_none() => {
                self.error(
                    path,
                    "定时步骤要写明 wait（最早什么时候能做）",
                    "a timer must have a wait: from when on it can be done",
                );
            }
            Kind::Checklist if step.items.is_empty() => {
                self.error(path, "清单步骤要写明 items", "a checklist must name its items");
            }
            _ => {}
        }
        self.times(path, step);
        let Some(condition) = &step.done_when else { return };
        let at = format!("{path}/done_when");
        self.condition(&at, condition);
        if self.never([condition]) {
            let (zh, en) = (
                "这个条件永远不会成立，步骤永远完成不了：请修改",
                "this condition can never hold, so the step could never be done: change it",
            );
            if step.required {
                self.error(&at, zh, en);
            } else {
                self.warn(&at, zh, en);
            }
        }
    }

    fn times(&mut self, path: &str, step: &Step) {
        let Some(wait) = step.wait else { return };
        if step.kind != Kind::Timer {
            self.error(
                &format!("{path}/wait"),
                "只有 timer 步骤可以写 wait",
                "only a timer has a wait",
            );
        }
        let calendar = &self.cx.workspace.calendar;
        if step
            .due
            .is_some_and(|due| due.minutes(calendar) < wait.minutes(calendar))
        {
            self.error(
                &format!("{path}/due"),
                "期限早于最早能做的时间：due 要不短于 wait",
                "it is due before it can be done: due must not be shorter than wait",
            );
        }
    }

    /// Whether the conditions can't all hold.
    pub(crate) fn never<'c>(&self, conditions: impl IntoIterator<Item = &'c Condition>) -> bool {
        let registry = &self.cx.registry;
        registry
            .object(&self.document.sop.object)
            .is_some_and(|object| never(conditions, Fields { object, registry }))
    }

    pub(crate) fn condition(&mut self, path: &str, condition: &Condition) {
        let Some(object) = self.cx.registry.object(&self.document.sop.object) else {
            return;
        };
        if let Err(error) = bind(condition, object, self.cx) {
            for fault in error.errors() {
                let path = format!("{path}{}", fault.pointer);
                self.faults
                    .error(self.places.at(&path), &path, &fault.text.zh, &fault.text.en);
            }
        }
    }

    fn fix(&mut self, path: &str, stage: &Stage, fix: Option<&Fix>) {
        let Some(object) = self.cx.registry.object(&self.document.sop.object) else {
            return;
        };
        let wrong = match fix {
            None => None,
            Some(Fix::Field(field)) => (!has_field(self.cx, object, field)).then_some(field),
            Some(Fix::Create { object: key, .. }) => object.collection(key).is_none().then_some(key),
            Some(Fix::Log(kind)) => (!is_activity(self.cx, kind)).then_some(kind),
            Some(Fix::Step(step)) => stage.step(step).is_none().then_some(step),
            Some(Fix::Question(question)) => {
                let known = self
                    .document
                    .questions
                    .iter()
                    .any(|l| l.all().any(|q| q.key == *question));
                (!known).then_some(question)
            }
        };
        if let Some(wrong) = wrong {
            self.error(
                path,
                format!("没有“{wrong}”：请写已有的字段、对象、问题、步骤或活动类型"),
                format!(
                    "there is no \"{wrong}\": name a field, collection, question, step or kind of activity that exists"
                ),
            );
        }
    }

    fn questions(&mut self) {
        let document = self.document;
        let used: BTreeSet<&str> = document
            .stages
            .iter()
            .flat_map(|s| &s.steps)
            .flat_map(|s| &s.questions)
            .map(String::as_str)
            .collect();
        for (i, list) in document.questions.iter().enumerate() {
            if !used.contains(list.key.as_str()) {
                self.warn(
                    &format!("/questions/{i}"),
                    "没有步骤用到这份问题清单",
                    "no step asks these questions",
                );
            }
            if list.all().next().is_none() {
                self.error(
                    &format!("/questions/{i}"),
                    "问题清单是空的：请至少写一个问题",
                    "the list is empty: write at least one question",
                );
            }
        }
    }
}

fn has_field(cx: &Cx, object: &ObjectDef, path: &str) -> bool {
    match path.split_once('.') {
        None => object.field(path).is_some(),
        Some((first, rest)) => object
            .target(first)
            .and_then(|key| cx.registry.object(key))
            .is_some_and(|target| has_field(cx, target, rest)),
    }
}

fn is_activity(cx: &Cx, kind: &str) -> bool {
    let kinds = cx.registry.object("activities").and_then(|o| o.field("kind"));
    kinds.is_some_and(|field| field.ty.options().iter().any(|o| o.key == kind))
}
