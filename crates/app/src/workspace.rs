//! The company's own settings.

use kernel::{Code, Day, DayHours, Error, Result};
use records::{Cx, Workspace};
use serde_json::{Map, Value as Json, json};
use store::{Tx, workspace};

/// The settings as they read.
pub fn get(cx: &Cx) -> Json {
    let w = &cx.workspace;
    let exceptions: Map<String, Json> = w
        .calendar
        .exceptions
        .iter()
        .map(|(day, worked)| (day.to_string(), json!(worked)))
        .collect();
    json!({
        "name": w.name, "currency": w.currency, "time_zone": w.calendar.tz.name(), "lang": w.lang,
        "hours": w.calendar.hours.0, "exceptions": exceptions,
    })
}

/// Changes settings: what isn't named stays.
pub fn patch(tx: &mut Tx<'_>, cx: &Cx, body: &Map<String, Json>) -> Result<Json> {
    cx.require("admin")?;
    let mut new: Workspace = (*cx.workspace).clone();
    for (key, value) in body {
        let wrong = |zh: &str, en: &str| Error::field(format!("/{key}"), Code::InvalidValue, zh, en);
        match key.as_str() {
            "name" => {
                let name = value
                    .as_str()
                    .map(str::trim)
                    .filter(|n| !n.is_empty() && n.chars().count() <= 80);
                new.name = name
                    .ok_or_else(|| wrong("名称为 1 到 80 字", "A name has 1 to 80 characters"))?
                    .to_owned();
            }
            "currency" => {
                let currency = value.as_str().and_then(kernel::Currency::parse);
                new.currency = currency.ok_or_else(|| {
                    wrong(
                        "币种应为三位大写字母，如 CNY",
                        "A currency is three capital letters, such as CNY",
                    )
                })?;
            }
            "time_zone" => {
                let tz = value.as_str().and_then(|t| t.parse().ok());
                new.calendar.tz = tz.ok_or_else(|| {
                    wrong(
                        "没有这个时区；例如 Asia/Shanghai",
                        "There is no such time zone; an example is Asia/Shanghai",
                    )
                })?;
            }
            "lang" => {
                new.lang = serde_json::from_value(value.clone())
                    .map_err(|_| wrong("语言为 zh-CN 或 en", "A language is zh-CN or en"))?;
            }
            "hours" => {
                new.calendar.hours = hours(value).ok_or_else(|| {
                    wrong(
                        "工作时间为若干段起止分钟数，如 [[540,720],[810,1080]]",
                        "Hours are spans in minutes after midnight, such as [[540,720],[810,1080]]",
                    )
                })?;
            }
            "exceptions" => {
                let map = value
                    .as_object()
                    .ok_or_else(|| wrong("应为 日期: 是否上班", "Expected day: worked or not"))?;
                let days = map
                    .iter()
                    .map(|(day, worked)| Some((Day::parse(day)?, worked.as_bool()?)))
                    .collect::<Option<_>>();
                new.calendar.exceptions =
                    days.ok_or_else(|| wrong("应为 日期: 是否上班", "Expected day: worked or not"))?;
            }
            _ => {
                return Err(Error::field(
                    format!("/{key}"),
                    Code::UnknownField,
                    "没有这项设置",
                    "There is no such setting",
                ));
            }
        }
    }
    workspace::update_workspace(tx, &new)?;
    Ok(get(&Cx {
        workspace: new.into(),
        ..cx.clone()
    }))
}

fn hours(value: &Json) -> Option<DayHours> {
    let spans: Vec<(u16, u16)> = serde_json::from_value(value.clone()).ok()?;
    let mut last = 0;
    for (from, to) in &spans {
        if *from < last || to <= from || *to > 24 * 60 {
            return None;
        }
        last = *to;
    }
    (!spans.is_empty()).then_some(DayHours(spans))
}
