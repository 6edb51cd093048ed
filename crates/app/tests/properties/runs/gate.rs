//! What a deal's gate lacks, asked of each condition in memory, record by record.

use std::cell::RefCell;

use kernel::{Day, Id, Result};
use records::{Action, Collection, Condition, Cx, FieldDef, ObjectDef, Op, Source, Value, bind, holds};
use sop::{Document, State, Step, StepState, is_thin};
use store::Tx;
use store::records as rows;

use super::company::Company;

/// What is lacking to leave the present stage; none if the run doesn't go on.
pub fn lacking(tx: &mut Tx<'_>, company: &Company, deal: Id) -> Result<Option<Vec<String>>> {
    let Some((run, document)) = company.run(tx, deal)? else {
        return Ok(None);
    };
    let cx = company.system(tx)?;
    let object = cx.object("opportunities")?;
    let Some(values) = rows::load(tx, &cx, object, deal, Action::Read)? else {
        return Ok(None);
    };
    if run.state != State::Active {
        return Ok(None);
    }
    let data = Data {
        tx: RefCell::new(tx),
        cx: &cx,
    };
    let holds = |condition: &Condition| {
        let bound = bind(condition, object, &cx).unwrap();
        holds(&bound, &values, object, &data)
    };
    let stage = document.stages.iter().find(|s| s.key == run.stage).unwrap();
    let mut lacking = Vec::new();
    for step in stage.steps.iter().filter(|s| s.required) {
        let settled = match run.steps.get(&step.key) {
            Some(StepState::Skipped { .. } | StepState::Waived { .. }) => true,
            done => match &step.done_when {
                Some(condition) => holds(condition),
                None if !step.questions.is_empty() && step.by_data() => data.answered(&document, step, deal),
                None => done.is_some(),
            },
        };
        if !settled {
            lacking.push(step.key.clone());
        }
    }
    let exits = stage.exit.iter().enumerate().filter(|(_, exit)| !holds(&exit.when));
    lacking.extend(exits.map(|(i, _)| format!("exit:{i}")));
    Ok(Some(lacking))
}

/// The database, one record at a time.
struct Data<'a, 'c> {
    tx: RefCell<&'a mut Tx<'c>>,
    cx: &'a Cx,
}

impl Data<'_, '_> {
    fn load(&self, object: &ObjectDef, id: Id) -> Option<Vec<Value>> {
        rows::load(&mut self.tx.borrow_mut(), self.cx, object, id, Action::Read).unwrap()
    }

    fn all(&self, object: &ObjectDef, field: &str, id: &Value) -> Vec<Vec<Value>> {
        let Value::Id(id) = id else { return Vec::new() };
        let of = Condition::leaf(field, Op::Eq, id.to_string());
        let ids = rows::ids(&mut self.tx.borrow_mut(), self.cx, object, &of, 1000).unwrap();
        ids.into_iter().filter_map(|id| self.load(object, id)).collect()
    }

    /// All important questions are answered, or any if none is important.
    fn answered(&self, document: &Document, step: &Step, deal: Id) -> bool {
        let object = self.cx.object("answers").unwrap();
        let answers = self.all(object, "opportunity", &Value::Id(deal));
        let text = |answer: &[Value], key: &str| match &answer[object.index(key).unwrap()] {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        let answered = |question: &str| {
            answers.iter().filter(|a| text(a, "question") == question).any(|a| {
                let known = !is_thin(&text(a, "text"));
                let by = match a[object.index("will_know_by").unwrap()] {
                    Value::Int(day) => Some(Day(day as i32)),
                    _ => None,
                };
                known || (!is_thin(&text(a, "unknown_because")) && by.is_some_and(|by| self.cx.today() <= by))
            })
        };
        let lists = document.questions.iter().filter(|l| step.questions.contains(&l.key));
        let questions: Vec<_> = lists.flat_map(|l| l.groups.iter().flat_map(|g| &g.questions)).collect();
        if questions.iter().any(|q| q.important) {
            questions.iter().filter(|q| q.important).all(|q| answered(&q.key))
        } else {
            questions.iter().any(|q| answered(&q.key))
        }
    }
}

impl Source for Data<'_, '_> {
    type Record = Vec<Value>;

    fn value(&self, record: &Vec<Value>, object: &ObjectDef, field: &FieldDef) -> Value {
        record[object.index(field.key).unwrap()].clone()
    }

    fn referenced(&self, record: &Vec<Value>, field: &FieldDef, target: &ObjectDef) -> Option<Vec<Value>> {
        // The field belongs to one object only: it is found there by its place in memory.
        let mut objects = self.cx.registry.objects().iter();
        let index = objects.find_map(|o| o.fields.iter().position(|f| std::ptr::eq(f, field)));
        match record[index.unwrap()] {
            Value::Id(id) => self.load(target, id),
            _ => None,
        }
    }

    fn collected(&self, record: &Vec<Value>, collection: &Collection, target: &ObjectDef) -> Vec<Vec<Value>> {
        self.all(target, collection.field, &record[0])
    }
}
