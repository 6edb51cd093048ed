//! A new company: its first administrator, the standard roles, the packs.

mod packs;

use std::sync::Arc;

use chrono_tz::Tz;
use kernel::{Calendar, Code, Currency, Error, Id, Instant, Lang, Result, WorkspaceId};
use records::{Cx, Workspace};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::{Tx, auth, workspace};

use crate::App;
use crate::engine::{Mode, store_new};
use crate::people::{Role, Team, User, standard_roles};

pub use packs::holidays;

/// What a new company begins with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The company's name.
    pub company: String,
    /// Its currency.
    pub currency: String,
    /// Its time zone, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// The language of those who haven't chosen.
    pub lang: Lang,
    /// The administrator's name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// The new company and its administrator.
#[derive(Clone, Debug)]
pub struct Founded {
    /// The system's context in the company.
    pub cx: Cx,
    /// The administrator.
    pub admin: Id,
}

/// Whether there is no company yet.
pub fn is_needed(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(workspace::workspaces(tx)?.is_empty())
}

/// Founds a company. `password_hash` is the administrator's.
pub fn found(tx: &mut Tx<'_>, app: &App, setup: &Setup, password_hash: &str) -> Result<Founded> {
    found_at(tx, app, setup, password_hash, app.now())
}

/// The same for a company that began at a moment that has passed.
pub fn found_at(tx: &mut Tx<'_>, app: &App, setup: &Setup, password_hash: &str, at: Instant) -> Result<Founded> {
    let number = workspace::workspaces(tx)?.last().map_or(1, |w| w.workspace.id.0 + 1);
    let currency = Currency::parse(&setup.currency).ok_or_else(|| {
        Error::field(
            "/currency",
            Code::InvalidValue,
            "币种应为三位大写字母，如 CNY",
            "A currency is three capital letters, such as CNY",
        )
    })?;
    let tz: Tz = setup.time_zone.parse().map_err(|_| {
        Error::field(
            "/time_zone",
            Code::InvalidValue,
            "没有这个时区；例如 Asia/Shanghai",
            "There is no such time zone; an example is Asia/Shanghai",
        )
    })?;
    if setup.company.trim().is_empty() || setup.company.chars().count() > 80 {
        return Err(Error::field(
            "/company",
            Code::Required,
            "请填写公司名称，最多 80 字",
            "Give the company's name, at most 80 characters",
        ));
    }
    let mut calendar = Calendar::weekdays(tz);
    if tz == chrono_tz::Asia::Shanghai {
        calendar.exceptions = holidays();
    }
    let workspace = Workspace {
        id: WorkspaceId(number),
        name: setup.company.trim().to_owned(),
        currency,
        calendar,
        lang: setup.lang,
    };
    workspace::insert_workspace(tx, &workspace, at)?;
    let cx = Cx::system(Arc::new(workspace), app.registry().clone(), at);
    let mut admin_role = None;
    for (key, zh, en, rights) in standard_roles() {
        let name = if setup.lang == Lang::Zh { zh } else { en };
        let rights = serde_json::to_value(rights).map_err(Error::internal)?;
        let id = make(
            tx,
            app,
            &cx,
            Role::OBJECT,
            json!({ "name": name, "key": key, "rights": rights }),
        )?;
        if key == "admin" {
            admin_role = Some(id);
        }
    }
    let team = make(tx, app, &cx, Team::OBJECT, json!({ "name": setup.company.trim() }))?;
    let admin = make(
        tx,
        app,
        &cx,
        User::OBJECT,
        json!({ "name": setup.name, "email": setup.email, "role": admin_role, "team": team, "lang": setup.lang }),
    )?;
    auth::set_password(tx, cx.workspace.id, admin, password_hash, cx.now)?;
    for key in crate::packs::BEGIN_WITH {
        crate::packs::install(tx, app, &cx, key)?;
    }
    Ok(Founded { cx, admin })
}

/// Makes a record as the program itself.
pub fn make(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, body: Json) -> Result<Id> {
    let Json::Object(body) = body else {
        return Err(Error::internal("a record is an object"));
    };
    store_new(
        tx,
        app,
        cx,
        cx.object(object)?,
        &body.into_iter().filter(|(_, v)| !v.is_null()).collect::<Map<_, _>>(),
        Mode::Program,
    )
}
