//! Risk and chance: how well each open deal goes. The level is kept on the deal, so that lists filter and sort by it; it is
//! judged again when something about the deal is written, and when time alone may have changed it.

mod rules;

use kernel::{Error, Id, Instant, Result};
use records::{Action, Condition, Cx, ObjectDef, Op, Value};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, AggregateQuery, aggregate, count, find};

pub use rules::{Evidence, Health, Level, Sign, judge};

use crate::App;
use crate::activities::Activity;
use crate::engine::Saved;
use crate::opportunities::{Opportunity, Stakeholder};
use crate::sop::Answer;

/// Deals looked at again in one transaction.
const AT_ONCE: usize = 100;

/// The options of the field that keeps the level.
pub const LEVELS: &[(&str, &str, &str)] = &[
    ("good", "良好", "Good"),
    ("watch", "需关注", "Watch"),
    ("weak", "有风险", "At risk"),
];

/// Which fields of a deal a sign is made of: it is told only to those who see them.
const MADE_OF: [(&str, &[&str]); 7] = [
    ("silence", &[Opportunity::stage_entered_at, Opportunity::engaged_on]),
    ("slipped", &[Opportunity::expected_close]),
    ("put_off", &[Opportunity::expected_close]),
    ("decider", &[Opportunity::phase]),
    ("thin", &[]),
    ("overdue", &[Opportunity::next_due_at]),
    ("long", &[Opportunity::stage_entered_at]),
];

/// What a deal shows of its health: the fields to be changed. One that isn't open has none.
pub(crate) fn changes(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    document: &sop::Document,
    run: &sop::Run,
) -> Result<Vec<(usize, Value)>> {
    let health = health(tx, cx, object, values, document, run)?;
    let set = [
        (Opportunity::health, health.as_ref().map(|h| h.level.as_str()).into()),
        (Opportunity::health_due_at, health.map(|h| h.until).into()),
    ];
    Ok(set
        .into_iter()
        .filter_map(|(key, value)| Some((object.index(key)?, value)))
        .collect())
}

fn health(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    document: &sop::Document,
    run: &sop::Run,
) -> Result<Option<Health>> {
    const NULL: &Value = &Value::Null;
    let get = |key: &str| object.index(key).map_or(NULL, |i| &values[i]);
    let int = |key: &str| if let Value::Int(n) = get(key) { Some(*n) } else { None };
    let (Value::Id(id), Some((_, stage))) = (&values[0], document.stage(&run.stage)) else {
        return Ok(None);
    };
    if *get(Opportunity::status) != Value::from("open") {
        return Ok(None);
    }
    let calendar = &cx.workspace.calendar;
    let day = |key: &str| int(key).map(|n| kernel::Day(n as i32));
    // A deal that has just been made has nothing that hangs on it.
    let new = *get("created_at") == Value::from(cx.now);
    let known = if new {
        Known::default()
    } else {
        Known::read(tx, cx, *id)?
    };
    let engaged = day(Opportunity::engaged_on).map(|d| d.start(calendar.tz));
    let touched = [Some(run.entered_at), engaged, known.contact];
    let target = stage.target.minutes(calendar);
    let evidence = Evidence {
        phase: stage.phase,
        entered_at: run.entered_at,
        target_at: stage.target.after(run.entered_at, run.paused_minutes, calendar),
        target_days: target / calendar.minutes_per_day().max(1),
        touched_at: touched
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(run.entered_at)
            .min(cx.now),
        expected_close: day(Opportunity::expected_close),
        put_off: int(Opportunity::postponed).unwrap_or(0),
        decider: known.decider,
        met: known.met,
        thin: known.thin,
        due_at: int(Opportunity::next_due_at).map(Instant),
    };
    Ok(Some(judge(&evidence, cx.now, calendar.tz)))
}

/// What hangs on a deal.
#[derive(Default)]
struct Known {
    contact: Option<Instant>,
    decider: bool,
    met: bool,
    thin: usize,
}

impl Known {
    fn read(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Self> {
        let system = cx.as_system();
        let of = |field: &str| Condition::leaf(field, Op::Eq, id.to_string());
        let reached = Condition::Not(Box::new(Condition::leaf(Activity::reached, Op::Eq, "no_answer")));
        let last = AggregateQuery {
            filter: Some(of(Activity::opportunity).and(reached)),
            group: Vec::new(),
            measures: vec![format!("max:{}", Activity::at)],
        };
        let contact = aggregate(tx, &system, system.object(Activity::OBJECT)?, &last)?;
        let contact = contact
            .first()
            .and_then(|row| row.values().next()?.as_str().and_then(Instant::parse));
        let people: Vec<Stakeholder> = find(tx, &system, &of(Stakeholder::opportunity), 200)?;
        let decides = |s: &&Stakeholder| matches!(s.role.as_deref(), Some("decider" | "economic_buyer"));
        let thin = of(Answer::opportunity).and(Condition::leaf(Answer::thin, Op::Eq, true));
        Ok(Self {
            contact,
            decider: people.iter().any(|s| decides(&s)),
            met: people.iter().filter(decides).any(|s| s.met),
            thin: count(tx, &system, system.object(Answer::OBJECT)?, Some(&thin), None, 100)?,
        })
    }
}

/// Looks again at the deal that a written record belongs to.
pub(crate) fn follow(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let field = match saved.object.key {
        // A new deal is judged as its SOP begins.
        Opportunity::OBJECT if saved.old.is_none() || saved.new.is_none() => return Ok(()),
        Opportunity::OBJECT => {
            let read = [Opportunity::expected_close, Opportunity::engaged_on];
            if read.iter().all(|field| !saved.changed(field)) {
                return Ok(());
            }
            "id"
        }
        Activity::OBJECT => Activity::opportunity,
        Stakeholder::OBJECT => Stakeholder::opportunity,
        Answer::OBJECT => Answer::opportunity,
        _ => return Ok(()),
    };
    let Some(index) = saved.object.index(field) else {
        return Ok(());
    };
    let mut deals: Vec<Id> = [saved.old, saved.new]
        .into_iter()
        .flatten()
        .filter_map(|values| {
            if let Value::Id(id) = values[index] {
                Some(id)
            } else {
                None
            }
        })
        .collect();
    deals.sort();
    deals.dedup();
    for deal in deals {
        refresh(tx, app, cx, deal)?;
    }
    Ok(())
}

/// Judges a deal again and keeps what changed. What the system finds is no change by a person: it happens silently.
fn refresh(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(Opportunity::OBJECT)?;
    let Some(values) = rows::load(tx, &system, object, deal, Action::Read)? else {
        return Ok(());
    };
    let changes = match run(tx, app, &system, deal)? {
        Some((document, run)) => changes(tx, &system, object, &values, &document.document, &run)?,
        None => {
            let none = [Opportunity::health, Opportunity::health_due_at];
            none.iter()
                .filter_map(|key| Some((object.index(key)?, Value::Null)))
                .collect()
        }
    };
    rows::find_out(tx, &system, object, &values, &changes)?;
    Ok(())
}

fn run(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    deal: Id,
) -> Result<Option<(std::sync::Arc<crate::sop::Version>, sop::Run)>> {
    let Some(stored) = store::sop::run(tx, cx.workspace.id, deal)? else {
        return Ok(None);
    };
    let version = app.versions().get(tx, cx, stored.version)?;
    Ok(Some((
        version,
        serde_json::from_str(&stored.run).map_err(Error::internal)?,
    )))
}

/// Judges deals again that time alone may have changed, some at a time; tells whether more are left.
pub fn refresh_due(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<bool> {
    let system = cx.as_system();
    let object = system.object(Opportunity::OBJECT)?;
    let field = object.field(Opportunity::health_due_at).ok_or_else(Error::not_found)?;
    let deals = rows::due(tx, &system, object, field, AT_ONCE)?;
    for deal in &deals {
        refresh(tx, app, cx, *deal)?;
    }
    Ok(deals.len() == AT_ONCE)
}

/// How well a deal goes as of now, in the asker's words: its signs as far as the asker sees what they are made of.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn of_deal(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id) -> Result<Json> {
    let object = cx.object(Opportunity::OBJECT)?;
    let values = rows::load(tx, cx, object, deal, Action::Read)?.ok_or_else(Error::not_found)?;
    let sees = |key: &str| object.field(key).is_some_and(|f| cx.sees_whole(object, f));
    if !sees(Opportunity::health) {
        return Err(Error::not_found());
    }
    let system = cx.as_system();
    let health = match run(tx, app, &system, deal)? {
        Some((version, run)) => health(tx, &system, object, &values, &version.document, &run)?,
        None => None,
    };
    let told = |sign: &Sign| {
        let fields = MADE_OF
            .iter()
            .find(|(key, _)| *key == sign.key)
            .map_or(&[][..], |(_, fields)| fields);
        let child = match sign.key {
            "silence" => Some(Activity::OBJECT),
            "decider" => Some(Stakeholder::OBJECT),
            "thin" => Some(Answer::OBJECT),
            _ => None,
        };
        fields.iter().all(|f| sees(f)) && child.is_none_or(|object| cx.object(object).is_ok())
    };
    Ok(match health {
        None => json!({ "level": null, "signs": [] }),
        Some(health) => {
            let signs = health
                .signs
                .iter()
                .filter(|s| told(s))
                .map(|s| json!({ "key": s.key, "level": s.level.as_str(), "text": s.text.get(cx.lang) }));
            json!({ "level": health.level.as_str(), "signs": signs.collect::<Vec<_>>() })
        }
    })
}
