//! Passwords and secrets.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::Engine as _;
use kernel::{Code, Error, Result};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

/// Characters that a password has at least.
pub const PASSWORD_LENGTH: usize = 10;
/// Passwords that are hashed at the same time: each takes 19 MiB and a processor.
const SEATS: usize = 2;
/// How long one waits for a seat.
const PATIENCE: Duration = Duration::from_secs(3);

/// The right to hash a password now.
pub(super) struct Seat {
    _permit: SemaphorePermit<'static>,
}

/// Waits for the right to hash a password, so that many sign-ins at once take no more memory than a few.
///
/// # Errors
/// `unavailable` after a few seconds.
pub(super) async fn seat() -> Result<Seat> {
    static FREE: Semaphore = Semaphore::const_new(SEATS);
    match tokio::time::timeout(PATIENCE, FREE.acquire()).await {
        Ok(Ok(permit)) => Ok(Seat { _permit: permit }),
        _ => Err(Error::new(Code::Unavailable).private("too many passwords wait to be hashed")),
    }
}

/// Argon2id with 19 MiB, two passes: the OWASP minimum, about 20 ms.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password that is fit to be one, for a server: off the threads that serve others, a few at a time.
///
/// # Errors
/// If it is too short or too long; `unavailable` if too many wait.
pub async fn hashed(password: &str, pointer: &'static str) -> Result<String> {
    let (seat, password) = (seat().await?, password.to_owned());
    spawn_blocking(move || {
        let _seat = seat;
        hash_password(&password, pointer)
    })
    .await
    .map_err(Error::internal)?
}

/// The hash of a password that is fit to be one. Slow on purpose: never inside a transaction.
///
/// # Errors
/// If it is too short or too long.
pub fn hash_password(password: &str, pointer: &str) -> Result<String> {
    let length = password.chars().count();
    if length < PASSWORD_LENGTH || password.len() > 1024 {
        let text = (
            format!("密码至少 {PASSWORD_LENGTH} 个字符"),
            format!("A password has at least {PASSWORD_LENGTH} characters"),
        );
        return Err(Error::field(pointer, Code::InvalidValue, text.0, text.1));
    }
    let hash = argon()
        .hash_password(password.as_bytes())
        .map_err(|e| Error::internal(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

/// Whether a password fits a hash. Without a hash it takes as long and says no, so that time doesn't tell who exists.
pub(super) async fn verify_password(seat: Seat, password: &str, hash: Option<String>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password("nobody has this one", "").unwrap_or_default());
    let password = password.to_owned();
    let fits = move || {
        let _seat = seat;
        let parsed = PasswordHash::new(hash.as_deref().unwrap_or(&NOBODY));
        let fits = parsed.is_ok_and(|parsed| argon().verify_password(password.as_bytes(), &parsed).is_ok());
        fits && hash.is_some()
    };
    spawn_blocking(fits).await.unwrap_or(false)
}

/// A new secret: 256 random bits.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_more_passwords_are_hashed_at_once_than_there_are_seats() {
        let mut taken = Vec::new();
        for _ in 0..SEATS {
            taken.push(seat().await);
        }
        let one_more = tokio::time::timeout(Duration::from_millis(50), hashed("a long password", "/password"));
        assert!(one_more.await.is_err(), "it waits");
        taken.clear();
        assert!(hashed("a long password", "/password").await.is_ok());
    }
}
