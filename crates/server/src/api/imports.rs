//! Files brought in through the page: a preview that keeps nothing, and the import. The file is the body; what was chosen
//! stands in the query.

use std::sync::{Arc, Mutex, PoisonError};

use app::import::upload::{self, Import, Settings};
use axum::Extension;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, post};
use kernel::{Code, Error, FILE_BYTES, Lang, Result};
use serde_json::Value as Json;

use super::Op;
use super::call::{self, Call};
use crate::State;
use crate::answer::Answer;
use crate::incoming::Most;

const QUERY: &[(&str, &str)] = &[
    ("object", "leads, accounts or contacts"),
    ("encoding", "The encoding; found out if absent"),
    ("separator", "comma, semicolon, tab or pipe; found out if absent"),
    (
        "map",
        "The field of each column, with commas, empty for none; by the column names if absent",
    ),
    ("dates", "dmy or mdy, for days whose year stands last"),
    ("decimal", "point or comma"),
    (
        "existing",
        "What becomes of rows that are there: skip, update or create",
    ),
    ("assign", "true: leads are handed out by the assignment rules"),
    ("accounts", "true: accounts that are named and not there are made"),
];

pub(super) fn operations() -> Vec<Op> {
    let op = |path, summary, route| Op {
        method: "post",
        path,
        summary,
        query: QUERY,
        body: "File",
        answer: "Any",
        status: 200,
        public: false,
        route,
    };
    vec![
        op("/imports/preview", "What a file would become; nothing is kept", || {
            large(post(preview))
        }),
        op("/imports", "Import a file, each row under the caller's rights", || {
            large(post(import))
        }),
    ]
}

/// Files may be larger than other bodies.
fn large(route: MethodRouter<State>) -> MethodRouter<State> {
    route.layer(Extension(Most(FILE_BYTES)))
}

fn settings(call: &Call) -> Result<Settings> {
    let query = call.query(&QUERY.iter().map(|(name, _)| *name).collect::<Vec<_>>())?;
    let text = |key: &str| query.get(key).filter(|t| !t.is_empty()).map(str::to_owned);
    let yes = |key: &str| match query.get(key) {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Error::field(
            format!("/{key}"),
            Code::InvalidValue,
            "应为 true 或 false",
            "Expected true or false",
        )),
    };
    Ok(Settings {
        object: query.get("object").unwrap_or_default().to_owned(),
        encoding: text("encoding"),
        separator: text("separator"),
        map: query.get("map").map(|map| map.split(',').map(str::to_owned).collect()),
        dates: text("dates"),
        decimal: text("decimal"),
        existing: text("existing"),
        assign: yes("assign")?,
        makes_accounts: yes("accounts")?,
    })
}

async fn preview(call: Call) -> Response {
    let (settings, caller, body) = match parts(&call) {
        Ok(parts) => parts,
        Err(error) => return call.fail_if_known(error).await,
    };
    let app = call.state.app().clone();
    let here = app.clone();
    let kept: Arc<Mutex<Option<Result<Json>>>> = Arc::default();
    let (out, spoken) = (kept.clone(), Arc::new(Mutex::new(call.asking.lang())));
    let heard = spoken.clone();
    let (reader, asker) = (app.clone(), caller.clone());
    // A large file takes its time to be read: that isn't done where others wait to write.
    let read = app.store().read(move |tx| {
        let cx = reader.cx(tx, &asker)?;
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = cx.lang;
        Ok(Import::new(upload::read(&cx, &body, &settings)?))
    });
    let thrown: Result<()> = match read.await {
        Err(error) => Err(error),
        Ok(import) => {
            let tried = app.store().write(move |tx| {
                let cx = here.cx(tx, &caller)?;
                let shown = upload::preview(tx, &here, &cx, &import)?;
                *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ok(shown));
                // Whatever was written is thrown away with the transaction.
                Err(Error::new(Code::WrongState))
            });
            tried.await
        }
    };
    let lang = *spoken.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (shown, thrown) {
        (Some(Ok(json)), _) => Answer::json(&json).into_response(),
        (Some(Err(error)), _) | (None, Err(error)) => crate::answer::Failure(error, lang).into_response(),
        (None, Ok(())) => crate::answer::Failure(Error::internal("a preview kept nothing"), lang).into_response(),
    }
}

type Parts = (Settings, app::Caller, axum::body::Bytes);

fn parts(call: &Call) -> Result<Parts> {
    let body = call.body.as_ref().map_err(Clone::clone)?.clone();
    Ok((settings(call)?, call.caller()?, body))
}

async fn import(call: Call) -> Response {
    let (settings, caller, body) = match parts(&call) {
        Ok(parts) => parts,
        Err(error) => return call.fail_if_known(error).await,
    };
    let app = call.state.app().clone();
    let prepared = async {
        let key = call.key()?;
        let (here, caller) = (app.clone(), caller.clone());
        app.store()
            .read(move |tx| {
                let cx = here.cx(tx, &caller)?;
                if let Some(answer) = call::recall(tx, &cx, key.as_ref())? {
                    return Ok(Err(answer));
                }
                let file = upload::read(&cx, &body, &settings)?;
                // What only a person can say must have been said.
                let open = file.asks.first().filter(|(code, _)| is_needed(code, &settings));
                if let Some((_, text)) = open {
                    return Err(Error::field("/map", Code::Required, &*text.zh, &*text.en));
                }
                Ok(Ok((Import::new(file), cx.lang)))
            })
            .await
    };
    let (mut import, lang) = match prepared.await {
        Ok(Ok(prepared)) => prepared,
        Ok(Err(answer)) => return answer.into_response(),
        Err(error) => return call.fail_if_known(error).await,
    };
    if let Err(error) = run(&app, &caller, &mut import).await {
        return call.fail(error);
    }
    let answer = match answer(&import, lang) {
        Ok(answer) => answer,
        Err(error) => return call.fail(error),
    };
    if !call.headers.contains_key("idempotency-key") {
        return answer.into_response();
    }
    // Kept when all is done, as for other changes to many.
    call.write(move |_, _, _| Ok(answer.clone())).await
}

fn answer(import: &Import, lang: Lang) -> Result<Answer> {
    Ok(Answer::json(&import.answer(lang)?))
}

/// Whether a question must be answered before the import: how days and decimals are written only costs the rows it is about.
fn is_needed(code: &str, settings: &Settings) -> bool {
    match code {
        "encoding_unsure" => settings.encoding.is_none(),
        "columns_conflict" | "columns_unnamed" => settings.map.is_none(),
        "name_missing" => true,
        _ => false,
    }
}

/// Batch after batch, each a transaction: one with a row that is refused is thrown away and done again without it.
async fn run(app: &app::App, caller: &app::Caller, import: &mut Import) -> Result<()> {
    let file = Arc::new(import.file().clone());
    for batch in import.batches() {
        let mut left = batch;
        while !left.is_empty() {
            let (here, caller, file, which) = (app.clone(), caller.clone(), file.clone(), left.clone());
            let refused: Arc<Mutex<Vec<_>>> = Arc::default();
            let out = refused.clone();
            let done = app.store().write(move |tx| {
                let cx = here.cx(tx, &caller)?;
                let done = Import::rows(tx, &here, &cx, &file, &which)?;
                if Import::failed(&done).is_empty() {
                    return Ok(done);
                }
                *out.lock().unwrap_or_else(PoisonError::into_inner) = done;
                Err(Error::new(Code::WrongState))
            });
            match done.await {
                Ok(done) => {
                    import.keep(done);
                    break;
                }
                Err(error) => {
                    let done = std::mem::take(&mut *refused.lock().unwrap_or_else(PoisonError::into_inner));
                    let failed = Import::failed(&done);
                    if failed.is_empty() || error.code() != Code::WrongState {
                        return Err(error);
                    }
                    left.retain(|row| !failed.contains(row));
                    import.keep(done.into_iter().filter(|(row, _)| failed.contains(row)).collect());
                }
            }
        }
    }
    Ok(())
}
