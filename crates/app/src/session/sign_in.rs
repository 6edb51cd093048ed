//! Opening a session.

use kernel::{Code, Error, Result};
use sha2::{Digest as _, Sha256};
use store::auth::{self, Credential, Session};

use super::secret::{new_secret, seat, verify_password};
use super::tries::Tries;
use crate::App;

/// A session works this long without use.
pub const IDLE: i64 = 7 * 24 * 3600;

/// A session that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its secret, which only the caller keeps.
    pub secret: String,
    /// How long it works without use, in seconds.
    pub seconds: i64,
}

/// Opens a session for whoever knows the password. Attempts are counted before the password is looked at; who is over a
/// limit leaves no trace.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown e-mail address; `rate_limited`; `unavailable` if too many sign in at once.
pub async fn sign_in(app: &App, email: &str, password: &str, address: &str) -> Result<Opened> {
    let email = email.trim().to_lowercase();
    let (tries, now) = (Tries::of_account(&email, address), app.now());
    let possible = tries.are_of_account();
    let credential: Option<Credential> = {
        let tries = tries.clone();
        app.store()
            .read(move |tx| {
                tries.refuse(tx, now)?;
                if possible {
                    auth::credential(tx, &email)
                } else {
                    Ok(None)
                }
            })
            .await?
    };
    let seat = seat().await?;
    let counted = tries.clone();
    app.store().write(move |tx| counted.count(tx, now)).await?;
    let hash = credential.as_ref().filter(|c| c.active).and_then(|c| c.hash.clone());
    let right = verify_password(seat, password, hash).await;
    let Some(credential) = credential.filter(|_| right) else {
        return Err(Error::new(Code::WrongCredentials));
    };
    let secret = new_secret()?;
    let session = Session {
        id: app.new_id(now),
        workspace: credential.workspace,
        user: credential.user,
        name: None,
        read_only: false,
        created_at: now,
        seen_at: now,
        expires_at: now.plus_seconds(IDLE),
    };
    let secret_hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    app.store()
        .write(move |tx| {
            tries.forgive(tx, now)?;
            auth::insert_session(tx, &secret_hash, &session)
        })
        .await?;
    Ok(Opened { secret, seconds: IDLE })
}
