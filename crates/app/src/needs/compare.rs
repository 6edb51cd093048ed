//! Which questions had answers in won and in lost deals, and which choices were made: shares with their intervals, and
//! whether they differ by more than chance. It says what went together, not what brought it about.

use std::collections::{BTreeMap, HashMap};

use insight::{benjamini_hochberg, homogeneity, wilson};
use kernel::{Error, Id, Result, Text};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate, find};

use super::rules::choices;
use super::{Question, QuestionList};
use crate::App;
use crate::opportunities::Opportunity;
use crate::sop::{Answer, Sop};

/// SOPs, lists and questions that are looked at, at most.
const MANY: usize = 1_000;
/// The share of differences shown that may be mistaken.
const MISTAKEN: f64 = 0.05;

/// So many of so many, among won and among lost deals.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    won: (u64, u64),
    lost: (u64, u64),
}

/// One line of the table before it is judged.
struct Line {
    list: String,
    question: String,
    text: String,
    choice: Option<String>,
    pair: Pair,
    /// Which deals are counted at all, and which of them count.
    of: Condition,
    which: Condition,
}

/// The table for an SOP: the one given, else the one that new deals follow.
///
/// # Errors
/// `not_found` for an SOP that isn't there, or for those who don't read answers.
pub fn compare(tx: &mut Tx<'_>, app: &App, cx: &Cx, sop: Option<Id>) -> Result<Json> {
    cx.object(Answer::OBJECT)?;
    let on_deals = Condition::leaf(Sop::object, Op::Eq, Opportunity::OBJECT);
    let mut sops: Vec<Sop> = find(tx, cx, &on_deals, MANY)?;
    sops.retain(|s| s.current.is_some());
    sops.sort_by_key(|s| !s.preferred);
    let name = |s: &Sop| match (cx.lang, &s.name_en) {
        (kernel::Lang::En, Some(name)) => name.clone(),
        _ => s.name.clone(),
    };
    let all: Vec<Json> = sops.iter().map(|s| json!({ "id": s.id, "name": name(s) })).collect();
    let chosen = match sop {
        Some(id) => Some(sops.iter().find(|s| s.id == id).ok_or_else(Error::not_found)?),
        None => sops.first(),
    };
    let Some((chosen, version)) = chosen.and_then(|s| Some((s, s.current?))) else {
        return Ok(json!({ "sop": null, "sops": all, "won": 0, "lost": 0, "rows": [] }));
    };
    let version = app.versions().get(tx, cx, version)?;
    let closed = Condition::leaf(Opportunity::sop, Op::Eq, chosen.id.to_string());
    let mut lines = Vec::new();
    for list in &version.document.questions {
        let stages: Vec<&str> = version
            .document
            .stages
            .iter()
            .filter(|s| s.steps.iter().any(|step| step.questions.contains(&list.key)))
            .map(|s| s.key.as_str())
            .collect();
        if stages.is_empty() {
            continue;
        }
        // A deal that never came so far was never asked.
        let reached = exists("visits", Condition::leaf("stage", Op::In, json!(stages)));
        let of = Condition::All(vec![closed.clone(), reached]);
        let asked: Vec<(String, String)> = list
            .all()
            .map(|q| (q.key.clone(), q.text.get(cx.lang).to_owned()))
            .collect();
        lines.extend(shares(tx, cx, list.name.get(cx.lang), &of, &asked)?);
    }
    lines.extend(own(tx, cx, &closed)?);
    let totals = counted(tx, cx, &closed)?;
    Ok(json!({
        "sop": { "id": chosen.id, "name": name(chosen) }, "sops": all, "won": totals.0, "lost": totals.1, "rows": judged(lines),
    }))
}

fn exists(path: &str, filter: Condition) -> Condition {
    Condition::Exists {
        path: path.to_owned(),
        filter: Some(Box::new(filter)),
    }
}

/// An answer to the question that says something.
fn given(question: &str) -> Condition {
    Condition::leaf(Answer::question, Op::Eq, question)
        .and(Condition::leaf(Answer::thin, Op::Eq, false))
        .and(Condition::leaf(Answer::unknown_because, Op::IsEmpty, true))
}

/// Won and lost deals among those.
fn counted(tx: &mut Tx<'_>, cx: &Cx, of: &Condition) -> Result<(u64, u64)> {
    let query = AggregateQuery {
        filter: Some(
            of.clone()
                .and(Condition::leaf(Opportunity::status, Op::In, json!(["won", "lost"]))),
        ),
        group: vec![Opportunity::status.to_owned()],
        measures: vec!["count".to_owned()],
    };
    let mut sums = (0, 0);
    for row in aggregate(tx, cx, cx.object(Opportunity::OBJECT)?, &query)? {
        let n = row.get("count").and_then(Json::as_u64).unwrap_or(0);
        match row.get(Opportunity::status).and_then(Json::as_str) {
            Some("won") => sums.0 = n,
            Some("lost") => sums.1 = n,
            _ => {}
        }
    }
    Ok(sums)
}

/// For each question the share of those deals that answered it.
fn shares(tx: &mut Tx<'_>, cx: &Cx, list: &str, of: &Condition, asked: &[(String, String)]) -> Result<Vec<Line>> {
    let (won, lost) = counted(tx, cx, of)?;
    let mut lines = Vec::new();
    let mut answered = HashMap::new();
    if won + lost > 0 {
        for (key, _) in asked {
            answered.insert(
                key.clone(),
                counted(tx, cx, &of.clone().and(exists("answers", given(key))))?,
            );
        }
    }
    for (key, text) in asked {
        let (k_won, k_lost) = answered.get(key).copied().unwrap_or_default();
        lines.push(Line {
            list: list.to_owned(),
            question: key.clone(),
            text: text.clone(),
            choice: None,
            pair: Pair {
                won: (k_won, won),
                lost: (k_lost, lost),
            },
            of: of.clone(),
            which: exists("answers", given(key)),
        });
    }
    Ok(lines)
}

/// The company's own lists: of the deals in which a list was used, those that answered, and what they chose.
fn own(tx: &mut Tx<'_>, cx: &Cx, closed: &Condition) -> Result<Vec<Line>> {
    if cx.object(QuestionList::OBJECT).is_err() || cx.object(Question::OBJECT).is_err() {
        return Ok(Vec::new());
    }
    let lists: Vec<QuestionList> = find(tx, cx, &Condition::always(), MANY)?;
    let mut questions: BTreeMap<Id, Vec<Question>> = BTreeMap::new();
    for question in find::<Question>(tx, cx, &Condition::always(), MANY)? {
        questions.entry(question.list).or_default().push(question);
    }
    let say = |zh: &str, en: Option<&str>| Text::new(zh, en.unwrap_or(zh)).get(cx.lang).to_owned();
    let mut lines = Vec::new();
    for list in &lists {
        let mut asked = questions.remove(&list.id).unwrap_or_default();
        asked.sort_by_key(|q| (q.position.unwrap_or(i64::MAX), q.created_at));
        let keys: Vec<&str> = asked
            .iter()
            .filter_map(|q| q.key.as_deref())
            .take(kernel::IN_VALUES)
            .collect();
        if keys.is_empty() {
            continue;
        }
        let used = exists("answers", Condition::leaf(Answer::question, Op::In, json!(keys)));
        let of = Condition::All(vec![closed.clone(), used]);
        let name = say(&list.name, list.name_en.as_deref());
        let texts: Vec<(String, String)> = asked
            .iter()
            .filter_map(|q| Some((q.key.clone()?, say(&q.text, q.text_en.as_deref()))))
            .collect();
        for line in shares(tx, cx, &name, &of, &texts)? {
            let question = asked.iter().find(|q| q.key.as_deref() == Some(line.question.as_str()));
            let several = question
                .filter(|q| q.answer == "choice")
                .and_then(|q| q.choices.as_deref());
            let (which, pair) = (line.which.clone(), line.pair);
            let (key, text) = (line.question.clone(), line.text.clone());
            lines.push(line);
            let of = of.clone().and(which);
            for choice in choices(several.unwrap_or_default())
                .iter()
                .filter(|_| pair.won.0 + pair.lost.0 > 0)
            {
                let chose = given(&key).and(Condition::leaf(Answer::choice, Op::Eq, choice.zh.as_str()));
                let chose = exists("answers", chose);
                let (won, lost) = counted(tx, cx, &of.clone().and(chose.clone()))?;
                lines.push(Line {
                    list: name.clone(),
                    question: key.clone(),
                    text: text.clone(),
                    choice: Some(choice.get(cx.lang).to_owned()),
                    pair: Pair {
                        won: (won, pair.won.0),
                        lost: (lost, pair.lost.0),
                    },
                    of: of.clone(),
                    which: chose,
                });
            }
        }
    }
    Ok(lines)
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    TooFew,
    Noise,
    Differ,
}

/// With many questions some differ by chance: all are judged together.
fn verdicts(pairs: &[Pair]) -> Vec<Verdict> {
    let tests: Vec<Option<f64>> = pairs
        .iter()
        .map(|p| homogeneity(&[p.won, p.lost]).map(|t| t.p))
        .collect();
    let told: Vec<f64> = tests.iter().filter_map(|p| *p).collect();
    let mut adjusted = benjamini_hochberg(&told).into_iter();
    tests
        .iter()
        .map(|test| match test.and_then(|_| adjusted.next()) {
            None => Verdict::TooFew,
            Some(p) if p < MISTAKEN => Verdict::Differ,
            Some(_) => Verdict::Noise,
        })
        .collect()
}

fn judged(lines: Vec<Line>) -> Vec<Json> {
    let pairs: Vec<Pair> = lines.iter().map(|l| l.pair).collect();
    let side = |line: &Line, status: &str, (k, n): (u64, u64)| {
        let interval = wilson(k, n);
        let closed = Condition::leaf(Opportunity::status, Op::Eq, status);
        let filter = Condition::All(vec![line.of.clone(), line.which.clone(), closed]);
        json!({
            "k": k, "n": n, "share": (n > 0).then(|| k as f64 / n as f64), "low": interval.map(|i| i.low),
            "high": interval.map(|i| i.high), "filter": filter.to_json(),
        })
    };
    let verdicts = verdicts(&pairs);
    lines
        .iter()
        .zip(verdicts)
        .map(|(line, verdict)| {
            json!({
                "list": line.list, "question": line.question, "text": line.text, "choice": line.choice,
                "won": side(line, "won", line.pair.won), "lost": side(line, "lost", line.pair.lost),
                "verdict": match verdict { Verdict::TooFew => "too_few", Verdict::Noise => "noise", Verdict::Differ => "differ" },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_compared_only_where_the_figures_carry_it() {
        let pair = |won, lost| Pair { won, lost };
        for (pairs, expected) in [
            (vec![], vec![]),
            (vec![pair((0, 0), (0, 0))], vec![Verdict::TooFew]),
            (vec![pair((3, 4), (1, 4))], vec![Verdict::TooFew]),
            (vec![pair((40, 60), (36, 60))], vec![Verdict::Noise]),
            (
                vec![pair((3, 4), (1, 4)), pair((50, 60), (20, 60))],
                vec![Verdict::TooFew, Verdict::Differ],
            ),
        ] {
            assert_eq!(verdicts(&pairs), expected, "{pairs:?}");
        }
        // One of twenty that differs a little is chance.
        let mut many = vec![pair((30, 60), (30, 60)); 19];
        many.push(pair((36, 60), (25, 60)));
        assert!(verdicts(&many).iter().all(|v| *v == Verdict::Noise));
    }
}
