//! The same change to many records over HTTP.

use ::records::Condition;
use app::engine::{self, Bulk, BulkWork};
use app::{App, Caller};
use axum::response::{IntoResponse as _, Response};
use kernel::{Code, Error, Id, Lang, Result};
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::call::{self, At, Call};
use crate::answer::Answer;

/// How many records of a bulk request are on their way at once: they share the writer's fsyncs.
const ABREAST: usize = 64;

/// Each record in a transaction of its own: what one lacks doesn't keep the others back.
pub(super) async fn bulk(At(object): At<String>, call: Call) -> Response {
    let read = || {
        let work = read_bulk(&call.object()?)?;
        Ok((work, call.caller()?, call.key()?))
    };
    let (bulk, caller, key) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    let job = Job {
        app: call.state.app().clone(),
        object,
        bulk,
        caller,
        key,
    };
    let (ids, lang) = match job.clone().begin().await {
        Ok(Ok(begun)) => begun,
        Ok(Err(answer)) => return answer.into_response(),
        Err(error) => return call.fail_if_known(error).await,
    };
    let mut outcomes = Vec::with_capacity(ids.len());
    for some in ids.chunks(ABREAST) {
        let together: Vec<_> = some.iter().map(|id| tokio::spawn(job.clone().one(*id))).collect();
        for (id, outcome) in some.iter().zip(together) {
            outcomes.push((*id, outcome.await.map_err(Error::internal).flatten()));
        }
    }
    let answer = Answer::json(&engine::bulk_answer(&outcomes, lang));
    if job.key.is_none() {
        return answer.into_response();
    }
    call.write(move |_, _, _| Ok(answer.clone())).await
}

/// A bulk request. Under an `Idempotency-Key` it also keeps which records it means and which of them are done, each in the
/// transaction of its work, so that a request that was cut off, or comes twice at once, does nothing twice.
#[derive(Clone)]
struct Job {
    app: App,
    object: String,
    bulk: Bulk,
    caller: Caller,
    key: Option<call::Key>,
}

impl Job {
    /// The records it means; or the answer, if it was all done before.
    async fn begin(self) -> Result<Result<(Vec<Id>, Lang), Answer>> {
        let app = self.app.clone();
        let job = self.clone();
        // Looking for them may take long: it isn't done where others wait to write.
        let found = app.store().read(move |tx| {
            let cx = job.app.cx(tx, &job.caller)?;
            let means = job.key.as_ref().map(|key| call::part(key, "ids"));
            for asked in [job.key.as_ref(), means.as_ref()] {
                if call::recall(tx, &cx, asked)?.is_some() {
                    return Ok((Vec::new(), cx.lang));
                }
            }
            Ok((engine::bulk_ids(tx, &cx, &job.object, &job.bulk)?, cx.lang))
        });
        let (found, lang) = found.await?;
        let Some(key) = self.key else {
            return Ok(Ok((found, lang)));
        };
        let begin = move |tx: &mut Tx<'_>| {
            let cx = self.app.cx(tx, &self.caller)?;
            if let Some(answer) = call::recall(tx, &cx, Some(&key))? {
                return Ok(Err(answer));
            }
            let means = call::part(&key, "ids");
            if let Some(answer) = call::recall(tx, &cx, Some(&means))? {
                let ids = serde_json::from_slice(&answer.body).map_err(Error::internal)?;
                return Ok(Ok((ids, cx.lang)));
            }
            call::remember(tx, &cx, &means, &Answer::json(&json!(found)))?;
            Ok(Ok((found.clone(), cx.lang)))
        };
        app.store().write(begin).await
    }

    /// Its work on one record, once.
    async fn one(self, id: Id) -> Result<()> {
        let app = self.app.clone();
        let work = move |tx: &mut Tx<'_>| {
            let cx = self.app.cx(tx, &self.caller)?;
            let part = self.key.as_ref().map(|key| call::part(key, &id.to_string()));
            if call::recall(tx, &cx, part.as_ref())?.is_some() {
                return Ok(());
            }
            engine::bulk_one(tx, &self.app, &cx, &self.object, id, &self.bulk.work)?;
            match part {
                Some(part) => call::remember(tx, &cx, &part, &Answer::nothing()),
                None => Ok(()),
            }
        };
        app.store().write(work).await
    }
}

fn read_bulk(body: &Map<String, Json>) -> Result<Bulk> {
    app::sop::only(body, &["ids", "filter", "set", "delete", "do"])?;
    let wrong = |key: &str, zh: &str, en: &str| Error::field(format!("/{key}"), Code::InvalidValue, zh, en);
    let ids = match body.get("ids") {
        None | Some(Json::Null) => None,
        Some(ids) => Some(
            serde_json::from_value::<Vec<Id>>(ids.clone())
                .map_err(|_| wrong("ids", "应为记录 id 的数组", "Expected a list of record ids"))?,
        ),
    };
    let filter = body
        .get("filter")
        .filter(|f| !f.is_null())
        .map(Condition::parse)
        .transpose()?;
    let work = match (body.get("set"), body.get("delete"), body.get("do")) {
        (Some(Json::Object(fields)), None, None) => BulkWork::Set(fields.clone()),
        (None, Some(Json::Bool(true)), None) => BulkWork::Delete,
        (None, None, Some(Json::String(verb))) if verb == "advance" => BulkWork::Advance,
        _ => {
            return Err(wrong(
                "set",
                "请给出 set、delete 或 do: advance 之一",
                "Give one of set, delete, or do: advance",
            ));
        }
    };
    Ok(Bulk { ids, filter, work })
}
