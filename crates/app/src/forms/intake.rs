//! The public side of a form: what a visitor sees, and how their answer becomes a lead. It never tells what is known here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Code, Error, FieldError, Id, Lang, Result, Text};
use records::{Action, Condition, Cx, ObjectDef, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::idempotency::{self, Answer, RequestKey};
use store::records::{find, load_as};
use store::{Tx, auth, workspace};

use super::LeadForm;
use super::rules::{Asked, origins, read, said, values};
use crate::App;
use crate::accounts::Account;
use crate::contact::{Given, Who, consent};
use crate::contacts::Contact;
use crate::engine::{Mode, store_new};
use crate::leads::{self, Assigned, Lead, OPEN, by_rule, existing, give};
use crate::people::User;

/// Answers from one network address in a quarter of an hour,
const PER_ADDRESS: i64 = 20;
/// and to one form from everywhere.
const PER_FORM: i64 = 600;

/// What a visitor sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// What they filled in, by field.
    pub values: Map<String, Json>,
    /// Whether they agreed.
    #[serde(default)]
    pub consent: bool,
    /// A field that people don't see: who fills it in is a program.
    #[serde(default)]
    pub website: Option<String>,
}

/// A form, with the system's eyes in its company.
pub struct Found {
    cx: Cx,
    form: LeadForm,
}

/// The form behind a public link.
///
/// # Errors
/// `not_found` for one that isn't there or is switched off: the two are the same to a stranger.
pub fn found(tx: &mut Tx<'_>, app: &App, key: &str) -> Result<Found> {
    // No link is longer, and none has other characters.
    if key.len() > 40
        || !key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    {
        return Err(Error::not_found());
    }
    for company in workspace::workspaces(tx)? {
        let cx = app.system(tx, company.workspace.id)?;
        let open = Condition::leaf(LeadForm::key, Op::Eq, key).and(Condition::leaf(LeadForm::active, Op::Eq, true));
        let forms: Vec<LeadForm> = find(tx, &cx, &open, 1)?;
        if let Some(form) = forms.into_iter().next() {
            return Ok(Found { cx, form });
        }
    }
    Err(Error::not_found())
}

impl Found {
    /// The sites that may show it in a frame.
    pub fn origins(&self) -> Vec<String> {
        origins(self.form.origins.as_deref().unwrap_or_default()).unwrap_or_default()
    }

    /// What the visitor's page is drawn from.
    ///
    /// # Errors
    /// If the form can't be read.
    pub fn shown(&self, lang: Lang) -> Result<Json> {
        let (form, object) = (&self.form, self.cx.object(Lead::OBJECT)?);
        let fields = self.fields()?.into_iter().filter_map(|asked| {
            let field = object.field(&asked.field)?;
            Some(json!({
                "key": asked.field, "label": label(&asked, object, lang), "help": asked.help(lang), "required": asked.required,
                "type": field.ty.name(), "max": field.max,
            }))
        });
        Ok(json!({
            "lang": lang,
            "title": said(Some(&form.title_zh), form.title_en.as_deref(), lang),
            "intro": said(form.intro_zh.as_deref(), form.intro_en.as_deref(), lang),
            "fields": fields.collect::<Vec<_>>(),
            "consent": self.consent(lang),
            "company": self.cx.workspace.name,
        }))
    }

    fn fields(&self) -> Result<Vec<Asked>> {
        read(self.form.fields.as_deref().unwrap_or("[]"))
    }

    fn consent(&self, lang: Lang) -> Option<&str> {
        said(self.form.consent_zh.as_deref(), self.form.consent_en.as_deref(), lang)
    }

    fn thanks(&self, lang: Lang) -> Json {
        let usual = Text::new("已收到，我们会尽快与您联系。", "Thank you: we'll be in touch soon.");
        let own = said(self.form.thanks_zh.as_deref(), self.form.thanks_en.as_deref(), lang);
        json!({ "thanks": own.unwrap_or(usual.get(lang)) })
    }
}

fn label(asked: &Asked, object: &ObjectDef, lang: Lang) -> String {
    let own = asked.label(lang).map(str::to_owned);
    own.or_else(|| object.field(&asked.field).map(|f| f.label.get(lang).to_owned()))
        .unwrap_or_default()
}

/// Takes an answer in: the lead is made by the same rules as everybody's, likely doubles are marked on it, it goes to whom
/// one would give it, and the consent goes into the ledger. The visitor is told the same whatever was found. An answer that
/// comes again within a day is the same one.
///
/// # Errors
/// `required` and the like for what the visitor should correct; `rate_limited`; `not_found`.
pub fn submit(tx: &mut Tx<'_>, app: &App, key: &str, address: &str, lang: Lang, sent: &Submission) -> Result<Json> {
    let found = found(tx, app, key)?;
    let (cx, form) = (&found.cx, &found.form);
    for (key, most) in [
        (format!("form:{address}"), PER_ADDRESS),
        (format!("form:{}", form.id), PER_FORM),
    ] {
        if auth::attempts(tx, &key, cx.now)? >= most {
            return Err(Error::new(Code::RateLimited));
        }
        auth::attempt(tx, &key, cx.now)?;
    }
    // Nothing tells a program that it was found out.
    if sent.website.as_deref().is_some_and(|text| !text.is_empty()) {
        return Ok(found.thanks(lang));
    }
    let object = cx.object(Lead::OBJECT)?;
    let given = values(&found.fields()?, &sent.values, &|asked, lang| {
        label(asked, object, lang)
    });
    let consent = found.consent(lang);
    let missing = (consent.is_some() && !sent.consent).then(|| {
        FieldError::new(
            "/consent",
            Code::Required,
            "请阅读并勾选同意条款后再提交",
            "Please read and accept the terms before you send this",
        )
    });
    // Everything that is to be corrected is told at once.
    let given = match (given, missing) {
        (Ok(given), None) => given,
        (Ok(_), Some(missing)) => return Err(Error::fields(vec![missing])),
        (Err(wrong), Some(missing)) if !wrong.errors().is_empty() => {
            return Err(Error::fields(wrong.errors().iter().cloned().chain([missing]).collect()));
        }
        (Err(wrong), _) => return Err(wrong),
    };
    let once = once(cx, form.id, &given);
    if idempotency::recall(tx, &once, cx.now)?.is_some() {
        return Ok(found.thanks(lang));
    }
    let lead = make(tx, app, cx, form, given)?;
    if let Some(text) = consent {
        consent::given(
            tx,
            app,
            cx,
            &Given {
                who: Who {
                    lead: Some(lead),
                    ..Who::default()
                },
                purpose: form.purpose.as_deref().unwrap_or("contact"),
                text_version: &form.consent_version.to_string(),
                wording: Some(text),
                source: &form.name,
                evidence: Some(&format!("{} {} {address}", form.id, cx.now.to_rfc3339())),
                at: cx.now,
            },
        )?;
    }
    hand_out(tx, app, cx, lead)?;
    let kept = Answer {
        status: 202,
        headers: Vec::new(),
        body: Vec::new(),
    };
    idempotency::remember(tx, &once, &kept, cx.now)?;
    Ok(found.thanks(lang))
}

/// By what an answer is known again: the form and everything that was filled in.
fn once(cx: &Cx, form: Id, given: &Map<String, Json>) -> RequestKey {
    let mut hash = Sha256::new();
    hash.update(form.to_string());
    hash.update(Json::Object(given.clone()).to_string());
    let hash: [u8; 32] = hash.finalize().into();
    RequestKey {
        workspace: cx.workspace.id,
        user: Id::NONE,
        key: format!("form\n{}", URL_SAFE_NO_PAD.encode(hash)),
        hash,
    }
}

fn make(tx: &mut Tx<'_>, app: &App, cx: &Cx, form: &LeadForm, given: Map<String, Json>) -> Result<Id> {
    let text = |key: &str| given.get(key).and_then(Json::as_str).map(str::to_owned);
    let asked = leads::Asked {
        name: text(Lead::name),
        company: text(Lead::company),
        phone: text(Lead::phone),
        email: text(Lead::email),
        except: None,
    };
    let same_lead = existing(tx, cx, Lead::OBJECT, &asked)?;
    let same_contact = existing(tx, cx, Contact::OBJECT, &asked)?;
    let theirs = match same_contact {
        Some(contact) => load_as::<Contact>(tx, cx, contact, Action::Read)?.account,
        None => None,
    };
    let known_account = match (theirs, &asked.company) {
        (Some(account), _) => Some(account),
        (None, Some(company)) => {
            let named = leads::Asked {
                name: Some(company.clone()),
                company: Some(company.clone()),
                ..leads::Asked::default()
            };
            existing(tx, cx, Account::OBJECT, &named)?
        }
        (None, None) => None,
    };
    let mut body = given;
    let consents = form.consent_zh.is_some() || form.consent_en.is_some();
    for (key, value) in [
        (Lead::source, json!(form.source)),
        (Lead::campaign, json!(form.campaign)),
        (Lead::basis, json!(if consents { "consent" } else { "inquiry" })),
        (Lead::form, json!(form.id)),
        (Lead::same_lead, json!(same_lead)),
        (Lead::same_contact, json!(same_contact)),
        (Lead::known_account, json!(known_account)),
    ] {
        if !value.is_null() {
            body.insert(key.to_owned(), value);
        }
    }
    // The visitor may mend what they wrote, and nothing else.
    let mended = |error: Error| {
        let theirs = error
            .errors()
            .iter()
            .all(|fault| super::rules::ASKED.iter().any(|key| fault.pointer == format!("/{key}")));
        if theirs && !error.errors().is_empty() {
            error.within("/values")
        } else {
            error
        }
    };
    store_new(tx, app, cx, cx.object(Lead::OBJECT)?, &body, Mode::Program).map_err(mended)
}

/// Whose a new lead is: whoever works with the same person or their company already, else whom the rules name, else whoever
/// claims it from the pool.
fn hand_out(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    let lead: Lead = load_as(tx, cx, id, Action::Read)?;
    let chosen = match known(tx, cx, &lead)? {
        Some(chosen) => Some(chosen),
        None => by_rule(tx, cx, &lead)?,
    };
    match chosen {
        Some(chosen) => {
            give(tx, app, cx, &lead, &chosen)?;
            let told = crate::notices::Told {
                to: chosen.owner,
                kind: "lead_came",
                key: format!("lead_came:{id}"),
                object: Lead::OBJECT,
                record: id,
                about: (Lead::OBJECT, id),
            };
            crate::notices::tell(tx, cx, &told)
        }
        None => crate::pools::drop_into(tx, cx, id).map(|_| ()),
    }
}

/// Who works with this person or company already.
fn known(tx: &mut Tx<'_>, cx: &Cx, lead: &Lead) -> Result<Option<Assigned>> {
    if let Some(same) = lead.same_lead {
        let same: Lead = load_as(tx, cx, same, Action::Read)?;
        if OPEN.contains(&same.status.as_str())
            && let Some(owner) = active(tx, cx, same.owner)?
        {
            let because = Text::new(
                format!("与未结线索「{}」是同一人，由 {} 一并跟进", same.name, owner.name),
                format!(
                    "The same person as the open lead “{}”: {} follows both",
                    same.name, owner.name
                ),
            );
            return Ok(Some(to(owner, because)));
        }
    }
    if let Some(account) = lead.known_account {
        let account: Account = load_as(tx, cx, account, Action::Read)?;
        if let Some(owner) = active(tx, cx, account.owner)? {
            let because = Text::new(
                format!("所在公司「{}」已是客户，由其负责人 {} 跟进", account.name, owner.name),
                format!(
                    "Their company “{}” is an account: its owner {} follows",
                    account.name, owner.name
                ),
            );
            return Ok(Some(to(owner, because)));
        }
    }
    Ok(None)
}

fn to(owner: User, because: Text) -> Assigned {
    Assigned {
        owner: owner.id,
        name: owner.name,
        rule: None,
        because,
        within: leads::RESPOND_WITHIN,
    }
}

fn active(tx: &mut Tx<'_>, cx: &Cx, user: Option<Id>) -> Result<Option<User>> {
    let Some(user) = user else { return Ok(None) };
    let user: User = load_as(tx, cx, user, Action::Read)?;
    Ok(Some(user).filter(|user| user.active))
}
