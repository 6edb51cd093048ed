//! A registered deal is accepted, and becomes an opportunity under the channel's SOP; or refused, with the reason.

use kernel::{Code, Error, Id, Result, format_minor};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::conflicts::{Met, asked};
use super::rules::PROTECTED;
use super::{DealRegistration, Partner};
use crate::App;
use crate::accounts::Account;
use crate::engine::{Mode, may_act, save_changes, store_new};
use crate::opportunities::Opportunity;
use crate::sop::Sop;

/// The SOP that partners' deals follow, once its pack is installed.
const CHANNEL: &str = "channel_sale";

/// Accepts a registered deal: the customer is found or made, and the opportunity begins.
///
/// # Errors
/// `wrong_state` if it was decided on, `required` if it meets something and no reason is given for accepting it all the same.
pub fn accept(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, reason: Option<&str>) -> Result<()> {
    let (registration, values) = open(tx, cx, id)?;
    for object in [Opportunity::OBJECT, Account::OBJECT] {
        if !cx.rights.object(object).create {
            return Err(Error::forbidden().detail(
                "您没有新建客户和商机的权限，请由渠道负责人或经理接受",
                "You have no right to create accounts and opportunities: ask the channel's owner or a manager to accept it",
            ));
        }
    }
    let met = Met::find(tx, cx, &asked(&registration), Some(&registration))?;
    if met.conflict() != "none" && cx.require("waiver.decide").is_err() {
        return Err(Error::forbidden().detail(
            "这个项目和已有的客户、商机或报备冲突：是否接受由经理决定，请转交经理",
            "This deal meets a customer, deal or registration that is there already: a manager decides whether it is accepted",
        ));
    }
    if met.conflict() != "none" && reason.is_none_or(::sop::is_thin) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "这个项目和已有的客户、商机或报备冲突：仍要接受，请写明理由",
            "This deal meets a customer, deal or registration that is there already: say why it is accepted all the same",
        ));
    }
    let system = cx.as_system();
    let partner: Partner = load_as(tx, &system, registration.partner, Action::Read)?;
    let owner = partner.owner.or(cx.user);
    let source: String = format!("{}：{}", source(cx), partner.name).chars().take(80).collect();
    let account = match met.accounts.first() {
        Some(account) => *account,
        None => {
            let body = json!({ "name": registration.company, "region": registration.region, "source": source, "owner": owner });
            make(tx, app, cx, Account::OBJECT, body)?
        }
    };
    let amount = registration.amount.map(|n| format_minor(i128::from(n), 2));
    let body = json!({ "name": registration.company, "account": account, "amount": amount, "currency": registration.currency,
        "expected_close": registration.expected_close.map(|d| d.to_string()), "source": source, "owner": owner,
        "description": registration.description, "sop": channel(tx, &system)? });
    let opportunity = make(tx, app, cx, Opportunity::OBJECT, body)?;
    decided(
        tx,
        app,
        cx,
        &values,
        json!({ "status": "accepted", "reason": reason, "conflict": met.conflict(),
        "account": account, "opportunity": opportunity, "protected_until": cx.today().plus(PROTECTED).to_string() }),
    )
}

/// Refuses a registered deal.
///
/// # Errors
/// `wrong_state` if it was decided on, `required` without a reason.
pub fn refuse(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, reason: Option<&str>) -> Result<()> {
    let (_, values) = open(tx, cx, id)?;
    if reason.is_none_or(::sop::is_thin) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明拒绝的原因，伙伴要看得懂（“无”“暂无”之类不算）",
            "Say why it is refused, in words that the partner understands; placeholders don't count",
        ));
    }
    decided(tx, app, cx, &values, json!({ "status": "refused", "reason": reason }))
}

/// A registration that the asker may decide on and nobody has yet.
fn open(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<(DealRegistration, Vec<Value>)> {
    cx.writes()?;
    let values = may_act(tx, cx, cx.object(DealRegistration::OBJECT)?, id, Action::Update)?;
    let registration = DealRegistration::from_values(values.clone())
        .ok_or_else(|| Error::internal("a registration doesn't fit its definition"))?;
    if registration.status == "submitted" {
        Ok((registration, values))
    } else {
        Err(Error::new(Code::WrongState).detail("这条报备已经处理过", "This registration was decided on already"))
    }
}

fn decided(tx: &mut Tx<'_>, app: &App, cx: &Cx, old: &[Value], fields: Json) -> Result<()> {
    let system = cx.as_system();
    let mut body = given(fields);
    body.insert(DealRegistration::decided_by.to_owned(), json!(cx.user));
    body.insert(DealRegistration::decided_at.to_owned(), json!(cx.now.to_rfc3339()));
    save_changes(
        tx,
        app,
        &system,
        system.object(DealRegistration::OBJECT)?,
        old,
        &body,
        Mode::Program,
    )
    .map(|_| ())
}

fn make(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, body: Json) -> Result<Id> {
    store_new(tx, app, cx, cx.object(object)?, &given(body), Mode::Program)
}

fn given(fields: Json) -> Map<String, Json> {
    match fields {
        Json::Object(fields) => fields.into_iter().filter(|(_, v)| !v.is_null()).collect(),
        _ => Map::new(),
    }
}

/// The channel's SOP, if it is installed and in use.
fn channel(tx: &mut Tx<'_>, system: &Cx) -> Result<Option<Id>> {
    let of = Condition::leaf(Sop::key, Op::Eq, CHANNEL).and(Condition::leaf(Sop::current, Op::IsEmpty, false));
    Ok(find::<Sop>(tx, system, &of, 1)?.first().map(|sop| sop.id))
}

fn source(cx: &Cx) -> &'static str {
    match cx.workspace.lang {
        kernel::Lang::Zh => "渠道",
        kernel::Lang::En => "Partner",
    }
}
