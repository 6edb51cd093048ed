//! Letting people in: links to set a password, and what such a link does.

use app::session::{self, Join};
use axum::response::Response;
use axum::routing::get;
use kernel::Result;

use super::Op;
use super::call::{At, Call, id};
use super::session::open;
use crate::answer::Answer;

const LINK: Op = Op {
    path: "/users/{id}/invitation",
    summary: "Whether somebody has a link to set their password",
    ..Op::PLAIN
};

const JOIN: Op = Op {
    path: "/join/{secret}",
    summary: "Whom a link to set a password is for",
    public: true,
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            route: || get(status).post(invite).delete(revoke),
            ..LINK
        },
        Op {
            method: "post",
            summary: "Make a link to set a password, for 7 days; it is shown once, and one from before ends",
            status: 201,
            ..LINK
        },
        Op {
            method: "delete",
            summary: "End somebody's link to set a password",
            answer: "",
            status: 204,
            ..LINK
        },
        Op {
            route: || get(joining).post(join),
            ..JOIN
        },
        Op {
            method: "post",
            summary: "Set name and password by a link, and sign in; sessions from before end",
            body: "Join",
            answer: "Me",
            ..JOIN
        },
    ]
}

async fn status(At(user): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&session::invitation(tx, cx, id(&user)?)?)))
        .await
}

async fn invite(At(user): At<String>, call: Call) -> Response {
    let caller = call.caller();
    call.write(move |tx, app, cx| {
        session::signed_in_themselves(tx, app, caller.as_ref().map_err(Clone::clone)?)?;
        Ok(Answer {
            status: 201,
            secret: true,
            ..Answer::json(&session::invite(tx, cx, id(&user)?)?)
        })
    })
    .await
}

async fn revoke(At(user): At<String>, call: Call) -> Response {
    call.write(move |tx, _, cx| session::revoke(tx, cx, id(&user)?).map(|()| Answer::nothing()))
        .await
}

async fn joining(At(secret): At<String>, call: Call) -> Response {
    let found = session::joining(call.state.app(), &secret, &call.asking.address).await;
    match found {
        Ok(found) => axum::response::IntoResponse::into_response(Answer::json(&found)),
        Err(error) => call.fail(error),
    }
}

async fn join(At(secret): At<String>, call: Call) -> Response {
    let joined: Result<_> = async {
        let body: Join = call.typed()?;
        let password = body.password.clone();
        let email = session::join(call.state.app(), &secret, body, &call.asking.address).await?;
        Ok((email, password))
    }
    .await;
    match joined {
        Ok((email, password)) => open(&call, &email, &password, 200).await,
        Err(error) => call.fail(error),
    }
}
