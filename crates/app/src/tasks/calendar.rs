//! A person's tasks and next steps as an iCalendar feed (RFC 5545), at an address that only they know and can revoke.

use chrono::Duration;
use icalendar::{
    Calendar, CalendarDateTime, Component as _, DatePerhapsTime, Event, EventLike as _, EventStatus, Property,
};
use kernel::{Code, Day, Error, Id, Instant, Lang, Result, WorkspaceId};
use records::{Condition, Cx};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::records::{self as rows, ListQuery};
use store::{Tx, feeds};

use super::Task;
use crate::App;
use crate::opportunities::Opportunity;
use crate::session::new_secret;

/// Tasks and steps in a feed, each, about; read so many at a time.
const MOST: usize = 1000;
const PAGE: usize = 200;
/// How long done tasks stay in it.
const DONE_DAYS: i32 = 30;
/// What a task with a time takes in the calendar.
const MINUTES: i64 = 30;
/// Characters of a description; the page has the rest.
const DESCRIPTION: usize = 500;

/// Whose feed a secret opens.
struct Feed {
    workspace: WorkspaceId,
    user: Id,
    lang: Option<Lang>,
}

/// Whether the asker has a feed, and since when. Its address isn't known any more: only its hash is kept.
pub fn feed_status(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    let user = cx.user.ok_or_else(Error::not_found)?;
    let since = feeds::since(tx, cx.workspace.id, user)?;
    Ok(json!({ "active": since.is_some(), "created_at": since.map(Instant::to_rfc3339) }))
}

/// Gives the asker a feed; an address that they had before ends. The secret is shown once.
pub fn open_feed(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    cx.writes()?;
    let user = cx.user.ok_or_else(Error::not_found)?;
    let secret = new_secret()?;
    feeds::open(
        tx,
        cx.workspace.id,
        user,
        Sha256::digest(secret.as_bytes()).as_slice(),
        cx.now,
    )?;
    Ok(json!({ "active": true, "created_at": cx.now.to_rfc3339(), "path": format!("/calendar/{secret}.ics") }))
}

/// Ends the asker's feed.
pub fn close_feed(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    cx.writes()?;
    let user = cx.user.ok_or_else(Error::not_found)?;
    if feeds::close(tx, cx.workspace.id, user)? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// The feed that a secret opens, under its person's rights as they are now.
pub fn feed(tx: &mut Tx<'_>, app: &App, secret: &str) -> Result<String> {
    let found = feeds::owner(tx, Sha256::digest(secret.as_bytes()).as_slice())?;
    let feed = found.map(|(workspace, user, lang)| Feed {
        workspace,
        user,
        lang: lang.as_deref().and_then(Lang::parse),
    });
    let feed = feed.ok_or_else(Error::not_found)?;
    let mut cx = app.as_user(tx, feed.workspace, feed.user)?;
    cx.lang = feed.lang.unwrap_or(cx.lang);
    let mut calendar = Calendar::empty();
    let name = if cx.lang == Lang::Zh { "成单" } else { "Stagecraft" };
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Stagecraft//Tasks//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", name),
    ] {
        calendar.append_property((key, value));
    }
    for task in tasks(tx, app, &cx)? {
        calendar.extend(task_event(&task));
    }
    for deal in deals(tx, app, &cx)? {
        calendar.extend(step_event(&deal));
    }
    Ok(calendar.to_string())
}

fn tasks(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Vec<Json>> {
    let since = cx.today().plus(-DONE_DAYS).to_string();
    let filter = json!({ "all": [
        { "field": "owner", "op": "eq", "value": { "me": true } },
        { "not": { "field": "due_on", "op": "is_empty", "value": true } },
        { "any": [
            { "field": "status", "op": "in", "value": ["open", "doing"] },
            { "field": "due_on", "op": "gte", "value": since },
        ] },
    ]});
    all(
        tx,
        app,
        cx,
        Task::OBJECT,
        &filter,
        "due_on",
        &["title", "description", "status", "due_on", "due_at", "updated_at"],
    )
}

fn deals(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Vec<Json>> {
    let filter = json!({ "all": [
        { "field": "owner", "op": "eq", "value": { "me": true } },
        { "field": "status", "op": "in", "value": ["open", "won"] },
        { "not": { "field": "next_due_at", "op": "is_empty", "value": true } },
    ]});
    all(
        tx,
        app,
        cx,
        Opportunity::OBJECT,
        &filter,
        "next_due_at",
        &["name", "next_step", "next_due_at", "updated_at"],
    )
}

/// All that a filter finds, with those of the fields that the person sees; nothing if the filter names what they don't see.
fn all(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    filter: &Json,
    sort: &str,
    fields: &[&str],
) -> Result<Vec<Json>> {
    let Ok(object) = cx.object(object) else {
        return Ok(Vec::new());
    };
    let seen = |f: &&&str| object.field(f).is_some_and(|f| cx.sees(object, f));
    let mut query = ListQuery {
        filter: Some(Condition::parse(filter)?),
        sort: sort.to_owned(),
        fields: fields.iter().filter(seen).map(|f| (*f).to_owned()).collect(),
        limit: PAGE,
        ..ListQuery::default()
    };
    let mut found = Vec::new();
    loop {
        let page = match rows::list(tx, cx, object, &query, app.cursor_key()) {
            Ok(page) => page,
            Err(e) if e.code() == Code::UnknownField => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut text = b"[".to_vec();
        text.extend(page.data);
        text.push(b']');
        found.extend(serde_json::from_slice::<Vec<Json>>(&text).unwrap_or_default());
        query.cursor = page.next;
        if query.cursor.is_none() || found.len() >= MOST {
            return Ok(found);
        }
    }
}

fn task_event(task: &Json) -> Option<Event> {
    let title = task["title"].as_str()?;
    let done = task["status"] == "done";
    let mut event = event(
        "task",
        task,
        &if done { format!("✓ {title}") } else { title.to_owned() },
    )?;
    if let Some(text) = task["description"].as_str() {
        let short: String = text.chars().filter(|c| *c != '\r').take(DESCRIPTION).collect();
        event.description(&short);
    }
    match (instant(&task["due_at"]), task["due_on"].as_str().and_then(Day::parse)) {
        (Some(at), _) => timed(&mut event, at),
        (None, Some(on)) => all_day(&mut event, on),
        (None, None) => return None,
    }
    Some(event)
}

fn step_event(deal: &Json) -> Option<Event> {
    let step = deal["next_step"]["text"].as_str()?;
    let title = deal["name"]
        .as_str()
        .map_or_else(|| step.to_owned(), |name| format!("{step} · {name}"));
    let mut event = event("step", deal, &title)?;
    timed(&mut event, instant(&deal["next_due_at"])?);
    Some(event)
}

fn instant(json: &Json) -> Option<Instant> {
    json.as_str().and_then(Instant::parse)
}

fn event(what: &str, record: &Json, title: &str) -> Option<Event> {
    let changed = instant(&record["updated_at"])?;
    let mut event = Event::new();
    event
        .uid(&format!("{what}-{}@stagecraft", record["id"].as_str()?))
        .summary(title)
        .timestamp(changed.to_utc())
        .last_modified(changed.to_utc())
        .status(EventStatus::Confirmed);
    Some(event)
}

fn timed(event: &mut Event, at: Instant) {
    let from = at.to_utc();
    event
        .starts(CalendarDateTime::Utc(from))
        .ends(CalendarDateTime::Utc(from + Duration::minutes(MINUTES)));
}

/// A whole day takes nobody's time.
fn all_day(event: &mut Event, on: Day) {
    event
        .starts(DatePerhapsTime::Date(on.to_date()))
        .ends(DatePerhapsTime::Date(on.plus(1).to_date()))
        .append_property(Property::new("TRANSP", "TRANSPARENT"));
}
