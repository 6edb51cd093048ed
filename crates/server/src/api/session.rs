//! Signing in and out, the first setup, oneself.

use app::session::{self, TokenRequest};
use app::setup::{self, Setup};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use kernel::{Code, Error, Result};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Op;
use super::call::{At, Call, id};
use crate::State;
use crate::answer::Answer;
use crate::body;
use crate::caller::COOKIE;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/setup",
            summary: "Whether a company must be set up first",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: true,
            route: || get(needed).post(set_up),
        },
        Op {
            method: "post",
            path: "/setup",
            summary: "Set up the company and its administrator",
            query: &[],
            body: "Setup",
            answer: "Me",
            status: 201,
            public: true,
            route: axum::routing::MethodRouter::new,
        },
        Op {
            method: "post",
            path: "/session",
            summary: "Sign in",
            query: &[],
            body: "SignIn",
            answer: "Me",
            status: 200,
            public: true,
            route: || post(sign_in).delete(sign_out),
        },
        Op {
            method: "delete",
            path: "/session",
            summary: "Sign out",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: axum::routing::MethodRouter::new,
        },
        Op {
            method: "get",
            path: "/me",
            summary: "Who is signed in",
            query: &[],
            body: "",
            answer: "Me",
            status: 200,
            public: false,
            route: || get(me).patch(patch_me),
        },
        Op {
            method: "patch",
            path: "/me",
            summary: "Change one's language, theme and digest",
            query: &[],
            body: "MeChange",
            answer: "Me",
            status: 200,
            public: false,
            route: axum::routing::MethodRouter::new,
        },
        Op {
            method: "post",
            path: "/me/password",
            summary: "Change one's password; other sessions end",
            query: &[],
            body: "PasswordChange",
            answer: "",
            status: 204,
            public: false,
            route: || post(change_password),
        },
        Op {
            method: "get",
            path: "/me/tokens",
            summary: "One's tokens",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(tokens).post(new_token),
        },
        Op {
            method: "post",
            path: "/me/tokens",
            summary: "Make a token; it is shown once",
            query: &[],
            body: "TokenRequest",
            answer: "Any",
            status: 201,
            public: false,
            route: axum::routing::MethodRouter::new,
        },
        Op {
            method: "delete",
            path: "/me/tokens/{id}",
            summary: "End a token",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: || delete(end_token),
        },
        Op {
            method: "post",
            path: "/users/{id}/password",
            summary: "Set somebody's password; their sessions end",
            query: &[],
            body: "PasswordSet",
            answer: "",
            status: 204,
            public: false,
            route: || post(set_password),
        },
        Op {
            method: "get",
            path: "/users/{id}/tokens",
            summary: "Somebody's tokens, for administrators",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(tokens_of).delete(end_tokens_of),
        },
        Op {
            method: "delete",
            path: "/users/{id}/tokens",
            summary: "End somebody's tokens and calendar feed, for administrators",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: axum::routing::MethodRouter::new,
        },
    ]
}

async fn needed(call: Call) -> Response {
    let answer = call.state.app().store().read(setup::is_needed).await;
    match answer {
        Ok(needed) => Answer::json(&json!({ "needed": needed })).into_response(),
        Err(error) => call.fail(error),
    }
}

async fn set_up(call: Call) -> Response {
    match try_set_up(&call).await {
        Ok((email, password)) => open(&call, &email, &password, 201).await,
        Err(error) => call.fail(error),
    }
}

async fn try_set_up(call: &Call) -> Result<(String, String)> {
    let mut fields = call.object()?;
    let code = fields.remove("code");
    let password = fields
        .remove("password")
        .and_then(|p| p.as_str().map(str::to_owned))
        .ok_or_else(|| Error::field("/password", Code::Required, "请设置密码", "Choose a password"))?;
    let app = call.state.app().clone();
    let (now, address) = (app.now(), format!("setup:{}", call.asking.address));
    let tries = app
        .store()
        .write(move |tx| store::auth::attempt(tx, &address, now))
        .await?;
    if tries > 10 {
        return Err(Error::new(Code::RateLimited));
    }
    let expected = call.state.0.config.setup_code.as_deref();
    if expected.is_none() || code.as_ref().and_then(Json::as_str) != expected {
        return Err(Error::field(
            "/code",
            Code::InvalidValue,
            "设置码不正确：它显示在服务器的控制台上",
            "The setup code is wrong: the server's console shows it",
        ));
    }
    let setup: Setup = body::shaped(Json::Object(fields))?;
    let hash = session::hashed(&password, "/password").await?;
    let email = setup.email.clone();
    let here = app.clone();
    app.store()
        .write(move |tx| {
            if !setup::is_needed(tx)? {
                return Err(Error::new(Code::WrongState)
                    .detail("公司已设置，请直接登录", "The company is set up already: sign in"));
            }
            setup::found(tx, &here, &setup, &hash).map(|_| ())
        })
        .await?;
    Ok((email, password))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
}

async fn sign_in(call: Call) -> Response {
    match call.typed::<SignIn>() {
        Ok(body) => open(&call, &body.email, &body.password, 200).await,
        Err(error) => call.fail(error),
    }
}

/// Opens a session and answers with who it is.
pub(super) async fn open(call: &Call, email: &str, password: &str, status: u16) -> Response {
    let app = call.state.app();
    let opened = match session::sign_in(app, email, password, &call.asking.address).await {
        Ok(opened) => opened,
        Err(error) => return call.fail(error),
    };
    let caller = app::Caller::new(&opened.secret, call.asking.lang);
    let here = app.clone();
    let me = app.store().read(move |tx| session::me(tx, &here, &caller)).await;
    let mut response = match me {
        Ok(me) => Answer {
            status,
            ..Answer::json(&with_mail(me, &call.state))
        }
        .into_response(),
        Err(error) => return call.fail(error),
    };
    let secure = if call.state.0.config.https { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; HttpOnly; SameSite=Lax; Path=/; Max-Age={}{secure}",
        opened.secret, opened.seconds
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn sign_out(call: Call) -> Response {
    let caller = match call.caller() {
        Ok(caller) => caller,
        Err(error) => return call.fail(error),
    };
    let app = call.state.app().clone();
    let here = app.clone();
    let ended = app.store().write(move |tx| {
        here.cx(tx, &caller)?;
        session::sign_out(tx, &caller)
    });
    match ended.await {
        Ok(()) => {
            let mut response = Answer::nothing().into_response();
            let cookie = HeaderValue::from_static("stagecraft_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            response
        }
        Err(error) => call.fail(error),
    }
}

/// Who is signed in, and whether this server can send them mail.
fn with_mail(mut me: Json, state: &State) -> Json {
    me["mail"] = Json::from(state.0.config.mailer.is_some());
    me
}

async fn me(call: Call) -> Response {
    let caller = call.caller();
    let state = call.state.clone();
    call.read(move |tx, app, _| Ok(Answer::json(&with_mail(session::me(tx, app, &caller?)?, &state))))
        .await
}

async fn patch_me(call: Call) -> Response {
    let (body, caller) = match (call.object(), call.caller()) {
        (Ok(body), Ok(caller)) => (body, caller),
        (Err(error), _) | (_, Err(error)) => return call.fail_if_known(error).await,
    };
    let state = call.state.clone();
    call.write(move |tx, app, cx| {
        cx.writes()?;
        session::patch_me(tx, app, cx, &body)?;
        Ok(Answer::json(&with_mail(session::me(tx, app, &caller)?, &state)))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    current: String,
    password: String,
}

async fn change_password(call: Call) -> Response {
    let changed = async {
        let caller = call.caller()?;
        let body: PasswordChange = call.typed()?;
        session::change_password(call.state.app(), &caller, &body.current, &body.password).await
    };
    match changed.await {
        Ok(()) => Answer::nothing().into_response(),
        Err(error) => call.fail_if_known(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordSet {
    password: String,
}

async fn set_password(At(user): At<String>, call: Call) -> Response {
    let set = async {
        let caller = call.caller()?;
        let app = call.state.app().clone();
        let here = app.clone();
        let cx = app.store().read(move |tx| {
            let cx = here.cx(tx, &caller)?;
            cx.require("admin")?;
            session::signed_in_themselves(tx, &here, &caller)?;
            Ok(cx)
        });
        let cx = cx.await?;
        let user = id(&user)?;
        let body: PasswordSet = call.typed()?;
        let hash = session::hashed(&body.password, "/password").await?;
        app.store()
            .write(move |tx| session::set_password(tx, &cx, user, &hash))
            .await
    };
    match set.await {
        Ok(()) => Answer::nothing().into_response(),
        Err(error) => call.fail_if_known(error).await,
    }
}

async fn tokens(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&json!({ "data": session::tokens(tx, cx)? }))))
        .await
}

async fn new_token(call: Call) -> Response {
    let request: TokenRequest = match call.typed() {
        Ok(request) => request,
        Err(error) => return call.fail_if_known(error).await,
    };
    let caller = call.caller();
    call.write(move |tx, app, cx| {
        cx.writes()?;
        session::signed_in_themselves(tx, app, caller.as_ref().map_err(Clone::clone)?)?;
        let token = session::new_token(tx, app, cx, &request)?;
        Ok(Answer {
            status: 201,
            secret: true,
            ..Answer::json(&token)
        })
    })
    .await
}

async fn end_token(At(token): At<String>, call: Call) -> Response {
    call.write(move |tx, _, cx| {
        cx.writes()?;
        let user = cx.user.ok_or_else(Error::not_found)?;
        if store::auth::end_token(tx, cx.workspace.id, user, id(&token)?)? {
            Ok(Answer::nothing())
        } else {
            Err(Error::not_found())
        }
    })
    .await
}

async fn tokens_of(At(user): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| {
        Ok(Answer::json(
            &json!({ "data": session::tokens_of(tx, cx, id(&user)?)? }),
        ))
    })
    .await
}

async fn end_tokens_of(At(user): At<String>, call: Call) -> Response {
    call.write(move |tx, _, cx| {
        session::end_tokens_of(tx, cx, id(&user)?)?;
        Ok(Answer::nothing())
    })
    .await
}
