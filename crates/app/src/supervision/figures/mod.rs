//! The figures of supervision: how many runs fit, and what went otherwise, by who, which version, when, where. Every figure
//! comes with the condition that finds its records. Cost grows with the runs that began in the period.

mod places;

use std::collections::BTreeMap;

use insight::{homogeneity, wilson};
use kernel::{Code, Error, Id, Period, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate, find, may};

use super::objects::{Conformance, Deviation, HOW};
use crate::App;
use crate::opportunities::Opportunity;
use crate::people::Team;
use crate::sop::Sop;

/// The periods there are.
const PERIODS: [&str; 5] = ["this_quarter", "last_quarter", "this_year", "last_year", "all"];

/// What is asked: by when the runs began, a team with those below it, an SOP.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// One of `this_quarter`, `last_quarter`, `this_year`, `last_year`, `all`; this year if nothing is said.
    pub period: Option<String>,
    /// The team.
    pub team: Option<Id>,
    /// The SOP.
    pub sop: Option<Id>,
}

/// What a group of runs adds up to.
#[derive(Clone, Default)]
struct Sum {
    key: Json,
    n: u64,
    fits: u64,
    how: [u64; 5],
}

/// The figures.
///
/// # Errors
/// `not_found` for those who see no deals; `invalid_value` for a period that there isn't.
pub fn figures(tx: &mut Tx<'_>, app: &App, cx: &Cx, ask: &Ask) -> Result<Json> {
    let object = cx.object(Conformance::OBJECT)?;
    let teams: Vec<Team> = match cx.object(Team::OBJECT) {
        Ok(_) => find(tx, cx, &Condition::always(), 1_000)?,
        Err(_) => Vec::new(),
    };
    let (key, parts) = frame(tx, cx, ask, &teams)?;
    let of = |more: Option<Condition>| Condition::All(parts.iter().cloned().chain(more).collect());
    let mut groups = Map::new();
    for (name, field) in [
        ("owner", Conformance::owner.to_owned()),
        ("team", Conformance::team.to_owned()),
        ("version", Conformance::sop_version.to_owned()),
        ("month", format!("{}:month", Conformance::began_on)),
    ] {
        let root = field.split(':').next().unwrap_or_default();
        if !object.field(root).is_some_and(|f| cx.sees(object, f)) {
            continue;
        }
        let sums = sums(tx, cx, &of(None), Some(&field))?;
        groups.insert(name.to_owned(), shown(&sums, &field, &of));
    }
    let all = sums(tx, cx, &of(None), None)?;
    let all = all.into_iter().next().unwrap_or_default();
    let sops: Vec<Sop> = match cx.object(Sop::OBJECT) {
        Ok(_) => find(tx, cx, &Condition::leaf(Sop::object, Op::Eq, Opportunity::OBJECT), 200)?,
        Err(_) => Vec::new(),
    };
    Ok(json!({
        "period": key,
        "team": ask.team,
        "sop": ask.sop,
        "as_of": cx.now.to_rfc3339(),
        "teams": teams.iter().map(|t| json!({ "id": t.id, "name": t.name })).collect::<Vec<_>>(),
        "sops": sops.iter().map(|s| json!({ "id": s.id, "name": named(cx, s) })).collect::<Vec<_>>(),
        "all": row(&all, of(None), &of, None),
        "groups": groups,
        "places": places::places(tx, app, cx, &of)?,
        "overdue": places::overdue(tx, cx, ask, &teams)?,
    }))
}

fn named(cx: &Cx, sop: &Sop) -> String {
    match (cx.lang, &sop.name_en) {
        (kernel::Lang::En, Some(name)) => name.clone(),
        _ => sop.name.clone(),
    }
}

/// The conditions of what is asked.
fn frame(tx: &mut Tx<'_>, cx: &Cx, ask: &Ask, teams: &[Team]) -> Result<(String, Vec<Condition>)> {
    let key = ask.period.clone().unwrap_or_else(|| "this_year".to_owned());
    if !PERIODS.contains(&key.as_str()) || (key != "all" && Period::parse(&key).is_none()) {
        let known = PERIODS.join(" ");
        return Err(Error::field(
            "/period",
            Code::InvalidValue,
            format!("可用的时间范围：{known}"),
            format!("Periods are: {known}"),
        ));
    }
    let mut parts = Vec::new();
    if key != "all" {
        parts.push(Condition::leaf(
            Conformance::began_on,
            Op::Within,
            json!({ "period": key }),
        ));
    }
    if let Some(team) = ask.team {
        if !may(tx, cx, cx.object(Team::OBJECT)?, team, Action::Read)? {
            return Err(Error::not_found());
        }
        let below = crate::people::teams_below(teams, team);
        let below: Vec<String> = below.iter().map(Id::to_string).collect();
        parts.push(Condition::leaf(Conformance::team, Op::In, below));
    }
    if let Some(sop) = ask.sop {
        parts.push(Condition::leaf(Conformance::sop, Op::Eq, sop.to_string()));
    }
    Ok((key, parts))
}

fn sums(tx: &mut Tx<'_>, cx: &Cx, filter: &Condition, field: Option<&str>) -> Result<Vec<Sum>> {
    let mut group: Vec<String> = field.iter().map(|f| (*f).to_owned()).collect();
    group.push(Conformance::fits.to_owned());
    let mut measures = vec!["count".to_owned()];
    measures.extend(HOW.iter().map(|(how, ..)| format!("sum:{how}")));
    let query = AggregateQuery {
        filter: Some(filter.clone()),
        group,
        measures: measures.clone(),
    };
    let mut by: BTreeMap<String, Sum> = BTreeMap::new();
    for line in aggregate(tx, cx, cx.object(Conformance::OBJECT)?, &query)? {
        let key = field.map_or(Json::Null, |f| line.get(f).cloned().unwrap_or_default());
        let sum = by
            .entry(key.to_string())
            .or_insert_with(|| Sum { key, ..Sum::default() });
        let number = |key: &str| whole(line.get(key));
        sum.n += number("count");
        if line.get(Conformance::fits) == Some(&Json::Bool(true)) {
            sum.fits += number("count");
        }
        for (i, measure) in measures.iter().skip(1).enumerate() {
            sum.how[i] += number(measure);
        }
    }
    let mut sums: Vec<Sum> = by.into_values().filter(|s| s.n > 0).collect();
    sums.sort_by_key(|s| std::cmp::Reverse(s.n));
    Ok(sums)
}

/// A sum as it is sent: a number, or a text of digits.
fn whole(json: Option<&Json>) -> u64 {
    match json {
        Some(Json::Number(n)) => n.as_u64().or_else(|| n.as_f64().map(|f| f as u64)).unwrap_or(0),
        Some(Json::String(text)) => text.split('.').next().and_then(|t| t.parse().ok()).unwrap_or(0),
        _ => 0,
    }
}

type Of<'o> = &'o dyn Fn(Option<Condition>) -> Condition;

/// A group's rows, and whether their shares differ at all.
fn shown(sums: &[Sum], field: &str, of: Of<'_>) -> Json {
    let shares: Vec<(u64, u64)> = sums.iter().map(|s| (s.fits, s.n)).collect();
    let test = homogeneity(&shares).map(|t| json!({ "p": t.p, "differ": t.p < 0.05 }));
    let rows = sums.iter().map(|sum| {
        let (field, unit) = field.split_once(':').unwrap_or((field, ""));
        let same = match &sum.key {
            Json::Object(reference) => reference.get("id").map(|id| Condition::leaf(field, Op::Eq, id.clone())),
            Json::Null => Some(Condition::leaf(field, Op::IsEmpty, true)),
            Json::String(month) if unit == "month" => Some(of_month(field, month)),
            other => Some(Condition::leaf(field, Op::Eq, other.clone())),
        };
        row(sum, of(same.clone()), of, same)
    });
    json!({ "rows": rows.collect::<Vec<_>>(), "test": test })
}

/// The days of a month that is written as its first day or as `2026-11`.
fn of_month(field: &str, month: &str) -> Condition {
    let first = if month.len() == 7 {
        format!("{month}-01")
    } else {
        month.to_owned()
    };
    let Some(first) = kernel::Day::parse(&first) else {
        return Condition::leaf(field, Op::Eq, month);
    };
    let next = kernel::Unit::Month.step(first, 1);
    Condition::leaf(field, Op::Gte, first.to_string()).and(Condition::leaf(field, Op::Lt, next.to_string()))
}

fn row(sum: &Sum, filter: Condition, of: Of<'_>, same: Option<Condition>) -> Json {
    let interval = wilson(sum.fits, sum.n);
    let how: Map<String, Json> = HOW
        .iter()
        .zip(sum.how)
        .map(|((how, ..), n)| {
            let these = Condition::leaf(Deviation::how, Op::Eq, *how);
            let these = match &same {
                Some(same) => of(Some(same.clone())).and(these),
                None => of(None).and(these),
            };
            ((*how).to_owned(), json!({ "n": n, "filter": sent(&these) }))
        })
        .collect();
    let other = Condition::leaf(Conformance::fits, Op::Eq, false);
    json!({
        "key": sum.key, "n": sum.n, "fits": sum.fits,
        "rate": (sum.n > 0).then(|| sum.fits as f64 / sum.n as f64),
        "low": interval.map(|i| i.low), "high": interval.map(|i| i.high),
        "filter": sent(&filter), "unfit": sent(&filter.clone().and(other)), "how": how,
    })
}

/// A condition as it travels.
fn sent(condition: &Condition) -> Json {
    serde_json::to_value(condition).unwrap_or_default()
}
