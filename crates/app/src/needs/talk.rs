//! How a talk stands: what to ask on a deal, what was answered, how far the parts are covered, and which important
//! questions are worth the next talk.

use std::collections::{BTreeMap, HashMap};

use kernel::{Day, Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use sop::{Evidence, QuestionKind};
use store::Tx;
use store::records::{self as rows, check, find, load_as, to_json};

use super::rules::{Standing, choices, reason};
use super::{Question, QuestionList};
use crate::App;
use crate::accounts::Account;
use crate::contacts::Contact;
use crate::opportunities::{LineItem, Opportunity};
use crate::people::User;
use crate::sop::{Answer, answers_seen, asking};

/// Own lists and questions that are looked at, at most.
const LISTS: usize = 200;
const QUESTIONS: usize = 1_000;

#[derive(Debug, Serialize)]
struct ListView {
    key: String,
    name: String,
    purpose: Option<String>,
    /// Whether the company keeps it, and not the SOP.
    own: bool,
    /// Whether the present stage asks it.
    now: bool,
    questions: Vec<QuestionView>,
}

#[derive(Debug, Serialize)]
struct QuestionView {
    key: String,
    text: String,
    part: String,
    group: String,
    answer: String,
    choices: Vec<Json>,
    important: bool,
    /// Whether it is asked: a follow-up is once its condition holds.
    asked: bool,
    standing: &'static str,
    given: Option<Json>,
}

/// A talk on a deal.
///
/// # Errors
/// `not_found` for a deal that the asker doesn't see.
pub fn talk(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id) -> Result<Json> {
    let opportunities = cx.object(Opportunity::OBJECT)?;
    if !rows::may(tx, cx, opportunities, deal, Action::Read)? {
        return Err(Error::not_found());
    }
    // Who reads no answers has nothing to ask.
    let Ok(answers_object) = cx.object(Answer::OBJECT) else {
        return Ok(json!({ "phase": null, "lists": [], "coverage": [], "next": [], "may_answer": false }));
    };
    let (phase, of_sop) = asking(tx, app, cx, deal)?;
    let answers = answers_seen(tx, cx, deal)?;
    let people = People::of(tx, cx, &answers)?;
    let answers: HashMap<&str, &Answer> = answers.iter().map(|a| (a.question.as_str(), a)).collect();
    let today = cx.today();
    let mut lists = Vec::new();
    for asking in &of_sop {
        let groups = asking.list.groups.iter();
        let questions = groups.flat_map(|group| {
            let answers = &answers;
            let people = &people;
            group.questions.iter().map(move |q| {
                let answer = answers.get(q.key.as_str()).copied();
                let standing = answer.map_or(Standing::Open, |a| standing(a, q.kind, today));
                QuestionView {
                    key: q.key.clone(),
                    text: q.text.get(cx.lang).to_owned(),
                    part: part_of(&group.key),
                    group: group.name.get(cx.lang).to_owned(),
                    answer: "text".to_owned(),
                    choices: Vec::new(),
                    important: q.important,
                    asked: true,
                    standing: standing.as_str(),
                    given: answer.map(|a| people.given(a, answers_object)),
                }
            })
        });
        lists.push(ListView {
            key: asking.list.key.clone(),
            name: asking.list.name.get(cx.lang).to_owned(),
            purpose: None,
            own: false,
            now: asking.now,
            questions: questions.collect(),
        });
    }
    for (list, questions) in own(tx, cx, deal, phase)? {
        let conditions: Vec<Condition> = questions.iter().map(when).collect();
        let held = check(tx, &cx.as_system(), opportunities, deal, &conditions)?;
        let views = questions.iter().zip(held).map(|(q, asked)| {
            let answer = q.key.as_deref().and_then(|key| answers.get(key)).copied();
            let kind = if q.answer == "text" {
                QuestionKind::Open
            } else {
                QuestionKind::Closed
            };
            let standing = answer.map_or(Standing::Open, |a| standing(a, kind, today));
            let say = |zh: &str, en: Option<&str>| Text::new(zh, en.unwrap_or(zh)).get(cx.lang).to_owned();
            QuestionView {
                key: q.key.clone().unwrap_or_default(),
                text: say(&q.text, q.text_en.as_deref()),
                part: q.part.to_uppercase(),
                group: part_name(&q.part, cx),
                answer: q.answer.clone(),
                choices: choices(q.choices.as_deref().unwrap_or_default())
                    .iter()
                    .map(|c| json!({ "key": c.zh, "label": c.get(cx.lang) }))
                    .collect(),
                important: q.important,
                asked,
                standing: standing.as_str(),
                given: answer.map(|a| people.given(a, answers_object)),
            }
        });
        lists.push(ListView {
            key: list.id.to_string(),
            name: match (cx.lang, &list.name_en) {
                (kernel::Lang::En, Some(name)) => name.clone(),
                _ => list.name.clone(),
            },
            purpose: list.purpose.clone(),
            own: true,
            now: true,
            questions: views.collect(),
        });
    }
    lists.retain(|list| !list.questions.is_empty());
    let (coverage, next) = sums(&lists, cx);
    let updates = !cx.read_only && rows::may(tx, cx, opportunities, deal, Action::Update)?;
    Ok(json!({ "phase": phase, "lists": lists, "coverage": coverage, "next": next, "may_answer": updates }))
}

/// S, P, I, N for what belongs to SPIN; else nothing of it.
fn part_of(group: &str) -> String {
    match group {
        "S" | "P" | "I" | "N" => group.to_owned(),
        _ => "OTHER".to_owned(),
    }
}

fn part_name(part: &str, cx: &Cx) -> String {
    let found = super::objects::PARTS.iter().find(|(key, ..)| *key == part);
    found.map_or_else(String::new, |(_, zh, en)| Text::new(*zh, *en).get(cx.lang).to_owned())
}

fn when(question: &Question) -> Condition {
    let json = question
        .condition
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let condition = json
        .filter(|j: &Json| !j.is_null())
        .and_then(|json| Condition::parse(&json).ok());
    condition.unwrap_or_else(Condition::always)
}

fn standing(answer: &Answer, kind: QuestionKind, today: Day) -> Standing {
    let value = answer.number.is_some()
        || answer.amount.is_some()
        || answer.choice.is_some()
        || answer.person.is_some()
        || answer.day.is_some();
    if value {
        return Standing::Answered;
    }
    let evidence = Evidence::of(
        answer.text.as_deref(),
        answer.unknown_because.as_deref(),
        answer.will_know_by,
    );
    match evidence {
        None => Standing::Open,
        Some(Evidence::Unknown(by)) if by < today => Standing::Late,
        Some(Evidence::Unknown(_)) => Standing::Waiting,
        Some(other) if other.is_thin(kind) => Standing::Thin,
        Some(_) => Standing::Answered,
    }
}

/// The company's own lists that fit a deal, with their questions in order.
fn own(tx: &mut Tx<'_>, cx: &Cx, deal: Id, phase: Option<&str>) -> Result<Vec<(QuestionList, Vec<Question>)>> {
    if cx.object(QuestionList::OBJECT).is_err() || cx.object(Question::OBJECT).is_err() {
        return Ok(Vec::new());
    }
    let active = Condition::leaf(QuestionList::active, Op::Eq, true);
    let mut lists: Vec<QuestionList> = find(tx, cx, &active, LISTS)?;
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let system = cx.as_system();
    let record: Opportunity = load_as(tx, &system, deal, Action::Read)?;
    let industry = match record.account {
        Some(account) => load_as::<Account>(tx, &system, account, Action::Read)
            .ok()
            .and_then(|a| a.industry),
        None => None,
    };
    let of = Condition::leaf(LineItem::opportunity, Op::Eq, deal.to_string());
    let products: Vec<Id> = if lists.iter().any(|l| l.product.is_some()) {
        find::<LineItem>(tx, &system, &of, LISTS)?
            .into_iter()
            .map(|l| l.product)
            .collect()
    } else {
        Vec::new()
    };
    lists.retain(|list| {
        list.phase.as_deref().is_none_or(|wanted| Some(wanted) == phase)
            && list
                .industry
                .as_deref()
                .is_none_or(|wanted| Some(wanted) == industry.as_deref())
            && list.product.is_none_or(|wanted| products.contains(&wanted))
    });
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = lists.iter().map(|l| l.id.to_string()).take(kernel::IN_VALUES).collect();
    let mut questions: Vec<Question> = find(tx, cx, &Condition::leaf(Question::list, Op::In, ids), QUESTIONS)?;
    questions.sort_by_key(|q| (q.position.unwrap_or(i64::MAX), q.created_at));
    let mut by_list: BTreeMap<Id, Vec<Question>> = BTreeMap::new();
    for question in questions {
        by_list.entry(question.list).or_default().push(question);
    }
    Ok(lists
        .into_iter()
        .map(|list| {
            let of = by_list.remove(&list.id).unwrap_or_default();
            (list, of)
        })
        .collect())
}

/// How far each part is covered, and what is worth the next talk.
fn sums(lists: &[ListView], cx: &Cx) -> (Vec<Json>, Vec<Json>) {
    let mut parts: BTreeMap<usize, (String, usize, usize)> = BTreeMap::new();
    let mut next = Vec::new();
    let order = ["S", "P", "I", "N"];
    for list in lists {
        for q in list.questions.iter().filter(|q| q.asked) {
            let standing = standing_of(q.standing);
            if let Some(place) = order.iter().position(|p| *p == q.part) {
                let name = part_name(&q.part.to_lowercase(), cx);
                let part = parts.entry(place).or_insert((name, 0, 0));
                part.1 += usize::from(standing.covered());
                part.2 += 1;
            }
            if q.important && !standing.covered() {
                let why = reason(standing, &q.part.to_lowercase());
                next.push(json!({ "question": q.key, "list": list.key, "text": q.text, "reason": why.get(cx.lang), "now": list.now }));
            }
        }
    }
    let coverage = parts
        .into_iter()
        .filter_map(|(place, (name, answered, of))| {
            Some(json!({ "part": order.get(place)?, "name": name, "answered": answered, "of": of }))
        })
        .collect();
    (coverage, next)
}

fn standing_of(name: &str) -> Standing {
    let all = [Standing::Answered, Standing::Thin, Standing::Waiting, Standing::Late];
    all.into_iter().find(|s| s.as_str() == name).unwrap_or(Standing::Open)
}

/// The names of those who are named in answers.
struct People {
    users: HashMap<Id, String>,
    contacts: HashMap<Id, String>,
}

impl People {
    fn of(tx: &mut Tx<'_>, cx: &Cx, answers: &[Answer]) -> Result<Self> {
        let users = answers.iter().filter_map(|a| a.created_by).collect();
        let contacts = answers.iter().filter_map(|a| a.person).collect();
        Ok(Self {
            users: named(tx, cx, User::OBJECT, users)?,
            contacts: named(tx, cx, Contact::OBJECT, contacts)?,
        })
    }

    fn given(&self, answer: &Answer, object: &records::ObjectDef) -> Json {
        let reference = |id: Option<Id>, names: &HashMap<Id, String>| {
            id.and_then(|id| names.get(&id).map(|name| json!({ "id": id, "name": name })))
        };
        let number = |key: &str, value: Option<i64>| {
            let field = object.field(key)?;
            Some(to_json(field, &value?.into()))
        };
        json!({
            "id": answer.id, "text": answer.text, "unknown_because": answer.unknown_because,
            "will_know_by": answer.will_know_by.map(|d| d.to_string()), "number": number(Answer::number, answer.number),
            "amount": number(Answer::amount, answer.amount), "currency": answer.currency, "choice": answer.choice,
            "person": reference(answer.person, &self.contacts), "day": answer.day.map(|d| d.to_string()),
            "at": answer.updated_at.to_rfc3339(), "by": reference(answer.created_by, &self.users), "version": answer.version,
        })
    }
}

/// Names by id of those that the asker sees.
pub(super) fn named(tx: &mut Tx<'_>, cx: &Cx, object: &str, mut ids: Vec<Id>) -> Result<HashMap<Id, String>> {
    ids.sort();
    ids.dedup();
    let mut names = HashMap::new();
    let Ok(object) = cx.object(object) else {
        return Ok(names);
    };
    let name = object.name_in(cx.lang);
    if object.field(name).is_none_or(|f| !cx.sees(object, f)) {
        return Ok(names);
    }
    for id in ids.into_iter().take(kernel::IN_VALUES) {
        if let Some((_, json)) = rows::get(tx, cx, object, id, &[name.to_owned()])? {
            let record: Map<String, Json> = serde_json::from_slice(&json).unwrap_or_default();
            if let Some(text) = record.get(name).and_then(Json::as_str) {
                names.insert(id, text.to_owned());
            }
        }
    }
    Ok(names)
}
