//! Looking into a pool and taking leads out of it, within everybody's share.

use kernel::{Code, Error, Id, Instant, Result, Text};
use records::{Action, Condition, Cx, Op, Scope, mask};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::pools::{By, Used, count, used, view, viewed};
use store::records::{self as rows, ListQuery, find, load_as};

use super::Pool;
use super::rules::{enough, protected, rests, veiled, veiled_company};
use crate::App;
use crate::engine::{Mode, save_changes};
use crate::leads::{Lead, OPEN, RESPOND_WITHIN, in_hand, tell, typed};
use crate::people::Team;

/// The order in which leads of a pool stand, and are handed out in turn.
const ORDER: &str = "-score,id";
/// Leads looked through for the next that isn't resting.
const NEXT: usize = 200;

/// What a row of a pool is made of.
const FIELDS: [&str; 9] = [
    "id",
    Lead::name,
    Lead::company,
    Lead::region,
    Lead::industry,
    Lead::source,
    Lead::product,
    Lead::score,
    "created_at",
];

/// A pool that the asker may claim from.
struct Mine {
    pool: Pool,
    by: By,
}

fn mine(tx: &mut Tx<'_>, cx: &Cx, pool: Id) -> Result<Mine> {
    let user = cx.user.filter(|_| works(cx)).ok_or_else(Error::not_found)?;
    let pool: Pool = load_as(tx, &cx.as_system(), pool, Action::Read)?;
    let above = teams_above(tx, cx)?;
    if !pool.active || pool.team.is_some_and(|team| !above.contains(&team)) {
        return Err(Error::not_found());
    }
    let by = By {
        workspace: cx.workspace.id,
        pool: pool.id,
        user,
        day: cx.today(),
    };
    Ok(Mine { pool, by })
}

/// Whether the asker works on leads at all.
fn works(cx: &Cx) -> bool {
    !cx.is_system() && cx.rights.object(Lead::OBJECT).scope(Action::Update) != Scope::None
}

/// The asker's team and those above it.
fn teams_above(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Id>> {
    let teams: Vec<Team> = find(tx, &cx.as_system(), &Condition::always(), 10_000)?;
    let mut above = Vec::new();
    let mut at = cx.team;
    while let Some(id) = at.filter(|id| !above.contains(id)) {
        above.push(id);
        at = teams.iter().find(|team| team.id == id).and_then(|team| team.parent);
    }
    Ok(above)
}

fn inside(pool: Id) -> Condition {
    Condition::leaf(Lead::pool, Op::Eq, pool.to_string()).and(Condition::leaf(Lead::status, Op::In, json!(OPEN)))
}

/// The pools that the asker may claim from: how many leads are in each, and what is left of their share today.
pub fn shares(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Json>> {
    let Some(user) = cx.user.filter(|_| works(cx)) else {
        return Ok(Vec::new());
    };
    let system = cx.as_system();
    let above = teams_above(tx, cx)?;
    let mut out = Vec::new();
    let held = in_hand(tx, &system, user)?;
    for pool in super::returns::pools(tx, &system)? {
        if pool.team.is_some_and(|team| !above.contains(&team)) {
            continue;
        }
        let by = By {
            workspace: cx.workspace.id,
            pool: pool.id,
            user,
            day: cx.today(),
        };
        let used = used(tx, &by)?;
        out.push(json!({
            "id": pool.id, "name": pool.name,
            "leads": rows::count(tx, &system, system.object(Lead::OBJECT)?, Some(&inside(pool.id)), None, 10_000)?,
            "claims": used.claims, "daily_claims": pool.daily_claims,
            "views": used.views, "daily_views": pool.daily_views,
            "held": held, "capacity": pool.capacity,
            "protect_days": pool.protect_days, "contact_days": pool.contact_days, "progress_days": pool.progress_days,
        }));
    }
    Ok(out)
}

/// A page of a pool: who it is stays veiled.
///
/// # Errors
/// `not_found` for a pool that isn't the asker's to claim from.
pub fn list(tx: &mut Tx<'_>, app: &App, cx: &Cx, pool: Id, limit: usize, cursor: Option<String>) -> Result<Json> {
    let Mine { pool, by } = mine(tx, cx, pool)?;
    // With the system's eyes, in the asker's language: what leaves here is veiled.
    let system = Cx {
        lang: cx.lang,
        ..cx.as_system()
    };
    let object = system.object(Lead::OBJECT)?;
    let query = ListQuery {
        filter: Some(inside(pool.id)),
        sort: ORDER.to_owned(),
        fields: FIELDS
            .iter()
            .chain(&[Lead::pooled_at, Lead::previous_owner])
            .map(|f| (*f).to_owned())
            .collect(),
        limit,
        cursor,
        ..ListQuery::default()
    };
    let page = rows::list(tx, &system, object, &query, app.cursor_key())?;
    let bytes = [b"[", page.data.as_slice(), b"]"].concat();
    let mut data: Vec<Map<String, Json>> = serde_json::from_slice(&bytes).map_err(Error::internal)?;
    let seen = viewed(tx, &by)?;
    for row in &mut data {
        let id = row
            .get("id")
            .and_then(Json::as_str)
            .and_then(|id| id.parse::<Id>().ok());
        let mine = row
            .remove(Lead::previous_owner)
            .is_some_and(|owner| owner["id"].as_str() == Some(by.user.to_string().as_str()));
        let pooled = row.get(Lead::pooled_at).and_then(Json::as_str).and_then(Instant::parse);
        let rest = pooled.and_then(|at| rests(&pool, at, mine, cx.now));
        row.insert(
            "rests".to_owned(),
            rest.map_or(Json::Null, |(why, until)| told(why, until, cx)),
        );
        row.insert("mine_before".to_owned(), json!(mine));
        row.insert("seen".to_owned(), json!(id.is_some_and(|id| seen.contains(&id))));
        row.remove("version");
        veil(row, Lead::name, veiled);
        veil(row, Lead::company, veiled_company);
    }
    Ok(json!({ "data": data, "next_cursor": page.next }))
}

fn veil(row: &mut Map<String, Json>, key: &str, how: fn(&str) -> String) {
    if let Some(Json::String(text)) = row.get_mut(key) {
        *text = how(text);
    }
}

/// Why a lead rests, in words.
fn told(why: &str, until: Instant, cx: &Cx) -> Json {
    json!({ "until": until.to_rfc3339(), "text": resting(why).get(cx.lang) })
}

fn resting(why: &str) -> Text {
    if why == "cool" {
        Text::new(
            "您刚持有过，冷却期内不能再领取",
            "You held it before: it can't be claimed again so soon",
        )
    } else {
        Text::new(
            "新进入公海，冷却后才能领取",
            "It has just come in and rests before it can be claimed",
        )
    }
}

/// The details of one lead, of which everybody sees so many a day. Who it is and how to reach them stays veiled.
///
/// # Errors
/// `wrong_state` for who has seen their share; `not_found` for what isn't in the pool.
pub fn details(tx: &mut Tx<'_>, cx: &Cx, pool: Id, lead: Id) -> Result<Json> {
    let Mine { pool, by } = mine(tx, cx, pool)?;
    cx.writes()?;
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let values = in_pool(tx, &system, pool.id, lead)?;
    if view(tx, &by, lead)? {
        let now = count(tx, &by, Used { claims: 0, views: 1 })?;
        if now.views > pool.daily_views {
            return Err(enough("views", pool.daily_views));
        }
    }
    let meta = json!({ "pool": pool.id, "pool_name": pool.name });
    tell(tx, &system, &values, "pool_viewed", meta, None)?;
    let eyes = Cx {
        lang: cx.lang,
        ..system.clone()
    };
    let fields = FIELDS
        .iter()
        .chain(&[
            Lead::title,
            Lead::need,
            Lead::amount,
            Lead::currency,
            Lead::expected_close,
            Lead::campaign,
        ])
        .map(|f| (*f).to_owned())
        .collect::<Vec<_>>();
    let shown = rows::get(tx, &eyes, object, lead, &fields)?.ok_or_else(Error::not_found)?;
    let mut row: Map<String, Json> = serde_json::from_slice(&shown.1).map_err(Error::internal)?;
    row.remove("version");
    veil(&mut row, Lead::name, veiled);
    for key in [Lead::phone, Lead::email, Lead::wechat] {
        let masked = object.index(key).and_then(|i| match &values[i] {
            records::Value::Text(text) => Some(mask(&object.fields[i], text)),
            _ => None,
        });
        row.insert(key.to_owned(), json!(masked));
    }
    Ok(json!({ "lead": row, "left": pool.daily_views - used(tx, &by)?.views }))
}

/// The values of a lead that is in the pool now.
fn in_pool(tx: &mut Tx<'_>, system: &Cx, pool: Id, lead: Id) -> Result<Vec<records::Value>> {
    let object = system.object(Lead::OBJECT)?;
    let values = rows::load(tx, system, object, lead, Action::Read)?.ok_or_else(Error::not_found)?;
    let is = object
        .index(Lead::pool)
        .is_some_and(|i| values[i] == records::Value::Id(pool));
    if is { Ok(values) } else { Err(gone()) }
}

/// The refusal for a lead that was in the pool a moment ago.
fn gone() -> Error {
    Error::new(Code::WrongState).detail(
        "这条线索刚被别人领取：请选择其他线索",
        "Somebody has just claimed this lead: choose another",
    )
}

/// Takes a lead out of the pool, or the next in order if none is named.
///
/// # Errors
/// `wrong_state` for who has had their share, for a lead that rests, and for who comes second.
pub fn claim(tx: &mut Tx<'_>, app: &App, cx: &Cx, pool: Id, lead: Option<Id>) -> Result<Id> {
    let Mine { pool, by } = mine(tx, cx, pool)?;
    cx.writes()?;
    let system = cx.as_system();
    // Counted first: the count's row keeps one person's claims one after the other.
    let now = count(tx, &by, Used { claims: 1, views: 0 })?;
    if now.claims > pool.daily_claims {
        return Err(enough("claims", pool.daily_claims));
    }
    if in_hand(tx, &system, by.user)? as i64 >= pool.capacity {
        return Err(enough("capacity", pool.capacity));
    }
    let id = match lead {
        Some(lead) => lead,
        None => next(tx, app, &system, &pool, by.user)?,
    };
    let values = in_pool(tx, &system, pool.id, id)?;
    let lead = typed(values.clone())?;
    let mine = lead.previous_owner == Some(by.user);
    if let Some((why, until)) = lead.pooled_at.and_then(|at| rests(&pool, at, mine, cx.now)) {
        let text = resting(why);
        return Err(Error::new(Code::WrongState)
            .detail(text.zh, text.en)
            .with("until", json!(until.to_rfc3339())));
    }
    let object = system.object(Lead::OBJECT)?;
    let mut body = Map::new();
    body.insert(Lead::owner.into(), json!(by.user));
    body.insert(Lead::team.into(), Json::Null);
    body.insert(Lead::claimed_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(
        Lead::protected_until.into(),
        json!(protected(&pool, cx.now).map(Instant::to_rfc3339)),
    );
    body.insert(
        Lead::assigned_because.into(),
        json!({ "zh": format!("从公海「{}」领取", pool.name), "en": format!("Claimed from the pool “{}”", pool.name) }),
    );
    if lead.responded_at.is_none() {
        let due = cx.workspace.calendar.add_minutes(cx.now, RESPOND_WITHIN);
        body.insert(Lead::response_due_at.into(), json!(due.to_rfc3339()));
        body.insert(Lead::response_late.into(), Json::Null);
    }
    let values = save_changes(tx, app, &system, object, &values, &body, Mode::Program).map_err(|error| {
        if error.code() == Code::VersionConflict {
            gone()
        } else {
            error
        }
    })?;
    tell(
        tx,
        &system,
        &values,
        "claimed",
        json!({ "pool": pool.id, "pool_name": pool.name }),
        None,
    )?;
    Ok(id)
}

/// The next lead in order that isn't resting.
fn next(tx: &mut Tx<'_>, app: &App, system: &Cx, pool: &Pool, user: Id) -> Result<Id> {
    let object = system.object(Lead::OBJECT)?;
    let query = ListQuery {
        filter: Some(inside(pool.id)),
        sort: ORDER.to_owned(),
        fields: vec!["id".to_owned()],
        limit: NEXT,
        ..ListQuery::default()
    };
    let page = rows::list(tx, system, object, &query, app.cursor_key())?;
    let bytes = [b"[", page.data.as_slice(), b"]"].concat();
    let data: Vec<Json> = serde_json::from_slice(&bytes).map_err(Error::internal)?;
    for id in data.iter().filter_map(|row| row["id"].as_str()?.parse::<Id>().ok()) {
        let lead: Lead = load_as(tx, system, id, Action::Read)?;
        let mine = lead.previous_owner == Some(user);
        if lead
            .pooled_at
            .is_none_or(|at| rests(pool, at, mine, system.now).is_none())
        {
            return Ok(id);
        }
    }
    Err(Error::new(Code::WrongState).detail(
        "公海里暂时没有可领取的线索：请稍后再来",
        "There is nothing to claim in this pool now: come again later",
    ))
}
