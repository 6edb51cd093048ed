//! The dashboard: a period's figures of the deals that the asker sees, each with the condition that finds its records.
//! Counts come from what is kept as things happen, so the cost grows with owners, stages and days, not with deals.

mod closed;
mod funnel;
mod heat;
mod kpis;
mod people;

use kernel::{Code, Day, Error, Id, Period, PeriodWord, Result, Unit};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{FlowBy, FlowKey, FlowQuery, FlowSum, find, flows, may};

use crate::App;
use crate::opportunities::Opportunity;
use crate::people::Team;

/// The periods there are.
const PERIODS: [&str; 6] = [
    "this_month",
    "this_quarter",
    "this_year",
    "last_month",
    "last_quarter",
    "last_year",
];

/// What is asked: a period, a team with those below it, an SOP for what is told by stages.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// One of `this_month`, `this_quarter` and so on; this quarter if nothing is said.
    pub period: Option<String>,
    /// The team.
    pub team: Option<Id>,
    /// The SOP; the preferred one if nothing is said.
    pub sop: Option<Id>,
}

/// The days and teams that figures are about.
struct Frame<'c> {
    cx: &'c Cx,
    key: String,
    unit: Unit,
    from: Day,
    /// The day after the last.
    to: Day,
    /// The day after the last that has come.
    until: Day,
    /// The first day of the period before, which ends where this one begins.
    before: Day,
    /// Up to where the period before is compared: as many days as have come of this one.
    before_until: Day,
    teams: Option<Vec<Id>>,
}

/// The dashboard.
///
/// # Errors
/// `not_found` for those who see no deals at all; `invalid_value` for a period that there isn't.
pub fn dashboard(tx: &mut Tx<'_>, app: &App, cx: &Cx, ask: &Ask) -> Result<Json> {
    cx.object(Opportunity::OBJECT)?;
    let teams: Vec<Team> = match cx.object(Team::OBJECT) {
        Ok(_) => find(tx, cx, &Condition::always(), 1_000)?,
        Err(_) => Vec::new(),
    };
    let frame = Frame::new(tx, cx, ask, &teams)?;
    let closed = closed::Closed::read(tx, &frame)?;
    let people = people::People::read(tx, cx)?;
    let funnel = funnel::funnel(tx, app, &frame, closed.currency(), ask.sop)?;
    let heat = match &funnel {
        Some(funnel) if frame.sees(&[Opportunity::owner]) => Some(heat::heat(tx, &frame, funnel, &people)?),
        _ => None,
    };
    let team = |t: &Team| json!({ "id": t.id, "name": t.name });
    Ok(json!({
        "period": {
            "key": frame.key, "from": frame.from.to_string(), "to": frame.to.plus(-1).to_string(),
            "until": frame.until.plus(-1).to_string(), "before_from": frame.before.to_string(),
            "before_until": frame.before_until.plus(-1).to_string(),
        },
        "as_of": cx.now.to_rfc3339(),
        "team": ask.team,
        "teams": offered(cx, &teams).into_iter().map(team).collect::<Vec<_>>(),
        "currency": closed.currency(),
        "kpis": kpis::kpis(tx, &frame, &closed)?,
        "trend": closed.trend(&frame),
        "owners": frame.sees(&[Opportunity::owner]).then(|| closed.owners(&frame, &people)),
        "funnel": funnel.map(|f| f.json),
        "heat": heat,
    }))
}

/// The teams that one may choose from: those whose deals the asker may see.
fn offered<'t>(cx: &Cx, teams: &'t [Team]) -> Vec<&'t Team> {
    let scope = cx.rights.object(Opportunity::OBJECT).read;
    let reached = |t: &&Team| match scope {
        records::Scope::All => true,
        records::Scope::Below => cx.teams_below.contains(&t.id),
        _ => false,
    };
    teams.iter().filter(reached).collect()
}

impl<'c> Frame<'c> {
    fn new(tx: &mut Tx<'_>, cx: &'c Cx, ask: &Ask, teams: &[Team]) -> Result<Self> {
        let key = ask.period.clone().unwrap_or_else(|| "this_quarter".to_owned());
        let period = Period::parse(&key).filter(|_| PERIODS.contains(&key.as_str()));
        let period = period.ok_or_else(|| {
            let known = PERIODS.join(" ");
            Error::field(
                "/period",
                Code::InvalidValue,
                format!("可用的时间范围：{known}"),
                format!("Periods are: {known}"),
            )
        })?;
        let today = cx.today();
        let (from, to) = period.days(today);
        let until = if period.word == PeriodWord::This {
            to.min(today.plus(1))
        } else {
            to
        };
        let before = period.unit.step(from, -1);
        let before_until = if until == to {
            from
        } else {
            from.min(before.plus(until.0 - from.0))
        };
        let teams = match ask.team {
            None => None,
            Some(team) => {
                if !may(tx, cx, cx.object(Team::OBJECT)?, team, Action::Read)? {
                    return Err(Error::not_found());
                }
                Some(crate::people::teams_below(teams, team))
            }
        };
        Ok(Self {
            cx,
            key,
            unit: period.unit,
            from,
            to,
            until,
            before,
            before_until,
            teams,
        })
    }

    /// Whether the asker sees all these fields of deals plainly: a figure is seen by those who see what it is made of.
    fn sees(&self, fields: &[&str]) -> bool {
        self.cx.object(Opportunity::OBJECT).is_ok_and(|object| {
            fields
                .iter()
                .all(|key| object.field(key).is_some_and(|f| self.cx.sees_whole(object, f)))
        })
    }

    fn flows(
        &self,
        tx: &mut Tx<'_>,
        kinds: &[&str],
        (from, to): (Day, Day),
        sop: Option<Id>,
        by: &[FlowBy],
    ) -> Result<Vec<(FlowKey, FlowSum)>> {
        let query = FlowQuery {
            kinds,
            from,
            to,
            teams: self.teams.as_deref(),
            sop,
            by,
        };
        flows(tx, self.cx, self.cx.object(Opportunity::OBJECT)?, &query)
    }

    /// The condition that finds the records of a figure: these parts, in the teams that are asked for.
    fn filter(&self, parts: impl IntoIterator<Item = Condition>) -> Condition {
        let teams = self.teams.as_ref().map(|teams| {
            let ids: Vec<String> = teams.iter().map(Id::to_string).collect();
            Condition::leaf(Opportunity::team, Op::In, ids)
        });
        Condition::All(parts.into_iter().chain(teams).collect())
    }

    /// A day or moment of the period.
    fn within(&self, field: &str) -> Condition {
        Condition::leaf(field, Op::Within, json!({ "period": self.key }))
    }
}

/// A condition as it travels.
fn sent(condition: &Condition) -> Json {
    serde_json::to_value(condition).unwrap_or_default()
}

fn money(amount: i128) -> String {
    kernel::format_minor(amount, 2)
}
