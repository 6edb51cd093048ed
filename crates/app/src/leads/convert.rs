//! A lead becomes an account, a contact and an opportunity, in one transaction; and back, as long as nothing was built on it.

use kernel::{Code, Error, FieldError, Id, Instant, Result};
use records::{Action, Condition, Cx, FieldDef, FieldType, Op, Value};
use serde_json::{Map, Value as Json, json};
use store::records as rows;
use store::{Tx, journal};

use super::Lead;
use super::hooks::{put, tell, typed};
use super::rules::{UNDO_DAYS, is_open, status_again};
use super::verbs::{again, decided, load};
use crate::App;
use crate::accounts::Account;
use crate::activities::Activity;
use crate::contacts::Contact;
use crate::engine::{self, Mode, save_changes, store_new};
use crate::notes::Note;
use crate::opportunities::{Opportunity, Stakeholder};
use crate::plans::PlanMember;
use crate::referrals::Referral;
use crate::tasks::Task;

/// Converts a lead. `body` has `account`, `contact`, `opportunity`: each is left out for a new record made of the lead, an
/// object of fields to set in it, or the id of one that exists (`opportunity`: `false` for none).
///
/// # Errors
/// `gate_not_met` with what is missing, if the lead's checklist isn't met; `wrong_state`; faults in what was given.
pub fn convert(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, body: &Map<String, Json>) -> Result<()> {
    crate::sop::only(body, &["account", "contact", "opportunity"])?;
    let (lead, _) = load(tx, cx, id)?;
    if !is_open(&lead.status) {
        return Err(decided(&lead));
    }
    if crate::sop::is_active(tx, cx, id)? {
        crate::sop::act(tx, app, cx, Lead::OBJECT, id, sop::Action::Advance { to: None }, None)?;
    }
    let mut making = Making {
        owner: lead.owner.or(cx.user),
        made: Map::new(),
    };
    let account = making.one(tx, app, cx, Account::OBJECT, body.get("account"), of_account(&lead))?;
    let mut person = of_contact(&lead);
    person.insert(Contact::account.into(), json!(account));
    let contact = making.one(tx, app, cx, Contact::OBJECT, body.get("contact"), person)?;
    let opportunity = match body.get("opportunity") {
        Some(Json::Bool(false)) => None,
        wish => {
            let mut deal = of_opportunity(&lead);
            deal.insert(Opportunity::account.into(), json!(account));
            Some(making.deal(tx, app, cx, wish, deal, contact)?)
        }
    };
    carry(tx, app, cx, id, &|old| {
        let new = [
            ("account", Some(account)),
            ("contact", Some(contact)),
            ("opportunity", opportunity),
        ];
        let empty = new.into_iter().filter(|(key, to)| to.is_some() && old(key).is_none());
        empty.collect()
    })?;
    let values = again(tx, cx, id)?;
    let fields = [
        (Lead::status, "converted".into()),
        (Lead::account, account.into()),
        (Lead::contact, contact.into()),
        (Lead::opportunity, opportunity.into()),
        (Lead::converted_at, cx.now.into()),
    ];
    let values = put(tx, cx, &values, &fields)?;
    tell(tx, cx, &values, "converted", json!({ "made": making.made }), None)
}

fn of_account(lead: &Lead) -> Map<String, Json> {
    fields(&[
        (Account::name, json!(lead.company.as_ref().unwrap_or(&lead.name))),
        (Account::industry, json!(lead.industry)),
        (Account::region, json!(lead.region)),
        (Account::source, json!(lead.source)),
    ])
}

fn of_contact(lead: &Lead) -> Map<String, Json> {
    fields(&[
        (Contact::name, json!(lead.name)),
        (Contact::title, json!(lead.title)),
        (Contact::phone, json!(lead.phone)),
        (Contact::email, json!(lead.email)),
        (Contact::wechat, json!(lead.wechat)),
        (Contact::description, json!(lead.description)),
    ])
}

fn of_opportunity(lead: &Lead) -> Map<String, Json> {
    let close = lead.expected_close.map(|day| day.to_string());
    let amount = lead.amount.map(|n| kernel::format_minor(i128::from(n), 2));
    fields(&[
        (Opportunity::name, json!(lead.company.as_ref().unwrap_or(&lead.name))),
        (Opportunity::amount, json!(amount)),
        (Opportunity::currency, json!(lead.currency)),
        (Opportunity::expected_close, json!(close)),
        (Opportunity::source, json!(lead.source)),
        (Opportunity::pain, json!(lead.need)),
    ])
}

fn fields(list: &[(&str, Json)]) -> Map<String, Json> {
    let given = list.iter().filter(|(_, value)| !value.is_null());
    given.map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

/// Records on their way out of a lead.
struct Making {
    owner: Option<Id>,
    /// What was made, by object.
    made: Map<String, Json>,
}

impl Making {
    /// The one that was chosen, or a new one.
    fn one(
        &mut self,
        tx: &mut Tx<'_>,
        app: &App,
        cx: &Cx,
        object: &'static str,
        wish: Option<&Json>,
        fields: Map<String, Json>,
    ) -> Result<Id> {
        let member = if object == Account::OBJECT {
            "account"
        } else {
            "contact"
        };
        match wish {
            Some(Json::String(text)) => {
                let missing = || Error::fields(vec![FieldError::plain(format!("/{member}"), Code::ReferenceNotFound)]);
                let id: Id = text.parse().map_err(|()| missing())?;
                let object = cx.object(object).map_err(|_| missing())?;
                if rows::may(tx, cx, object, id, Action::Read)? {
                    Ok(id)
                } else {
                    Err(missing())
                }
            }
            wish => {
                let fields = overlaid(tx, cx, object, member, fields, wish)?;
                self.make(tx, app, cx, object, fields)
                    .map_err(|e| e.within(&format!("/{member}")))
            }
        }
    }

    /// The new opportunity, with the person who is known of it.
    fn deal(
        &mut self,
        tx: &mut Tx<'_>,
        app: &App,
        cx: &Cx,
        wish: Option<&Json>,
        fields: Map<String, Json>,
        contact: Id,
    ) -> Result<Id> {
        let fields = overlaid(tx, cx, Opportunity::OBJECT, "opportunity", fields, wish)?;
        let made = self.make(tx, app, cx, Opportunity::OBJECT, fields);
        let id = made.map_err(|e| e.within("/opportunity"))?;
        let stakeholders = cx.registry.object(Stakeholder::OBJECT).ok_or_else(Error::not_found)?;
        let mut person = Map::new();
        person.insert(Stakeholder::opportunity.into(), json!(id));
        person.insert(Stakeholder::contact.into(), json!(contact));
        store_new(tx, app, cx, stakeholders, &person, Mode::Program)?;
        Ok(id)
    }

    fn make(
        &mut self,
        tx: &mut Tx<'_>,
        app: &App,
        cx: &Cx,
        object: &'static str,
        mut fields: Map<String, Json>,
    ) -> Result<Id> {
        let definition = cx.object(object)?;
        if !cx.rights.object(object).create {
            let text = (
                format!(
                    "您没有新建{}的权限：请选择已有的，或请有权限的人转化",
                    definition.label_one.zh
                ),
                format!(
                    "You have no right to make a new {}: choose one that exists, or ask somebody who has it",
                    definition.label_one.en.to_lowercase()
                ),
            );
            return Err(Error::forbidden().detail(text.0, text.1));
        }
        // Whoever converts it, it stays with the lead's owner.
        fields.insert("owner".to_owned(), json!(self.owner));
        let id = store_new(tx, app, cx, definition, &fields, Mode::Program)?;
        self.made.insert(object.to_owned(), json!(id));
        Ok(id)
    }
}

/// Whether the asker sees the record that a value refers to, if it refers to one.
fn may_refer(tx: &mut Tx<'_>, cx: &Cx, field: &FieldDef, value: &Json) -> Result<bool> {
    let (FieldType::Reference(target), Some(text)) = (&field.ty, value.as_str()) else {
        return Ok(true);
    };
    match (cx.object(target), text.parse()) {
        (Ok(target), Ok(id)) => rows::may(tx, cx, target, id, Action::Read),
        _ => Ok(false),
    }
}

/// The fields made of the lead, with those that the asker set over them: only such as they could set in a new record.
fn overlaid(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &str,
    member: &str,
    mut fields: Map<String, Json>,
    wish: Option<&Json>,
) -> Result<Map<String, Json>> {
    let wish = match wish {
        None | Some(Json::Null) => return Ok(fields),
        Some(Json::Object(wish)) => wish,
        Some(_) => {
            return Err(Error::field(
                format!("/{member}"),
                Code::InvalidValue,
                "应为要填写的字段，或已有记录的 id",
                "Expected fields to set, or the id of a record that exists",
            ));
        }
    };
    let object = cx.object(object)?;
    for (key, value) in wish {
        let field = object.field(key).filter(|f| cx.sees(object, f));
        let fault = |code| FieldError::plain(format!("/{member}/{key}"), code);
        match field {
            None => return Err(Error::fields(vec![fault(Code::UnknownField)])),
            Some(f) if f.read_only || matches!(f.key, "owner" | "account") => {
                return Err(Error::fields(vec![fault(Code::ReadOnlyField)]));
            }
            // The rest is checked as it is stored, but with the program's eyes.
            Some(f) if !may_refer(tx, cx, f, value)? => {
                return Err(Error::fields(vec![fault(Code::ReferenceNotFound)]));
            }
            Some(_) => {
                fields.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(fields)
}

/// Takes a conversion back: what it made goes to the recycle bin, the lead is open again.
///
/// # Errors
/// `wrong_state` if it is too long ago, or somebody has worked with what it made.
pub fn undo(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    let (lead, _) = load(tx, cx, id)?;
    let wrong = |zh: &str, en: &str| Error::new(Code::WrongState).detail(zh, en);
    let Some(at) = lead.converted_at.filter(|_| lead.status == "converted") else {
        return Err(wrong("此线索还没有转化", "This lead isn't converted"));
    };
    if cx.now > Instant(at.0).plus_seconds(UNDO_DAYS * 86_400) {
        return Err(wrong(
            "转化已超过 7 天，不能撤销；请在客户、联系人和商机中修改",
            "The conversion is more than 7 days ago and can't be undone; change account, contact and opportunity instead",
        ));
    }
    let (seq, made) = conversion(tx, cx, id)?;
    for (object, record) in &made {
        if is_built_on(tx, cx, object, *record, (seq, at), &made)? {
            return Err(wrong(
                "转化出的记录已有新的内容，不能撤销；请直接在客户、联系人和商机中修改",
                "Work was done on what the conversion made, so it can't be undone; change account, contact and opportunity instead",
            ));
        }
    }
    carry(tx, app, cx, id, &|old| {
        let led = [
            ("account", lead.account),
            ("contact", lead.contact),
            ("opportunity", lead.opportunity),
        ];
        let led = led.into_iter().filter(|(key, to)| to.is_some() && old(key) == *to);
        led.map(|(key, _)| (key, None)).collect()
    })?;
    let system = cx.as_system();
    for (object, record) in made.iter().rev() {
        let definition = system.object(object)?;
        if let Some(values) = rows::load(tx, &system, definition, *record, Action::Delete)?
            && let Value::Int(version) = values[1]
        {
            engine::delete(tx, app, &system, object, *record, version)?;
        }
    }
    let qualified = crate::sop::is_complete(tx, cx, id)?;
    let values = again(tx, cx, id)?;
    let responded = typed(values.clone())?.responded_at.is_some();
    let fields = [
        (Lead::status, status_again(qualified, responded).into()),
        (Lead::account, Value::Null),
        (Lead::contact, Value::Null),
        (Lead::opportunity, Value::Null),
        (Lead::converted_at, Value::Null),
    ];
    let values = put(tx, cx, &values, &fields)?;
    tell(tx, cx, &values, "conversion_undone", json!({}), None)
}

/// References to be set in a record, by its present ones.
type Anew<'a> = &'a dyn Fn(&dyn Fn(&str) -> Option<Id>) -> Vec<(&'static str, Option<Id>)>;

/// Changes what contacts, tasks and notes of a lead are about, so that what was done with it is known of the deal, too.
fn carry(tx: &mut Tx<'_>, app: &App, cx: &Cx, lead: Id, anew: Anew<'_>) -> Result<()> {
    /// More than anybody does with one lead.
    const MOST: usize = 1_000;
    let system = cx.as_system();
    for object in [
        Activity::OBJECT,
        Task::OBJECT,
        Note::OBJECT,
        PlanMember::OBJECT,
        Referral::OBJECT,
    ] {
        let object = system.object(object)?;
        let of = Condition::leaf(Activity::lead, Op::Eq, lead.to_string());
        for id in rows::ids(tx, &system, object, &of, MOST)? {
            let Some(old) = rows::load(tx, &system, object, id, Action::Read)? else {
                continue;
            };
            let present = |key: &str| match object.index(key).map(|i| &old[i]) {
                Some(Value::Id(id)) => Some(*id),
                _ => None,
            };
            let fields = anew(&present);
            if !fields.is_empty() {
                let body = fields
                    .into_iter()
                    .map(|(key, to)| (key.to_owned(), json!(to)))
                    .collect();
                save_changes(tx, app, cx, object, &old, &body, Mode::Program)?;
            }
        }
    }
    Ok(())
}

/// The number of the last conversion's event, and what it made, in the order of making.
fn conversion(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<(i64, Vec<(String, Id)>)> {
    let mut before = None;
    loop {
        let page = journal::timeline(tx, cx.workspace.id, id, before, 200)?;
        if let Some(event) = page.iter().find(|e| e.record == id && e.kind == "converted") {
            let made = event.meta.get("made").and_then(Json::as_object);
            let made = made.into_iter().flatten().filter_map(|(object, id)| {
                let id = id.as_str()?.parse().ok()?;
                Some((object.clone(), id))
            });
            let order = [Account::OBJECT, Contact::OBJECT, Opportunity::OBJECT];
            let mut made: Vec<(String, Id)> = made.collect();
            made.sort_by_key(|(object, _)| order.iter().position(|o| o == object));
            return Ok((event.seq, made));
        }
        before = page.last().map(|e| e.seq);
        if page.len() < 200 {
            return Err(Error::new(Code::WrongState).detail(
                "没有找到这次转化的记录，不能撤销",
                "There is no trace of how this was converted, so it can't be undone",
            ));
        }
    }
}

/// Whether anything happened to a record after its conversion's event, or other records have come to refer to it since.
fn is_built_on(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &str,
    id: Id,
    (seq, at): (i64, Instant),
    made: &[(String, Id)],
) -> Result<bool> {
    let last = journal::timeline(tx, cx.workspace.id, id, None, 1)?;
    if last.first().is_some_and(|event| event.seq > seq) {
        return Ok(true);
    }
    let system = cx.as_system();
    for collection in &system.object(object)?.collections {
        let target = system.object(collection.object)?;
        let since = Condition::leaf("updated_at", Op::Gt, at.to_rfc3339());
        let refers = Condition::leaf(collection.field, Op::Eq, id.to_string()).and(since);
        let others = rows::ids(tx, &system, target, &refers, 10)?;
        if others.iter().any(|other| made.iter().all(|(_, id)| id != other)) {
            return Ok(true);
        }
    }
    Ok(false)
}
