//! The daily digest: what is overdue and what today brings, at the hour that each person chose.

use std::fmt::Write as _;

use kernel::{Day, Instant, Lang, Result};
use records::{Condition, Cx};
use serde_json::{Value as Json, json};
use store::Tx;
use store::mail::{self, Mail};
use store::records::find;
use store::workspace;

use crate::App;
use crate::people::User;

/// The kind of mail.
const KIND: &str = "digest";
/// After its hour, a digest is worth sending for so many minutes.
const WORTH: u32 = 180;
/// Items of a group that are told; the page has the rest.
const ITEMS: usize = 30;
/// Digests written in one go.
const MANY: usize = 20;

/// The digests whose hour has come and that nobody has written yet, some at a time; tells whether there may be more.
/// Reading people's days keeps no writer waiting: [`post`] puts them out.
pub fn digests(tx: &mut Tx<'_>, app: &App, page: Option<&str>) -> Result<(Vec<Mail>, bool)> {
    let mut written = Vec::new();
    for stored in workspace::workspaces(tx)? {
        let id = stored.workspace.id;
        let system = app.system(tx, id)?;
        let (day, minute) = (system.today(), system.now.minute(system.workspace.calendar.tz));
        for user in due(tx, &system, minute)? {
            if mail::is_written(tx, id, user.id, KIND, day)? {
                continue;
            }
            let mut cx = app.as_user(tx, id, user.id)?;
            cx.lang = user.lang.as_deref().and_then(Lang::parse).unwrap_or(cx.lang);
            let today = crate::today::today(tx, app, &cx)?;
            let Some((subject, body, html)) = compose(&cx, &user.name, &today, page) else {
                continue;
            };
            written.push(Mail {
                workspace: id,
                id: app.new_id(cx.now),
                user: user.id,
                kind: KIND.to_owned(),
                day,
                address: user.email.clone(),
                subject,
                body,
                html,
                attempts: 0,
            });
            if written.len() >= MANY {
                return Ok((written, true));
            }
        }
    }
    Ok((written, false))
}

/// Puts messages out to be sent; one that another program has written for the same person and day stays the only one.
pub fn post(tx: &mut Tx<'_>, app: &App, messages: &[Mail]) -> Result<()> {
    let now = app.now();
    messages
        .iter()
        .try_for_each(|message| mail::insert(tx, message, now).map(|_| ()))
}

/// Active people who chose an hour that came not long ago.
fn due(tx: &mut Tx<'_>, cx: &Cx, minute: u32) -> Result<Vec<User>> {
    let hours: Vec<String> = (0..24)
        .filter(|hour| (hour * 60..hour * 60 + WORTH).contains(&minute))
        .map(|hour| format!("{hour:02}:00"))
        .filter(|hour| crate::people::DIGEST_HOURS.iter().any(|(key, ..)| key == hour))
        .collect();
    if hours.is_empty() {
        return Ok(Vec::new());
    }
    let filter = json!({ "all": [
        { "field": "active", "op": "eq", "value": true },
        { "field": "digest_at", "op": "in", "value": hours },
    ]});
    find(tx, cx, &Condition::parse(&filter)?, 100_000)
}

/// Subject, text and HTML; nothing on a day that asks for nothing. A day off is left alone unless something falls on it.
fn compose(cx: &Cx, name: &str, today: &Json, page: Option<&str>) -> Option<(String, String, String)> {
    let group = |key: &str| today[key].as_array().cloned().unwrap_or_default();
    let (overdue, now) = (group("overdue"), group("today"));
    let worked = cx.workspace.calendar.is_worked(cx.today());
    if now.is_empty() && (overdue.is_empty() || !worked) {
        return None;
    }
    let zh = cx.lang == Lang::Zh;
    let subject = if zh {
        format!("成单：今天 {} 项，逾期 {} 项", now.len(), overdue.len())
    } else {
        format!("Stagecraft: {} today, {} overdue", now.len(), overdue.len())
    };
    let hello = if zh {
        format!("{name}，您好：")
    } else {
        format!("Hello {name},")
    };
    let (mut text, mut html) = (format!("{hello}\n"), format!("<p>{}</p>", escaped(&hello)));
    for (title, items) in [
        (if zh { "逾期" } else { "Overdue" }, &overdue),
        (if zh { "今天" } else { "Today" }, &now),
    ] {
        if items.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{title} ({})\n", items.len());
        let _ = write!(
            html,
            "<h2 style=\"font-size:15px;margin:16px 0 4px\">{title} ({})</h2><ul>",
            items.len()
        );
        for item in items.iter().take(ITEMS) {
            let line = line(cx, item);
            let _ = writeln!(text, "- {line}");
            let _ = write!(html, "<li>{}</li>", escaped(&line));
        }
        html.push_str("</ul>");
        if items.len() > ITEMS {
            let more = items.len() - ITEMS;
            let more = if zh {
                format!("还有 {more} 项")
            } else {
                format!("and {more} more")
            };
            let _ = writeln!(text, "{more}");
            let _ = write!(html, "<p>{more}</p>");
        }
    }
    if let Some(page) = page {
        let open = if zh { "打开今日" } else { "Open today" };
        let _ = write!(text, "\n{open}: {page}/today\n");
        let _ = write!(html, "<p><a href=\"{}/today\">{open}</a></p>", escaped(page));
    }
    let stop = if zh {
        "您在设置中选择了每天收到这封邮件，可随时在那里更改或停止。"
    } else {
        "You chose to get this mail every day in your settings, where you can change or stop it."
    };
    let _ = write!(text, "\n{stop}\n");
    let _ = write!(html, "<p style=\"color:#666;font-size:12px\">{stop}</p>");
    let html = format!(
        "<!doctype html><html lang=\"{}\"><body style=\"font-family:sans-serif;font-size:14px\">{html}</body></html>",
        cx.lang.tag()
    );
    Some((subject, text, html))
}

/// What is to be done, for whom, and since or by when.
fn line(cx: &Cx, item: &Json) -> String {
    let tz = cx.workspace.calendar.tz;
    let zh = cx.lang == Lang::Zh;
    let at = item["due_at"].as_str().and_then(Instant::parse);
    let day = at
        .map(|at| at.day(tz))
        .or_else(|| item["due_on"].as_str().and_then(Day::parse));
    let late = day.map_or(0, |day| cx.today().0 - day.0);
    let when = if late > 0 {
        Some(if zh {
            format!("逾期 {late} 天")
        } else if late == 1 {
            "1 day late".to_owned()
        } else {
            format!("{late} days late")
        })
    } else {
        at.map(|at| {
            let minute = at.minute(tz);
            format!("{:02}:{:02}", minute / 60, minute % 60)
        })
    };
    let about = item["account"]["name"]
        .as_str()
        .or_else(|| item["opportunity"]["name"].as_str());
    let parts = [
        item["title"].as_str().map(str::to_owned),
        about.map(str::to_owned),
        when,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
