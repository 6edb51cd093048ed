//! Passwords and secrets.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::Engine as _;
use kernel::{Code, Error, Result};

/// Characters that a password has at least.
pub const PASSWORD_LENGTH: usize = 10;

/// Argon2id with 19 MiB, two passes: the OWASP minimum, about 20 ms.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
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
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password("nobody has this one", "").unwrap_or_default());
    let parsed = PasswordHash::new(hash.unwrap_or(&NOBODY));
    let fits = parsed.is_ok_and(|parsed| argon().verify_password(password.as_bytes(), &parsed).is_ok());
    fits && hash.is_some()
}

/// A new secret: 256 random bits.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}
