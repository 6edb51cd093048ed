//! Lead forms for strangers: the form as data, its answers, and the page that draws it. No cookie is read or set.

use app::forms;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use kernel::Lang;

use super::Op;
use super::call::{At, Call};
use crate::State;
use crate::answer::{Answer, Failure};
use crate::protect::Framed;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/public/forms/{key}",
            summary: "A lead form, for whoever has its link",
            query: &[("lang", "zh-CN or en; else the browser's language")],
            body: "",
            answer: "Any",
            status: 200,
            public: true,
            route: || get(shown).post(submit),
        },
        Op {
            method: "post",
            path: "/public/forms/{key}",
            summary: "Answer a lead form; the same answer again within a day is one",
            query: &[("lang", "zh-CN or en; else the browser's language")],
            body: "FormAnswer",
            answer: "Any",
            status: 202,
            public: true,
            route: axum::routing::MethodRouter::new,
        },
    ]
}

/// The language that the address names, else the browser's.
fn lang(call: &Call) -> kernel::Result<Lang> {
    let query = call.query(&["lang"])?;
    let named = query.get("lang").and_then(Lang::parse);
    Ok(named.unwrap_or_else(|| call.asking.lang()))
}

async fn shown(At(key): At<String>, call: Call) -> Response {
    let lang = match lang(&call) {
        Ok(lang) => lang,
        Err(error) => return call.fail(error),
    };
    let app = call.state.app().clone();
    let here = app.clone();
    let found = app
        .store()
        .read(move |tx| forms::found(tx, &here, &key)?.shown(lang))
        .await;
    match found {
        Ok(form) => Answer::json(&form).into_response(),
        Err(error) => Failure(error, lang).into_response(),
    }
}

async fn submit(At(key): At<String>, call: Call) -> Response {
    let read = lang(&call).and_then(|lang| Ok((lang, call.typed::<forms::Submission>()?)));
    let (lang, sent) = match read {
        Ok(read) => read,
        Err(error) => return call.fail(error),
    };
    let app = call.state.app().clone();
    let (here, address) = (app.clone(), call.asking.address.clone());
    let done = app
        .store()
        .write(move |tx| forms::submit(tx, &here, &key, &address, lang, &sent))
        .await;
    match done {
        Ok(thanks) => Answer {
            status: 202,
            ..Answer::json(&thanks)
        }
        .into_response(),
        Err(error) => Failure(error, lang).into_response(),
    }
}

/// `GET /f/{key}`: the page, which the form's own sites may show in a frame.
pub(super) async fn page(Shared(state): Shared<State>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    let app = state.app().clone();
    let here = app.clone();
    let found = app
        .store()
        .read(move |tx| Ok(forms::found(tx, &here, &key).map(|form| form.origins())))
        .await;
    let mut response = crate::ui::file("public.html", &headers);
    // A link that leads nowhere gets the same page, which says so.
    let origins = found.ok().and_then(Result::ok);
    if origins.is_none() {
        *response.status_mut() = axum::http::StatusCode::NOT_FOUND;
    }
    response.extensions_mut().insert(Framed(origins.unwrap_or_default()));
    response
}
