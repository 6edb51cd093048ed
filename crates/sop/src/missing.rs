//! Says what is missing, in words and with a fix, as far as the asker may see the fields concerned.

use std::collections::BTreeMap;

use kernel::{Day, Id, Lang, Text};
use records::{Condition, Cx, bind, lacking};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::{Document, Exit, Facts, Fix, Kind, Lack, Stage, Step};

/// Something that a gate lacks, as the asker reads it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missing {
    /// The step's key; `None` for a condition of the gate itself.
    pub step: Option<String>,
    /// What is missing.
    pub text: String,
    /// What to do about it.
    pub fix: Option<FixView>,
}

/// What to do about something that is missing, as the page understands it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FixView {
    /// Fill in a field.
    Field {
        /// The object of the record.
        object: String,
        /// The record; `None` if it is the one that `through` refers to.
        id: Option<Id>,
        /// The field.
        field: String,
        /// The reference of the subject that leads to the record.
        #[serde(skip_serializing_if = "Option::is_none")]
        through: Option<String>,
    },
    /// Create a record.
    Create {
        /// Its object.
        object: String,
        /// What it begins with.
        values: Map<String, Json>,
    },
    /// Do a step by hand.
    Step {
        /// Which.
        step: String,
    },
    /// Answer a question.
    Question {
        /// Its list.
        list: String,
        /// Which.
        question: String,
    },
    /// Log an activity.
    Log {
        /// Of which kind.
        activity: String,
    },
}

/// What is being asked about, and by whom: the words come in the asker's language, and conditions on fields that they
/// may not see are not spelt out.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The document.
    pub document: &'a Document,
    /// Who asks.
    pub cx: &'a Cx,
    /// Whether they may approve and consent here.
    pub approves: bool,
    /// The record that runs the SOP.
    pub subject: Id,
    /// What is left of conditions that hold in part.
    pub unmet: &'a Unmet,
}

/// What is left of the conditions of a stage, where they ask for several things and some of them hold already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unmet {
    /// Of steps, by key.
    pub steps: BTreeMap<String, Condition>,
    /// Of the gate, by position.
    pub exit: BTreeMap<usize, Condition>,
}

/// Says what a gate lacks.
pub fn missing(asker: &Asker<'_>, stage: &Stage, facts: &Facts, lacks: &[Lack], today: Day) -> Vec<Missing> {
    let say = |lack: &Lack| match lack {
        Lack::Step(key) => stage.step(key).map(|step| asker.missing_step(step, facts, today)),
        Lack::Exit(index) => stage.exit.get(*index).map(|exit| asker.missing_exit(exit, *index)),
    };
    lacks.iter().filter_map(say).collect()
}

/// The same as the `missing` member of an error.
pub fn missing_json(missing: &[Missing]) -> Json {
    json!(missing)
}

impl Asker<'_> {
    pub(crate) fn lang(&self) -> Lang {
        self.cx.lang
    }

    pub(crate) fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang())
    }

    fn missing_step(&self, step: &Step, facts: &Facts, today: Day) -> Missing {
        let title = self.say(&step.title);
        let text = match (self.why_open(step, facts, today), self.lang()) {
            (None, _) => title.to_owned(),
            (Some(why), Lang::Zh) => format!("{title}：{why}"),
            (Some(why), Lang::En) => format!("{title}: {why}"),
        };
        Missing {
            step: Some(step.key.clone()),
            text,
            fix: self.fix_of(step, facts, today),
        }
    }

    pub(crate) fn missing_exit(&self, exit: &Exit, index: usize) -> Missing {
        let left = self.unmet.exit.get(&index).unwrap_or(&exit.when);
        let fix = exit
            .fix
            .clone()
            .or_else(|| Fix::of(left))
            .filter(|_| self.may_read(&exit.when))
            .and_then(|fix| self.show(&fix));
        Missing {
            step: None,
            text: self.say(&exit.text).to_owned(),
            fix,
        }
    }

    /// Why a step that follows the data isn't done; `None` for a step by hand and for what the asker may not read.
    pub(crate) fn why_open(&self, step: &Step, facts: &Facts, today: Day) -> Option<String> {
        if let Some(condition) = self.left_of(step) {
            let object = self
                .cx
                .object(&self.document.sop.object)
                .ok()
                .filter(|_| self.may_read(condition))?;
            return Some(self.say(&lacking(condition, object, &self.cx.registry)).to_owned());
        }
        let open = facts.unanswered(self.document, step, Some(today));
        if open.is_empty() {
            return None;
        }
        let questions: Vec<_> = open.iter().map(|q| format!("“{}”", self.say(q.text))).collect();
        Some(match self.lang() {
            Lang::Zh => format!("还没有可靠的回答：{}", questions.join("、")),
            Lang::En => format!("no solid answer yet to {}", questions.join(", ")),
        })
    }

    /// What to do to get a step done.
    pub(crate) fn fix_of(&self, step: &Step, facts: &Facts, today: Day) -> Option<FixView> {
        if let Some(fix) = &step.fix {
            return self.show(fix);
        }
        if let Some(condition) = self.left_of(step) {
            return Fix::of(condition)
                .filter(|_| self.may_read(condition))
                .and_then(|fix| self.show(&fix));
        }
        if step.by_data() {
            let open = facts.unanswered(self.document, step, Some(today));
            let first = open
                .first()
                .copied()
                .or_else(|| crate::facts::asked(self.document, step).next())?;
            return Some(FixView::Question {
                list: first.list.to_owned(),
                question: first.question.to_owned(),
            });
        }
        // What another one approves is nothing to be done here.
        let waits = step.kind == Kind::Approval && !self.approves;
        (!waits).then(|| FixView::Step { step: step.key.clone() })
    }

    /// What is left to hold of a step that follows the data.
    fn left_of<'s>(&'s self, step: &'s Step) -> Option<&'s Condition> {
        let whole = step.done_when.as_ref()?;
        Some(self.unmet.steps.get(&step.key).unwrap_or(whole))
    }

    /// Whether the asker may read everything that the condition names.
    fn may_read(&self, condition: &Condition) -> bool {
        self.cx
            .object(&self.document.sop.object)
            .is_ok_and(|object| bind(condition, object, self.cx).is_ok())
    }

    fn show(&self, fix: &Fix) -> Option<FixView> {
        let object = self.cx.object(&self.document.sop.object).ok()?;
        Some(match fix {
            Fix::Field(path) => match path.split_once('.') {
                None => FixView::Field {
                    object: object.key.to_owned(),
                    id: Some(self.subject),
                    field: path.clone(),
                    through: None,
                },
                Some((reference, field)) => FixView::Field {
                    object: object.target(reference)?.to_owned(),
                    id: None,
                    field: field.to_owned(),
                    through: Some(reference.to_owned()),
                },
            },
            Fix::Create {
                object: collection,
                values,
            } => {
                let collection = object.collection(collection)?;
                let mut all = Map::new();
                all.insert(collection.field.to_owned(), Json::String(self.subject.to_string()));
                all.extend(values.clone());
                FixView::Create {
                    object: collection.object.to_owned(),
                    values: all,
                }
            }
            Fix::Log(activity) => FixView::Log {
                activity: activity.clone(),
            },
            Fix::Step(step) => FixView::Step { step: step.clone() },
            Fix::Question(question) => {
                let list = self
                    .document
                    .questions
                    .iter()
                    .find(|l| l.all().any(|q| q.key == *question))?;
                FixView::Question {
                    list: list.key.clone(),
                    question: question.clone(),
                }
            }
        })
    }
}
